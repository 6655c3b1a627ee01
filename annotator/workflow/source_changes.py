"""What a lead does about sources: adds them, shares them, names them otherwise, counts several as one.

Nothing that refers to a source is rewritten: each of these is a record, which another takes back. What is asked and
what is written happen in one turn to write, so that nobody's work comes between.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from annotator.core.history import Action, Kind, SourceChange
from annotator.core.ids import fold
from annotator.core.source import NARRATOR, Source
from annotator.core.source_merges import ALIAS, MERGE, RENAME, REVOKE, what_parts
from annotator.errors import BadInput
from annotator.store import reading
from annotator.store.engine import Connection
from annotator.store.engine import writing as writing_scope
from annotator.store.kit_owner import refuse_in_kit
from annotator.store.reading import source_changing
from annotator.store.sourcing import write_sources
from annotator.workflow.known_sources import KnownSources
from annotator.workflow.project import Project
from annotator.workflow.rounds import is_blind
from annotator.workflow.sources import offered_to
from annotator.workflow.stamps import PROGRAM


@dataclass
class _Turn:
    """A turn to write: what sources are now, and records in the making."""

    project: Project
    connection: Connection
    known: KnownSources
    changes: list[SourceChange] = field(default_factory=list)

    def change(self, source_id: str, kind: str, value: str) -> SourceChange:
        """Make a record about a source."""
        made = SourceChange(self.project.stamps.new_id(), source_id, kind, value)
        self.changes.append(made)
        return made

    def write(self, action: Action, sources: Iterable[Source] = (), shared: Iterable[str] = ()) -> None:
        """Write the records, and what else is given, as one action."""
        write_sources(self.connection, action, sources=sources, changes=self.changes, shared=shared)


@contextmanager
def _turn(project: Project, seen_by: str | None = None) -> Iterator[_Turn]:
    """Give a turn to write; messages to `seen_by` name no source that they aren't offered while a round is blind."""
    refuse_in_kit(project.path, "changing sources")
    with writing_scope(project.engine) as connection:
        nameable = offered_to(connection, seen_by) if seen_by and is_blind(project, connection) else None
        known = KnownSources.read(connection, nameable)
        # Records are gone through by their ids, so these must come after every other, whatever the clock says.
        project.stamps.follow(reading.latest_action_id(connection))
        latest = max((each.id for each in source_changing.source_changes(connection)), default="")
        if re.fullmatch("[0-9a-f]{32}", latest):
            project.stamps.follow(latest)
        yield _Turn(project, connection, known)


def _action(project: Project, what: str, annotator_id: str | None) -> Action:
    return Action(project.stamps.new_id(), annotator_id, Kind.DO, what, project.stamps.now(), PROGRAM)


@dataclass(frozen=True, slots=True)
class Merged:
    """What came of a merge: the source that stands for all, those merged into it, and those that were already."""

    into: Source
    others: tuple[Source, ...]
    already: tuple[Source, ...] = ()


def merge(
    project: Project,
    into: str,
    others: Sequence[str],
    *,
    force: bool = False,
    annotator_id: str | None = None,
    seen_by: str | None = None,
) -> Merged:
    """Count `others` as the source `into` from now on; all of them, or none where one can't be.

    Unnamed sources of different articles are merged only with `force`.
    """
    with _turn(project, seen_by) as turn:
        known = turn.known
        target = known.find(into)
        _check_not_itself(known, into, others)
        found = {each.id: each for each in map(known.find, others)}
        new = [each for each in found.values() if each.id != target.id]
        for each in new:
            _check(known, target, each, force=force)
        if new:
            action = _action(project, "source merge", annotator_id)
            for each in new:
                turn.change(each.id, MERGE, target.id)
            turn.write(action)
        return Merged(target, tuple(new), tuple(each for each in found.values() if each.id == target.id))


def merge_pair(project: Project, into: str, other: str, *, annotator_id: str | None = None) -> None:
    """Count one source as another, both given by id: what was answered about a proposed pair, seen by a person."""
    with _turn(project) as turn:
        mine, target = (turn.known.now.representative(each) for each in (other, into))
        if mine != target:
            action = _action(project, "source merge", annotator_id)
            turn.change(mine, MERGE, target)
            turn.write(action)


