"""Labels from files beside people's: a model's, or those of a person who annotated elsewhere.

The whole file is read and found to be in order before the first row is written. A short import is one transaction;
a long one is several, each an action of its own, for others to work in between. What is there already is left as it
is, so an import that was stopped goes on when it is run again, and one that is run twice changes nothing.
"""

from __future__ import annotations

import shlex
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from functools import partial
from pathlib import Path

from annotator.core.ids import annotator_id, fold, pseudonym
from annotator.core.second_hands import refuse_second_name
from annotator.core.source import Source
from annotator.errors import AnnotatorError, BadInput
from annotator.formats.registry import READERS, Reader
from annotator.formats.said import Hearing
from annotator.store.engine import reading as reading_scope
from annotator.store.engine import writing
from annotator.store.kit_owner import kit_owner
from annotator.store.writing import append
from annotator.workflow.importing import PAUSE_SECONDS, midway
from annotator.workflow.label_reading import LabelReader, Ready
from annotator.workflow.label_writing import Asked, Hand, Labelled, Looking
from annotator.workflow.progress import Follow, stopping, unfollowed
from annotator.workflow.project import Project, people
from annotator.workflow.rounds import only_open_round

__all__ = ["Asked", "Labelled", "Looking", "import_labels"]

CLAIMS_AT_ONCE = 2_000
"""How many claims are written in one transaction, about: well under a second, and others wait for five."""

MOST_REFUSED = 50
"""After this many bad lines the file is read no further: it is of another kind than was thought."""


def import_labels(project: Project, path: Path, asked: Asked, follow: Follow = unfollowed) -> Labelled:
    """Put the labels of a file into a project as an annotator's, all of them or none.

    What is wrong in its lines is in the outcome; raises `BadInput` or `NotFound` for a file that can't be read, and
    for a name that can't be taken; a kit takes its owner's alone. Where one round alone is open they are labels for it.
    """
    _check_kit(project, asked)
    asked = asked if asked.round else replace(asked, round=only_open_round(project))
    reader = _reader(path, asked.format)
    _check_name(project, asked)
    outcome = Labelled(asked.name)
    with stopping("nothing was changed"):
        ready, sources = _read(project, path, reader, asked, outcome, follow)
    if outcome.problems:
        return outcome
    outcome.sources = len(sources)
    hand = Hand(project, annotator_id(project.id, asked.name), asked, sources)
    if asked.kind == "person" and not asked.overwrite:
        _check_work(hand, ready, path)
    _write(hand, ready, outcome, follow)
    return outcome


def _check_work(hand: Hand, ready: Mapping[str, list[Ready]], path: Path) -> None:
    """Raise `BadInput` where a file would take the place of what a person said themselves."""
    with reading_scope(hand.project.engine) as connection:
        count = sum(hand.in_the_way(connection, batch) for batch in _batches(ready))
    if count:
        raise BadInput(
            f"{hand.asked.name} has labelled {count:,} of these claims here, otherwise than this file does",
            where=str(path),
            why="what somebody said is not to be changed by a file without being asked for",
            do="import it as another annotator; or to do it all the same, their history keeps both: --overwrite",
        )


def _reader(path: Path, format_: str) -> Reader:
    if format_:
        return READERS[format_]
    ending = path.suffix.lower()
    found = next((each for each in READERS.values() if ending in each.suffixes), None)
    if found is None:
        raise BadInput(
            "the file's name doesn't say what it is",
            where=str(path),
            why=f"labels are read from {' and '.join(READERS)}",
            do=f"say so with --format {'|'.join(READERS)}",
        )
    return found


def _check_kit(project: Project, asked: Asked) -> None:
    """Let into a kit the labels of its owner alone, because it comes back as theirs."""
    owner = kit_owner(project.path)
    if owner is None or (asked.kind == "person" and fold(asked.name) == fold(owner.name)):
        return
    raise BadInput(
        f"this is the kit of {owner.name}, and takes no labels of anybody else",
        where=str(project.path),
        why="what is done in a kit comes back under the name of the one it was made for",
        do=f"bring their own with --as {shlex.quote(owner.name)}; others' into the project's own file, with --db",
    )


