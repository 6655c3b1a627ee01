"""Changing a project's scheme while work goes on: nothing stored is rewritten, and nothing is lost on the way."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from annotator.core.claim import Annotation
from annotator.core.history import Kind
from annotator.core.scheme_changes import Said, add, merge, rename, retire
from annotator.core.text.span import Span
from annotator.errors import BadInput, NotFound, Outdated
from annotator.store import reading
from annotator.store.engine import reading as reading_scope
from annotator.workflow.annotating import Desk
from annotator.workflow.changing_schemes import (
    Proposal,
    propose,
    propose_file,
    propose_return,
    put_in_force,
)
from annotator.workflow.looking_again import to_look_at_again
from annotator.workflow.project import Project, find_annotator, open_project
from annotator.workflow.sitting import Sitting
from annotator.workflow.status import project_status


class Ana:
    """Ana at work on the first article, as the screen lets her work."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.sitting = Sitting(project, find_annotator(project, "Ana"), lambda _: None)
        self.desk: Desk = self.sitting.resume()

    def mark(self, start: int, end: int, **labels: str) -> str:
        self.desk.select(Span(start, end))
        claim = self.desk.mark()
        assert claim is not None
        self.give(**labels)
        return claim

    def give(self, **labels: str) -> None:
        for field_id, values in labels.items():
            field = self.project.scheme.field(field_id)
            assert field is not None
            for value in values.split():
                label = field.label(value)
                assert label is not None
                self.desk.tag(field, label)
        assert self.sitting.outbox.drain()

    def labels(self, claim: str) -> dict[str, tuple[str, ...]]:
        self.desk.focus_on(claim)
        judgement = self.focused.judgement
        return {label.field: judgement.of(label.field) for label in judgement.labels}

    @property
    def focused(self) -> Annotation:
        assert self.desk.focused is not None
        return self.desk.focused

    def gaps(self, claim: str) -> list[str]:
        self.desk.focus_on(claim)
        return [gap.message for gap in self.desk.gaps(self.focused)]


def reopened(project: Project) -> Project:
    return open_project(project.path)


def annotations(project: Project) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(project.path)) as connection:
        return (
            connection.execute("SELECT * FROM annotation ORDER BY id").fetchall()
            + connection.execute("SELECT * FROM label ORDER BY annotation_id, field, position").fetchall()
        )


def rename_neutral(project: Project) -> Proposal:
    return propose(
        project, "scheme rename", lambda scheme: rename(scheme, "stance.neutral", "reported", Said())
    )


@pytest.fixture
def ana(project: Project) -> Ana:
    return Ana(project)


@pytest.fixture
def later(project: Project) -> Iterator[list[Project]]:
    """Collect projects opened later, to close them."""
    found: list[Project] = []
    yield found
    for each in found:
        each.close()


def test_a_change_is_one_action_and_rewrites_nothing(project: Project, ana: Ana) -> None:
    ana.mark(0, 6, stance="neutral", form="indirect")
    before = annotations(project)
    with closing(sqlite3.connect(project.path)) as connection:
        actions = connection.execute("SELECT count(*) FROM action").fetchone()[0]
    proposal = rename_neutral(project)
    assert annotations(project) == before
    after = put_in_force(project, proposal)
    assert annotations(project) == before
    with closing(sqlite3.connect(project.path)) as connection:
        found = connection.execute("SELECT what, annotator_id, kind FROM action ORDER BY id").fetchall()
        assert connection.execute(
            "SELECT parent_hash, version FROM scheme WHERE hash = ?", (after.hash,)
        ).fetchall() == [(project.scheme.hash, "2.0.0")]
    assert len(found) == actions + 1
    assert found[-1] == ("scheme rename", None, "do")


