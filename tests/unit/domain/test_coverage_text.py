"""ktui.domain.coverage_text: coverage as rows of words."""

from stage.world import NOW, zoo

from ktui.domain.arrangement import View, arrange
from ktui.domain.coverage import cover
from ktui.domain.coverage_text import rows
from ktui.store.snapshot import snapshot


def test_nodes_have_the_states_of_their_cells_and_groups_their_counts():
    coverage = cover(snapshot(zoo().state), NOW)
    arrangement = arrange(coverage, View(group_by="pool"))
    found = list(rows(coverage, arrangement))
    assert found[0] == ["NODE", *(column.title for column in arrangement.columns)]
    assert {len(row) for row in found} == {1 + len(arrangement.columns)}
    by_name = {row[0]: row[1:] for row in found}
    assert by_name["gpu-a1"] == [str(coverage.state("gpu-a1", column.key)) for column in arrangement.columns]
    assert any(name.startswith("pool=gpu (") for name in by_name)
