"""The changes of `annotator scheme`: each shown as a table of what it touches, then made, unless it is a dry run."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from annotator.cli.lookers import Looking, add_look, looker
from annotator.cli.options import Commands, add_only, add_project, command, project_path, say
from annotator.core.amounts import counted
from annotator.core.display import visible
from annotator.errors import BadInput

if TYPE_CHECKING:
    from annotator.core.scheme_changes import Changed, Said
    from annotator.workflow.changing_schemes import Proposal
    from annotator.workflow.project import Project

RENAME = """\
Give a label another id in the data, and another name or key on the screen if you like. What was labelled keeps
the scheme it was labelled under and counts as the new id from now on; agreement stays what it was.
"""

RENAME_EXAMPLES = """\
  annotator scheme rename stance.neutral reported --dry-run
  annotator scheme rename stance.neutral neutral --name "Reports it" --key p
"""

ADD = """\
Add a label at the end of its field. A label that was retired comes back if it is defined as it was; its id can't
be used for anything else, because older labels of that id would be taken for the new one.
"""

ADD_EXAMPLES = """\
  annotator scheme add stance.mocks --name Mocks --definition "It laughs at it."
"""

MERGE = """\
Count several labels of one field as one, which is a label of that field or a new one; a new one needs a name and a
definition. The labels that were given
stay on record as they were; but what is labelled from now on can't be told apart again.
"""

MERGE_EXAMPLES = """\
  annotator scheme merge stance.questions --into stance.denies --dry-run
  annotator scheme merge stance.questions stance.denies --into stance.neutral
"""

RETIRE = """\
Offer labels no more. Claims that have one keep it, marked as retired, until somebody chooses another: they are
unfinished, and annotator scheme review lists them. Agreement leaves retired labels out and says how many.
"""

RETIRE_EXAMPLES = """\
  annotator scheme retire status.conflicting --dry-run
"""

APPLY = """\
Bring the project to the scheme in a file: an edited copy of the one in force, with fields or labels added, taken
out, put in another order or defined otherwise. A label or field that is in use is taken out only if you say where
its labels go (--map) or that they are kept as retired (--retire). Where a definition changed, what was labelled
under it is to be looked at again, unless it says the same in other words (--same).
"""

APPLY_EXAMPLES = """\
  annotator scheme show --toml > mine.toml
  annotator scheme apply mine.toml --dry-run
  annotator scheme apply mine.toml --map stance.neutral=reported
  annotator scheme apply mine.toml --retire status.conflicting --same form
"""

REVERT = """\
Go back to the scheme that was in force before. Labels given under that are what they were, and renamed ones get
their old ids back. What was given since under labels that it lacks must be mapped or retired: a merge has no way
back for these.
"""

REVERT_EXAMPLES = """\
  annotator scheme revert --dry-run
  annotator scheme revert --map stance.against=denies
"""

REVIEW = """\
List the claims that need another look since the scheme was changed: those with a label that was retired, defined
otherwise or split, and those without one that is asked for now. The number before each is what annotate --at
takes. On the screen these claims are unfinished, and the key that goes to the next unfinished claim finds them.
A judgement made under the scheme in force settles it: another label, or the same one given once more. While a round
is blind, whoever annotates here is shown their own.
"""

REVIEW_EXAMPLES = """\
  annotator scheme review
  annotator scheme review --as Ana --json
