"""Reading labels from JSON Lines: what `annotator export jsonl` writes, or a claim a line as somebody wrote it.

A line of one's own: {"article": "report.md", "start": 10, "end": 42, "labels": {"stance": "supports", "source":
{"name": "Police", "type": "police"}}}. In place of the offsets "quote" may give the exact words, or "claim" the id of
a given claim. A line with an article alone says that it was looked at.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from annotator.formats.said import Hearing, SaidClaim, SaidLabel, SaidSource
from annotator.formats.text_lines import text_lines

READ = frozenset({
    "article", "start", "end", "span", "quote", "text", "claim", "labels", "scheme", "as_of", "restatement",
    "note", "annotator", "annotation", "created_at",
})  # fmt: skip
"""Keys of a claim that are read, or say nothing that would have to be."""

IN_VAIN = ("reactions", "evidence")
"""What an export holds of an annotation and is not taken from a file."""

FROM_ELSEWHERE = frozenset({"suggested", "labels_now", "sources_now"})
"""What an export adds to labels for its readers."""


_json = json.JSONEncoder(ensure_ascii=False).encode


class _BadError(Exception):
    """Something in a line that can't be taken: what, why, and what to do."""


def read(hearing: Hearing) -> Iterator[SaidClaim]:
    """Yield the claims of a file; what is wrong in a line is told to `hearing`, and the next one read."""
    for number, line in text_lines(hearing.path):
        if not line.strip():
            continue
        try:
            yield from _claims(number, _object(line), hearing)
        except _BadError as bad:
            hearing.bad(number, *bad.args)


def _object(line: str) -> dict[str, Any]:
    try:
        found = json.loads(line, parse_constant=_no_number)
        if "\\u" in line:
            # Half of a surrogate pair can be written in JSON and nowhere else.
            _json(found).encode()
    except (ValueError, RecursionError) as problem:
        why = "it is nested too deep" if isinstance(problem, RecursionError) else str(problem)
        raise _BadError("the line is not JSON", why, "write one object on each line") from problem
    if not isinstance(found, dict):
        raise _BadError("the line is no object", f"it is {_kind(found)}", 'write {"article": …}')
    return found


def _no_number(name: str) -> None:
    raise ValueError(f"{name} is no number of JSON")


def _claims(line: int, said: dict[str, Any], hearing: Hearing) -> Iterator[SaidClaim]:
    article = _article(said)
    if not isinstance(said.get("annotations"), list):
        if hearing.wants(line, _text(said, "annotator")):
            yield _claim(line, article, said, hearing)
        return
    # As exported: an item with everybody's annotations, and gold, which is nobody's to take.
    for each in said["annotations"]:
        if not isinstance(each, dict):
            raise _BadError("an annotation is no object", f"it is {_kind(each)}")
        if hearing.wants(line, _text(each, "annotator")):
            yield _claim(line, article, each, hearing)


def _claim(line: int, article: str, said: Mapping[str, Any], hearing: Hearing) -> SaidClaim:
    start, end = _span(said)
    for key, value in said.items():
        if (key in IN_VAIN and value) or (
            key not in READ and key not in FROM_ELSEWHERE and key not in IN_VAIN
        ):
            hearing.unread[key] += 1
    scheme = said.get("scheme")
    return SaidClaim(
        line,
        article,
        start,
        end,
        _text(said, "quote") or _text(said, "text"),
        _text(said, "claim"),
        tuple(_labels(line, said.get("labels"))),
        _text(scheme, "hash") if isinstance(scheme, dict) else _text(said, "scheme"),
        _text(said, "as_of") or None,
        _text(said, "restatement") or None,
        _text(said, "note") or None,
    )


def _article(said: Mapping[str, Any]) -> str:
    article = said.get("article")
    names = (
        [article] if not isinstance(article, dict) else [article.get(key) for key in ("id", "file", "title")]
    )
    found = next((name for name in names if name), None)
    if not isinstance(found, str):
        raise _BadError(
            "no article is named", "", 'name it by id, file name or title: "article": "report.md"'
        )
    return found


def _span(said: Mapping[str, Any]) -> tuple[int | None, int | None]:
    span = said.get("span")
    if span is None:
        return _offset(said.get("start"), "start"), _offset(said.get("end"), "end")
    if isinstance(span, dict):
        return _offset(span.get("start"), "start"), _offset(span.get("end"), "end")
    if isinstance(span, list) and len(span) == 2:  # noqa: PLR2004  start and end
        return _offset(span[0], "start"), _offset(span[1], "end")
    raise _BadError("the span can't be read", f"it is {_kind(span)}", 'write "start": 10, "end": 42')


def _offset(value: object, what: str) -> int | None:
    if value is None or (isinstance(value, int) and not isinstance(value, bool)):
        return value
    raise _BadError(
        f"the {what} of the span is no whole number", f"it is {_kind(value)}", "count code points from 0"
    )


def _labels(line: int, said: object) -> Iterator[SaidLabel]:
    if said is None:
        return
    if not isinstance(said, dict):
        raise _BadError(
            "the labels are no object", f"they are {_kind(said)}", '"labels": {"stance": "supports"}'
        )
    for field, values in said.items():
        for value in values if isinstance(values, list) else [values]:
            if value is not None and value != "":
                yield SaidLabel(line, field, _value(field, value))


def _value(field: str, value: object) -> str | SaidSource:
    if isinstance(value, str):
        return value
    if isinstance(value, dict):
        unnamed = value.get("unnamed", False)
        if not isinstance(unnamed, bool):
            raise _BadError(f'"unnamed" of {field} is neither true nor false', f"it is {_kind(unnamed)}")
        return SaidSource(_text(value, "name"), _text(value, "type"), _text(value, "id"), unnamed)
    raise _BadError(
        f"a label of {field} is neither text nor a source",
        f"it is {_kind(value)}",
        'write its id, or {"name": …, "type": …} for a source',
    )


def _text(said: Mapping[str, Any], key: str) -> str:
    value = said.get(key)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise _BadError(f'"{key}" is no text', f"it is {_kind(value)}")
    return value


def _kind(value: object) -> str:
    kinds: dict[type, str] = {
        dict: "an object",
        list: "a list",
        str: "text",
        bool: "true or false",
        int: "a number",
        float: "a number with a point",
        type(None): "null",
    }
    return kinds.get(type(value), "something else")
