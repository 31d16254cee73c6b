from ktui.demo.scenarios.registry import SCENARIOS


def test_each_scenario_is_found_by_its_own_name_and_says_what_it_shows() -> None:
    assert list(SCENARIOS) == ["default", "batch", "nightly", "large", "empty"]
    assert all(name == scenario.name and scenario.summary for name, scenario in SCENARIOS.items())
