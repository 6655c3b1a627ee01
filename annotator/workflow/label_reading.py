"""From what a file of labels says to what a project holds: articles, spans, labels and sources looked up.

Nothing is written here. What can't be taken is told with its line, so that a file is mended in one go.
"""

from __future__ import annotations

from collections import Counter, OrderedDict, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace

from annotator.core.article import Article
from annotator.core.claim import Label, check_day
from annotator.core.ids import fold
from annotator.core.round import Round
from annotator.core.said_labels import field_said, label_said, takes_several
from annotator.core.scheme import Field, FieldType
from annotator.core.source import NARRATOR, NARRATOR_NAME, Source
from annotator.core.text.span import Span
from annotator.errors import AnnotatorError, BadInput
from annotator.formats.long_csv import unguarded
from annotator.formats.said import SaidClaim, SaidLabel, SaidSource
from annotator.store import reading
from annotator.store.engine import Connection
from annotator.store.reading import rounds
from annotator.store.reading.rounds import GivenClaim
from annotator.workflow.project import Project

ARTICLES_KEPT = 64
"""How many articles are kept at hand; a file mostly names them in their order."""

SHOWN = 60
"""Characters of somebody's words in a message."""


@dataclass(frozen=True, slots=True)
class Ready:
    """A claim that can be taken: of which article, where, with which labels; `claim_id` where the file names one.

    Without a span it says that an article was looked at.
    """

    line: int
    article_id: str
    span: Span | None
    claim_id: str
    labels: tuple[Label, ...] = ()
    as_of: str | None = None
    restatement: str | None = None
    note: str | None = None


class LabelReader:
    """Looks up what claims of a file name. `sources` are those that are new; `left_out` counts labels not asked for.

    With a round the articles, fields and given claims are those of the round.
    """

    def __init__(
        self, project: Project, connection: Connection, round_: Round | None, source_type: str
    ) -> None:
        self._project, self._connection, self._round = project, connection, round_
        self._articles = _Articles(connection, round_)
        self._sources = _Sources(project, connection, source_type)
        self._gives = round_ is not None and round_.given_from is not None
        self._given: dict[str, list[GivenClaim]] = {}
        self._fields: dict[str, Field | None] = {}
        self._known: dict[tuple[str, str, str], str] = {}
        self.left_out: Counter[str] = Counter()

    @property
    def sources(self) -> Mapping[str, Source]:
        """Return the sources that claims name and the project has not, by id."""
        return self._sources.new

    def read(self, said: SaidClaim) -> Ready:
        """Return a claim looked up; raises an `AnnotatorError` with what can't be taken."""
        article = self._articles.find(said.article)
        if not said.is_placed:
            return Ready(said.line, article.id, None, "")
        span, claim_id = (
            self._given_place(said, article) if self._gives else (place(said, article), said.claim)
        )
        check_day("as of", said.as_of)
        labels = self._labels(said, article)
        return Ready(said.line, article.id, span, claim_id, labels, said.as_of, said.restatement, said.note)

    def _given_place(self, said: SaidClaim, article: Article) -> tuple[Span, str]:
        assert self._round is not None  # noqa: S101  for the type checker
        if article.id not in self._given:
            self._given = {article.id: rounds.given_claims(self._connection, self._round.id, article.id)}
        given = self._given[article.id]
        by_id = [each for each in given if each.claim_id == said.claim] if said.claim else []
        found = by_id or [each for each in given if each.span == place(said, article)]
        if len(found) != 1:
            raise BadInput(
                "the round gives no claim there" if not found else "the round gives several claims there",
                why=f"it gives {len(given):,} in that article",
                do="name a given claim by its id, or by its very span",
            )
        return found[0].span, found[0].claim_id

    def _labels(self, said: SaidClaim, article: Article) -> tuple[Label, ...]:
        found: dict[Label, SaidLabel] = {}
        times: dict[str, int] = defaultdict(int)
        for each in said.labels:
            try:
                field = self._field(each.field)
                if field is None:
                    self.left_out[each.field] += 1
                    continue
                label = self._label(field, each, said.scheme, article)
                times[field.id] += 1
                if label in found:
                    raise BadInput(f"{field.id} is given {_short(_shown(each))} twice", do="leave one out")
                if times[field.id] > 1 and not takes_several(field):
                    raise BadInput(f"{field.id} takes one label, and is given several", do="leave one in")
            except AnnotatorError as problem:
                problem.where = str(each.line)
                raise
            found[label] = each
        return tuple(found)

    def _field(self, said: str) -> Field | None:
        if said not in self._fields:
            field = field_said(self._project.schemes, said)
            asked = self._round is None or self._round.asks(field.id)
            self._fields[said] = field if asked else None
        return self._fields[said]

    def _label(self, field: Field, said: SaidLabel, scheme: str, article: Article) -> Label:
        value = said.value
        if field.type is FieldType.SOURCE:
            source = value if isinstance(value, SaidSource) else SaidSource("", id=value)
            return Label(field.id, source_id=self._sources.find(source, article).id)
        if isinstance(value, SaidSource):
            raise BadInput(f"{field.id} takes labels of the scheme, not a source", do="write the label's id")
        key = (field.id, value, scheme)
        if key not in self._known:
            self._known[key] = label_said(self._project.schemes, field, value, scheme)
        return Label(field.id, self._known[key])


