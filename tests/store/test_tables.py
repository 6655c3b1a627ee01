"""The database's own line of defence, by raw SQL: types, checks, references, rows that never change."""

# ruff: noqa: E501  a statement is easier to read on one line

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, text

from annotator.store.engine import reading, writing
from annotator.store.guards import missing_guards
from annotator.store.header import APPLICATION_ID, SCHEMA
from annotator.store.tables import METADATA, OVERWRITTEN
from annotator.workflow.project import Project

TABLES = sorted(METADATA.tables)
GROWING = [name for name in TABLES if name not in OVERWRITTEN]


@pytest.fixture
def raw(project: Project) -> Iterator[sqlite3.Connection]:
    """Give a connection as another program would have it, with one row in every table."""
    project.close()
    with closing(sqlite3.connect(project.path, isolation_level=None)) as connection:
        connection.execute("PRAGMA foreign_keys = ON")
        for statement in ROWS:
            connection.execute(statement)
        yield connection


ROWS = (
    "INSERT INTO action (id, annotator_id, kind, target_id, what, at, program) SELECT 'x', id, 'do', NULL, 'mark', 'now', 'test' FROM annotator WHERE name = 'Ana'",
    "INSERT INTO source (id, name, type, qualifier) VALUES ('s', 'Somebody', 'police', '')",
    "INSERT INTO source_change VALUES ('sc', 's', 'alias', 'Some', 'x')",
    "INSERT INTO claim (id, article_id, origin, annotator_id) SELECT 'c', a.id, 'marked', n.id FROM article a, annotator n WHERE n.name = 'Ana' LIMIT 1",
    (
        'INSERT INTO annotation (id, claim_id, annotator_id, seq, action_id, state, start, "end", scheme_hash, note, salt,'
        " digest, chain, created_at) SELECT 'n', 'c', annotator_id, 1, 'x', 'standing', 0, 5, p.scheme_hash, 'note', 'salt',"
        " 'd', 'ch', 'now' FROM claim, project p"
    ),
    "INSERT INTO label SELECT 'n', 'form', 0, annotator_id, 'direct', NULL, 1 FROM claim",
    "INSERT INTO reaction SELECT 'n', 0, annotator_id, 's', 'denies', 1, 2 FROM claim",
    (
        'INSERT INTO evidence (id, annotator_id, polarity, note, article_id, start, "end", salt, digest)'
        " SELECT 'e', annotator_id, 'supports', 'note', article_id, 1, 2, 'salt', 'd' FROM claim"
    ),
    "INSERT INTO annotation_evidence SELECT 'n', 0, annotator_id, 'e' FROM claim",
    "INSERT INTO passage_state (id, passage_id, annotator_id, seq, state, action_id) SELECT 'ps', p.id, c.annotator_id, 1, 'done', 'x' FROM passage p, claim c LIMIT 1",
    "INSERT INTO scheme_map SELECT 'sm', scheme_hash, scheme_hash, 'form', 'direct', NULL, 'x' FROM project",
    "INSERT INTO scheme_use SELECT 'x', scheme_hash, NULL FROM project",
    "INSERT INTO redaction VALUES ('annotation', 'n', 'x')",
    "INSERT INTO round VALUES ('r', 'marks', '{}', 'x')",
    "INSERT INTO round_article SELECT 'r', article_id, 0, 'x' FROM claim",
    "INSERT INTO round_state VALUES ('rs', 'r', 'open', 'x')",
    "INSERT INTO given_claim SELECT 'c', 'r', article_id, 0, 5, '[]', NULL, 'n', 'x' FROM claim",
    "INSERT INTO suggestion SELECT 'su', 'r', article_id, 'c', 0, 5, '[]', 'x' FROM claim",
    "INSERT INTO assignment SELECT 'as', 'r', annotator_id, article_id, 0, 'work', 'asked', 'x' FROM claim",
    "INSERT INTO again SELECT id, id, 'x' FROM annotator WHERE name = 'Ana'",
    "INSERT INTO exposure SELECT 'ex', annotator_id, article_id, 'r', 'settling', 'x' FROM claim",
    "INSERT INTO decision SELECT 'de', 'r', annotator_id, article_id, 'c', NULL, 1, 'taken', 'S1', NULL, 'n', 'x' FROM claim",
    "INSERT INTO decision_basis SELECT 'de', 'n', annotator_id, 'taken', 'x' FROM claim",
    "INSERT INTO shared_source VALUES ('s', 'x')",
    "INSERT INTO kit SELECT 'ki', 'k', annotator_id, 'r', 'made', NULL, 'x' FROM claim",
    "INSERT INTO draft SELECT annotator_id, 'c', 'note', 'half', 'now' FROM claim",
    "INSERT INTO place SELECT c.annotator_id, c.article_id, p.id, 0, 'c', 'now' FROM claim c, passage p LIMIT 1",
)


