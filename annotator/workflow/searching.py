"""Searching the articles of a project for words, a little at a time, so that it can be stopped at any moment."""

from __future__ import annotations

import re
from collections.abc import Collection, Generator
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

from annotator.core.article import Article
from annotator.core.searching import Finder
from annotator.core.text.span import Span
from annotator.store import reading
from annotator.store.engine import reading as reading_scope
from annotator.workflow.project import Project

AROUND = 120
"""How many code points before and after the words are shown with them, at most."""

EACH = 20
"""How many hits of one article are listed, so that those of others have room."""

_BREAKS = re.compile("[\n\r\v\f\x85\u2028\u2029]")


@dataclass(frozen=True, slots=True)
class Hit:
    """Words found in an article: where they stand, as the text has them, and what stands around them on their line."""

    article_id: str
    article_name: str
    span: Span
    before: str
    words: str
    after: str

    @classmethod
    def of(cls, article_id: str, article_name: str, text: str, span: Span) -> Hit:
        """Take the words and what is around them from the text."""
        before = _BREAKS.split(text[max(0, span.start - AROUND) : span.start])[-1]
        after = _BREAKS.split(text[span.end : span.end + AROUND])[0]
        return cls(article_id, article_name, span, before, span.of(text), after)


class Searched(NamedTuple):
    """How far a search is: how many articles it is through, and what it has found since it last said so."""

    articles: int
    hits: tuple[Hit, ...]


def search(project: Project, wanted: Collection[str], finder: Finder) -> Generator[Searched, None, None]:
    """Look through the wanted articles in the order of their import, with at most `EACH` hits of one.

    Yields after every step of a millisecond or so, most often with no hits: there the caller may stop. The project
    is only read, by a connection of the search's own, so that it may run in any thread; it takes no room worth
    speaking of but one article's text.
    """
    with reading_scope(project.engine) as connection:
        through = 0
        for article_id, text in reading.article_texts(connection):
            if article_id not in wanted:
                continue
            left, name = EACH, ""
            for spans in finder.steps(text):
                if spans and not name:
                    name = reading.article_name(connection, article_id)
                hits = tuple(Hit.of(article_id, name, text, span) for span in spans[:left])
                left -= len(hits)
                yield Searched(through, hits)
                if not left:
                    break
            through += 1
        yield Searched(through, ())


def first_hits(article: Article, finder: Finder, most: int) -> list[Hit]:
    """Return the first hits of an article that is at hand."""
    return [
        Hit.of(article.id, article.name, article.text, span)
        for span in islice(finder.spans(article.text), most)
    ]
