"""An item as a line of JSON."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.claim import Label
from annotator.core.text.span import Span
from annotator.formats.jsonl import write as write_jsonl
from annotator.formats.options import Options, TextShare
from annotator.formats.record import ItemRecord

Make = Callable[..., ItemRecord]


def read(record: ItemRecord, text: TextShare = TextShare.FULL) -> dict[str, Any]:
    (line,) = write_jsonl([record], Options(text=text))
    found: dict[str, Any] = json.loads(line)
    return found


def test_everything_known_of_an_item(record: Make) -> None:
    found = read(record())
    assert found["item"] == "c1"
    assert found["article"]["outlet"] == "Gazette"
    assert found["article"]["published"] is None
    assert found["passage"] | {"id": ""} == {"id": "", "number": 1, "kind": "text", "start": 0, "end": 38}
    assert found["span"] == {"start": 0, "end": 21}
    assert found["text"] == "It rained 🌧 on Monday"
    assert (found["prefix"], found["suffix"]) == ("", ", the mayor said.\n\nNobody was hu")
    (annotation,) = found["annotations"]
    assert annotation["annotator"] == "Ana"
    assert annotation["labels"]["form"] == "indirect"
    assert annotation["labels"]["flags"] == ["outdated"]
    assert annotation["labels"]["source"]["name"] == "The mayor"
    assert annotation["reactions"][0] | {"source": ""} == {
        "source": "", "stance": "denies", "cue": {"start": 23, "end": 37}
    }  # fmt: skip
    supports, context = annotation["evidence"]
    assert (supports["polarity"], supports["quote"], supports["published"]) == (
        "supports",
        "wet",
        "2026-01-02",
    )
    assert supports["origin"]["name"] == "The mayor"
    assert context["passage"] == {"article": found["article"]["id"], "start": 40, "end": 56}
    assert (annotation["note"], annotation["restatement"], annotation["as_of"]) == (
        "a note",
        None,
        "2026-01-16",
    )
    assert annotation["scheme"]["name"] == "newsclaim"
    assert found["gold"] == []


def test_gold_stands_apart(record: Make) -> None:
    found = read(record(gold=True))
    assert found["annotations"] == []
    assert found["gold"][0]["annotator"] == "Editor"


def test_what_was_not_judged_is_not_there(record: Make) -> None:
    assert read(record(labels=()))["annotations"][0]["labels"] == {}


def test_several_labels_keep_their_order(record: Make) -> None:
    labels = (Label("flags", "hedged"), Label("flags", "outdated"))
    assert read(record(labels=labels))["annotations"][0]["labels"] == {"flags": ["hedged", "outdated"]}


def test_what_was_suggested_is_named_beside_the_labels_and_else_nothing_is(record: Make) -> None:
    labels = (Label("flags", "hedged"), Label("flags", "outdated", suggested=True), Label("form", "direct"))
    (annotation,) = read(record(labels=labels))["annotations"]
    assert annotation["suggested"] == {"flags": ["outdated"]}
    assert annotation["labels"] == {"flags": ["hedged", "outdated"], "form": "direct"}
    plain = read(record(labels=tuple(label.plain for label in labels)))["annotations"][0]
    assert "suggested" not in plain
    # A program that knows nothing of suggestions reads the same as before.
    assert {key: value for key, value in annotation.items() if key != "suggested"} == plain


def labels_in(annotation: dict[str, Any]) -> Iterator[Label]:
    """Read the labels back, as another program would from what the README says of them."""
    suggested = {(field, each) for field, taken in annotation.get("suggested", {}).items() for each in taken}
    for field, values in annotation["labels"].items():
        for each in values if isinstance(values, list) else [values]:
            source = each["id"] if isinstance(each, dict) else ""
            value = "" if source else each
            yield Label(field, value, source, (field, source or value) in suggested)


def test_any_labels_are_read_back_suggested_or_not(
    record: Make, label_sets: st.SearchStrategy[tuple[Label, ...]]
) -> None:
    @given(label_sets)
    def law(labels: tuple[Label, ...]) -> None:
        item = record(labels=labels)
        (annotation,) = read(item)["annotations"]
        assert tuple(labels_in(annotation)) == item.annotations[0].judgement.labels

    law()


@pytest.mark.parametrize(
    ("share", "keys"),
    [
        (TextShare.FULL, {"text", "prefix", "suffix", "passage_text"}),
        (TextShare.SPANS, {"text"}),
        (TextShare.NONE, set()),
    ],
)
def test_how_much_text_goes_along(share: TextShare, keys: set[str], record: Make) -> None:
    found = read(record(), share)
    assert {"text", "prefix", "suffix", "passage_text"} & set(found) == keys
    assert ("text" in found["annotations"][0]) is ("text" in keys)


@pytest.mark.parametrize(
    "char", ["\u2028", "\u2029", "\u0085", "\v", "\f", "\x1c", "\r", "\n", "\x7f", "\u202e"]
)
def test_one_line_for_every_reader(char: str, record: Make) -> None:
    (line,) = write_jsonl([record(note=f"a{char}b")], Options())
    assert line.splitlines(keepends=True) == [line]
    assert json.loads(line)["annotations"][0]["note"] == f"a{char}b"


def test_items_are_taken_one_at_a_time(record: Make) -> None:
    taken: list[int] = []

    def records() -> Iterator[ItemRecord]:
        for number in range(1000):
            taken.append(number)
            yield record(span=Span(0, 5 + number % 10))

    lines = write_jsonl(records(), Options())
    assert taken == []
    next(lines)
    next(lines)
    assert taken == [0, 1]


def test_a_line_is_what_the_standard_writer_makes_of_the_same_item(
    record: Make, label_sets: st.SearchStrategy[tuple[Label, ...]]
) -> None:
    @given(label_sets, st.text(st.characters(codec="utf-8")), st.sampled_from(TextShare), st.booleans())
    def law(labels: tuple[Label, ...], note: str, text: TextShare, gold: bool) -> None:
        (line,) = write_jsonl([record(labels=labels, note=note or None, gold=gold)], Options(text=text))
        again = json.dumps(json.loads(line), ensure_ascii=False, separators=(",", ":")) + "\n"
        for code in (0x85, 0x2028, 0x2029):
            again = again.replace(chr(code), f"\\u{code:04x}")
        assert line == again

    law()
