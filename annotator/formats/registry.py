"""The formats a dataset can be written in: adding one is a module and a line here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from annotator.errors import NotFound
from annotator.formats.jsonl import write_jsonl
from annotator.formats.long_csv import write_csv
from annotator.formats.options import Options
from annotator.formats.record import ItemRecord

Writer = Callable[[Iterable[ItemRecord], Options], Iterator[str]]


@dataclass(frozen=True, slots=True)
class Format:
    """A way to write a dataset: its name on the command line, what it is, and the function that writes it.

    `row` is what a line holds, after `heads` lines that hold none.
    """

    name: str
    summary: str
    suffix: str
    write: Writer
    row: str
    heads: int = 0


FORMATS = {
    each.name: each
    for each in (
        Format(
            "jsonl",
            "an item a line, with every annotator's labels and evidence",
            ".jsonl",
            write_jsonl,
            "item",
        ),
        Format(
            "csv", "long form: a label a row, for statistics programs", ".csv", write_csv, "label", heads=1
        ),
    )
}


def find_format(name: str) -> Format:
    """Return the format of that name; `NotFound` lists the known ones."""
    if name not in FORMATS:
        raise NotFound(f"no format {name!r}", why=f"known: {', '.join(FORMATS)}", do="name one of these")
    return FORMATS[name]
