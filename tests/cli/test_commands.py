"""The commands, their options and their help: what scripts and other programs rely on."""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from annotator import __version__
from annotator.cli.main import COMMANDS, parser

CONTRACT = {
    "demo": "--folder --as",
    "practice": "--print",
    "init": "--scheme --name --db",
    "import": "PATH --outlet --title --url --published --language --story --rights --split --encoding --db",
    "labels": "import",
    "labels import": "FILE --as --of --format --round --looked --source-type --replace --overwrite --dry-run --json "
    "--db",
    "annotate": "--as --new --at --round --db",
    "status": "--json --everybody --as --db",
    "agreement": "--field --format --resamples --seed --by --round --include-exposed --look --from --wide --level "
    "--categories --models -o --output --force --as --db plan",
    "agreement plan": "--width --field --overlap --alpha --shares --design --from --wide --level --categories --models "
    "--json --db",
    "settle": "ROUND --round --as --new --auto --no-auto --list --rules --own-too --tolerance --look --json --db",
    "export": "FORMAT --which --text --unguarded --look -o --output --force --as --db",
    "scheme list": "",
    "scheme show": "NAME|FILE --toml --db",
    "scheme check": "FILE",
    "scheme rename": "FIELD.LABEL NEW-ID --name --key --dry-run --json --db",
    "scheme add": "FIELD.LABEL --name --key --definition --evidence --rule --dry-run --json --db",
    "scheme merge": "FIELD.LABEL --into --name --key --definition --evidence --rule --dry-run --json --db",
    "scheme retire": "FIELD.LABEL --dry-run --json --db",
    "scheme apply": "FILE --map --retire --same --dry-run --json --db",
    "scheme revert": "--map --retire --dry-run --json --db",
    "scheme review": "--json --as --everybody --look --db",
    "source list": "--json --as --look --db",
    "source merge": "INTO OTHER --revoke --force --as --db",
    "source rename": "SOURCE NEW-NAME --as --db",
    "source add": "NAME --type --alias --as --db",
    "source share": "SOURCE --all --revoke --as --db",
    "source reconcile": "--list --json --look --as --db",
    "assign": "ROUND --to --join --leave --overlap --share --repeats --gold --seed --dry-run --list --look --json --db",
    "round list": "--json --db",
    "round show": "NAME --json --db",
    "round open": "NAME --articles --fields --claims-from --check-worthy --where --leave-out-unsettled --with-gaps "
    "--not-blind --pass --db",
    "round suggest": "ROUND --model --share --seed --dry-run --db",
    "round effect": "ROUND --json --look --db",
    "round close": "NAME --unfinished --db",
    "round freeze": "NAME --unfinished --with-gaps --db",
    "round qualify": "ROUND --json --look --db",
    "round control": "ROUND --json --look --db",
    "kit make": "NAME --round -o --output --new --json --db",
    "kit merge": "FILE --dry-run --json --db",
    "history": "--claim --article --passage --of --limit --before --json --look --as --db restore",
    "history restore": "ENTRY-ID --as --db",
    "redact": "--annotation --evidence --note-of --person --reason --dry-run --db",
    "doctor": "--quick --json --since --db",
    "backup": "list -o --output --daily --compact --json --db",
    "restore": "BACKUP --dry-run --json --db",
    "keys": "--json check|example",
    "keys check": "FILE",
    "keys example": "",
    "guide": "lead|annotator",
}


def every(top: argparse.ArgumentParser, path: str = "") -> Iterator[tuple[str, argparse.ArgumentParser]]:
    """Yield every command, inner ones included, with its parser."""
    for action in top._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, inner in action.choices.items():
                yield f"{path} {name}".strip(), inner
                yield from every(inner, f"{path} {name}".strip())


PARSERS = dict(every(parser()))


@pytest.mark.parametrize(("name", "options"), CONTRACT.items())
def test_a_command_has_exactly_its_options(name: str, options: str) -> None:
    actions = [each for each in PARSERS[name]._actions if not isinstance(each, argparse._HelpAction)]
    found = {word for each in actions for word in each.option_strings or [str(each.metavar)]}
    assert found == set(options.split())


def test_the_contract_names_every_command() -> None:
    groups = {"scheme", "source", "round", "kit"}
    assert set(PARSERS) - groups == set(CONTRACT)
    assert {name.split()[0] for name in PARSERS} == set(COMMANDS)


@pytest.mark.parametrize("name", PARSERS)
def test_help_says_what_the_command_and_each_option_do(name: str) -> None:
    found = PARSERS[name]
    assert len(found.description or "") > 40
    for action in found._actions:
        if not isinstance(action, argparse._SubParsersAction):
            assert action.help, action.option_strings


@pytest.mark.parametrize("name", ["", *PARSERS])
def test_help_fits_a_small_terminal(name: str, annotator: Callable[..., Any]) -> None:
    answer = annotator(*name.split(), "--help")
    assert (answer.code, answer.err) == (0, "")
    assert max(map(len, answer.out.splitlines())) <= 80


def test_the_list_of_commands_has_a_line_each(annotator: Callable[..., Any]) -> None:
    lines = annotator("--help").out.splitlines()
    for name in COMMANDS:
        assert [line for line in lines if line.split()[:1] == [name] and len(line.split()) > 2], name


def test_examples_in_help_are_commands_that_exist() -> None:
    for found in PARSERS.values():
        for line in (found.epilog or "").splitlines()[1:]:
            words = line.split("   ")[0].split("|")[0].split("<")[0].split(">")[0].split()
            assert words[0] == "annotator"
            inner = " ".join(words[1:3])
            name = inner if inner in PARSERS else words[1]
            known = {option for action in PARSERS[name]._actions for option in action.option_strings}
            assert {word for word in words if word.startswith("-")} <= known, line


def test_version(annotator: Callable[..., Any]) -> None:
    assert annotator("--version").out == f"annotator {__version__}\n"


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["nonsense"],
        ["status", "--nonsense"],
        ["import"],
        ["import", "a.txt", "--split", "words"],
        ["export"],
        ["export", "xml"],
        ["export", "csv", "--which", "all"],
        ["export", "csv", "--text", "half"],
        ["agreement", "--format", "pdf"],
        ["agreement", "--seed", "-1"],
        ["agreement", "--resamples", "many"],
        ["annotate", "--at", "0:1"],
        ["annotate", "--at", "two"],
        ["scheme"],
        ["scheme", "rename", "stance.neutral"],
        ["source"],
    ],
    ids=" ".join,
)
def test_wrong_usage_is_exit_code_2(arguments: list[str], annotator: Callable[..., Any]) -> None:
    answer = annotator(*arguments)
    assert (answer.code, answer.out) == (2, "")
    assert answer.err.startswith("usage: annotator")


@pytest.mark.parametrize("arguments", [["--help"], ["export", "--help"], ["export", "nonsense"]])
def test_help_and_wrong_usage_import_nothing_slow(arguments: list[str]) -> None:
    code = f"""
import sys
from annotator.cli.main import main
try:
    main({arguments!r})
except SystemExit:
    pass
slow = {{"textual", "sqlmodel", "sqlalchemy", "alembic", "numpy", "pydantic", "rich"}} & set(sys.modules)
sys.exit(f"imported {{slow}}" if slow else 0)
"""
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert answer.returncode == 0, answer.stderr
