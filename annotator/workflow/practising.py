"""A practice: passages of a sample corpus whose gold is known, in a project of their own that is thrown away."""

from __future__ import annotations

import os
import re
import shutil
import time
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir
from typing import Any

from annotator.core.article import Article
from annotator.core.claim import Annotation
from annotator.core.comparing import GOLD, MINE, Comparison, Difference, Fit, Ground, Pair, compare
from annotator.core.explaining import Book, Explanation, explain, most_cited, rules_of
from annotator.core.matching import Mark
from annotator.core.scheme import Field, FieldType, Scheme
from annotator.core.source import Source
from annotator.core.text.passage import PassageKind
from annotator.core.text.span import Span
from annotator.errors import StoreProblem
from annotator.formats.corpus import Corpus, find_words
from annotator.shipped import shipped
from annotator.workflow.annotating import Desk
from annotator.workflow.outbox import Progress
from annotator.workflow.project import add_annotator, create_project
from annotator.workflow.samples import load_corpus, sample_corpus, source_of
from annotator.workflow.schemes import DEFAULT_SCHEME, find_scheme, guideline
from annotator.workflow.sitting import Sitting

PRACTICE = DEFAULT_SCHEME
"""The practice that comes with the program, by the name of its scheme."""

YOU = "You"
FOLDER = "annotator-practice-"
"""How the names of the folders begin that practices are kept in while they last."""

DATABASE = "practice.db"
LEFT_OVER_SECONDS = 24 * 3600.0
"""For how long nothing has happened in the folder of a practice whose program was killed."""

_FOLDED = re.compile(r"(?<=\S)\n(?=\S)")
"""Where a paragraph goes on in the next line of its file; lines that are indented stand by themselves."""

NOT_EXPLANATIONS = frozenset({"text", "occurrence"})


@dataclass(frozen=True, slots=True)
class Lesson:
    """One passage to practise on: its index in the article, what to look for, and its gold."""

    index: int
    task: str
    gold: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Course:
    """Everything a practice knows without a project: the article, its passages with gold, and why it is so."""

    corpus: Corpus
    labels: Mapping[str, Any]
    article: Article
    ground: Ground
    lessons: tuple[Lesson, ...]
    book: Book
    rules: Mapping[str, str]
    welcome: str

    def ground_with(self, desk: Desk) -> Ground:
        """Return the ground with the sources that somebody has added on their desk."""
        sources, aliases = {**desk.sources, **self.ground.sources}, {**desk.aliases, **self.ground.aliases}
        return replace(self.ground, sources=sources, aliases=aliases)

    def compare(self, lesson: Lesson, desk: Desk) -> Comparison:
        """Compare the claims of a lesson's passage on the desk with its gold."""
        here = desk.claims_in(desk.article.passages[lesson.index].span)
        return compare(self.ground_with(desk), lesson.gold, [_mine(each) for each in here])

    def explain(self, difference: Difference) -> tuple[Explanation, ...]:
        """Return why the gold is otherwise, at least one reason with a rule."""
        return explain(difference, self.book)

    def about(self, claim: Mark) -> dict[str, str]:
        """Return what was written for a gold claim, by what it explains."""
        mine = (each for each in self.book.explanations if each.about == claim.claim)
        return {trait: each.why for each in mine for trait in each.traits}


def _mine(annotation: Annotation) -> Mark:
    judgement = annotation.judgement
    labels = {label.field: judgement.of(label.field) for label in judgement.labels}
    return Mark(annotation.claim_id, MINE, "", "", judgement.span, labels)


# -- the course


def read_course(name: str = PRACTICE) -> Course:
    """Read a practice that comes with the program."""
    data = tomllib.loads((shipped("seeds") / "practice" / f"{name}.toml").read_text(encoding="utf-8"))
    head, tables = data["practice"], data["passages"]
    corpus, scheme = sample_corpus(head["corpus"]), find_scheme(head["scheme"])
    article = corpus.articles[tables[0]["article"]]
    golden = _Gold(corpus, scheme, corpus.labels[head["labels"]]["claims"])
    lessons = tuple(
        Lesson(table["passage"] - 1, table["task"], golden.marks(table["article"], table["passage"]))
        for table in tables
    )
    return Course(
        corpus=corpus,
        labels=corpus.labels[head["labels"]],
        article=article,
        ground=Ground(article.text, scheme, golden.sources, golden.aliases, frozenset(head["may_wait"])),
        lessons=lessons,
        book=_book(corpus, tables, data["general"]),
        rules=rules_of(guideline(scheme)),
        welcome=_FOLDED.sub(" ", head["welcome"].strip("\n")),
    )


