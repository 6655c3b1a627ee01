"""Who has seen others' work since when, and which labels came after it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from annotator.core.claim import Annotation, Claim, Judgement, Label, Origin
from annotator.core.history import Action, Entry, Kind
from annotator.core.ids import annotator_id
from annotator.core.round import RoundState
from annotator.core.text.span import Span
from annotator.store import reading
from annotator.store.engine import reading as reading_scope
from annotator.store.engine import writing
from annotator.store.exposures import Seen
from annotator.store.tables import AGAIN, EXPOSURE
from annotator.store.writing import add_annotator as store_annotator
from annotator.store.writing import save, write
from annotator.workflow.exposures import (
    after_exposure,
    before_exposure,
    expose,
    kept_exposures,
    look,
    own_alone,
)
from annotator.workflow.project import Project, add_annotator, find_annotator
from tests.crash.aftermath import damage
from tests.workflow.rounds import action, add_round, set_state
from tests.workflow.rounds_by_hand import open_round


class Hand:
    """Labels claims of an article by one annotator, and looks."""

    def __init__(self, project: Project, who: str) -> None:
        self.project, self.who = project, who
        self.last: dict[str, Annotation] = {}

    def label(self, article: str, claim: str = "", origin: Origin = Origin.MARKED) -> str:
        """Say something of a new claim or of one there is, and return the annotation's id."""
        stamps = self.project.stamps
        by = Action(stamps.new_id(), self.who, Kind.DO, "label", stamps.now(), "test")
        before = self.last.get(claim)
        made = Claim(claim or stamps.new_id(), article, origin, None if origin is Origin.GIVEN else self.who)
        judgement = Judgement(Span(0, 4), self.project.scheme.hash, (Label("form", "direct"),))
        said = Annotation(
            stamps.new_id(),
            made.id,
            self.who,
            by.id,
            by.at,
            judgement,
            before.id if before else None,
            before.seq + 1 if before else 1,
        )
        save(self.project.engine, Entry(by, claims=() if before else (made,), annotations=(said,)))
        self.last[made.id] = said
        return said.id

    def see(self, article: str | None = None, what: str = "settling") -> int:
        with writing(self.project.engine) as connection:
            return expose(self.project, connection, Seen(self.who, what, article))


@pytest.fixture
def articles(project: Project) -> list[str]:
    with reading_scope(project.engine) as connection:
        return reading.article_ids(connection)


@pytest.fixture
def ana(project: Project) -> Hand:
    return Hand(project, find_annotator(project, "Ana").id)


@pytest.fixture
def ben(project: Project) -> Hand:
    return Hand(project, find_annotator(project, "Ben").id)


def later(project: Project) -> set[str]:
    with reading_scope(project.engine) as connection:
        return after_exposure(connection)


def test_what_is_labelled_after_having_seen_that_article_is_told_apart(
    project: Project, articles: list[str], ana: Hand, ben: Hand
) -> None:
    ana.label(articles[0])
    assert later(project) == set()
    ana.see(articles[0])
    assert later(project) == set()
    after = ana.label(articles[0])
    ana.label(articles[1])
    ben.label(articles[0])
    assert later(project) == {after}
    assert damage(project.path) == []


def test_having_seen_all_tells_of_every_article(project: Project, articles: list[str], ana: Hand) -> None:
    before = [ana.label(each) for each in articles]
    ana.see()
    after = [ana.label(each) for each in articles]
    assert later(project) == set(after)
    assert later(project).isdisjoint(before)


def test_a_later_word_on_a_claim_counts_as_later_and_what_was_said_before_is_found(
    project: Project, articles: list[str], ana: Hand
) -> None:
    first = ana.label(articles[0])
    claim = next(iter(ana.last))
    second = ana.label(articles[0], claim)
    ana.see(articles[0])
    third, fourth = ana.label(articles[0], claim), ana.label(articles[0], claim)
    new = ana.label(articles[0])
    with reading_scope(project.engine) as connection:
        assert before_exposure(connection) == {fourth: second, new: None}
    assert first not in later(project)
    assert third not in later(project), "it doesn't stand any more"


