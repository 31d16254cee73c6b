import json

import pytest

from ktui.cluster.responses import LONGEST, failure, parse_retry_after, read_status, status_error, words
from ktui.domain import errors

NOW = 1_445_412_480.0
"""Wed, 21 Oct 2015 07:28:00 GMT."""


def status(code, reason, message="words of the server", **more):
    body = {"kind": "Status", "code": code, "reason": reason, "message": message, **more}
    return json.dumps(body).encode()


@pytest.mark.parametrize(
    ("code", "reason", "expected"),
    [
        (400, "BadRequest", errors.Invalid),
        (401, "Unauthorized", errors.Unauthorized),
        (403, "Forbidden", errors.Forbidden),
        (404, "NotFound", errors.NotFound),
        (405, "MethodNotAllowed", errors.Invalid),
        (409, "AlreadyExists", errors.Conflict),
        (409, "Conflict", errors.Conflict),
        (410, "Expired", errors.Expired),
        (410, "Gone", errors.Expired),
        (422, "Invalid", errors.Invalid),
        (429, "TooManyRequests", errors.TooManyRequests),
        (500, "InternalError", errors.ServerError),
        (504, "Timeout", errors.ServerError),
    ],
)
def test_a_status_becomes_the_error_of_its_code_with_the_servers_words(code, reason, expected):
    error = failure(code, status(code, reason), None, NOW)
    assert type(error) is expected
    assert (error.message, error.reason, error.code) == ("words of the server", reason, code)


def test_an_error_event_is_known_by_its_reason_too():
    found = read_status(status(0, "Expired"))
    assert found is not None
    assert isinstance(status_error(found), errors.Expired)


def test_causes_are_kept_by_their_reason():
    body = status(429, "TooManyRequests", details={"causes": [{"reason": "DisruptionBudget", "message": "no"}, {}]})
    assert failure(429, body, None, NOW).causes == ("DisruptionBudget",)


def test_a_status_may_say_itself_how_long_to_wait_and_the_header_wins():
    body = status(504, "ServerTimeout", details={"retryAfterSeconds": 7})
    assert failure(504, body, None, NOW).retry_after == 7
    assert failure(504, body, "3", NOW).retry_after == 3


def test_a_status_without_words_still_says_something():
    assert failure(500, status(500, "InternalError", ""), None, NOW).message == "InternalError"
    assert "code 500" in failure(500, status(500, "", ""), None, NOW).message


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"", "HTTP 502 Bad Gateway"),
        (b"upstream\r\nconnect  error", "HTTP 502 Bad Gateway: upstream connect error"),
        (
            b"<html><head><style>a{}</style></head><body><h1>Bad</h1><hr>nginx</body></html>",
            "HTTP 502 Bad Gateway: Bad nginx",
        ),
        (b'{"error":"no"}', 'HTTP 502 Bad Gateway: {"error":"no"}'),
        (b"[]", "HTTP 502 Bad Gateway: []"),
        (b"\xff\xfe", "HTTP 502 Bad Gateway: \N{REPLACEMENT CHARACTER}\N{REPLACEMENT CHARACTER}"),
    ],
)
def test_an_answer_that_is_no_status_is_told_by_its_text(body, expected):
    error = failure(502, body, None, NOW)
    assert isinstance(error, errors.ServerError)
    assert error.message == expected


def test_a_code_nobody_knows_is_told_as_it_is():
    assert failure(599, b"", None, NOW).message == "HTTP 599"


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (None, None),
        ("0", 0),
        ("120", 120),
        (" 7 ", 7),
        ("99999999999999", 999_999_999),
        ("Wed, 21 Oct 2015 07:29:30 GMT", 90),
        ("Wed, 21 Oct 2015 07:29:30", 90),
        ("Wed, 21 Oct 2015 07:00:00 GMT", 0),
        ("soon", None),
        ("-3", None),
        ("1.5", None),
        ("", None),
        ("Wed, 99 Oct 2015 07:29:30 GMT", None),
    ],
)
def test_retry_after_is_a_number_of_seconds_or_a_date(header, expected):
    assert parse_retry_after(header, NOW) == expected


def test_words_hold_nothing_that_a_terminal_would_obey():
    assert "\x1b" not in words("a\x1b[31mred\x07\nline\x00")


def test_words_are_cut_to_a_sane_length():
    assert len(words("x" * 100_000)) == LONGEST
    assert words("x" * LONGEST) == "x" * LONGEST


@pytest.mark.parametrize(
    "text",
    [
        "cannot reach https://user:hunter2hunter2@proxy:3128/",
        "Authorization: Bearer hunter2hunter2.abc",
        "sent basic hunter2hunter2==",
    ],
)
def test_words_give_no_credential_away(text):
    assert "hunter2" not in words(text)


def test_a_health_check_names_what_failed():
    body = b"[+]ping ok\n[-]etcd failed: reason withheld\n[-]shutdown failed: reason withheld\nreadyz check failed\n"
    error = failure(500, body, None, NOW)
    assert isinstance(error, errors.Unready)
    assert error.message == "the server is not ready: etcd, shutdown"


WEBHOOK = 'Internal error occurred: failed calling webhook "a.b": context deadline exceeded'


@pytest.mark.parametrize(
    ("code", "body", "left_open"),
    [
        (504, status(504, "Timeout", "request did not complete within requested timeout"), True),
        (500, status(500, "", "etcdserver: request timed out"), True),
        (500, status(500, "InternalError", "Internal error occurred: etcdserver: leader changed"), True),
        (500, status(500, "ServerTimeout", "the operation could not be completed at this time"), True),
        (500, b"This request caused apiserver to panic. Look in the logs for details.", True),
        (502, b"<html>Bad Gateway</html>", True),
        (503, b"error trying to reach service: EOF", True),
        (504, b"upstream request timeout", True),
        (500, status(500, "InternalError", WEBHOOK), False),
        (503, status(503, "ServiceUnavailable", "the server is currently unable to handle the request"), False),
        (429, status(429, "TooManyRequests"), False),
        (429, b"Too many requests, please try again later.", False),
        (409, status(409, "Conflict"), False),
        (403, b"", False),
    ],
)
def test_a_change_is_not_known_to_have_failed_unless_the_answer_says_so(code, body, left_open):
    found = failure(code, body, None, NOW, changing=True)
    assert isinstance(found, errors.Unanswered) is left_open
    assert found.code == code
    assert found.message == failure(code, body, None, NOW).message
    assert not isinstance(failure(code, body, None, NOW), errors.Unanswered)
