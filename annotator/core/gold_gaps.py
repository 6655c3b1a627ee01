"""What gold lacks of that which its round asked for; what other rounds ask, it may lack."""

from __future__ import annotations

from collections.abc import Iterable

from annotator.core.claim import Judgement
from annotator.core.gaps import Gap, gaps
from annotator.core.settling import Asked, Matter, as_present


def gold_gaps(judgement: Judgement, matter: Matter, asked: Asked) -> tuple[Gap, ...]:
    """Return what the gold of an item lacks under the fields that are asked, and what is doubtful in it."""
    return gaps(as_present(judgement, asked.same), asked.scheme, claimants=map(asked.same, matter.claimants))


def lacking(found: Iterable[Gap]) -> tuple[str, ...]:
    """Name the fields that are missing, evidence among them.

    >>> lacking([Gap("claim_type", "no claim type"), Gap("evidence", "it is later", is_doubt=True)])
    ('claim_type',)
    """
    return tuple(dict.fromkeys(each.field for each in found if not each.is_doubt))


def in_words(fields: Iterable[str]) -> str:
    """Name fields in words.

    >>> in_words(["claim_type", "evidence"])
    'claim type, evidence'
    """
    return ", ".join(fields).replace("_", " ")


def doubts(found: Iterable[Gap]) -> tuple[str, ...]:
    """Say what is doubtful, each in a few words."""
    return tuple(each.message for each in found if each.is_doubt)
