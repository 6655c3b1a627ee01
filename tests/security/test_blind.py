"""In a blind round nobody is shown what another has said: every command and every dialog, gone through by Ana.

Whatever Ben can write holds a word that stands nowhere else, so that it can be looked for in all that she is shown.
"""

from __future__ import annotations

import argparse
import asyncio
import io
import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

import pytest

from annotator.cli.main import main, parser
from annotator.core.article import Article
from annotator.core.claim import (
    Annotation,
    Claim,
    Evidence,
    Judgement,
    Label,
    Origin,
    Polarity,
    Reaction,
    ReactionStance,
)
from annotator.core.history import Action, Entry, Kind, Looked, PassageState, SourceChange
from annotator.core.scheme_changes import retire
from annotator.core.source import Source
from annotator.core.text.passages import split_passages
from annotator.core.text.span import Span
from annotator.settings import remember_name
from annotator.store.engine import writing
from annotator.store.sourcing import write_sources
from annotator.store.writing import save, save_draft
from annotator.workflow.changing_schemes import propose, put_in_force
from annotator.workflow.importing import add_articles
from annotator.workflow.project import Project, add_annotator, create_project, open_project
from annotator.workflow.schemes import find_scheme
from tests.workflow.rounds import add_round

from .stream import words
from .tour import STOPS, back
from .watched import watched

MARK = "xyzzy"
"""What only Ben has written."""

SENTENCES = [f"Witness {number} saw the ferry leave on day {number}." for number in range(7)]
TEXT = "\n\n".join(SENTENCES)
COMMON = Source.of("Harbour Office", "organisation")


class Answer(NamedTuple):
    """What a command printed."""

    code: int
    out: str
    err: str


def label(project: Project, article: Article, who: str, *, mark: str, passages: range) -> list[str]:
    """Let somebody say all that can be said of some passages; return the ids of all that is theirs."""
    stamps = project.stamps
    named = [Source.of(f"{mark} {what}", "organisation") for what in ("Bureau", "Club", "Registry")]
    unnamed = Source.of(f"{mark} folk", "witness", article.id)
    ids = [each.id for each in (*named, unnamed)]
    for number in passages:
        action = Action(stamps.new_id(), who, Kind.DO, "mark", stamps.now(), "test")
        span = article.passages[number].span
        judgement = Judgement(
            Span(span.start, span.start + 9 + number),
            project.scheme.hash,
            (Label("stance", "denies"), Label("source", source_id=(unnamed if number % 2 else named[0]).id)),
            (Reaction(named[1].id, ReactionStance.DENIES),),
            (
                Evidence(
                    stamps.new_id(),
                    Polarity.REFUTES,
                    origin_id=named[2].id,
                    url=f"https://example.org/{mark}",
                    quote=f"{mark} quote",
                    note=f"{mark} found",
                ),
            ),
            restatement=f"{mark} restated",
            note=f"{mark} noted",
        )
        claim = Claim(stamps.new_id(), article.id, Origin.MARKED, who)
        said = Annotation(stamps.new_id(), claim.id, who, action.id, action.at, judgement)
        state = PassageState(
            stamps.new_id(), article.passage_id(number), who, action.id, Looked.SKIPPED, f"{mark} skipped"
        )
        alias = SourceChange(stamps.new_id(), COMMON.id, "alias", f"{mark} Office {number}")
        save(project.engine, Entry(action, (claim,), (*named, unnamed), (said,), (state,), (alias,)))
        save_draft(
            project.engine, annotator=who, claim=claim.id, what="note", body=f"{mark} draft", at=stamps.now()
        )
        ids += [claim.id, said.id, state.id]
    return ids


