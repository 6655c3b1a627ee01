"""No command tells an annotator in their kit which articles they meet again."""

from __future__ import annotations

import json
from pathlib import Path

from annotator.workflow.kits import make_kit
from annotator.workflow.project import Project, open_project
from tests.cli.conftest import Run
from tests.properties.team import Lead
from tests.workflow.test_hidden_repeats import ANA, sit, work

LINES = (
    ("status",),
    ("status", "--everybody"),
    ("status", "--json"),
    ("agreement",),
    ("export", "jsonl"),
    ("export", "csv"),
    ("history",),
    ("history", "--json"),
    ("history", "--article", "1"),
    ("history", "--of", f"{ANA} (again)"),
    ("doctor",),
    ("round", "list"),
    ("round", "list", "--json"),
    ("source", "list"),
    ("scheme", "show"),
)


def test_no_command_in_a_kit_names_the_second_hand_or_shows_an_article_twice(
    project: Project, tmp_path: Path, annotator: Run
) -> None:
    lead = Lead.of(project)
    lead.ask_again(ANA)
    path = make_kit(lead.project, ANA, target=tmp_path / "ana.kit.db").path
    kit = open_project(path)
    sitting = sit(kit)
    work(sitting, 1)
    work(sitting, 3)
    sitting.close()
    for line in LINES:
        if line[-1].endswith("(again)"):
            assert annotator(*line, "--db", str(path)).code == 1
            continue
        answer = annotator(*line, "--db", str(path))
        assert "(again)" not in answer.out + answer.err, line
        assert "THE SAME PERSON" not in answer.out, line
        assert "recorded" not in answer.err, line
    items = [json.loads(line) for line in annotator("export", "jsonl", "--db", str(path)).out.splitlines()]
    assert [len(each["annotations"]) for each in items] == [1]
