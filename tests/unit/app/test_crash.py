"""ktui.app.crash: a report in a file instead of a traceback on the screen."""

import pytest

from ktui.app.crash import report


def boom():
    secret = "hunter2"
    raise ValueError(f"broken \x1b[31m by {len(secret)}")


def fault():
    try:
        boom()
    except ValueError as error:
        return error


def test_the_line_says_what_happened_and_where_the_report_is(tmp_path):
    said = report(fault(), tmp_path)
    (file,) = tmp_path.iterdir()
    assert "ValueError: broken" in said
    assert str(file) in said
    assert "\x1b" not in said
    assert "Traceback" not in said


def test_the_report_has_the_traceback_and_no_values_of_variables(tmp_path):
    report(fault(), tmp_path)
    (file,) = tmp_path.iterdir()
    text = file.read_text()
    assert "in boom" in text
    assert "hunter2" not in text.replace('secret = "hunter2"', "")
    assert file.stat().st_mode & 0o077 == 0


def test_where_no_file_can_be_written_it_is_said_all_the_same(tmp_path):
    place = tmp_path / "file"
    place.write_text("")
    assert "could not write a report: ValueError" in report(fault(), place)


def test_of_a_group_of_errors_the_first_is_told_and_all_are_reported(tmp_path):
    group = ExceptionGroup("unhandled errors in a TaskGroup", [ExceptionGroup("inner", [fault()]), KeyError("second")])
    said = report(group, tmp_path)
    (file,) = tmp_path.iterdir()
    assert "ValueError: broken" in said
    assert "TaskGroup" not in said
    assert "KeyError: 'second'" in file.read_text()


@pytest.mark.parametrize(
    "secret",
    [
        "-----BEGIN RSA PRIVATE KEY-----\nMIIEhunter2\n-----END RSA PRIVATE KEY-----",
        "eyJhbGciOiJSUzI1NiJ9.hunter2.hunter2",
        "Authorization: Bearer hunter2hunter2",
        "https://me:hunter2@proxy.example.org/",
        "{'token': 'hunter2', 'x': 1}",
        "client-key-data: hunter2",
        "password=hunter2",
    ],
)
def test_what_looks_like_a_credential_in_the_words_of_an_error_is_left_out(tmp_path, secret):
    said = report(ValueError(f"cannot do it with {secret} at all"), tmp_path)
    (file,) = tmp_path.iterdir()
    assert "hunter2" not in said + file.read_text()
    assert "cannot do it with" in file.read_text()
    assert file.read_text().rstrip().endswith("at all")


def test_the_lines_of_a_traceback_stay_as_they_are(tmp_path):
    report(fault(), tmp_path)
    (file,) = tmp_path.iterdir()
    assert 'raise ValueError(f"broken' in file.read_text()
