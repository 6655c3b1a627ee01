"""Who is annotating: named, remembered, or asked once per project."""

from __future__ import annotations

import shlex
from pathlib import Path

from annotator.cli.options import on_terminal
from annotator.core.display import visible
from annotator.core.ids import fold
from annotator.errors import BadInput, NotFound
from annotator.settings import given_name, remember_name, remembered_name
from annotator.store.kit_owner import kit_owner
from annotator.store.peek import ProjectPeek


def who(project: ProjectPeek, path: Path, given: str | None, *, new: bool) -> str:
    """Return the annotator's name as the project spells it; a new one must be wanted. Nothing is written."""
    owner = kit_owner(path)
    if owner is not None:
        return _owner(owner.name, path, given_name(given))
    name = given_name(given) or remembered_name(project.id) or _asked()
    known = {fold(person): person for person in project.people}
    if fold(name) not in known:
        _agree_to(name, project, path, new=new)
    return known.get(fold(name), name)


def _owner(owner: str, path: Path, named: str | None) -> str:
    if named and fold(named) != fold(owner):
        raise BadInput(
            f"this is the kit of {owner}, and {named} can't work in it",
            where=str(path),
            why="what is done in a kit comes back under the name of the one it was made for",
            do="leave out --as and ANNOTATOR_NAME if that is you; or ask for a kit of your own",
        )
    return owner


def enter(project: ProjectPeek, path: Path, name: str) -> None:
    """Let somebody in: add them if they are new to the project, and remember the name for the next time.

    A kit knows whose it is. A lead who opens one to look at it is not that person in the project, of which the kit has
    the identity: they would be refused reports, or what they see be put on record as seen by its owner.
    """
    if fold(name) not in map(fold, project.people):
        _add(path, name)
    if kit_owner(path) is None:
        remember_name(project.id, name)


def _asked() -> str:
    if not on_terminal():
        raise BadInput("who is annotating?", do="say it with --as NAME, or set ANNOTATOR_NAME")
    name = " ".join(_answer("Your name, as it will stand beside your labels: ").split())
    if not name:
        raise BadInput("no name was given", do="say it with --as NAME")
    return name


def _agree_to(name: str, project: ProjectPeek, path: Path, *, new: bool) -> None:
    from annotator.core.model_names import refuse_model_name
    from annotator.core.near_names import known_names
    from annotator.core.second_hands import refuse_second_name

    refuse_second_name(name)
    refuse_model_name(name)
    if new or not project.people:
        return
    known = known_names(name, project.people)
    if on_terminal():
        answer = _answer(f"Nobody called {name!r} has annotated here ({known}). Add them? [y/N] ")
        if answer.strip().lower() in ("y", "yes"):
            return
    raise NotFound(
        f"no annotator {name!r} in this project",
        where=str(path),
        why=known,
        do=f"if it is right, say so: --as {shlex.quote(name)} --new",
    )


def _answer(question: str) -> str:
    try:
        # Python hands the question to the terminal by itself.
        return input(visible(question))
    except EOFError:
        print()
        return ""


def _add(path: Path, name: str) -> None:
    from annotator.workflow.project import add_annotator, open_project

    project = open_project(path)
    try:
        add_annotator(project, name)
    finally:
        project.close()
