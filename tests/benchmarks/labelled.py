"""Projects with labels by the hundred thousand: two annotators who mostly mark the same claims, a little apart.

Written by the bare driver, because the program itself saves what people do one action at a time.
"""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

PER_ARTICLE = 10
"""Claims that each annotator marks in an article."""

PASSAGES, WORDS = 25, 20
NAMED = 300
"""Sources that go by a name; every article has two more that have none."""

PEOPLE = ("Ana", "Ben")
_FORMS = ("direct", "indirect", "mixed", "unattributed")
_STANCES = ("supports", "neutral", "questions", "denies")
_STATUSES = ("verified", "refuted", "conflicting", "insufficient")
_AT = "2026-01-15T10:00:00.000Z"
_NOTHING = "0" * 64

Rows = dict[str, list[dict[str, object]]]


def many_labels(folder: Path, labels: int, *, each: int = 4, passages: int | None = None) -> Path:
    """Make a project with that many labels, `each` on an annotation, spread over as many articles as that takes.

    Where `passages` is given there are that many of them; otherwise 25 in every article.
    """
    from annotator.workflow.project import add_annotator
    from tests.benchmarks.projects import empty

    made = empty(folder / f"{labels}-{each}.db")
    people = [add_annotator(made, name).id for name in PEOPLE]
    scheme = made.scheme.hash
    made.close()
    articles = labels // (each * len(PEOPLE) * PER_ARTICLE)
    per_article = PASSAGES if passages is None else passages // articles
    with closing(sqlite3.connect(made.path, isolation_level=None)) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("BEGIN")
        _write(connection, {"action": [_action(_id("0", 0), None, "import")]})
        _write(connection, {"action": [_action(_id("1", at), who, "mark") for at, who in enumerate(people)]})
        _write(connection, {"source": [_source(_id("5", at), _name(at), "") for at in range(NAMED)]})
        for first in range(0, articles, 500):
            batch: Rows = {}
            for number in range(first, min(first + 500, articles)):
                for table, rows in _article(number, per_article).items():
                    batch.setdefault(table, []).extend(rows)
                for table, row in _judged(number, per_article, people, scheme, each):
                    batch.setdefault(table, []).append(row)
            _write(connection, batch)
        connection.execute("COMMIT")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return made.path


_ORDER = (
    "action",
    "source",
    "article",
    "article_detail",
    "passage",
    "claim",
    "annotation",
    "label",
    "reaction",
    "evidence",
    "annotation_evidence",
)


def _write(connection: sqlite3.Connection, rows: Rows) -> None:
    for table in _ORDER:
        if listed := rows.get(table):
            names = list(listed[0])
            columns = ", ".join(f'"{name}"' for name in names)
            marks = ", ".join("?" * len(names))
            connection.executemany(
                f"INSERT INTO {table} ({columns}) VALUES ({marks})",
                ([row[name] for name in names] for row in listed),
            )


def _id(kind: str, number: int) -> str:
    """Return an id in the order of the numbers, as ids made one after the other are."""
    return f"0190{number:08x}7{kind}00{'8':0<16}"


def _name(number: int) -> str:
    chance = random.Random(number)
    return " ".join(
        "".join(chance.choices("abdeiklmnorstu", k=chance.randint(4, 9))).title() for _ in range(2)
    )


def _action(id_: str, who: str | None, what: str) -> dict[str, object]:
    return {
        "id": id_,
        "annotator_id": who,
        "kind": "do",
        "target_id": None,
        "what": what,
        "at": _AT,
        "program": "annotator",
    }


def _source(id_: str, name: str, qualifier: str) -> dict[str, object]:
    return {"id": id_, "name": name, "type": "police", "qualifier": qualifier}


