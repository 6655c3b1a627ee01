"""Kits: a work file for one annotator, made for them."""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from annotator.core.history import Action, Kind
from annotator.core.ids import annotator_id, fold
from annotator.core.round import Round, RoundState
from annotator.errors import BadInput, NotFound
from annotator.store import kits
from annotator.store.engine import Connection, reading, writing
from annotator.store.kit_owner import refuse_in_kit
from annotator.store.reading import Annotator
from annotator.store.reading import kits as known
from annotator.store.reading import rounds as stored
from annotator.store.tables import KIT
from annotator.store.writing import write
from annotator.workflow.project import Project, add_annotator, find_annotator, people
from annotator.workflow.rounds import all_rounds, find_round
from annotator.workflow.stamps import PROGRAM

MAKE = "kit make"
"""What the action is called by which the project knows of a kit."""


@dataclass(frozen=True, slots=True)
class Kit:
    """A kit that was made: its file, whose it is, for which rounds, and what is in it."""

    path: Path
    kit_id: str
    annotator: str
    rounds: tuple[str, ...]
    articles: int
    notes: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Return it as JSON takes it."""
        return {
            "file": str(self.path),
            "kit": self.kit_id,
            "annotator": self.annotator,
            "rounds": list(self.rounds),
            "articles": self.articles,
            "notes": list(self.notes),
        }


def make_kit(
    project: Project,
    name: str,
    *,
    round_name: str | None = None,
    target: Path | None = None,
    new: bool = False,
) -> Kit:
    """Make the work file of an annotator, for the open rounds that ask something of them, or for one of these.

    Somebody `new` to the project is added, once nothing else stands in the way. Raises `NotFound` for a name or round
    that isn't there, `BadInput` when nothing is asked of them or a file of that name is there.
    """
    refuse_in_kit(project.path, "making kits")
    before = {each.id for each in people(project)}
    person = _new(project, name) if new else _person(project, name)
    if person.kind != "person":
        do = "bring its labels in with: annotator labels import"
        raise BadInput(f"there are no kits for {person.name}", why="it is a model", do=do)
    chosen = None if round_name is None else find_round(project, round_name)
    target = target or Path(kit_name(person.name))
    with reading(project.engine) as connection:
        asked = _asked(project, connection, person.id, chosen)
        notes = _notes(connection, person.id, person.name)
        if new and person.id in before:
            notes.insert(
                0,
                f"{person.name} was there already, and this is their kit: somebody else of that name needs"
                " something added to it, such as an initial",
            )
        head = known.head(connection, person.id)
        explicit = {each.id for each in stored.rounds(connection)}
    if not asked:
        raise _nothing_asked(project, person.name, chosen)
    kits.check_target(target)
    if new:
        person = add_annotator(project, name)
    stamps = project.stamps
    round_id = chosen.id if chosen and chosen.id in explicit else None
    action = kits.new_making(stamps.new_id(), stamps.now(), PROGRAM)
    making = kits.Making(
        kit_id=stamps.new_id(),
        annotator_id=person.id,
        asked=[(each.id, each.lists_articles, alone) for each, alone in asked],
        round_id=round_id,
        row_id=stamps.new_id(),
        action=action,
        later=kits.new_making(stamps.new_id(), action.at, PROGRAM),
    )
    with kits.made(project.path, target, making) as unfinished:
        articles = known.articles_in(unfinished)
        row = {
            "id": stamps.new_id(),
            "kit_id": making.kit_id,
            "annotator_id": person.id,
            "round_id": round_id,
            "state": "made",
            "head": head,
        }
        noted = Action(stamps.new_id(), None, Kind.DO, MAKE, stamps.now(), PROGRAM)
        with writing(project.engine) as connection:
            write(connection, noted, {KIT: [{**row, "action_id": noted.id}]})
    names = tuple(each.name for each, _ in asked)
    return Kit(target, making.kit_id, person.name, names, articles, tuple(notes))


def _new(project: Project, name: str) -> Annotator:
    """Return who is to be added, or is there already; they are added once nothing speaks against it."""
    found = next((each for each in people(project) if fold(each.name) == fold(name)), None)
    name = " ".join(name.split())
    return found or Annotator(annotator_id(project.id, name), name, "person")


def _person(project: Project, name: str) -> Annotator:
    try:
        return find_annotator(project, name)
    except NotFound as problem:
        problem.do = f"to add one: annotator kit make {shlex.quote(name)} --new"
        raise


def kit_name(annotator: str) -> str:
    """Return the name that the file of an annotator's kit has unless another is asked for.

    >>> kit_name("Ana María"), kit_name("../..")
    ('ana-maría.kit.db', 'annotator.kit.db')
    """
    plain = re.sub(r"[\W_]+", "-", fold(annotator)).strip("-")[:60]
    return f"{plain or 'annotator'}.kit.db"


def _asked(
    project: Project, connection: Connection, who: str, chosen: Round | None
) -> list[tuple[Round, bool]]:
    """Return the rounds that ask something of an annotator, and whether it is some articles that are theirs alone."""
    found = []
    hands = known.hands(connection, who)
    for each in [chosen] if chosen else all_rounds(project, connection):
        if each.state is not RoundState.OPEN:
            continue
        people = {one.annotator_id for one in stored.assigned(connection, each.id)}
        if hands & people:
            found.append((each, True))
        elif not people:
            found.append((each, False))
    return found


def _nothing_asked(project: Project, name: str, chosen: Round | None) -> BadInput:
    if chosen is not None and chosen.state is not RoundState.OPEN:
        why = f"the round {chosen.name!r} is {chosen.state}"
        do = "open a round that asks something of them: annotator round open"
    else:
        which = f"the round {chosen.name!r}" if chosen else "any open round"
        why = f"nothing in {which} is assigned to them"
        do = "give them work first: annotator assign"
    return BadInput(f"nothing is asked of {name}", where=str(project.path), why=why, do=do)


def _notes(connection: Connection, who: str, name: str) -> list[str]:
    out = known.not_merged(connection, who)
    said = "a kit of theirs was" if out == 1 else f"{out} kits of theirs were"
    forks = f"what {name} does in both will stand side by side as forks, so let them work in one of them only"
    return [f"{said} made before and never merged: {forks}"] if out else []
