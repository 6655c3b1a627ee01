"""`annotator redact`: take personal data out for good."""

from __future__ import annotations

import argparse

from annotator.cli.options import Commands, add_project, command, project_path, say
from annotator.core.amounts import counted

ABOUT = """\
Blank what people typed, for good: notes, restatements, evidence's addresses and quotations, reasons. The bytes are
overwritten in the file. Labels, spans and times stay, every chain of seals still holds, and the redaction goes on
record with its reason, which is kept for good: name nobody in it. A person's name is replaced by one made from
their id. Copies of the project, backups and exports made before still hold the words; those beside the project are
listed. People who have the project open should close it first.
"""

EXAMPLES = """\
  annotator redact --person "Ana" --reason "asked for by the person" --dry-run
  annotator redact --note-of CLAIM-ID --reason "names a witness"
  annotator redact --evidence ID --reason "private address"
"""

WORDS = {
    "annotation": "annotation",
    "evidence": "piece of evidence",
    "passage_state": "reason for a passage",
    "annotator": "name",
    "draft": "half-typed text",
}

PLURALS = {"piece of evidence": "pieces of evidence", "reason for a passage": "reasons for passages"}


def register(commands: Commands) -> None:
    """Add the command."""
    parser = command(commands, "redact", "take personal data out for good", ABOUT, EXAMPLES)
    # What argparse makes of four that exclude each other is a line wider than a terminal.
    parser.usage = (
        "annotator redact --annotation|--evidence|--note-of|--person WHICH\n"
        "                        --reason WHY [--dry-run] [--db PATH]"
    )
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument("--annotation", metavar="ID", help="note and restatement of one annotation")
    which.add_argument(
        "--evidence", metavar="ID", help="addresses, quotation and note of a piece of evidence"
    )
    which.add_argument(
        "--note-of", metavar="CLAIM", help="every note and restatement there ever was of a claim"
    )
    which.add_argument("--person", metavar="NAME", help="all that a person typed, and their name")
    parser.add_argument("--reason", metavar="WHY", required=True, help="why; kept for good")
    parser.add_argument("--dry-run", action="store_true", help="say what would be blanked, change nothing")
    add_project(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Redact, and say what was and what still holds it."""
    from annotator.workflow.project import open_project
    from annotator.workflow.redacting import PLANNERS, redact

    what, which = next((each, getattr(args, each)) for each in PLANNERS if getattr(args, each) is not None)
    project = open_project(project_path(args), say)
    try:
        done = redact(project, what, which, args.reason, dry_run=args.dry_run)
    finally:
        project.close()
    said = ", ".join(_counted(count, WORDS[kind]) for kind, count in done.counts.items())
    verb = "would be blanked" if args.dry_run else "blanked"
    print(f"{verb}: {said}" if said else "nothing there to blank")
    for note in done.notes:
        say(f"note: {note}")
    if done.copies:
        say("these copies beside the project were made before and still hold the words:")
        for copy in done.copies:
            say(f"  {copy}")
    say("so do exports and copies made elsewhere.")
    return 0


def _counted(count: int, noun: str) -> str:
    return counted(count, noun, PLURALS.get(noun))
