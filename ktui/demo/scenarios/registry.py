"""The scenarios by name."""

from ktui.demo.scenarios import batch_work, default, empty, large, nightly
from ktui.demo.scenarios.script import Scenario

SCENARIOS: dict[str, Scenario] = {
    scenario.name: scenario
    for scenario in (
        default.SCENARIO,
        batch_work.SCENARIO,
        nightly.SCENARIO,
        large.SCENARIO,
        empty.SCENARIO,
    )
}
"""All scenarios, in the order in which they are offered."""
