"""A fault at every step of every way to write: it is said, nothing is half-written, and trying again does it whole."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest

from annotator.core.article import Article
from annotator.core.claim import (
    Annotation,
    Claim,
    Evidence,
    Judgement,
    Origin,
    Polarity,
    Reaction,
    ReactionStance,
)
from annotator.core.deciding import DecisionKind
from annotator.core.history import Action, Entry, Looked, SourceChange
from annotator.core.history import Kind as ActionKind
from annotator.core.proposing import Proposal
from annotator.core.scheme_changes import Said, rename
from annotator.core.source import Source
from annotator.core.text.passages import split_passages
from annotator.core.text.span import Span
from annotator.core.text.steps import Unit
from annotator.errors import AnnotatorError, NotSaved, StoreProblem
from annotator.shipped import shipped
from annotator.store import engine as engines
from annotator.store import writing
from annotator.store.engine import reading as reading_scope
from annotator.store.exposures import Seen
from annotator.store.header import SCHEMA
from annotator.store.schema import upgrade
from annotator.workflow.annotating import Desk
from annotator.workflow.assigning import plan_assignment, write_plan
from annotator.workflow.assignment_people import AssignWish
from annotator.workflow.backing_up import back_up
from annotator.workflow.changing_schemes import propose, put_in_force
from annotator.workflow.closing import close_round
from annotator.workflow.deciding import Ruling, action_of, begin, entry_of, settle, turn_back
from annotator.workflow.exposures import expose
from annotator.workflow.going_back import restore
from annotator.workflow.importing import add_articles
from annotator.workflow.kits import make_kit
from annotator.workflow.labelling import Asked as LabelsAsked
from annotator.workflow.labelling import import_labels
from annotator.workflow.matters import articles_of, ground
from annotator.workflow.merging import merge_files
from annotator.workflow.opening import RoundWish, open_round
from annotator.workflow.outbox import Progress
from annotator.workflow.project import Project, add_annotator, create_project, find_annotator, open_project
from annotator.workflow.rounds import list_rounds
from annotator.workflow.schemes import find_scheme
from annotator.workflow.settling import Item, page
from annotator.workflow.sitting import Sitting
from annotator.workflow.source_changes import add as add_source
from annotator.workflow.source_changes import unshare
from tests.crash.aftermath import damage
from tests.crash.faults import KINDS, Fault, Kind, faulty, strikes
from tests.properties.team import worked

QUERY = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name"


def counts(path: Path) -> dict[str, int]:
    """Return how many rows each table has."""
    with closing(sqlite3.connect(path)) as connection:
        names = [row[0] for row in connection.execute(QUERY)]
        return {name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in names}


@pytest.fixture
def fault() -> Iterator[Fault]:
    # Who finds the file locked asks no second time, so that one step fails and not its repetition.
    with faulty() as fault, pytest.MonkeyPatch.context() as patch:
        patch.setitem(engines.SETTINGS, "busy_timeout", ("0", 0))
        yield fault


@dataclass
class Writing:
    """A project, somebody at work in it, and what they write."""

    project: Project
    desk: Desk
    entry: Entry
    kit: Path
    decided: Entry


Way = Callable[[Writing], object]


def _article() -> Article:
    text = "A third article. It rained.\n\nThe mayor said that it rained."
    return Article.new(text, split_passages(text), {"title": "Third", "outlet": "Paper"})


def _alias(it: Writing) -> object:
    stamps = it.project.stamps
    source = it.entry.sources[0]
    action = Action(stamps.new_id(), None, ActionKind.DO, "alias", stamps.now(), "test")
    change = SourceChange(stamps.new_id(), source.id, "alias", "The town's mayor")
    entry = Entry(action, sources=(source,), source_changes=(change,))
    return writing.save(it.project.engine, entry)


def _place(it: Writing) -> object:
    desk = it.desk
    return writing.save_place(
        it.project.engine,
        annotator=desk.annotator_id,
        article=desk.article.id,
        passage=desk.passage_ids[0],
        caret=3,
        claim=None,
        at=it.project.stamps.now(),
    )


def _draft(it: Writing) -> object:
    claim = it.desk.claims[0].claim_id
    return writing.save_draft(
        it.project.engine,
        annotator=it.desk.annotator_id,
        claim=claim,
        what="note",
        body="half a thought",
        at=it.project.stamps.now(),
    )


def _assignment(it: Writing) -> object:
    # With a new person and second hands, and the round that needed no row before.
    wish = AssignWish(("Ana", "Ben", "Cleo"), changed={"overlap": 2, "repeats": 50})
    return write_plan(it.project, plan_assignment(it.project, "everything", wish))


def _leaving(it: Writing) -> object:
    return write_plan(it.project, plan_assignment(it.project, "everything", AssignWish(leave=("Ben",))))


def _fork(it: Writing) -> None:
    """Let Ben go on with a claim both in his kit and in the project, and bring the kit back."""
    merge_files(it.project, [it.kit])
    ben = find_annotator(it.project, "Ben").id
    worked(it.project.path, ben, [("note", 0, 5)])
    worked(it.kit, ben, [("note", 0, 6)])
    (merged,) = merge_files(it.project, [it.kit])
    assert len(merged.forks) == 1


_ENDS = """
    SELECT t.id FROM annotation AS t JOIN annotator AS n ON n.id = t.annotator_id
    WHERE n.name = 'Ben' AND NOT EXISTS (SELECT 1 FROM annotation AS c WHERE c.parent_id = t.id) ORDER BY t.id"""


def _holds(it: Writing) -> object:
    with closing(sqlite3.connect(it.project.path)) as connection:
        first, _ = (row[0] for row in connection.execute(_ENDS))
    return restore(it.project, find_annotator(it.project, "Ben").id, first)


def _with_evidence(it: Writing) -> None:
    """Decide that the gold takes the evidence along that Ana has."""
    writing.save(it.project.engine, it.entry)

    def ruling(item: Item) -> Ruling:
        pieces = [piece for said in item.matter.said for piece in said.judgement.evidence]
        assert pieces
        return replace(_taken(item), proposal=Proposal.of(item.compared).carry(pieces))

    it.decided = _decided(it.project, ruling)
    assert it.decided.annotations[0].judgement.evidence


def _without_gold(it: Writing) -> None:
    """Decide that there is no claim, where somebody brought gold."""
    stamps, desk = it.project.stamps, it.desk
    who = add_annotator(it.project, "Editor").id
    action = Action(stamps.new_id(), who, ActionKind.DO, "sample", stamps.now(), "test")
    claim = Claim(stamps.new_id(), desk.article.id, Origin.GOLD, who)
    judgement = Judgement(it.entry.annotations[0].judgement.span, it.project.scheme.hash, note="as it came")
    brought = Annotation(stamps.new_id(), claim.id, who, action.id, action.at, judgement)
    writing.save(it.project.engine, Entry(action, (claim,), annotations=(brought,)))
    it.decided = _decided(it.project, lambda _: Ruling(DecisionKind.NONE, None, "F1"))
    (taken_back,) = it.decided.annotations
    assert (taken_back.parent_id, taken_back.judgement.stands) == (brought.id, False)


def _undone(it: Writing) -> object:
    (round_, *_) = list_rounds(it.project)
    done = turn_back(it.project, round_, find_annotator(it.project, "Ben"), ActionKind.UNDO)
    assert done is not None
    return done


def _labels(it: Writing) -> object:
    path = it.project.path.with_name("model.jsonl")
    source = {"name": "Nobody", "type": "witness"}
    lines = [{"article": title, "span": [0, 6], "labels": {"source": source}} for title in ("one", "two")]
    path.write_text("".join(f"{json.dumps(each)}\n" for each in lines), encoding="utf-8")
    return import_labels(it.project, path, LabelsAsked("gpt"))


def _exposure(it: Writing) -> object:
    with engines.writing(it.project.engine) as connection:
        return expose(it.project, connection, Seen(it.desk.annotator_id, "history", it.desk.article.id))


_KITS: dict[str, bytes] = {}
"""A kit by the id of its project, which all copies of the small one share."""


def _worked_kit(project: Project) -> Path:
    """Give a kit of Ben's with work in it, beside the project."""
    path = project.path.with_name(f"{project.path.name}.kit")
    if project.id not in _KITS:
        copy = open_project(Path(shutil.copy(project.path, project.path.with_name("lent.db"))))
        make_kit(copy, "Ben", target=path)
        copy.close()
        steps = [("mark", 1, 1), ("note", 0, 1), ("evidence", 0, 2), ("skip", 0, 0)]
        worked(path, find_annotator(project, "Ben").id, steps)
        _KITS[project.id] = path.read_bytes()
    path.write_bytes(_KITS[project.id])
    return path


