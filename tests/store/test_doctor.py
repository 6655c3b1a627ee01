"""What the doctor says of whole files, and of files damaged in every way we could think of."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from annotator.core.history import Looked
from annotator.errors import NotFound
from annotator.store import doctor
from annotator.store.checks import SHAPE, shape
from annotator.store.doctor import Report, examine
from annotator.store.header import SCHEMA
from annotator.store.writing import save
from annotator.workflow.project import Project, find_annotator, open_project

DUMPS = sorted(Path(__file__).parent.glob("schema-*.sql"))


@pytest.fixture
def path(tmp_path: Path, sampled: Path) -> Path:
    (tmp_path / "project").mkdir()
    return Path(shutil.copyfile(sampled, tmp_path / "project" / "p.db"))


def told(report: Report) -> list[str]:
    """Return the names of the checks that are not content."""
    return [name for name, each in report.outcomes.items() if not each.is_well]


def change(path: Path, *statements: str) -> None:
    """Change a file as somebody does who holds it and knows SQL."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            connection.execute(statement)


def test_a_whole_file_is_whole_and_as_it_was_with_nothing_beside_it(path: Path) -> None:
    before = path.read_bytes()
    for quick in (False, True):
        report = examine(path, quick=quick)
        assert (report.healthy, told(report), report.schema) == (True, [], SCHEMA)
    assert path.read_bytes() == before
    assert [each.name for each in path.parent.iterdir()] == ["p.db"]


def test_what_an_open_project_keeps_in_its_log_is_examined_too(project: Project, hand: Any) -> None:
    save(project.engine, hand.marks(note="in the log"))
    assert examine(project.path).healthy
    log = project.path.with_name(f"{project.path.name}-wal")
    assert log.stat().st_size > 0


def test_a_file_nobody_may_write_to_is_examined_all_the_same(path: Path) -> None:
    path.chmod(0o444)
    path.parent.chmod(0o555)
    try:
        assert examine(path).healthy
    finally:
        path.parent.chmod(0o755)


@pytest.mark.parametrize("dump", DUMPS, ids=lambda dump: dump.stem)
def test_older_files_are_examined_as_they_are_and_stay_so(tmp_path: Path, dump: Path) -> None:
    path = tmp_path / "old.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(dump.read_text(encoding="utf-8"))
    before = path.read_bytes()
    report = examine(path)
    assert (report.healthy, report.schema) == (True, int(dump.stem.removeprefix("schema-")))
    assert f"annotator's is {SCHEMA}" in report.notes[0]
    assert path.read_bytes() == before
    open_project(path).close()
    report = examine(path)
    assert (report.healthy, report.schema) == (True, SCHEMA)
    assert "from before schema 3" in " ".join(report.notes)


def test_the_shape_is_that_of_this_schema(path: Path) -> None:
    """A migration changes it: put the new one into store/checks.py."""
    with closing(sqlite3.connect(path)) as connection:
        assert shape(connection) == SHAPE


def _header(at: int, new: bytes) -> Callable[[Path], None]:
    def damage(path: Path) -> None:
        data = bytearray(path.read_bytes())
        data[at : at + len(new)] = new
        path.write_bytes(data)

    return damage


def _cut(path: Path) -> None:
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])


