"""Two last words of one annotator: told so that they are found, and settled by saying which one holds."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from annotator.core.history import Kind
from annotator.store.doctor import examine
from annotator.store.forks import Fork
from annotator.workflow.going_back import restore
from annotator.workflow.histories import Place, history
from annotator.workflow.kits import make_kit
from annotator.workflow.merging import Merged, merge_files
from annotator.workflow.project import Project, open_project, people
from annotator.workflow.sitting import Sitting
from annotator.workflow.undoing import turn_back
from tests.properties.team import PEOPLE, Lead, Worker, rows, worked

ANA, BEN, _ = PEOPLE


@pytest.fixture
def lead(project: Project) -> Lead:
    return Lead.of(project)


@pytest.fixture
def kit(lead: Lead, tmp_path: Path) -> Path:
    path = make_kit(lead.project, ANA, target=tmp_path / "ana.kit.db").path
    worked(path, lead.people[ANA], [("mark", 1, 1), ("look", 0, 0)])
    merge(lead, path)
    return path


def merge(lead: Lead, path: Path) -> Merged:
    (told,) = merge_files(lead.project, [path])
    assert told.refused is None
    return told


@pytest.fixture
def forked(lead: Lead, kit: Path) -> Fork:
    """Let Ana go on with a claim both here and there."""
    Worker(lead.project, lead.people[ANA]).do("note", 0, 5)
    worked(kit, lead.people[ANA], [("note", 0, 6)])
    (fork,) = merge(lead, kit).forks
    return fork


def listed(path: Path) -> list[str]:
    report = examine(path)
    assert report.healthy
    return [each.key.id for each in report.forks]


def entries(project: Project, who: str, claim: str) -> list[tuple[str, bool]]:
    page = history(project, who, Place(claim_id=claim), limit=9)
    return [(line.entry, line.current) for deed in page.deeds for line in deed.lines]


def test_a_fork_is_told_by_title_passage_and_words_and_its_command_leads_there(
    lead: Lead, forked: Fork
) -> None:
    (words,) = rows(
        lead.project.path,
        'SELECT substr(x.text, a.start + 1, a."end" - a.start) FROM annotation a JOIN claim c ON c.id = a.claim_id'
        " JOIN article x ON x.id = c.article_id ORDER BY a.seq DESC, a.id DESC LIMIT 1",
    )[0]
    assert (forked.annotator, forked.words) == (ANA, f"“{words}”")
    assert forked.title in forked.place
    ana = next(each for each in people(lead.project) if each.name == ANA)
    sitting = Sitting(lead.project, ana, lambda _: None)
    assert forked.asked is not None
    desk = sitting.resume((forked.asked.number, forked.passage))
    assert forked.key.id in {each.claim_id for each in desk.claims}
    assert desk.article.passage_at(desk.claims[0].judgement.span.start) == forked.passage - 1
    assert forked.command == f"annotator annotate --at {forked.asked.number}:{forked.passage} --as '{ANA}'"
    sitting.outbox.close()


@pytest.mark.parametrize("which", ["the one that counts", "the other one"])
def test_saying_which_of_the_two_holds_settles_it_though_nothing_changes(
    lead: Lead, kit: Path, forked: Fork, which: str
) -> None:
    assert listed(lead.project.path) == [forked.key.id]
    ana = lead.people[ANA]
    chosen = next(
        entry
        for entry, current in entries(lead.project, ana, forked.key.id)
        if current == (which == "the one that counts")
    )
    assert not restore(lead.project, ana, chosen).already
    assert listed(lead.project.path) == []
    assert restore(lead.project, ana, chosen).already
    # What was said without knowing of that is another end.
    worked(kit, ana, [("note", 0, 7)])
    assert [each.key for each in merge(lead, kit).forks] == [forked.key]
    assert listed(lead.project.path) == [forked.key.id]


def test_the_history_tells_the_two_last_words_from_all_else_until_one_holds(lead: Lead, forked: Fork) -> None:
    ana = lead.people[ANA]

    def standings() -> list[str]:
        page = history(lead.project, ana, Place(claim_id=forked.key.id), limit=9)
        return [line.standing for deed in page.deeds for line in deed.lines]

    assert sorted(standings()) == ["", "now; one of 2 last words", "one of 2 last words"]
    restore(lead.project, ana, entries(lead.project, ana, forked.key.id)[0][0])
    assert sorted(standings()) == ["", "", "", "now"]


def test_going_on_without_having_seen_both_settles_nothing(lead: Lead, forked: Fork) -> None:
    Worker(lead.project, lead.people[ANA]).do("note", 0, 8)
    assert listed(lead.project.path) == [forked.key.id]


def test_it_can_be_settled_in_the_next_kit(lead: Lead, forked: Fork, tmp_path: Path) -> None:
    path = make_kit(lead.project, ANA, target=tmp_path / "next.kit.db").path
    assert listed(path) == [forked.key.id]
    kit = open_project(path)
    restore(kit, lead.people[ANA], entries(kit, lead.people[ANA], forked.key.id)[0][0])
    kit.close()
    assert listed(path) == []
    assert merge(lead, path).forks == ()
    assert listed(lead.project.path) == []


def test_taking_back_what_settled_it_opens_it(lead: Lead, forked: Fork) -> None:
    ana = lead.people[ANA]
    restore(lead.project, ana, entries(lead.project, ana, forked.key.id)[0][0])
    for kind, open_ in ((Kind.UNDO, [forked.key.id]), (Kind.REDO, []), (Kind.UNDO, [forked.key.id])):
        assert turn_back(lead.project, ana, kind)
        assert listed(lead.project.path) == open_


def test_in_a_copy_it_is_as_open_as_in_the_project(lead: Lead, forked: Fork, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    lead.project.close()
    shutil.copy(lead.project.path, copy)
    assert listed(copy) == [forked.key.id]


def test_where_no_round_shows_it_the_history_does(lead: Lead, kit: Path) -> None:
    round_id = lead.open_round("pilot")
    Worker(lead.project, lead.people[ANA]).do("note", 0, 5)
    worked(kit, lead.people[ANA], [("note", 0, 6)])
    (fork,) = merge(lead, kit).forks
    assert fork.command.endswith(f":{fork.passage} --round pilot --as '{ANA}'")
    lead.close_round(round_id)
    (fork,) = examine(lead.project.path).forks
    assert fork.command == f"annotator history --claim {fork.key.id} --as '{ANA}'"


def test_of_a_passage_the_history_tells_both(lead: Lead, kit: Path) -> None:
    Worker(lead.project, lead.people[ANA]).do("look", 0, 5)
    worked(kit, lead.people[ANA], [("skip", 0, 6)])
    (fork,) = merge(lead, kit).forks
    assert fork.key.what == "passage"
    assert fork.command == f"annotator history --passage {fork.number}:{fork.passage} --as '{ANA}'"


def test_one_under_a_second_hand_is_told_as_the_persons_own(lead: Lead, tmp_path: Path) -> None:
    _, hand = lead.ask_again(ANA)
    path = make_kit(lead.project, ANA, target=tmp_path / "a.db").path
    worked(path, hand, [("mark", 1, 1)])
    merge(lead, path)
    Worker(lead.project, hand).do("note", 0, 5)
    worked(path, hand, [("note", 0, 6)])
    told = merge(lead, path)
    (fork,) = told.forks
    assert [note for note in told.notes if "goes on in 2 ways" in note]
    assert "again" not in "".join(told.notes)
    assert (fork.annotator, fork.key.annotator_id) == (ANA, hand)
    assert "again" not in fork.place + fork.command
    ana = next(each for each in people(lead.project) if each.name == ANA)
    sitting = Sitting(lead.project, ana, lambda _: None)
    assert fork.asked is not None
    desk = sitting.resume((fork.asked.number, fork.passage))
    assert (desk.annotator_id, desk.claims[0].claim_id) == (hand, fork.key.id)
    sitting.outbox.close()
