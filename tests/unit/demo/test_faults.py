"""What is wrong with an object is told in apimachinery's words, in the order in which it is found."""

from ktui.demo.faults import Faults


def test_each_fault_has_its_words_and_its_reason() -> None:
    faults = Faults()
    faults.required("a")
    faults.required("a", "must be set")
    faults.invalid("b", {"x": 1}, "is odd")
    faults.unsupported("c", "Sometimes", ["Always", "Never"])
    faults.forbidden("d", "not here")
    faults.duplicate("e", "x")
    faults.not_found("f", "volume")
    faults.too_long("g", 63)
    assert [(each.field, each.message, each.reason) for each in faults.causes] == [
        ("a", "Required value", "FieldValueRequired"),
        ("a", "Required value: must be set", "FieldValueRequired"),
        ("b", 'Invalid value: {"x":1}: is odd', "FieldValueInvalid"),
        ("c", 'Unsupported value: "Sometimes": supported values: "Always", "Never"', "FieldValueNotSupported"),
        ("d", "Forbidden: not here", "FieldValueForbidden"),
        ("e", 'Duplicate value: "x"', "FieldValueDuplicate"),
        ("f", 'Not found: "volume"', "FieldValueNotFound"),
        ("g", "Too long: may not be more than 63 bytes", "FieldValueTooLong"),
    ]


def test_what_is_right_is_no_fault() -> None:
    faults = Faults()
    faults.not_negative("a", 0)
    faults.not_negative("a", None)
    faults.one_of("b", "x", ["x", "y"])
    faults.each("c", "x", [])
    assert faults.immutable("d", [1], [1])
    assert faults.causes == []
    assert not faults.immutable("d", [1], [2])
    faults.not_negative("a", -1)
    faults.one_of("b", "z", ["x", "y"])
    assert [each.field for each in faults.causes] == ["d", "a", "b"]
