"""ktui.widgets.text_pen: lines of a text as rows of text and ink."""

from ktui.domain.text_lines import Folded, TextLine
from ktui.domain.text_search import TextSearch
from ktui.widgets.symbols import symbols
from ktui.widgets.text_pen import MOST, TextPen

HEAD = TextLine((("key", "key"), (": 1", "")), ("key",), heads=2, scope=("key",))
TEXT = [HEAD, TextLine((("  a", ""),), ("key", "a")), TextLine((("  b", ""),), ("key", "b"))]


def pen(text=TEXT, *, folded=(), ascii_only=False, room=40):
    made = TextPen(symbols(ascii_only), ascii_only=ascii_only)
    made.text, made.folded, made.room = text, Folded(text, folded), room
    return made


def test_a_line_keeps_its_tones():
    assert pen().rows_of(0) == [[("key", ("key",)), (": 1", ())]]


def test_what_is_folded_away_is_counted_after_its_head():
    assert pen(folded=[("key",)]).rows_of(0)[0][-1] == (" … 2 lines", ("mark",))


def test_what_was_found_is_marked():
    made = pen()
    made.found = TextSearch(TEXT, "y:")
    assert made.rows_of(0) == [[("ke", ("key",)), ("y", ("key", "hit")), (":", ("hit",)), (" 1", ())]]


def test_what_is_laid_out_is_kept_until_something_is_different():
    made = pen()
    before = made.rows_of(0)
    assert made.rows_of(0) is before
    made.forget()
    assert made.rows_of(0) is not before


def test_of_a_huge_line_no_more_is_drawn_than_can_be_read():
    made = pen([TextLine((("x" * (MOST + 9), ""),))], room=80)
    rows = ["".join(text for text, _ in row) for row in made.rows_of(0)]
    assert sum(len(row.replace(" ", "")) for row in rows) < MOST + 80
    assert "9 more characters" in " ".join(rows)


def test_a_scrollbar_says_where_one_is_and_reaches_both_ends():
    text = [TextLine()] * 100
    made = pen(text)
    assert made.bars(10, 0, 100) == ""
    assert made.bars(10, 0, 10) == "█" + "│" * 9
    assert made.bars(10, 90, 100) == "│" * 9 + "█"
    assert pen(text, ascii_only=True).bars(4, 0, 50) == "##||"
