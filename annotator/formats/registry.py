"""The formats a dataset can be written in: adding one is a module and a line here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from annotator.formats.options import Options
    from annotator.formats.record import ItemRecord
    from annotator.formats.said import Hearing, SaidClaim


@dataclass(frozen=True, slots=True)
class Format:
    """A way to write a dataset: its name on the command line, what it is, and the module that writes it.

    The module is imported when it is first used, so that the command line's help needs none of them. `row` is what
    a line holds, after `heads` lines that hold none.
    """

    name: str
    summary: str
    suffix: str
    module: str
    row: str
    heads: int = 0

    def write(self, records: Iterable[ItemRecord], options: Options) -> Iterator[str]:
        """Return the file's lines, one at a time."""
        lines: Iterator[str] = import_module(self.module).write(records, options)
        return lines


@dataclass(frozen=True, slots=True)
class Reader:
    """A way to read labels that others gave: its name, how its files end, and the module that reads it."""

    name: str
    suffixes: tuple[str, ...]
    module: str

    def read(self, hearing: Hearing) -> Iterator[SaidClaim]:
        """Return the claims of a file, one at a time."""
        claims: Iterator[SaidClaim] = import_module(self.module).read(hearing)
        return claims


READERS = {
    each.name: each
    for each in (
        Reader("jsonl", (".jsonl", ".ndjson", ".json"), "annotator.formats.jsonl_labels"),
        Reader("csv", (".csv", ".tsv"), "annotator.formats.csv_labels"),
    )
}
"""The formats labels can be read from."""

FORMATS = {
    each.name: each
    for each in (
        Format(
            "jsonl",
            "an item a line, with every annotator's labels and evidence",
            ".jsonl",
            "annotator.formats.jsonl",
            "item",
        ),
        Format(
            "csv",
            "long form: a label a row, for statistics programs",
            ".csv",
            "annotator.formats.long_csv",
            "label",
            heads=1,
        ),
    )
}
