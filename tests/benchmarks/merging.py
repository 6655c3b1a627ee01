"""What it costs to merge the kits of a large team, beside the bare driver copying the same rows; and the memory held.

50 kits of 2,000 annotations each, every one an action of its own, in two random orders with 10 of them twice: the same
project both times. The driver copies the rows of each file that aren't there yet, checking nothing.

Run it: `python tests/benchmarks/merging.py [ANNOTATIONS]`.
"""

from __future__ import annotations

import hashlib
import json
import random
import resource
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

ROOT = Path(__file__).parents[2]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from tests.benchmarks.programs import Figure, report  # noqa: E402

KITS, TWICE, FEW = 50, 10, 10
ANNOTATIONS = 2_000
ARTICLES, PASSAGES, WORDS = 100, 20, 20
MOST_SECONDS = 60.0
MOST_MEMORY = 1.1
"""Of what few kits take, and all of them may."""


def _project(folder: Path, kits: int) -> Path:
    from annotator.core.article import Article
    from annotator.core.text.passages import split_passages
    from annotator.workflow.importing import add_articles
    from annotator.workflow.project import add_annotator
    from tests.benchmarks.projects import empty, plain

    made = empty(folder / "project.db")
    text, _ = plain(PASSAGES, WORDS)
    texts = [f"{number:08}{text[8:]}" for number in range(ARTICLES)]
    add_articles(made, [Article.new(each, split_passages(each), {"title": each[:8]}) for each in texts])
    for number in range(kits):
        add_annotator(made, f"Annotator {number}")
    made.close()
    return made.path


def _kit(project: Path, number: int, annotations: int) -> Path:
    """Make a kit and fill it, an action for each annotation."""
    from annotator.core.claim import Annotation, Claim, Judgement, Label, Origin
    from annotator.core.history import Action, Entry, Kind
    from annotator.core.source import Source
    from annotator.core.text.span import Span
    from annotator.store.engine import writing
    from annotator.store.writing import append
    from annotator.workflow.kits import make_kit
    from annotator.workflow.project import find_annotator, open_project

    lead = open_project(project)
    name = f"Annotator {number}"
    path = make_kit(lead, name, target=project.parent / f"{number}.kit.db").path
    who = find_annotator(lead, name).id
    lead.close()
    with closing(sqlite3.connect(path)) as connection:
        articles = [row[0] for row in connection.execute("SELECT id FROM article ORDER BY position")]
    kit, chance = open_project(path), random.Random(number)
    stamps, scheme = kit.stamps, kit.scheme.hash
    sources = [Source.of(f"Source {each}", "police") for each in range(50)]
    with writing(kit.engine) as connection:
        for _ in range(annotations):
            source = chance.choice(sources)
            action = Action(stamps.new_id(), who, Kind.DO, "mark", stamps.now(), "annotator")
            claim = Claim(stamps.new_id(), chance.choice(articles), Origin.MARKED, who)
            start = chance.randrange(2_000)
            labels = (
                Label("source", source_id=source.id),
                Label("form", "direct"),
                Label("stance", "neutral"),
            )
            judgement = Judgement(span=Span(start, start + 40), scheme_hash=scheme, labels=labels)
            annotation = Annotation(stamps.new_id(), claim.id, who, action.id, action.at, judgement)
            append(connection, Entry(action, (claim,), (source,), (annotation,)))
    kit.close()
    return path


def _bare(project: Path, files: list[Path]) -> float:
    """Copy the rows that aren't there yet by the driver; return the CPU seconds."""
    from annotator.store.engine import SETTINGS
    from annotator.store.tables import METADATA, OVERWRITTEN

    began = time.process_time()
    with closing(sqlite3.connect(project, isolation_level=None)) as connection:
        for name in ("journal_mode", "synchronous", "recursive_triggers"):
            connection.execute(f"PRAGMA {name} = {SETTINGS[name][0]}")
        for file in files:
            connection.execute("BEGIN IMMEDIATE")
            with closing(sqlite3.connect(file)) as kit:
                for name, table in METADATA.tables.items():
                    if name not in OVERWRITTEN:
                        marks = ", ".join("?" for _ in table.columns)
                        query = f"INSERT OR IGNORE INTO {name} VALUES ({marks})"
                        connection.executemany(query, kit.execute(f"SELECT * FROM {name}"))
            connection.execute("COMMIT")
    return time.process_time() - began


