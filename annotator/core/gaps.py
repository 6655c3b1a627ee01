"""What a judgement still lacks: the only judge of completeness. A gap is said and never blocks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from annotator.core.claim import Judgement, Polarity
from annotator.core.scheme import ANY_EVIDENCE, FieldType, LabelDef, Scheme
from annotator.core.scheme_maps import Doubt, Why
from annotator.core.source import Source


@dataclass(frozen=True, slots=True)
class Gap:
    """Something missing or doubtful (`is_doubt`): the field it is about, and what to add in a few words."""

    field: str
    message: str
    is_doubt: bool = False


EVIDENCE = "evidence"


def gaps(
    judgement: Judgement, scheme: Scheme, doubts: Iterable[Doubt] = (), claimants: Iterable[str] = ()
) -> tuple[Gap, ...]:
    """List what `judgement` lacks under `scheme`, in the order of its fields; nothing once it is withdrawn.

    A judgement made under an earlier scheme comes as the one in force reads it, with the `doubts` that leaves.
    `claimants` are sources that are known to assert the claim and were not asked for.
    """
    if not judgement.stands:
        return ()
    return (
        *_unanswered(judgement, scheme),
        *_to_look_at_again(scheme, doubts),
        *_evidence_due(judgement, scheme),
        *_doubtful(judgement, scheme, claimants),
    )


AGAIN = {
    Why.RETIRED: "is retired",
    Why.CHANGED: "is defined otherwise now",
    Why.SPLIT: "is two labels again",
}
"""What has become of a label, by which it needs another look; one that is asked for only now is simply missing."""


def _to_look_at_again(scheme: Scheme, doubts: Iterable[Doubt]) -> Iterator[Gap]:
    for doubt in doubts:
        if doubt.why in AGAIN:
            field = scheme.field(doubt.field)
            name = doubt.field if field is None or field.type is FieldType.SOURCE else doubt.value
            yield Gap(doubt.field, f"{name.replace('_', ' ')} {AGAIN[doubt.why]}")


def _unanswered(judgement: Judgement, scheme: Scheme) -> Iterator[Gap]:
    for field in scheme.fields:
        if field.required and not judgement.of(field.id):
            yield Gap(field.id, f"no {field.id.replace('_', ' ')}")


def unproven(judgement: Judgement, labels: Mapping[str, Iterable[str]], scheme: Scheme) -> frozenset[str]:
    """Return the fields whose label lacks evidence; `labels` are those of the judgement as they are called now."""
    return frozenset(
        field.id
        for field in scheme.fields
        for value in labels.get(field.id, ())
        if (label := field.label(value))
        and any(_count(judgement, kind) < due for kind, due in label.evidence)
    )


def _evidence_due(judgement: Judgement, scheme: Scheme) -> Iterator[Gap]:
    for label in _labels_given(judgement, scheme):
        for kind, count in label.evidence:
            if _count(judgement, kind) < count:
                what = "evidence" if kind == ANY_EVIDENCE else f"evidence: {kind.replace('_', ' ')}"
                yield Gap(EVIDENCE, f"{label.id.replace('_', ' ')} needs {what}")


def _labels_given(judgement: Judgement, scheme: Scheme) -> Iterator[LabelDef]:
    for field in scheme.fields:
        for value in judgement.of(field.id):
            label = field.label(value)
            if label is not None:
                yield label


def _count(judgement: Judgement, kind: str) -> int:
    return sum(1 for item in judgement.evidence if kind in (item.polarity, ANY_EVIDENCE))


def _doubtful(judgement: Judgement, scheme: Scheme, known: Iterable[str]) -> Iterator[Gap]:
    for item in judgement.evidence:
        if is_later(item.published, judgement.as_of):
            yield Gap(
                EVIDENCE, f"evidence of {item.published} is later than {judgement.as_of}", is_doubt=True
            )
    said = (
        value for field in scheme.fields if field.type is FieldType.SOURCE for value in judgement.of(field.id)
    )
    claimants = {*known, *said}
    decisive = [item for item in judgement.evidence if item.polarity in (Polarity.SUPPORTS, Polarity.REFUTES)]
    if decisive and all(item.origin_id in claimants for item in decisive):
        yield Gap(EVIDENCE, "all evidence comes from the claimant", is_doubt=True)


def is_later(published: str | None, as_of: str | None) -> bool:
    """Tell whether evidence was published after the day that a status holds as of; unknown days tell nothing."""
    return bool(published and as_of and published > as_of)


def unusable(judgement: Judgement, scheme: Scheme, sources: dict[str, Source]) -> str | None:
    """Say why `judgement` can't be stored under `scheme`, or nothing when it can.

    Unlike a gap this is a mistake of a program or an import: a label no scheme knows, two values where one goes.
    """
    for field in scheme.fields:
        values = judgement.of(field.id)
        if field.type is not FieldType.CHOICES and len(values) > 1:
            return f"{field.id} takes one value, not {len(values)}"
        if field.type is FieldType.SOURCE:
            unknown = [value for value in values if value not in sources]
        else:
            unknown = [value for value in values if field.label(value) is None]
        if unknown:
            return f"{field.id} has no {unknown[0]!r}"
    asked = {field.id for field in scheme.fields}
    stray = [label.field for label in judgement.labels if label.field not in asked]
    return f"the scheme has no field {stray[0]!r}" if stray else None
