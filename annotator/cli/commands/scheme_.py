"""`annotator scheme`: list, show, check and change label schemes."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from annotator.cli import scheme_changing
from annotator.cli.options import Commands, add_project, command, project_path, say
from annotator.core.amounts import counted

if TYPE_CHECKING:
    from annotator.core.scheme import Field, Scheme

ABOUT = """\
A label scheme is a TOML file: the fields asked of every claim, the labels each takes with their keys and
definitions, the measurement level, and the evidence a label calls for. A project's scheme can be changed while
work goes on: nothing that is stored is rewritten, and older labels are read through a map.
"""

EXAMPLES = """\
  annotator scheme list
  annotator scheme show newsclaim
  annotator scheme show newsclaim --toml > mine.toml
  annotator scheme check mine.toml
  annotator scheme rename stance.neutral reported --dry-run
  annotator scheme apply mine.toml --dry-run
  annotator scheme review
"""

LIST = "List the schemes that come with the program: name, version, title."

SHOW = """\
Show a scheme: each field with its measurement level and what it asks, each label with its key on the
screen, its id in the data and its definition. The number in brackets is the scheme's hash, which every
exported label carries. Without a name it is the scheme in force in the project.
"""

SHOW_EXAMPLES = """\
  annotator scheme show
  annotator scheme show newsclaim
  annotator scheme show newsclaim --toml > mine.toml
"""

CHECK = """\
Say whether a file is a scheme that can be used. If it is not, the message names the file, the key in it and
the reason, and the exit code is 1.
"""

CHECK_EXAMPLES = """\
  annotator scheme check mine.toml
"""


def register(commands: Commands) -> None:
    """Add the command."""
    parser = command(commands, "scheme", "list, show, check or change label schemes", ABOUT, EXAMPLES)
    actions = parser.add_subparsers(title="what to do", metavar="ACTION", required=True)
    listing = command(actions, "list", "the schemes that come with the program", LIST)
    listing.set_defaults(run=run_list)
    show = command(actions, "show", "the fields, labels and keys of a scheme", SHOW, SHOW_EXAMPLES)
    show.add_argument(
        "scheme",
        metavar="NAME|FILE",
        nargs="?",
        help="a scheme that comes with the program, or a TOML file (default: that of the project)",
    )
    show.add_argument("--toml", action="store_true", help="the file itself, as a start for your own")
    add_project(show)
    show.set_defaults(run=run_show)
    check = command(actions, "check", "whether a file is a scheme that can be used", CHECK, CHECK_EXAMPLES)
    check.add_argument("scheme", metavar="FILE", help="the TOML file")
    check.set_defaults(run=run_check)
    scheme_changing.register(actions)


def run_list(_: argparse.Namespace) -> int:
    """Print a line a scheme."""
    from annotator.workflow.schemes import shipped_schemes

    for scheme in shipped_schemes():
        print(f"{scheme.name:<16}{scheme.version:<9}{scheme.title}")
    return 0


def run_show(args: argparse.Namespace) -> int:
    """Print a scheme for people, or its TOML."""
    from annotator.workflow.schemes import find_scheme

    scheme = _in_force(args) if args.scheme is None else find_scheme(args.scheme)
    print(scheme.body if args.toml else _shown(scheme), end="")
    return 0


def _in_force(args: argparse.Namespace) -> Scheme:
    from annotator.workflow.project import open_project

    project = open_project(project_path(args), say)
    project.close()
    return project.scheme


def run_check(args: argparse.Namespace) -> int:
    """Say that a scheme can be used; what is wrong with it comes as an error."""
    from annotator.workflow.schemes import find_scheme

    scheme = find_scheme(args.scheme)
    labels = sum(len(field.labels) for field in scheme.fields)
    size = f"{counted(len(scheme.fields), 'field')}, {counted(labels, 'label')}"
    print(f"{scheme.name} {scheme.version} can be used: {size}, hash {scheme.hash}")
    return 0


def _shown(scheme: Scheme) -> str:
    from textwrap import fill

    lines = [f"{scheme.title}: {scheme.name} {scheme.version} ({scheme.hash})"]
    lines += [fill(scheme.description, 80)] if scheme.description else []
    for field in scheme.fields:
        lines += ["", _field(field)]
        lines += (
            [fill(field.definition, 80, initial_indent="  ", subsequent_indent="  ")]
            if field.definition
            else []
        )
        for label in field.labels:
            head = f"  {label.key or ' ':<3}{label.id:<16}"
            lines.append(
                fill(label.definition, 80, initial_indent=head, subsequent_indent=" " * len(head)) or head
            )
    return "\n".join(lines) + "\n"


def _field(field: Field) -> str:
    kind = {"source": "a source", "choice": "one label", "choices": "any number of labels"}[field.type]
    return (
        f"{field.name} ({field.id}): {kind}, {field.level}, {'asked for' if field.required else 'optional'}"
    )
