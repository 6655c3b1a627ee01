"""CSV in long form (RFC 4180): one label a row, so that any statistics program can read it.

Cells that a spreadsheet would run as a formula get a leading apostrophe (OWASP, CSV injection), unless asked
not to.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from annotator.core.article import Article
from annotator.core.claim import Annotation, Label
from annotator.formats.options import Options, TextShare
from annotator.formats.record import ItemRecord, Names

COLUMNS = (
    "item", "article", "outlet", "published", "passage", "origin", "annotator", "claim",
    "start", "end", "text",
    "field", "position", "value", "source_name", "source_type",
    "as_of", "created_at", "scheme", "scheme_hash", "suggested", "value_now", "source_now",
    "made_from",
)  # fmt: skip
"""`value` holds a label's id, or a source's id with its name and type beside it. Offsets are code points.

`suggested` is 1 where the program offered the label and the annotator took it. `value_now` is what a label made
under an earlier scheme counts as under the one in force, or `(retired)`, or the id of the source into which another
was merged; empty where that is what `value` says. `source_now` is the present name of a source that was merged or
renamed, and empty for every other.
`made_from` is the item, of the round before, that a given claim was made from: its gold is what was given.
New columns come last, so that programs that count columns go on reading what they did.
"""

RETIRED = "(retired)"
"""Stands for a label that no label of the scheme in force stands for; the brackets keep it apart from every id."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def write(records: Iterable[ItemRecord], options: Options) -> Iterator[str]:
    """Return the rows of the file, one at a time, the header first.

    What rows have in common is made into cells once: a dataset has many rows and few different labels.
    """
    yield _cells(COLUMNS, guard=False) + "\r\n"
    articles, labels = _Articles(options), _Labels(options)
    for record in records:
        item = f"{_cells((record.id,), guard=options.guard)},{articles.of(record.article)}"
        made = _cells((record.made_from,), guard=options.guard)
        for origin, judged in (("annotator", record.annotations), ("gold", record.gold)):
            for annotation in judged:
                before = _cells(_claim(record, annotation, origin, options), guard=options.guard)
                after = _cells(_circumstances(record, annotation), guard=options.guard)
                for named, noted in labels.of(annotation, record.names):
                    yield f"{item},{before},{named},{after},{noted},{made}\r\n"


def guarded(cell: str) -> str:
    """Put an apostrophe before what a spreadsheet would take for a formula.

    >>> guarded("=1+1"), guarded("one")
    ("'=1+1", 'one')
    """
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def unguarded(cell: str) -> str:
    """Take such an apostrophe away again.

    >>> unguarded("'=1+1"), unguarded("'one'")
    ('=1+1', "'one'")
    """
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_FORMULA) else cell


def _cells(values: Iterable[str], *, guard: bool) -> str:
    """Return values as cells of a row, in quotation marks where they need them.

    >>> _cells(["one", 'say "two", three'], guard=True)
    'one,"say ""two"", three"'
    """
    return ",".join(
        [_quoted(guarded(value) if guard else value) if not value.isalnum() else value for value in values]
    )


def _quoted(value: str) -> str:
    if "," in value or '"' in value or "\n" in value or "\r" in value:
        return '"' + value.replace('"', '""') + '"'
    return value


class _Articles:
    """Makes the cells `article` to `published`, which are the same for all rows of an article."""

    def __init__(self, options: Options) -> None:
        self._guard = options.guard
        self._of: Article | None = None
        self._made = ""

    def of(self, article: Article) -> str:
        """Return the cells of an article."""
        if article is not self._of:
            known = dict(article.details)
            values = (article.id, known.get("outlet", ""), known.get("published", ""))
            self._of, self._made = article, _cells(values, guard=self._guard)
        return self._made


def _claim(record: ItemRecord, annotation: Annotation, origin: str, options: Options) -> tuple[str, ...]:
    """Return the columns `passage` to `text`."""
    span = annotation.judgement.span
    return (
        str(record.passage + 1),
        origin,
        record.names.annotators[annotation.annotator_id],
        annotation.claim_id,
        str(span.start),
        str(span.end),
        "" if options.text is TextShare.NONE else span.of(record.article.text),
    )


KEPT = 4_000
"""How many different labels are remembered as cells; sources make them many."""


class _Labels:
    """Makes labels into cells: those from `field` to `source_type`, and those from `suggested` on."""

    def __init__(self, options: Options) -> None:
        self._guard = options.guard
        self._made: dict[tuple[str, str, str, bool, int, str], tuple[str, str]] = {}

    def of(self, annotation: Annotation, names: Names) -> Iterator[tuple[str, str]]:
        """Yield the cells of each label; labels of one field stand together and are numbered."""
        scheme, before, position = annotation.judgement.scheme_hash, "", 0
        for label in annotation.judgement.labels:
            position = position + 1 if label.field == before else 0
            before = label.field
            key = (label.field, label.value, label.source_id, label.suggested, position, scheme)
            made = self._made.get(key)
            if made is None:
                if len(self._made) >= KEPT:
                    self._made.clear()
                made = self._made[key] = self._cells(label, position, scheme, names)
            yield made

    def _cells(self, label: Label, position: int, scheme: str, names: Names) -> tuple[str, str]:
        source = names.sources.get(label.source_id)
        named = (source.name, source.type) if source else ("", "")
        now = names.sources_now.get(label.source_id)
        noted = ("1" if label.suggested else "", _now(label, scheme, names), now.name if now else "")
        return (
            _cells((label.field, str(position), label.content, *named), guard=self._guard),
            _cells(noted, guard=self._guard),
        )


def _now(label: Label, scheme: str, names: Names) -> str:
    now = names.maps.map_label(label.field, label.content, scheme)
    if label.source_id and now in names.sources_now:
        now = names.sources_now[now].id
    return "" if now == label.content else RETIRED if now is None else now


def _circumstances(record: ItemRecord, annotation: Annotation) -> tuple[str, ...]:
    """Return the columns `as_of` to `scheme_hash`."""
    judgement = annotation.judgement
    scheme = record.names.schemes[judgement.scheme_hash]
    return judgement.as_of or "", annotation.created_at, scheme.name, judgement.scheme_hash