"""

NAMED = "a label, as its field's id and its own: stance.neutral"


def register(actions: Commands) -> None:
    """Add the changes to the actions of `annotator scheme`."""
    rename = command(actions, "rename", "give a label another id", RENAME, RENAME_EXAMPLES)
    rename.add_argument("label", metavar="FIELD.LABEL", help=NAMED)
    rename.add_argument("new", metavar="NEW-ID", help="its id from now on")
    _add_said(rename, "name", "key")
    _finish(rename, run_rename)
    add = command(actions, "add", "add a label", ADD, ADD_EXAMPLES)
    add.add_argument("label", metavar="FIELD.LABEL", help="the field, and the id of the new label")
    _add_said(add, "name", "key", "definition", "evidence", "rule")
    _finish(add, run_add)
    merge = command(actions, "merge", "count several labels as one", MERGE, MERGE_EXAMPLES)
    merge.add_argument("labels", metavar="FIELD.LABEL", nargs="+", help=NAMED)
    merge.add_argument("--into", metavar="FIELD.LABEL", required=True, help="the label they become")
    _add_said(merge, "name", "key", "definition", "evidence", "rule")
    _finish(merge, run_merge)
    retire = command(actions, "retire", "offer labels no more", RETIRE, RETIRE_EXAMPLES)
    retire.add_argument("labels", metavar="FIELD.LABEL", nargs="+", help=NAMED)
    _finish(retire, run_retire)
    apply = command(actions, "apply", "bring the project to the scheme in a file", APPLY, APPLY_EXAMPLES)
    apply.add_argument("scheme", metavar="FILE", type=Path, help="the edited scheme, a TOML file")
    _add_where_labels_go(apply)
    apply.add_argument(
        "--same",
        metavar="PATH",
        nargs="+",
        action="extend",
        default=[],
        help="labels (FIELD.LABEL) or fields that mean what they did, in other words",
    )
    _finish(apply, run_apply)
    revert = command(actions, "revert", "go back to the scheme before", REVERT, REVERT_EXAMPLES)
    _add_where_labels_go(revert)
    _finish(revert, run_revert)
    review = command(actions, "review", "the claims that need another look", REVIEW, REVIEW_EXAMPLES)
    review.add_argument("--json", action="store_true", help="for programs")
    add_only(review)
    review.add_argument(
        "--everybody", action="store_true", help="others' claims too while a round is blind; put on record"
    )
    add_look(review)
    add_project(review)
    review.set_defaults(run=run_review)


SAID = {
    "name": ("TEXT", "what the screen calls it"),
    "key": ("LETTER", "the letter that gives it on the screen"),
    "definition": ("TEXT", "what it means, in a sentence"),
    "evidence": ("KIND=N", "evidence it calls for, such as supports=1; may be repeated"),
    "rule": ("ID", "a rule of the guideline that decides it; may be repeated"),
}


def _add_said(parser: argparse.ArgumentParser, *names: str) -> None:
    for name in names:
        metavar, text = SAID[name]
        action = "append" if name in ("evidence", "rule") else "store"
        parser.add_argument(f"--{name}", metavar=metavar, help=text, action=action)


def _add_where_labels_go(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--map",
        metavar="FIELD.OLD=NEW",
        nargs="+",
        action="extend",
        default=[],
        help="count what has a label that is gone as one of its field",
    )
    parser.add_argument(
        "--retire",
        metavar="PATH",
        nargs="+",
        action="extend",
        default=[],
        help="labels (FIELD.LABEL) or fields that are gone although they are in use",
    )


def _finish(parser: argparse.ArgumentParser, run: Callable[[argparse.Namespace], int]) -> None:
    parser.add_argument("--dry-run", action="store_true", help="show what would change and change nothing")
    parser.add_argument("--json", action="store_true", help="for programs")
    add_project(parser)
    parser.set_defaults(run=run)


def run_rename(args: argparse.Namespace) -> int:
    """Give a label another id."""
    from annotator.core.scheme_changes import rename

    return _change(
        args,
        f"scheme rename {args.label} to {args.new}",
        lambda scheme: rename(scheme, args.label, args.new, _said(args)),
    )


def run_add(args: argparse.Namespace) -> int:
    """Add a label."""
    from annotator.core.scheme_changes import add

    return _change(args, f"scheme add {args.label}", lambda scheme: add(scheme, args.label, _said(args)))


def run_merge(args: argparse.Namespace) -> int:
    """Count several labels as one."""
    from annotator.core.scheme_changes import merge

    what = f"scheme merge {' '.join(args.labels)} into {args.into}"
    return _change(args, what, lambda scheme: merge(scheme, args.labels, args.into, _said(args)))


def run_retire(args: argparse.Namespace) -> int:
    """Offer labels no more."""
    from annotator.core.scheme_changes import retire

    return _change(args, f"scheme retire {' '.join(args.labels)}", lambda scheme: retire(scheme, args.labels))


def run_apply(args: argparse.Namespace) -> int:
    """Bring the project to the scheme in a file."""
    from annotator.workflow.changing_schemes import propose_file

    return _show_and_make(
        args,
        lambda project: propose_file(
            project, args.scheme, mapped=args.map, retired=args.retire, same=args.same
        ),
    )


def run_revert(args: argparse.Namespace) -> int:
    """Go back to the scheme before."""
    from annotator.workflow.changing_schemes import propose_return

    return _show_and_make(args, lambda project: propose_return(project, mapped=args.map, retired=args.retire))


def run_review(args: argparse.Namespace) -> int:
    """List the claims that need another look."""
    from annotator.workflow.exposures import own_alone
    from annotator.workflow.looking_again import to_look_at_again
    from annotator.workflow.naming_articles import articles_named
    from annotator.workflow.project import find_annotator, open_project

    project = open_project(project_path(args), say)
    try:
        person, only = looker(project), find_annotator(project, args.name).id if args.name else None
        if only is None and not args.everybody:
            only = own_alone(project, person)
        looking = Looking(project, person, "scheme review", of=only or "")
        looking.ask(anyway=args.look)
        found = list(to_look_at_again(project, only))
        looking.record(articles_named(project, sorted({str(each.article) for each in found})))
    finally:
        project.close()
    if args.json:
        print(json.dumps([each.as_dict() for each in found], indent=2, ensure_ascii=False))
        return 0
    for each in found:
        text = " ".join(each.text.split())
        shown = text if len(text) <= TEXT else f"{text[: TEXT - 1]}…"
        print(visible(f"{each.article}:{each.passage}  {each.annotator}  {each.what}  “{shown}”"))
    claims = len({(each.annotator, each.claim) for each in found})
    say(f"{counted(claims, 'claim')} to look at again" if found else "nothing to look at again")
    return 0


TEXT = 40
"""Characters of a claim in the list: enough to know it by."""


def _said(args: argparse.Namespace) -> Said:
    from annotator.core.scheme_changes import Said

    given = vars(args)
    evidence = given.get("evidence")
    rules = given.get("rule")
    return Said(
        given.get("name"),
        given.get("key"),
        given.get("definition"),
        None if evidence is None else tuple(sorted(map(_evidence, evidence))),
        None if rules is None else tuple(rules),
    )


def _evidence(given: str) -> tuple[str, int]:
    kind, _, count = given.partition("=")
    if not (count.isascii() and count.isdigit()):
        raise BadInput(f"{given!r} asks for no evidence", do="write it as KIND=N, such as supports=1")
    return kind, int(count)


def _change(args: argparse.Namespace, what: str, change: Callable[..., Changed]) -> int:
    from annotator.workflow.changing_schemes import propose

    return _show_and_make(args, lambda project: propose(project, what, change))


def _show_and_make(args: argparse.Namespace, work_out: Callable[[Project], Proposal]) -> int:
    from annotator.workflow.backing_up import back_up_today
    from annotator.workflow.changing_schemes import put_in_force
    from annotator.workflow.project import open_project

    project = open_project(project_path(args), say)
    try:
        proposal = work_out(project)
        if not args.json:
            print(_table(proposal), flush=True)
        if not args.dry_run:
            back_up_today(project.path, say)
            put_in_force(project, proposal)
    finally:
        project.close()
    found = proposal.plan
    if args.json:
        shown = {**found.as_dict(), "comments_kept": proposal.as_written, "made": not args.dry_run}
        print(json.dumps(shown, indent=2, ensure_ascii=False))
    if not proposal.as_written:
        say("the comments in the scheme's TOML could not be kept around this change")
    if args.dry_run:
        say("dry run: nothing was changed")
        return 0
    say(f"{found.after.name} {found.after.version} is in force; nothing that is stored was rewritten")
    if any(each.again for each in found.differences):
        say("what needs another look: annotator scheme review")
    return 0


def _table(proposal: Proposal) -> str:
    found = proposal.plan
    lines = [
        f"{found.before.name} {found.before.version} → {found.after.name} {found.after.version}",
        "",
        f"{'labels':>8}{'look again':>12}  change",
    ]
    lines += [f"{each.labels:>8,}{each.again:>12,}  {each.path} {each.text}" for each in found.differences]
    return "\n".join(map(visible, lines))
