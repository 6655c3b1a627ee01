"""An article is its exact text; offsets find their passage."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.article import DETAILS, Article
from annotator.core.text.passages import split_passages

TEXT = "\n\nRain fell.\n\n\nCrowds left. “No.”\n"


def article(text: str = TEXT, **details: str) -> Article:
    return Article.new(text, split_passages(text), details)


def test_the_id_is_of_text_and_outlet_and_of_nothing_else() -> None:
    assert article(outlet="A", title="x", url="y").id == article(outlet="A").id
    assert len({article().id, article(outlet="A").id, article(TEXT + " ").id}) == 3


def test_the_text_stays_as_it_came() -> None:
    assert article().text == TEXT
    assert article().sha256 == hashlib.sha256(TEXT.encode()).hexdigest()
    assert [passage.span.of(TEXT) for passage in article().passages] == ["Rain fell.", "Crowds left. “No.”"]


def test_details_are_those_that_are_known_and_said() -> None:
    found = article(outlet="A", title="", colour="red", file="a.txt")
    assert dict(found.details) == {"outlet": "A", "file": "a.txt"}
    assert (found.detail("outlet"), found.detail("title"), found.detail("colour")) == ("A", "", "")
    assert {"title", "outlet", "url", "published", "language", "story", "rights"} <= set(DETAILS)


@pytest.mark.parametrize(
    ("details", "name"),
    [
        ({"title": "T", "file": "f.txt", "outlet": "O"}, "T"),
        ({"file": "f.txt", "outlet": "O"}, "f.txt"),
        ({"outlet": "O"}, "O"),
    ],
)
def test_it_is_called_by_the_best_name_there_is(details: dict[str, str], name: str) -> None:
    assert article(**details).name == name


def test_without_any_name_it_is_called_by_its_id() -> None:
    assert article().name == article().id[:8]


@given(st.integers(-5, len(TEXT) + 5))
def test_an_offset_belongs_to_its_passage_or_the_nearest_before(offset: int) -> None:
    found = article()
    index = found.passage_at(offset)
    inside = [number for number, passage in enumerate(found.passages) if offset in passage.span]
    assert index == (
        inside[0]
        if inside
        else max([n for n, p in enumerate(found.passages) if p.span.start <= offset] or [0])
    )


def test_passages_have_ids_of_their_own() -> None:
    assert article().passage_id(0) != article().passage_id(1)
    assert article().passage_id(0) != article(outlet="A").passage_id(0)