def test_every_table_is_strict(raw: sqlite3.Connection) -> None:
    listed = raw.execute("PRAGMA table_list").fetchall()
    strict = {
        name for schema, name, kind, *_, strict in listed if schema == "main" and kind == "table" and strict
    }
    assert strict == set(TABLES)


def test_the_file_says_whose_it_is(raw: sqlite3.Connection) -> None:
    assert raw.execute("PRAGMA application_id").fetchone() == (APPLICATION_ID,)
    assert raw.execute("PRAGMA user_version").fetchone() == (SCHEMA,)


@pytest.mark.parametrize("name", GROWING)
@pytest.mark.parametrize("verb", ["UPDATE", "DELETE", "REPLACE"])
def test_rows_are_neither_changed_nor_removed(raw: sqlite3.Connection, name: str, verb: str) -> None:
    # As our own connections are set; without it REPLACE removes the old row behind the triggers' back.
    raw.execute("PRAGMA recursive_triggers = ON")
    before = raw.execute(f"SELECT * FROM {name}").fetchall()
    assert before, f"{name} has no row to try"
    column = raw.execute(f"SELECT name FROM pragma_table_info('{name}')").fetchone()[0]
    statement = {
        "UPDATE": f"UPDATE {name} SET {column} = {column}",
        "DELETE": f"DELETE FROM {name}",
        "REPLACE": f"INSERT OR REPLACE INTO {name} SELECT * FROM {name}",
    }[verb]
    with pytest.raises(
        sqlite3.IntegrityError, match=f"{name} only grows: rows are neither changed nor removed"
    ):
        raw.execute(statement)
    assert raw.execute(f"SELECT * FROM {name}").fetchall() == before


@pytest.mark.parametrize("name", OVERWRITTEN)
def test_only_half_typed_text_and_the_place_are_overwritten(raw: sqlite3.Connection, name: str) -> None:
    assert raw.execute(f"UPDATE {name} SET at = 'later'").rowcount == 1
    assert raw.execute(f"DELETE FROM {name}").rowcount == 1