RENAMED = ("stance.neutral", "reported")

WAYS: dict[str, Way] = {
    "an entry with everything": lambda it: writing.save(it.project.engine, it.entry),
    "a place": _place,
    "a draft": _draft,
    "an annotator": lambda it: add_annotator(it.project, "Cleo"),
    "other names of a source": _alias,
    "a source of everybody's": lambda it: add_source(it.project, "Rosa Luxemburg", "witness", ["Junius"]),
    "a source that is everybody's no longer": lambda it: unshare(it.project, ["Rosa Luxemburg"]),
    "a round": lambda it: open_round(it.project, RoundWish("pilot", fields=("stance",))),
    "the end of a round": lambda it: close_round(it.project, "everything", unfinished=True),
    "a kit that came back": lambda it: merge_files(it.project, [it.kit]),
    "labels of a model": _labels,
    "an exposure": _exposure,
    "a decision": lambda it: writing.save(it.project.engine, it.decided),
    "a decision with the evidence chosen": lambda it: writing.save(it.project.engine, it.decided),
    "gold taken back that was brought": lambda it: writing.save(it.project.engine, it.decided),
    "a decision undone": _undone,
    "which of two last words holds": _holds,
    "articles": lambda it: add_articles(it.project, [_article()]),
    "an assignment": _assignment,
    "somebody who takes part no longer": _leaving,
    "a change of the scheme": lambda it: put_in_force(
        it.project, propose(it.project, "scheme rename", lambda scheme: rename(scheme, *RENAMED, Said()))
    ),
}
"""Every way to write into a project that is there."""

