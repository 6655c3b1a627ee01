"""A project opened for work, and who works in it."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from annotator.core.ids import annotator_id, fold, pseudonym
from annotator.core.model_names import refuse_model_name
from annotator.core.near_names import known_names
from annotator.core.scheme import Scheme, parse_scheme
from annotator.core.scheme_maps import SchemeMaps, Step
from annotator.core.second_hands import refuse_second_name
from annotator.errors import BadInput, NotFound
from annotator.store import reading, writing
from annotator.store.engine import Connection, Engine
from annotator.store.engine import reading as reading_scope
from annotator.store.engine import writing as writing_scope
from annotator.store.header import unwritable
from annotator.store.kit_owner import kit_owner
from annotator.store.peek import peek_project
from annotator.store.reading import Annotator, assigning
from annotator.store.schema import create_database, open_database
from annotator.workflow.stamps import Stamps


@dataclass(frozen=True, slots=True)
class Project:
    """A project's database, open: one engine, the schemes it had and has, and a source of times and ids.

    `review` says why it can only be read, and nothing when it can be written.
    """

    path: Path
    engine: Engine
    id: str
    name: str
    schemes: SchemeMaps
    stamps: Stamps
    review: str = ""

    @property
    def scheme(self) -> Scheme:
        """Return the scheme in force when the project was opened; it stays so until it is opened again."""
        return self.schemes.scheme

    def close(self) -> None:
        """Let go of the database."""
        self.engine.dispose()


def create_project(path: Path, name: str, scheme: Scheme) -> Project:
    """Make a project at `path` and open it."""
    stamps = Stamps()
    id_, at = stamps.new_id(), stamps.now()
    create_database(
        path, lambda connection: writing.found_project(connection, id_=id_, name=name, scheme=scheme, at=at)
    )
    return open_project(path)


def open_project(path: Path, say: Callable[[str], None] = lambda _: None) -> Project:
    """Open the project at `path`; `say` hears what was done to it on the way, such as an upgrade."""
    engine = open_database(path, say)
    try:
        peek_project(path)
        with reading_scope(engine) as connection:
            found = reading.project(connection)
            schemes = stored_schemes(connection, str(path))
            stamps = Stamps(floor=reading.latest_action_id(connection))
    except BaseException:
        engine.dispose()
        raise
    return Project(path, engine, found.id, found.name, schemes, stamps, unwritable(path))


def stored_schemes(connection: Connection, where: str) -> SchemeMaps:
    """Return the schemes that came into force in a project, the last of which is in force.

    `where` names the project in what `BadScheme` says.
    """
    return SchemeMaps(
        [
            Step(parse_scheme(use.body, f"{where} (scheme {use.name})"), use.moves)
            for use in reading.scheme_uses(connection)
        ]
    )


def people(project: Project) -> list[Annotator]:
    """Return everybody who annotates in the project; second hands are nobody's name."""
    with reading_scope(project.engine) as connection:
        hands = assigning.again(connection)
        return [each for each in reading.annotators(connection) if each.id not in hands]


def find_annotator(project: Project, name: str) -> Annotator:
    """Return the annotator of that name, however it is spelled; `NotFound` lists the known ones."""
    known = people(project)
    for person in known:
        if fold(person.name) == fold(name):
            return person
    owner = kit_owner(project.path)
    if owner is not None:
        raise NotFound(
            f"this is the kit of {owner.name}, and nothing of {name!r} is in it",
            where=str(project.path),
            why="a kit holds the work of one annotator",
            do="leave out the name for the owner's own; look for others in the project that it was made from",
        )
    raise NotFound(
        f"no annotator {name!r} in this project",
        where=str(project.path),
        why=known_names(name, [person.name for person in known]),
        do=f"to add one: annotator annotate --as {shlex.quote(name)} --new, or who settles: annotator settle --as"
        f" {shlex.quote(name)} --new",
    )


def add_annotator(project: Project, name: str, kind: str = "person") -> Annotator:
    """Add an annotator, or return the one of that name."""
    name = " ".join(name.split())
    if not name:
        raise BadInput("an annotator needs a name", do="say it with --as NAME")
    if all(fold(each.name) != fold(name) for each in people(project)):
        # Whoever was called so before there were second hands keeps their name.
        refuse_second_name(name)
        if kind == "person":
            refuse_model_name(name)
    id_ = annotator_id(project.id, name)
    with writing_scope(project.engine) as connection:
        writing.add_annotator(connection, id_=id_, project=project.id, name=name, kind=kind)
    if any(person.name == pseudonym(id_) for person in people(project)):
        raise BadInput(
            "somebody of this name was redacted from the project",
            where=str(project.path),
            why=f"what they did stands under {pseudonym(id_)!r}",
            do="choose another name",
        )
    return find_annotator(project, name)
