"""Which rules of the guideline people disagree over: what decisions cited, by field, and what was confused."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any

_RULE = re.compile(r"[A-Z]\d{1,2}")

EXAMPLES = 3
"""How many examples of a rule are told."""

CLAIM = "claim"
"""Stands for the field where a rule is about the claim itself: whether there is one, and its words."""

LEFT_OPEN = "-"
"""What an answer is called that was not given."""


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision as the report needs it: rules cited, what was disputed, each annotator's answers, the gold's.

    Answers are by field and in words, `gold` is without the fields that have none.
    """

    kind: str
    rules: tuple[str, ...]
    disputed: tuple[str, ...]
    answers: tuple[Mapping[str, str], ...] = field(hash=False)
    gold: Mapping[str, str] = field(hash=False)
    article: str
    words: str
    reason: str = ""
    article_id: str = ""


@dataclass(frozen=True, slots=True)
class RuleLine:
    """A rule in a field: how many decisions cited it, which answers stood against each other how often, examples.

    `at_fault` counts those of them that found fault with the guideline. Without a rule it is about decisions that gave
    a reason alone.
    """

    field: str
    rule: str
    decisions: int
    at_fault: int
    confused: tuple[tuple[str, str, int], ...]
    chosen: tuple[tuple[str, int], ...]
    examples: tuple[Decided, ...]

    def as_dict(self) -> dict[str, Any]:
        """Return it as JSON takes it."""
        return {
            "field": self.field,
            "rule": self.rule or None,
            "decisions": self.decisions,
            "guideline_at_fault": self.at_fault,
            "confused": [{"a": a, "b": b, "n": count} for a, b, count in self.confused],
            "chosen": [{"label": label, "n": count} for label, count in self.chosen],
            "examples": [
                {
                    "article": each.article,
                    "words": each.words,
                    "kind": each.kind,
                    "reason": each.reason or None,
                }
                for each in self.examples
            ],
        }


def cited(rule: str | None) -> tuple[str, ...]:
    """Return the numbers of the rules that a decision cites, each once.

    >>> cited("S2, F1"), cited(None)
    (('S2', 'F1'), ())
    """
    return tuple(dict.fromkeys(_RULE.findall(rule or "")))


def by_rule(decided: Iterable[Decided], rules_of: Mapping[str, frozenset[str]]) -> list[RuleLine]:
    """Count decisions by field and rule, the rule that most of them cite first.

    A rule counts in the disputed fields that name it (`rules_of`); where none does, for the claim itself.
    """
    groups: dict[tuple[str, str], list[Decided]] = {}
    for each in decided:
        for about, rule in _places(each, rules_of):
            groups.setdefault((about, rule), []).append(each)
    lines = [_line(about, rule, group) for (about, rule), group in groups.items()]
    return sorted(lines, key=lambda line: (-line.decisions, line.field, line.rule))


def _places(decided: Decided, rules_of: Mapping[str, frozenset[str]]) -> Iterable[tuple[str, str]]:
    fields = [each for each in decided.disputed if each in rules_of]
    if not decided.rules:
        return [(each, "") for each in fields] or [(CLAIM, "")]
    places = []
    for rule in decided.rules:
        naming = [each for each in fields if rule in rules_of[each]]
        places += [(each, rule) for each in naming] or [(CLAIM, rule)]
    return places


def _line(about: str, rule: str, group: Sequence[Decided]) -> RuleLine:
    pairs: Counter[tuple[str, str]] = Counter()
    chosen: Counter[str] = Counter()
    for each in group:
        said = sorted({answers.get(about, LEFT_OPEN) for answers in each.answers})
        pairs.update(combinations(said, 2) if about != CLAIM else ())
        if about in each.gold:
            chosen[each.gold[about]] += 1
    return RuleLine(
        about,
        rule,
        len(group),
        sum(1 for each in group if each.kind == "guideline"),
        tuple((a, b, count) for (a, b), count in sorted(pairs.items(), key=lambda pair: (-pair[1], pair[0]))),
        tuple(sorted(chosen.items(), key=lambda pair: (-pair[1], pair[0]))),
        tuple(group[:EXAMPLES]),
    )