def test_the_program_opened_later_shows_the_new_name_and_writes_the_new_scheme(
    project: Project, ana: Ana, later: list[Project]
) -> None:
    claim = ana.mark(0, 6, stance="neutral", form="indirect")
    put_in_force(project, rename_neutral(project))
    later.append(reopened(project))
    again = Ana(later[0])
    assert again.labels(claim) == {"stance": ("reported",), "form": ("indirect",)}
    assert again.focused.judgement.scheme_hash == project.scheme.hash
    again.give(form="direct")
    assert again.focused.judgement.scheme_hash == later[0].scheme.hash != project.scheme.hash
    later.append(reopened(project))
    assert Ana(later[1]).labels(claim) == {"stance": ("reported",), "form": ("direct",)}


def test_a_program_open_elsewhere_goes_on_under_its_scheme_and_its_work_counts(
    project: Project, ana: Ana, later: list[Project]
) -> None:
    claim = ana.mark(0, 6, form="indirect")
    other = reopened(project)
    later.append(other)
    put_in_force(other, rename_neutral(other))
    ana.desk.focus_on(claim)
    ana.give(stance="neutral")
    later.append(reopened(project))
    assert Ana(later[1]).labels(claim) == {"stance": ("reported",), "form": ("indirect",)}


def test_undo_reaches_back_past_a_change_of_scheme(project: Project, ana: Ana, later: list[Project]) -> None:
    claim = ana.mark(0, 6, form="indirect")
    ana.give(form="direct")
    put_in_force(project, rename_neutral(project))
    later.append(reopened(project))
    again = Ana(later[0])
    undone = again.sitting.turn_back(Kind.UNDO)
    assert undone is not None
    assert undone.what == "tag form"
    later.append(reopened(project))
    assert Ana(later[1]).labels(claim) == {"form": ("indirect",)}


def test_a_retired_label_stays_until_another_is_chosen(
    project: Project, ana: Ana, later: list[Project]
) -> None:
    claim = ana.mark(0, 6, stance="neutral", form="mixed", flags="outdated hedged")
    put_in_force(
        project,
        propose(project, "scheme retire", lambda scheme: retire(scheme, ["form.mixed", "flags.outdated"])),
    )
    later.append(reopened(project))
    again = Ana(later[0])
    kept = {"stance": ("neutral",), "form": ("mixed",), "flags": ("outdated", "hedged")}
    assert again.labels(claim) == kept
    assert {"mixed is retired", "outdated is retired"} <= set(again.gaps(claim))
    again.give(stance="questions")
    assert again.focused.judgement.scheme_hash == later[0].scheme.hash
    later.append(reopened(project))
    again = Ana(later[1])
    assert again.labels(claim) == {**kept, "stance": ("questions",)}
    assert {"mixed is retired", "outdated is retired"} <= set(again.gaps(claim))
    again.give(form="direct", flags="misquoted")
    assert again.labels(claim) == {
        "stance": ("questions",),
        "form": ("direct",),
        "flags": ("hedged", "misquoted"),
    }
    assert not [gap for gap in again.gaps(claim) if "retired" in gap]


def test_taking_a_label_away_takes_no_retired_one_with_it(
    project: Project, ana: Ana, later: list[Project]
) -> None:
    claim = ana.mark(0, 6, flags="outdated hedged")
    put_in_force(
        project, propose(project, "scheme retire", lambda scheme: retire(scheme, ["flags.outdated"]))
    )
    later.append(reopened(project))
    again = Ana(later[0])
    again.desk.focus_on(claim)
    again.give(flags="hedged")
    assert again.labels(claim) == {"flags": ("outdated",)}


def redefined(project: Project, folder: Path, *changes: tuple[str, str]) -> Path:
    body = project.scheme.body
    for old, new in changes:
        assert body.count(old) == 1, old
        body = body.replace(old, new)
    path = folder / "mine.toml"
    path.write_text(body, encoding="utf-8")
    return path


MIXED = "Some of the words stand between quotation marks"


