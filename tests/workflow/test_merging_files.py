"""What is said of the files that come back: what is refused and why, what is taken and told of."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from annotator.core.article import Article
from annotator.core.history import Entry
from annotator.core.source import Source
from annotator.core.text.passages import split_passages
from annotator.errors import AnnotatorError, BadInput, Invalid
from annotator.store.doctor import examine
from annotator.store.header import SCHEMA
from annotator.store.sealing import sealed
from annotator.store.tables import SOURCE
from annotator.store.writing import save
from annotator.workflow.closing import close_round
from annotator.workflow.importing import add_articles
from annotator.workflow.kits import make_kit
from annotator.workflow.merging import Merged, merge_files
from annotator.workflow.opening import RoundWish, open_round
from annotator.workflow.project import Project, add_annotator, create_project, open_project
from annotator.workflow.redacting import redact
from annotator.workflow.schemes import find_scheme
from annotator.workflow.stamps import Stamps
from tests.properties.team import PEOPLE, Lead, Step, Worker, rows, worked

ANA, BEN, CLEO = PEOPLE
WORK: list[Step] = [
    ("mark", 1, 0),
    ("mark", 2, 1),
    ("note", 0, 1),
    ("evidence", 1, 2),
    ("look", 0, 0),
    ("skip", 1, 0),
]


@pytest.fixture
def lead(project: Project) -> Lead:
    return Lead.of(project)


@pytest.fixture
def kit(lead: Lead, tmp_path: Path) -> Path:
    """Make Ana's kit, with work in it."""
    path = make_kit(lead.project, ANA, target=tmp_path / "ana.kit.db").path
    worked(path, lead.people[ANA], WORK)
    return path


def merge_one(lead: Lead, path: Path) -> Merged:
    (told,) = merge_files(lead.project, [path])
    assert examine(lead.project.path).healthy
    return told


def refused(lead: Lead, path: Path) -> AnnotatorError:
    """Merge a file that is to be refused, and return why; the project is as it was."""
    before = held(lead.project.path)
    told = merge_one(lead, path)
    assert held(lead.project.path) == before
    assert told.refused is not None
    assert told.refused.where == str(path)
    assert told.refused.do
    return told.refused


