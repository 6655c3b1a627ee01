"""The rounds of a project: which there are, which one an annotator works in, and what nobody is to see yet."""

from __future__ import annotations

from dataclasses import dataclass

from annotator.core.ids import fold
from annotator.core.round import Round
from annotator.errors import NotFound
from annotator.store.engine import Connection
from annotator.store.engine import reading as reading_scope
from annotator.store.reading import Annotator
from annotator.store.reading import rounds as asking
from annotator.store.reading.rounds import rounds as stored_rounds
from annotator.workflow.project import Project
from annotator.workflow.stops import AllArticles, Listed, Order, Stop


def all_rounds(project: Project, connection: Connection) -> list[Round]:
    """Return the rounds in the order in which they were made; one that asks everything where none was made."""
    return stored_rounds(connection) or [Round.first(project.id)]


def list_rounds(project: Project) -> list[Round]:
    """Return the same of a project that is not being read yet."""
    with reading_scope(project.engine) as connection:
        return all_rounds(project, connection)


def find_round(project: Project, name: str) -> Round:
    """Return the round of that name, however it is spelled; `NotFound` lists the known ones."""
    return named_round(project, list_rounds(project), name)


def named_round(project: Project, known: list[Round], name: str) -> Round:
    """Return the same out of rounds that have been read already."""
    found = next((each for each in known if fold(each.name) == fold(name)), None)
    if found is None:
        raise NotFound(
            f"no round {name!r} in this project",
            where=str(project.path),
            why=f"known: {', '.join(each.name for each in known)}",
            do="name one of these",
        )
    return found


def only_open_round(project: Project) -> Round | None:
    """Return the one round that is open; nothing where there are several or none."""
    is_open = [each for each in list_rounds(project) if each.is_open]
    return is_open[0] if len(is_open) == 1 else None


def is_blind(project: Project, connection: Connection) -> bool:
    """Tell whether a round is open in which nobody is to see what others said."""
    return any(each.is_open and each.blind for each in all_rounds(project, connection))


@dataclass(frozen=True, slots=True)
class Task:
    """The round that somebody works in and the articles it asks them for; `is_only` where there is no other."""

    round: Round
    order: Order
    is_only: bool


def task_of(project: Project, connection: Connection, person: Annotator, name: str | None = None) -> Task:
    """Return what somebody is asked for in the round of that name, else in the latest open one that asks them.

    Raises `NotFound` when no round asks them for anything.
    """
    known = all_rounds(project, connection)
    if name is None:
        candidates = [each for each in reversed(known) if each.is_open]
    else:
        candidates = [named_round(project, known, name)]
    for each in candidates:
        order = order_of(project, connection, each, person.id)
        if order is not None:
            return Task(each, order, len(known) == 1 and each == Round.first(project.id))
    if name is not None:
        what, why = (
            f"the round {candidates[0].name!r} asks nothing of {person.name}",
            "others are assigned its articles",
        )
    elif candidates:
        names = ", ".join(each.name for each in candidates)
        what, why = f"no open round asks anything of {person.name}", f"others are assigned what {names} asks"
    else:
        names = ", ".join(each.name for each in known)
        what, why = "no round is open", f"these have been closed: {names}"
    raise NotFound(
        what,
        where=str(project.path),
        why=why,
        do="ask whoever leads the project; to look at a round: annotator annotate --round NAME",
    )


def order_of(project: Project, connection: Connection, round_: Round, annotator_id: str) -> Order | None:
    """Return the articles that a round asks somebody for, or nothing where it asks others and not them.

    What they are assigned goes before what the round lists, in the order in which it was assigned; what they meet
    again is worked on under their second hand.
    """
    scheme = round_.narrowed(project.scheme)
    mine = asking.assigned(connection, round_.id, annotator_id)
    if mine:
        again = asking.second_hands(connection).get(annotator_id, "")
        hands = ((each.article_id, again if each.kind == "repeat" else annotator_id) for each in mine)
        return Listed(list(dict.fromkeys(Stop(*each) for each in hands if each[1])), round_, scheme)
    if asking.is_anybody_assigned(connection, round_.id):
        return None
    if round_.lists_articles:
        articles = asking.round_articles(connection, round_.id)
        return Listed([Stop(each, annotator_id) for each in articles], round_, scheme)
    return AllArticles(annotator_id)
