"""Single-bit flips in a copy of the sample project: how many are detected, harmless, or missed and why.

Run as `python -m tests.benchmarks.bit_flips [COUNT] [SEED] [FILE]`; it ends with 1 if one was missed unexplained.
"""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.store.flipping import flip_bits


def sample(folder: Path) -> Path:
    """Make the sample project in a folder, all of it in its one file."""
    from annotator.workflow.project import create_project
    from annotator.workflow.samples import load_corpus, sample_corpus
    from annotator.workflow.schemes import find_scheme

    corpus = sample_corpus()
    project = create_project(folder / "sample.db", corpus.title, find_scheme(corpus.scheme))
    load_corpus(project, corpus)
    with project.engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.exec_driver_sql("BEGIN")
    project.close()
    return project.path


def main() -> int:
    """Flip and print the tally."""
    given = sys.argv[1:]
    count, seed = (int(given[at]) if len(given) > at else default for at, default in ((0, 2_000), (1, 1)))
    with TemporaryDirectory() as folder:
        path = Path(given[2]) if len(given) > 2 else sample(Path(folder))
        tally = flip_bits(path, Path(folder), count, seed)
    print(f"{path.name}: {count} flips\n{tally}")
    return 1 if tally.counts["missed"] else 0


if __name__ == "__main__":
    sys.exit(main())
