"""The words by which news says who says so, as data: reporting verbs, "according to", "in a statement", hedges.

Adding a cue is adding a word to a table. What is found is where such words stand, never what they mean: that
"claimed" casts doubt is for a person to judge.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from annotator.core.text.span import Span


class CueKind(StrEnum):
    """What part a cue plays in an attribution."""

    VERB = "verb"
    BY = "by"
    WHERE = "where"
    HEDGE = "hedge"


@dataclass(frozen=True, slots=True)
class Cue:
    """Words that attribute, where they stand, and the base form of the verb."""

    span: Span
    kind: CueKind
    base: str = ""


# Verbs after which what somebody says follows: base form, then its other forms.
_REPORTING = """
say says said saying
tell tells told telling
add adds added adding
acknowledge acknowledges acknowledged acknowledging
admit admits admitted admitting
affirm affirms affirmed affirming
allege alleges alleged alleging
announce announces announced announcing
argue argues argued arguing
ask asks asked asking
assert asserts asserted asserting
believe believes believed believing
caution cautions cautioned cautioning
claim claims claimed claiming
clarify clarifies clarified clarifying
comment comments commented commenting
conclude concludes concluded concluding
concede concedes conceded conceding
confirm confirms confirmed confirming
contend contends contended contending
continue continues continued continuing
declare declares declared declaring
demand demands demanded demanding
deny denies denied denying
disclose discloses disclosed disclosing
emphasize emphasizes emphasized emphasizing
emphasise emphasises emphasised emphasising
estimate estimates estimated estimating
explain explains explained explaining
find finds found finding
indicate indicates indicated indicating
insist insists insisted insisting
maintain maintains maintained maintaining
mention mentions mentioned mentioning
note notes noted noting
observe observes observed observing
point points pointed pointing
post posts posted posting
predict predicts predicted predicting
promise promises promised promising
read reads reading
recall recalls recalled recalling
recount recounts recounted recounting
remark remarks remarked remarking
reply replies replied replying
report reports reported reporting
respond responds responded responding
reveal reveals revealed revealing
show shows showed shown showing
shout shouts shouted shouting
state states stated stating
stress stresses stressed stressing
suggest suggests suggested suggesting
testify testifies testified testifying
tweet tweets tweeted tweeting
urge urges urged urging
vow vows vowed vowing
warn warns warned warning
write writes wrote written writing
"""
# Verbs whose object is what is judged: "described the plan as unlawful".
_DESCRIBING = """
describe describes described describing
call calls called calling
label labels labelled labeled labelling labeling
brand brands branded branding
dub dubs dubbed dubbing
characterize characterizes characterized characterizing
characterise characterises characterised characterising
portray portrays portrayed portraying
accuse accuses accused accusing
blame blames blamed blaming
"""


def _forms(table: str) -> dict[str, str]:
    rows = (line.split() for line in table.split("\n") if line)
    return {form: row[0] for row in rows for form in row}


REPORTING = _forms(_REPORTING)
DESCRIBING = _forms(_DESCRIBING)
# Forms that are as often nouns ("the claims", "US states") or mean something else: they need "that", a quotation
# or a clause of their own behind them to count.
UNSURE = frozenset(
    """add ask call calls claim claims comment comments brand brands demand demands estimate estimates find finding
    found label labels note notes point points pointed pointing post posts posted posting promise promises read reads
    reading report reports show shows showed shown showing state states stress stresses suggest tweet tweets reply
    vow vows warning write written writing continue continues continued continuing maintain maintains maintained
    observe observed believe believed recall recalls mention observes dub alleged urge urges revealed disclosed
    call""".split()
)
# Forms that close a quotation: “Why?” Walsh asked.
SPEECH = frozenset(form for form, base in REPORTING.items() if not form.endswith("ing") and base not in {"find", "show"})

_BY = re.compile(
    r"\b(?:according\s+to|in\s+the\s+words\s+of|as\s+(?:stated|reported|described|claimed|quoted)\s+by|"
    r"(?:attributed|credited)\s+to|in\s+the\s+(?:view|opinion)\s+of|per\s+(?=the\b))",
    re.IGNORECASE,
)
_WHERE = re.compile(
    r"\b(?:in|on|during|at|via|through)\s+(?:an?|the|his|her|its|their|social)\s+(?:\w+\s+){0,2}?"
    r"(?:statement|post|tweet|thread|interview|letter|memo|email|e-mail|report|filing|affidavit|complaint|lawsuit|"
    r"video|speech|address|testimony|briefing|conference|release|media|response)\b",
    re.IGNORECASE,
)
_HEDGE = re.compile(r"\b(?:alleged|allegedly|reported|reportedly|supposedly|purportedly|apparently|so-called)\b", re.IGNORECASE)
_VERB = re.compile(r"(?<![\w-])(?:" + "|".join(sorted({*REPORTING, *DESCRIBING})) + r")(?![\w-])", re.IGNORECASE)
_PATTERNS = ((CueKind.BY, _BY), (CueKind.WHERE, _WHERE), (CueKind.HEDGE, _HEDGE), (CueKind.VERB, _VERB))

_OPENS = re.compile(r"[\s,:]+[\"'“‘«„]|\s+that\b|\s*:")
_SUBJECT = re.compile(r"(?:^|\b)(?:he|she|it|they|we|i|you|who|[^\W\d_]+(?:s|ers|ors)|[A-Z]\w+)\s+(?:\w+ly\s+)?$")


def _is_cue(text: str, found: re.Match[str], end: int) -> bool:
    """Tell whether a form that may be a noun attributes here: it has a subject and something said behind it."""
    if found[0].lower() not in UNSURE:
        return True
    before = text[max(0, found.start() - 40) : found.start()]
    return bool(_OPENS.match(text, found.end(), end) and _SUBJECT.search(before))


def cues(text: str, within: Span) -> tuple[Cue, ...]:
    """Return the cues of attribution in order; where two kinds meet, the longer stands.

    >>> [(cue.kind.value, cue.base) for cue in cues("She said it fell, according to police.", Span(0, 38))]
    [('verb', 'say'), ('by', '')]
    """
    found: list[Cue] = []
    for kind, pattern in _PATTERNS:
        for match in pattern.finditer(text, within.start, within.end):
            if kind is not CueKind.VERB or _is_cue(text, match, within.end):
                found.append(Cue(Span(*match.span()), kind, base_form(match[0]) if kind is CueKind.VERB else ""))
    return _longest(found)


def _longest(found: list[Cue]) -> tuple[Cue, ...]:
    kept: list[Cue] = []
    for cue in sorted(found, key=lambda one: (one.span.start, -one.span.end)):
        if not kept or cue.span.start >= kept[-1].span.end:
            kept.append(cue)
    return tuple(kept)


def cue_spans(text: str, within: Span) -> tuple[Span, ...]:
    """Return where the words of attribution stand.

    >>> [span.of("Officials insist she fell.") for span in cue_spans("Officials insist she fell.", Span(0, 26))]
    ['insist']
    """
    return tuple(cue.span for cue in cues(text, within))


def base_form(word: str) -> str:
    """Return the base form of a reporting or describing verb, or nothing.

    >>> base_form("told")
    'tell'
    """
    form = word.lower()
    return REPORTING.get(form) or DESCRIBING.get(form, "")