def place(said: SaidClaim, article: Article) -> Span:
    """Return where a claim of a file stands; raises `BadInput` where that is nowhere, or not where its words are."""
    text = article.text
    wordings = dict.fromkeys((said.quote, unguarded(said.quote)))
    if said.start is None and said.end is None:
        return _of_words(wordings, text)
    if said.start is None or said.end is None:
        raise BadInput("the span has one end", do="give start and end, or the exact words as a quote")
    if not 0 <= said.start < said.end <= len(text):
        raise BadInput(
            f"the span {said.start}–{said.end} is none of this article",
            why=f"it has {len(text):,} code points",
            do="count code points from 0, the end not included",
        )
    span = Span(said.start, said.end)
    if said.quote and span.of(text) not in wordings:
        raise BadInput(
            f"the span {said.start}–{said.end} holds other words",
            why=f"{_short(span.of(text))}, not {_short(said.quote)}",
            do="count Unicode code points of the text as it was imported, or leave the offsets out",
        )
    return span


def _of_words(wordings: Mapping[str, None], text: str) -> Span:
    for words in wordings:
        start = text.find(words) if words.strip() else -1
        if start < 0:
            continue
        if text.find(words, start + 1) >= 0:
            raise BadInput(
                f"the words {_short(words)} stand there several times", do="give start and end instead"
            )
        return Span(start, start + len(words))
    words = next(iter(wordings))
    if not words.strip():
        raise BadInput("nothing says where the claim stands", do="give start and end, or the exact words")
    raise BadInput(
        f"the words {_short(words)} are not in the article",
        do="quote them exactly as they were imported, or give start and end",
    )


class _Articles:
    """The articles of a project, or of a round, by what people call them."""

    def __init__(self, connection: Connection, round_: Round | None) -> None:
        self._connection, self._round = connection, round_
        listed = rounds.round_articles(connection, round_.id) if round_ and round_.lists_articles else None
        self._asked = None if listed is None else set(listed)
        self._ids = dict.fromkeys(reading.article_ids(connection))
        self._called: dict[str, set[str]] = defaultdict(set)
        for (article_id, _), value in reading.all_details(connection, ("file", "title")).items():
            self._called[value].add(article_id)
        self._kept: OrderedDict[str, Article] = OrderedDict()

    def find(self, name: str) -> Article:
        """Return the article of an id, a file name (with or without its folder) or a title."""
        id_ = name if name in self._ids else self._named(name)
        if self._asked is not None and id_ not in self._asked:
            raise BadInput(f"the round does not ask for the article {_short(name)}", do="leave it out")
        if id_ not in self._kept:
            if len(self._kept) >= ARTICLES_KEPT:
                self._kept.popitem(last=False)
            self._kept[id_] = reading.article(self._connection, id_)
        return self._kept[id_]

    def _named(self, name: str) -> str:
        found = self._called.get(name) or self._called.get(name.replace("\\", "/").rpartition("/")[2], set())
        if len(found) != 1:
            raise BadInput(
                f"{len(found)} articles are called {_short(name)}"
                if found
                else f"no article is called {_short(name)}",
                do="name it by its id, as exports show it" if found else "name it by id, file name or title",
            )
        return next(iter(found))