class _Gold:
    """Turns label tables into marks, collecting whom they name."""

    def __init__(self, corpus: Corpus, scheme: Scheme, tables: Iterable[Mapping[str, Any]]) -> None:
        self._corpus, self._scheme, self._tables = corpus, scheme, list(tables)
        self.sources: dict[str, Source] = {}
        self.aliases: dict[str, tuple[str, ...]] = {}

    def marks(self, article: str, passage: int) -> tuple[Mark, ...]:
        """Return the claims of a passage in the order of the text."""
        here = (each for each in self._tables if (each["article"], each["passage"]) == (article, passage))
        return tuple(sorted(map(self._mark, here), key=lambda mark: mark.span))

    def _mark(self, table: Mapping[str, Any]) -> Mark:
        article, span = find_words(self._corpus, table)
        labels = {}
        for field in self._scheme.fields:
            given = table.get(field.id, [])
            values = given if isinstance(given, list) else [given]
            if field.type is FieldType.SOURCE:
                values = [self._source(value, article) for value in values]
            if values:
                labels[field.id] = tuple(values)
        return Mark(_key(span), GOLD, "", "", span, labels)

    def _source(self, key: str, article: Article) -> str:
        source, aliases = source_of(self._corpus, key, article)
        self.sources[source.id], self.aliases[source.id] = source, aliases
        return source.id


def _book(
    corpus: Corpus, passages: Iterable[Mapping[str, Any]], general: Iterable[Mapping[str, Any]]
) -> Book:
    explanations: list[Explanation] = []
    places: dict[str, Span] = {}
    for passage in passages:
        for kind in ("claims", "places"):
            for table in passage.get(kind, []):
                _, span = find_words(corpus, {**passage, **table})
                explanations += _written_for(_key(span), table)
                if kind == "places":
                    places[_key(span)] = span
    explanations += (Explanation(frozenset(each["for"]), each["why"]) for each in general)
    return Book(tuple(explanations), places)


def _written_for(about: str, table: Mapping[str, str]) -> Iterator[Explanation]:
    for trait, why in table.items():
        if trait not in NOT_EXPLANATIONS:
            yield Explanation(frozenset({trait}), why, about)


def _key(span: Span) -> str:
    """Name a gold claim, or a place, of the one article of a practice: by where it stands."""
    return f"{span.start}-{span.end}"


# -- the project


def clear_left_over(folder: Path, before: float) -> None:
    """Remove what practices of this person left that were killed: untouched since a time, with nothing else in it."""
    for each in folder.glob(f"{FOLDER}*"):
        with suppress(OSError):
            if _is_left_over(each, before):
                shutil.rmtree(each)


def _is_left_over(folder: Path, before: float) -> bool:
    if folder.is_symlink() or not folder.is_dir() or folder.stat().st_uid != getattr(os, "getuid", int)():
        return False
    inside = list(folder.iterdir())
    return (
        all(each.name.startswith(DATABASE) and each.lstat().st_mtime < before for each in inside)
        and folder.stat().st_mtime < before
    )


