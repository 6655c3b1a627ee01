"""`annotator guide`: the guides that come with the program."""

from __future__ import annotations

import argparse

from annotator.cli.options import Commands, command

ABOUT = """\
Print a guide. The lead's: plan a study, run a pilot, share the work out, read the report, mend a rule, settle and
freeze. The annotator's: the work itself.
"""

EXAMPLES = """\
  annotator guide lead
  annotator guide annotator > guide.md
"""

GUIDES = ("lead", "annotator")


def register(commands: Commands) -> None:
    """Add the command."""
    parser = command(commands, "guide", "how to lead a study, how to annotate", ABOUT, EXAMPLES)
    parser.add_argument("whose", metavar="|".join(GUIDES), choices=GUIDES, help="whose guide")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print one."""
    from annotator.shipped import shipped

    print((shipped("seeds") / "guides" / f"{args.whose}.md").read_text(encoding="utf-8"), end="")
    return 0
