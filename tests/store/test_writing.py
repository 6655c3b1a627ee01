"""Saving: whole or not at all, twice is once, nobody's work is gone over."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from annotator.core.claim import Evidence, Label, Polarity, Reaction, ReactionStance
from annotator.core.history import Entry, Looked, SourceChange
from annotator.core.source import Source
from annotator.core.text.span import Span
from annotator.errors import Invalid, NotSaved, Outdated
from annotator.store import reading, writing
from annotator.store.engine import open_engine
from annotator.store.engine import reading as reading_scope
from annotator.store.engine import writing as writing_scope
from annotator.store.seals import broken_seals
from annotator.store.writing import save
from annotator.workflow.project import Project

SOMEBODY, OTHER = Source.of("Somebody", "police"), Source.of("Other", "witness")
TABLES = (
    "action",
    "source",
    "claim",
    "annotation",
    "label",
    "reaction",
    "evidence",
    "annotation_evidence",
    "passage_state",
)


def everything(project: Project) -> dict[str, list[Any]]:
    with reading_scope(project.engine) as connection:
        return {
            name: [tuple(row) for row in connection.execute(text(f"SELECT * FROM {name}"))] for name in TABLES
        }


def rich(hand: Any) -> Entry:
    """Return an entry with a row for every table."""
    evidence = Evidence(
        hand.new_id(), Polarity.SUPPORTS, SOMEBODY.id, "https://x.org", note="n", published="2026-01-01"
    )
    entry = hand.marks(
        labels=(Label("form", "direct"), Label("source", source_id=SOMEBODY.id, suggested=True)),
        reactions=(
            Reaction(OTHER.id, ReactionStance.DENIES, Span(7, 9)),
            Reaction(OTHER.id, ReactionStance.QUESTIONS),
        ),
        evidence=(evidence,),
        note="noted",
        restatement="restated",
        as_of="2026-01-02",
    )
    look = hand.looks(0, Looked.DONE).passages[0]
    return replace(entry, sources=(SOMEBODY, OTHER), passages=(replace(look, action_id=entry.action.id),))


def test_what_is_saved_is_what_is_read(project: Project, hand: Any) -> None:
    entry = rich(hand)
    save(project.engine, entry)
    assert hand.current() == list(entry.annotations)
    with reading_scope(project.engine) as connection:
        assert reading.current_passage_states(connection) == list(entry.passages)
        assert reading.claims(connection, hand.article.id) == {entry.claims[0].id: entry.claims[0]}
        assert {source.id: source for source in reading.sources(connection)} == {
            s.id: s for s in (SOMEBODY, OTHER)
        }
        assert list(reading.actions_back(connection, hand.annotator)) == [entry.action]


def test_an_entry_that_is_there_is_left_as_it_is_whatever_was_saved_after_it(
    project: Project, hand: Any
) -> None:
    first = rich(hand)
    renamed = hand.action("alias")
    change = SourceChange(hand.new_id(), SOMEBODY.id, "alias", "Someone")
    entries = [
        first,
        hand.edits(first, note="changed"),
        hand.looks(0, Looked.FLAGGED, first),
        Entry(renamed, source_changes=(change,)),
        Entry(hand.action("nothing")),
    ]
    for entry in entries:
        save(project.engine, entry)
    before = everything(project)
    for entry in [*entries, *reversed(entries)]:
        save(project.engine, entry)
    assert everything(project) == before


def test_labels_of_a_field_keep_their_order(project: Project, hand: Any) -> None:
    labels = tuple(Label("flags", value) for value in ("z", "a", "m"))
    save(project.engine, hand.marks(labels=labels))
    assert hand.current()[0].judgement.labels == labels


LABELS = st.lists(
    st.one_of(
        st.builds(Label, st.sampled_from("ab"), st.sampled_from("xyz"), suggested=st.booleans()),
        st.builds(
            Label,
            st.sampled_from("ab"),
            source_id=st.sampled_from([SOMEBODY.id, OTHER.id]),
            suggested=st.booleans(),
        ),
    ),
    unique_by=lambda label: label.plain,
    max_size=8,
).map(tuple)


class DroppedError(Exception):
    """Raised to leave nothing behind."""


def test_any_labels_come_back_as_they_were_sealed_suggested_or_not(project: Project, hand: Any) -> None:
    @given(LABELS, LABELS)
    def law(labels: tuple[Label, ...], later: tuple[Label, ...]) -> None:
        first = hand.marks(labels=labels)
        second = hand.edits(first, labels=later)
        with pytest.raises(DroppedError), writing_scope(project.engine) as connection:
            for entry in (replace(first, sources=(SOMEBODY, OTHER)), second):
                writing.append(connection, entry)
                found = reading.current_annotations(connection, hand.article.id)
                assert found == list(entry.annotations)
            assert list(broken_seals(connection)) == []
            raise DroppedError

    law()


def test_a_row_says_that_a_label_was_suggested_or_says_nothing(project: Project, hand: Any) -> None:
    save(
        project.engine,
        hand.marks(labels=(Label("form", "direct", suggested=True), Label("stance", "denies"))),
    )
    with reading_scope(project.engine) as connection:
        rows = connection.execute(text("SELECT field, suggested FROM label ORDER BY field")).all()
    assert [tuple(row) for row in rows] == [("form", 1), ("stance", None)]


def test_saving_the_same_entry_twice_is_saving_it_once(project: Project, hand: Any) -> None:
    entry = rich(hand)
    save(project.engine, entry)
    before = everything(project)
    save(project.engine, entry)
    save(project.engine, hand.edits(entry, note="later"))
    save(project.engine, entry)
    after = everything(project)
    assert after["claim"] == before["claim"]
    assert len(after["annotation"]) == 2
    assert hand.current()[0].judgement.note == "later"


def test_work_that_does_not_follow_what_is_current_is_not_saved(project: Project, hand: Any) -> None:
    first = hand.marks()
    save(project.engine, first)
    save(project.engine, hand.edits(first, note="one"))
    before = everything(project)
    with pytest.raises(Outdated) as caught:
        save(project.engine, replace(hand.edits(first, note="two"), sources=(SOMEBODY,)))
    assert everything(project) == before
    assert str(caught.value) == (
        "not saved: this was changed elsewhere in the meantime\n"
        "  why: another window or program of yours wrote to the same claim or passage first\n"
        "  do:  look at what is there now and do it again"
    )


def test_a_claim_is_begun_once(project: Project, hand: Any) -> None:
    first = hand.marks()
    save(project.engine, first)
    again = hand.action()
    annotation = replace(first.annotations[0], id=hand.new_id(), action_id=again.id)
    with pytest.raises(Outdated):
        save(project.engine, Entry(again, annotations=(annotation,)))


def test_passages_have_histories_too(project: Project, hand: Any) -> None:
    first = hand.looks(0, Looked.DONE)
    save(project.engine, first)
    save(project.engine, hand.looks(0, Looked.OPEN, first))
    before = everything(project)
    with pytest.raises(Outdated):
        save(project.engine, hand.looks(0, Looked.FLAGGED, first))
    with pytest.raises(Outdated):
        save(project.engine, hand.looks(0, Looked.FLAGGED))
    assert everything(project) == before


def test_two_people_do_not_stand_in_each_others_way(project: Project, hand_of: Callable[..., Any]) -> None:
    ana, ben = hand_of(project, "Ana"), hand_of(project, "Ben")
    for hand in (ana, ben):
        save(project.engine, hand.marks())
        save(project.engine, hand.looks(0, Looked.DONE))
    assert len(ana.current()) == len(ben.current()) == 1


def test_a_number_that_does_not_follow_its_parent_is_refused(project: Project, hand: Any) -> None:
    first = hand.marks()
    save(project.engine, first)
    second = hand.edits(first, note="n")
    with pytest.raises(Invalid, match="is number 3, its parent number 1"):
        save(project.engine, replace(second, annotations=(replace(second.annotations[0], seq=3),)))


BROKEN: dict[str, Callable[[Any], Entry]] = {
    "an unknown source": lambda hand: hand.marks(labels=(Label("source", source_id="never"),)),
    "a reaction of an unknown source": lambda hand: hand.marks(
        reactions=(Reaction("never", ReactionStance.DENIES),)
    ),
    "evidence of unknown origin": lambda hand: hand.marks(
        evidence=(Evidence("e", Polarity.CONTEXT, "never", note="n"),)
    ),
    "an unknown scheme": lambda hand: hand.marks(scheme_hash="never"),
    "a passage that is not there": lambda hand: replace(
        rich(hand), passages=(replace(hand.looks(0, Looked.DONE).passages[0], passage_id="never"),)
    ),
}


@pytest.mark.parametrize("what", BROKEN)
def test_a_failure_in_the_middle_leaves_nothing(project: Project, hand: Any, what: str) -> None:
    before = everything(project)
    with pytest.raises(NotSaved) as caught:
        save(project.engine, replace(BROKEN[what](hand), sources=(SOMEBODY, OTHER)))
    assert everything(project) == before
    assert "the database refused a value (FOREIGN KEY constraint failed)" in caught.value.why


def test_evidence_is_carried_along_as_it_was_first_saved(project: Project, hand: Any) -> None:
    first = rich(hand)
    save(project.engine, first)
    save(project.engine, hand.edits(first, note="later"))
    assert len(everything(project)["evidence"]) == 1
    assert len(everything(project)["annotation_evidence"]) == 2


def test_evidence_that_says_something_else_under_the_same_id_is_refused_and_not_dropped(
    project: Project, hand: Any
) -> None:
    first = rich(hand)
    save(project.engine, first)
    before = everything(project)
    evidence = first.annotations[0].judgement.evidence[0]
    with pytest.raises(Invalid, match="is stored already and says something else"):
        save(project.engine, hand.edits(first, evidence=(replace(evidence, note="other"),)))
    assert everything(project) == before


def test_a_source_that_is_there_stays_as_it_is(project: Project, hand: Any) -> None:
    save(project.engine, replace(hand.marks(), sources=(Source.of("Some Body", "police"),)))
    save(project.engine, replace(hand.marks(), sources=(Source.of("SOME BODY", "police"),)))
    with reading_scope(project.engine) as connection:
        assert [source.name for source in reading.sources(connection)] == ["Some Body"]


def test_two_programs_take_turns_and_the_one_that_comes_second_is_told(
    project: Project, hand_of: Callable[..., Any]
) -> None:
    here, other = hand_of(project), open_engine(project.path)
    first = here.marks()
    save(project.engine, first)
    mine, theirs = here.edits(first, note="mine"), here.edits(first, note="theirs")
    save(other, theirs)
    with pytest.raises(Outdated):
        save(project.engine, mine)
    save(project.engine, here.edits(theirs, note="mine after theirs"))
    other.dispose()
    assert [each.judgement.note for each in here.current()] == ["mine after theirs"]


def test_the_place_is_overwritten(project: Project, hand: Any) -> None:
    passage = hand.article.passage_id(0)
    with reading_scope(project.engine) as connection:
        assert reading.where(connection, hand.annotator) is None
    for caret in (3, 7):
        writing.save_place(
            project.engine,
            annotator=hand.annotator,
            article=hand.article.id,
            passage=passage,
            caret=caret,
            claim=None,
            at="now",
        )
    with reading_scope(project.engine) as connection:
        assert reading.where(connection, hand.annotator) == reading.Where(
            hand.article.id, passage, 7, None, "now"
        )


def test_half_typed_text_is_kept_until_it_is_empty(project: Project, hand: Any) -> None:
    entry = hand.marks()
    save(project.engine, entry)
    claim = entry.claims[0].id

    def keep(what: str, body: str) -> dict[str, str]:
        writing.save_draft(
            project.engine, annotator=hand.annotator, claim=claim, what=what, body=body, at="now"
        )
        with reading_scope(project.engine) as connection:
            found = reading.drafts(connection, hand.annotator)
            return {what: body for (_, what), body in found.items()}

    assert keep("note", "ha") == {"note": "ha"}
    assert keep("note", "half") == {"note": "half"}
    assert keep("evidence", "{}") == {"note": "half", "evidence": "{}"}
    assert keep("note", "") == {"evidence": "{}"}
    assert keep("note", "") == {"evidence": "{}"}


PROCESSES, WRITES = 8, 50


def _write_many(path: Path, name: str, outcome: Any) -> None:
    """Write as one of several programs: each reads what is current and adds to it."""
    from annotator.core.claim import Annotation, Claim, Judgement, Origin
    from annotator.core.history import Action, Kind
    from annotator.workflow.project import find_annotator, open_project

    try:
        project = open_project(path)
        stamps, who = project.stamps, find_annotator(project, "Ana").id
        with reading_scope(project.engine) as connection:
            article = reading.article_ids(connection)[0]
        before: Annotation | None = None
        for number in range(WRITES):
            action = Action(stamps.new_id(), who, Kind.DO, name, stamps.now(), "test")
            claim = Claim(stamps.new_id(), article, Origin.MARKED, who) if before is None else None
            before = Annotation(
                stamps.new_id(),
                before.claim_id if before else claim.id if claim else "",
                who,
                action.id,
                action.at,
                Judgement(Span(0, number + 1), project.scheme.hash),
                before.id if before else None,
                number + 1,
            )
            save(project.engine, Entry(action, claims=(claim,) if claim else (), annotations=(before,)))
        project.close()
    except Exception as problem:
        outcome.put(repr(problem))
        raise
    outcome.put("")


def test_eight_programs_write_to_one_file_without_an_error(project: Project) -> None:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["annotator.store.writing", "annotator.workflow.project"])
    outcome = context.Queue()
    programs = [
        context.Process(target=_write_many, args=(project.path, f"p{number}", outcome))
        for number in range(PROCESSES)
    ]
    for program in programs:
        program.start()
    problems = [outcome.get(timeout=120) for _ in programs]
    for program in programs:
        program.join()
    outcome.close()
    assert problems == [""] * PROCESSES
    with reading_scope(project.engine) as connection:
        counts = connection.execute(
            text("SELECT what, count(*) FROM action WHERE what LIKE 'p_' GROUP BY what")
        ).all()
        current = connection.execute(text('SELECT seq, "end" FROM current_annotation')).all()
    assert [count for _, count in counts] == [WRITES] * PROCESSES
    assert [tuple(row) for row in current] == [(WRITES, WRITES)] * PROCESSES


def test_nothing_of_a_batch_is_there_when_its_last_row_fails(project: Project, hand: Any) -> None:
    before = everything(project)
    with pytest.raises(NotSaved), writing_scope(project.engine) as connection:
        writing.append(connection, hand.marks())
        writing.append(connection, hand.marks(labels=(Label("source", source_id="never"),)))
    assert everything(project) == before
