"""The sample corpus into a project: its articles, and the labels that come with it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from annotator.core.article import Article
from annotator.core.claim import (
    Annotation,
    Claim,
    Evidence,
    Judgement,
    Label,
    Origin,
    Place,
    Polarity,
    Reaction,
    ReactionStance,
)
from annotator.core.gaps import unusable
from annotator.core.history import Action, Entry, Kind, Looked, PassageState, SourceChange
from annotator.core.ids import annotator_id
from annotator.core.scheme import FieldType
from annotator.core.source import Source
from annotator.core.text.passage import PassageKind
from annotator.core.text.span import Span
from annotator.errors import BadInput
from annotator.formats.corpus import Corpus, find_words, read_corpus
from annotator.shipped import shipped
from annotator.store.bulk import has_article
from annotator.store.engine import Connection, reading, writing
from annotator.store.reading import current_annotations
from annotator.store.reading.source_changing import shared_sources
from annotator.store.sourcing import write_sources
from annotator.store.writing import append
from annotator.workflow.importing import add_articles
from annotator.workflow.project import Project, add_annotator
from annotator.workflow.stamps import PROGRAM

THE_ARTICLE = "article"
"""The key under which labels name the article itself as the source."""


def sample_corpus(name: str = "minneapolis") -> Corpus:
    """Read a corpus that comes with the program."""
    return read_corpus(shipped("seeds") / "corpora" / name)


def load_corpus(project: Project, corpus: Corpus) -> None:
    """Put the articles and everybody's labels into a project; what is there already stays as it is."""
    with reading(project.engine) as connection:
        missing = [each for each in corpus.articles.values() if not has_article(connection, each.id)]
    if missing:
        add_articles(project, missing)
    share_sources(project, corpus)
    for labels in corpus.labels.values():
        load_labels(project, corpus, labels)


def share_sources(project: Project, corpus: Corpus) -> None:
    """Offer the sources with a name of their own that a corpus lists to everybody, whoever cites them first."""
    named = {
        Source.of(each["name"], each["type"]): tuple(each.get("aliases", ()))
        for each in corpus.sources.values()
        if not each.get("unnamed")
    }
    with reading(project.engine) as connection:
        if {each.id for each in named} <= shared_sources(connection):
            return
    stamps = project.stamps
    action = Action(stamps.new_id(), None, Kind.DO, "sample sources", stamps.now(), PROGRAM)
    with writing(project.engine) as connection:
        known = shared_sources(connection)
        new = {each: names for each, names in named.items() if each.id not in known}
        changes = [
            SourceChange(stamps.new_id(), each.id, "alias", name)
            for each, names in new.items()
            for name in names
        ]
        if new:
            shared = [each.id for each in new]
            write_sources(connection, action, sources=new, changes=changes, shared=shared)


def load_labels(project: Project, corpus: Corpus, labels: Mapping[str, Any]) -> None:
    """Put one annotator's labels in, as if they had given them; labels already there are left alone."""
    person = add_annotator(project, labels["annotator"]["name"])
    with reading(project.engine) as connection:
        if _labelled(connection, corpus, person.id):
            return
    entry = _Labels(project, corpus, labels).entry()
    with writing(project.engine) as connection:
        # Another program that began at the same time may have been first.
        if not _labelled(connection, corpus, person.id):
            append(connection, entry)


def source_of(corpus: Corpus, key: str, article: Article) -> tuple[Source, tuple[str, ...]]:
    """Return the source that labels of an article call by this key, and its other names."""
    if key == THE_ARTICLE:
        return Source.narrator(article.id), ()
    entry = corpus.sources[key]
    source = Source.of(entry["name"], entry["type"], article.id if entry.get("unnamed") else "")
    return source, tuple(entry.get("aliases", ()))


def _labelled(connection: Connection, corpus: Corpus, person: str) -> bool:
    return any(current_annotations(connection, each.id, person) for each in corpus.articles.values())


