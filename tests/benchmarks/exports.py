"""What an export costs beside a plain loop over the driver that fetches the same rows and writes the same bytes.

The loops are handed which annotations are one item, and in which order; all they do is one query with its joins, and
`csv.writer` or `json.dumps` for each row or item. They take turns with the export on one project of 1,000,000 labels,
and that the files are the same is checked. Memory is compared with that on 100,000 labels.

Run it: `python tests/benchmarks/exports.py [ROUNDS] [LABELS]`; the default is 3 rounds of 1,000,000.
"""

from __future__ import annotations

import csv
import filecmp
import json
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from itertools import groupby
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from tests.benchmarks.labelled import many_labels  # noqa: E402
from tests.benchmarks.programs import Figure, report, rounds  # noqa: E402

LABELS, FEWER = 1_000_000, 100_000
LEAST_SHARE = 0.6
"""Of the loop's rate."""

MOST_MEMORY = 1.3
FORMATS = ("csv", "jsonl")

Known = list[tuple[int, str, str, int]]
"""Annotations in the order of the file, each with its number, its item's id and its passage's number."""


def export_all(project: Path, name: str, target: Path) -> float:
    """Export as the command does; return the CPU seconds."""
    from annotator.formats.options import Options
    from annotator.formats.registry import FORMATS as WRITERS
    from annotator.workflow.exporting import export
    from annotator.workflow.project import open_project

    opened = open_project(project)
    begin = time.process_time()
    export(opened, WRITERS[name], target, Options(), force=True)
    used = time.process_time() - begin
    opened.close()
    return used


def known_items(exported: Path) -> Known:
    """Read from an export what only matching can tell."""
    found: Known = []
    with exported.open(encoding="utf-8") as lines:
        for item in map(json.loads, lines):
            for each in item["annotations"]:
                found.append((len(found), item["item"], each["annotation"], item["passage"]["number"]))
    return found


_WANTED = "CREATE TEMP TABLE wanted (at INTEGER PRIMARY KEY, item TEXT, annotation TEXT, passage INTEGER)"

_ROWS = """
SELECT w.item, a.article, outlet.value, published.value, w.passage, 'annotator', annotator.name, a.claim_id,
       a.start, a."end", substr(article.text, a.start + 1, a."end" - a.start),
       l.field, l.position, coalesce(l.value, l.source_id), source.name, source.type,
       a.as_of, a.created_at, scheme.name, a.scheme_hash, l.suggested, NULL, NULL, NULL
FROM wanted AS w
CROSS JOIN (SELECT current_annotation.*, claim.article_id AS article
            FROM current_annotation JOIN claim ON claim.id = claim_id) AS a ON a.id = w.annotation
JOIN article ON article.id = a.article
JOIN article_detail AS outlet ON outlet.article_id = article.id AND outlet.field = 'outlet'
JOIN article_detail AS published ON published.article_id = article.id AND published.field = 'published'
JOIN annotator ON annotator.id = a.annotator_id
JOIN scheme ON scheme.hash = a.scheme_hash
JOIN label AS l ON l.annotation_id = a.id
LEFT JOIN source ON source.id = l.source_id
ORDER BY w.at, l.field, l.position
"""

_ITEMS = """
SELECT w.item, a.id, a.article, article.sha256, article.text, title.value, outlet.value, published.value, w.passage,
       passage.id, passage.kind, passage.start, passage."end", annotator.name, a.claim_id, a.created_at, a.start,
       a."end", a.as_of, a.restatement, a.note, scheme.name, scheme.version, a.scheme_hash,
       l.field, l.value, source.id, source.name, source.type, l.suggested,
       e.id, e.polarity, origin.id, origin.name, origin.type, e.url, e.archived_url, e.quote, e.published, e.accessed,
       e.note
FROM wanted AS w
CROSS JOIN (SELECT current_annotation.*, claim.article_id AS article
            FROM current_annotation JOIN claim ON claim.id = claim_id) AS a ON a.id = w.annotation
JOIN article ON article.id = a.article
JOIN article_detail AS title ON title.article_id = article.id AND title.field = 'title'
JOIN article_detail AS outlet ON outlet.article_id = article.id AND outlet.field = 'outlet'
JOIN article_detail AS published ON published.article_id = article.id AND published.field = 'published'
JOIN first ON first.item = w.item
JOIN passage ON passage.id = first.passage
JOIN annotator ON annotator.id = a.annotator_id
JOIN scheme ON scheme.hash = a.scheme_hash
JOIN label AS l ON l.annotation_id = a.id
LEFT JOIN source ON source.id = l.source_id
LEFT JOIN annotation_evidence AS link ON link.annotation_id = a.id
LEFT JOIN evidence AS e ON e.id = link.evidence_id
LEFT JOIN source AS origin ON origin.id = e.origin_source_id
ORDER BY w.at, l.field, l.position
"""


def loop_csv(connection: sqlite3.Connection, target: Path) -> None:
    """Write the rows of the table, and nothing more."""
    from annotator.formats.long_csv import COLUMNS

    with target.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\r\n")
        writer.writerow(COLUMNS)
        for row in connection.execute(_ROWS):
            writer.writerow(row)


def loop_jsonl(connection: sqlite3.Connection, target: Path) -> None:
    """Write an object for each run of rows of one item, and nothing more."""
    with target.open("w", encoding="utf-8", newline="") as out:
        for _, rows in groupby(connection.execute(_ITEMS), key=lambda row: row[0]):
            out.write(json.dumps(_item(list(rows)), ensure_ascii=False, separators=(",", ":")) + "\n")


