"""ktui.app.crash: a report in a file instead of a traceback on the screen."""

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
