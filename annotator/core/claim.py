"""Claims and what one annotator judges of one claim at one moment.

A `Claim` is identity only. A `Judgement` is everything an annotator said of it, and never changes; an
`Annotation` puts a judgement into a history (who, when, after which). An edit is a new annotation.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from operator import attrgetter

from annotator.core.text.span import Span
from annotator.errors import Invalid


class Origin(StrEnum):
    """How a claim came to be."""

    MARKED = "marked"
    GIVEN = "given"
    GOLD = "gold"


class State(StrEnum):
    """Whether a judgement stands; deleting is a judgement that is withdrawn."""

    STANDING = "standing"
    WITHDRAWN = "withdrawn"


class Polarity(StrEnum):
    """What a piece of evidence does to the claim; having looked and found nothing is evidence too."""

    SUPPORTS = "supports"
    REFUTES = "refutes"
    CONTEXT = "context"
    NOTHING_FOUND = "nothing_found"


class ReactionStance(StrEnum):
    """How another source stands toward the claim."""

    SUPPORTS = "supports"
    DENIES = "denies"
    QUESTIONS = "questions"


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim's identity: where it is, how it came to be, whose it is (nobody's when it was given)."""

    id: str
    article_id: str
    origin: Origin
    annotator_id: str | None = None

    def __post_init__(self) -> None:
        if (self.origin is Origin.GIVEN) != (self.annotator_id is None):
            raise Invalid("a given claim belongs to nobody, every other claim to its annotator")


@dataclass(frozen=True, slots=True, order=True)
class Label:
    """One value of one field: a label of the scheme, or a source's id.

    `suggested` says that the program offered it, having read a cue, and the person took it with one key.
    """

    field: str
    value: str = ""
    source_id: str = ""
    suggested: bool = False

    def __post_init__(self) -> None:
        if bool(self.value) == bool(self.source_id):
            raise Invalid(f"the field {self.field!r} needs either a label or a source")

    @property
    def content(self) -> str:
        """Return whichever of the two it holds."""
        return self.value or self.source_id

    @property
    def plain(self) -> Label:
        """Return it without how it came about: labels are the same label when this is equal."""
        return replace(self, suggested=False) if self.suggested else self


@dataclass(frozen=True, slots=True)
class Reaction:
    """Another source quoted for or against the claim, and the words that say so."""

    source_id: str
    stance: ReactionStance
    cue: Span | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """A passage of the corpus."""

    article_id: str
    span: Span


@dataclass(frozen=True, slots=True)
class Evidence:
    """What was found, or that nothing was, and where it comes from.

    `origin_id` names the source that the evidence goes back to; dates are ISO 8601 days. `redacted` evidence
    has had its addresses, quotation and note blanked for privacy, and still counts.
    """

    id: str
    polarity: Polarity
    origin_id: str | None = None
    url: str | None = None
    archived_url: str | None = None
    quote: str | None = None
    published: str | None = None
    accessed: str | None = None
    note: str | None = None
    place: Place | None = None
    redacted: bool = False

    def __post_init__(self) -> None:
        check_day("published", self.published)
        check_day("accessed", self.accessed)
        if self.redacted:
            if self.url or self.archived_url or self.quote or self.note:
                raise Invalid("redacted evidence holds no free text")
            return
        if self.polarity is Polarity.NOTHING_FOUND and not (self.note or self.url or self.place):
            raise Invalid("finding nothing needs a note or an address that says where you looked")
        if not (self.url or self.quote or self.note or self.place):
            raise Invalid("evidence needs an address, a quotation, a passage or a note")


@dataclass(frozen=True, slots=True)
class Judgement:
    """What one annotator says of one claim: where it runs, its labels, reactions, evidence and notes."""

    span: Span
    scheme_hash: str
    labels: tuple[Label, ...] = ()
    reactions: tuple[Reaction, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    restatement: str | None = None
    note: str | None = None
    as_of: str | None = None
    state: State = State.STANDING

    def __post_init__(self) -> None:
        check_day("as of", self.as_of)
        object.__setattr__(self, "labels", _ordered(self.labels))

    def of(self, field: str) -> tuple[str, ...]:
        """Return the labels or source ids given to `field`; nothing when it isn't judged."""
        return tuple(label.content for label in self.labels if label.field == field)

    def tagged(self, field: str, labels: Iterable[Label]) -> Judgement:
        """Return the judgement with `field` set to `labels`, or cleared when there are none."""
        others = tuple(label for label in self.labels if label.field != field)
        return replace(self, labels=(*others, *labels))

    def withdrawn(self) -> Judgement:
        """Return the judgement taken back."""
        return replace(self, state=State.WITHDRAWN)

    @property
    def stands(self) -> bool:
        """Tell whether it has not been withdrawn."""
        return self.state is State.STANDING


_FIELD = attrgetter("field")
_SAID = attrgetter("field", "value", "source_id")


def _ordered(labels: tuple[Label, ...]) -> tuple[Label, ...]:
    if len(labels) < 2:  # noqa: PLR2004  nothing to put in order, and nothing twice
        return labels
    if len(set(map(_SAID, labels))) < len(labels):
        ((field, value, source_id), _), *_ = Counter(map(_SAID, labels)).most_common(1)
        raise Invalid(f"the field {field!r} has {value or source_id!r} twice")
    return tuple(sorted(labels, key=_FIELD))


@dataclass(frozen=True, slots=True)
class Annotation:
    """A judgement in its history: whose, of which claim, made when, after which other one.

    `created_at` is an ISO 8601 instant in UTC; `active_ms` the time spent on it, where it was measured.
    """

    id: str
    claim_id: str
    annotator_id: str
    action_id: str
    created_at: str
    judgement: Judgement
    parent_id: str | None = None
    seq: int = 1
    active_ms: int | None = None

    def __post_init__(self) -> None:
        if self.seq < 1 or (self.seq == 1) != (self.parent_id is None):
            raise Invalid(
                "the first annotation of a history has no parent and number 1, every later one has both"
            )


def check_day(what: str, day: str | None) -> None:
    """Raise `Invalid` unless `day` is nothing or an ISO 8601 calendar day."""
    if day is None:
        return
    try:
        valid = date.fromisoformat(day).isoformat() == day
    except ValueError:
        valid = False
    if not valid:
        raise Invalid(f"the {what} date {day!r} is no day", do="write it as 2026-01-15")
