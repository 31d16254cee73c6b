import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from ktui.domain.objects import Meta, OwnerReference, Pod, PodSpec
from ktui.store import table as table_module
from ktui.store.feed import Failed, Live, Loading, Refused, Stale
from ktui.store.table import Table


def pod(name, namespace="default", version="1", node="", owner="", uid=""):
    owners = [OwnerReference(uid=owner, controller=True)] if owner else []
    meta = Meta(name=name, namespace=namespace, uid=uid or name, resource_version=version, owner_references=owners)
    return Pod(metadata=meta, spec=PodSpec(node_name=node))


def by_node(pod):
    return (pod.spec.node_name,) if pod.spec.node_name else ()


@pytest.fixture
def table():
    return Table({"node": by_node})


def names(objects):
    return sorted(obj.name for obj in objects)


def test_an_object_is_found_by_its_key_and_by_its_index(table):
    table.upsert(pod("a", node="one"))
    assert table.get(("default", "a")).name == "a"
    assert ("default", "a") in table
    assert names(table.by("node", "one")) == ["a"]
    assert table.by("node", "two") == []
    assert table.get(("default", "b")) is None


def test_an_index_follows_the_object_when_it_changes(table):
    table.upsert(pod("a", node="one"))
    table.upsert(pod("a", node="two", version="2"))
    assert table.by("node", "one") == []
    assert names(table.by("node", "two")) == ["a"]
    table.delete(("default", "a"))
    assert table.by("node", "two") == []


def test_an_index_that_does_not_exist_is_an_error(table):
    with pytest.raises(KeyError):
        table.by("colour", "red")


def test_one_notice_goes_out_for_each_change_and_none_for_what_changes_nothing(table):
    heard = []
    table.subscribe(lambda: heard.append(table.version))
    table.upsert(pod("a"))
    table.extend([pod("b"), pod("c")])
    table.delete(("default", "a"))
    table.delete(("default", "a"))
    table.set_feed(Live())
    table.set_feed(Live())
    assert heard == [1, 2, 3, 4]


def test_a_listener_that_ended_hears_nothing(table):
    heard = []
    end = table.subscribe(lambda: heard.append(1))
    end()
    table.upsert(pod("a"))
    assert heard == []


def test_a_listener_may_end_while_it_is_told(table):
    heard = []
    ends = [table.subscribe(lambda: (heard.append("first"), ends[0]()))]
    table.subscribe(lambda: heard.append("second"))
    table.upsert(pod("a"))
    table.upsert(pod("b"))
    assert heard == ["first", "second", "second"]


def test_a_batch_keeps_what_is_the_same_and_takes_what_is_new(table):
    held = pod("a")
    table.upsert(held)
    table.extend([pod("a"), pod("b")])
    assert table.get(("default", "a")) is held
    again = pod("a", uid="another of the same name")
    table.extend([again])
    assert table.get(("default", "a")) is again


def test_the_end_of_a_list_takes_what_is_not_in_it(table):
    table.extend([pod("a"), pod("b"), pod("c", "other")])
    table.retain({("default", "a")})
    assert names(table) == ["a"]


def test_the_end_of_one_namespaces_list_leaves_the_others(table):
    table.extend([pod("a"), pod("b"), pod("c", "other")])
    table.retain({("default", "a")}, "default")
    assert names(table) == ["a", "c"]


def test_a_list_that_is_there_in_full_replaces(table):
    table.extend([pod("a"), pod("b"), pod("c", "other")])
    table.replace([pod("b", version="2"), pod("d")], "default")
    assert names(table) == ["b", "c", "d"]


def test_a_table_begins_as_loading_and_is_complete_when_all_of_it_is_live(table):
    assert table.feed == Loading()
    assert not table.complete
    table.set_feed(Live())
    assert table.complete
    assert table.loaded


@pytest.mark.parametrize(
    ("feeds", "worst", "loaded"),
    [
        ([Live(), Loading()], Loading(), False),
        ([Live(), Stale(1, "cut")], Stale(1, "cut"), True),
        ([Stale(1, "cut"), Failed("refused")], Failed("refused"), False),
        ([Failed("refused"), Refused("forbidden")], Refused("forbidden"), False),
    ],
)
def test_a_table_is_as_true_as_its_least_true_part(table, feeds, worst, loaded):
    table.set_scope(["a", "b"])
    for namespace, feed in zip(["a", "b"], feeds, strict=True):
        table.set_feed(feed, namespace)
    assert table.feed == worst
    assert table.loaded is loaded
    assert not table.complete


