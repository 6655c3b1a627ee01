"""Help and mistakes answer at once, because nothing slow to import is imported for them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SLOW = ["alembic", "mako", "numpy", "pydantic", "rich", "sqlalchemy", "sqlmodel", "textual"]
PROBE = """\
import json, sys
from annotator.cli.main import main
try:
    code = main(sys.argv[1:])
except SystemExit as stop:
    code = stop.code
print("\\n" + json.dumps([code, sorted(sys.modules)]))
"""


def _modules(*arguments: str) -> tuple[int, set[str]]:
    # A process of its own, since this one has long imported everything.
    done = subprocess.run(
        [sys.executable, "-c", PROBE, *arguments], cwd=ROOT, capture_output=True, encoding="utf-8", check=True
    )
    code, modules = json.loads(done.stdout.splitlines()[-1])
    return code, set(modules)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("--help", 0),
        ("--version", 0),
        ("agreement --help", 0),
        ("annotate --help", 0),
        ("export --help", 0),
        ("", 2),
        ("no-such-command", 2),
        ("status --no-such-option", 2),
        ("annotate --at nowhere", 2),
    ],
)
def test_nothing_slow_is_imported_for(line: str, expected: int) -> None:
    code, modules = _modules(*line.split())
    assert code == expected
    assert sorted(modules & set(SLOW)) == []


def test_the_probe_sees_an_import() -> None:
    _, modules = _modules("scheme", "list")
    assert "annotator.workflow.schemes" in modules
