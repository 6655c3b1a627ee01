"""Each rule of merging and of making kits by itself: what it keeps out, lets in, or leaves as it is."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from annotator.core.history import Action, Kind
from annotator.core.ids import passage_id
from annotator.store.doctor import examine
from annotator.store.engine import writing
from annotator.store.tables import ARTICLE_DETAIL
from annotator.store.writing import write
from annotator.workflow.assigning import plan_assignment, write_plan
from annotator.workflow.assignment_people import AssignWish
from annotator.workflow.deciding import begin
from annotator.workflow.importing import import_paths
from annotator.workflow.kits import make_kit
from annotator.workflow.merging import Merged, merge_files
from annotator.workflow.project import Project, open_project
from annotator.workflow.redacting import redact
from annotator.workflow.rounds import list_rounds
from tests.properties.team import PEOPLE, Lead, Worker, rows, worked
from tests.workflow.test_merging_files import forge

ANA, BEN, _ = PEOPLE


@pytest.fixture
def lead(project: Project) -> Lead:
    return Lead.of(project)


@pytest.fixture
def kit(lead: Lead, tmp_path: Path) -> Path:
    path = make_kit(lead.project, ANA, target=tmp_path / "ana.kit.db").path
    worked(path, lead.people[ANA], [("mark", 1, 0), ("note", 0, 1), ("look", 0, 0)])
    return path


def copy_of(lead: Lead, path: Path) -> Path:
    """Copy the project, as one that is handed round."""
    with closing(sqlite3.connect(lead.project.path)) as source, closing(sqlite3.connect(path)) as target:
        source.backup(target)
    return path


def merge(lead: Lead, path: Path) -> Merged:
    (told,) = merge_files(lead.project, [path])
    return told


# -- what goes into a kit


def test_what_others_say_of_a_source_is_in_no_kit(lead: Lead, tmp_path: Path) -> None:
    Worker(lead.project, lead.people[ANA]).do("alias", 0, 1)
    Worker(lead.project, lead.people[BEN]).do("alias", 0, 2)
    lead.do("rename", 0, 3)
    kit = make_kit(lead.project, ANA, target=tmp_path / "a.db").path
    values = {value for (value,) in rows(kit, "SELECT value FROM source_change")}
    assert values == {f"a name by {lead.people[ANA]}, 1", "renamed 3"}


def test_what_others_take_back_is_in_no_kit(lead: Lead, tmp_path: Path) -> None:
    Worker(lead.project, lead.people[ANA]).do("alias", 0, 1)
    (made,) = rows(lead.project.path, "SELECT id, source_id FROM source_change")

    def written(action: str, new: Callable[[], str]) -> object:
        from annotator.store.tables import SOURCE_CHANGE

        row = {"id": new(), "source_id": made[1], "kind": "revoke", "value": made[0]}
        return {SOURCE_CHANGE: [{**row, "action_id": action}]}

    lead.write("source", lead.people[BEN], written)
    first = make_kit(lead.project, ANA, target=tmp_path / "a.db").path
    assert rows(first, "SELECT kind FROM source_change") == [("alias",)]
    lead.write("source", None, written)
    second = make_kit(lead.project, ANA, target=tmp_path / "b.db").path
    assert sorted(rows(second, "SELECT kind FROM source_change")) == [("alias",), ("revoke",)]


def test_an_action_of_which_a_part_is_not_in_the_kit_has_neither_seal_nor_reason_there(
    lead: Lead, tmp_path: Path
) -> None:
    project, stamps = lead.project, lead.project.stamps
    ana = lead.people[ANA]
    action = Action(stamps.new_id(), ana, Kind.DO, "correct", stamps.now(), "test", reason="Ben told me")
    row = {"id": stamps.new_id(), "article_id": lead.articles()[0], "field": "title", "value": "Otherwise"}
    with writing(project.engine) as connection:
        write(connection, action, {ARTICLE_DETAIL: [{**row, "action_id": action.id}]})
    Worker(project, ana).do("mark", 1, 0)
    kit = make_kit(project, ANA, target=tmp_path / "a.db").path
    assert examine(kit).healthy
    asked = "SELECT digest IS NULL, reason, chain FROM action WHERE annotator_id = ? ORDER BY id"
    (partly, whole) = rows(kit, asked, ana)
    (_, chain) = rows(project.path, "SELECT chain, 0 FROM action WHERE id = ?", action.id)[0][::-1]
    assert partly == (1, None, chain)
    assert whole[0] == 0
    assert merge(lead, kit).refused is None
    assert rows(project.path, asked, ana)[0] == (0, "Ben told me", chain)


# -- what is noted


def test_a_kit_that_comes_back_as_it_was_is_not_noted_twice(lead: Lead, kit: Path) -> None:
    merged = "SELECT count(*) FROM kit WHERE state = 'merged'"
    actions = "SELECT count(*) FROM action"
    merge(lead, kit)
    assert rows(lead.project.path, merged) == [(1,)]
    before = rows(lead.project.path, actions)
    merge(lead, kit)
    assert (rows(lead.project.path, merged), rows(lead.project.path, actions)) == ([(1,)], before)
    worked(kit, lead.people[ANA], [("mark", 1, 1)])
    merge(lead, kit)
    assert rows(lead.project.path, merged) == [(2,)]


# -- what is let in


def test_an_article_that_the_project_has_no_more_and_nobody_worked_on_is_passed_over(
    lead: Lead, tmp_path: Path
) -> None:
    older = copy_of(lead, tmp_path / "older.db")
    article = lead.articles()[0]
    forge(
        older,
        f"DELETE FROM passage WHERE article_id = '{article}'",
        f"DELETE FROM article_detail WHERE article_id = '{article}'",
        f"DELETE FROM article WHERE id = '{article}'",
    )
    kit = make_kit(lead.project, ANA, target=tmp_path / "a.db").path
    worked(kit, lead.people[ANA], [("alias", 0, 1)])
    project = open_project(older)
    (told,) = merge_files(project, [kit])
    project.close()
    assert told.refused is None
    assert "passage" not in told.rows
    assert rows(older, "SELECT 1 FROM passage WHERE article_id = ?", article) == []


def test_a_name_that_was_redacted_in_the_project_is_no_other_spelling(lead: Lead, tmp_path: Path) -> None:
    copy = copy_of(lead, tmp_path / "copy.db")
    redact(lead.project, "person", BEN, "asked for")
    told = merge(lead, copy)
    assert (told.refused, told.notes) == (None, ())
    assert BEN not in {name for (name,) in rows(lead.project.path, "SELECT name FROM annotator")}


def test_a_name_that_was_redacted_in_a_copy_is_blanked_in_the_project_too(lead: Lead, tmp_path: Path) -> None:
    copy = copy_of(lead, tmp_path / "copy.db")
    opened = open_project(copy)
    redact(opened, "person", BEN, "asked for")
    opened.close()
    assert merge(lead, copy).refused is None
    names = "SELECT name FROM annotator WHERE id = ?"
    assert rows(lead.project.path, names, lead.people[BEN]) == rows(copy, names, lead.people[BEN])
    assert BEN not in {name for (name,) in rows(lead.project.path, "SELECT name FROM annotator")}


def test_rows_stand_in_the_order_in_which_they_were_written(lead: Lead, kit: Path) -> None:
    worked(kit, lead.people[ANA], [("mark", at, 1) for at in range(4)])
    assert merge(lead, kit).refused is None
    for table in ("action", "annotation", "claim"):
        asked = f"SELECT id FROM {table} WHERE annotator_id = ? ORDER BY rowid"
        ana = lead.people[ANA]
        assert rows(lead.project.path, asked, ana) == rows(kit, asked, ana)


def test_what_belongs_to_an_action_that_nobody_sealed_is_let_in(
    lead: Lead, kit: Path, tmp_path: Path
) -> None:
    merge(lead, kit)
    copy = copy_of(lead, tmp_path / "copy.db")
    ((action, article),) = rows(copy, "SELECT action_id, article_id FROM claim")
    unsealed = f"UPDATE action SET digest = NULL WHERE id = '{action}'"
    lead.project.close()
    forge(lead.project.path, unsealed)
    lead.project = open_project(lead.project.path)
    row = f"'more', '{article}', 'marked', '{lead.people[ANA]}', '{action}'"
    forge(copy, unsealed, f"INSERT INTO claim VALUES ({row})")
    told = merge(lead, copy)
    assert (told.refused, told.rows) == (None, {"claim": 1})
    lead.project.close()


def test_what_was_done_in_a_kit_in_nobodys_name_follows_nothing_in_the_project(lead: Lead, kit: Path) -> None:
    opened = open_project(kit)
    ((annotation,),) = rows(kit, "SELECT id FROM annotation WHERE note IS NOT NULL")
    redact(opened, "annotation", annotation, "a slip")
    opened.close()
    assert merge(lead, kit).refused is None
    asked = "SELECT parent_id, digest, chain FROM action WHERE what = 'redact'"
    assert None not in rows(kit, asked)[0]
    assert rows(lead.project.path, asked) == [(None, None, None)]


def test_what_was_done_in_a_copy_in_nobodys_name_keeps_its_seal(lead: Lead, tmp_path: Path) -> None:
    copy = copy_of(lead, tmp_path / "copy.db")
    project = open_project(copy)
    Lead(project, lead.people).do("share", 0, 0)
    project.close()
    assert merge(lead, copy).refused is None
    asked = "SELECT parent_id, digest, chain FROM action WHERE what = 'share'"
    assert rows(lead.project.path, asked) == rows(copy, asked)
    assert None not in rows(copy, asked)[0]


# -- what is refused


@pytest.mark.parametrize(
    ("what", "changed"),
    [
        ("action", "UPDATE action SET program = 'another' WHERE annotator_id IS NOT NULL"),
        ("annotation", "UPDATE annotation SET note = 'never said' WHERE note IS NOT NULL"),
    ],
)
def test_what_was_changed_in_the_project_is_not_merged_into(
    lead: Lead, kit: Path, what: str, changed: str
) -> None:
    merge(lead, kit)
    lead.project.close()
    forge(lead.project.path, changed)
    lead.project = open_project(lead.project.path)
    told = merge(lead, kit)
    assert told.refused is not None
    assert f"says something else there: {what} " in told.refused.why
    lead.project.close()


def test_a_passage_slipped_into_an_article_is_refused(lead: Lead, tmp_path: Path) -> None:
    copy = copy_of(lead, tmp_path / "copy.db")
    ((article, action),) = rows(copy, "SELECT id, action_id FROM article ORDER BY id LIMIT 1")
    ((start, end),) = rows(copy, 'SELECT start, "end" FROM passage WHERE article_id = ? LIMIT 1', article)
    id_ = passage_id(article, start, end - 1)
    # Before actions had seals of their own nothing else told.
    unsealed = f"UPDATE action SET digest = NULL, chain = NULL WHERE id = '{action}'"
    slipped = f"INSERT INTO passage VALUES ('{id_}', '{article}', {start}, {end - 1}, 'text')"
    lead.project.close()
    forge(lead.project.path, unsealed)
    lead.project = open_project(lead.project.path)
    forge(copy, unsealed, slipped)
    told = merge(lead, copy)
    assert told.refused is not None
    assert "whole and sealed" in told.refused.why
    assert f"passage {id_}" in told.refused.why
    lead.project.close()


# -- what two files wrote down, each for itself


def test_the_first_round_written_down_in_two_files_is_one_round(lead: Lead, tmp_path: Path) -> None:
    copy = copy_of(lead, tmp_path / "copy.db")
    begin(lead.project, list_rounds(lead.project)[0])
    there = open_project(copy)
    begin(there, list_rounds(there)[0])
    there.close()
    worked(copy, lead.people[BEN], [("mark", 1, 0)])
    told = merge(lead, copy)
    assert (told.refused, told.notes) == (None, ())
    assert told.rows["claim"] == 1
    assert len(rows(lead.project.path, "SELECT 1 FROM round")) == 1
    assert examine(lead.project.path).healthy
    again = merge(lead, copy)
    assert (again.refused, dict(again.rows)) == (None, {})


def test_a_second_hand_written_down_in_two_files_is_one_hand(lead: Lead, tmp_path: Path) -> None:
    copy = copy_of(lead, tmp_path / "copy.db")
    wish = AssignWish((ANA, BEN), changed={"overlap": 2, "repeats": 50})
    plan = plan_assignment(lead.project, "everything", wish)
    write_plan(lead.project, plan)
    there = open_project(copy)
    write_plan(there, plan_assignment(there, "everything", wish))
    there.close()
    assert merge(lead, copy).refused is None
    assert len(rows(lead.project.path, "SELECT 1 FROM again")) == 2
    assert examine(lead.project.path).healthy


def test_a_round_of_another_meaning_under_the_same_id_is_refused(lead: Lead, tmp_path: Path) -> None:
    copy = copy_of(lead, tmp_path / "copy.db")
    first = list_rounds(lead.project)[0]
    begin(lead.project, first)
    there = open_project(copy)
    begin(there, replace(first, blind=False))
    there.close()
    told = merge(lead, copy)
    assert told.refused is not None
    assert f"round {first.id}" in told.refused.why


def test_an_article_imported_in_two_files_is_named_as_what_it_is(lead: Lead, tmp_path: Path) -> None:
    copy = copy_of(lead, tmp_path / "copy.db")
    (tmp_path / "n.txt").write_text("Rain fell.\n\nCrowds left.", encoding="utf-8")
    there = open_project(copy)
    for project in (lead.project, there):
        import_paths(project, [tmp_path / "n.txt"], {})
    there.close()
    told = merge(lead, copy)
    assert told.refused is not None
    assert told.refused.why.startswith("articles were imported there and here, each time by themselves: ")
    assert "hand out kits or copies made from it afterwards" in told.refused.do
