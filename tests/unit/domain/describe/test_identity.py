"""ktui.domain.describe.identity: what every object has."""

from described import NOW, ago, event, lines, meta, page, section

from ktui.domain.describe.digging import dig, moment, number, part, parts, spelled, text, words
from ktui.domain.describe.identity import selector, toleration, tone_of
from ktui.domain.kinds import Kind
from ktui.domain.objects import Object

THING = Kind("Thing", "things", Object, group="example.com")


def test_who_it_is_whose_and_since_when():
    owner = {"kind": "Job", "name": "load", "controller": True}
    found = lines(THING, {"metadata": meta("a", "shop", ownerReferences=[owner, {"kind": "X", "name": "y"}])})
    assert found[:5] == [
        "Name a",
        "Namespace shop",
        "Created 3 d ago (2026-01-02T12:00:00Z)",
        "Controlled by Job load",
        "Owned by X y",
    ]


def test_what_is_being_deleted_says_when_it_ends_and_what_holds_it_up():
    going = meta("a", deletionTimestamp=ago(seconds=-18), deletionGracePeriodSeconds=30, finalizers=["x/y"])
    found = lines(THING, {"metadata": going})
    assert "Being deleted due in 18 s, 30 s of grace" in found
    assert "Finalizers x/y (they hold up its deletion)" in found


def test_conditions_are_a_table_in_which_what_is_not_well_stands_out():
    conditions = [
        {"type": "Ready", "status": "False", "lastTransitionTime": ago(minutes=3), "reason": "Why", "message": "Since"},
        {"type": "Odd", "status": "True"},
    ]
    found = page(THING, {"metadata": meta("a"), "status": {"conditions": conditions}})
    ready = next(line for line in found.lines if line.path[-1:] == ("Ready",))
    assert " ".join(ready.text.split()) == "Ready False 3m Why Since"
    assert {tone for text_, tone in ready.parts if text_.strip() in {"Ready", "False"}} == {"bad"}


def test_a_condition_is_judged_only_if_its_type_is_known():
    assert [tone_of("Ready", status) for status in ("True", "False", "Unknown")] == ["good", "bad", "warn"]
    assert tone_of("DiskPressure", "True") == "warn"
    assert tone_of("Whatever", "False") == ""


def test_events_are_the_objects_own_the_newest_first_with_their_counts():
    many = event("a", "Back", "again", count=7, firstTimestamp=ago(minutes=50), reportingComponent="kubelet")
    other = event("a", "Other", "of another of that name", uid="somebody-else")
    new = event("a", "New", "just now", kind="Normal", lastTimestamp=ago(seconds=5))
    found = section(lines(THING, {"metadata": meta("a")}, found={"events": [many, other, new]}), "Events")
    assert found == [
        "LAST SEEN TYPE REASON FROM MESSAGE",
        "5s Normal New just now",
        "5m (x7 over 50m) Warning Back kubelet again",
    ]


def test_without_events_it_is_said_why():
    obj = {"metadata": meta("a")}
    assert section(lines(THING, obj), "Events") == ["Loading"]
    assert section(lines(THING, obj, found={"events": []}), "Events")[0].startswith("None: events are kept")
    assert section(lines(THING, obj, missing={"events": "Events cannot be read: no"}), "Events") == [
        "Events cannot be read: no"
    ]


def test_many_labels_are_folded_away_at_first():
    many = {f"k{n:02}": str(n) for n in range(20)}
    assert ("Labels",) in page(THING, {"metadata": meta("a", labels=many)}).folded
    assert page(THING, {"metadata": meta("a", labels={"a": ""})}).folded == frozenset()
    assert section(lines(THING, {"metadata": meta("a", labels={"a": ""})}), "Labels") == ['a ""']


def test_a_selector_is_spelled_as_kubectl_takes_it():
    every = {
        "matchLabels": {"b": "2", "a": "1"},
        "matchExpressions": [
            {"key": "x", "operator": "In", "values": ["y", "z"]},
            {"key": "e", "operator": "Exists"},
            {"key": "d", "operator": "DoesNotExist"},
        ],
    }
    assert selector({"selector": every}, "selector") == "a=1,b=2,x in (y,z),e,!d"
    assert selector({"selector": {"app": "web"}}, "selector") == "app=web"


def test_a_toleration_is_printed_as_kubectl_does():
    assert toleration({"operator": "Exists"}) == "op=Exists"
    assert toleration({"key": "a", "value": "b", "effect": "NoSchedule"}) == "a=b:NoSchedule"
    wait = {"key": "a", "operator": "Exists", "effect": "NoExecute", "tolerationSeconds": 300}
    assert toleration(wait) == "a:NoExecute op=Exists for 300s"


def test_whatever_is_not_as_it_should_be_counts_as_not_there():
    odd = {"a": [1, {"b": 2}], "s": "x", "n": True, "t": "no time", "u": "2026-01-05T12:00:00"}
    assert (dig(odd, "s", "deeper"), part(odd, "a"), parts(odd, "s")) == (None, {}, [])
    assert parts(odd, "a") == [{"b": 2}]
    assert words(odd, "a") == ["1", ""]
    assert (number(odd, "n"), number(odd, "s"), text(odd, "a")) == (0, 0, "")
    assert (moment(odd, "t"), moment(odd, "u"), moment(odd, "a")) == (None, NOW, None)
    assert [spelled(value) for value in (True, 1.5, None)] == ["true", "1.5", ""]