FIRST: dict[str, Way] = {
    "a source that is everybody's no longer": WAYS["a source of everybody's"],
    "somebody who takes part no longer": _assignment,
    "which of two last words holds": _fork,
    "a decision with the evidence chosen": _with_evidence,
    "gold taken back that was brought": _without_gold,
    "a decision undone": WAYS["a decision"],
}
"""What there has to be before some of them."""


def written(project: Project) -> Writing:
    """Return somebody at work whose last entry, with a claim, labels, a source, evidence and a reaction, is unsaved."""
    kit = _worked_kit(project)
    ana = find_annotator(project, "Ana")
    sitting = Sitting(project, ana, lambda _: None)
    desk = sitting.open(sitting.order[0])
    desk.select(Span(0, 5), Unit.SENTENCE)
    desk.mark()
    desk.set_texts(note="a note", restatement=None)
    assert sitting.outbox.drain()
    sitting.outbox.close()
    held: list[Entry] = []
    desk.judge._record = held.append
    mayor, council = Source.of("Mayor", "person"), Source.of("Council", "organisation")
    desk.tag_source(desk.scheme.fields[0], mayor)
    desk.tag(*_hit(desk, "i"))
    desk.set_reactions((Reaction(council.id, ReactionStance.DENIES),), (council,))
    desk.add_evidence(Evidence(desk.new_id(), Polarity.SUPPORTS, quote="It was so."), "Council")
    first, *_, last = held
    (annotation,), (begun,) = last.annotations, first.annotations
    annotation = replace(annotation, parent_id=begun.parent_id, seq=begun.seq)
    sources = {each.id: each for entry in held for each in entry.sources}
    entry = Entry(last.action, sources=tuple(sources.values()), annotations=(annotation,))
    return Writing(project, desk, entry, kit, _decided(project, _taken))


