"""Seals worked out again from the rows: whole in the sample project, broken by any silent change."""

# ruff: noqa: E501  a statement is easier to read on one line

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import Any

import pytest
from sqlalchemy import text

from annotator.core.claim import Evidence, Label, Polarity
from annotator.core.history import Action, Kind
from annotator.store import reading, redacting
from annotator.store.engine import reading as reading_scope
from annotator.store.engine import writing as writing_scope
from annotator.store.seals import broken_seals
from annotator.store.writing import save
from annotator.workflow.project import Project


def broken(project: Project) -> list[str]:
    with reading_scope(project.engine) as connection:
        return list(broken_seals(connection))


def tamper(project: Project, *statements: str) -> None:
    """Change rows as somebody does who holds the file and knows SQL."""
    project.engine.dispose()
    with closing(sqlite3.connect(project.path, isolation_level=None)) as connection:
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            assert connection.execute(statement).rowcount > 0, statement


def test_every_seal_of_the_sample_project_holds(sample: Project) -> None:
    assert broken(sample) == []
    with reading_scope(sample.engine) as connection:
        for name in ("annotation", "label", "reaction", "evidence", "annotation_evidence"):
            assert connection.execute(text(f"SELECT count(*) FROM {name}")).scalar_one() > 0


SOME = "id = (SELECT min(id) FROM annotation WHERE note IS NOT NULL)"
LABELLED = "annotation_id = (SELECT min(annotation_id) FROM label) AND field = 'form'"
REACTED = "annotation_id = (SELECT min(annotation_id) FROM reaction) AND position = 0"
FOUND = "id = (SELECT min(id) FROM evidence WHERE note IS NOT NULL)"
LINKED = "annotation_id = (SELECT min(annotation_id) FROM annotation_evidence) AND position = 0"

TAMPERING = {
    "a label": f"UPDATE label SET value = 'changed' WHERE {LABELLED}",
    "a label called suggested": f"UPDATE label SET suggested = 1 WHERE {LABELLED}",
    "a label taken away": f"DELETE FROM label WHERE {LABELLED}",
    "a label put in": f"INSERT INTO label SELECT annotation_id, 'flags', 99, annotator_id, 'x', NULL, NULL FROM label WHERE {LABELLED}",
    "a span": f'UPDATE annotation SET "end" = "end" + 1 WHERE {SOME}',
    "a note": f"UPDATE annotation SET note = 'changed' WHERE {SOME}",
    "a note put in": "UPDATE annotation SET restatement = 'put in', salt = 'x' WHERE restatement IS NULL",
    "a note taken away, its salt left": f"UPDATE annotation SET note = NULL WHERE {SOME}",
    "a note and the hash of it": f"UPDATE annotation SET note = 'x', texts_digest = 'y' WHERE {SOME}",
    "a note and its hash taken away": f"UPDATE annotation SET note = NULL, salt = NULL, texts_digest = NULL WHERE {SOME}",
    "the day": f"UPDATE annotation SET as_of = '2020-01-01' WHERE {SOME}",
    "the time": f"UPDATE annotation SET created_at = '2020-01-01T00:00:00Z' WHERE {SOME}",
    "withdrawn": f"UPDATE annotation SET state = 'withdrawn' WHERE {SOME}",
    "somebody else's": f"UPDATE annotation SET annotator_id = (SELECT max(id) FROM annotator n WHERE n.id <> annotator_id) WHERE {SOME}",
    "the seal": f"UPDATE annotation SET digest = 'x' WHERE {SOME}",
    "the chain": f"UPDATE annotation SET chain = 'x' WHERE {SOME}",
    "a reaction": f"UPDATE reaction SET stance = CASE stance WHEN 'denies' THEN 'supports' ELSE 'denies' END WHERE {REACTED}",
    "a cue": f"UPDATE reaction SET cue_start = 1, cue_end = 3 WHERE {REACTED}",
    "what evidence does": f"UPDATE evidence SET polarity = 'refutes' WHERE {FOUND}",
    "a note of evidence": f"UPDATE evidence SET note = 'changed' WHERE {FOUND}",
    "a day of evidence": f"UPDATE evidence SET published = '2020-01-01' WHERE {FOUND}",
    "evidence taken off": f"DELETE FROM annotation_evidence WHERE {LINKED}",
    "other evidence": f"UPDATE annotation_evidence SET evidence_id = (SELECT max(id) FROM evidence) WHERE {LINKED}",
    "the words of an article": "UPDATE article SET text = 'X' || substr(text, 2)",
    "a value nobody can read": f"UPDATE annotation SET as_of = 'never' WHERE {SOME}",
    "how far a passage is": "UPDATE passage_state SET state = 'flagged' WHERE state = 'done'",
    "a passage state taken away": "DELETE FROM passage_state WHERE id = (SELECT max(id) FROM passage_state)",
    "a passage state put in": "INSERT INTO passage_state SELECT 'z', passage_id, annotator_id, id, 2, 'open', NULL, action_id, NULL, NULL FROM passage_state LIMIT 1",
    "why a passage was skipped": "UPDATE passage_state SET reason = 'changed' WHERE reason IS NOT NULL",
    "why a passage was skipped, blanked with no record": "UPDATE passage_state SET reason = NULL, salt = NULL WHERE reason IS NOT NULL",
    "a note blanked with no record": f"UPDATE annotation SET note = NULL, restatement = NULL, salt = NULL WHERE {SOME}",
    "whose a claim is": "UPDATE claim SET annotator_id = (SELECT max(id) FROM annotator n WHERE n.id <> annotator_id) WHERE origin = 'marked'",
    "where a claim comes from": "UPDATE claim SET origin = 'gold' WHERE origin = 'marked'",
    "a claim taken from its action": "UPDATE claim SET action_id = NULL",
    "when something was done": "UPDATE action SET at = '2020-01-01T00:00:00Z' WHERE what <> 'import'",
    "who did it": "UPDATE action SET annotator_id = NULL WHERE what <> 'import'",
    "what was done": "UPDATE action SET what = 'nothing' WHERE what = 'import'",
    "a title": "UPDATE article_detail SET value = 'changed' WHERE field = 'title'",
    "a title taken away": "DELETE FROM article_detail WHERE field = 'title'",
    "an outlet": "UPDATE article_detail SET value = 'changed' WHERE field = 'outlet'",
    "the order of articles": "UPDATE article SET position = position + 1",
    "what a passage is": "UPDATE passage SET kind = 'heading' WHERE kind = 'boilerplate'",
    "where a passage ends": 'UPDATE passage SET "end" = "end" + 1',
    "a passage taken away": "DELETE FROM passage WHERE start > 100",
    "a passage put in": "INSERT INTO passage SELECT 'z', article_id, start, start + 1, kind FROM passage LIMIT 1",
    "how a source is spelled": "UPDATE source SET name = upper(name) WHERE name <> upper(name)",
    "what a source is": "UPDATE source SET type = 'witness' WHERE type <> 'witness'",
    "another name of a source": "UPDATE source_change SET value = 'changed'",
    "other names taken away": "DELETE FROM source_change",
    "how an annotator is spelled": "UPDATE annotator SET name = upper(name)",
    "the name of the project": "UPDATE project SET name = 'changed'",
    "the words of the scheme": "UPDATE scheme SET body = body || '# changed'",
    "whose label it is": "UPDATE label SET annotator_id = (SELECT max(id) FROM annotator n WHERE n.id <> annotator_id)",
}