class _Sources:
    """The sources of a project by name, and those that a file adds."""

    def __init__(self, project: Project, connection: Connection, usual_type: str) -> None:
        self._types = {each.id for each in project.scheme.source_types}
        self._usual = usual_type
        self._by_id: dict[str, Source] = {}
        self._by_name: dict[str, dict[str, Source]] = defaultdict(dict)
        aliases = reading.aliases(connection)
        for source in reading.sources(connection):
            self._know(source, aliases.get(source.id, ()))
        self.new: dict[str, Source] = {}

    def _know(self, source: Source, aliases: tuple[str, ...] = ()) -> None:
        self._by_id[source.id] = source
        for name in (source.name, *aliases):
            self._by_name[fold(name)][source.id] = source

    def find(self, said: SaidSource, article: Article) -> Source:
        """Return the source that is meant in an article, a new one where nobody is called that yet."""
        known = self._by_id.get(said.id)
        if known is not None and known.qualifier in ("", article.id):
            return known
        # Where a plain text stands for a source, it is an id or a name.
        said = said if said.name else replace(said, name=said.id, id="")
        if fold(said.name) == fold(NARRATOR_NAME) and said.type in ("", NARRATOR):
            return self._add(Source.narrator(article.id))
        if said.type and said.type not in self._types:
            raise BadInput(
                f"{said.type!r} is no type of source",
                why=f"known: {', '.join(sorted(self._types))}",
                do="name one of these",
            )
        found = self._called(said, article)
        if len(found) > 1:
            raise BadInput(
                f"{len(found)} sources are called {_short(said.name)}",
                why=f"of the types {', '.join(sorted({each.type for each in found}))}",
                do="give its type, or its id",
            )
        return found[0] if found else self._add(self._made(said, article))

    def _called(self, said: SaidSource, article: Article) -> list[Source]:
        """Return the sources that a name may mean: those of that very name before those also called so."""
        named = [
            each
            for each in self._by_name.get(fold(said.name), {}).values()
            if each.qualifier in ("", article.id)
            and said.type in ("", each.type)
            and not (said.unnamed and not each.qualifier)
            and each.type != NARRATOR
        ]
        very = [each for each in named if fold(each.name) == fold(said.name)]
        here = [each for each in very if each.qualifier]
        return here or very or named

    def _made(self, said: SaidSource, article: Article) -> Source:
        type_ = said.type or self._usual
        if not type_:
            raise BadInput(
                f"the source {_short(said.name)} is new and has no type",
                why=f"known types: {', '.join(sorted(self._types))}",
                do="give its type, or one for all with --source-type",
            )
        named = Source.of(said.name, type_)
        unnamed = Source.of(said.name, type_, article.id)
        # An export says by its id alone which of the two a source is.
        return unnamed if said.unnamed or said.id == unnamed.id else named

    def _add(self, source: Source) -> Source:
        if source.id not in self._by_id:
            self._know(source)
            self.new[source.id] = source
        return self._by_id[source.id]


def _shown(said: SaidLabel) -> str:
    return said.value.name or said.value.id if isinstance(said.value, SaidSource) else said.value


def _short(words: str) -> str:
    shown = " ".join(words.split())
    return repr(shown if len(shown) <= SHOWN else f"{shown[: SHOWN - 1]}…")