def about_to(way: str, project: Project) -> Writing:
    """Return somebody at work who is about to write in one of the ways."""
    it = written(project)
    if way in FIRST:
        FIRST[way](it)
    return it


def _taken(item: Item) -> Ruling:
    return Ruling(DecisionKind.TAKEN, Proposal.of(item.compared), "T8", "one is enough")


def _decided(project: Project, rule: Callable[[Item], Ruling]) -> Entry:
    """Return what settling the claim writes, in a round that is written down."""
    (round_, *_) = list_rounds(project)
    begin(project, round_)
    with reading_scope(project.engine) as connection:
        on = ground(project, connection, round_)
        here = page(connection, on, articles_of(connection, round_)[0])
    action = action_of(project.stamps, find_annotator(project, "Ben").id)
    (item, *_) = here.items
    settled = settle(here, item, rule(item), action=action, round_id=round_.id, stamps=project.stamps)
    return entry_of(action, [settled])


def _hit(desk: Desk, key: str) -> Any:
    hit = desk.scheme.by_key(key)
    assert hit is not None
    return hit


@pytest.mark.parametrize("way", WAYS)
def test_a_fault_at_any_step_leaves_nothing_and_trying_again_does_it_whole(
    way: str, fault: Fault, opened: Callable[[Path], Project], small: Path
) -> None:
    kinds = cycle(KINDS.values())
    untouched: list[dict[str, int]] = []

    def attempt(at: int) -> None:
        it, kind = about_to(way, opened(small)), next(kinds)
        path, before = it.project.path, counts(it.project.path)
        fault.arm(at, kind)
        problem = failure(lambda: WAYS[way](it))
        assert (problem is not None) == fault.struck
        if problem is not None:
            assert isinstance(problem, NotSaved)
            assert str(problem) == told(kind)
            assert counts(path) == before
            # A retry is with what was at hand: an entry has its ids already.
            WAYS[way](it)
        assert damage(path) == []
        untouched.append(counts(path))
        it.project.close()

    found = strikes(fault, attempt)
    assert found > 2, "nothing was struck"
    # However often it failed before, in the end there is what would have been there anyway.
    assert all(each == untouched[-1] for each in untouched)


def failure(do: Callable[[], object]) -> AnnotatorError | None:
    """Return the problem that a person would be told of."""
    try:
        do()
    except AnnotatorError as problem:
        return problem
    return None


DO = {
    "full": "make room and try again",
    "read-only": "make both writable, or copy the project elsewhere",
    "I/O error": "check the disk; copy the project to another one",
    "locked": "wait until it is done and try again",
}


def told(kind: Kind) -> str:
    name = next(name for name, each in KINDS.items() if each is kind)
    return f"the database could not be written; nothing was saved\n  why: {kind.why}\n  do:  {DO[name]}"


# -- what was done stays on the desk, and is saved by trying again


