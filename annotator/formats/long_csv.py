"""CSV in long form (RFC 4180): one label a row, so that any statistics program can read it.

Cells that a spreadsheet would run as a formula get a leading apostrophe (OWASP, CSV injection), unless asked
not to.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator

from annotator.core.claim import Annotation, Label
from annotator.formats.options import Options, TextShare
from annotator.formats.record import ItemRecord, Names

COLUMNS = (
    "item", "article", "outlet", "published", "passage", "origin", "annotator", "claim",
    "start", "end", "text",
    "field", "position", "value", "source_name", "source_type",
    "as_of", "created_at", "scheme", "scheme_hash", "suggested",
)  # fmt: skip
"""`value` holds a label's id, or a source's id with its name and type beside it. Offsets are code points.

`suggested` is 1 where the program offered the label and the annotator took it. New columns come last, so that
programs that count columns go on reading what they did.
"""

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def write(records: Iterable[ItemRecord], options: Options) -> Iterator[str]:
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
        for origin, judged in (("annotator", record.annotations), ("gold", record.gold)):
            for annotation in judged:
                before, after = (
                    _claim(record, annotation, origin, options),
                    _circumstances(record, annotation),
                )
                for label, columns in _labels(annotation, record.names):
                    yield *before, *columns, *after, "1" if label.suggested else ""


def _claim(record: ItemRecord, annotation: Annotation, origin: str, options: Options) -> tuple[str, ...]:
    """Return the columns up to `text`."""
    article, span = record.article, annotation.judgement.span
    return (
        record.id,
        article.id,
        article.detail("outlet"),
        article.detail("published"),
        str(record.passage + 1),
        origin,
        record.names.annotators[annotation.annotator_id],
        annotation.claim_id,
        str(span.start),
        str(span.end),
        "" if options.text is TextShare.NONE else span.of(article.text),
    )


def _labels(annotation: Annotation, names: Names) -> Iterator[tuple[Label, tuple[str, ...]]]:
    """Yield each label with its columns `field` to `source_type`."""
    positions: dict[str, int] = {}
    for label in annotation.judgement.labels:
        position = positions[label.field] = positions.get(label.field, -1) + 1
        source = names.sources.get(label.source_id)
        named = (source.name, source.type) if source else ("", "")
        yield label, (label.field, str(position), label.content, *named)


def _circumstances(record: ItemRecord, annotation: Annotation) -> tuple[str, ...]:
    """Return the columns `as_of` to `scheme_hash`."""
    judgement = annotation.judgement
    scheme = record.names.schemes[judgement.scheme_hash]
    return judgement.as_of or "", annotation.created_at, scheme.name, judgement.scheme_hash
