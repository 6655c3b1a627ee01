"""What a report is made of: the one model that every rendering shows, annotators going by their names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from annotator.agreement.coefficients import Figure
from annotator.agreement.intervals import Resampling
from annotator.agreement.over_time import OverTime
from annotator.agreement.people import AgainstRest, Use
from annotator.agreement.spans import SpanReport
from annotator.agreement.suggesting import Effect
from annotator.agreement.table import Level
from annotator.core.text.span import Span

CLAIM, UNIT = "claim", "unit"
"""What is compared: claims of articles, or the units of a table."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Marks that don't count: in passages their annotator has not done, or that nobody else has done."""

    not_done: int = 0
    alone: int = 0


@dataclass(frozen=True, slots=True)
class PairKappa:
    """Cohen's kappa of two annotators on the items both labelled."""

    a: str
    b: str
    kappa: Figure


@dataclass(frozen=True, slots=True)
class Used:
    """How often a category was used, in all and by each annotator."""

    category: str
    shown: str
    n: int
    by_annotator: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Scored:
    """How far annotators agree on one category, by the ids of `BY_CATEGORY`."""

    category: str
    shown: str
    figures: Mapping[str, Figure]


@dataclass(frozen=True, slots=True)
class Estimated:
    """What Dawid & Skene's model makes of one annotator: how often right, and a row of given labels a true one."""

    annotator: str
    accuracy: float
    confusion: tuple[tuple[float, ...], ...]
    seen: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Estimates:
    """Dawid & Skene's estimates: how frequent each label truly is, everybody's errors, the label of every item.

    `labels` holds (item, label, its probability). Where nothing can be estimated everything is empty and `reason`
    says why; `caveat` is to be said beside the figures.
    """

    categories: tuple[str, ...]
    shares: tuple[float, ...]
    people: tuple[Estimated, ...]
    labels: tuple[tuple[str, str, float], ...]
    reason: str | None = None
    caveat: str | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """What one annotator said of an item, as shown, and the words they marked; None: not judged."""

    annotator: str
    values: tuple[str, ...] | None
    shown: str | None
    text: str


@dataclass(frozen=True, slots=True)
class Disagreement:
    """An item on which two or more annotators gave different labels, with every label."""

    item: str
    article: str
    passage: str
    text: str
    said: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class CostlyItem:
    """An item that costs agreement: its part of all disagreement, alpha without it, and what everybody said."""

    share: float
    without: float | None
    item: Disagreement


@dataclass(frozen=True, slots=True)
class Confusion:
    """How often two annotators gave each pair of labels to an item: rows are a's, columns b's.

    For all annotators together `a` and `b` are empty, and the counts are Krippendorff's coincidences, in which
    each item weighs as many labels as it has.
    """

    a: str
    b: str
    categories: tuple[str, ...]
    counts: tuple[tuple[float, ...], ...]


@dataclass(frozen=True, slots=True)
class ModelReport:
    """A model beside the people: percent agreement, kappa and alpha with their majority, and kappa with each of them.

    `tied` counts the items on which the people have no majority. `people_alone` is alpha of the people on the items
    that they and the model make up, and `change` that less alpha of all. The rows of `confusion` are the majority's
    labels.
    """

    model: str
    n_labels: int
    percent_agreement: Figure
    with_people: Figure
    alpha: Figure
    tied: int
    pairwise: tuple[PairKappa, ...]
    people_alone: Figure
    change: Figure
    confusion: Confusion | None = None


@dataclass(frozen=True, slots=True)
class Unlabelled:
    """A model that has not given a single label in some fields; `wholly` tells that nothing else is of it either."""

    model: str
    fields: tuple[str, ...]
    wholly: bool


@dataclass(frozen=True, slots=True)
class ModelSpans:
    """A model's marks beside those of the people, with each of them and pooled."""

    model: str
    spans: SpanReport


@dataclass(frozen=True, slots=True)
class Variant:
    """The same labels, counted otherwise; `n_labels` says how many labels that concerns."""

    n_labels: int
    percent_agreement: Figure
    alpha: Figure


@dataclass(frozen=True, slots=True)
class AfterExposure:
    """What was judged after its annotator saw what was to be judged without seeing it.

    `n_labels` counts labels of the fields reported, `n_marks` the marks they belong to; `found_other` is F1 the other
    way: with them where they are left out, without where they are counted.
    """

    n_labels: int
    n_marks: int
    why: tuple[str, ...]
    is_counted: bool
    found_other: Figure


