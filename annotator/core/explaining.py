"""Why the gold is as it is: explanations that cite the guideline's rules by number, chosen by a difference's traits."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from annotator.core.comparing import Difference
from annotator.core.text.span import Span

_RULE = re.compile(r"^\*\*([A-Z]\d+)\*\* ", re.MULTILINE)
_CITED = re.compile(r"\b[A-Z]\d{1,2}\b")
_FIRST_SENTENCE = re.compile(r".{20,}?\.(?=\s|$)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Explanation:
    """One or two sentences that begin with a rule's number, and the traits a difference must have for them.

    `about` is the gold claim, or the place, that it was written for; empty where it holds for all.
    """

    traits: frozenset[str]
    why: str
    about: str = ""

    @property
    def rules(self) -> tuple[str, ...]:
        """Return the numbers of the rules it cites, each once, the deciding one first."""
        return tuple(dict.fromkeys(_CITED.findall(self.why)))


@dataclass(frozen=True, slots=True)
class Book:
    """All explanations, and where the places stand at which somebody may see a claim where there is none."""

    explanations: tuple[Explanation, ...]
    places: Mapping[str, Span]


def explain(difference: Difference, book: Book) -> tuple[Explanation, ...]:
    """Choose what to say: what was written for this claim or place, and what holds for such a difference at large.

    The second stands beside the first only where it knows what was done (two traits or more) and adds a rule.
    """
    about = {each.claim for each in difference.gold}
    if not about:
        about = {key for key, place in book.places.items() if difference.words.overlap(place)}
    fitting = [each for each in book.explanations if each.traits <= difference.traits]
    special = _closest(each for each in fitting if each.about in about)
    general = _closest(each for each in fitting if not each.about)
    if special is None or general is None:
        return tuple(each for each in (special, general) if each is not None)
    adds = len(general.traits) > 1 and not set(general.rules) <= set(special.rules)
    return (special, general) if adds else (special,)


def _closest(explanations: Iterable[Explanation]) -> Explanation | None:
    """Return the one with the most traits, of several the first."""
    return max(explanations, key=lambda each: len(each.traits), default=None)


def most_cited(explained: Iterable[Sequence[Explanation]]) -> tuple[str, ...]:
    """Return the rules that explain these differences, the one behind most of them first."""
    counts: dict[str, int] = {}
    for explanations in explained:
        for rule in dict.fromkeys(rule for each in explanations for rule in each.rules):
            counts[rule] = counts.get(rule, 0) + 1
    return tuple(sorted(counts, key=lambda rule: -counts[rule]))


def rules_of(guideline: str) -> dict[str, str]:
    r"""Return the numbered rules of a guideline with their examples, in Markdown, by number.

    >>> rules_of("**D1** Words.\n\n- one\n\n**D2** More.\n\n## 2. Next\n")
    {'D1': '**D1** Words.\n\n- one', 'D2': '**D2** More.'}
    """
    starts = [*_RULE.finditer(guideline)]
    ends = [*(each.start() for each in starts), len(guideline)][1:]
    bodies = (
        guideline[each.start() : end].partition("\n## ")[0] for each, end in zip(starts, ends, strict=True)
    )
    return {each[1]: body.strip() for each, body in zip(starts, bodies, strict=True)}


def gist(rule: str) -> str:
    r"""Return the first sentence of a rule, without its number.

    >>> gist("**D1** Words that hold\nno claim at all. And more.")
    'Words that hold no claim at all.'
    """
    body = _RULE.sub("", rule)
    found = _FIRST_SENTENCE.match(body)
    return " ".join((found[0] if found else body).split())