@pytest.mark.parametrize("name", KINDS)
def test_what_could_not_be_saved_stays_on_the_desk_and_is_saved_by_trying_again(
    name: str, fault: Fault, opened: Callable[[Path], Project], small: Path
) -> None:
    def attempt(at: int) -> None:
        project, told_of = opened(small), []

        def tell(progress: Progress) -> None:
            if progress.problem is not None:
                told_of.append(str(progress.problem))

        sitting = Sitting(project, find_annotator(project, "Ana"), tell)
        desk = sitting.open(sitting.order[0])
        fault.arm(at, KINDS[name])
        desk.select(Span(0, 5), Unit.SENTENCE)
        desk.mark()
        desk.tag_source(desk.scheme.fields[0], Source.of("Mayor", "person"))
        desk.tag(*_hit(desk, "i"))
        desk.look(Looked.FLAGGED)
        saved = sitting.outbox.drain(10)
        assert saved != fault.struck
        (claim,) = desk.claims
        assert (claim.judgement.of("form"), desk.looked(0)) == (("indirect",), Looked.FLAGGED)
        if fault.struck:
            assert told_of == [told(KINDS[name])]
            sitting.outbox.retry()
            assert sitting.outbox.drain(10)
        stored = sitting.open(desk.article.id)
        assert [each.judgement for each in stored.claims] == [claim.judgement]
        assert stored.looked(0) is Looked.FLAGGED
        assert sitting.close()
        assert damage(project.path) == []

    assert strikes(fault, attempt, near=6, stride=3) > 8


