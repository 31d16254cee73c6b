"""The scenarios by name."""

from ktui.demo.scenarios import default, empty, large
from ktui.demo.scenarios.script import Scenario

SCENARIOS: dict[str, Scenario] = {
    scenario.name: scenario for scenario in (default.SCENARIO, empty.SCENARIO, large.SCENARIO)
}
"""All scenarios, in the order in which they are offered."""
