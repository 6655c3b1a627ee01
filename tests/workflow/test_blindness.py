"""Of which blind rounds something is seen, by whom that is kept, and what is closed and may be seen."""

from __future__ import annotations

import pytest

from annotator.core.round import Round, RoundState
from annotator.core.text.span import Span
from annotator.errors import BadInput
from annotator.store import reading
from annotator.store.engine import reading as reading_scope
from annotator.workflow.blindness import blinded, kept_from, refuse_to_show, works_in
from annotator.workflow.project import Project, add_annotator, find_annotator
from tests.workflow.round_projects import assign, second_hand
from tests.workflow.rounds import set_state
from tests.workflow.rounds_by_hand import give_claims, open_round
from tests.workflow.test_exposures import Hand


@pytest.fixture
def articles(project: Project) -> list[str]:
    with reading_scope(project.engine) as connection:
        return reading.article_ids(connection)


def names(project: Project, round_: Round | None = None) -> list[str]:
    with reading_scope(project.engine) as connection:
        return [each.name for each in blinded(project, connection, round_)]


def works(project: Project, round_: Round, who: str) -> bool:
    with reading_scope(project.engine) as connection:
        return works_in(connection, round_, who)


def test_the_round_a_project_begins_with_is_blind(project: Project) -> None:
    assert names(project) == ["everything"]
    assert names(project, Round.first(project.id)) == ["everything"]


def test_a_closed_round_is_seen_through_by_open_ones_that_mark_in_its_articles_alone(
    project: Project, articles: list[str]
) -> None:
    closed = open_round(project, "closed", articles=(articles[0],))
    set_state(project, closed, RoundState.CLOSED)
    apart = open_round(project, "apart", articles=(articles[1],))
    given, _ = give_claims(project, "given", [(articles[0], Span(0, 4))])
    open_round(project, "seen", blind=False)
    assert names(project, closed) == []
    assert names(project, apart) == ["apart"]
    assert names(project, given) == ["given"]
    assert names(project) == ["apart", "given"]
    everywhere = open_round(project, "everywhere")
    assert names(project, closed) == ["everywhere"]
    assert names(project, given) == ["given"]
    set_state(project, everywhere, RoundState.CLOSED)
    open_round(project, "same", articles=(articles[0], articles[1]))
    assert names(project, closed) == ["same"]
    assert names(project, everywhere) == ["apart", "same"]


def test_who_works_in_a_round_is_asked_by_name_or_has_said_something_there(
    project: Project, articles: list[str]
) -> None:
    ana, ben = (find_annotator(project, name).id for name in ("Ana", "Ben"))
    listed = open_round(project, "listed", articles=(articles[0],))
    given, (claim,) = give_claims(project, "given", [(articles[0], Span(0, 4))])
    assert not any(works(project, each, who) for each in (listed, given) for who in (ana, ben))
    Hand(project, ana).label(articles[1])
    assert not works(project, listed, ana)
    Hand(project, ana).label(articles[0])
    assert [works(project, each, ana) for each in (listed, given)] == [True, False]
    assign(project, given.id, ben, articles[0], 0)
    assert [works(project, each, ben) for each in (listed, given)] == [False, True]
    assign(project, given.id, ben, articles[0], 0, state="withdrawn")
    assert not works(project, given, ben)
    hand = second_hand(project, ben)
    Hand(project, hand).label(articles[0])
    assert works(project, listed, ben), "under a second hand it is the same person"
    assert claim


def test_nothing_is_kept_from_models_nor_where_nobody_else_has_said_anything(
    project: Project, articles: list[str]
) -> None:
    model = add_annotator(project, "gpt", "model")
    Hand(project, model.id).label(articles[0])
    ana = find_annotator(project, "Ana")
    with reading_scope(project.engine) as connection:
        assert kept_from(project, connection, model) == []
        assert kept_from(project, connection, ana) == []
    refuse_to_show(project, model, "settling")
    refuse_to_show(project, ana, "settling")
    refuse_to_show(project, None, "settling")
    Hand(project, ana.id).label(articles[0])
    with pytest.raises(BadInput, match="Ana annotates in the round 'everything'"):
        refuse_to_show(project, ana, "settling")
    refuse_to_show(project, ana, "agreement")
    refuse_to_show(project, find_annotator(project, "Ben"), "settling")


def test_who_alone_has_said_anything_sees_nothing_of_others(project: Project, articles: list[str]) -> None:
    ana = find_annotator(project, "Ana")
    Hand(project, ana.id).label(articles[0])
    refuse_to_show(project, ana, "settling")
    with pytest.raises(BadInput, match="those who annotate are not told"):
        refuse_to_show(project, ana, "assign")