@dataclass(frozen=True, slots=True)
class Quote:
    """A mark with its words."""

    claim: str
    annotator: str
    article: str
    passage: str
    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class Unmatched:
    """A mark that nobody else matched, and who had done the passage without it."""

    mark: Quote
    missed_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cut:
    """One mark where another annotator made several finer ones."""

    one: Quote
    finer: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class Missing:
    """A part that this report cannot have, and why."""

    part: str
    why: str


@dataclass(frozen=True, slots=True)
class FieldReport:
    """How far the labels of one field agree; `n_items` counts items with a label, figures say their own n.

    `with_unmarked` counts "not marked" as a label of whoever did a passage without the claim;
    `without_suggested` leaves out the labels that the program had offered, `without_unproven` those that lack the
    evidence they call for; `other_exposure` counts the labels made
    after an exposure if the figures leave them out, and leaves them out if these count them; `before_merging` takes
    sources for different that were merged since. All are None where they
    concern nothing. `weeks` and `versions` are None where there is one only.
    """

    id: str
    level: Level
    categories: tuple[str, ...]
    n_items: int
    n_labels: int
    n_annotators: int
    percent_agreement: Figure
    coefficients: Mapping[str, Figure]
    pairwise: tuple[PairKappa, ...]
    used: tuple[Used, ...]
    disagreements: tuple[Disagreement, ...]
    confusion: tuple[Confusion, ...] = ()
    with_unmarked: Variant | None = None
    without_suggested: Variant | None = None
    categories_scored: tuple[Scored, ...] = ()
    uses: Mapping[str, tuple[Use, ...]] = field(default_factory=dict)
    against_rest: tuple[AgainstRest, ...] = ()
    estimates: Estimates | None = None
    costliest: tuple[CostlyItem, ...] = ()
    weeks: OverTime | None = None
    versions: OverTime | None = None
    models: tuple[ModelReport, ...] = ()
    other_exposure: Variant | None = None
    without_unproven: Variant | None = None
    before_merging: Variant | None = None

    @property
    def n_alone(self) -> int:
        """Return how many items have one label only, which some coefficients take into what is expected by chance."""
        return self.n_items - self.percent_agreement.n


@dataclass(frozen=True, slots=True)
class AgainField:
    """How far one person's second labels of a field agree with their first."""

    field: str
    level: Level
    percent_agreement: Figure
    alpha: Figure


@dataclass(frozen=True, slots=True)
class Again:
    """A person who met articles again, unknowingly: whether they found the same claims and gave the same labels.

    Articles met again are few, so the intervals are those of Student's t: of 100 they cover the truth 91 to 97 times,
    where percentile intervals do 89 to 95 (tests/agreement/test_foretold.py).
    """

    annotator: str
    articles: int
    found: Figure | None
    fields: tuple[AgainField, ...]

    @classmethod
    def of(cls, annotator: str, articles: int, report: Report) -> Again:
        """Take it from a report in which the two times are the annotators."""
        found = by_t(report.spans.found.f1) if report.spans is not None else None
        fields = (
            AgainField(each.id, each.level, by_t(each.percent_agreement), by_t(each.coefficients["alpha"]))
            for each in report.fields
        )
        return cls(annotator, articles, found, tuple(fields))


def by_t(figure: Figure) -> Figure:
    """Return a figure with the interval of Student's t in place of the percentile interval, where it has both."""
    return figure if figure.ci95_t is None else replace(figure, ci95=figure.ci95_t)


@dataclass(frozen=True, slots=True)
class Report:
    """Everything a rendering shows. A table has no spans: `spans` is then None, and `missing` says why.

    `annotators` are the people, on whom every figure rests but those of `models`, which have sections of their own.
    `unlabelled` are the models without a label, each with the fields where it has none, which hold no section for it.
    `asked` is how many claims were given, where that is all there was to answer: nobody marks any then, so that there
    are no spans either.
    """

    annotators: tuple[str, ...]
    items: int
    matched: int
    fields: tuple[FieldReport, ...]
    resampling: Resampling
    clusters: int
    asked: int | None = None
    passages: int = 0
    articles: int = 0
    given: int = 0
    spans: SpanReport | None = None
    cuts: tuple[Cut, ...] = ()
    unmatched: tuple[Unmatched, ...] = ()
    left_out: LeftOut = LeftOut()
    threshold: float | None = None
    subject: str = CLAIM
    missing: tuple[Missing, ...] = ()
    notes: tuple[str, ...] = ()
    inputs: Mapping[str, object] = field(default_factory=dict)
    models: tuple[str, ...] = ()
    unlabelled: tuple[Unlabelled, ...] = ()
    model_spans: tuple[ModelSpans, ...] = ()
    again: tuple[Again, ...] = ()
    suggested: tuple[Effect, ...] = ()
    after_exposure: AfterExposure | None = None