class _Labels:
    """Turns one label file into one entry."""

    def __init__(self, project: Project, corpus: Corpus, labels: Mapping[str, Any]) -> None:
        self.project, self.corpus, self.labels = project, corpus, labels
        head = labels["annotator"]
        self.annotator = annotator_id(project.id, head["name"])
        self.origin = Origin(head["origin"])
        self.as_of: str | None = head.get("as_of")
        self.stamps = project.stamps
        self.action = Action(
            self.stamps.new_id(), self.annotator, Kind.DO, "sample labels", self.stamps.now(), PROGRAM
        )
        self.sources: dict[str, Source] = {}
        self.aliases: set[tuple[str, str]] = set()

    def entry(self) -> Entry:
        claims, annotations = [], []
        for table in self.labels.get("claims", []):
            claim, annotation = self.claim(table)
            claims.append(claim)
            annotations.append(annotation)
        sources = tuple(self.sources.values())
        aliases = tuple(
            SourceChange(self.stamps.new_id(), source, "alias", alias)
            for source, alias in sorted(self.aliases)
        )
        return Entry(self.action, tuple(claims), sources, tuple(annotations), tuple(self.states()), aliases)

    def claim(self, table: Mapping[str, Any]) -> tuple[Claim, Annotation]:
        article, span = find_words(self.corpus, table)
        claim = Claim(self.stamps.new_id(), article.id, self.origin, self.annotator)
        judgement = Judgement(
            span=span,
            scheme_hash=self.project.scheme.hash,
            labels=tuple(self.given(table, article)),
            reactions=tuple(self.reaction(each, table, article) for each in table.get("reactions", [])),
            evidence=tuple(self.evidence(each, article) for each in table.get("evidence", [])),
            restatement=table.get("restatement"),
            note=_note(table),
            as_of=self.as_of if "status" in table else None,
        )
        problem = unusable(judgement, self.project.scheme, {s.id: s for s in self.sources.values()})
        if problem:
            raise BadInput("a sample label does not fit the scheme", where=repr(table["text"]), why=problem)
        annotation = Annotation(
            id=self.stamps.new_id(),
            claim_id=claim.id,
            annotator_id=self.annotator,
            action_id=self.action.id,
            created_at=self.action.at,
            judgement=judgement,
        )
        return claim, annotation

    def given(self, table: Mapping[str, Any], article: Article) -> list[Label]:
        labels = []
        suggested = {
            (field, value) for field, values in table.get("suggested", {}).items() for value in values
        }
        for field in self.project.scheme.fields:
            values = table.get(field.id, [])
            for value in values if isinstance(values, list) else [values]:
                source = self.source(value, article).id if field.type is FieldType.SOURCE else ""
                taken = (field.id, value) in suggested
                suggested.discard((field.id, value))
                labels.append(Label(field.id, "" if source else value, source, taken))
        if suggested:
            raise BadInput(
                "what a sample label says was suggested is not given",
                where=repr(table["text"]),
                why=", ".join(f"{field} has no {value!r}" for field, value in sorted(suggested)),
            )
        return labels

    def source(self, key: str, article: Article) -> Source:
        source, aliases = source_of(self.corpus, key, article)
        self.aliases |= {(source.id, alias) for alias in aliases}
        return self.sources.setdefault(source.id, source)

    def reaction(self, table: Mapping[str, Any], claim: Mapping[str, Any], article: Article) -> Reaction:
        cue: Span | None = None
        if "text" in table:
            place = {"article": claim["article"], "passage": claim["passage"], **table}
            _, cue = find_words(self.corpus, place)
        return Reaction(self.source(table["source"], article).id, ReactionStance(table["stance"]), cue)

    def evidence(self, table: Mapping[str, Any], article: Article) -> Evidence:
        place = None
        if "text" in table:
            other, span = find_words(self.corpus, table)
            place = Place(other.id, span)
        kept: dict[str, Any] = {
            key: table.get(key) for key in ("url", "archived_url", "quote", "published", "accessed", "note")
        }
        origin = self.source(table["origin"], article).id if "origin" in table else None
        return Evidence(
            self.stamps.new_id(), Polarity(table["polarity"]), origin_id=origin, place=place, **kept
        )

    def states(self) -> list[PassageState]:
        special = {(each["article"], each["passage"]): each for each in self.labels.get("passages", [])}
        states = []
        for file, article in self.corpus.articles.items():
            for index, passage in enumerate(article.passages):
                entry = special.get((file, index + 1), {"state": Looked.DONE})
                if passage.kind is PassageKind.BOILERPLATE and "reason" not in entry:
                    continue
                states.append(self.state(article.passage_id(index), entry))
        return states

    def state(self, passage: str, entry: Mapping[str, Any]) -> PassageState:
        return PassageState(
            self.stamps.new_id(),
            passage,
            self.annotator,
            self.action.id,
            Looked(entry["state"]),
            entry.get("reason"),
        )


def _note(table: Mapping[str, Any]) -> str | None:
    """Put the rules that decide a claim into its note, where a reader finds them."""
    rules = ", ".join(table.get("rules", []))
    parts = [f"Rules: {rules}." if rules else "", table.get("note", "")]
    return " ".join(part for part in parts if part) or None