def test_gold_and_models_are_never_later(project: Project, articles: list[str], ana: Hand) -> None:
    model = Hand(project, add_annotator(project, "gpt", "model").id)
    for each in (ana, model):
        each.see()
    ana.label(articles[0], origin=Origin.GOLD)
    model.label(articles[0])
    assert later(project) == set()


def test_a_second_hand_has_seen_what_the_person_has(project: Project, articles: list[str], ana: Hand) -> None:
    again, by = annotator_id(project.id, "Ana (again)"), action(project)
    row = {"annotator_id": again, "of_annotator_id": ana.who, "action_id": by.id}
    with writing(project.engine) as connection:
        store_annotator(connection, id_=again, project=project.id, name="Ana (again)")
        write(connection, by, {AGAIN: [row]})
    second = Hand(project, again)
    second.label(articles[0])
    ana.see(articles[0])
    assert later(project) == set()
    after = second.label(articles[0])
    assert later(project) == {after}


def test_nothing_is_put_on_record_twice_unless_something_was_labelled_in_between(
    project: Project, articles: list[str], ana: Hand, ben: Hand
) -> None:
    assert [ana.see(), ana.see(), ana.see(articles[0]), ana.see(articles[0]), ana.see(what="history")] == [
        1,
        0,
        1,
        0,
        1,
    ]
    ben.label(articles[0])
    ana.label(articles[0], origin=Origin.GOLD)
    assert (ana.see(), ana.see(articles[0])) == (0, 0), "who settles sees an article once"
    ana.label(articles[1])
    assert (ana.see(articles[0]), ana.see(articles[0])) == (0, 0), "of another article"
    assert (ana.see(), ana.see()) == (1, 0)
    ana.label(articles[0])
    assert [ana.see(), ana.see()] == [1, 0]
    assert ben.see() == 1
    with reading_scope(project.engine) as connection:
        assert connection.execute(select(func.count()).select_from(EXPOSURE)).scalar_one() == 6


def test_many_articles_are_put_on_record_as_each_by_itself_would_be(
    project: Project, articles: list[str], ana: Hand
) -> None:
    def see() -> int:
        with writing(project.engine) as connection:
            return expose(project, connection, *(Seen(ana.who, "export", each) for each in articles[:2]))

    assert (see(), see()) == (2, 0)
    ana.label(articles[1])
    ana.label(articles[0], origin=Origin.GOLD)
    assert (see(), see()) == (1, 0)


def test_undo_takes_back_what_was_done_and_not_that_it_was_seen(
    project: Project, articles: list[str], ana: Hand
) -> None:
    from annotator.workflow.undoing import turn_back

    ana.label(articles[0])
    ana.see()
    undone = turn_back(project, ana.who, Kind.UNDO)
    assert undone is not None
    assert undone.what == "label"


STEPS = st.lists(
    st.tuples(st.sampled_from(["label", "again", "see", "see all"]), st.integers(0, 1), st.integers(0, 1)),
    max_size=14,
)


def test_later_is_what_a_plain_look_through_everything_says(
    opened: Callable[[Path], Project], small: Path
) -> None:
    project = opened(small)
    with reading_scope(project.engine) as connection:
        articles = reading.article_ids(connection)
    people = [find_annotator(project, name).id for name in ("Ana", "Ben")]
    hands = {who: Hand(project, who) for who in people}
    seen: set[tuple[str, str | None]] = set()
    spoiled: dict[str, bool] = {}
    current: dict[str, str] = {}

    @given(STEPS)
    def law(steps: list[tuple[str, int, int]]) -> None:
        for what, at, which in steps:
            hand, article = hands[people[at]], articles[which]
            if what.startswith("see"):
                where = article if what == "see" else None
                hand.see(where)
                seen.add((hand.who, where))
                continue
            claim = next(iter(hand.last), "") if what == "again" else ""
            of = articles_of.get(claim, article)
            said = hand.label(of, claim)
            made = claim or next(reversed(hand.last))
            articles_of[made] = of
            current[made] = said
            spoiled[said] = bool({(hand.who, of), (hand.who, None)} & seen)
        assert later(project) == {said for said in current.values() if spoiled[said]}

    articles_of: dict[str, str] = {}
    law()


