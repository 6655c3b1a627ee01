"""Disagreements by rule: what was settled by a person in a round, as the table of rules needs it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from annotator.core.amounts import counted
from annotator.core.claim import Annotation, Judgement
from annotator.core.deciding import Decision, DecisionKind
from annotator.core.disagreements import Decided, RuleLine, by_rule, cited
from annotator.core.display import visible
from annotator.core.explaining import gist, rules_of
from annotator.core.round import Round
from annotator.core.settling import FOUND, Asked, Matter, Said, compare
from annotator.core.short_names import cut
from annotator.store import reading
from annotator.store.engine import Connection
from annotator.store.engine import reading as reading_scope
from annotator.store.reading import settling, whole
from annotator.store.reading.judgements import annotations_by_id
from annotator.workflow.matters import Ground, ground
from annotator.workflow.progress import Follow, unfollowed
from annotator.workflow.project import Project
from annotator.workflow.schemes import guideline


def disagreements_by_rule(project: Project, round_: Round, follow: Follow = unfollowed) -> list[RuleLine]:
    """Count what people decided in a round by field and rule; what was accepted automatically cites none."""
    with reading_scope(project.engine) as connection:
        on = ground(project, connection, round_)
        by_article: dict[str, list[Decision]] = {}
        for each in settling.decided(connection, round_.id):
            if each.kind is not DecisionKind.AGREED:
                by_article.setdefault(each.article_id, []).append(each)
        found: list[Decided] = []
        for number, (article_id, decisions) in enumerate(by_article.items(), 1):
            found += _of_article(connection, on, article_id, decisions)
            follow("reading decisions", number, len(by_article))
    rules = {
        field.id: frozenset((*field.rules, *(rule for label in field.labels for rule in label.rules)))
        for field in on.scheme.fields
    }
    return by_rule(found, rules)


def _of_article(
    connection: Connection, on: Ground, article_id: str, decisions: Sequence[Decision]
) -> Iterator[Decided]:
    article = reading.article(connection, article_id)
    wanted = [each.annotation_id for one in decisions for each in one.basis]
    wanted += [each.gold_id for each in decisions if each.gold_id]
    known = annotations_by_id(connection, wanted)
    ids = {label.source_id for each in known.values() for label in each.judgement.labels if label.source_id}
    ids |= {on.sources.representative(each) for each in ids}
    sources = {each.id: on.sources.present(each) for each in whole.sources_of(connection, ids)}
    names = {each: sources[on.sources.representative(each)].name for each in sources}
    asked = on.asked(article.text)
    for each in decisions:
        said = tuple(_said(on, known[one.annotation_id]) for one in each.basis)
        compared = compare(Matter(each.item_id, article_id, said), asked)
        disputed = (FOUND, *compared.disputed) if len(said) == 1 else compared.disputed
        spans = [one.span for one in said] or [known[one].judgement.span for one in [each.gold_id] if one]
        words = " ".join(spans[0].of(article.text).split()) if spans else ""
        gold = known[each.gold_id].judgement if each.gold_id else None
        yield Decided(
            str(each.kind),
            cited(each.rule),
            disputed,
            tuple(_answers(one.judgement, asked, names) for one in said),
            _answers(gold, asked, names) if gold else {},
            article.name,
            words,
            each.reason or "",
            article_id,
        )


def _said(on: Ground, annotation: Annotation) -> Said:
    return Said(
        replace(annotation, judgement=on.project.schemes.read(annotation.judgement).judgement),
        is_person=annotation.annotator_id in on.people,
    )


def _answers(judgement: Judgement, asked: Asked, names: Mapping[str, str]) -> dict[str, str]:
    found = {}
    for field in asked.fields:
        values = judgement.of(field.id)
        if values:
            found[field.id] = ", ".join(sorted(names.get(each, each) for each in values))
    return found


GIST, WORDS, CONFUSED = 70, 56, 5
"""Characters of a rule or a reason, and of a claim's words, and how many confusions, in the text; JSON has all."""


def as_text(project: Project, lines: Sequence[RuleLine]) -> str:
    """Return the table of rules as a person reads it at 80 columns."""
    gists = {number: gist(text) for number, text in rules_of(guideline(project.scheme)).items()}
    if not lines:
        return "nobody has decided anything yet that cites a rule"
    return "\n".join(visible(each) for line in lines for each in _told(line, gists))


def _told(line: RuleLine, gists: Mapping[str, str]) -> Iterator[str]:
    fault = f", {line.at_fault} of them say the guideline is at fault" if line.at_fault else ""
    decisions = counted(line.decisions, "decision")
    yield f"{line.rule or 'no rule':<8} {line.field.replace('_', ' '):<16} {decisions}{fault}"
    if line.rule in gists:
        yield f"         {cut(gists[line.rule], GIST, len)}"
    for a, b, count in line.confused[:CONFUSED]:
        yield f"         {a.replace('_', ' ')} / {b.replace('_', ' ')}: {count}"
    if len(line.confused) > CONFUSED:
        yield f"         … and {len(line.confused) - CONFUSED} more"
    for each in line.examples:
        yield f"         e.g. “{cut(each.words, WORDS, len)}”"
        if each.reason:
            yield f"              {cut(each.reason, WORDS, len)}"