class Made(NamedTuple):
    """A project that Ana and Ben share, and the ids of what is Ben's."""

    path: Path
    ids: list[str]


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Made:
    """Make a shared project in which a round is blind, whose name Ana's computer knows."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setattr("sys.stdin", io.StringIO())
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    path = tmp_path / "here" / "annotator.db"
    project = create_project(path, "Pilot", find_scheme("newsclaim"))
    article = Article.new(TEXT, split_passages(TEXT), {"title": "Ferry", "outlet": "Paper"})
    other = Article.new("Rain fell.", split_passages("Rain fell."), {"title": "Rain", "outlet": "Paper"})
    add_articles(project, [article, other])
    action = Action(project.stamps.new_id(), None, Kind.DO, "share", project.stamps.now(), "test")
    with writing(project.engine) as connection:
        write_sources(connection, action, sources=[COMMON], shared=[COMMON.id])
    ana, ben = (add_annotator(project, name).id for name in ("Ana", "Ben"))
    label(project, article, ana, mark="quux", passages=range(7))
    ids = label(project, article, ben, mark=MARK, passages=range(3))
    put_in_force(project, propose(project, "retire", lambda scheme: retire(scheme, ["stance.denies"])))
    remember_name(project.id, "Ana")
    project.close()
    return Made(path, ids)


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Callable[..., Answer]:
    def one(*arguments: str) -> Answer:
        capsys.readouterr()
        try:
            code = main(list(arguments))
        except SystemExit as stop:
            code = int(stop.code or 0)
        return Answer(code, *capsys.readouterr())

    return one


def exposures(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as connection:
        query = (
            "SELECT what FROM exposure AS e JOIN annotator AS a ON a.id = e.annotator_id"
            " WHERE a.name = 'Ana' ORDER BY e.id"
        )
        return [what for (what,) in connection.execute(query)]


SILENT: dict[str, list[list[str]]] = {
    "status": [[], ["--json"]],
    "scheme list": [[]],
    "scheme show": [[], ["--toml"]],
    "scheme rename": [["stance.neutral", "reported", "--dry-run"]],
    "scheme review": [[], ["--json"], ["--as", "Ana"]],
    "source list": [[], ["--json"], ["--as", "Ana"]],
    "round list": [[], ["--json"]],
    "round show": [["everything"]],
    "history": [[], ["--json"], ["--article", "1"], ["--passage", "1:1"], ["--claim", "{theirs}"]],
    "redact": [["--note-of", "{theirs}", "--reason", "why", "--dry-run"]],
    "doctor": [[], ["--json"]],
    "export": [["jsonl", "--which", "gold"], ["csv", "--which", "gold"]],
    "keys": [[]],
}
"""What somebody may ask at any time, and is shown nothing of another's."""

LOOKING: dict[str, list[list[str]]] = {
    "export": [["jsonl"], ["csv", "--which", "both"]],
    "agreement": [["--resamples", "0"], ["--resamples", "0", "--format", "json"]],
    "history": [["--of", "Ben"], ["--of", "Ben", "--json", "--article", "1"]],
    "scheme review": [["--everybody"], ["--as", "Ben"]],
    "source list": [["--as", "Ben"]],
}
"""What shows others' work because it is asked for: refused unless with --look, and then put on record."""

REPORTS = ("agreement", "export")
"""What is given all the same where nobody has opened a round, and put on record."""

OTHERS: dict[str, str] = {
    "agreement plan": "figures of a pilot, by a lead",
    "annotate": "the screen, which is gone through below",
    "assign": "plans by how much there is, and lists to nobody who annotates; tried below",
    "backup": "copies the file",
    "demo": "another project",
    "history restore": "writes, and one's own alone",
    "guide": "knows no project",
    "import": "brings articles in",
    "init": "another project",
    "keys check": "knows no project",
    "keys example": "knows no project",
    "kit make": "writes a file for one annotator",
    "kit merge": "brings labels in",
    "labels import": "brings labels in",
    "practice": "another project",
    "restore": "puts a copy in the file's place",
    "round close": "ends blindness, by a lead",
    "round control": "scores annotators, and is refused to those; tried below",
    "round effect": "puts on record that it was looked at; tried where suggestions are",
    "round freeze": "says what is unsettled, by a lead",
    "round open": "begins another round, by a lead",
    "round qualify": "scores annotators, and is refused to those; tried below",
    "round suggest": "shows what a model says, by a lead",
    "scheme add": "counts labels, by a lead",
    "scheme apply": "counts labels, by a lead",
    "scheme check": "knows no project",
    "scheme merge": "counts labels, by a lead",
    "scheme retire": "counts labels, by a lead",
    "scheme revert": "counts labels, by a lead",
    "settle": "shows others' work without their names, the articles of which are put on record; tried below",
    "source add": "names a source for everybody, by a lead",
    "source merge": "names sources to make them one, by a lead",
    "source reconcile": "lists sources that look the same, by a lead",
    "source rename": "names a source anew, by a lead",
    "source share": "names sources for everybody, by a lead",
}
"""What is not gone through here, and why."""


def leaves(of: argparse.ArgumentParser, path: tuple[str, ...] = ()) -> Iterator[str]:
    """Yield every command that does something."""
    inside = [each for each in of._actions if isinstance(each, argparse._SubParsersAction)]
    if of._defaults.get("run") or not inside:
        yield " ".join(path)
    for each in inside:
        for name, one in each.choices.items():
            yield from leaves(one, (*path, name))


def test_every_command_has_been_thought_of() -> None:
    known = SILENT.keys() | LOOKING.keys() | OTHERS.keys()
    assert sorted(set(leaves(parser())) - known) == []


def hits(made: Made, shown: str) -> list[str]:
    """Return what of Ben's is in a text."""
    return [each for each in (MARK, *made.ids) if each in shown.casefold()]


