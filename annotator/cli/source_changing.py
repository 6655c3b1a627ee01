"""The changes of `annotator source`: merge, rename, add, share."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from annotator.cli.options import Commands, add_project, command, project_path, say
from annotator.core.display import visible
from annotator.core.telling import quoted
from annotator.errors import BadInput

if TYPE_CHECKING:
    from annotator.core.source import Source
    from annotator.workflow.project import Project

MERGE = """\
Count sources as one from now on: they are listed, offered and compared as INTO, and found under all their names.
What was given stays on record as it was, so --revoke takes it back at any time, for the sources named after INTO.
Unnamed sources of different articles ("officials" here and there) are merged only with --force, because the same
word may mean others; they can be merged into a named source.
"""

MERGE_EXAMPLES = """\
  annotator source merge "Homeland Security" DHS "the department"
  annotator source merge 1f09a2c4 88b0c7d1
  annotator source merge "Homeland Security" "the department" --revoke
"""

RENAME = """\
Show a source under another name from now on. It is found under its earlier names as well, and its id in the data
stays what it is.
"""

RENAME_EXAMPLES = """\
  annotator source rename "the mayor" "Jacob Frey"
"""

ADD = """\
Add a source with a name of its own, under its other names as well, and offer it to everybody. One that is there
already gets the other names.
"""

ADD_EXAMPLES = """\
  annotator source add Reuters --type media --alias "the news agency"
"""

SHARE = """\
Offer sources to everybody. While a round is blind, annotators are offered their own sources and those that were
shared, and kits carry these; a name that only somebody else has used would tell what they found. --revoke takes a
sharing back: whoever has used the source keeps it, and so do kits that were made before.
"""

SHARE_EXAMPLES = """\
  annotator source share DHS "Jacob Frey"
  annotator source share --all
  annotator source share DHS --revoke
"""

NAMED = "a source, by a name of its own or the beginning of its id"


def register(actions: Commands) -> None:
    """Add the changes to the actions of `annotator source`."""
    merging = command(actions, "merge", "count several sources as one", MERGE, MERGE_EXAMPLES)
    merging.add_argument("into", metavar="INTO", help=f"{NAMED}: it stands for all of them")
    merging.add_argument("others", metavar="OTHER", nargs="+", help="sources that are the same")
    merging.add_argument("--revoke", action="store_true", help="take back that the others are INTO")
    merging.add_argument("--force", action="store_true", help="also unnamed sources of different articles")
    _finish(merging, run_merge)
    renaming = command(actions, "rename", "show a source under another name", RENAME, RENAME_EXAMPLES)
    renaming.add_argument("source", metavar="SOURCE", help=NAMED)
    renaming.add_argument("new", metavar="NEW-NAME", help="its name from now on")
    _finish(renaming, run_rename)
    adding = command(actions, "add", "add a source that everybody is offered", ADD, ADD_EXAMPLES)
    adding.add_argument("source", metavar="NAME", help="its name")
    adding.add_argument("--type", required=True, metavar="TYPE", help="one of the scheme's types of source")
    adding.add_argument(
        "--alias", action="append", default=[], metavar="NAME", help="another name; may be given again"
    )
    _finish(adding, run_add)
    sharing = command(actions, "share", "offer sources to everybody", SHARE, SHARE_EXAMPLES)
    sharing.add_argument("sources", metavar="SOURCE", nargs="*", help=NAMED)
    sharing.add_argument("--all", action="store_true", help="all that have a name of their own")
    sharing.add_argument("--revoke", action="store_true", help="take back that everybody is offered these")
    _finish(sharing, run_share)


def _finish(parser: argparse.ArgumentParser, run: object) -> None:
    add_who(parser)
    add_project(parser)
    parser.set_defaults(run=run)


def add_who(parser: argparse.ArgumentParser) -> None:
    """Add --as for whoever decides, which the environment does not do by itself."""
    parser.add_argument(
        "--as",
        dest="name",
        metavar="NAME",
        help="who decides, for the record (default: nobody in particular)",
    )


@contextmanager
def deciding(args: argparse.Namespace, *, writes: bool = True) -> Iterator[tuple[Project, str | None]]:
    """Give the project, the day's backup made if it `writes`, and the annotator who decides if one is named."""
    from annotator.workflow.backing_up import back_up_today
    from annotator.workflow.project import find_annotator, open_project

    project = open_project(project_path(args), say)
    try:
        who = find_annotator(project, args.name).id if args.name else None
        if writes:
            back_up_today(project.path, say)
        yield project, who
    finally:
        project.close()