def test_a_label_defined_otherwise_is_confirmed_by_giving_it_again(
    project: Project, ana: Ana, later: list[Project], tmp_path: Path
) -> None:
    claim = ana.mark(0, 6, form="mixed", stance="neutral")
    proposal = propose_file(project, redefined(project, tmp_path, (MIXED, "A few words are quoted")))
    put_in_force(project, proposal)
    later.append(reopened(project))
    again = Ana(later[0])
    assert "mixed is defined otherwise now" in again.gaps(claim)
    assert not again.desk.is_settled(0)
    assert [(each.what, each.passage) for each in to_look_at_again(later[0])] == [
        ("form.mixed is defined otherwise now", 1)
    ]
    again.give(form="mixed")
    assert again.labels(claim) == {"form": ("mixed",), "stance": ("neutral",)}
    assert "mixed is defined otherwise now" not in again.gaps(claim)
    assert list(to_look_at_again(later[0])) == []
    again.give(form="mixed")
    assert again.labels(claim) == {"stance": ("neutral",)}


def test_the_next_unfinished_claim_is_the_one_to_look_at_again(
    project: Project, ana: Ana, later: list[Project]
) -> None:
    claims = [
        ana.mark(start, start + 4, form="mixed", stance="neutral", status="not_checkable")
        for start in (0, 7, 12)
    ]
    for claim in claims:
        ana.desk.focus_on(claim)
        source = ana.project.scheme.field("source")
        assert source is not None
        ana.desk.tag_source(source, ana.desk.narrator)
    assert ana.desk.unfinished() is None
    ana.desk.focus_on(claims[1])
    ana.give(form="direct")
    put_in_force(project, propose(project, "scheme retire", lambda scheme: retire(scheme, ["form.direct"])))
    later.append(reopened(project))
    again = Ana(later[0])
    again.desk.focus_on(claims[0])
    assert again.desk.unfinished() == claims[1]
    again.desk.focus_on(claims[1])
    assert again.desk.unfinished() is None or again.desk.unfinished() == claims[1]
    assert project_status(later[0]).annotators[0].unfinished == 1


def test_two_who_change_the_scheme_at_once_are_told(project: Project) -> None:
    first, second = rename_neutral(project), rename_neutral(project)
    put_in_force(project, first)
    with pytest.raises(Outdated, match="the scheme was changed elsewhere in the meantime"):
        put_in_force(project, second)


def test_going_back_gives_renamed_labels_their_names(
    project: Project, ana: Ana, later: list[Project]
) -> None:
    claim = ana.mark(0, 6, stance="neutral")
    put_in_force(project, rename_neutral(project))
    later.append(reopened(project))
    again = Ana(later[0])
    other = again.mark(8, 12, stance="reported")
    put_in_force(project, propose_return(project))
    later.append(reopened(project))
    assert later[1].scheme == project.scheme
    back = Ana(later[1])
    assert back.labels(claim) == back.labels(other) == {"stance": ("neutral",)}
    assert not [gap for gap in back.gaps(other) if "again" in gap or "otherwise" in gap]
    with pytest.raises(NotFound, match="no scheme to go back to"):
        propose_return(later[1])


def test_going_back_twice_goes_back_two_changes(project: Project, later: list[Project]) -> None:
    put_in_force(project, rename_neutral(project))
    second = propose(project, "scheme retire", lambda scheme: retire(scheme, ["form.mixed"]))
    put_in_force(project, second)
    assert put_in_force(project, propose_return(project)).version == "2.0.0"
    assert put_in_force(project, propose_return(project)) == project.scheme
    later.append(reopened(project))
    assert later[0].scheme == project.scheme