@pytest.mark.parametrize("command", SILENT)
def test_what_is_asked_at_any_time_shows_nothing_of_anothers(
    command: str, made: Made, run: Callable[..., Answer]
) -> None:
    for more in SILENT[command]:
        theirs = next(each for each in made.ids if each.startswith("0"))
        arguments = [each.replace("{theirs}", theirs) for each in more]
        answer = run(*command.split(), *arguments)
        shown = (
            (answer.out + answer.err).replace(theirs, "") if theirs in arguments else answer.out + answer.err
        )
        assert hits(made, shown) == [], (arguments, shown)
        assert answer.code == (1 if theirs in arguments and command == "history" else 0), answer
    assert exposures(made.path) == []


def test_ones_own_is_shown(made: Made, run: Callable[..., Answer]) -> None:
    listed = run("source", "list").out
    assert "quux Bureau" in listed
    assert "quux folk" in listed
    assert "Harbour Office" in listed
    assert "quux Office 1" in listed
    assert "quux noted" in run("history").out
    assert run("scheme", "review").err.startswith("7 claims")


@pytest.mark.parametrize("command", LOOKING)
def test_what_shows_others_work_is_put_on_record_and_told(
    command: str, made: Made, run: Callable[..., Answer]
) -> None:
    first, *more = ([*command.split(), *each, "--look"] for each in LOOKING[command])
    before = run(*SILENT_FIRST)
    assert "recorded" not in before.err
    answer = run(*first)
    assert answer.code == 0
    assert (
        "recorded: Ana has seen others' work on Ferry; later labels of theirs there are left out of"
        in answer.err
    )
    assert "recorded" not in answer.out
    assert exposures(made.path) == [command]
    for each in more:
        assert run(*each).code == 0
    assert set(exposures(made.path)) == {command}
    assert len(exposures(made.path)) <= 1 + len(more)


@pytest.mark.parametrize("command", [*LOOKING, "settle"])
def test_who_annotates_in_a_blind_round_is_not_shown_others_work_unless_they_insist(
    command: str, made: Made, run: Callable[..., Answer]
) -> None:
    assert run("round", "open", "second").code == 0
    for more in LOOKING.get(command, [["--list"], ["--rules"], ["--list", "--as", "Ana"]]):
        answer = run(*command.split(), *more)
        assert (answer.code, answer.out) == (1, "")
        assert hits(made, answer.err) == []
        rounds = "round 'second', which is" if command in REPORTS else "rounds 'everything' and 'second',"
        assert f"Ana annotates in the {rounds} blind until" in answer.err
        assert "would be left out of agreement" in answer.err
        assert "annotator round close second" in answer.err
        assert "--look" in answer.err
    assert exposures(made.path) == []


@pytest.mark.parametrize("command", LOOKING)
def test_where_nobody_has_opened_a_round_only_reports_are_given_without_insisting(
    command: str, made: Made, run: Callable[..., Answer]
) -> None:
    answer = run(*command.split(), *LOOKING[command][0])
    assert answer.code == (0 if command in REPORTS else 1)
    assert exposures(made.path) == ([command] if command in REPORTS else [])


