"""The inks of a coverage grid, and what they look like."""

from __future__ import annotations

from ktui.domain.coverage import State

NAMES: tuple[str, ...] = (
    *(state.value for state in State),
    *("calm", "differs", "head", "head-cursor", "node", "node-wrong", "group"),
    *("crosshair", "cursor", "marked", "changing", "placeholder"),
)
"""One for each state, and those of head, names, groups, cursor and marks."""

CSS = """
CoverageGrid {
    width: 1fr;
    height: 1fr;
    overflow: auto auto;
    scrollbar-size: 0 1;
    .coverage-grid--ready { color: $text-success; }
    .coverage-grid--outdated { color: $text-primary; }
    .coverage-grid--unready, .coverage-grid--pending { color: $text-warning; }
    .coverage-grid--failing, .coverage-grid--missing { color: $error-lighten-2; text-style: bold; }
    .coverage-grid--terminating, .coverage-grid--kept { color: $warning 60%; }
    .coverage-grid--duplicate, .coverage-grid--evicting { color: mediumorchid; }
    .coverage-grid--excluded, .coverage-grid--unknown { color: $text-disabled; }
    .coverage-grid--waiting { color: $error-lighten-1 70%; }
    .coverage-grid--calm { color: $text-muted; }
    .coverage-grid--differs { color: $text-warning; }
    .coverage-grid--head { color: $text-muted; }
    .coverage-grid--head-cursor { color: $text; text-style: bold; }
    .coverage-grid--node { color: $text; }
    .coverage-grid--node-wrong { color: $error-lighten-2; }
    .coverage-grid--group { color: $text; text-style: bold; }
    .coverage-grid--crosshair { background: $block-hover-background; }
    .coverage-grid--cursor { text-style: bold; }
    .coverage-grid--marked { text-style: underline; }
    .coverage-grid--changing { color: $text-accent; text-style: bold; }
    .coverage-grid--placeholder { color: $text-muted; }
    &:focus .coverage-grid--cursor { text-style: bold reverse; }
    &:nocolor {
        .coverage-grid--failing, .coverage-grid--missing { text-style: bold reverse; }
        .coverage-grid--unready, .coverage-grid--duplicate { color: $text; text-style: bold; }
        .coverage-grid--node-wrong { color: $text; text-style: bold; }
    }
    &:light {
        .coverage-grid--failing, .coverage-grid--missing, .coverage-grid--node-wrong { color: $error-darken-1; }
        .coverage-grid--terminating, .coverage-grid--kept { color: $warning-darken-3 75%; }
        .coverage-grid--duplicate, .coverage-grid--evicting { color: darkmagenta; }
        .coverage-grid--waiting { color: $error-darken-1 65%; }
    }
}
"""
"""How they look; a theme's colours, so that none of them says more than its sign does."""