def _check_name(project: Project, asked: Asked) -> None:
    if not asked.name.strip():
        raise BadInput("an annotator needs a name", do="say it with --as model:NAME")
    refuse_second_name(asked.name)
    everybody = people(project)
    if pseudonym(annotator_id(project.id, asked.name)) in {each.name for each in everybody}:
        raise BadInput(
            "somebody of this name was redacted from the project",
            where=str(project.path),
            do="choose another name",
        )
    known = next((each for each in everybody if fold(each.name) == fold(asked.name)), None)
    if known is not None and known.kind != asked.kind:
        wanted = "model:" if known.kind == "model" else ""
        raise BadInput(
            f"{known.name!r} is a {known.kind} in this project",
            where=str(project.path),
            do=f"write --as {wanted}{known.name}, or choose another name",
        )


def _read(  # noqa: PLR0917  what a reading takes
    project: Project, path: Path, reader: Reader, asked: Asked, outcome: Labelled, follow: Follow
) -> tuple[dict[str, list[Ready]], Mapping[str, Source]]:
    """Read the whole file into claims by article."""
    found = _Gathered()
    hearing = Hearing(path, partial(_refuse, outcome), asked.whose)
    with reading_scope(project.engine) as connection, suppress(_EnoughError):
        labels = LabelReader(project, connection, asked.round, asked.source_type)
        for number, said in enumerate(reader.read(hearing), 1):
            try:
                found.take(labels.read(said))
            except AnnotatorError as problem:
                where = f"{path}:{problem.where or said.line}"
                _refuse(outcome, BadInput(problem.what, where=where, why=problem.why, do=problem.do))
            follow("reading labels", number, 0)
    outcome.left_out, outcome.unread = dict(labels.left_out), dict(hearing.unread)
    if not found.by_article and not outcome.problems:
        raise BadInput(
            "the file holds no labels" + (f" of {asked.whose!r}" if asked.whose else ""), where=str(path)
        )
    return {article: list(claims.values()) for article, claims in found.by_article.items()}, labels.sources


class _EnoughError(Exception):
    """So much is wrong in a file that it is read no further."""


def _refuse(outcome: Labelled, problem: BadInput) -> None:
    outcome.problems.append(problem)
    if len(outcome.problems) >= MOST_REFUSED:
        outcome.more = True
        raise _EnoughError


class _Gathered:
    """Claims by article and by what tells them apart: an id, or the span of those that have none."""

    def __init__(self) -> None:
        self.by_article: dict[str, dict[object, Ready]] = defaultdict(dict)

    def take(self, ready: Ready) -> None:
        """Add a claim; one without an id belongs to another of its span, if that has other fields."""
        claims, key = self.by_article[ready.article_id], ready.claim_id or ready.span
        before = claims.get(key)
        if before is None or ready.span is None:
            claims[key] = ready
            return
        fields = {each.field for each in before.labels}
        if ready.claim_id or any(each.field in fields for each in ready.labels):
            raise BadInput(
                "the same claim is labelled twice",
                why=f"line {before.line} labels it too",
                do="leave one out; two claims on one span need ids of their own",
            )
        claims[key] = replace(
            before,
            labels=(*before.labels, *ready.labels),
            as_of=before.as_of or ready.as_of,
            restatement=before.restatement or ready.restatement,
            note=before.note or ready.note,
        )


def _write(hand: Hand, ready: Mapping[str, list[Ready]], outcome: Labelled, follow: Follow) -> None:
    """Write claims article by article, in several goes if they are many."""
    in_all = sum(map(len, ready.values()))
    done = 0
    for number, batch in enumerate(_batches(ready)):
        if hand.asked.dry_run:
            with reading_scope(hand.project.engine) as connection:
                hand.entry(connection, batch, outcome)
        else:
            if number:
                time.sleep(PAUSE_SECONDS)
            kept = f"{done:,} of {in_all:,} claims are imported; import again to go on" if done else ""
            with (
                stopping(kept or "nothing was changed"),
                midway(kept),
                writing(hand.project.engine) as connection,
            ):
                entry = hand.entry(connection, batch, outcome)
                if entry.annotations or entry.passages:
                    hand.introduce(connection)
                    append(connection, entry)
        done += sum(map(len, batch.values()))
        follow("writing labels", done, in_all)


def _batches(ready: Mapping[str, list[Ready]]) -> Iterator[dict[str, list[Ready]]]:
    batch: dict[str, list[Ready]] = {}
    size = 0
    for article, claims in ready.items():
        batch[article] = claims
        size += len(claims)
        if size >= CLAIMS_AT_ONCE:
            yield batch
            batch, size = {}, 0
    if batch:
        yield batch