def keep_apart(project: Project, one: str, other: str, *, annotator_id: str | None = None) -> None:
    """Record that two sources are different, so that nobody is asked again.

    The records know no kind for that. What is written is a merge together with the record that takes it back, in
    one action: that the two were looked at, and are not the same. Whoever finds otherwise merges them anew.
    """
    with _turn(project) as turn:
        action = _action(project, "source different", annotator_id)
        said = turn.change(other, MERGE, one)
        turn.change(other, REVOKE, said.id)
        turn.write(action)


def part(
    project: Project,
    into: str,
    others: Sequence[str],
    *,
    annotator_id: str | None = None,
    seen_by: str | None = None,
) -> Merged:
    """Take back that `others` are the source `into`; what else they were merged with stays so."""
    with _turn(project, seen_by) as turn:
        known = turn.known
        taken: dict[str, SourceChange] = {}
        target = known.find(into)
        action = _action(project, "source merge --revoke", annotator_id)
        own = [each for each in known.called(into) if known.now.representative(each.id) == target.id]
        mine = own[0] if len(own) == 1 else known.sources[target.id]
        found = [_member(known, target, mine, each) for each in others]
        for each in found:
            taken |= {change.id: change for change in what_parts(known.now, each.id, mine.id)}
        for change in taken.values():
            turn.change(change.source_id, REVOKE, change.id)
        turn.write(action)
        return Merged(known.now.present(mine), tuple(map(known.now.present, found)))


def _member(known: KnownSources, target: Source, mine: Source, name: str) -> Source:
    """Return the source of a name that was merged with the target, other than the one it is to be parted from."""
    same = known.now.representative
    called = known.called(name)
    members = [each for each in called if same(each.id) == target.id and each.id != mine.id]
    if called and not members:
        raise BadInput(
            f"{name!r} is not merged into {target.name!r}",
            why="it was not, or that was taken back already",
            do="see annotator source list",
        )
    return known.one_of(members, name)


def _check_not_itself(known: KnownSources, into: str, others: Sequence[str]) -> None:
    own = {each.id for each in known.called(into)}
    for name in others:
        if len(own) == 1 and {each.id for each in known.called(name)} == own:
            raise BadInput(
                f"{name!r} and {into!r} are one and the same source",
                why="a source can't be merged into itself",
                do="name another, or give it a name with annotator source rename",
            )


def _check(known: KnownSources, into: Source, other: Source, *, force: bool) -> None:
    """Raise `BadInput` where two sources are no matter of one name or another."""
    for each in (into, other):
        if each.type == NARRATOR:
            raise BadInput(
                f"{known.told(each)} can't be merged",
                why="it stands for what an article says in its own voice",
            )
    if into.qualifier and not other.qualifier:
        raise BadInput(
            f"{known.told(other)} can't be merged into {known.told(into)}",
            why="the second is unnamed and belongs to one article, the first is everybody's",
            do="merge them the other way round: the named one first",
        )
    if into.qualifier != other.qualifier and into.qualifier and not force:
        raise BadInput(
            f"{known.told(into)} and {known.told(other)} are unnamed sources of different articles",
            why="the same word may mean others there",
            do="merge both into a named source, or add --force if you know that they are the same",
        )


@dataclass(frozen=True, slots=True)
class Renamed:
    """A source under its new name, what it was called before, and others that have this name."""

    source: Source
    before: str
    namesakes: tuple[Source, ...] = ()


def rename(
    project: Project,
    name: str,
    new: str,
    *,
    annotator_id: str | None = None,
    seen_by: str | None = None,
) -> Renamed:
    """Show a source under another name from now on; its id stays, and it is found under its earlier names too."""
    new = " ".join(new.split())
    if not new:
        raise BadInput("a source needs a name", do="give the new name after the source")
    with _turn(project, seen_by) as turn:
        source = turn.known.find(name)
        if source.type == NARRATOR:
            raise BadInput(
                f"{source.name!r} can't be renamed", why="it stands for what an article says in its own voice"
            )
        if source.name != new:
            action = _action(project, "source rename", annotator_id)
            turn.change(source.id, RENAME, new)
            turn.write(action)
        called = [each for each in turn.known.called(new) if each.qualifier in {"", source.qualifier}]
        others = {turn.known.now.representative(each.id) for each in called} - {source.id}
        namesakes = tuple(turn.known.present(each) for each in sorted(others))
        return Renamed(Source(source.id, new, source.type, source.qualifier), source.name, namesakes)


