"""From the key that decides to the next item painted and "saved ✓" shown, while settling 10,000 items.

Run it: `python tests/benchmarks/settling.py [ROUNDS]`; making the project takes a minute. The time is held against a
bare Textual key and a bare commit to the same disk, median against median and 95th percentile against 95th: the
slowest are keys that scroll, or go on to another article. A round goes on from article to article, as a person does.
"""

from __future__ import annotations

import sqlite3
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.benchmarks.commits import Commits
from tests.benchmarks.programs import (
    SAVED,
    WARM,
    Figure,
    Key,
    Program,
    bare,
    p95,
    report,
    rounds,
    table,
    take_turns,
)
from tests.benchmarks.projects import BATCH, PASSAGES, Made, _rows, empty, word_of

ITEMS, FEW = 10_000, 250
EACH = 25
"""Items of an article, one in every passage."""

DECIDING, GOING_ON = "Enter", "Space"
KEYS = {
    DECIDING: Key((b"\r",), ((b"a", b"S", b"2"),)),
    GOING_ON: Key((b" ",)),
}
WANTED = 3.0


def settled_project(folder: Path, items: int) -> Made:
    """Make a project in which two annotators marked that many claims and gave them other stances."""
    from annotator.core.history import Action, Kind
    from annotator.store import tables
    from annotator.store.engine import writing
    from annotator.store.writing import append, write_action
    from annotator.workflow.project import add_annotator
    from annotator.workflow.stamps import PROGRAM

    made, articles = empty(folder / f"settling-{items}.db"), items // EACH
    people = [add_annotator(made, name) for name in ("Ana", "Ben")]
    add_annotator(made, "Lea")
    text = ""
    for first in range(0, articles, BATCH):
        action = Action(made.stamps.new_id(), None, Kind.DO, "import", made.stamps.now(), PROGRAM)
        rows = [_rows(number, action.id) for number in range(first, min(first + BATCH, articles))]
        with writing(made.engine) as connection:
            write_action(connection, action)
            for table_ in (tables.ARTICLE, tables.ARTICLE_DETAIL, tables.PASSAGE):
                connection.execute(table_.insert(), [row for each in rows for row in each[table_.name]])
        for at, person in enumerate(people):
            for each in rows:
                with writing(made.engine) as connection:
                    append(connection, _marked(made, each, person.id, ("neutral", "supports")[at]))
        text = text or str(rows[0]["article"][0]["text"])
    path = made.path
    made.close()
    return Made(path, word_of(text, 0))


def _marked(made: object, rows: dict[str, list[dict[str, object]]], who: str, stance: str) -> object:
    from annotator.core.claim import Annotation, Claim, Judgement, Label, Origin
    from annotator.core.history import Action, Entry, Kind, Looked, PassageState
    from annotator.core.source import Source
    from annotator.core.text.span import Span

    stamps, scheme = made.stamps, made.scheme  # type: ignore[attr-defined]
    action = Action(stamps.new_id(), who, Kind.DO, "mark", stamps.now(), "benchmark")
    article = str(rows["article"][0]["id"])
    narrator = Source.narrator(article)
    claims, annotations, states = [], [], []
    for passage in rows["passage"][:PASSAGES]:
        start = int(str(passage["start"]))
        claim = Claim(stamps.new_id(), article, Origin.MARKED, who)
        labels = (
            Label("source", source_id=narrator.id),
            Label("form", "unattributed"),
            Label("stance", stance),
        )
        judgement = Judgement(Span(start, start + 60), scheme.hash, labels)
        claims.append(claim)
        annotations.append(Annotation(stamps.new_id(), claim.id, who, action.id, action.at, judgement))
        states.append(PassageState(stamps.new_id(), str(passage["id"]), who, action.id, Looked.DONE))
    return Entry(action, tuple(claims), (narrator,), tuple(annotations), tuple(states))


def settling(name: str, made: Made) -> Program:
    """Return the settling screen on a project."""
    command = ["-c", "from annotator.cli.main import run; run()", "settle", "--no-auto"]
    command += ["--db", str(made.path), "--as", "Lea"]
    return Program(name, command, made.word.encode(), ready="saved ✓".encode())


def measure(times: int) -> list[Figure]:
    """Decide so many items in a small project and a large one, by turns, and go on past as many."""
    times = min(times, FEW // 2 - 2 * WARM - 1)
    with tempfile.TemporaryDirectory() as folder:
        commits = Commits(Path(folder))
        made = {count: settled_project(Path(folder), count) for count in (FEW, ITEMS)}
        few, many = (settling(f"{count:,}", each) for count, each in made.items())
        floor = bare(keys=KEYS.values())
        take_turns([floor, few, many], KEYS, times, commits.measure, SAVED)
        for program in (floor, few, many):
            program.stop()
        for each in made.values():
            _check_decided(each, times + WARM)
    print(table([floor, few, many]))
    return list(_figures(floor, few, many, commits.taken[WARM : WARM + times]))


def _figures(floor: Program, few: Program, many: Program, commits: list[float]) -> Iterator[Figure]:
    both = [key.wall + commit for key, commit in zip(floor.costs[DECIDING], commits, strict=True)]
    print(f"a bare key and a bare commit: {p95(both):.2f} ms (p95), {median(both):.2f} ms (median)")
    for how, of in (("median", median), ("p95", p95)):
        for what, key in (
            ("deciding, next item of {} painted and saved", DECIDING),
            ("next item of {} painted, nothing decided", GOING_ON),
        ):
            for program in (few, many):
                walls = [each.wall for each in program.costs[key]]
                yield Figure(f"{what.format(program.name)} ({how})", of(walls) / of(both), WANTED)


def _check_decided(made: Made, presses: int) -> None:
    """Make sure that what was measured is on the disk."""
    with closing(sqlite3.connect(made.path)) as connection:
        (found,) = connection.execute("SELECT count(*) FROM decision").fetchone()
    if found != presses:
        raise SystemExit(f"{made.path.name} holds {found} decisions, not {presses}")


if __name__ == "__main__":
    report(measure(rounds(40)))
