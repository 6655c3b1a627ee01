"""The words by which news says who says so, as data: reporting verbs, "according to", "in a statement",
hedges.

Adding a cue is adding a word to a table. What is found is where such words stand, never what they mean:
that "claimed" casts doubt is for a person to judge.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
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
agree agrees agreed agreeing
allege alleges alleged alleging
announce announces announced announcing
answer answers answered answering
argue argues argued arguing
ask asks asked asking
assert asserts asserted asserting
assume assumes assumed assuming
assure assures assured assuring
believe believes believed believing
caution cautions cautioned cautioning
charge charges charged charging
claim claims claimed claiming
clarify clarifies clarified clarifying
comment comments commented commenting
complain complains complained complaining
conclude concludes concluded concluding
concede concedes conceded conceding
confirm confirms confirmed confirming
contend contends contended contending
continue continues continued continuing
counter counters countered countering
declare declares declared declaring
demand demands demanded demanding
deny denies denied denying
determine determines determined determining
disclose discloses disclosed disclosing
doubt doubts doubted doubting
emphasize emphasizes emphasized emphasizing
emphasise emphasises emphasised emphasising
estimate estimates estimated estimating
expect expects expected expecting
explain explains explained explaining
fear fears feared fearing
feel feels felt feeling
find finds found finding
hope hopes hoped hoping
imply implies implied implying
indicate indicates indicated indicating
inform informs informed informing
insist insists insisted insisting
joke jokes joked joking
lament laments lamented lamenting
learn learns learned learnt learning
maintain maintains maintained maintaining
mention mentions mentioned mentioning
note notes noted noting
observe observes observed observing
pledge pledges pledged pledging
point points pointed pointing
post posts posted posting
predict predicts predicted predicting
promise promises promised promising
propose proposes proposed proposing
prove proves proved proven proving
read reads reading
realize realizes realized realizing
realise realises realised realising
recall recalls recalled recalling
recommend recommends recommended recommending
recount recounts recounted recounting
reiterate reiterates reiterated reiterating
remark remarks remarked remarking
repeat repeats repeated repeating
reply replies replied replying
report reports reported reporting
respond responds responded responding
reveal reveals revealed revealing
rule rules ruled ruling
show shows showed shown showing
shout shouts shouted shouting
speculate speculates speculated speculating
state states stated stating
stress stresses stressed stressing
suggest suggests suggested suggesting
suspect suspects suspected suspecting
testify testifies testified testifying
think thinks thought thinking
threaten threatens threatened threatening
tweet tweets tweeted tweeting
understand understands understood
urge urges urged urging
vow vows vowed vowing
warn warns warned warning
worry worries worried worrying
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


def listed(words: str) -> frozenset[str]:
    """Return a set of words written as running text.

    >>> sorted(listed("she he"))
    ['he', 'she']
    """
    return frozenset(words.split())


def _forms(table: str) -> dict[str, str]:
    rows = (line.split() for line in table.split("\n") if line)
    return {form: row[0] for row in rows for form in row}


REPORTING = _forms(_REPORTING)
DESCRIBING = _forms(_DESCRIBING)
# Forms that are as often nouns ("the claims", "US states") or mean something else:
# they count only with "that" or a quotation behind them.
UNSURE = listed(
    """add ask call calls claim claims comment comments brand brands demand demands estimate estimates find
    finding found label labels note notes point points pointed pointing post posts posted posting promise
    promises read reads reading report reports show shows showed shown showing state states stress stresses
    suggest tweet tweets reply vow vows warning write written writing continue continues continued
    continuing maintain maintains maintained observe observed believe believed recall recalls mention
    observes dub alleged urge urges revealed disclosed answer answers counter counters determined expect
    expected expecting fear fears feared fearing hope hopes hoped hoping joke jokes lament laments learn learned
    learnt learning pledge pledges proposed prove proved proven proving repeat repeats repeated rule rules
    ruling think thought thinking threaten threatened threatening understand understood determine
    determines charge charges charged charging doubt doubts feel feels felt feeling suspect suspects suspected
    worry worries worried assumed remark remarks caution cautions replies"""
)
# Forms that close a quotation: “Why?” Walsh asked.
_UNSPOKEN = listed(
    """find show believe estimate indicate mention determine expect fear hope imply learn prove rule think threaten
    understand inform assure propose recommend pledge assume charge doubt feel realize realise suspect worry"""
)
SPEECH = frozenset(
    form for form, base in REPORTING.items() if base not in _UNSPOKEN and not form.endswith("ing")
)

# What may stand between a reporting verb and what is said: times, places of speech, those who were told.
ADVERBS = listed(
    """also again later earlier late early today yesterday tomorrow repeatedly publicly previously monday
    tuesday wednesday thursday friday saturday sunday night morning afternoon evening"""
)
PLACES = ADVERBS | listed(
    """statement post tweet interview letter memo email report filing affidavit complaint lawsuit video
    speech address briefing conference release media response x facebook twitter instagram telegram"""
)
LISTENERS = listed(
    """him her them us me reporters journalists lawmakers residents officers parliament congress court
    police investigators supporters viewers listeners news"""
)

# How a clause is told: its subject, its finite verb, and the words that open another.
PRONOUNS = listed("he she it they we i you there")
STARTS_SUBJECT = PRONOUNS | listed("the a an his her its their this these those no some")
PREPOSITIONS = listed(
    "in on at of to for from with by near outside inside about over under into via through during"
)
STOPS = listed(
    """to that which who whom whose where when while after before because since although though until if
    unless than"""
)
FINITE = listed(
    """is are was were am has have had do does did will would can could may might must should shall isn't
    aren't wasn't weren't won't didn't doesn't don't hasn't haven't couldn't wouldn't can't ain't became
    began bled bought brought broke built burst came caught chose cost cut died drew drove fell felt fled
    fought found froze gave got grew hurt held heard hid hit kept knew laid led left lent lost made meant
    met paid put ran rang rose sank sat saw sent set shook shot showed slept slid sold sought spent spoke
    spread stood stole struck swept swore taught tore thought threw took told understood went woke won wore
    wrote says appears seems remains reflects needs wants means poses goes takes makes keeps faces wants
    want need think know remain appear seem go come take make keep"""
)
NOT_FINITE = listed(
    "hundred indeed speed unarmed armed masked alleged unnamed retired wounded injured united"
)
BE = listed("is are was were be been being")
COORDINATING = listed("and but or so yet nor")
SUBORDINATING = listed("while when after before since because although though whereas until unless if as")
RELATIVE = listed("who which whose where")

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
_HEDGE = re.compile(
    r"\b(?:alleged|allegedly|reportedly|supposedly|purportedly|apparently|so-called)\b", re.IGNORECASE
)
_VERB = re.compile(
    r"(?<![\w-])(?:" + "|".join(sorted({*REPORTING, *DESCRIBING})) + r")(?![\w-])", re.IGNORECASE
)
_PATTERNS = ((CueKind.BY, _BY), (CueKind.WHERE, _WHERE), (CueKind.HEDGE, _HEDGE), (CueKind.VERB, _VERB))

_OPENS = re.compile(r"[\s,:]+[\"'“‘«„]|\s+that\b|\s*:")
_SUBJECT = re.compile(
    r"(?:^|\b)(?:he|she|it|they|we|i|you|who|[^\W\d_]+(?:s|ers|ors)|[A-Z]\w+)\s+(?:\w+ly\s+)?$"
)


def _is_cue(text: str, found: re.Match[str], end: int) -> bool:
    """Tell whether a form that may be a noun attributes here: by its subject and what follows."""
    if found[0].lower() not in UNSURE:
        return True
    before = text[max(0, found.start() - 40) : found.start()]
    return bool(_OPENS.match(text, found.end(), end) and _SUBJECT.search(before))


def cues(text: str, within: Span) -> tuple[Cue, ...]:
    """Return the cues of attribution in order; where two kinds meet, the longer stands.

    >>> [(cue.kind.value, cue.base) for cue in cues("She said it fell, according to police.", Span(0, 38))]
    [('verb', 'say'), ('by', '')]
    """
    return _longest(
        Cue(Span(*match.span()), kind, base_form(match[0]))
        for kind, pattern in _PATTERNS
        for match in pattern.finditer(text, within.start, within.end)
        if kind is not CueKind.VERB or _is_cue(text, match, within.end)
    )


def _longest(found: Iterable[Cue]) -> tuple[Cue, ...]:
    kept: list[Cue] = []
    for cue in sorted(found, key=lambda one: (one.span.start, -one.span.end)):
        if not kept or cue.span.start >= kept[-1].span.end:
            kept.append(cue)
    return tuple(kept)


def cue_spans(text: str, within: Span) -> tuple[Span, ...]:
    """Return where the words of attribution stand.

    >>> cue_spans("Officials insist she fell.", Span(0, 26))
    (Span(start=10, end=16),)
    """
    return tuple(cue.span for cue in cues(text, within))


def base_form(word: str) -> str:
    """Return the base form of a reporting or describing verb, or nothing.

    >>> base_form("told")
    'tell'
    """
    form = word.lower()
    return REPORTING.get(form) or DESCRIBING.get(form, "")


def is_finite(word: str) -> bool:
    """Tell whether a word is, or by its form may be, the finite verb of a clause.

    >>> is_finite("fired"), is_finite("fled"), is_finite("firing"), is_finite("May")
    (True, True, False, False)
    """
    word = word.replace("’", "'")
    if not word.islower():
        return False
    if word in FINITE or (base_form(word) and word not in UNSURE and not word.endswith("ing")):
        return True
    return len(word) > len("need") and word.endswith("ed") and word not in NOT_FINITE
