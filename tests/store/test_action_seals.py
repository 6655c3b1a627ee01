"""The seal of an action covers it and all it wrote, in one chain for everybody, in whatever order clocks run."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from annotator.core.action_seal import ActionSeal, Lines
from annotator.core.history import Action, Entry, Kind, Looked, SourceChange
from annotator.core.ids import uuid7
from annotator.core.source import Source
from annotator.store import reading
from annotator.store.doctor import examine
from annotator.store.engine import reading as reading_scope
from annotator.store.engine import writing as writing_scope
from annotator.store.tables import ARTICLE_DETAIL
from annotator.store.writing import save, write, write_action
from annotator.workflow.project import Project, find_annotator

values = st.none() | st.integers() | st.text(max_size=5)
rows = st.lists(values, max_size=4)


def line(row: list[Any]) -> str:
    lines = Lines()
    lines.take(row)
    return lines.digest


@given(rows, rows)
def test_rows_have_the_same_hash_only_if_they_say_the_same(one: list[Any], other: list[Any]) -> None:
    while one and one[-1] is None:
        one = one[:-1]
    while other and other[-1] is None:
        other = other[:-1]
    assert (line(one) == line(other)) == (one == other)


@given(rows)
def test_a_column_added_later_leaves_no_trace_where_it_is_empty(row: list[Any]) -> None:
    assert line([*row, None]) == line(row)


ACTION = Action("a", "who", Kind.DO, "mark", "now", "test")


@given(st.lists(st.tuples(st.sampled_from(["claim", "label"]), rows), max_size=4))
def test_every_row_of_every_kind_counts(written: list[tuple[str, list[Any]]]) -> None:
    def sealed(rows_: list[tuple[str, list[Any]]], action: Action = ACTION, parent: str | None = None) -> str:
        seal = ActionSeal()
        for kind, row in rows_:
            seal.take(kind, row)
        return seal.of(action, parent)

    whole = sealed(written)
    assert sealed(written) == whole
    assert sealed([*written, ("claim", ["more"])]) != whole
    assert sealed(written, parent="p") != whole
    for changed in (replace(ACTION, what="x"), replace(ACTION, at="x"), replace(ACTION, reason="x")):
        assert sealed(written, changed) != whole


def chain(project: Project, who: str | None) -> list[tuple[str, str | None]]:
    """Return an annotator's actions in the order they were written, each with the one before it."""
    query = text("SELECT id, parent_id FROM action WHERE annotator_id IS :who ORDER BY rowid")
    with reading_scope(project.engine) as connection:
        return [(row.id, row.parent_id) for row in connection.execute(query, {"who": who})]


def test_everybody_has_a_chain_of_their_own_and_nobody_has_one_too(
    project: Project, hand: Any, hand_of: Any
) -> None:
    ben = hand_of(project, "Ben")
    for each in (hand, ben, ben, hand):
        save(project.engine, each.marks())
    for who in (hand.annotator, ben.annotator):
        (first, none), (second, parent) = chain(project, who)
        assert (none, parent) == (None, first)
        assert second != first
    assert len(chain(project, None)) == 1
    assert examine(project.path).healthy


def test_a_chain_is_one_line_also_when_a_clock_was_ahead(project: Project, hand: Any) -> None:
    save(project.engine, hand.marks())
    ahead = Action(uuid7(1 << 47, 0, 0), hand.annotator, Kind.DO, "far ahead", "now", "test")
    with writing_scope(project.engine) as connection:
        write_action(connection, ahead)
    for _ in range(3):
        save(project.engine, hand.marks())
    written = chain(project, hand.annotator)
    assert [parent for _, parent in written] == [None, *(id_ for id_, _ in written[:-1])]
    report = examine(project.path)
    assert report.healthy
    assert report.heads is not None
    assert len([each for each in report.heads.actions if each[0] == hand.annotator]) == 1


def test_saving_the_same_again_leaves_the_chain_as_it_is(project: Project, hand: Any) -> None:
    entry = hand.marks(note="n")
    for _ in range(2):
        save(project.engine, entry)
    assert len(chain(project, hand.annotator)) == 1
    assert examine(project.path).healthy


def test_everything_an_entry_can_hold_is_sealed(project: Project, hand: Any) -> None:
    source = Source.of("Police", "police")
    looks, marks = hand.looks(0, Looked.DONE), hand.marks(note="n")
    action = marks.action
    states = tuple(replace(each, action_id=action.id, reason="why") for each in looks.passages)
    change = SourceChange(hand.new_id(), source.id, "alias", "the police")
    save(project.engine, Entry(action, marks.claims, (source,), marks.annotations, states, (change,)))
    assert examine(project.path).healthy
    who = find_annotator(project, "Ana").id
    with reading_scope(project.engine) as connection:
        assert [each.reason for each in reading.current_passage_states(connection, who)] == ["why"]


def test_a_detail_corrected_later_is_sealed_by_its_own_action(project: Project, hand: Any) -> None:
    action = hand.action("detail")
    row = {
        "id": hand.new_id(),
        "article_id": hand.article.id,
        "field": "title",
        "value": "Better",
        "action_id": action.id,
    }
    with writing_scope(project.engine) as connection:
        write(connection, action, {ARTICLE_DETAIL: [row]})
    assert examine(project.path).healthy