def _article(number: int, passages: int) -> Rows:
    """Return the rows of one article with its own two unnamed sources."""
    from annotator.core.ids import article_id, content_id, passage_id, text_sha256
    from tests.benchmarks.projects import plain

    text, parts = plain(passages, WORDS)
    text = f"{number:08}{text[8:]}"
    id_, action = article_id(text, "The Gazette"), _id("0", 0)
    known = {"title": f"Article {number}", "outlet": "The Gazette", "published": "2026-01-15"}
    return {
        "article": [
            {
                "id": id_,
                "text": text,
                "sha256": text_sha256(text),
                "kind": "article",
                "action_id": action,
                "position": number,
            }
        ],
        "article_detail": [
            {
                "id": content_id("detail", action, id_, field),
                "article_id": id_,
                "field": field,
                "value": value,
                "action_id": action,
            }
            for field, value in known.items()
        ],
        "passage": [
            {
                "id": passage_id(id_, *part),
                "article_id": id_,
                "start": part[0],
                "end": part[1],
                "kind": "text",
            }
            for part in parts
        ],
        "source": [
            _source(_id("6", number * 2 + at), name, id_)
            for at, name in enumerate(("officials", "witnesses"))
        ],
    }


def _judged(
    number: int, passages: int, people: list[str], scheme: str, each: int
) -> Iterator[tuple[str, dict[str, object]]]:
    """Yield the rows of what everybody says of one article, each with its table."""
    from annotator.core.ids import article_id
    from tests.benchmarks.projects import plain

    text, parts = plain(passages, WORDS)
    id_ = article_id(f"{number:08}{text[8:]}", "The Gazette")
    chance = random.Random(number)
    for at in range(PER_ARTICLE):
        first, last = parts[at * passages // PER_ARTICLE]
        start = chance.randrange(first, max(first + 1, last - 60))
        length = chance.randint(30, 58)
        for person, who in enumerate(people):
            # Half are cut alike, most of the rest by a word or so apart, and some are not found by both.
            shift = person * chance.choice((0, 0, 0, 4, 7, length + 3))
            claim = _id("2", (number * PER_ARTICLE + at) * len(people) + person)
            annotation = _id("3", (number * PER_ARTICLE + at) * len(people) + person)
            begin = min(start + shift, last - length)
            yield "claim", {"id": claim, "article_id": id_, "origin": "marked", "annotator_id": who}
            yield (
                "annotation",
                _annotation(annotation, claim, who, person=person, scheme=scheme, start=begin, length=length),
            )
            for label in _labels(annotation, who, number, chance)[:each]:
                yield "label", label
            if chance.random() < 0.1:
                yield "evidence", _evidence(annotation, who)
                yield (
                    "annotation_evidence",
                    {
                        "annotation_id": annotation,
                        "position": 0,
                        "annotator_id": who,
                        "evidence_id": annotation,
                    },
                )


def _annotation(
    id_: str, claim: str, who: str, *, person: int, scheme: str, start: int, length: int
) -> dict[str, object]:
    return {
        "id": id_,
        "claim_id": claim,
        "annotator_id": who,
        "parent_id": None,
        "seq": 1,
        "action_id": _id("1", person),
        "state": "standing",
        "start": start,
        "end": start + length,
        "scheme_hash": scheme,
        "as_of": None,
        "restatement": None,
        "note": None,
        "salt": _NOTHING[:32],
        "texts_digest": None,
        "digest": _NOTHING,
        "chain": _NOTHING,
        "created_at": _AT,
        "active_ms": 4000,
    }


def _labels(annotation: str, who: str, number: int, chance: random.Random) -> list[dict[str, object]]:
    named = chance.random() < 0.7
    source = _id("5", chance.randrange(NAMED)) if named else _id("6", number * 2 + chance.randrange(2))
    values = (
        ("source", None, source),
        ("form", chance.choice(_FORMS), None),
        ("stance", chance.choice(_STANCES), None),
        ("status", chance.choice(_STATUSES), None),
    )
    return [
        {
            "annotation_id": annotation,
            "field": field,
            "position": 0,
            "annotator_id": who,
            "value": value,
            "source_id": source_id,
            "suggested": 1 if field == "form" and chance.random() < 0.2 else None,
        }
        for field, value, source_id in values
    ]


def _evidence(annotation: str, who: str) -> dict[str, object]:
    return {
        "id": annotation,
        "annotator_id": who,
        "polarity": "supports",
        "origin_source_id": _id("5", 1),
        "url": "https://example.org/report/17",
        "quote": "Nobody was hurt, the report says.",
        "published": "2026-01-14",
        "note": "the city's own log",
        "salt": _NOTHING[:32],
        "texts_digest": _NOTHING,
        "digest": _NOTHING,
    }