@pytest.mark.parametrize("what", TAMPERING)
def test_a_silent_change_shows(sample: Project, what: str) -> None:
    tamper(sample, TAMPERING[what])
    assert broken(sample)


def test_a_suggested_label_called_chosen_shows(project: Project, hand: Any) -> None:
    labels = (Label("form", "direct", suggested=True), Label("flags", "hedged"))
    save(project.engine, hand.marks(labels=labels))
    assert broken(project) == []
    tamper(project, "UPDATE label SET suggested = NULL WHERE field = 'form'")
    assert broken(project)


def redact(project: Project) -> None:
    """Blank every free text with its salt."""
    action = Action(project.stamps.new_id(), None, Kind.DO, "redact", project.stamps.now(), "t", reason="why")
    with writing_scope(project.engine) as connection:
        held = "WHERE salt IS NOT NULL"
        found = {
            name: tuple(connection.execute(text(f"SELECT id FROM {name} {held}")).scalars())
            for name in ("annotation", "evidence", "passage_state")
        }
        redacting.redact(connection, action, found)


def test_after_blanking_free_text_and_salt_every_seal_still_holds(sample: Project) -> None:
    redact(sample)
    assert broken(sample) == []
    with reading_scope(sample.engine) as connection:
        kept = connection.execute(text("SELECT count(texts_digest) FROM annotation")).scalar_one()
        assert kept > 0
        for article_id in reading.article_ids(connection):
            for each in reading.current_annotations(connection, article_id):
                assert each.judgement.note is None
                assert all(item.redacted and item.note is None for item in each.judgement.evidence)


@pytest.mark.parametrize(
    "what", ["a label", "a span", "what evidence does", "the chain", "evidence taken off"]
)
def test_after_blanking_a_silent_change_still_shows(sample: Project, what: str) -> None:
    redact(sample)
    tamper(sample, TAMPERING[what].replace(" WHERE note IS NOT NULL", ""))
    assert broken(sample)


def test_words_put_where_they_were_blanked_are_refused(sample: Project) -> None:
    redact(sample)
    with pytest.raises(sqlite3.IntegrityError, match="texts_salted"):
        tamper(sample, "UPDATE annotation SET note = 'put in'")
    tamper(sample, "UPDATE annotation SET note = 'put in', salt = 'salt' WHERE texts_digest IS NOT NULL")
    assert broken(sample)


def test_a_blanked_piece_of_evidence_is_carried_along(project: Project, hand: Any) -> None:
    first = hand.marks(evidence=(Evidence(hand.new_id(), Polarity.CONTEXT, note="n"),), note="n")
    save(project.engine, first)
    redact(project)
    blanked = hand.current()[0].judgement.evidence
    save(project.engine, hand.edits(first, note="later", evidence=blanked))
    assert broken(project) == []
    assert hand.current()[0].judgement.evidence == blanked


def test_seals_hold_along_a_history(project: Project, hand: Any) -> None:
    entry = hand.marks(note="one")
    save(project.engine, entry)
    for note in ("two", None, "four"):
        after = hand.edits(entry, note=note)
        save(project.engine, after)
        entry = after
    assert broken(project) == []
    tamper(
        project,
        "UPDATE annotation SET seq = 9, parent_id = (SELECT id FROM annotation WHERE seq = 1) WHERE seq = 4",
    )
    assert broken(project)


def test_the_same_words_have_another_hash_in_every_row(project: Project, hand: Any) -> None:
    for _ in range(2):
        save(project.engine, hand.marks(note="yes"))
    with reading_scope(project.engine) as connection:
        hashes = list(connection.execute(text("SELECT texts_digest FROM annotation")).scalars())
    assert len(set(hashes)) == 2
