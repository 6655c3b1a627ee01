"""What a judgement lacks, in the words an annotator reads; what can't be stored at all."""

from __future__ import annotations

from itertools import count
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.claim import Evidence, Judgement, Label, Place, Polarity
from annotator.core.gaps import EVIDENCE, gaps, unproven, unusable
from annotator.core.scheme import parse_scheme
from annotator.core.source import Source
from annotator.core.text.span import Span

SCHEME = parse_scheme(
    """
[scheme]
name = "small"
version = "1"
title = "Small"
[sources]
types = [{ id = "person", name = "Person" }]
[[fields]]
id = "source"
name = "Source"
type = "source"
required = true
[[fields]]
id = "via"
name = "Via"
type = "source"
[[fields]]
id = "status"
name = "Verification status"
required = true
labels = [
  { id = "verified", name = "V", evidence = { supports = 1 } },
  { id = "conflicting", name = "C", evidence = { supports = 1, refutes = 1 } },
  { id = "not_enough", name = "N", evidence = { any = 1 } },
  { id = "twice", name = "T", evidence = { nothing_found = 2 } },
  { id = "not_checkable", name = "X" },
]
[[fields]]
id = "flags"
name = "Flags"
type = "choices"
labels = [{ id = "a", name = "A" }, { id = "b", name = "B" }]
""",
    "small.toml",
)
ANA, BEN, WIRE = (Source.of(name, "person") for name in ("Ana", "Ben", "Wire"))
SOURCES = {source.id: source for source in (ANA, BEN, WIRE)}
_numbers = count()


def found(polarity: str, origin: Source | None = BEN, published: str | None = None) -> Evidence:
    return Evidence(
        f"e{next(_numbers)}",
        Polarity(polarity),
        origin_id=origin.id if origin else None,
        note="n",
        published=published,
    )


def said(
    *labels: str, evidence: tuple[Evidence, ...] = (), source: Source | None = ANA, **rest: Any
) -> Judgement:
    tags = [Label(*label.split("=", 2)) for label in labels]
    if source:
        tags.append(Label("source", source_id=source.id))
    return Judgement(Span(0, 5), SCHEME.hash, tuple(tags), evidence=evidence, **rest)


CASES: dict[str, tuple[Judgement, list[tuple[str, str]]]] = {
    "nothing is said": (said(source=None), [("source", "no source"), ("status", "no status")]),
    "optional fields may stay empty": (said("status=not_checkable"), []),
    "what can't be checked needs no evidence": (said("status=not_checkable", "flags=a", "flags=b"), []),
    "a status without its evidence": (
        said("status=verified"),
        [(EVIDENCE, "verified needs evidence: supports")],
    ),
    "evidence of another kind does not count": (
        said("status=verified", evidence=(found("refutes"), found("context"), found("nothing_found"))),
        [(EVIDENCE, "verified needs evidence: supports")],
    ),
    "the evidence it calls for": (said("status=verified", evidence=(found("supports"),)), []),
    "two kinds, both missing": (
        said("status=conflicting"),
        [
            (EVIDENCE, "conflicting needs evidence: refutes"),
            (EVIDENCE, "conflicting needs evidence: supports"),
        ],
    ),
    "two kinds, one missing": (
        said("status=conflicting", evidence=(found("supports"),)),
        [(EVIDENCE, "conflicting needs evidence: refutes")],
    ),
    "any evidence, none there": (said("status=not_enough"), [(EVIDENCE, "not enough needs evidence")]),
    "any evidence, having found nothing": (said("status=not_enough", evidence=(found("nothing_found"),)), []),
    "twice the evidence, once there": (
        said("status=twice", evidence=(found("nothing_found"),)),
        [(EVIDENCE, "twice needs evidence: nothing found")],
    ),
    "evidence later than the day the status holds": (
        said("status=verified", evidence=(found("supports", published="2026-01-16"),), as_of="2026-01-15"),
        [(EVIDENCE, "evidence of 2026-01-16 is later than 2026-01-15")],
    ),
    "evidence of that very day": (
        said("status=verified", evidence=(found("supports", published="2026-01-15"),), as_of="2026-01-15"),
        [],
    ),
    "evidence of no day": (said("status=verified", evidence=(found("supports"),), as_of="2026-01-15"), []),
    "evidence from the claimant alone": (
        said("status=verified", evidence=(found("supports", ANA),)),
        [(EVIDENCE, "all evidence comes from the claimant")],
    ),
    "evidence from whom the claim came through": (
        said("status=verified", "via==" + WIRE.id, evidence=(found("supports", WIRE), found("refutes", ANA))),
        [(EVIDENCE, "all evidence comes from the claimant")],
    ),
    "evidence from somebody else too": (
        said("status=verified", evidence=(found("supports", ANA), found("supports", BEN))),
        [],
    ),
    "evidence of unknown origin": (said("status=verified", evidence=(found("supports", None),)), []),
    "context from the claimant is no evidence from the claimant": (
        said("status=not_enough", evidence=(found("context", ANA),)),
        [],
    ),
    "a passage is evidence": (
        said(
            "status=verified",
            evidence=(Evidence("p", Polarity.SUPPORTS, origin_id=BEN.id, place=Place("x", Span(0, 1))),),
        ),
        [],
    ),
    "blanked evidence still counts": (
        said("status=not_enough", evidence=(Evidence("r", Polarity.NOTHING_FOUND, redacted=True),)),
        [],
    ),
    "nothing once it is taken back": (said(source=None).withdrawn(), []),
}


