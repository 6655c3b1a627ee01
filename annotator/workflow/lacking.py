"""What keeps a round from being frozen: items nobody has settled, and gold that lacks what the round asked for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from shlex import quote

from annotator.core.amounts import counted
from annotator.core.gaps import EVIDENCE
from annotator.core.gold_gaps import in_words
from annotator.core.round import Round
from annotator.core.scheme import Scheme
from annotator.core.short_names import cut
from annotator.errors import BadInput
from annotator.workflow.project import Project
from annotator.workflow.surveying import Lacking, Survey

FOREVER = "what is frozen never changes again"

QUOTED = 60
"""Characters of an item's words in a message."""


def asked_next(scheme: Scheme, fields: Sequence[str]) -> frozenset[str]:
    """Return what a round asks that comes after, all of the scheme where none is named: gold before may lack it."""
    asked = [each for each in scheme.fields if not fields or each.id in fields]
    calls_for_evidence = any(label.evidence for each in asked for label in each.labels)
    return frozenset({each.id for each in asked} | ({EVIDENCE} if calls_for_evidence else set()))


def lacking_for_good(found: Iterable[Lacking], later: Iterable[str] = ()) -> list[Lacking]:
    """Return the items whose gold lacks something that isn't asked later either, with that."""
    known = frozenset(later)
    kept = (
        replace(each, fields=tuple(field for field in each.fields if field not in known)) for each in found
    )
    return [each for each in kept if each.fields]


def check_settled(project: Project, round_: Round, found: Survey, more: str) -> None:
    """Raise `BadInput` where an item of the round is not settled; `more` says what else can be done."""
    left = found.items - found.settled
    if left:
        items = (
            f"{counted(left, 'item')} of the round {round_.name!r} {'is' if left == 1 else 'are'} not settled"
        )
        raise BadInput(
            items,
            where=str(project.path),
            why=FOREVER,
            do=f"settle them: annotator settle {quote(round_.name)}; {more}",
        )


def check_complete(project: Project, round_: Round, lacking: Sequence[Lacking]) -> None:
    """Raise `BadInput` where gold lacks what its round asked for, naming how many items and one of them."""
    if not lacking:
        return
    first, count = lacking[0], len(lacking)
    which = f"“{cut(first.words, QUOTED, len)}” in {first.article} lacks {in_words(first.fields)}"
    raise BadInput(
        f"the gold of {counted(count, 'item')} of the round {round_.name!r} lacks what it asks for",
        where=str(project.path),
        why=f"{which}; {FOREVER}",
        do=f"complete it: annotator settle {quote(round_.name)} (--list names each); or leave it so: --with-gaps",
    )
