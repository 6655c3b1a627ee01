"""Help and mistakes answer at once, because nothing slow to import is imported for them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SLOW = ["alembic", "mako", "numpy", "pydantic", "rich", "sqlalchemy", "sqlmodel", "textual"]
SLOW_TO_PAINT = {*SLOW, "tomllib", "wcwidth"} - {"rich", "textual"}
BEFORE_THE_FIRST_FRAME = {
    "annotator",
    "annotator.cli",
    "annotator.cli.commands",
    "annotator.cli.commands.annotate_",
    "annotator.cli.main",
    "annotator.cli.options",
    "annotator.cli.streams",
    "annotator.cli.who",
    "annotator.core",
    "annotator.core.display",
    "annotator.core.ids",
    "annotator.core.text",
    "annotator.core.text.graphemes",
    "annotator.core.text.lanes",
    "annotator.core.text.passage",
    "annotator.core.text.rows",
    "annotator.core.text.span",
    "annotator.errors",
    "annotator.settings",
    "annotator.store",
    "annotator.store.header",
    "annotator.store.kit_owner",
    "annotator.store.peek",
    "annotator.store.shape",
    "annotator.tui",
    "annotator.tui.app",
    "annotator.tui.chosen",
    "annotator.tui.ending",
    "annotator.tui.glyphs",
    "annotator.tui.harmless",
    "annotator.tui.key_names",
    "annotator.tui.keymap",
    "annotator.tui.keys",
    "annotator.tui.screens",
    "annotator.tui.screens.ahead",
    "annotator.tui.screens.annotate",
    "annotator.tui.themes",
    "annotator.tui.widgets",
    "annotator.tui.widgets.claim_list",
    "annotator.tui.widgets.key_bar",
    "annotator.tui.widgets.lines",
    "annotator.tui.widgets.passage_mouse",
    "annotator.tui.widgets.passage_page",
    "annotator.tui.widgets.passage_view",
    "annotator.tui.widgets.status_bar",
    "annotator.tui.widgets.tag_bar",
}
"""Every module of ours costs the first frame a millisecond or five: what it does not show is imported behind it, in
`AnnotateScreen._open` or when it is used. One that it is painted from is added here, once `first_paint.py --imports`
among the benchmarks has told its price."""
PROBE = """\
import json, sys
from annotator.cli.main import main
try:
    code = main(sys.argv[1:])
except SystemExit as stop:
    code = stop.code
print("\\n" + json.dumps([code, sorted(sys.modules)]))
"""
# What the console command does up to the first frame, on a terminal that is not there.
FIRST_FRAME = """\
import json, sys
from functools import partialmethod
from textual.app import App
from annotator.cli.commands import annotate_
from annotator.tui.screens.annotate import AnnotateScreen

def painted(screen):
    modules = sorted(sys.modules)
    picture = screen.app.export_screenshot()
    print("\\n" + json.dumps([modules, picture]))
    screen.app.exit()

annotate_.can_paint = lambda: True
App.run = partialmethod(App.run, headless=True, size=(80, 24))
AnnotateScreen._open = painted
from annotator.cli.main import main
sys.exit(main(sys.argv[1:]))
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
        ("keys", 0),
        ("keys --json", 0),
        ("keys example", 0),
        ("keys check", 0),
        ("guide lead", 0),
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


def test_the_first_frame_shows_the_passage_and_waits_for_nothing_else(small: Path, tmp_path: Path) -> None:
    line = ("annotate", "--db", str(small), "--as", "Ana")
    done = subprocess.run(
        [sys.executable, "-c", FIRST_FRAME, *line],
        cwd=ROOT,
        env=os.environ | {"XDG_CONFIG_HOME": str(tmp_path)},
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    loaded, picture = json.loads(done.stdout.splitlines()[-1])
    assert "insists" in picture
    assert {each for each in loaded if each.startswith("annotator")} - BEFORE_THE_FIRST_FRAME == set()
    assert SLOW_TO_PAINT & set(loaded) == set()