class Practice:
    """A course, and a project in a temporary folder to go through it: one article, of which its passages count.

    The other passages are there to read and are passed over as boilerplate is. The named sources of the gold can be
    found by typing, as in a project under way.
    """

    def __init__(self, course: Course) -> None:
        self.course = course
        self._first: dict[Lesson, Comparison] = {}
        self._last: dict[Lesson, Comparison] = {}
        try:
            clear_left_over(Path(gettempdir()), time.time() - LEFT_OVER_SECONDS)
            self._folder = TemporaryDirectory(prefix=FOLDER, ignore_cleanup_errors=True)
        except OSError as problem:
            raise StoreProblem(
                "the practice can't be made",
                why=f"no folder for temporary files takes it: {problem.strerror or problem}",
                do="make room there, or name another folder in the environment variable TMPDIR",
            ) from problem
        self.path = Path(self._folder.name) / DATABASE

    def sit(self, tell: Callable[[Progress], None]) -> tuple[Sitting, Desk]:
        """Make the project and sit down at its first passage."""
        course = self.course
        project = create_project(self.path, "practice", course.ground.scheme)
        try:
            file = next(file for file, each in course.corpus.articles.items() if each is course.article)
            load_corpus(project, _only(course, file))
            sitting = Sitting(project, add_annotator(project, YOU), tell)
        except BaseException:
            project.close()
            raise
        desk = sitting.open(course.article.id)
        desk.go(course.lessons[0].index)
        return sitting, desk

    def close(self) -> None:
        """Throw the project away; its sitting has been closed before."""
        self._folder.cleanup()

    # -- going through it

    def lesson(self, index: int) -> Lesson | None:
        """Return the lesson on a passage of the article, if there is one."""
        return next((each for each in self.course.lessons if each.index == index), None)

    def compare(self, lesson: Lesson, desk: Desk) -> Comparison:
        """Compare a lesson's passage with its gold, and remember how it went the first time and the last."""
        compared = self.course.compare(lesson, desk)
        self._first.setdefault(lesson, compared)
        self._last[lesson] = compared
        return compared

    def following(self, index: int) -> Lesson | None:
        """Return the next lesson that has not been compared, from a passage on and then from the beginning."""
        left = [each for each in self.course.lessons if each not in self._last]
        return next((each for each in left if each.index > index), next(iter(left), None))

    def to_read_again(self) -> tuple[str, ...]:
        """Return the rules behind most of the differences there were at first."""
        every = (one for each in self._first.values() for one in each.differences)
        return most_cited(self.course.explain(each) for each in every)

    def went_well(self) -> Iterator[str]:
        """Say what was as in the gold in the end; what wasn't is left to the rules to read again."""
        pairs = [pair for each in self._last.values() for pair in each.pairs if pair.fit in FOUND]
        of = sum(each.of for each in self._last.values())
        if not pairs:
            return
        exact = sum(1 for pair in pairs if pair.fit is Fit.SAME)
        to_the_letter = f", {_share(exact, len(pairs))} to the letter" if exact else ""
        yield f"You found {_share(len(pairs), of)} claims{to_the_letter}."
        asked = [each for each in self.course.ground.scheme.fields if each.required]
        asked = [each for each in asked if each.id not in self.course.ground.may_wait]
        alike = {field.name: _alike(pairs, field) for field in asked}
        if whole := [name for name, count in alike.items() if count == len(pairs)]:
            yield f"As in the gold throughout: {', '.join(whole).lower()}."
        for name, count in alike.items():
            if 0 < count < len(pairs):
                yield f"{name}: {count} of {len(pairs)} as in the gold."


def _alike(pairs: Iterable[Pair], field: Field) -> int:
    """Count the pairs in which a field is as in the gold."""
    return sum(1 for pair in pairs if all(one.field != field.id for one in pair.differences))


FOUND = (Fit.SAME, Fit.FOUND)


def _share(count: int, of: int) -> str:
    """Say how many of how many.

    >>> _share(3, 3), _share(2, 3)
    ('all 3', '2 of 3')
    """
    return f"all {of}" if count == of else f"{count} of {of}"


def _only(course: Course, file: str) -> Corpus:
    """Return the corpus with one article, in which the lessons' passages alone count, and its gold without evidence."""
    wanted = {lesson.index for lesson in course.lessons}
    passages = tuple(
        each if at in wanted else replace(each, kind=PassageKind.BOILERPLATE)
        for at, each in enumerate(course.article.passages)
    )
    claims = [
        {key: value for key, value in each.items() if key not in ("evidence", "reactions")}
        for each in course.labels["claims"]
        if each["article"] == file
    ]
    return replace(
        course.corpus,
        articles={file: replace(course.article, passages=passages)},
        labels={"gold": {"annotator": course.labels["annotator"], "claims": claims}},
    )