@pytest.mark.parametrize("case", CASES)
def test_gaps(case: str) -> None:
    judgement, wanted = CASES[case]
    assert [(gap.field, gap.message) for gap in gaps(judgement, SCHEME)] == wanted


LABELS = st.sampled_from(["status=verified", "status=conflicting", "flags=a", "flags=b", "status=not_enough"])


@given(st.sets(LABELS), st.lists(st.sampled_from(list(Polarity)), max_size=4), st.booleans())
def test_more_evidence_from_elsewhere_never_opens_a_gap(
    labels: set[str], kinds: list[Polarity], named: bool
) -> None:
    judgement = said(*labels, source=ANA if named else None)
    before = {gap.message for gap in gaps(judgement, SCHEME)}
    for number in range(len(kinds)):
        evidence = tuple(found(kind) for kind in kinds[: number + 1])
        after = {
            gap.message
            for gap in gaps(said(*labels, evidence=evidence, source=ANA if named else None), SCHEME)
        }
        assert after <= before
        before = after


@pytest.mark.parametrize(
    ("judgement", "why"),
    [
        (said("status=verified"), None),
        (said("flags=a", "flags=b"), None),
        (said(source=None), None),
        (said("status=verified", "status=not_enough"), "status takes one value, not 2"),
        (said("status=maybe"), "status has no 'maybe'"),
        (said("flags=a", "flags=z"), "flags has no 'z'"),
        (said("mood=good"), "the scheme has no field 'mood'"),
        (said("via==" + ANA.id, "via==" + BEN.id), "via takes one value, not 2"),
        (said("source==nobody", source=None), "source has no 'nobody'"),
        (said("source=Ana", source=None), "source has no 'Ana'"),
    ],
)
def test_what_no_scheme_knows_cannot_be_stored(judgement: Judgement, why: str | None) -> None:
    assert unusable(judgement, SCHEME, SOURCES) == why


def test_a_label_without_its_evidence_is_unproven_under_its_present_name() -> None:
    bare = Judgement(Span(0, 5), SCHEME.hash, (Label("status", "once"),))
    assert unproven(bare, {"status": ("verified",), "source": ("s",)}, SCHEME) == {"status"}
    shown = Judgement(
        Span(0, 5), SCHEME.hash, evidence=(Evidence("e", Polarity.SUPPORTS, url="https://a.example"),)
    )
    assert unproven(shown, {"status": ("verified",)}, SCHEME) == set()
    assert unproven(bare, {}, SCHEME) == set()
