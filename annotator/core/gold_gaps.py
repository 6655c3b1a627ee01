"""What gold lacks of that which its round asked for; what other rounds ask, it may lack."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from annotator.core.claim import Judgement
from annotator.core.gaps import Gap, gaps
from annotator.core.settling import Asked, Matter


def gold_gaps(judgement: Judgement, matter: Matter, asked: Asked) -> tuple[Gap, ...]:
    """Return what the gold of an item lacks under the fields that are asked, and what is doubtful in it.

    A source that was merged into another is that one, as a claimant and as where evidence comes from.
    """
    claimants = [asked.same(each.source_id) for each in matter.told if each.source_id]
    labels = (
        replace(each, source_id=asked.same(each.source_id)) if each.source_id else each
        for each in judgement.labels
    )
    evidence = (
        replace(each, origin_id=asked.same(each.origin_id)) if each.origin_id else each
        for each in judgement.evidence
    )
    present = replace(judgement, labels=tuple(labels), evidence=tuple(evidence))
    return gaps(present, asked.scheme, claimants=claimants)


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
