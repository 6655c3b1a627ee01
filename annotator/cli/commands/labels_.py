"""`annotator labels`: labels from a file beside those that are given here."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING

from annotator.cli.options import Commands, add_project, command, project_path, say
from annotator.core.amounts import counted
from annotator.errors import BadInput
from annotator.formats.registry import READERS

if TYPE_CHECKING:
    from annotator.workflow.labelling import Labelled

ABOUT = """\
Put labels that were given elsewhere beside those that are given here: a model's, to be compared with people's like
a person's, or those of a person who annotated in another program. The texts themselves are imported before.
"""

IMPORT = """\
Read labels from a file: what annotator export writes, or a file of your own. Every line is read and looked up before
the first label is stored, so that one that can't be taken leaves nothing behind; each such line is named, with what
is wrong and what to do. Importing the same file again changes nothing; other labels for the same claim are the next
step of its history.

a claim a line, in jsonl:
  {"article": "one.md", "start": 10, "end": 42,
   "labels": {"stance": "supports",
              "source": {"name": "Police", "type": "police"}}}

a label a row, in csv:
  article,start,end,field,value,source_name,source_type
  one.md,10,42,stance,supports,,
  one.md,10,42,source,,Police,police

An article goes by its id, its file name or its title. Offsets are half-open and count Unicode code points from 0; in
their place "quote" may give the exact words, if they stand in the article once. Labels go by their ids or names, of
the scheme in force or an earlier one. A source is one that is known by that name, or a new one. Optional: "as_of",
"restatement", "note", "scheme" (the hash of the scheme a label was given under). A line that has an article alone
says that it was read and holds no claim.

All passages of the articles named count as done, boilerplate apart: where there is no claim, none was found. With
--looked claims only passages with a claim do, with --looked none no passage does.

Where one round alone is open, as in most kits, labels are taken for that; else --round names one. In a round that
gives claims, labels are those of given claims, named by their id or very span; labels by fields that the round doesn't
ask for are left out and counted. Reactions and evidence are not read.
"""

EXAMPLES = """\
  annotator labels import gpt.jsonl --as model:gpt --dry-run
  annotator labels import gpt.csv --as model:gpt --round verify
  annotator labels import claims.jsonl --of Ben --as Ben
"""

MODEL = "model:"


def register(commands: Commands) -> None:
    """Add the command."""
    parser = command(commands, "labels", "labels from a file, a model's or a person's", ABOUT, EXAMPLES)
    actions = parser.add_subparsers(title="what to do", metavar="import", required=True)
    bringing = command(actions, "import", "labels from a file", IMPORT, EXAMPLES)
    bringing.add_argument("file", metavar="FILE", type=Path, help="the file to read")
    bringing.add_argument(
        "--as",
        dest="name",
        metavar="NAME",
        required=True,
        help="whose labels they become; model:NAME for a model's",
    )
    bringing.add_argument(
        "--of", metavar="NAME", default="", help="whose to take, of a file with several annotators'"
    )
    bringing.add_argument(
        "--format", choices=list(READERS), default="", help="what the file is (default: as its name ends)"
    )
    bringing.add_argument(
        "--round",
        metavar="ROUND",
        help="for what this round asks (default: the only open round, else all fields, marked freely)",
    )
    bringing.add_argument(
        "--looked",
        choices=("all", "claims", "none"),
        default="all",
        help="which passages of the articles count as done (default: all)",
    )
    bringing.add_argument(
        "--source-type", metavar="TYPE", default="", help="the type of new sources that have none in the file"
    )
    bringing.add_argument(
        "--replace",
        action="store_true",
        help="withdraw the annotator's other claims in the articles that the file names",
    )
    bringing.add_argument(
        "--overwrite",
        action="store_true",
        help="let the file take the place of what the person labelled here otherwise (their history keeps it)",
    )
    bringing.add_argument("--dry-run", action="store_true", help="say what would change, and change nothing")
    bringing.add_argument("--json", action="store_true", help="for programs")
    add_project(bringing)
    bringing.set_defaults(run=run_import)


def run_import(args: argparse.Namespace) -> int:
    """Import labels and say what became of them."""
    from annotator.cli.bars import following
    from annotator.workflow.labelling import Asked, Looking, import_labels
    from annotator.workflow.project import open_project
    from annotator.workflow.rounds import find_round, only_open_round

    kind = "model" if args.name.startswith(MODEL) else "person"
    project = open_project(project_path(args), say)
    try:
        _check_type(args.source_type, [each.id for each in project.scheme.source_types])
        asked = Asked(
            name=" ".join(args.name.removeprefix(MODEL).split()),
            kind=kind,
            whose=args.of,
            format=args.format,
            round=find_round(project, args.round) if args.round else only_open_round(project),
            looked=Looking(args.looked),
            source_type=args.source_type,
            replace=args.replace,
            overwrite=args.overwrite,
            dry_run=args.dry_run,
        )
        with following() as follow:
            outcome = import_labels(project, args.file, asked, follow)
        if asked.round and not args.round and asked.round.asks_less:
            say(f"taken as labels for {asked.round.name!r}, the only round that is open")
    finally:
        project.close()
    if args.json:
        print(json.dumps(outcome.as_dict() | {"dry_run": args.dry_run}, indent=2, ensure_ascii=False))
    if outcome.problems:
        return _refuse(outcome)
    for line in told(outcome):
        say(line)
    if args.dry_run:
        say("dry run: nothing was changed")
    return 0


def _check_type(given: str, known: list[str]) -> None:
    if given and given not in known:
        raise BadInput(
            f"{given!r} is no type of source", why=f"known: {', '.join(known)}", do="name one of these"
        )


def _refuse(outcome: Labelled) -> int:
    for problem in outcome.problems:
        say(f"annotator: {problem}")
    more = " and perhaps more" if outcome.more else ""
    say(f"{counted(len(outcome.problems), 'line')}{more} can't be taken; nothing was imported")
    return 1


def told(outcome: Labelled) -> list[str]:
    """Say in lines what became of a file."""
    claims = f"{counted(outcome.new, 'new claim')}, {outcome.changed:,} changed, {outcome.unchanged:,} as they were"
    where = f"{counted(outcome.articles, 'article')}, {counted(outcome.passages, 'passage')} done"
    lines = [f"{outcome.name}: {counted(outcome.labels, 'label')} on {claims}; {where}"]
    said = (
        (outcome.sources, f"{counted(outcome.sources, 'new source')}"),
        (outcome.withdrawn, f"{counted(outcome.withdrawn, 'claim')} withdrawn, not in the file any more"),
        (
            outcome.left,
            f"{counted(outcome.left, 'claim')} of theirs in these articles not in the file; --replace withdraws them",
        ),
    )
    lines += [words for number, words in said if number]
    lines += [
        f"left out, not asked for in the round: {name} ({counted(number, 'label')})"
        for name, number in sorted(outcome.left_out.items())
    ]
    lines += [
        f"not read: {name} ({counted(number, 'time')})" for name, number in sorted(outcome.unread.items())
    ]
    return lines
