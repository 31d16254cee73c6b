"""ktui.widgets.grid_lines: what decides how a line looks, and how it is drawn in each form."""

from sketches import Sketch

from ktui.domain.arrangement import View, arrange
from ktui.widgets.grid_cursor import EDGE, GridCursor
from ktui.widgets.grid_layout import Form, lay_out
from ktui.widgets.grid_lines import Pen, name_width
from ktui.widgets.symbols import UNICODE

CLUSTER = Sketch(
    ["calico", "b/agent", "a/agent"],
    {"n1": "o~!", "n2": "..."},
    {"n1": {"pool": "x"}},
    not_ready={"n1"},
    cordoned={"n1"},
)


class Sheet:
    """Lines of a cluster in one form."""

    def __init__(self, form, cluster=CLUSTER, group_by="", width=80, left=0, height=20):
        self.cluster, self.arranged = cluster, arrange(cluster, View(group_by=group_by))
        names, domain = name_width(cluster, self.arranged)
        layout = lay_out(self.arranged.columns, width, height, names, UNICODE, form)
        self.cursor = GridCursor()
        self.cursor.settle(cluster, self.arranged)
        self.pen = Pen(UNICODE, layout, domain, left, width - layout.node_width)

    def row(self, place):
        return self.pen.runs(self.pen.line(place, self.arranged, self.cluster, self.cursor))

    def text(self, place):
        return "".join(text for text, _ in self.row(place)).rstrip()

    def head(self):
        lines = [self.pen.head_line(y, self.arranged, self.cursor) for y in range(self.pen.layout.head)]
        return ["".join(text for text, _ in self.pen.runs(line)).rstrip() for line in lines]


def test_a_row_in_each_form():
    assert Sheet(Form.WIDE).text(0) == " n1   ✖⊘ [! missing]     ◐ outdated     ● ready"
    assert Sheet(Form.NAMED).text(0) == " n1   ✖⊘    [!]        ◐        ●"
    assert Sheet(Form.DENSE, width=15).text(0) == " n1  ✖⊘ [!]◐ ●"
    assert Sheet(Form.PACKED, width=13).text(0) == " n1  ✖⊘ !◐●"


def test_groups_stand_before_their_nodes_which_are_indented():
    sheet = Sheet(Form.NAMED, group_by="pool")
    assert [sheet.text(place) for place in range(4)] == [
        "▾ pool=x  1    0/1       1/1      1/1",
        "  n1     ✖⊘    [!]        ◐        ●",
        "▾ no pool 1     ·         ·        ·",
        "  n2            ·         ·        ·",
    ]


def test_the_head_in_each_form():
    assert Sheet(Form.NAMED).head() == [" 2 nodes  a/agent   b/agent   calico", "            0/1    1/1 1 old   ✔ 1"]
    dense = Sheet(Form.DENSE, width=50, height=11).head()
    assert dense[0].endswith("▾ agent 0/1  a")
    assert [line.split() for line in dense[1:]] == [["a/", "b/", "cali"], ["agen", "agen", "co"], ["!", "◐", "✔"]]


def test_a_filter_leaves_so_many_of_all_nodes_in_as_many_words_as_fit():
    for name, corner in (("n1", " 1 of 2 "), ("a-long-name", " 1 of 2 nodes ")):
        sheet = Sheet(Form.NAMED, Sketch(["a"], {name: "o", "n2": "o"}))
        sheet.arranged = arrange(sheet.cluster, View(text="!n2"))
        assert sheet.head()[0].startswith(corner)


def test_what_is_out_of_sight_is_counted_in_the_corner():
    cluster = Sketch([f"daemon-{n}" for n in range(9)], {"n1": "o" * 9})
    sheet = Sheet(Form.NAMED, cluster, width=46, left=22)
    assert sheet.head()[1].startswith(" ◂3 3▸")
    assert list(sheet.pen.columns) == [2, 3, 4, 5]


def test_columns_that_are_out_of_sight_are_not_part_of_a_line():
    cluster = Sketch([f"daemon-{n}" for n in range(9)], {"n1": "o" * 9})
    sheet = Sheet(Form.NAMED, cluster, width=46, left=22)
    assert len(sheet.pen.line(0, sheet.arranged, cluster, sheet.cursor).cells) == 4


def test_lines_are_equal_exactly_if_they_are_drawn_equal():
    one, other = Sheet(Form.NAMED), Sheet(Form.NAMED)
    line = one.pen.line(0, one.arranged, CLUSTER, one.cursor)
    assert line == other.pen.line(0, other.arranged, CLUSTER, other.cursor)
    other.cursor.put(other.arranged, 0, EDGE)
    assert line != other.pen.line(0, other.arranged, CLUSTER, other.cursor)


def test_the_cursors_row_has_a_ground_of_its_own_and_a_node_that_is_wrong_its_ink():
    inks = [ink for _, ink in Sheet(Form.NAMED).row(0)]
    assert all(ink[0] == "crosshair" for ink in inks)
    assert ("crosshair", "node-wrong") in inks
    assert ("crosshair", "missing", "cursor") in inks