@dataclass(frozen=True, slots=True)
class Added:
    """A source that is offered to everybody now; `is_new` unless it was there."""

    source: Source
    is_new: bool
    aliases: tuple[str, ...]
    """The other names that it had not."""


def add(
    project: Project,
    name: str,
    kind: str,
    aliases: Sequence[str] = (),
    *,
    annotator_id: str | None = None,
) -> Added:
    """Add a named source under its other names and share it; one that is there gets those names and is shared."""
    types = [each.id for each in project.scheme.source_types if each.id != NARRATOR]
    if kind not in types:
        raise BadInput(
            f"the scheme {project.scheme.name} has no type of source {kind!r}",
            why=f"known: {', '.join(types)}",
            do="name one of these with --type",
        )
    source = Source.of(name, kind)
    with _turn(project) as turn:
        known = turn.known
        is_new = source.id not in known.sources
        there = source if is_new else known.sources[source.id]
        had = {fold(each) for each in known.now.names(there)}
        others = {fold(each): " ".join(each.split()) for each in aliases if each.strip()}
        fresh = tuple(each for folded, each in others.items() if folded not in had)
        action = _action(project, "source add", annotator_id)
        for each in fresh:
            turn.change(source.id, ALIAS, each)
        shared = {source.id, known.now.representative(source.id)}
        new = sorted(shared - source_changing.shared_sources(turn.connection))
        if is_new or fresh or new:
            turn.write(action, [source], new)
        return Added(known.now.present(there), is_new, fresh)


def share(
    project: Project,
    names: Sequence[str] = (),
    *,
    every: bool = False,
    annotator_id: str | None = None,
    seen_by: str | None = None,
) -> list[Source]:
    """Offer sources to everybody, also while a round is blind, and in kits; return those that were not so far.

    With `every`, all that have a name of their own: an unnamed one belongs to its article and to who named it.
    """
    with _turn(project, seen_by) as turn:
        known = turn.known
        if every:
            wanted = [each for each in known.sources.values() if not each.qualifier]
        else:
            wanted = [_shareable(known, each) for each in names]
        there = source_changing.shared_sources(turn.connection)
        new = {each.id: known.now.present(each) for each in wanted if each.id not in there}
        if new:
            turn.write(_action(project, "source share", annotator_id), shared=new)
        return list(new.values())


def unshare(
    project: Project,
    names: Sequence[str],
    *,
    annotator_id: str | None = None,
    seen_by: str | None = None,
) -> list[Source]:
    """Offer sources no longer to everybody; return those that were offered.

    Whoever has named one goes on being offered it, and a kit that was made before holds it. What takes a sharing back
    is a record that names the action which shared the source; sharing it anew is another action.
    """
    with _turn(project, seen_by) as turn:
        known = turn.known
        wanted = {each.id: each for each in map(known.find, names)}
        # A source is shared under the id that was meant then, whatever it was merged into since.
        same = {id_: known.now.representative(id_) for id_ in known.sources}
        taken: dict[str, Source] = {}
        for source_id, action_id in source_changing.sharings(turn.connection):
            if same.get(source_id) in wanted:
                turn.change(source_id, REVOKE, action_id)
                taken[same[source_id]] = wanted[same[source_id]]
        if taken:
            turn.write(_action(project, "source share --revoke", annotator_id))
        return list(taken.values())


def _shareable(known: KnownSources, name: str) -> Source:
    source = known.find(name)
    if source.qualifier:
        raise BadInput(
            f"{known.told(source)} can't be shared",
            why="an unnamed source belongs to one article, and to whoever named it there",
            do="add a named source and share that: annotator source add",
        )
    return source