def _merge(project: Path, files: list[Path]) -> dict[str, float]:
    """Merge in a process of its own; return its seconds and the MB it held at most."""
    command = [sys.executable, __file__, "--merge", str(project), *map(str, files)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def _merging(project: Path, files: list[Path]) -> None:
    from annotator.workflow.merging import merge_files
    from annotator.workflow.project import open_project

    opened = open_project(project)
    began, used = time.perf_counter(), time.process_time()
    found = merge_files(opened, files)
    took, used = time.perf_counter() - began, time.process_time() - used
    opened.close()
    wrong = [str(each.refused) for each in found if each.refused] + [
        note for each in found for note in each.notes
    ]
    if wrong:
        raise SystemExit("\n".join(wrong))
    held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": took, "cpu": used, "mb": held}))


def _content(project: Path) -> str:
    """Return a hash over all rows, but for what says when a kit was merged."""
    from annotator.store.tables import METADATA, OVERWRITTEN

    hashed = hashlib.sha256()
    with closing(sqlite3.connect(project)) as connection:
        for name, table in METADATA.tables.items():
            if name in OVERWRITTEN:
                continue
            left_out = ("id", "action_id") if name == "kit" else ()
            columns = [each.name for each in table.columns if each.name not in left_out]
            listed = ", ".join(f'"{each}"' for each in columns)
            where = "WHERE what <> 'kit merge'" if name == "action" else ""
            order = ", ".join(str(number + 1) for number in range(len(columns)))
            for row in connection.execute(f"SELECT {listed} FROM {name} {where} ORDER BY {order}"):
                hashed.update(repr(row).encode())
    return hashed.hexdigest()


def measure(annotations: int = ANNOTATIONS) -> list[Figure]:
    """Make the kits, merge them in two orders, and compare."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        base = _project(folder, KITS)
        began = time.perf_counter()
        files = [_kit(base, number, annotations) for number in range(KITS)]
        print(f"{KITS} kits of {annotations} annotations made in {time.perf_counter() - began:.1f} s")
        chance = random.Random(7)

        def fresh(called: str) -> Path:
            return Path(shutil.copy(base, folder / called))

        few = _merge(fresh("few.db"), files[:FEW])
        runs, contents = [], set()
        for number in range(2):
            order = chance.sample([*files, *files[:TWICE]], KITS + TWICE)
            path = fresh(f"run-{number}.db")
            runs.append(_merge(path, order))
            contents.add(_content(path))
        bare = _bare(fresh("bare.db"), order)
        seconds = max(each["seconds"] for each in runs)
        memory = max(each["mb"] for each in runs)
        told = ", ".join(f"{each['seconds']:.1f} s ({each['cpu']:.1f} of a processor)" for each in runs)
        print(
            f"{KITS} kits and {TWICE} of them again: {told};"
            f" the bare driver {bare:.1f} s of a processor, so {runs[-1]['cpu'] / bare:.1f}×;"
            f" {memory:.0f} MB, with {FEW} kits {few['mb']:.0f}"
        )
    return [
        Figure("merging: seconds for 50 kits of 2,000 annotations, 10 twice", seconds, MOST_SECONDS, "s"),
        Figure("merging: other projects than the first, of two orders", len(contents) - 1, 0, ""),
        Figure("merging: memory beside that of 10 kits", memory / few["mb"], MOST_MEMORY),
    ]


if __name__ == "__main__":
    if "--merge" in sys.argv:
        _merging(Path(sys.argv[2]), [Path(each) for each in sys.argv[3:]])
    else:
        report(measure(int(sys.argv[1]) if sys.argv[1:] else ANNOTATIONS))
