"""A project in which every text that can be stored is hostile, as a file that came from somebody else may be."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import count
from pathlib import Path

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
from annotator.core.history import Action, Entry, Kind, Looked, PassageState, SourceChange
from annotator.core.scheme import Scheme, parse_scheme
from annotator.core.source import Source
from annotator.core.text.passages import Split, split_passages
from annotator.core.text.span import Span
from annotator.store import writing
from annotator.store.engine import writing as writing_scope
from annotator.workflow.importing import add_articles
from annotator.workflow.project import Project, add_annotator, create_project

from .hostile import hostile

SOURCES = 120


class Strings:
    """Gives a new hostile string each time, all different."""

    def __init__(self, first: int = 1) -> None:
        self._seeds = count(first)
        self._strings: Iterator[str] = iter(())

    def __call__(self) -> str:
        try:
            return next(self._strings)
        except StopIteration:
            self._strings = hostile(1000, next(self._seeds))
            return next(self._strings)

    def line(self) -> str:
        """Return one without line breaks, as names are written."""
        return " ".join(self().split())


def scheme_of(strings: Strings) -> Scheme:
    """Return a scheme whose words are hostile; ids and keys can't be."""
    said = lambda: json.dumps(strings(), ensure_ascii=False).replace("\x7f", "\\u007f")  # noqa: E731
    types = ", ".join(f"{{id='t{n}', name={said()}, definition={said()}}}" for n in range(12))
    lines = [
        f"[scheme]\nname='hostile'\nversion={said()}\ntitle={said()}\ndescription={said()}",
        f"[sources]\ntypes=[{types}, {{id='narrator', name={said()}}}]",
        f"[[fields]]\nid='source'\nname={said()}\ntype='source'\nrequired=true\ndefinition={said()}",
    ]
    keys = iter("abcdefghijklmnopqrstuvwxyz")
    for number, kind in enumerate(("choice", "choice", "choices")):
        lines.append(
            f"[[fields]]\nid='field{number}'\nname={said()}\ntype='{kind}'\nrequired=true\ndefinition={said()}\n"
            f"rules=[{said()}]"
        )
        lines.extend(
            f"[[fields.labels]]\nid='label{label}'\nname={said()}\nkey='{next(keys)}'\n"
            f"definition={said()}\nrules=[{said()}]\nevidence={{any=1}}"
            for label in range(5)
        )
    return parse_scheme("\n".join(lines), "hostile.toml")


def hostile_project(path: Path, *, articles: int, strings_each: int, people: int = 6) -> str:
    """Make the project; return the name of the annotator who has done everything in it."""
    strings = Strings()
    project = create_project(path, strings(), scheme_of(strings))
    try:
        names = [strings.line() for _ in range(people)]
        ids = [add_annotator(project, name).id for name in names]
        texts = [_article(strings, strings_each) for _ in range(articles)]
        add_articles(project, texts)
        sources = [_source(strings) for _ in range(SOURCES)]
        for number, article in enumerate(texts):
            _label(project, ids[0], article, sources=sources, strings=strings, few=number > 0)
        _label(project, ids[1], texts[0], sources=sources, strings=strings, few=True)
        _drafts(project, ids[0], strings)
        return names[0]
    finally:
        project.close()


def _article(strings: Strings, number: int) -> Article:
    text = "\n".join(strings().replace("\n", " ") for _ in range(number))
    details = {name: strings() for name in ("title", "outlet", "story", "rights", "file", "language")}
    details |= {"url": f"https://example.org/{strings()}", "published": "2026-01-15"}
    return Article.new(text, split_passages(text, Split.LINES), details)


def _source(strings: Strings) -> Source:
    return Source.of(strings(), strings())


def _label(
    project: Project, who: str, article: Article, *, sources: list[Source], strings: Strings, few: bool
) -> None:
    stamps = project.stamps
    with writing_scope(project.engine) as connection:
        action = Action(stamps.new_id(), who, Kind.DO, strings(), stamps.now(), strings())
        aliases = tuple(SourceChange(stamps.new_id(), each.id, "alias", strings()) for each in sources[:40])
        writing.append(connection, Entry(action, sources=tuple(sources), source_changes=aliases))
        for number, passage in enumerate(article.passages[: 12 if few else 60]):
            action = Action(stamps.new_id(), who, Kind.DO, strings(), stamps.now(), strings())
            claim = Claim(stamps.new_id(), article.id, Origin.MARKED, who)
            judgement = _judgement(
                project, article, passage.span, sources=sources, strings=strings, number=number
            )
            annotation = Annotation(stamps.new_id(), claim.id, who, action.id, action.at, judgement)
            state = PassageState(
                stamps.new_id(), article.passage_id(number), who, action.id, Looked.SKIPPED, strings()
            )
            writing.append(
                connection, Entry(action, claims=(claim,), annotations=(annotation,), passages=(state,))
            )


def _judgement(
    project: Project, article: Article, span: Span, *, sources: list[Source], strings: Strings, number: int
) -> Judgement:
    chosen = [sources[(number * 3 + each) % len(sources)] for each in range(3)]
    evidence = tuple(
        Evidence(
            project.stamps.new_id(),
            polarity,
            origin_id=chosen[1].id,
            url=f"https://example.org/{strings()}",
            archived_url=strings(),
            quote=strings(),
            published="2026-01-15",
            note=strings(),
            place=Place(article.id, span),
        )
        for polarity in (Polarity.SUPPORTS, Polarity.CONTEXT)
    )
    return Judgement(
        span,
        project.scheme.hash,
        labels=(
            Label("source", source_id=chosen[0].id),
            Label("field0", "label0"),
            Label("field1", strings()),
            Label("field2", strings()),
            Label(strings(), strings()),
        ),
        reactions=(Reaction(chosen[2].id, ReactionStance.DENIES, span),),
        evidence=evidence,
        note=strings(),
        restatement=strings(),
    )


def _drafts(project: Project, who: str, strings: Strings) -> None:
    with writing_scope(project.engine) as connection:
        claims = [row[0] for row in connection.exec_driver_sql("SELECT id FROM claim ORDER BY id LIMIT 6")]
    for claim in claims[3:]:
        for what in ("note", "evidence", "reaction"):
            fields = (
                "note_text",
                "restatement",
                "url",
                "quote",
                "published",
                "accessed",
                "note",
                "origin",
                "source",
            )
            body = json.dumps({field: strings() for field in fields}, ensure_ascii=False)
            writing.save_draft(
                project.engine, annotator=who, claim=claim, what=what, body=body, at=project.stamps.now()
            )
