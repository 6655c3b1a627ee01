"""`annotator history`: who did what when, and going back to it."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from annotator.cli.lookers import Looking, add_look, looker
from annotator.cli.options import Commands, add_project, command, project_path, say
from annotator.core.display import visible
from annotator.core.telling import quoted
from annotator.errors import BadInput

if TYPE_CHECKING:
    from annotator.workflow.histories import Deed, Line, Page
    from annotator.workflow.project import Project

ABOUT = """\
Say who did what when, newest first: for a person, or for one claim, article or passage. It is your own history
unless you ask for somebody else's by name; in a blind round of yours that needs --look, and is put on record.
Nothing was ever overwritten, so every state can be restored, as a new entry that can be undone like any other.
"""

EXAMPLES = """\
  annotator history
  annotator history --passage 1:4
  annotator history --claim 01a2017e264d700192079d7035a25c9a --of Ben
  annotator history --article 2 --limit 200 --json
  annotator history restore 01a2017e26547000a198fe23567f1749
"""

RESTORING = """\
Make a claim or a passage again what it was after an entry of yours, whose id the history shows. That is a new
entry: nothing is lost, and undo takes it back.
"""

LIMIT = 30


def register(commands: Commands) -> None:
    """Add the command."""
    parser = command(commands, "history", "who did what when; restore what was", ABOUT, EXAMPLES)
    place = parser.add_mutually_exclusive_group()
    place.add_argument("--claim", metavar="ID", help="of one claim")
    place.add_argument("--article", metavar="N", help="of one article, by its number or id")
    place.add_argument(
        "--passage", metavar="A:P", help="of one passage, by the numbers of article and passage"
    )
    parser.add_argument("--of", metavar="NAME", help="somebody else's, by name (default: your own)")
    parser.add_argument(
        "--limit", metavar="N", type=int, default=LIMIT, help=f"how many entries (default: {LIMIT})"
    )
    parser.add_argument("--before", metavar="ID", help="go on from where the page before ended")
    parser.add_argument("--json", action="store_true", help="for programs")
    add_look(parser)
    _add_me(parser)
    add_project(parser)
    parser.set_defaults(run=run)
    more = parser.add_subparsers(title="what else to do", metavar="restore")
    restoring = command(more, "restore", "make it again what it was", RESTORING)
    restoring.add_argument("entry", metavar="ENTRY-ID", help="an entry of yours, as the history shows it")
    _add_me(restoring)
    add_project(restoring)
    restoring.set_defaults(run=run_restore)


def _add_me(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--as",
        dest="name",
        metavar="NAME",
        help="who you are (default: ANNOTATOR_NAME, else the name last used here)",
    )


def run(args: argparse.Namespace) -> int:
    """Print a page of a history."""
    from annotator.workflow.histories import history, own_history
    from annotator.workflow.places import find_place
    from annotator.workflow.project import find_annotator, open_project

    if args.limit < 1:
        raise BadInput("--limit needs a number from 1 on", do=f"leave it out for {LIMIT}")
    project = open_project(project_path(args), say)
    try:
        me = looker(project, args.name)
        whose = find_annotator(project, args.of or _own_name(project, args.name)).id
        place = find_place(project, claim=args.claim, article=args.article, passage=args.passage)
        looking = Looking(project, me, "history", of=whose)
        looking.ask(anyway=args.look)
        is_own = me is not None and me.id == whose
        page = (own_history if is_own else history)(
            project, whose, place, limit=args.limit, before=args.before
        )
        looking.record({line.article_id for deed in page.deeds for line in deed.lines})
    finally:
        project.close()
    if args.json:
        told = {"entries": [each.as_dict() for each in page.deeds], "before": page.further}
        print(json.dumps(told, indent=2, ensure_ascii=False))
    else:
        _print(page)
    return 0


def run_restore(args: argparse.Namespace) -> int:
    """Restore an entry and say what became of it."""
    from annotator.workflow.going_back import restore
    from annotator.workflow.project import find_annotator, open_project

    project = open_project(project_path(args), say)
    try:
        me = find_annotator(project, _own_name(project, args.name)).id
        done = restore(project, me, args.entry)
    finally:
        project.close()
    say("it is so already; nothing was changed" if done.already else "restored, as a new entry")
    return 0


def _own_name(project: Project, given: str | None) -> str:
    from annotator.settings import given_name, remembered_name
    from annotator.store.kit_owner import kit_owner

    owner = kit_owner(project.path)
    name = given_name(given) or (owner.name if owner else remembered_name(project.id))
    if not name:
        raise BadInput(
            "whose history?",
            do="say who you are with --as NAME or ANNOTATOR_NAME, or name somebody with --of",
        )
    return name


def _print(page: Page) -> None:
    for deed in page.deeds:
        for line in as_text(deed):
            print(visible(line))
    if not page.deeds:
        say("nothing has been done there yet")
    if page.further:
        say(f"there is more: --before {page.further}")


def as_text(deed: Deed) -> Iterator[str]:
    """Return an entry as lines: when, who and what, then each change with the id to restore it by."""
    yield f"{local_time(deed.at)}  {deed.annotator}  {deed.title}"
    for line in deed.lines:
        yield f"  {where(line)}{f' · claim {line.claim}' if line.claim else ''}"
        yield from (f"    {each}" for each in line.changes)
        beside = (line.standing, "texts redacted" if line.redacted else "")
        yield "  ".join(("    " + line.entry, *filter(None, beside)))
    if deed.more:
        yield f"  and {deed.more:,} more"
    yield ""


def where(line: Line) -> str:
    """Say in a line which claim or passage a line of the history is about."""
    words = f"{quoted(line.words)} · " if line.claim else ""
    return f"{words}{line.article}, passage {line.passage}"


def local_time(at: str) -> str:
    """Return an instant in the reader's own time, to the second."""
    return datetime.fromisoformat(at).astimezone().strftime("%Y-%m-%d %H:%M:%S")
