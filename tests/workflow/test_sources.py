"""The list of sources, counting what stands."""

from __future__ import annotations

from pathlib import Path

from annotator.workflow.demo import make_demo
from annotator.workflow.project import find_annotator
from annotator.workflow.sources import list_sources


def test_sources_of_everybody_and_of_one(tmp_path: Path) -> None:
    project = make_demo(tmp_path, lambda _: None)
    everybody = list_sources(project)
    per_person = [
        {line.id: line.claims for line in list_sources(project, find_annotator(project, name).id)}
        for name in ("Ana", "Ben", "Editor")
    ]
    project.close()
    assert [line.name for line in everybody] == sorted(line.name for line in everybody)
    for line in everybody:
        assert line.claims == sum(counts.get(line.id, 0) for counts in per_person)
    assert all(count for counts in per_person for count in counts.values())
    department = next(line for line in everybody if line.name == "Department of Homeland Security")
    assert "DHS" in department.aliases
    assert department.article == ""
    assert all(line.article for line in everybody if line.type == "narrator")
    assert department.as_dict()["claims"] == department.claims
