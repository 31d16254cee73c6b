from multidict import CIMultiDict, CIMultiDictProxy

from ktui.cluster.request_parts import joined, url_of


def test_a_path_and_a_query_are_quoted_once_and_stand_behind_what_the_server_has():
    url = url_of("https://h:6443/k8s/c-1", "/api/v1/namespaces/a b/pods", [("fieldManager", "k&t"), ("dryRun", "All")])
    assert str(url) == "https://h:6443/k8s/c-1/api/v1/namespaces/a%20b/pods?fieldManager=k%26t&dryRun=All"
    assert str(url_of("https://h", "/version", None)) == "https://h/version"


def test_a_name_that_stands_twice_in_the_credentials_stays_twice():
    identity = CIMultiDictProxy(CIMultiDict([("Impersonate-Group", "a"), ("Impersonate-Group", "b")]))
    made = joined({"Accept": "application/json"}, identity)
    assert made.getall("impersonate-group") == ["a", "b"]
    assert made["accept"] == "application/json"
