"""Histories as they are told, and going back: the screen's own changes, undo, passages, redaction, blindness."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.core.claim import Evidence, Polarity, Reaction, ReactionStance
from annotator.core.history import Kind, Looked
from annotator.core.source import Source
from annotator.core.text.span import Span
from annotator.errors import BadInput, NotFound
from annotator.store import reading
from annotator.store.doctor import examine
from annotator.store.engine import reading as reading_scope
from annotator.workflow.annotating import Desk
from annotator.workflow.going_back import restore
from annotator.workflow.histories import Page, history
from annotator.workflow.places import Place, find_place
from annotator.workflow.project import Project
from annotator.workflow.redacting import redact
from annotator.workflow.undoing import turn_back
from tests.workflow.test_undoing import desk_of

POLICE = Source.of("Police", "police")


def told(page: Page) -> list[tuple[str, tuple[str, ...]]]:
    """Return what was done and what it changed, oldest first."""
    return [(deed.title, line.changes) for deed in reversed(page.deeds) for line in deed.lines]


def tag(desk: Desk, field: str, label: str) -> None:
    of = desk.scheme.field(field)
    assert of is not None
    found = of.label(label)
    assert found is not None
    desk.tag(of, found)


def marked(desk: Desk, start: int, end: int) -> str:
    desk.select(Span(start, end))
    assert desk.mark()
    assert desk.focus is not None
    return desk.focus


@pytest.fixture
def desk(project: Project) -> Desk:
    return desk_of(project)


def everything(project: Project, desk: Desk, place: Place | None = None, limit: int = 100) -> Page:
    return history(project, desk.annotator_id, place, limit=limit)


def test_it_tells_everything_that_was_done_as_a_person_would(project: Project, desk: Desk) -> None:
    claim = marked(desk, 17, 24)
    tag(desk, "form", "indirect")
    source = desk.scheme.field("source")
    assert source is not None
    desk.tag_source(source, POLICE)
    desk.add_evidence(Evidence(desk.new_id(), Polarity.CONTEXT, url="https://example.org/x"))
    desk.set_reactions((Reaction(POLICE.id, ReactionStance.DENIES),))
    desk.set_texts(note="a note", restatement=None)
    desk.withdraw()
    desk.look(Looked.FLAGGED)
    words = Span(17, 24).of(desk.article.text)
    expected = [
        ("mark", (f"marked “{words}”",)),
        ("tag form", ("form indirect",)),
        ("tag source", ("source Police",)),
        (
            "evidence",
            ("evidence added: context, https://example.org/x", f"as of none → {project.stamps.today()}"),
        ),
        ("reactions", ("who else: Police denies",)),
        ("note", ("note “a note”",)),
        ("withdraw", ("taken back",)),
        ("passage flagged", ("passage open → flagged",)),
    ]
    assert told(everything(project, desk)) == expected
    assert told(everything(project, desk, Place(claim_id=claim))) == expected[:-1]
    article = Place(article_id=desk.article.id)
    assert told(everything(project, desk, article)) == expected
    assert (
        told(everything(project, desk, find_place(project, claim=None, article=None, passage="1:1")))
        == expected
    )
    assert told(everything(project, desk, find_place(project, claim=None, article="2", passage=None))) == []


def test_undo_says_what_it_was_of(project: Project, desk: Desk) -> None:
    marked(desk, 0, 6)
    tag(desk, "form", "direct")
    for kind in (Kind.UNDO, Kind.REDO):
        turn_back(project, desk.annotator_id, kind)
    assert told(everything(project, desk))[2:] == [
        ("undo of “tag form”", ("form direct → none",)),
        ("redo of “tag form”", ("form direct",)),
    ]


def test_pages_join_to_the_whole(project: Project, desk: Desk) -> None:
    marked(desk, 0, 6)
    for label in ("direct", "indirect", "mixed", "unattributed"):
        tag(desk, "form", label)
    desk.look(Looked.DONE)
    for place in (None, Place(article_id=desk.article.id)):
        whole = everything(project, desk, place)
        pages, before = [], None
        while True:
            page = history(project, desk.annotator_id, place, limit=2, before=before)
            assert len(page.deeds) <= 2
            pages += page.deeds
            before = page.further
            if before is None:
                break
        assert tuple(pages) == whole.deeds


def test_only_the_last_state_of_each_is_there_now(project: Project, desk: Desk) -> None:
    marked(desk, 0, 6)
    tag(desk, "form", "direct")
    desk.look(Looked.FLAGGED)
    desk.look(Looked.DONE)
    now = [line.current for deed in everything(project, desk).deeds for line in deed.lines]
    assert now == [True, False, True, False]


def test_of_an_action_with_very_many_rows_the_first_are_told(project: Project, sample: Project) -> None:
    with reading_scope(sample.engine) as connection:
        people = reading.annotators(connection)
    (deed,) = history(sample, people[0].id, limit=5).deeds
    assert deed.what == "sample labels"
    assert len(deed.lines) == 20
    assert deed.more > 0


def test_somebody_elses_is_shown_only_to_who_asks_for_it_by_name(project: Project, desk: Desk) -> None:
    claim = marked(desk, 0, 6)
    ben = desk_of(project, "Ben").annotator_id
    assert history(project, ben, limit=10).deeds == ()
    assert history(project, ben, Place(article_id=desk.article.id), limit=10).deeds == ()
    with pytest.raises(NotFound, match="nothing of yours was ever said of this claim"):
        history(project, ben, Place(claim_id=claim), limit=10)
    with pytest.raises(NotFound, match="no claim"):
        history(project, ben, Place(claim_id="never"), limit=10)


def test_redacted_texts_are_said_to_be_and_are_no_change_of_anybodys(project: Project, desk: Desk) -> None:
    claim = marked(desk, 0, 6)
    desk.set_texts(note="a name", restatement=None)
    tag(desk, "form", "direct")
    redact(project, "note_of", claim, "why")
    page = everything(project, desk)
    assert told(page)[1:] == [("note", ("nothing",)), ("tag form", ("form direct",))]
    assert [line.redacted for deed in page.deeds for line in deed.lines] == [True, True, False]


# -- going back


def test_any_state_can_be_there_again_as_a_new_entry_that_undo_takes_back(
    project: Project, desk: Desk
) -> None:
    marked(desk, 0, 6)
    tag(desk, "form", "direct")
    tag(desk, "form", "mixed")
    desk.withdraw()
    lines = [line for deed in everything(project, desk).deeds for line in deed.lines]
    done = restore(project, desk.annotator_id, lines[2].entry)
    assert not done.already
    fresh = desk_of(project)
    assert [each.judgement.of("form") for each in fresh.claims] == [("direct",)]
    assert done.place.claim_id == fresh.claims[0].claim_id
    turn_back(project, desk.annotator_id, Kind.UNDO)
    assert desk_of(project).claims == []
    turn_back(project, desk.annotator_id, Kind.REDO)
    assert [each.judgement.of("form") for each in desk_of(project).claims] == [("direct",)]
    assert examine(project.path).healthy


def test_a_passages_state_is_restored_with_its_reason(project: Project, desk: Desk) -> None:
    desk.look(Looked.SKIPPED, "boilerplate")
    desk.look(Looked.DONE)
    lines = [line for deed in everything(project, desk).deeds for line in deed.lines]
    restore(project, desk.annotator_id, lines[1].entry)
    with reading_scope(project.engine) as connection:
        (state,) = reading.current_passage_states(connection, desk.annotator_id)
    assert (state.state, state.reason, state.seq) == (Looked.SKIPPED, "boilerplate", 3)


def test_what_is_so_already_is_not_written_again(project: Project, desk: Desk) -> None:
    marked(desk, 0, 6)
    desk.look(Looked.DONE)
    for deed in everything(project, desk).deeds:
        assert restore(project, desk.annotator_id, deed.lines[0].entry).already
    assert len(everything(project, desk).deeds) == 2


def test_nobody_restores_what_is_somebody_elses(project: Project, desk: Desk) -> None:
    marked(desk, 0, 6)
    entry = everything(project, desk).deeds[0].lines[0].entry
    with pytest.raises(BadInput, match="somebody else's"):
        restore(project, desk_of(project, "Ben").annotator_id, entry)
    with pytest.raises(NotFound, match="no entry"):
        restore(project, desk.annotator_id, "never")


@settings(max_examples=15)
@given(data=st.data())
def test_whatever_was_done_every_state_of_it_can_be_there_again(
    data: st.DataObject, tmp_path_factory: pytest.TempPathFactory, small: Any
) -> None:
    import shutil

    from annotator.workflow.project import open_project

    project = open_project(shutil.copyfile(small, tmp_path_factory.mktemp("again") / "p.db"))
    try:
        desk = desk_of(project)
        marked(desk, 0, 6)
        steps = ["direct", "indirect", "note", "withdraw", "shape"]
        for step in data.draw(st.lists(st.sampled_from(steps), min_size=1, max_size=8)):
            if desk.focus is None:
                break
            if step == "note":
                desk.set_texts(note=f"note {desk.version}", restatement=None)
            elif step == "withdraw":
                desk.withdraw()
            elif step == "shape":
                desk.pulled("end", 7)
            else:
                tag(desk, "form", step)
        with reading_scope(project.engine) as connection:
            every = reading.annotations_of_article(connection, desk.article.id)
        for was in data.draw(st.permutations(every)):
            restore(project, desk.annotator_id, was.id)
            with reading_scope(project.engine) as connection:
                (now,) = reading.current_annotations(connection, desk.article.id, desk.annotator_id)
            assert now.judgement == was.judgement
        assert examine(project.path).healthy
    finally:
        project.close()


@pytest.mark.parametrize("passage", ["1", "1:0", "1:99", "9:1", "x:1", "1:1:1", ":"])
def test_a_place_that_is_not_there_is_said(project: Project, passage: str) -> None:
    with pytest.raises((BadInput, NotFound)):
        find_place(project, claim=None, article=None, passage=passage)
