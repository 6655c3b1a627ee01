"""CSV in long form (RFC 4180): one label a row, so that any statistics program can read it.

Cells that a spreadsheet would run as a formula get a leading apostrophe (OWASP, CSV injection), unless asked
not to.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator

from annotator.core.claim import Annotation, Label
from annotator.core.source import Source
from annotator.formats.options import Options, TextShare
from annotator.formats.record import ItemRecord

COLUMNS = (
    "item", "article", "outlet", "published", "passage", "origin", "annotator", "claim", "start", "end", "text",
    "field", "position", "value", "source_name", "source_type", "as_of", "created_at", "scheme", "scheme_hash",
)  # fmt: skip
"""`value` holds a label's id, or a source's id with its name and type beside it. Offsets are code points."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def write_csv(records: Iterable[ItemRecord], options: Options) -> Iterator[str]:
    """Return the rows of the file, one at a time, the header first."""
    line = io.StringIO(newline="")
    writer = csv.writer(line, lineterminator="\r\n")
    for row in _rows(records, options):
        writer.writerow([guarded(cell) for cell in row] if options.guard else row)
        yield line.getvalue()
        line.seek(0)
        line.truncate()


def guarded(cell: str) -> str:
    """Put an apostrophe before what a spreadsheet would take for a formula.

    >>> guarded("=1+1"), guarded("one")
    ("'=1+1", 'one')
    """
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def _rows(records: Iterable[ItemRecord], options: Options) -> Iterator[tuple[str, ...]]:
    yield COLUMNS
    for record in records:
        for origin, annotations in (("annotator", record.annotations), ("gold", record.gold)):
            for annotation in annotations:
                yield from _labels(record, annotation, origin, options)


def _labels(record: ItemRecord, annotation: Annotation, origin: str, options: Options) -> Iterator[tuple[str, ...]]:
    positions: dict[str, int] = {}
    for label in annotation.judgement.labels:
        position = positions[label.field] = positions.get(label.field, -1) + 1
        yield _row(record, annotation, origin, label, position, options)


def _row(
    record: ItemRecord, annotation: Annotation, origin: str, label: Label, position: int, options: Options
) -> tuple[str, ...]:
    article, judgement, names = record.article, annotation.judgement, record.names
    source: Source | None = names.sources.get(label.source_id)
    return (
        record.id,
        article.id,
        article.detail("outlet"),
        article.detail("published"),
        str(record.passage + 1),
        origin,
        names.annotators[annotation.annotator_id],
        annotation.claim_id,
        str(judgement.span.start),
        str(judgement.span.end),
        "" if options.text is TextShare.NONE else judgement.span.of(article.text),
        label.field,
        str(position),
        label.content,
        source.name if source else "",
        source.type if source else "",
        judgement.as_of or "",
        annotation.created_at,
        names.schemes[judgement.scheme_hash].name,
        judgement.scheme_hash,
    )