NONSENSE = {
    "a kind of annotator": "INSERT INTO annotator (id, project_id, name, kind) SELECT 'z', id, 'Z', 'robot' FROM project",
    "a kind of action": "INSERT INTO action (id, annotator_id, kind, target_id, what, at, program) VALUES ('z', NULL, 'erase', NULL, 'w', 'now', 'p')",
    "an undo of nothing": "INSERT INTO action (id, annotator_id, kind, target_id, what, at, program) VALUES ('z', NULL, 'undo', NULL, 'w', 'now', 'p')",
    "a deed that undoes": "INSERT INTO action (id, annotator_id, kind, target_id, what, at, program) VALUES ('z', NULL, 'do', 'x', 'w', 'now', 'p')",
    "an undo of what never was": "INSERT INTO action (id, annotator_id, kind, target_id, what, at, program) VALUES ('z', NULL, 'undo', 'never', 'w', 'now', 'p')",
    "a kind of article": "INSERT INTO article VALUES ('z', 't', 's', 'poem', 'x', 0)",
    "an article of no action": "INSERT INTO article VALUES ('z', 't', 's', 'article', 'never', 0)",
    "a detail of no article": "INSERT INTO article_detail VALUES ('z', 'never', 'title', 'T', 'x')",
    "a passage that runs backward": "INSERT INTO passage SELECT 'z', id, 5, 5, 'text' FROM article",
    "a passage before the start": "INSERT INTO passage SELECT 'z', id, -1, 5, 'text' FROM article",
    "a kind of passage": "INSERT INTO passage SELECT 'z', id, 0, 5, 'advert' FROM article",
    "a change of no source": "INSERT INTO source_change VALUES ('z', 'never', 'alias', 'v', 'x')",
    "a kind of change": "INSERT INTO source_change VALUES ('z', 's', 'erase', 'v', 'x')",
    "an origin of a claim": "INSERT INTO claim (id, article_id, origin, annotator_id) SELECT 'z', article_id, 'guessed', annotator_id FROM claim",
    "a given claim of somebody": "INSERT INTO claim (id, article_id, origin, annotator_id) SELECT 'z', article_id, 'given', annotator_id FROM claim",
    "a marked claim of nobody": "INSERT INTO claim (id, article_id, origin, annotator_id) SELECT 'z', article_id, 'marked', NULL FROM claim",
    "a claim twice": "INSERT INTO claim SELECT * FROM claim",
    "an annotation of no claim": "annotation claim_id='never'",
    "an annotation of nobody": "annotation annotator_id='never'",
    "an annotation after none": "annotation parent_id='never', seq=2",
    "an annotation under no scheme": "annotation scheme_hash='never'",
    "an annotation of no action": "annotation action_id='never'",
    "a first annotation with a parent": "annotation parent_id='n'",
    "a second annotation without one": "annotation seq=2",
    "a number zero": "annotation parent_id='n', seq=0",
    "a state": "annotation state='gone'",
    "a span that runs backward": "annotation start=9",
    "a span before the start": "annotation start=-1",
    "no span": "annotation start=NULL",
    "words for an offset": "annotation start='one'",
    "free text without a salt": "annotation salt=NULL",
    "a label and a source": "INSERT INTO label SELECT 'n', 'f', 0, annotator_id, 'direct', 's', NULL FROM claim",
    "neither label nor source": "INSERT INTO label SELECT 'n', 'f', 0, annotator_id, NULL, NULL, NULL FROM claim",
    "an empty label": "INSERT INTO label SELECT 'n', 'f', 0, annotator_id, '', NULL, NULL FROM claim",
    "a state of a round": "INSERT INTO round_state VALUES ('z', 'r', 'paused', 'x')",
    "a state of no round": "INSERT INTO round_state VALUES ('z', 'never', 'open', 'x')",
    "a given claim that runs backward": "INSERT INTO given_claim SELECT id, 'r', article_id, 5, 5, '[]', NULL, NULL, 'x' FROM claim",
    "a claim given twice": "INSERT INTO given_claim SELECT * FROM given_claim",
    "a kind of assignment": "INSERT INTO assignment SELECT 'z', 'r', annotator_id, article_id, 0, 'play', 'asked', 'x' FROM claim",
    "an assignment of nobody": "INSERT INTO assignment SELECT 'z', 'r', 'never', article_id, 0, 'work', 'asked', 'x' FROM claim",
    "a second hand of nobody": "INSERT INTO again VALUES ('never', 'never', 'x')",
    "a kind of decision": "INSERT INTO decision SELECT 'z', 'r', annotator_id, article_id, 'c', NULL, 1, 'guessed', NULL, NULL, NULL, 'x' FROM claim",
    "a second decision after none": "INSERT INTO decision SELECT 'z', 'r', annotator_id, article_id, 'c', NULL, 2, 'none', NULL, NULL, NULL, 'x' FROM claim",
    "a verdict": "INSERT INTO decision_basis SELECT 'de', 'n', annotator_id, 'liked', 'x' FROM claim",
    "an exposure of nobody": "INSERT INTO exposure VALUES ('z', 'never', NULL, NULL, 'settling', 'x')",
    "a state of a kit": "INSERT INTO kit SELECT 'z', 'k', annotator_id, 'r', 'lost', NULL, 'x' FROM claim",
    "an unknown source": "INSERT INTO label SELECT 'n', 'f', 0, annotator_id, NULL, 'never', NULL FROM claim",
    "a label of no annotation": "INSERT INTO label SELECT 'never', 'f', 0, annotator_id, 'x', NULL, NULL FROM claim",
    "a label suggested in a way nobody knows": "INSERT INTO label SELECT 'n', 'f', 0, annotator_id, 'x', NULL, 2 FROM claim",
    # NULL says it, and a seal has no nulls: two ways to say the same would have two seals.
    "a label not suggested, said by a zero": "INSERT INTO label SELECT 'n', 'f', 0, annotator_id, 'x', NULL, 0 FROM claim",
    "a stance of a reaction": "INSERT INTO reaction SELECT 'n', 1, annotator_id, 's', 'likes', NULL, NULL FROM claim",
    "a cue without an end": "INSERT INTO reaction SELECT 'n', 1, annotator_id, 's', 'denies', 1, NULL FROM claim",
    "a cue without a start": "INSERT INTO reaction SELECT 'n', 1, annotator_id, 's', 'denies', NULL, 1 FROM claim",
    "a cue that runs backward": "INSERT INTO reaction SELECT 'n', 1, annotator_id, 's', 'denies', 2, 1 FROM claim",
    "a polarity": "evidence polarity='maybe'",
    "evidence from an unknown source": "evidence origin_source_id='never'",
    "a place without an end": 'evidence "end"=NULL',
    "a place without a start": "evidence start=NULL",
    "a place without an article": "evidence article_id=NULL",
    "a place that runs backward": "evidence start=3",
    "a place in no article": "evidence article_id='never'",
    "free text of evidence without a salt": "evidence salt=NULL",
    "evidence that is not there": "INSERT INTO annotation_evidence SELECT 'n', 1, annotator_id, 'never' FROM claim",
    "a state of a passage": "passage_state state='read'",
    "a passage state after none": "passage_state parent_id='never', seq=2",
    "a passage state out of number": "passage_state seq=2",
    "a draft for no claim": "INSERT INTO draft SELECT annotator_id, 'never', 'note', 'b', 'now' FROM claim",
    "a place nowhere": "INSERT OR REPLACE INTO place SELECT annotator_id, article_id, 'never', 0, NULL, 'now' FROM claim",
    "a scheme after none": "INSERT INTO scheme (hash, parent_hash, name, version, body) VALUES ('z', 'never', 'n', '1', 'b')",
    "a project of no scheme": "INSERT INTO project (id, name, scheme_hash, created_at) VALUES ('z', 'n', 'never', 'now')",
    "a map from no scheme": "scheme_map from_hash='never'",
    "a map to no scheme": "scheme_map to_hash='never'",
    "a map of no action": "scheme_map action_id='never'",
    "a scheme in force that is not there": "INSERT INTO scheme_use VALUES ('y', 'never', NULL)",
    "a scheme in force by no action": "INSERT INTO scheme_use SELECT 'never', scheme_hash, NULL FROM project",
    "a redaction of something else": "INSERT INTO redaction VALUES ('label', 'n', 'x')",
    "a redaction by no action": "INSERT INTO redaction VALUES ('evidence', 'e', 'never')",
    "a claim of no action": "claim action_id='never'",
    "an action after none": "action parent_id='never'",
    "a hashed reason without a salt": "passage_state reason='r', texts_digest='d'",
    "a source without a name": "INSERT INTO source (id, name, type, qualifier) VALUES ('z', NULL, 'police', '')",
    "bytes for text": "INSERT INTO source (id, name, type, qualifier) VALUES ('z', x'00ff', 'police', '')",
}