def _item(rows: list[Any]) -> dict[str, Any]:
    first = rows[0]
    # An item is where its earliest claim is, whoever comes first by name.
    start, end = next((row[16], row[17]) for row in rows if row[14] == first[0])
    text, (passage, kind, begins, ends) = first[4], first[9:13]
    return {
        "item": first[0],
        "article": {
            "id": first[2],
            "sha256": first[3],
            "title": first[5],
            "outlet": first[6],
            "url": None,
            "published": first[7],
            "language": None,
            "story": None,
            "rights": None,
        },
        "passage": {"id": passage, "number": first[8], "kind": kind, "start": begins, "end": ends},
        "span": {"start": start, "end": end},
        "text": text[start:end],
        "prefix": text[max(0, start - 32) : start],
        "suffix": text[end : end + 32],
        "passage_text": text[begins:ends],
        "annotations": [_annotation(list(each)) for _, each in groupby(rows, key=lambda row: row[1])],
        "gold": [],
    }


def _annotation(rows: list[Any]) -> dict[str, Any]:
    first = rows[0]
    labels = {
        row[24]: {"id": row[26], "name": row[27], "type": row[28]} if row[26] else row[25] for row in rows
    }
    suggested = {row[24]: [row[26] or row[25]] for row in rows if row[29]}
    evidence = {
        "id": first[30],
        "polarity": first[31],
        "origin": {"id": first[32], "name": first[33], "type": first[34]},
        "url": first[35],
        "archived_url": first[36],
        "quote": first[37],
        "published": first[38],
        "accessed": first[39],
        "note": first[40],
        "passage": None,
    }
    return {
        "annotator": first[13],
        "claim": first[14],
        "annotation": first[1],
        "created_at": first[15],
        "span": {"start": first[16], "end": first[17]},
        "text": first[4][first[16] : first[17]],
        "labels": labels,
        **({"suggested": suggested} if suggested else {}),
        "reactions": [],
        "evidence": [evidence] if first[30] else [],
        "as_of": first[18],
        "restatement": first[19],
        "note": first[20],
        "scheme": {"name": first[21], "version": first[22], "hash": first[23]},
    }


LOOPS: dict[str, Callable[[sqlite3.Connection, Path], None]] = {"csv": loop_csv, "jsonl": loop_jsonl}


def loop_all(
    project: Path, known: Known, passages: Iterable[tuple[str, str]], name: str, target: Path
) -> float:
    """Write the same file by a plain loop; return the CPU seconds."""
    with closing(sqlite3.connect(project)) as connection:
        connection.execute(_WANTED)
        connection.executemany("INSERT INTO wanted VALUES (?, ?, ?, ?)", known)
        connection.execute("CREATE TEMP TABLE first (item TEXT PRIMARY KEY, passage TEXT)")
        connection.executemany("INSERT INTO first VALUES (?, ?)", passages)
        begin = time.process_time()
        LOOPS[name](connection, target)
        return time.process_time() - begin


def _passages(exported: Path) -> Iterator[tuple[str, str]]:
    with exported.open(encoding="utf-8") as lines:
        for item in map(json.loads, lines):
            yield item["item"], item["passage"]["id"]


def memory(project: Path, name: str, folder: Path) -> float:
    """Return the MB that an export takes at most, in a program of its own."""
    used = subprocess.run(
        [sys.executable, __file__, "--memory", project, name, folder / f"memory.{name}"],
        check=True,
        capture_output=True,
        text=True,
    )
    return float(used.stdout)


def measure(times: int, labels: int = LABELS) -> list[Figure]:
    """Return the figures, from so many rounds."""
    figures = []
    with tempfile.TemporaryDirectory(prefix="exports-") as name:
        folder = Path(name)
        project, fewer = many_labels(folder, labels), many_labels(folder, FEWER)
        export_all(project, "jsonl", folder / "known.jsonl")
        known, passages = known_items(folder / "known.jsonl"), list(_passages(folder / "known.jsonl"))
        for each in FORMATS:
            ours, loop = [], []
            for _ in range(times):
                ours.append(export_all(project, each, folder / f"ours.{each}"))
                loop.append(loop_all(project, known, passages, each, folder / f"loop.{each}"))
            if not filecmp.cmp(folder / f"ours.{each}", folder / f"loop.{each}", shallow=False):
                raise SystemExit(f"the loop wrote another {each} file: nothing is compared")
            first, second = statistics.median(ours), statistics.median(loop)
            print(f"{each}: export {first:.2f} s, loop {second:.2f} s, {second / first:.2f} of its rate")
            more = memory(project, each, folder) / memory(fewer, each, folder)
            figures += [
                Figure(
                    f"{each} of {labels:,} labels, over a plain loop: CPU", first / second, 1 / LEAST_SHARE
                ),
                Figure(f"{each} of {labels:,} labels, over {FEWER:,}: memory", more, MOST_MEMORY),
            ]
    return figures


if __name__ == "__main__":
    if "--memory" in sys.argv:
        export_all(Path(sys.argv[2]), sys.argv[3], Path(sys.argv[4]))
        # Not what `getrusage` says, which counts what the process was copied from.
        status = Path("/proc/self/status").read_text(encoding="utf-8")
        print(int(status.split("VmHWM:")[1].split()[0]) / 1024)
    else:
        given = [int(each) for each in sys.argv[1:] if each.isdigit()]
        report(measure(rounds(3), given[1] if len(given) > 1 else LABELS))
