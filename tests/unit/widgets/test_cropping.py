"""ktui.widgets.cropping: a terminal shows the same with it and without it, for fewer bytes."""

import random

import pyte
from sketches import LETTERS, Sketch
from textual._compositor import ChopsUpdate, CompositorUpdate
from textual.app import App
from textual.containers import Horizontal
from textual.widgets import Static

from ktui.domain.arrangement import View, arrange
from ktui.domain.coverage import State
from ktui.widgets import cropping
from ktui.widgets.coverage_grid import CoverageGrid

STOCK = ChopsUpdate.render_segments
WIDTH, HEIGHT = 80, 20


class Terminal:
    """What a terminal shows of what it is sent."""

    def __init__(self):
        self.screen = pyte.Screen(WIDTH, HEIGHT)
        self.stream = pyte.Stream(self.screen)
        self.sent = 0

    def send(self, text):
        self.sent += len(text.encode())
        self.stream.feed(text)

    def shown(self):
        return [[seen(self.screen.buffer[y][x]) for x in range(WIDTH)] for y in range(HEIGHT)]


def seen(cell):
    """What of a cell can be seen: of a space, its ground."""
    if cell.data == " " and not (cell.reverse or cell.underscore or cell.strikethrough):
        return " ", cell.bg
    return cell


class TwiceApp(App):
    """Draws on two terminals: as Textual does, and cropped."""

    CSS = "Static { width: 21; } Horizontal { height: 1fr; }"

    def __init__(self, coverage):
        super().__init__()
        self.coverage = coverage
        self.stock, self.cropped = Terminal(), Terminal()

    def compose(self):
        with Horizontal():
            yield Static("名前名前 left\nsome 名 words", id="left")
            yield CoverageGrid()
            yield Static("right", id="right")

    def on_mount(self):
        self.query_one(CoverageGrid).focus()
        self.show()

    def show(self):
        self.query_one(CoverageGrid).show(self.coverage, arrange(self.coverage, View(problems_first=False)))

    def _display(self, screen, renderable):
        if isinstance(renderable, ChopsUpdate):
            self.stock.send(STOCK(renderable, self.console))
            self.cropped.send(cropping.render_cropped(renderable, self.console))
        elif isinstance(renderable, CompositorUpdate):
            for terminal in (self.stock, self.cropped):
                terminal.send(renderable.render_segments(self.console))
        super()._display(screen, renderable)


def coverage():
    return Sketch([f"daemon-{place:02}" for place in range(12)], {f"node-{place:02}": "o" * 12 for place in range(40)})


async def test_a_terminal_shows_the_same_after_every_change():
    chance = random.Random(5)
    app = TwiceApp(coverage())
    async with app.run_test(size=(WIDTH, HEIGHT)) as pilot:
        await pilot.pause()
        assert app.stock.shown() == app.cropped.shown()
        for _ in range(12):
            for _ in range(chance.randrange(1, 4)):
                at = f"node-{chance.randrange(16):02}", ("kube-system", f"daemon-{chance.randrange(12):02}")
                app.coverage.draw(*at, chance.choice(list(LETTERS.values())))
            app.show()
            words = "".join(chance.choices("ab 名é", k=18))
            app.query_one(chance.choice(["#left", "#right"]), Static).update(words, layout=False)
            await pilot.press(chance.choice(["down", "up", "right", "left", "space", "pagedown"]))
            for _ in range(20):  # on a busy machine a frame may be on its way
                await pilot.pause()
                if app.stock.shown() == app.cropped.shown():
                    break
            assert app.stock.shown() == app.cropped.shown()
    assert app.cropped.sent < app.stock.sent


async def test_a_changed_cell_costs_its_own_bytes():
    app = TwiceApp(coverage())
    async with app.run_test(size=(WIDTH, HEIGHT)) as pilot:
        await pilot.pause()
        stock, cropped = app.stock.sent, app.cropped.sent
        app.coverage.draw("node-05", ("kube-system", "daemon-09"), State.TERMINATING)
        app.show()
        await pilot.pause()
        changed = app.cropped.sent - cropped
        assert 0 < changed < 250  # the cell, and the counts of its column
        assert changed < app.stock.sent - stock


def test_a_textual_that_is_not_known_is_left_as_it_is(monkeypatch):
    monkeypatch.setattr(ChopsUpdate, "render_segments", STOCK)
    monkeypatch.setattr(cropping, "version", lambda _: "9.0.0")
    assert not cropping.crop_updates()
    assert ChopsUpdate.render_segments is STOCK


def test_the_textual_that_is_installed_is_known(monkeypatch):
    monkeypatch.setattr(ChopsUpdate, "render_segments", STOCK)
    assert cropping.crop_updates()
    assert ChopsUpdate.render_segments is cropping.render_cropped
