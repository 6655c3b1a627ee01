"""What comes after settling a round, in words and as the commands to type."""

from __future__ import annotations

from collections.abc import Iterator
from shlex import quote

from annotator.core.amounts import counted
from annotator.core.round import Round, RoundState


def next_commands(round_: Round) -> tuple[str, ...]:
    """Return the commands that come next once nothing is left: what goes on from the gold, and what takes it out."""
    name = quote(round_.name)
    if round_.state is RoundState.FROZEN:
        onward: tuple[str, ...] = ()
    elif round_.gives:
        onward = (f"annotator round freeze {name}",)
    else:
        onward = (f"annotator round open NAME --claims-from {name}",)
    return (*onward, "annotator export jsonl -o gold.jsonl --which gold")


def standing(round_: Round, left: int, lacking: int, passed_over: int) -> Iterator[str]:
    """Yield how far settling is: what is left, what gold lacks, what was passed over; the next command comes last.

    `left` are items for whoever asks; `passed_over` those they annotated themselves.
    """
    name = quote(round_.name)
    if lacking:
        gold = f"the gold of {counted(lacking, 'item')}"
        yield f"{gold} lacks what the round asks for: annotator settle {name} --list"
    if left:
        yield f"{counted(left, 'item')} left: annotator settle {name}"
    elif passed_over:
        yield f"{counted(passed_over, 'item')} of your own passed over: somebody else settles these, or --own-too"
    else:
        yield f"nothing is left; next: {'   or   '.join(next_commands(round_))}"