def _copying(raw: sqlite3.Connection, short: str) -> str:
    """Write out `table column=value, …`: its first row again, changed."""
    name, changes = short.split(" ", 1)
    changed = {"id": "'z'"} | dict(re.findall(r"(\"?\w+\"?)=('[^']*'|NULL|-?\d+)", changes))
    columns = [f'"{row[0]}"' for row in raw.execute(f"SELECT name FROM pragma_table_info('{name}')")]
    values = [changed.get(column.strip('"'), changed.get(column, column)) for column in columns]
    return f"INSERT INTO {name} SELECT {', '.join(values)} FROM {name} LIMIT 1"


@pytest.mark.parametrize("what", NONSENSE)
def test_nonsense_is_refused(raw: sqlite3.Connection, what: str) -> None:
    statement = NONSENSE[what]
    if not statement.startswith("INSERT"):
        statement = _copying(raw, statement)
    with pytest.raises(sqlite3.IntegrityError):
        raw.execute(statement)


@pytest.mark.parametrize("name", ["annotation", "evidence", "passage_state"])
def test_what_nonsense_is_made_of_is_sense_itself(raw: sqlite3.Connection, name: str) -> None:
    assert raw.execute(_copying(raw, f"{name} id='z'")).rowcount == 1


def test_blanking_free_text_with_its_salt_is_all_that_a_row_allows(raw: sqlite3.Connection) -> None:
    assert raw.execute(_copying(raw, "annotation note=NULL, salt=NULL")).rowcount == 1
    assert raw.execute(_copying(raw, "evidence note=NULL, salt=NULL")).rowcount == 1


