"""What gold lacks, and what is only doubtful in it."""

from __future__ import annotations

from annotator.core.claim import Evidence, Label, Polarity
from annotator.core.gold_gaps import doubts, gold_gaps, lacking
from annotator.core.settling import Given
from annotator.core.text.span import Span
from tests.core.test_settling import BASE, EVERYTHING, matter, said

FROM_THE_CLAIMANT = Evidence("e1", Polarity.SUPPORTS, origin_id="mayor", quote="It was.")


def test_what_is_doubtful_is_not_lacking_and_what_is_lacking_is_no_doubt() -> None:
    labels = tuple(each for each in (*BASE, Label("status", "verified")) if each.field != "form")
    gold = said("Lea", labels=labels, evidence=(FROM_THE_CLAIMANT,)).judgement
    found = gold_gaps(gold, matter(), EVERYTHING)
    assert lacking(found) == ("form",)
    assert doubts(found) == ("all evidence comes from the claimant",)


def test_the_source_that_a_claim_comes_with_is_its_claimant() -> None:
    gold = said("Lea", labels=(Label("status", "verified"),), evidence=(FROM_THE_CLAIMANT,)).judgement
    assert doubts(gold_gaps(gold, matter(), EVERYTHING)) == ()
    given = matter(given=Given(Span(20, 39), BASE))
    assert doubts(gold_gaps(gold, given, EVERYTHING)) == ("all evidence comes from the claimant",)