def _scribbled(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[40_000:44_000] = b"\xff" * 4_000
    path.write_bytes(data)


DAMAGE: dict[str, tuple[Callable[[Path], object], str]] = {
    "cut short": (_cut, "quick"),
    "scribbled over": (_scribbled, "quick"),
    "empty": (lambda path: path.write_bytes(b""), "file"),
    "text": (lambda path: path.write_text("no database" * 1_000), "file"),
    "another program's": (_header(68, b"\0\0\0\0"), "file"),
    "of a newer program": (_header(60, (SCHEMA + 1).to_bytes(4, "big")), "file"),
    "called an older one": (_header(60, (SCHEMA - 1).to_bytes(4, "big")), "number"),
    "without its tables": (lambda path: change(path, "DROP TABLE label"), "shape"),
    "without a guard": (change, "guards"),
    "with a trigger of somebody else's": (
        lambda path: change(path, "CREATE TRIGGER mine BEFORE INSERT ON label BEGIN SELECT 1; END"),
        "guards",
    ),
    "without an index": (lambda path: change(path, "DROP INDEX ix_claim_article"), "shape"),
    "with a claim of nobody's": (
        lambda path: change(path, "INSERT INTO claim VALUES ('z', 'never', 'given', NULL, NULL)"),
        "references",
    ),
    "with a label changed": (
        lambda path: change(path, "UPDATE label SET value = 'mixed' WHERE value = 'direct'"),
        "annotations",
    ),
    "with an action less": (
        lambda path: change(path, "DELETE FROM passage_state WHERE id = (SELECT max(id) FROM passage_state)"),
        "actions",
    ),
}


@pytest.mark.parametrize("what", DAMAGE)
def test_damage_is_said_with_what_to_do_and_without_a_crash(path: Path, what: str) -> None:
    damage, check = DAMAGE[what]
    damage(path)
    before = path.read_bytes()
    for quick in (True, False):
        report = examine(path, quick=quick)
        if check in report.outcomes:
            assert not report.healthy
            assert not report.outcomes[check].is_well
            assert report.outcomes[check].do
        json.dumps(report.as_dict())
    assert path.read_bytes() == before


def test_an_index_that_is_not_of_its_table_is_found_and_the_rows_are_whole(path: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA writable_schema = ON")
        # From now on SQLite takes the index for one over other columns than it was filled with.
        connection.execute(
            "UPDATE sqlite_master SET sql = 'CREATE INDEX ix_claim_article ON claim (id, article_id)'"
            " WHERE name = 'ix_claim_article'"
        )
    report = examine(path)
    assert {"indexes", "integrity", "shape"} <= set(told(report))
    assert "ix_claim_article of claim" in report.outcomes["indexes"].examples[0]
    assert not {"annotations", "actions", "articles"} & set(told(report))


def test_forks_are_listed_and_are_no_damage(project: Project, hand: Any) -> None:
    first = hand.marks()
    save(project.engine, first)
    one, other = hand.edits(first, note="one"), hand.edits(first, note="other")
    save(project.engine, one)
    # As merging will write it: the other one comes from another file.
    with closing(sqlite3.connect(project.path)) as connection:
        row = connection.execute("SELECT * FROM annotation WHERE seq = 2").fetchone()
        id_ = other.annotations[0].id
        connection.execute(f"INSERT INTO annotation VALUES ({','.join('?' * len(row))})", (id_, *row[1:]))
        connection.commit()
    looked = hand.looks(0, Looked.DONE)
    save(project.engine, looked)
    report = examine(project.path)
    (fork,) = report.forks
    assert (fork.key.what, fork.key.id) == ("claim", first.claims[0].id)
    assert fork.key.annotator_id == hand.annotator


# -- the end of a chain


def as_json(path: Path) -> Any:
    return json.loads(json.dumps(examine(path).as_dict()))


def test_an_older_report_shows_that_an_end_was_cut_off(project: Project, hand: Any) -> None:
    earlier = as_json(project.path)
    entry = hand.marks(note="n")
    save(project.engine, entry)
    save(project.engine, hand.edits(entry, note="m"))
    later = as_json(project.path)
    assert examine(project.path, since=earlier).healthy
    project.close()
    last = "(SELECT max(id) FROM action)"
    change(
        project.path,
        f"DELETE FROM annotation WHERE action_id = {last}",
        f"DELETE FROM action WHERE id = {last}",
    )
    report = examine(project.path)
    assert [name for name in told(report) if name != "guards"] == []
    assert examine(project.path, since=earlier).outcomes["since"].is_well
    said = examine(project.path, since=later).outcomes["since"]
    assert said.count == 3
    assert "it is gone" in said.examples[0]


def test_an_older_report_shows_that_history_was_written_anew(project: Project, hand: Any) -> None:
    save(project.engine, hand.marks())
    earlier = as_json(project.path)
    project.close()
    change(project.path, "UPDATE action SET digest = NULL, chain = NULL, parent_id = NULL")
    said = examine(project.path, since=earlier).outcomes["since"]
    assert said.count == 2
    assert "was otherwise" in said.examples[0]


def test_the_report_says_where_every_chain_ends(sample: Project) -> None:
    heads = as_json(sample.path)["heads"]
    whose = [each["annotator"] for each in heads["actions"]]
    assert whose.count(None) == 1
    assert find_annotator(sample, "Ana" if "Ana" in whose else _somebody(sample)).id in whose
    assert heads["rows"]["annotation"] > 0


def _somebody(project: Project) -> str:
    from annotator.workflow.project import people

    return people(project)[0].name


def test_a_name_nothing_has_is_not_found(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        examine(tmp_path / "never.db")


def test_what_is_told_is_bounded_and_counted(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "MOST", 3)
    change(path, "UPDATE label SET suggested = 1 WHERE suggested IS NULL")
    outcome = examine(path).outcomes["annotations"]
    assert len(outcome.examples) == 3
    assert outcome.count > 3


LED_ASTRAY = (
    ("merge", "'never'", "names 'never', which is not a source"),
    ("merge", "(SELECT id FROM article LIMIT 1)", "which is not a source"),
    ("revoke", "'never'", "which is not a record that can be taken back"),
    ("revoke", "(SELECT id FROM action LIMIT 1)", "which is not a record that can be taken back"),
    ("revoke", "(SELECT id FROM source_change WHERE kind = 'revoke')", "which is not a record"),
    ("rename", "' '", "which is not a name"),
    ("alias", "''", "which is not a name"),
)


@pytest.mark.parametrize(("kind", "value", "said"), LED_ASTRAY)
def test_records_about_sources_that_lead_nowhere_are_found(
    path: Path, kind: str, value: str, said: str
) -> None:
    row = "SELECT '{id}', (SELECT min(id) FROM source), '{kind}', {value}, (SELECT min(id) FROM action)"
    whole = [
        row.format(id="a", kind="merge", value="(SELECT max(id) FROM source)"),
        row.format(id="b", kind="revoke", value="'a'"),
        row.format(id="c", kind="rename", value="'Otherwise'"),
    ]
    change(path, *(f"INSERT INTO source_change {each}" for each in whole))
    assert "sources" not in told(examine(path))
    change(path, f"INSERT INTO source_change {row.format(id='astray', kind=kind, value=value)}")
    report = examine(path)
    assert "sources" in told(report)
    (example,) = report.outcomes["sources"].examples
    assert example.startswith(f"source change astray ({kind}) names ")
    assert said in example
    assert "sources" in told(examine(path, quick=True))