def test_a_narrower_scope_drops_what_is_outside_and_keeps_the_feeds_inside(table):
    table.extend([pod("a", "one"), pod("b", "two")])
    table.set_scope(["one", "three"])
    table.set_feed(Live(), "one")
    table.set_scope(["one"])
    assert names(table) == ["a"]
    assert table.feeds == {"one": Live()}


def test_a_wider_scope_begins_as_loading_and_keeps_what_is_there(table):
    table.set_scope(["one"])
    table.extend([pod("a", "one")])
    table.set_feed(Live(), "one")
    table.set_scope(None)
    assert names(table) == ["a"]
    assert table.feeds == {None: Loading()}


class TableMachine(RuleBasedStateMachine):
    """Whatever is written in whatever order: a table is a dictionary whose indexes say the same."""

    def __init__(self):
        super().__init__()
        self.table = Table({"node": by_node, "owner": lambda pod: [each.uid for each in pod.metadata.owner_references]})
        self.held = {}

    pods = st.builds(
        pod,
        st.sampled_from("abcd"),
        st.sampled_from(["default", "other"]),
        st.sampled_from("123"),
        st.sampled_from(["", "one", "two"]),
        st.sampled_from(["", "x", "y"]),
    )
    keys = st.tuples(st.sampled_from(["default", "other"]), st.sampled_from("abcd"))

    @rule(one=pods)
    def upsert(self, one):
        self.table.upsert(one)
        self.held[one.key] = one

    @rule(key=keys)
    def delete(self, key):
        self.table.delete(key)
        self.held.pop(key, None)

    @rule(some=st.lists(pods, max_size=5))
    def extend(self, some):
        self.table.extend(some)
        for one in some:
            held = self.held.get(one.key)
            if held is None or (held.metadata.resource_version, held.uid) != (one.metadata.resource_version, one.uid):
                self.held[one.key] = one

    @rule(keys=st.sets(keys), namespace=st.sampled_from([None, "default", "other"]))
    def retain(self, keys, namespace):
        self.table.retain(keys, namespace)
        self.held = {
            key: one for key, one in self.held.items() if key in keys or (namespace is not None and key[0] != namespace)
        }

    @invariant()
    def the_table_holds_what_was_written(self):
        assert {one.key: one for one in self.table} == self.held
        assert len(self.table) == len(self.held)

    @invariant()
    def the_indexes_hold_what_the_table_holds(self):
        for node in ("one", "two"):
            expected = {key for key, one in self.held.items() if one.spec.node_name == node}
            assert {one.key for one in self.table.by("node", node)} == expected
        for owner in ("x", "y"):
            expected = {
                key for key, one in self.held.items() if [owner] == [each.uid for each in one.metadata.owner_references]
            }
            assert {one.key for one in self.table.by("owner", owner)} == expected


TestTable = TableMachine.TestCase
TestTable.settings = settings(max_examples=40, stateful_step_count=25)


def test_a_table_says_what_has_changed_since_one_looked():
    table = Table()
    table.extend([pod("a"), pod("b"), pod("c")])
    mark = table.changes
    assert table.changed_since(mark) == set()
    table.upsert(pod("a", version="2"))
    table.upsert(pod("d"))
    table.delete(("default", "b"))
    table.delete(("default", "b"))
    assert table.changed_since(mark) == {("default", "a"), ("default", "d"), ("default", "b")}
    table.extend([pod("c")])
    assert ("default", "c") not in table.changed_since(mark)
    table.retain({("default", "a")})
    assert table.changed_since(mark) == {("default", "a"), ("default", "b"), ("default", "c"), ("default", "d")}


def test_who_has_not_looked_for_too_long_has_to_look_at_everything(monkeypatch):
    monkeypatch.setattr(table_module, "LOGGED", 3)
    table = Table()
    mark = table.changes
    table.extend([pod(name) for name in "abc"])
    assert table.changed_since(mark) == {("default", name) for name in "abc"}
    table.upsert(pod("d"))
    assert table.changed_since(mark) is None
    assert table.changed_since(mark + 1) == {("default", name) for name in "bcd"}


def test_after_everything_was_forgotten_everything_has_changed():
    table = Table()
    table.upsert(pod("a"))
    mark = table.changes
    table.forget()
    assert table.changed_since(mark) is None
    assert dict(table.objects) == {}


def test_an_index_counts_without_making_a_list():
    table = Table({"node": lambda each: [each.spec.node_name]})
    table.extend([pod("a"), pod("b")])
    assert table.count("node", "") == 2
    assert table.count("node", "n") == 0
