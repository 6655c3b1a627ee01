"""Redaction: the words are gone from every byte of the file, the seals hold, it is on record, nothing else changes."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from annotator.core.claim import Annotation, Claim, Evidence, Judgement, Origin, Polarity
from annotator.core.history import Action, Entry, Kind, Looked, PassageState
from annotator.core.ids import pseudonym
from annotator.core.text.span import Span
from annotator.errors import BadInput, NotFound, StoreProblem
from annotator.store import reading
from annotator.store.doctor import examine
from annotator.store.engine import reading as reading_scope
from annotator.store.writing import save, save_draft
from annotator.workflow.project import Project, add_annotator, find_annotator
from annotator.workflow.redacting import redact
from annotator.workflow.undoing import turn_back

NOTE, RESTATED, QUOTE, URL, REASON, DRAFT = (
    "Qx7-note",
    "Qx7-restated",
    "Qx7-quote",
    "https://example.org/Qx7-url",
    "Qx7-reason",
    "Qx7-draft",
)
WORDS = (NOTE, RESTATED, QUOTE, URL, REASON, DRAFT)


class Written:
    """A project in which Ana typed something of every kind, more than once; Ben wrote a note too."""

    def __init__(self, project: Project) -> None:
        self.project, self.stamps = project, project.stamps
        self.ana, self.ben = (find_annotator(project, name).id for name in ("Ana", "Ben"))
        with reading_scope(project.engine) as connection:
            self.article = reading.article(connection, reading.article_ids(connection)[0])
        self.piece = Evidence(
            self.stamps.new_id(), Polarity.SUPPORTS, url=URL, archived_url=URL, quote=QUOTE, note=NOTE
        )
        self.claim = self.annotation = ""
        said: dict[str, Any] = {"note": NOTE, "restatement": RESTATED, "evidence": (self.piece,)}
        self.claim, self.annotation = self.say(self.ana, **said)
        self.of_ben, _ = self.say(self.ben, note="Ben's own")
        action = self.action(self.ana, "passage skipped")
        passage = self.article.passage_id(1)
        state = PassageState(self.stamps.new_id(), passage, self.ana, action.id, Looked.SKIPPED, REASON)
        save(project.engine, Entry(action, passages=(state,)))
        for body in (DRAFT, DRAFT + " and more"):
            save_draft(project.engine, annotator=self.ana, claim=self.claim, what="note", body=body, at="now")

    def action(self, who: str, what: str) -> Action:
        return Action(self.stamps.new_id(), who, Kind.DO, what, self.stamps.now(), "test")

    def say(self, who: str, **said: Any) -> tuple[str, str]:
        """Mark a claim and say the same of it twice; return the claim and the first annotation."""
        claim = Claim(self.stamps.new_id(), self.article.id, Origin.MARKED, who)
        before: Annotation | None = None
        for state in range(2):
            action = self.action(who, "mark")
            annotation = Annotation(
                self.stamps.new_id(),
                claim.id,
                who,
                action.id,
                action.at,
                Judgement(Span(state, 6), self.project.scheme.hash, **said),
                before.id if before else None,
                state + 1,
            )
            save(self.project.engine, Entry(action, () if before else (claim,), (), (annotation,)))
            first = before or annotation
            before = annotation
        return claim.id, first.id


@pytest.fixture
def written(project: Project) -> Written:
    return Written(project)


def files(path: Path) -> bytes:
    """Return every byte of the project, of what SQLite keeps beside it too."""
    return b"".join(each.read_bytes() for each in sorted(path.parent.glob(f"{path.name}*")))


def held(path: Path) -> set[str]:
    data = files(path)
    return {words for words in WORDS if words.encode() in data}


def rows(path: Path, query: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(query).fetchall()


LABELLED = (
    'SELECT id, claim_id, seq, state, start, "end", texts_digest, digest, chain FROM annotation ORDER BY id'
)


def test_all_that_a_person_typed_is_gone_from_every_byte_and_every_chain_holds(written: Written) -> None:
    path = written.project.path
    assert held(path) == set(WORDS)
    before = rows(path, LABELLED)
    done = redact(written.project, "person", "ana", "asked for by the person")
    assert held(path) == set()
    assert b"Ben's own" in files(path)
    assert done.counts == {"annotation": 2, "evidence": 1, "passage_state": 1, "annotator": 1, "draft": 1}
    assert rows(path, LABELLED) == before
    names = {name for (name,) in rows(path, "SELECT name FROM annotator")}
    assert names == {pseudonym(written.ana), "Ben"}
    assert examine(path).healthy


def test_it_is_on_record_with_its_reason(written: Written) -> None:
    done = redact(written.project, "evidence", written.piece.id, "  names a\nwitness ")
    (row,) = rows(
        written.project.path,
        "SELECT a.id, a.annotator_id, a.kind, a.what, a.reason, r.kind, r.row_id"
        " FROM action AS a JOIN redaction AS r ON r.action_id = a.id",
    )
    assert row == (done.action_id, None, "do", "redact", "names a witness", "evidence", written.piece.id)
    assert held(written.project.path) == {NOTE, RESTATED, REASON, DRAFT}
    assert examine(written.project.path).healthy


def test_one_annotation_is_blanked_and_the_others_with_its_words_are_told(written: Written) -> None:
    done = redact(written.project, "annotation", written.annotation, "why")
    assert done.counts == {"annotation": 1}
    assert "1 other annotations" in done.notes[0]
    query = f"SELECT note, restatement, salt FROM annotation WHERE id = '{written.annotation}'"
    assert rows(written.project.path, query) == [(None, None, None)]
    assert {NOTE, RESTATED} <= held(written.project.path)


def test_the_note_of_a_claim_is_blanked_in_its_whole_history_with_what_was_half_typed(
    written: Written,
) -> None:
    redact(written.project, "note_of", written.claim, "why")
    # The note of the evidence is the evidence's.
    assert held(written.project.path) == {NOTE, QUOTE, URL, REASON}
    redact(written.project, "evidence", written.piece.id, "why")
    assert held(written.project.path) == {REASON}
    assert examine(written.project.path).healthy


def test_a_dry_run_says_the_same_and_changes_nothing(written: Written) -> None:
    path = written.project.path
    before = rows(path, "SELECT * FROM annotation"), rows(path, "SELECT * FROM action")
    planned = redact(written.project, "person", "Ana", "why", dry_run=True)
    assert (rows(path, "SELECT * FROM annotation"), rows(path, "SELECT * FROM action")) == before
    assert held(path) == set(WORDS)
    done = redact(written.project, "person", "Ana", "why")
    assert {**planned.counts, "draft": 1} == done.counts


def test_again_it_blanks_nothing_more_and_is_harmless(written: Written) -> None:
    redact(written.project, "evidence", written.piece.id, "why")
    done = redact(written.project, "evidence", written.piece.id, "why")
    assert (done.counts, done.action_id) == ({}, None)
    assert len(rows(written.project.path, "SELECT * FROM redaction")) == 1
    assert examine(written.project.path).healthy


def test_undo_goes_on_as_if_nothing_was_between_and_brings_no_words_back(written: Written) -> None:
    redact(written.project, "person", "Ana", "why")
    while turn_back(written.project, written.ana, Kind.UNDO) is not None:
        pass
    while turn_back(written.project, written.ana, Kind.REDO) is not None:
        pass
    assert held(written.project.path) == set()
    assert examine(written.project.path).healthy


def test_work_goes_on_after_it(written: Written) -> None:
    redact(written.project, "note_of", written.claim, "why")
    written.say(written.ana, note="another")
    assert examine(written.project.path).healthy


def test_nobody_comes_in_again_under_a_name_that_was_redacted(written: Written) -> None:
    redact(written.project, "person", "Ana", "why")
    with pytest.raises(BadInput, match="somebody of this name was redacted"):
        add_annotator(written.project, "ana")


def test_copies_beside_the_project_are_listed(written: Written) -> None:
    path = written.project.path
    backup = path.with_name(f"{path.name}.schema-2.bak")
    backup.write_bytes(path.read_bytes())
    assert backup in redact(written.project, "person", "Ana", "why").copies


def test_a_file_that_somebody_is_reading_keeps_traces_and_that_is_said(written: Written) -> None:
    path = written.project.path
    with closing(sqlite3.connect(path, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM annotation").fetchone()
        with pytest.raises(StoreProblem, match="traces of them may still be in the file"):
            redact(written.project, "person", "Ana", "why")
        reader.execute("ROLLBACK")
    redact(written.project, "person", pseudonym(written.ana), "the same again")
    assert held(path) == set()


def test_it_needs_a_reason_and_something_that_is_there(written: Written) -> None:
    with pytest.raises(BadInput, match="a redaction needs a reason"):
        redact(written.project, "person", "Ana", " \n")
    for what in ("annotation", "evidence", "note_of", "person"):
        with pytest.raises(NotFound):
            redact(written.project, what, "never", "why")


# -- the guards


ALL_BLANK = {
    "annotation": "restatement = NULL, note = NULL, salt = NULL",
    "evidence": "url = NULL, archived_url = NULL, quote = NULL, note = NULL, salt = NULL",
    "passage_state": "reason = NULL, salt = NULL",
}


@pytest.mark.parametrize("table", ALL_BLANK)
def test_what_is_not_on_record_can_not_be_blanked(written: Written, table: str) -> None:
    with (
        closing(sqlite3.connect(written.project.path)) as connection,
        pytest.raises(sqlite3.IntegrityError, match=f"{table} only grows"),
    ):
        connection.execute(f"UPDATE {table} SET {ALL_BLANK[table]}")


@pytest.mark.parametrize("table", ALL_BLANK)
def test_on_record_nothing_but_blanking_passes_and_no_other_column_changes_with_it(
    written: Written, table: str
) -> None:
    path = written.project.path
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
        action = connection.execute("SELECT max(id) FROM action").fetchone()[0]
        connection.execute(
            f"INSERT INTO redaction SELECT '{table}', id, ? FROM {table} WHERE texts_digest IS NOT NULL",
            (action,),
        )
        blank = [part.split(" = ")[0] for part in ALL_BLANK[table].split(", ")]
        other = {name: f"\"{name}\" || 'x'" for name in columns if name not in blank}
        other |= {name: f'"{name}" + 1' for name in ("seq", "start", "end") if name in columns}
        refused = [
            f"{ALL_BLANK[table]}, \"{name}\" = coalesce({value}, 'x')" for name, value in other.items()
        ]
        refused += [f"\"{name}\" = 'other words'" for name in blank]
        refused += [", ".join(f"{name} = NULL" for name in blank if name != kept) for kept in blank]
        for change in refused:
            held_before = connection.execute(f"SELECT * FROM {table}").fetchall()
            try:
                connection.execute(f"UPDATE {table} SET {change} WHERE texts_digest IS NOT NULL")
            except sqlite3.IntegrityError:
                continue
            # What was nothing anyway may be made nothing.
            assert connection.execute(f"SELECT * FROM {table}").fetchall() == held_before, change
        connection.execute(f"UPDATE {table} SET {ALL_BLANK[table]} WHERE texts_digest IS NOT NULL")


def test_a_name_can_become_the_one_made_from_the_id_and_no_other(written: Written) -> None:
    with closing(sqlite3.connect(written.project.path, isolation_level=None)) as connection:
        connection.execute("INSERT INTO redaction SELECT 'annotator', ?, max(id) FROM action", (written.ana,))
        for name in ("Somebody", "redacted", pseudonym(written.ben)):
            with pytest.raises(sqlite3.IntegrityError, match="annotator only grows"):
                connection.execute(
                    "UPDATE annotator SET name = ?, digest = NULL WHERE id = ?", (name, written.ana)
                )
        changed = "UPDATE annotator SET name = ?, digest = NULL WHERE id = ?"
        assert connection.execute(changed, (pseudonym(written.ana), written.ana)).rowcount == 1
        with pytest.raises(sqlite3.IntegrityError, match="annotator only grows"):
            connection.execute(changed, (pseudonym(written.ben), written.ben))
