"""Who an assignment is for: people named who are there, who are to be added, and who leave."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from annotator.core.ids import annotator_id, fold
from annotator.core.model_names import refuse_model_name
from annotator.core.second_hands import refuse_second_name
from annotator.errors import BadInput
from annotator.store.assigning import NewAnnotator
from annotator.store.reading import Annotator
from annotator.workflow.assignment_ground import Ground


@dataclass(frozen=True, slots=True)
class AssignWish:
    """What a lead asks for: who in all, who joins, who leaves; what of the terms is not as it was before."""

    to: tuple[str, ...] = ()
    join: tuple[str, ...] = ()
    leave: tuple[str, ...] = ()
    changed: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class People:
    """Who is to be asked and who leaves, by their ids, with everybody's names and those who are new.

    `gone` have left before, `back` had and are asked once more.
    """

    asked: tuple[str, ...]
    leaving: tuple[str, ...]
    gone: tuple[str, ...]
    back: tuple[str, ...]
    names: Mapping[str, str]
    new: tuple[NewAnnotator, ...]


def find_people(ground: Ground, wish: AssignWish) -> People:
    """Find or make the people who are named; raises `BadInput` for whom it can't be."""
    _refuse_twice((*wish.to, *wish.join))
    found = {name: _person(ground, name) for name in (*wish.to, *wish.join)}
    asked_before = dict.fromkeys(
        each.annotator_id for each in ground.before if each.annotator_id not in ground.left
    )
    leaving = tuple(_leaving(ground, name, asked_before) for name in wish.leave)
    chosen = dict.fromkeys(each.id for each in found.values())
    names = {id_: each.name for id_, each in ground.annotators.items()}
    if not wish.to:
        if not asked_before and not (ground.left and chosen):
            raise BadInput(
                f"nobody is assigned anything in {ground.round.name!r} yet",
                do="say to whom: --to NAME NAME …",
            )
        chosen = {**asked_before, **chosen}
    left_out = [names[each] for each in asked_before if each not in chosen and each not in leaving]
    if left_out:
        raise BadInput(
            f"{', '.join(left_out)}: asked for work in this round, and not named",
            do="name them too, or say that they leave: --leave NAME",
        )
    both = [names[each] for each in leaving if each in chosen and wish.to]
    if both:
        raise BadInput(f"{', '.join(both)}: named both as asked and as leaving", do="name them once")
    new = {
        each.id: NewAnnotator(each.id, each.name)
        for each in found.values()
        if each.id not in ground.annotators
    }
    return People(
        tuple(each for each in chosen if each not in leaving),
        leaving,
        tuple(each for each in ground.left if each not in chosen),
        tuple(each for each in ground.left if each in chosen),
        names | {id_: each.name for id_, each in new.items()},
        tuple(new.values()),
    )


def _refuse_twice(names: Iterable[str]) -> None:
    """Raise `BadInput` for names that are one: two people of one name would silently be given one person's work."""
    met: dict[str, str] = {}
    for name in names:
        before = met.get(fold(name))
        if before is not None:
            raise BadInput(
                f"{name} is named twice" if before == name else f"{before} and {name} are one name",
                why="capitals and spaces don't tell people apart",
                do="name each person once; where two have one name, add something to it, such as an initial",
            )
        met[fold(name)] = name


def _person(ground: Ground, name: str) -> Annotator:
    """Return the annotator of a name, who may be new."""
    name = " ".join(name.split())
    if not name:
        raise BadInput("an annotator needs a name")
    id_ = annotator_id(ground.project.id, name)
    found = ground.annotators.get(id_)
    if found is None or id_ in ground.hands:
        refuse_second_name(name)
    if found is None:
        refuse_model_name(name)
        return Annotator(id_, name, "person")
    if found.kind != "person":
        raise BadInput(f"{found.name} is a model", do="assign work to people; a model's labels are imported")
    if fold(found.name) != fold(name):
        raise BadInput(
            "somebody of this name was redacted from the project",
            why=f"what they did stands under {found.name!r}",
            do="choose another name",
        )
    return found


def _leaving(ground: Ground, name: str, asked_before: Iterable[str]) -> str:
    names = {id_: ground.annotators[id_].name for id_ in asked_before}
    found = next((id_ for id_, each in names.items() if fold(each) == fold(name)), None)
    if found is None and any(fold(ground.annotators[each].name) == fold(name) for each in ground.left):
        raise BadInput(
            f"{name} has left {ground.round.name!r} already",
            do="leave them out; to have them back: --join NAME",
        )
    if found is None:
        raise BadInput(
            f"{name} has no work in {ground.round.name!r} to leave",
            why=f"asked are {', '.join(names.values())}" if names else "nobody is asked for anything in it",
            do="name one of these" if names else "share it out first: --to NAME NAME …",
        )
    return found
