"""What is not to be seen yet, and by whom: of which rounds, while they are open and blind.

A round that is closed may be seen, unless its marks are also those of a round that is still blind: an annotation names
no round, so whoever sees what was marked in an article sees what is being marked there now.
"""

from __future__ import annotations

from collections.abc import Sequence
from shlex import quote

from annotator.core.round import Round
from annotator.errors import BadInput
from annotator.store.engine import Connection
from annotator.store.engine import reading as reading_scope
from annotator.store.reading import Annotator, round_work
from annotator.store.reading import exposures as looks
from annotator.store.reading import rounds as asking
from annotator.workflow.project import Project
from annotator.workflow.rounds import all_rounds

PERSON = "person"

REPORTS = frozenset({"agreement", "export"})
"""What is asked of a project as a whole, by programs too: withheld only where somebody has opened a round."""

PLAN = "assign"
"""Shows nothing that anybody said, but what those who are asked are not told."""

_SCORES = "this shows scores against the gold"
_SHOWN = {"round qualify": _SCORES, "round control": _SCORES}
"""What commands show that show something else than others' labels."""


def blinded(project: Project, connection: Connection, round_: Round | None = None) -> list[Round]:
    """Return the rounds, open and blind, of which something is seen by whoever sees a round, or all there is."""
    known = [each for each in all_rounds(project, connection) if each.is_open and each.blind]
    return known if round_ is None else [each for each in known if _shares(connection, round_, each)]


def _shares(connection: Connection, one: Round, other: Round) -> bool:
    """Tell whether what is said in one round may be read as said in the other."""
    if one.id == other.id:
        return True
    if one.gives or other.gives:
        return False
    if not (one.lists_articles and other.lists_articles):
        return True
    listed = (set(asking.round_articles(connection, each.id)) for each in (one, other))
    return bool(set.intersection(*listed))


def works_in(connection: Connection, round_: Round, annotator_id: str) -> bool:
    """Tell whether somebody annotates in a round: is asked for articles of it by name, or has said something."""
    if asking.assigned(connection, round_.id, annotator_id):
        return True
    return round_work.has_worked(connection, round_, looks.hands(connection, annotator_id))


def kept_from(
    project: Project, connection: Connection, person: Annotator, round_: Round | None = None
) -> list[Round]:
    """Return the blind rounds in which somebody annotates, and of which they would see something."""
    if person.kind != PERSON:
        return []
    found = blinded(project, connection, round_)
    return [each for each in found if works_in(connection, each, person.id)]


def refuse_to_show(
    project: Project, person: Annotator | None, what: str, round_: Round | None = None
) -> None:
    """Raise `BadInput` where somebody is to be shown others' work of a blind round in which they annotate.

    In the round that every project begins with, reports are given all the same: nobody has planned anything yet.
    """
    if person is None:
        return
    with reading_scope(project.engine) as connection:
        kept = kept_from(project, connection, person, round_)
        if what != PLAN and not looks.others_said(connection, person.id):
            return
    if what in REPORTS:
        kept = [each for each in kept if each.id != Round.first(project.id).id]
    if kept:
        raise _kept(project, person, what, [each.name for each in kept])


def _kept(project: Project, person: Annotator, what: str, rounds: Sequence[str]) -> BadInput:
    names = " and ".join(map(repr, rounds))
    until = (
        "round {}, which is blind until it closes"
        if len(rounds) == 1
        else "rounds {}, blind until they close"
    )
    if what == PLAN:
        why = "this shows which articles people meet again and which have gold, and those who annotate are not told"
        do = "see your own with annotator status; to look all the same: --look"
    else:
        closing = "; ".join(f"annotator round close {quote(each)}" for each in rounds)
        why = (
            f"{_SHOWN.get(what, 'this shows what others said')}; what {person.name} labels in the same articles "
            "from then on would be left out of agreement"
        )
        do = (
            f"wait until whoever leads has closed it ({closing}); to look all the same, on record: --look. Whoever is"
            f" not {person.name} says so first: ANNOTATOR_NAME"
        )
    return BadInput(
        f"{person.name} annotates in the {until.format(names)}", where=str(project.path), why=why, do=do
    )