def _made(tmp_path: Path) -> dict[str, str]:
    """Return the statements that `create_all` makes the tables with."""
    engine = create_engine(f"sqlite:///{tmp_path / 'all.db'}")
    with engine.begin() as connection:
        METADATA.create_all(connection)
        found = _statements(connection.connection.driver_connection)
    engine.dispose()
    return found


def _statements(connection: object) -> dict[str, str]:
    assert isinstance(connection, sqlite3.Connection)
    rows = connection.execute(
        "SELECT name, sql FROM sqlite_master WHERE type IN ('table', 'index') AND sql IS NOT NULL"
    )
    return {name: sql for name, sql in rows if name != "alembic_version"}


def _parts(sql: str) -> list[str]:
    """Return the columns and constraints of a statement in an order of their own.

    A column added later stands on the line of the one before it.
    """
    lines = re.split(r"\n|, (?=\w+ (?:TEXT|INTEGER)\b)", re.sub(r"[ \t]+", " ", sql))
    for index, line in enumerate(lines):
        if found := re.fullmatch(r",? ?(\w+) TEXT (REFERENCES \w+ \(\w+\)),?\)?", line.strip()):
            lines[index] = f"{found[1]} TEXT"
            lines.append(f"FOREIGN KEY({found[1]}) {found[2]}")
    return sorted(line.strip(" ,").replace('"end"', "end") for line in lines if line.strip())


def test_migrations_and_tables_say_the_same_to_alembic(project: Project) -> None:
    with reading(project.engine) as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "compare_server_default": True}
        )
        assert compare_metadata(context, METADATA) == []


def test_migrations_and_tables_say_the_same_word_by_word(project: Project, tmp_path: Path) -> None:
    with reading(project.engine) as connection:
        migrated = _statements(connection.connection.driver_connection)
    made = _made(tmp_path)
    assert migrated.keys() == made.keys()
    assert {name: _parts(sql) for name, sql in migrated.items()} == {
        name: _parts(sql) for name, sql in made.items()
    }


def test_a_missing_guard_is_noticed(project: Project) -> None:
    with writing(project.engine) as connection:
        assert missing_guards(connection) == []
        connection.execute(text("DROP TRIGGER label_no_update"))
        connection.execute(text("DROP VIEW current_annotation"))
        assert missing_guards(connection) == ["current_annotation", "label_no_update"]
        connection.execute(text("CREATE TRIGGER label_no_update BEFORE UPDATE ON label BEGIN SELECT 1; END"))
        assert missing_guards(connection) == ["current_annotation", "label_no_update"]