def test_a_merge_that_was_used_can_only_be_taken_back_by_saying_what_it_was(
    project: Project, ana: Ana, later: list[Project]
) -> None:
    claim = ana.mark(0, 6, stance="questions")
    said = Said(name="Against", definition="It doubts or denies.")
    put_in_force(
        project,
        propose(
            project,
            "scheme merge",
            lambda scheme: merge(scheme, ["stance.questions", "stance.denies"], "stance.against", said),
        ),
    )
    later.append(reopened(project))
    since = Ana(later[0])
    assert since.labels(claim) == {"stance": ("against",)}
    other = since.mark(8, 12, stance="against")
    with pytest.raises(BadInput, match=r"stance\.against is in use") as caught:
        propose_return(project)
    assert "could not be told apart" in caught.value.why
    put_in_force(project, propose_return(project, mapped=["stance.against=denies"]))
    later.append(reopened(project))
    back = Ana(later[1])
    assert back.labels(claim) == {"stance": ("questions",)}
    assert back.labels(other) == {"stance": ("denies",)}
    assert [(each.claim, each.why) for each in to_look_at_again(later[1])] == [(other, "split")]


def test_names_and_keys_change_without_a_new_meaning(
    project: Project, ana: Ana, later: list[Project]
) -> None:
    claim = ana.mark(0, 6, stance="neutral")
    said = Said(name="Tells it", key="p")
    put_in_force(
        project,
        propose(project, "scheme rename", lambda scheme: rename(scheme, "stance.neutral", "neutral", said)),
    )
    later.append(reopened(project))
    scheme = later[0].scheme
    assert (scheme.hash, scheme.version) == (project.scheme.hash, "1.0.1")
    found = scheme.by_key("p")
    assert found is not None
    assert found[1].name == "Tells it"
    again = Ana(later[0])
    assert again.labels(claim) == {"stance": ("neutral",)}
    assert not list(to_look_at_again(later[0]))
    assert put_in_force(later[0], propose_return(later[0])) == project.scheme
    later.append(reopened(project))
    assert later[1].scheme == project.scheme


def test_a_change_comes_after_everything_there_is_whatever_the_clock_says(
    project: Project, later: list[Project]
) -> None:
    put_in_force(project, rename_neutral(project))
    other = reopened(project)
    later.append(other)
    with closing(sqlite3.connect(project.path)) as connection:
        ahead = "e677d21fdbff" + connection.execute("SELECT max(id) FROM action").fetchone()[0][12:]
        connection.execute(
            "INSERT INTO action (id, kind, what, at, program) VALUES (?, 'do', 'x', '2099', 'other')",
            (ahead,),
        )
        connection.commit()
    put_in_force(
        project,
        propose(
            project,
            "scheme add",
            lambda scheme: add(scheme, "form.other", Said(name="Other", definition="Other.")),
        ),
    )
    later.append(reopened(project))
    form = later[1].scheme.field("form")
    assert form is not None
    assert form.label("other") is not None
    with reading_scope(project.engine) as connection:
        assert reading.latest_scheme_use(connection) > ahead


def test_a_field_that_was_taken_out_keeps_its_answers_on_record(
    project: Project, ana: Ana, later: list[Project], tmp_path: Path
) -> None:
    claim = ana.mark(0, 6, stance="neutral", flags="hedged outdated")
    body = project.scheme.body
    path = tmp_path / "mine.toml"
    path.write_text(body[: body.index('[[fields]]\nid = "flags"')], encoding="utf-8")
    with pytest.raises(BadInput, match="the field flags is in use"):
        propose_file(project, path)
    put_in_force(project, propose_file(project, path, retired=["flags"]))
    later.append(reopened(project))
    again = Ana(later[0])
    assert again.labels(claim) == {"stance": ("neutral",), "flags": ("hedged", "outdated")}
    again.give(stance="denies")
    assert again.labels(claim)["flags"] == ("hedged", "outdated")
    assert not list(to_look_at_again(later[0]))


@pytest.mark.parametrize("mapping", ["stance.neutral", "=x", "stance.neutral=", ""])
def test_a_mapping_that_maps_nothing(project: Project, tmp_path: Path, mapping: str) -> None:
    with pytest.raises(BadInput) as caught:
        propose_file(project, redefined(project, tmp_path), mapped=[mapping])
    assert caught.value.what == f"{mapping!r} maps nothing"
    assert caught.value.do == "write it as FIELD.OLD=NEW, such as stance.neutral=reported"