# -- looking


def test_looking_is_recorded_and_told_in_a_blind_round_only(
    project: Project, articles: list[str], ana: Hand, ben: Hand
) -> None:
    person = find_annotator(project, "Ana")
    ben.label(articles[0])
    first = add_round(project, "open", blind=False)
    assert (look(project, person, "export"), own_alone(project, person)) == ("", None)
    second = add_round(project, "blind")
    told = look(project, person, "export")
    assert told.startswith(
        "recorded: Ana has seen others' work on one; later labels of theirs there are left out"
    )
    assert "\n" not in told
    assert own_alone(project, person) == person.id
    assert "on one;" in look(project, person, "history", [articles[0]])
    assert later(project) == set()
    ana.label(articles[1])
    assert later(project) == set(), "there was nothing of others' to be seen there"
    after = ana.label(articles[0])
    assert later(project) == {after}
    ben.label(articles[1])
    assert "on 2 articles;" in look(project, person, "export")
    new = ana.label(articles[1])
    assert later(project) == {after, new}
    set_state(project, second, RoundState.CLOSED)
    assert look(project, person, "agreement") == ""
    assert first.is_open


def test_of_a_round_only_what_it_asks_is_seen_unless_articles_are_named(
    project: Project, articles: list[str], ben: Hand
) -> None:
    person = find_annotator(project, "Ana")
    for each in articles:
        ben.label(each)
    listed = open_round(project, "listed", articles=(articles[0],))
    assert "on one;" in look(project, person, "export", round_=listed)
    assert "on two;" in look(project, person, "history", [articles[1]], listed)
    assert "on 2 articles;" in look(project, person, "export")


def test_what_models_say_after_others_is_never_left_out(
    project: Project, articles: list[str], ana: Hand
) -> None:
    model = Hand(project, add_annotator(project, "gpt", "model").id)
    for each in (ana, model):
        each.see()
        each.label(articles[0])
    with reading_scope(project.engine) as connection:
        current = reading.current_annotations(connection, articles[0])
        told = kept_exposures(connection).after(connection, articles[0], current)
    assert set(told) == {each.id for each in current if each.annotator_id == ana.who}
    assert len(told) == 1


def test_who_only_settles_and_who_is_no_person_is_not_recorded(
    project: Project, articles: list[str], ben: Hand
) -> None:
    editor = add_annotator(project, "Editor")
    ben.label(articles[0])
    Hand(project, editor.id).label(articles[0], origin=Origin.GOLD)
    model = add_annotator(project, "gpt", "model")
    for each in (editor, model, None):
        assert (look(project, each, "export"), own_alone(project, each)) == ("", None)
    Hand(project, editor.id).label(articles[0])
    assert look(project, editor, "export").startswith("recorded: Editor")


def test_where_nobody_else_has_said_anything_there_is_nothing_to_be_seen(
    project: Project, articles: list[str], ana: Hand, ben: Hand
) -> None:
    person = find_annotator(project, "Ana")
    ana.label(articles[0])
    assert look(project, person, "export") == ""
    ben.label(articles[0])
    assert look(project, person, "history", [articles[1]]) == ""
    assert look(project, person, "history", [articles[0]]).startswith("recorded: Ana")
    assert look(project, person, "history", []) == ""


def test_in_a_project_that_can_only_be_read_it_is_said_that_nothing_is_recorded(
    project: Project, articles: list[str], ben: Hand
) -> None:
    ben.label(articles[0])
    barred = replace(project, review="the file may not be written")
    told = look(barred, find_annotator(project, "Ana"), "export")
    assert told == "not recorded, because the project can only be read: Ana has seen others' work"
    with reading_scope(project.engine) as connection:
        assert connection.execute(select(func.count()).select_from(EXPOSURE)).scalar_one() == 0
