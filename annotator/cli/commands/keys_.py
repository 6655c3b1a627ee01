"""`annotator keys`: the keys of the annotating screen, and a person's own file of keys and looks."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from annotator.cli.options import Commands, command
from annotator.core.amounts import counted

if TYPE_CHECKING:
    from annotator.tui.chosen import Chosen

ABOUT = """\
List every command of the annotating screen with its keys, the states in which it applies (READ, SPAN, TAG), and
what it does. Your own keys, colours and signs go into a file, screen.toml in the folder annotator of your settings,
or the one that ANNOTATOR_SCREEN names.
"""

EXAMPLES = """\
  annotator keys
  annotator keys --json
  annotator keys example > screen.toml
  annotator keys check screen.toml
"""

CHECK = """\
Say whether a file of keys and looks can be used. If it can't, every problem is told with its line and what to do,
and the exit code is 1.
"""

EXAMPLE = """\
Print a whole file of keys and looks, with every setting as it is without a file and a word on each.
"""


def register(commands: Commands) -> None:
    """Add the command."""
    parser = command(commands, "keys", "the keys of the screen, and your own", ABOUT, EXAMPLES)
    parser.add_argument("--json", action="store_true", help="for programs")
    parser.set_defaults(run=run)
    actions = parser.add_subparsers(title="what to do (default: list the keys)", metavar="check|example")
    check = command(
        actions, "check", "whether your file can be used", CHECK, "  annotator keys check screen.toml\n"
    )
    check.add_argument(
        "file", metavar="FILE", type=Path, nargs="?", help="the file (default: the one that would be used)"
    )
    check.set_defaults(run=run_check)
    example = command(actions, "example", "a whole file to start from", EXAMPLE)
    example.set_defaults(run=run_example)


def run(args: argparse.Namespace) -> int:
    """List the keys as they are for this person."""
    from annotator.tui.chosen import chosen

    found = chosen()
    print(json.dumps(_as_dict(found), indent=2, ensure_ascii=False) if args.json else _as_text(found))
    return 0


def run_check(args: argparse.Namespace) -> int:
    """Say that a file can be used; what is wrong with it comes as an error."""
    from annotator.settings import screen_file
    from annotator.tui.keymap import STANDARD
    from annotator.tui.screen_file import read

    path = args.file or screen_file()
    if path is None:
        print("there is no file of your own: keys and looks are as the program has them")
        return 0
    found = read(path)
    changed = sum(one != other for one, other in zip(found.keymap.rows, STANDARD.rows, strict=True))
    print(f"{path} can be used: {counted(changed, 'command')} with other keys")
    return 0


def run_example(_: argparse.Namespace) -> int:
    """Print the file."""
    from annotator.tui.screen_example import example

    print(example(), end="")
    return 0


def _as_dict(found: Chosen) -> dict[str, Any]:
    from annotator.tui.dialog_keys import DIALOG_KEYS
    from annotator.tui.keymap import names

    return {
        "commands": [
            {
                "command": row.command,
                "keys": list(names(row)),
                "states": [mode.name for mode in row.mode],
                "what": row.what,
                "group": row.group,
            }
            for row in found.keymap.rows
        ],
        "dialogs": [
            {
                "id": row.id,
                "keys": found.dialogs.get(row.id, row.keys).split(","),
                "what": row.what,
                "where": row.where,
            }
            for row in DIALOG_KEYS
        ],
        "look": found.look.complete()._asdict(),
    }


def _as_text(found: Chosen) -> str:
    from annotator.tui.dialog_keys import DIALOG_KEYS
    from annotator.tui.key_names import shown
    from annotator.tui.keymap import names
    from annotator.tui.keys import GROUPS, Mode
    from annotator.tui.screen_example import states

    rows = [
        (row.group, row.command, "  ".join(map(shown, names(row))) or "-", states(row.mode), row.what)
        for group in GROUPS[Mode.READ]
        for row in found.keymap.rows
        if row.group == group
    ]
    for each in DIALOG_KEYS:
        keys = found.dialogs.get(each.id, each.keys).split(",")
        rows.append(("dialogs", each.id, "  ".join(map(shown, keys)), "", f"{each.what} ({each.where})"))
    widths = [max(len(row[column]) for row in rows) for column in range(1, 4)]
    lines, group = [], ""
    for row in rows:
        if row[0] != group:
            group = row[0]
            lines += ["", group]
        cells = [cell.ljust(width) for cell, width in zip(row[1:4], widths, strict=True)]
        lines.append("  ".join(["", *cells, row[4]]))
    return "\n".join(lines[1:])
