"""What comes next in a study, said after the step before: commands to type."""

from __future__ import annotations

from shlex import quote

from annotator.cli.options import say


def say_next(*commands: str) -> None:
    """Name the commands that come next, on stderr."""
    say(f"next: {'   or   '.join(commands)}")


def after_opening(round_name: str) -> tuple[str, ...]:
    """Return what comes after opening a round: it is shared out, or everybody works in it."""
    name = quote(round_name)
    return f"annotator assign {name} --to NAME NAME …", f"annotator annotate --round {name}"


def after_assigning(round_name: str, person: str) -> tuple[str, ...]:
    """Return what comes after sharing a round out: a file for each, or all work in one."""
    name = quote(round_name)
    return (
        f"for each, annotator kit make {quote(person)} --round {name}",
        f"in this file, annotator annotate --round {name}",
    )


def after_merging() -> tuple[str, ...]:
    """Return what comes after kits came back: who has what left, sources that may be one, the report."""
    return "annotator status --everybody", "annotator source reconcile", "annotator agreement"


def after_closing(round_name: str) -> tuple[str, ...]:
    """Return what comes after a round was closed."""
    name = quote(round_name)
    return f"annotator agreement --round {name}", f"annotator settle {name} --as NAME"
