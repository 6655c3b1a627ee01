"""What the renderings call things, said once: measures, answers, and how to read them."""

from __future__ import annotations

from annotator.agreement.coefficients import COEFFICIENTS, PERCENT
from annotator.agreement.intervals import PLURAL
from annotator.agreement.model import UNIT, FieldReport, Report, Variant
from annotator.agreement.table import Level
from annotator.core.amounts import counted

ALL_PAIRS = "all pairs"

HOW_TO_READ = (
    "How to read: 1 is full agreement, 0 what chance alone would give; percent agreement (agree) is not "
    "corrected for chance. n counts the {subject}s with two or more labels. By Krippendorff's convention (2004) "
    "alpha from .800 is taken to be reliable, and from .667 to allow tentative conclusions; he asks for the "
    "lower end of the interval, not the value, to pass. The lines are a convention, not a test."
)

AGAIN = (
    "the 95 % intervals of Student's t, over articles; with fewer than ten of them over passages, and then they hold "
    "within these articles"
)
"""What the intervals of people against themselves are, who meet few articles again."""


def measure(id_: str, level: Level | None = None) -> str:
    """Return the name of a coefficient; with a level, the weights or distances that it has there."""
    known = PERCENT if id_ == PERCENT.id else COEFFICIENTS.get(id_)
    if known is None:
        return id_
    return known.name_at(level) if level else known.name


def variants(field: FieldReport, report: Report) -> tuple[tuple[str, Variant], ...]:
    """Return the other ways in which a field's labels were counted, with what to call them."""
    is_counted = report.after_exposure is not None and report.after_exposure.is_counted
    known = (
        ("with “not marked” as a label", field.with_unmarked),
        ("without suggested labels", field.without_suggested),
        ("without labels lacking evidence", field.without_unproven),
        ("before sources were merged", field.before_merging),
        (f"{'without' if is_counted else 'with'} labels after exposure", field.other_exposure),
    )
    return tuple((how, variant) for how, variant in known if variant)


def pair(a: str, b: str) -> str:
    """Write a pair of annotators."""
    return f"{a} – {b}"


def needed(threshold: float) -> str:
    """Write what two spans need in common to match."""
    return {0.0: "any overlap", 1.0: "the same words"}.get(threshold, f"IoU ≥ {threshold:g}")


def compared(report: Report) -> str:
    """Say what was compared, in one sentence."""
    if report.subject == UNIT:
        return f"{counted(report.items, 'unit')}, {report.matched:,} of them labelled by two or more."
    if report.asked is not None:
        return (
            f"{counted(report.asked, 'claim')} given, {report.items:,} of them answered, {report.matched:,} answered "
            f"by two or more; {counted(report.articles, 'article')}."
        )
    given = f", {report.given:,} of them given" if report.given else ""
    how = "marked or answered" if report.given else "marked"
    return (
        f"{counted(report.items, 'claim')}{given}, {report.matched:,} {how} by two or more; "
        f"{counted(report.passages, 'passage')} done by two or more; {counted(report.articles, 'article')}."
    )


def resampled(report: Report) -> str:
    """Say what the intervals rest on, in a few words; empty where there are none."""
    drawn = report.resampling
    if not (report.clusters and drawn.resamples):
        return ""
    clusters = counted(report.clusters, drawn.by, PLURAL[drawn.by])
    return f"95 % intervals: {counted(drawn.resamples, 'resample')} of {clusters}, seed {drawn.seed}."


def how_to_read(report: Report) -> str:
    """Say what the figures mean and by whose convention."""
    return HOW_TO_READ.format(subject=report.subject)


def who(report: Report) -> str:
    """Name the annotators."""
    return ", ".join(report.annotators) or "nobody has labelled anything yet"


def many_annotators(report: Report) -> str:
    """Write how many annotators there are."""
    return counted(len(report.annotators), "annotator")
