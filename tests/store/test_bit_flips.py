"""A single bit turned over anywhere in a file is found by the doctor, or makes no difference to anybody."""

from __future__ import annotations

import shutil
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import pytest

from annotator.workflow.project import find_annotator, open_project, people
from annotator.workflow.redacting import redact
from tests.store.flipping import flip_bits

FLIPS = 200


def alone(path: Path) -> Path:
    """Bring everything of a project into its one file."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return path


@pytest.mark.slow
def test_of_200_flips_every_one_is_detected_harmless_or_explained(
    sampled: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = alone(Path(shutil.copyfile(sampled, tmp_path / "p.db")))
    tally = flip_bits(path, tmp_path, FLIPS, seed=20260115)
    with capsys.disabled():
        sys.stdout.write(f"\n{tally}\n")
    assert tally.counts.total() == FLIPS
    assert tally.counts["missed"] == 0, str(tally)
    assert tally.counts["detected"] > FLIPS // 3


@pytest.mark.slow
def test_so_it_is_in_a_file_that_was_redacted(sampled: Path, tmp_path: Path) -> None:
    project = open_project(Path(shutil.copyfile(sampled, tmp_path / "p.db")))
    somebody = find_annotator(project, people(project)[0].name).name
    redact(project, "person", somebody, "why")
    project.close()
    tally = flip_bits(alone(project.path), tmp_path, FLIPS // 4, seed=1)
    assert tally.counts["missed"] == 0, str(tally)