def held(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as connection:
        return sorted(connection.iterdump())


def forge(path: Path, *statements: str) -> None:
    """Change a file as no program of ours does: guards out of the way for the time, and back in their places."""
    with closing(sqlite3.connect(path)) as connection:
        guards = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _ in guards:
            connection.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            connection.execute(statement)
        for _, sql in guards:
            connection.execute(sql)
        connection.commit()


# -- refused


def test_what_is_no_project_at_all_is_refused(lead: Lead, tmp_path: Path) -> None:
    text = tmp_path / "notes.txt"
    text.write_text("no kit at all, but long enough to be looked at", encoding="utf-8")
    empty = tmp_path / "empty.db"
    empty.touch()
    other = tmp_path / "other.db"
    with closing(sqlite3.connect(other)) as connection:
        connection.execute("CREATE TABLE a (b)")
    assert refused(lead, text).what == "this file is no annotator project"
    assert refused(lead, empty).what == "this file is not whole: its end is missing"
    assert refused(lead, other).what == "this database belongs to another program"
    assert refused(lead, tmp_path).what == "this is a folder"
    assert refused(lead, tmp_path / "nothing.db").what == "no such file"


def ends(size: int) -> list[int]:
    """Return where a file of that many bytes may end."""
    few = (0, 1, 15, 16, 50, 99, 100, 512, 4095, 4096)
    return [*few, size // 3, size // 2, size - 4096, size - 1]


def test_a_truncated_kit_is_refused_wherever_it_ends_and_called_so(
    lead: Lead, kit: Path, tmp_path: Path
) -> None:
    whole = kit.read_bytes()
    cut = tmp_path / "cut.db"
    for end in ends(len(whole)):
        cut.write_bytes(whole[:end])
        problem = refused(lead, cut)
        assert problem.what == "this file is not whole: its end is missing", end
        assert f"{end:,} of {len(whole):,} bytes" in problem.why or end < 100, end
        assert "ask for the file again" in problem.do
    # What was filled up with nothing is as long as it should be.
    cut.write_bytes(whole[: len(whole) // 2].ljust(len(whole), b"\0"))
    assert "damaged" in str(refused(lead, cut))
    cut.write_bytes(bytes(len(whole)))
    assert refused(lead, cut).what == "this file is no annotator project"


def test_a_kit_copied_without_its_log_is_told_of(lead: Lead, tmp_path: Path) -> None:
    kit = make_kit(lead.project, ANA, target=tmp_path / "ana.kit.db").path
    copy = tmp_path / "copy.kit.db"
    opened = open_project(kit)
    try:
        for step in WORK:
            Worker(opened, lead.people[ANA]).do(*step)
        assert kit.with_name(f"{kit.name}-wal").stat().st_size
        shutil.copy(kit, copy)
        (note,) = merge_one(lead, copy).notes
        assert "nothing has been done in this kit since it was made" in note
        assert "-wal" in note
        # With its log it is all there, also when its owner hasn't left yet.
        shutil.copy(kit.with_name(f"{kit.name}-wal"), copy.with_name(f"{copy.name}-wal"))
        told = merge_one(lead, copy)
        assert (told.notes, told.rows["claim"]) == ((), 2)
    finally:
        opened.close()
    assert merge_one(lead, kit).notes == ()


def test_a_kit_of_another_project_is_refused(lead: Lead, tmp_path: Path) -> None:
    other = create_project(tmp_path / "other.db", "Other", find_scheme("newsclaim"))
    Lead.of(other)
    file = make_kit(other, ANA, target=tmp_path / "ana-other.kit.db").path
    other.close()
    problem = refused(lead, file)
    assert problem.what == "this file is of another project"
    assert "'Other'" in problem.why


def test_the_project_itself_is_no_kit(lead: Lead) -> None:
    assert refused(lead, lead.project.path).what == "this is the project itself"


def test_a_kit_merges_nothing(lead: Lead, kit: Path) -> None:
    opened = open_project(kit)
    try:
        with pytest.raises(BadInput, match=f"the kit of {ANA}"):
            merge_files(opened, [kit])
    finally:
        opened.close()


CHANGED = {
    "a label": "UPDATE label SET value = 'supports' WHERE value IS NOT NULL",
    "a span": "UPDATE annotation SET start = 0",
    "a note": "UPDATE annotation SET note = 'what I never said' WHERE note IS NOT NULL",
    "a piece of evidence": "UPDATE evidence SET polarity = 'supports'",
    "who said it": "UPDATE action SET program = 'another' WHERE annotator_id IS NOT NULL",
    "a passage state": "UPDATE passage_state SET state = 'flagged'",
    "the text of an article": "UPDATE article SET text = text || ' or not'",
    "a source": "UPDATE source SET name = 'Somebody else'",
    "a chain": "UPDATE annotation SET chain = digest",
    "words blanked off the record": "UPDATE annotation SET note = NULL, salt = NULL WHERE note IS NOT NULL",
    "an annotation taken away": "DELETE FROM annotation WHERE id = (SELECT max(id) FROM annotation)",
}


@pytest.mark.parametrize("what", CHANGED)
def test_what_was_changed_since_it_was_saved_is_refused(lead: Lead, kit: Path, what: str) -> None:
    worked(kit, lead.people[ANA], [("tag", 0, 1)])
    forge(kit, CHANGED[what])
    problem = refused(lead, kit)
    assert problem.what == "this file is damaged, and nothing of it is merged"
    assert "changed since it was saved" in problem.why or "malformed" in problem.why


def test_a_file_with_a_trigger_of_its_own_is_refused(lead: Lead, kit: Path) -> None:
    with closing(sqlite3.connect(kit)) as connection:
        connection.execute("CREATE TRIGGER mine AFTER INSERT ON action BEGIN DELETE FROM draft; END")
    assert "the trigger mine" in refused(lead, kit).why


def test_a_file_whose_tables_are_others_is_refused(lead: Lead, kit: Path) -> None:
    with closing(sqlite3.connect(kit)) as connection:
        connection.execute("ALTER TABLE claim ADD COLUMN more TEXT")
    assert refused(lead, kit).why == "its tables are not made as annotator makes them"


def test_rows_that_say_something_else_under_the_same_key_are_refused_and_named(lead: Lead, kit: Path) -> None:
    merge_one(lead, kit)
    # A source has a seal of its own, and anybody can make it anew.
    id_, name, qualifier = rows(kit, "SELECT id, name, qualifier FROM source ORDER BY id LIMIT 1")[0]
    digest = sealed(SOURCE, {"id": id_, "name": name, "type": "person", "qualifier": qualifier})["digest"]
    forge(kit, f"UPDATE source SET type = 'person', digest = '{digest}' WHERE id = '{id_}'")
    problem = refused(lead, kit)
    assert problem.what == "this file is not merged, and nothing of it is"
    assert f"source {id_}" in problem.why


def test_a_name_that_is_another_under_the_same_id_is_refused(lead: Lead, kit: Path) -> None:
    merge_one(lead, kit)
    id_, kind, qualifier = rows(kit, "SELECT id, type, qualifier FROM source ORDER BY id LIMIT 1")[0]
    digest = sealed(SOURCE, {"id": id_, "name": "Another", "type": kind, "qualifier": qualifier})["digest"]
    forge(kit, f"UPDATE source SET name = 'Another', digest = '{digest}' WHERE id = '{id_}'")
    assert "'Another'" in refused(lead, kit).why


def test_rows_slipped_under_a_sealed_action_are_refused(lead: Lead, kit: Path) -> None:
    # An action without its seal stands for one copied in part, so nothing in the kit contradicts what is added to it.
    merge_one(lead, kit)
    action, article = rows(kit, "SELECT c.action_id, c.article_id FROM claim AS c ORDER BY c.id LIMIT 1")[0]
    forge(
        kit,
        f"UPDATE action SET digest = NULL WHERE id = '{action}'",
        f"INSERT INTO claim VALUES ('slipped', '{article}', 'marked', '{lead.people[ANA]}', '{action}')",
    )
    assert "claim slipped" in refused(lead, kit).why


def test_work_on_what_the_project_has_no_more_is_refused_and_named(lead: Lead, tmp_path: Path) -> None:
    older = Path(shutil.copy(lead.project.path, tmp_path / "older.db"))
    text = "An article that came later.\n\nIt has two passages."
    add_articles(lead.project, [Article.new(text, split_passages(text), {"title": "Later"})])
    (later,) = rows(lead.project.path, "SELECT id FROM article ORDER BY action_id DESC LIMIT 1")[0]
    kit = make_kit(lead.project, ANA, target=tmp_path / "a.db").path
    worked(kit, lead.people[ANA], [("mark", at, 1) for at in range(3)])
    project = open_project(older)
    try:
        (told,) = merge_files(project, [kit])
    finally:
        project.close()
    assert told.refused is not None
    assert f"article {later}" in told.refused.why


def test_one_file_that_is_refused_keeps_no_other_from_being_merged(
    lead: Lead, kit: Path, tmp_path: Path
) -> None:
    bad = tmp_path / "bad.db"
    bad.write_bytes(kit.read_bytes()[:5000])
    told = merge_files(lead.project, [bad, kit, tmp_path / "none.db"])
    assert [each.refused is None for each in told] == [False, True, False]
    assert told[1].rows["claim"] == 2


# -- taken


def test_a_kit_is_merged_while_its_owner_works_in_it(lead: Lead, kit: Path) -> None:
    opened = open_project(kit)
    try:
        worker = Worker(opened, lead.people[ANA])
        worker.do("mark", 3, 1)
        # Also in the middle of a save, which is not there yet.
        with closing(sqlite3.connect(kit, isolation_level=None)) as writer:
            writer.execute("BEGIN IMMEDIATE")
            writer.execute("INSERT INTO source VALUES ('half', 'a', 'person', '', NULL)")
            told = merge_one(lead, kit)
            writer.execute("ROLLBACK")
        assert told.rows["claim"] == 3
        worker.do("mark", 4, 1)
        assert merge_one(lead, kit).rows["claim"] == 1
    finally:
        opened.close()


def test_the_project_knows_which_kit_came_back_and_how_far_it_was(lead: Lead, kit: Path) -> None:
    merge_one(lead, kit)
    merge_one(lead, kit)
    worked(kit, lead.people[ANA], [("mark", 5, 1)])
    merge_one(lead, kit)
    made, *back = rows(lead.project.path, "SELECT state, kit_id, annotator_id FROM kit ORDER BY id")
    assert [each[0] for each in back] == ["merged", "merged"]
    assert {each[1:] for each in back} == {made[1:]}
    heads = [
        row[0] for row in rows(lead.project.path, "SELECT head FROM kit WHERE state = 'merged' ORDER BY id")
    ]
    assert (
        heads[-1]
        == rows(kit, "SELECT chain FROM action WHERE annotator_id IS NOT NULL ORDER BY id DESC")[0][0]
    )


def test_an_older_state_of_a_kit_is_told_of_and_brings_nothing(lead: Lead, kit: Path, tmp_path: Path) -> None:
    older = Path(shutil.copy(kit, tmp_path / "older.db"))
    worked(kit, lead.people[ANA], [("mark", 5, 1)])
    assert merge_one(lead, kit).notes == ()
    told = merge_one(lead, older)
    assert (told.rows, told.refused) == ({}, None)
    (note,) = told.notes
    assert note.startswith(
        "this is an older state of a kit than one that was merged before; what is missing in it stays. If it"
    )


def test_a_copy_of_a_kit_with_work_of_its_own_is_no_older_state(
    lead: Lead, kit: Path, tmp_path: Path
) -> None:
    copy = Path(shutil.copy(kit, tmp_path / "copy.db"))
    worked(kit, lead.people[ANA], [("mark", 5, 1)])
    worked(copy, lead.people[ANA], [("mark", 6, 1)])
    assert merge_one(lead, kit).notes == ()
    told = merge_one(lead, copy)
    assert told.rows["claim"] == 1
    assert [note for note in told.notes if "older" in note] == []
    assert any("goes on in 2 ways" in note for note in told.notes)


def test_two_who_work_under_one_name_are_told_of_and_both_are_kept(lead: Lead, tmp_path: Path) -> None:
    first = make_kit(lead.project, ANA, target=tmp_path / "1.db").path
    second = make_kit(lead.project, ANA, target=tmp_path / "2.db").path
    worked(first, lead.people[ANA], [("mark", 1, 1), ("look", 0, 0)])
    worked(second, lead.people[ANA], [("mark", 1, 1), ("look", 0, 0)])
    assert merge_one(lead, first).notes == ()
    told = merge_one(lead, second)
    assert any(f"the work of {ANA} goes on in 2 ways" in note for note in told.notes)
    (fork,) = told.forks
    assert (fork.key.what, fork.annotator) == ("passage", ANA)
    assert len(rows(lead.project.path, "SELECT 1 FROM passage_state WHERE passage_id = ?", fork.key.id)) == 2
    assert len(rows(lead.project.path, "SELECT 1 FROM claim")) == 2
    # It is told once, also where they go on.
    assert merge_one(lead, second).forks == ()
    worked(first, lead.people[ANA], [("mark", 2, 1), ("look", 1, 0)])
    further = merge_one(lead, first)
    assert (further.rows["claim"], further.forks, further.notes) == (1, (), ())


def test_what_goes_on_in_a_kit_and_in_the_project_is_a_fork(lead: Lead, kit: Path) -> None:
    merge_one(lead, kit)
    Worker(lead.project, lead.people[ANA]).do("note", 0, 5)
    worked(kit, lead.people[ANA], [("note", 0, 6)])
    told = merge_one(lead, kit)
    assert [each.key.what for each in told.forks] == ["claim"]
    assert examine(lead.project.path).forks


@pytest.mark.parametrize("work", [WORK, [("mark", 1, 1)], [("look", 0, 0)]])
def test_late_work_for_a_closed_round_is_taken_and_said(lead: Lead, work: list[Step], tmp_path: Path) -> None:
    round_id = lead.open_round("pilot")
    kit = make_kit(lead.project, ANA, target=tmp_path / "a.db").path
    worked(kit, lead.people[ANA], work)
    lead.close_round(round_id)
    told = merge_one(lead, kit)
    assert "action" in told.rows
    assert told.notes == ("the round 'pilot' was closed meanwhile; this late work is taken all the same",)
    assert merge_one(lead, kit).notes == ()


def test_who_else_worked_in_a_kit_is_said(lead: Lead, kit: Path) -> None:
    opened = open_project(kit)
    try:
        Worker(opened, add_annotator(opened, BEN).id).do("mark", 1, 1)
    finally:
        opened.close()
    assert f"in this kit {BEN} worked too, whose kit it isn't" in merge_one(lead, kit).notes


def test_only_rounds_that_were_closed_since_are_said_to_be(lead: Lead, tmp_path: Path) -> None:
    lead.close_round(lead.open_round("over before"))
    since = lead.open_round("over since")
    lead.open_round("still open")
    copy = tmp_path / "copy.db"
    with closing(sqlite3.connect(lead.project.path)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)
    lead.close_round(since)
    lead.close_round(lead.open_round("of no concern"))
    worked(copy, lead.people[ANA], [("mark", 1, 1)])
    assert merge_one(lead, copy).notes == (
        "the round 'over since' was closed meanwhile; this late work is taken all the same",
    )


def test_what_somebody_does_under_their_second_hand_is_their_own(lead: Lead, tmp_path: Path) -> None:
    _, hand = lead.ask_again(ANA)
    path = make_kit(lead.project, ANA, target=tmp_path / "a.db").path
    worked(path, hand, [("mark", 1, 1)])
    told = merge_one(lead, path)
    assert (told.rows["claim"], told.notes) == (1, ())


def test_work_from_before_actions_were_chained_goes_on_in_no_ways(lead: Lead, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    with closing(sqlite3.connect(lead.project.path)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)
    worked(copy, lead.people[ANA], [("mark", 1, 1), ("mark", 2, 1), ("look", 0, 0)])
    forge(
        copy,
        "UPDATE action SET chain = NULL, parent_id = NULL, digest = NULL WHERE annotator_id IS NOT NULL",
    )
    told = merge_one(lead, copy)
    assert (told.rows["claim"], told.notes) == (2, ())


def test_another_spelling_of_a_source_is_said_and_the_first_stays(lead: Lead, tmp_path: Path) -> None:
    kits = [make_kit(lead.project, name, target=tmp_path / f"{name}.db").path for name in (ANA, BEN)]
    for kit, who, number in zip(kits, (ANA, BEN), (1, 2), strict=True):
        worked(kit, lead.people[who], [("mark", 0, number)])
    assert Source.of("POLICE", "police").id == Source.of("Police", "police").id
    merge_one(lead, kits[0])
    told = merge_one(lead, kits[1])
    assert told.notes == ()
    third = make_kit(lead.project, CLEO, target=tmp_path / "c.db").path
    opened = open_project(third)
    try:
        worker = Worker(opened, lead.people[CLEO])
        save(opened.engine, Entry(worker._action("share"), sources=(Source.of("POLICE", "police"),)))
    finally:
        opened.close()
    assert merge_one(lead, third).notes == ("'POLICE' is spelled 'Police' here, which stays",)


def test_a_copy_of_the_project_is_merged_with_what_everybody_did_in_it(lead: Lead, tmp_path: Path) -> None:
    Worker(lead.project, lead.people[ANA]).do("mark", 1, 1)
    copy = tmp_path / "copy.db"
    with closing(sqlite3.connect(lead.project.path)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)
    for name in (ANA, BEN):
        worked(copy, lead.people[name], WORK)
    told = merge_one(lead, copy)
    assert told.owner is None
    assert told.rows["claim"] == 4
    assert merge_one(lead, copy).rows == {}
    assert rows(lead.project.path, "SELECT 1 FROM kit") == []


@pytest.mark.parametrize("number", range(1, SCHEMA))
def test_a_file_of_an_earlier_schema_is_brought_up_to_date_as_a_copy(number: int, tmp_path: Path) -> None:
    file = tmp_path / "old.db"
    dump = Path(__file__).parents[1] / "store" / f"schema-{number}.sql"
    with closing(sqlite3.connect(file)) as connection:
        connection.executescript(dump.read_text(encoding="utf-8"))
    before = file.read_bytes()
    project = open_project(Path(shutil.copy(file, tmp_path / "project.db")))
    try:
        (told,) = merge_files(project, [file])
    finally:
        project.close()
    assert (told.refused, told.rows) == (None, {})
    assert file.read_bytes() == before


# -- blanked words


def note_of(path: Path) -> list[tuple[object, ...]]:
    return rows(path, "SELECT note FROM annotation WHERE texts_digest IS NOT NULL")


def test_words_that_were_redacted_in_the_project_do_not_come_back(lead: Lead, kit: Path) -> None:
    merge_one(lead, kit)
    (annotation,) = rows(kit, "SELECT id FROM annotation WHERE note IS NOT NULL")[0]
    redact(lead.project, "annotation", annotation, "asked for")
    told = merge_one(lead, kit)
    assert (told.refused, told.rows) == (None, {})
    assert note_of(lead.project.path) == [(None,)]
    assert b"a thought of" not in lead.project.path.read_bytes()


def test_words_that_their_owner_redacted_are_blanked_in_the_project_too(lead: Lead, kit: Path) -> None:
    merge_one(lead, kit)
    assert b"a thought of" in everything(lead.project.path)
    opened = open_project(kit)
    (annotation,) = rows(kit, "SELECT id FROM annotation WHERE note IS NOT NULL")[0]
    redact(opened, "annotation", annotation, "a slip")
    opened.close()
    told = merge_one(lead, kit)
    assert told.rows == {"action": 1, "redaction": 1}
    assert note_of(lead.project.path) == [(None,)]
    assert b"a thought of" not in everything(lead.project.path)
    assert rows(lead.project.path, "SELECT reason FROM action WHERE what = 'redact'") == [("a slip",)]
    assert merge_one(lead, kit).rows == {}


def everything(path: Path) -> bytes:
    return b"".join(each.read_bytes() for each in path.parent.glob(f"{path.name}*"))


def test_new_words_of_somebody_who_was_redacted_are_refused_until_they_are_blanked_there(
    lead: Lead, kit: Path
) -> None:
    redact(lead.project, "person", ANA, "asked for")
    problem = refused(lead, kit)
    assert "somebody who was redacted" in problem.why
    opened = open_project(kit)
    redact(opened, "person", ANA, "asked for")
    opened.close()
    told = merge_one(lead, kit)
    assert told.refused is None
    assert told.rows["claim"] == 2
    assert b"Zimmermann" not in everything(lead.project.path)


def test_late_work_is_said_of_a_kit_from_before_there_were_rounds(lead: Lead, kit: Path) -> None:
    open_round(lead.project, RoundWish("verify"))
    if is_open(lead):
        close_round(lead.project, "everything", unfinished=True)
    told = merge_one(lead, kit)
    assert told.notes == (
        "the round 'everything' was closed meanwhile; this late work is taken all the same",
    )


def is_open(lead: Lead) -> bool:
    query = """
        SELECT s.state FROM round_state AS s JOIN round AS r ON r.id = s.round_id
        WHERE r.name = 'everything' ORDER BY s.id DESC"""
    return rows(lead.project.path, query)[0] == ("open",)


def test_words_redacted_in_two_files_leave_every_seal_whole(lead: Lead, tmp_path: Path) -> None:
    Worker(lead.project, lead.people[ANA]).do("mark", 1, 1)
    for number in range(2):
        Worker(lead.project, lead.people[ANA]).do("note", 0, number)
    copy = tmp_path / "copy.db"
    with closing(sqlite3.connect(lead.project.path)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)
    first, second = (
        row[0] for row in rows(copy, "SELECT id FROM annotation WHERE note IS NOT NULL ORDER BY id")
    )
    redact(lead.project, "annotation", first, "asked for here")
    opened = open_project(copy)
    redact(opened, "note_of", rows(copy, "SELECT claim_id FROM annotation")[0][0], "asked for there")
    opened.close()
    told = merge_one(lead, copy)
    assert told.rows == {"action": 1, "redaction": 1}
    assert note_of(lead.project.path) == [(None,), (None,)]
    assert {row[0] for row in rows(lead.project.path, "SELECT row_id FROM redaction")} == {first, second}


@pytest.mark.parametrize("beginning", ["~~", "ffffffffffff7fff", "FF"])
def test_a_kit_whose_ids_no_other_could_follow_is_refused(
    lead: Lead, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, beginning: str
) -> None:
    path = make_kit(lead.project, ANA, target=tmp_path / "ana.kit.db").path
    made = Stamps.new_id
    with monkeypatch.context() as forged:
        forged.setattr(Stamps, "new_id", lambda self: beginning + made(self)[len(beginning) :])
        worked(path, lead.people[ANA], [("mark", 1, 0)])
    assert "no new action could follow" in refused(lead, path).why
    # Whoever opens that file is told, and doctor names what is wrong.
    with pytest.raises(Invalid, match="an id that annotator doesn't make"):
        open_project(path)
    assert not examine(path).outcomes["ids"].is_well


@pytest.mark.parametrize(
    ("minutes", "said"), [(0, ""), (-90, "minutes behind this one"), (180, "minutes ahead of this one")]
)
def test_a_clock_that_was_wrong_is_told_where_times_give_it_away(
    lead: Lead, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, minutes: int, said: str
) -> None:
    path = make_kit(lead.project, ANA, target=tmp_path / "ana.kit.db").path
    shown = Stamps.now

    def otherwise(of: Stamps) -> str:
        at = datetime.fromisoformat(shown(of)) + timedelta(minutes=minutes)
        return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")

    with monkeypatch.context() as wrong:
        wrong.setattr(Stamps, "now", otherwise)
        worked(path, lead.people[ANA], [("mark", 1, 0)])
    notes = merge_one(lead, path).notes
    assert [note.startswith("the clock where this was done was") for note in notes] == [True] * bool(said)
    assert said in "".join(notes)
    # It is told of what is new.
    assert merge_one(lead, path).notes == ()