def _seen_by(project: Project, args: argparse.Namespace) -> str | None:
    """Return who is to be told of no sources of others, where somebody sits here who annotates in a blind round."""
    from annotator.cli.lookers import looker
    from annotator.workflow.exposures import own_alone

    return own_alone(project, looker(project, args.name))


def run_merge(args: argparse.Namespace) -> int:
    """Merge sources, or take that back, and say what they are now."""
    from annotator.workflow.source_changes import merge, part

    with deciding(args) as (project, who):
        if args.revoke:
            parted = part(project, args.into, args.others, annotator_id=who, seen_by=_seen_by(project, args))
            say(f"{_names(parted.others)} {_be(parted.others)} no longer counted as {_name(parted.into)}")
            return 0
        found = merge(
            project,
            args.into,
            args.others,
            force=args.force,
            annotator_id=who,
            seen_by=_seen_by(project, args),
        )
    if found.already:
        say(f"merged already: {', '.join(args.others)}" if not found.others else "some were merged already")
    if found.others:
        say(f"{_names(found.others)} {_be(found.others)} counted as {_name(found.into)} from now on")
    return 0


def run_rename(args: argparse.Namespace) -> int:
    """Rename a source."""
    from annotator.workflow.source_changes import rename

    with deciding(args) as (project, who):
        found = rename(project, args.source, args.new, annotator_id=who, seen_by=_seen_by(project, args))
    if found.before == found.source.name:
        say(f"it is called {_name(found.source)} already")
    else:
        say(f"{quoted(visible(found.before))} is shown as {_name(found.source)} from now on")
    if found.namesakes:
        ids = " ".join(each.id[:8] for each in found.namesakes)
        say(f"others go by that name too ({ids}): if they are the same, annotator source merge")
    return 0


def run_add(args: argparse.Namespace) -> int:
    """Add a source."""
    from annotator.workflow.source_changes import add

    with deciding(args) as (project, who):
        found = add(project, args.source, args.type, args.alias, annotator_id=who)
    also = f", also called {', '.join(map(visible, found.aliases))}" if found.aliases else ""
    had = "added" if found.is_new else "there already"
    say(f"{had}: {_name(found.source)} ({found.source.type}){also}; everybody is offered it")
    return 0


def run_share(args: argparse.Namespace) -> int:
    """Share sources."""
    from annotator.workflow.source_changes import share, unshare

    if bool(args.sources) == args.all:
        raise BadInput(
            "which sources are to be shared?",
            do="name some, or share all that have a name of their own: --all",
        )
    if args.revoke and args.all:
        raise BadInput(
            "--all and --revoke don't go together", do="name the sources that are shared no longer"
        )
    with deciding(args) as (project, who):
        seen_by = _seen_by(project, args)
        if args.revoke:
            gone = unshare(project, args.sources, annotator_id=who, seen_by=seen_by)
            if gone:
                say(f"{_names(gone)} {_be(tuple(gone))} no longer offered to everybody")
            else:
                say("none of these is shared")
            return 0
        found = share(project, args.sources, every=args.all, annotator_id=who, seen_by=seen_by)
    say(f"everybody is offered {_names(found)} from now on" if found else "all of these were shared already")
    return 0


SHOWN = 5
"""How many sources a message names."""


def _names(sources: Iterable[Source]) -> str:
    every = list(sources)
    shown = ", ".join(map(_name, every[:SHOWN]))
    return f"{shown} and {len(every) - SHOWN} more" if len(every) > SHOWN else shown


def _be(sources: tuple[Source, ...]) -> str:
    return "is" if len(sources) == 1 else "are"


def _name(source: Source) -> str:
    return quoted(visible(source.name))
