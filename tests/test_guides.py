"""What the guides tell people to type works, in the order it is told; what they name on the screen is there."""

from __future__ import annotations

import io
import json
import re
import shlex
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from annotator.cli.main import main, parser
from annotator.cli.options import project_path
from annotator.cli.who import enter, who
from annotator.shipped import shipped
from annotator.store.engine import reading as reading_scope
from annotator.store.peek import peek_project
from annotator.store.reading import articles
from annotator.workflow.project import open_project
from tests.study import people
from tests.study.material import write_material

FOLDER = shipped("seeds") / "guides"
GUIDES = {name: (FOLDER / f"{name}.md").read_text(encoding="utf-8") for name in ("lead", "annotator")}
LONGEST = 180
"""Lines of a guide."""

LONGEST_KEY = len("Ctrl+Z")


def commands(guide: str) -> list[list[str]]:
    """Return the commands of a guide's console blocks, in their order."""
    blocks = re.findall(r"```console\n(.*?)```", GUIDES[guide], re.DOTALL)
    lines = [line for block in blocks for line in block.splitlines()]
    assert all(line.startswith("$ annotator ") for line in lines)
    return [shlex.split(line)[2:] for line in lines]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stand in a folder with the sample articles in `articles/`, with no settings and nobody at the keyboard."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setattr("sys.stdin", io.StringIO())
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    write_material(folder)
    (folder / "texts").rename("articles")
    return folder


def run(arguments: list[str]) -> None:
    """Run a command; of `annotate`, all that comes before its screen."""
    if arguments[0] != "annotate":
        assert main(arguments) == 0, arguments
        return
    given = parser().parse_args(arguments)
    path = project_path(given)
    project = peek_project(path)
    enter(project, path, who(project, path, given.name, new=given.new))


def test_every_command_of_the_leads_guide_works_in_its_order(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    between: dict[str, Callable[[], None]] = {
        "kit merge": everybody_works,
        "round open verify": lambda: people.settle("marks", "Lea"),
        "labels import": a_model_answers,
    }
    told = commands("lead")
    assert len(told) >= 20
    for arguments in told:
        words = " ".join(arguments)
        for beginning in [each for each in between if words.startswith(each)]:
            between.pop(beginning)()
        run(arguments)
    assert between == {}
    capsys.readouterr()
    assert main(["round", "list", "--json"]) == 0
    states = {each["name"]: each["state"] for each in json.loads(capsys.readouterr().out)}
    assert states == {"everything": "closed", "marks": "frozen", "verify": "open"}


def everybody_works() -> None:
    """Let everybody label the articles that are theirs, each in their kit."""
    for name in ("ana", "ben", "cyd"):
        project = open_project(Path(f"{name}.kit.db"))
        with reading_scope(project.engine) as connection:
            mine = {Path(each.detail("file")).name for each in articles(connection)}
        project.close()
        lines = Path(f"work/{name}.jsonl").read_text(encoding="utf-8").splitlines()
        labels = Path(f"work/{name}-own.jsonl")
        labels.write_text(
            "".join(f"{line}\n" for line in lines if json.loads(line)["article"] in mine), encoding="utf-8"
        )
        run(["labels", "import", str(labels), "--as", name, "--round", "marks", "--db", f"{name}.kit.db"])
        people.again(name, str(labels))


def a_model_answers() -> None:
    """Write a model's answers to the claims that were given."""
    run(["export", "jsonl", "--which", "gold", "-o", "gold.jsonl"])
    people.judge("gold.jsonl", "work")
    Path("work/model-status.jsonl").rename("model.jsonl")


def test_every_command_of_the_annotators_guide_works_in_its_order(here: Path) -> None:
    # The lead's project, and one in which everybody works in one file.
    for path in ("lead.db", "annotator.db"):
        run(["init", "--db", path])
        run(["import", "articles", "--db", path])
    run(["kit", "make", "Ana", "--new", "--db", "lead.db"])
    told = commands("annotator")
    assert len(told) >= 5
    for arguments in told:
        run(arguments)


@pytest.mark.parametrize("guide", GUIDES)
def test_commands_that_are_named_in_passing_are_commands(
    guide: str, capsys: pytest.CaptureFixture[str]
) -> None:
    text = re.sub(r"```.*?```", "", GUIDES[guide], flags=re.DOTALL)
    named = [shlex.split(each)[1:] for each in re.findall(r"`(annotator [^`]+)`", text)]
    assert named
    for arguments in named:
        # A command named alone is asked for its help, which ends well; what doesn't exist ends with 2.
        is_whole = len(arguments) > 2 or arguments[0] == "guide"
        code: object = 0
        try:
            parser().parse_args(arguments if is_whole else [*arguments, "--help"])
        except SystemExit as end:
            code = end.code
        assert code == 0, (arguments, capsys.readouterr().err)


def test_the_keys_of_the_annotators_guide_are_keys_of_the_screen() -> None:
    from annotator.tui.key_names import shown
    from annotator.tui.keys import KEYS

    known = {shown(name) for key in KEYS for name in key.keys.split(",")} | {*"123456789"}
    told = {each for each in re.findall(r"`([^`\n]+)`", GUIDES["annotator"]) if len(each) <= LONGEST_KEY}
    told -= {"--look", "--new", "doctor", "status"}
    assert {"Enter", "Space", "Tab", "j", "}"} <= told
    assert told <= known, told - known


@pytest.mark.parametrize("guide", GUIDES)
def test_guides_are_short_printed_as_they_are_and_lead_to_one_another(
    guide: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert len(GUIDES[guide].splitlines()) <= LONGEST
    assert max(map(len, GUIDES[guide].splitlines())) <= 120
    with suppress(SystemExit):
        assert main(["guide", guide]) == 0
    assert capsys.readouterr().out == GUIDES[guide]
    for target in re.findall(r"\]\(([^)]+)\)", GUIDES[guide]):
        assert (FOLDER / target).exists(), target