def test_what_failed_is_tried_again_by_itself(
    fault: Fault, opened: Callable[[Path], Project], small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from annotator.workflow import outbox

    monkeypatch.setattr(outbox.Outbox.__init__, "__defaults__", (0.05,))
    project = opened(small)
    sitting = Sitting(project, find_annotator(project, "Ana"), lambda _: None)
    desk = sitting.open(sitting.order[0])
    fault.arm(1, KINDS["locked"])
    desk.look(Looked.DONE)
    while not sitting.outbox.drain(0.05):
        pass
    assert fault.struck
    assert sitting.open(desk.article.id).looked(0) is Looked.DONE
    assert sitting.close()


# -- files that are made, copied and brought up to date


@pytest.mark.slow
def test_a_fault_while_a_project_is_made_leaves_no_file(fault: Fault, tmp_path: Path) -> None:
    kinds = cycle(KINDS.values())

    def attempt(at: int) -> None:
        path, kind = tmp_path / "new.db", next(kinds)
        fault.arm(at, kind)
        problem = failure(lambda: create_project(path, "new", find_scheme("newsclaim")).close())
        if problem is not None:
            assert isinstance(problem, StoreProblem)
            assert problem.what == "the project can't be made here"
            assert problem.why in {kind.why, fault.system_error().strerror}
            assert list(tmp_path.iterdir()) == []
            create_project(path, "new", find_scheme("newsclaim")).close()
        assert damage(path) == []
        path.unlink()
        assert list(tmp_path.iterdir()) == []

    assert strikes(fault, attempt, stride=9) > 12


def older(folder: Path, number: int) -> Path:
    """Make a project of an earlier schema."""
    path = folder / "old.db"
    dump = Path(__file__).parents[1] / "store" / f"schema-{number}.sql"
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(dump.read_text(encoding="utf-8"))
    return path


@pytest.mark.slow
def test_a_fault_while_a_project_is_brought_up_to_date_leaves_it_as_it_was(
    fault: Fault, tmp_path: Path
) -> None:
    kinds = cycle(KINDS.values())
    migrations = shipped("db") / "migrations"

    def attempt(at: int) -> None:
        for left in tmp_path.iterdir():
            left.unlink()
        path, kind = older(tmp_path, SCHEMA - 1), next(kinds)
        before, schema = counts(path), version(path)
        fault.arm(at, kind)
        problem = failure(lambda: upgrade(path, migrations, SCHEMA))
        if problem is not None:
            assert problem.what.startswith("the project could not be upgraded")
            assert kind.words in problem.why or fault.system_error().strerror in problem.why
            assert (counts(path), version(path)) == (before, schema)
            assert not [each.name for each in tmp_path.iterdir() if "unfinished" in each.name]
            upgrade(path, migrations, SCHEMA)
        assert version(path) == SCHEMA
        assert damage(path) == []

    assert strikes(fault, attempt, stride=7) > 12


def version(path: Path) -> int:
    with closing(sqlite3.connect(path)) as connection:
        return int(connection.execute("PRAGMA user_version").fetchone()[0])


def test_a_fault_while_a_backup_is_made_leaves_no_part_of_one(
    fault: Fault, tmp_path: Path, small: Path
) -> None:
    kinds = cycle(KINDS.values())
    path = tmp_path / "project.db"
    shutil.copyfile(small, path)

    def attempt(at: int) -> None:
        fault.arm(at, next(kinds))
        target = tmp_path / "copy.db"
        problem = failure(lambda: back_up(path, target=target))
        if problem is not None:
            assert not target.exists()
            back_up(path, target=target)
        assert damage(target) == []
        target.unlink()
        assert {each.name for each in tmp_path.iterdir() if each.is_file()} == {"project.db"}

    assert strikes(fault, attempt) > 1


# -- the same by real ways


def test_a_fault_while_a_kit_is_made_leaves_no_part_of_one_and_the_project_knows_of_none(
    fault: Fault, tmp_path: Path, small: Path
) -> None:
    kinds = cycle(KINDS.values())
    project = open_project(Path(shutil.copy(small, tmp_path / "project.db")))
    target = tmp_path / "ana.kit.db"
    before = counts(project.path)

    def attempt(at: int) -> None:
        fault.arm(at, next(kinds))
        problem = failure(lambda: make_kit(project, "Ana", target=target))
        assert target.exists() == (problem is None)
        assert not list(tmp_path.glob("*.unfinished"))
        if problem is not None:
            assert fault.struck
            assert counts(project.path) == before
            return
        assert damage(target) == []
        if fault.struck:
            # The name of a file that is on disk could not be synced, which some file systems can't at all.
            target.unlink()
            before.update(counts(project.path))

    assert strikes(fault, attempt, near=8, stride=11) > 20
    project.close()


def test_a_disk_that_has_room_for_ever_more_pages(
    opened: Callable[[Path], Project], small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(sqlite3.connect(small)) as connection:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
    failed = 0
    for more in range(60):
        it = written(opened(small))
        before = counts(it.project.path)
        it.project.engine.dispose()
        monkeypatch.setitem(engines.SETTINGS, "max_page_count", (str(pages + more), pages + more))
        small_disk = engines.open_engine(it.project.path)
        entry = replace(it.entry, annotations=(_long(it.entry),))
        problem = failure(lambda engine=small_disk, entry=entry: writing.save(engine, entry))
        small_disk.dispose()
        monkeypatch.delitem(engines.SETTINGS, "max_page_count")
        if problem is None:
            break
        failed += 1
        assert str(problem) == told(KINDS["full"])
        assert counts(it.project.path) == before
        writing.save(it.project.engine, entry)
        assert damage(it.project.path) == []
    else:
        pytest.fail("it never had room enough")
    assert failed > 2


def _long(entry: Entry) -> Any:
    (annotation,) = entry.annotations
    return replace(annotation, judgement=replace(annotation.judgement, note="long " * 4000))


@pytest.mark.parametrize("way", WAYS)
def test_while_another_program_writes_it_says_so_and_works_when_that_is_done(
    way: str, opened: Callable[[Path], Project], small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(engines.SETTINGS, "busy_timeout", ("20", 20))
    it = about_to(way, opened(small))
    before = counts(it.project.path)
    with closing(sqlite3.connect(it.project.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        problem = failure(lambda: WAYS[way](it))
    assert str(problem) == told(KINDS["locked"])
    assert counts(it.project.path) == before
    WAYS[way](it)
    assert counts(it.project.path) != before
    assert damage(it.project.path) == []


@pytest.mark.parametrize("way", WAYS)
def test_a_file_that_may_not_be_written_is_left_alone(
    way: str, opened: Callable[[Path], Project], small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    it = about_to(way, opened(small))
    before = counts(it.project.path)
    it.project.engine.dispose()
    monkeypatch.setitem(engines.SETTINGS, "query_only", ("ON", 1))
    barred = open_project(it.project.path)
    problem = failure(lambda: WAYS[way](replace(it, project=barred)))
    barred.close()
    assert str(problem) == told(KINDS["read-only"])
    assert counts(it.project.path) == before