def test_the_settling_screen_is_kept_from_who_annotates_too(
    made: Made, run: Callable[..., Answer], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("annotator.cli.commands.settle_.can_paint", lambda: True)
    answer = run("settle", "--as", "Ana")
    assert (answer.code, "Ana annotates in the round 'everything'" in answer.err) == (1, True)
    assert exposures(made.path) == []
    assert run("settle", "--as", "Ana", "--auto").code == 0, "it shows numbers alone"


@pytest.mark.parametrize("command", [["round", "effect", "everything"], ["round", "control", "everything"]])
def test_what_is_refused_after_all_is_no_look(
    command: list[str], made: Made, run: Callable[..., Answer]
) -> None:
    answer = run(*command, "--look")
    assert (answer.code, "recorded" in answer.err) == (1, False)
    assert exposures(made.path) == []


def test_where_no_sources_look_the_same_nothing_of_others_was_seen(
    made: Made, run: Callable[..., Answer], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("annotator.workflow.likely_same.likely_same", lambda *_: [])
    answer = run("source", "reconcile", "--list", "--json", "--look")
    assert (answer.code, json.loads(answer.out), "recorded" in answer.err) == (0, [], False)
    assert exposures(made.path) == []


def test_a_list_of_what_is_left_records_the_articles_that_it_lists(
    made: Made, run: Callable[..., Answer]
) -> None:
    answer = run("settle", "--list", "--look")
    assert (answer.code, "on Ferry;" in answer.err) == (0, True)
    with closing(sqlite3.connect(made.path)) as connection:
        seen = connection.execute("SELECT article_id IS NULL FROM exposure").fetchall()
    assert seen == [(0,)]
    assert "recorded" not in run("settle", "--rules", "--look").err, "nothing has been decided"


def test_a_round_that_has_closed_may_be_seen_while_another_is_blind(
    made: Made, run: Callable[..., Answer]
) -> None:
    assert run("round", "open", "rain", "--articles", "2").code == 0
    assert run("round", "open", "ferry", "--articles", "1").code == 0
    for name in ("everything", "ferry"):
        assert run("round", "close", name, "--unfinished").code == 0
    assert "recorded" not in run("agreement", "--round", "ferry", "--resamples", "0").err
    assert run("settle", "ferry", "--list").code == 0
    assert exposures(made.path) == []
    # What is marked in an article now would be seen in any round that has it.
    assert run("round", "open", "again", "--articles", "1").code == 0
    for shown in (["agreement", "--round", "ferry", "--resamples", "0"], ["settle", "ferry", "--list"]):
        assert "Ana annotates in the round 'again'" in run(*shown).err
    assert exposures(made.path) == []


def test_who_annotates_is_not_told_the_plan_nor_the_scores(
    made: Made, run: Callable[..., Answer], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run("round", "open", "exam", "--articles", "1").code == 0
    assert run("assign", "exam", "--to", "Ana", "Ben").code == 0
    for shown in (["assign", "exam", "--list"], ["round", "qualify", "exam"], ["round", "control", "exam"]):
        answer = run(*shown)
        assert (answer.code, answer.out, "--look" in answer.err) == (1, "", True), answer
    assert "annotator status" in run("assign", "exam", "--list").err
    assert run("assign", "exam", "--list", "--look").code == 0
    assert exposures(made.path) == [], "a plan is no work of others"
    monkeypatch.setenv("ANNOTATOR_NAME", "Lea")
    assert run("assign", "exam", "--list").code == 0


SILENT_FIRST = ["source", "list"]


def test_looking_at_one_article_tells_of_that_one(made: Made, run: Callable[..., Answer]) -> None:
    theirs = next(each for each in made.ids if each.startswith("0"))
    assert "on Ferry;" in run("history", "--of", "Ben", "--article", "1", "--look").err
    assert "on Ferry;" in run("history", "--of", "Ben", "--claim", theirs, "--look").err
    assert len(exposures(made.path)) == 1


def test_a_lead_who_annotates_nothing_is_told_nothing(
    made: Made, run: Callable[..., Answer], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "elsewhere"))
    for command, each in LOOKING.items():
        for arguments in each:
            assert "recorded" not in run(*command.split(), *arguments).err
    assert MARK in run("source", "list").out
    monkeypatch.setenv("ANNOTATOR_NAME", "Ana")
    assert MARK not in run("source", "list").out
    assert json.loads(run("source", "list", "--json").out)


class Typed:
    """Types what would find something of Ben's if it were there to be found."""

    def __init__(self) -> None:
        self._turn = 0

    def __call__(self) -> str:
        self._turn += 1
        return ("xy", "x", "Xyz", "bureau", "club")[self._turn % 5]


async def _walk(path: Path, stop: str) -> tuple[str, str]:
    async with watched(path, "Ana", size=(124, 50)) as driver:
        if stop == "history":
            for claim in (None, 0):
                await back(driver)
                driver.desk.focus_on(None if claim is None else driver.desk.claims[claim].claim_id)
                driver.screen.carry_out("history")
                await driver.on("HistoryBox")
                await driver.keys("pagedown", "pagedown")
        else:
            await STOPS[stop](driver, Typed())  # type: ignore[arg-type]
        await driver.pilot.pause(0.1)
        return words(driver.stream), driver.stream


@pytest.mark.slow
@pytest.mark.parametrize("stop", [*STOPS, "history"])
def test_no_dialog_shows_anything_of_anothers(stop: str, made: Made) -> None:
    shown, sent = asyncio.run(_walk(made.path, stop))
    assert "quux" in shown or stop in ("messages", "palette", "lists", "searches", "texts")
    for what in (f"{MARK} ", f"/{MARK}", *made.ids):
        assert what not in shown.casefold()
        assert what not in sent.casefold(), "nor in a link"


@pytest.mark.slow
def test_the_walk_would_find_it(made: Made) -> None:
    """Where the view is open, sources that Ben alone has named are offered."""
    project = open_project(made.path)
    add_round(project, "open", blind=False)
    project.close()
    shown, _ = asyncio.run(_walk(made.path, "sources"))
    assert f"{MARK} " in shown.casefold()


def test_what_a_person_says_of_a_second_article_is_counted_for_them_alone(
    made: Made, run: Callable[..., Answer]
) -> None:
    listed = json.loads(run("source", "list", "--json").out)
    assert {each["name"]: each["claims"] for each in listed} == {
        "Harbour Office": 0,
        "quux Bureau": 4,
        "quux Club": 0,
        "quux Registry": 0,
        "quux folk": 3,
    }
