"""What the settling screen says of an item, worked out from it: its words, its rows, what is still to choose."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from textual.content import Content

from annotator.core.claim import Evidence, Polarity
from annotator.core.display import visible
from annotator.core.excerpts import excerpt, in_brackets
from annotator.core.gaps import EVIDENCE
from annotator.core.gold_gaps import doubts, in_words, lacking
from annotator.core.proposing import CARRIED
from annotator.core.scheme import Field
from annotator.core.settling import ANSWERED, FOUND, SPAN, Said, intersected
from annotator.core.text.span import Span
from annotator.tui.glyphs import Glyphs
from annotator.tui.keys import DIGITS
from annotator.tui.widgets.sides import Row
from annotator.workflow.adjudicating import Adjudication
from annotator.workflow.after_settling import next_commands

LETTERS = "abcdef"
"""The annotators that have a letter; what others said is weighed, and any label can be chosen from the list."""


def _digit(number: int) -> int:
    return number if number <= len(DIGITS) else 0


def _in_short(evidence: Iterable[Evidence]) -> str:
    """Count pieces of evidence by what they say.

    >>> _in_short([Evidence("1", Polarity.REFUTES, note="no"), Evidence("2", Polarity.REFUTES, note="never")])
    '2 refutes'
    """
    counts = Counter(each.polarity for each in evidence)
    said = ((counts[each], each.replace("_", " ")) for each in Polarity if counts[each])
    return ", ".join(f"{count} {what}" if count > 1 else what for count, what in said)


class Telling:
    """Puts the item before an adjudicator into words, in one set of signs."""

    def __init__(self, sitting: Adjudication, signs: Glyphs) -> None:
        self.sitting, self.signs = sitting, signs

    def spans(self) -> list[Span]:
        """Return the different spans that were drawn, in the order of the text."""
        return sorted({each.span for each in self.sitting.sides})

    def words(self, most: int, width: int) -> Iterator[Content]:
        """Quote the words of every span with the letters of those who drew it, in so many lines."""
        sitting = self.sitting
        text, spans = sitting.here.article.text, self.spans()
        letters: dict[Span, str] = {}
        for letter, side in zip(LETTERS.upper(), sitting.sides, strict=False):
            letters[side.span] = letters.get(side.span, "") + letter
        room = max(20, width - 2)
        common = intersected(spans) if spans else None
        for number, span in enumerate(spans[:most], 1):
            around = Span(min(each.start for each in spans), max(each.end for each in spans))
            quoted = self.signs.of(visible(in_brackets(excerpt(text, around, [span], around, common))))
            more = f"  +{len(spans) - most} more" if number == most < len(spans) else ""
            line = Content.assemble((f"{number} {letters.get(span, ''):<3} ", "bold"), quoted)
            yield Content.assemble(line.truncate(room - len(more), ellipsis=True), more)

    def rows(self) -> Iterator[Row]:
        """Yield the rows of the table: the words, every field that somebody answered or has to."""
        sitting = self.sitting
        compared, chosen = sitting.item.compared, sitting.choosing.proposal
        number = 0
        if sitting.choosing.may_cut:
            number += 1
            spans = self.spans()
            cells = tuple(f"span {spans.index(each.span) + 1}" for each in sitting.sides[: len(LETTERS)])
            sign = "≠" if SPAN in compared.disputed else "=" if len(set(cells)) == 1 else "~"
            yield Row(SPAN, "words", cells, self._cut_as(chosen.span), sign, number)
        for field in sitting.choosing.fields:
            answers = tuple(self._answer(field, each) for each in sitting.sides[: len(LETTERS)])
            gold = chosen.labels.get(field.id)
            if not (any(answers) or gold or field.required or field.id in compared.disputed):
                continue
            number += 1
            value = None if gold is None else self._values(field, [each.content for each in gold])
            sign = "≠" if field.id in compared.disputed else "=" if len(set(answers)) < 2 else "~"  # noqa: PLR2004  all alike
            yield Row(field.id, field.id.replace("_", " "), answers, value, sign, _digit(number))
        yield from self._evidence_row(number + 1)

    def _evidence_row(self, number: int) -> Iterator[Row]:
        """Yield the row that says what evidence each gave, and whose the gold takes along, if there is any."""
        sides, carried = self.sitting.sides, self.sitting.choosing.evidence
        if not (carried or any(each.judgement.evidence for each in sides)):
            return
        cells = tuple(_in_short(each.judgement.evidence) for each in sides[: len(LETTERS)])
        whose = "".join(self.carriers())
        gold = " ".join(filter(None, (whose and f"{whose}:", _in_short(carried))))
        yield Row(CARRIED, EVIDENCE, cells, gold, "=" if len(set(cells)) == 1 else "~", _digit(number))

    def carriers(self) -> Iterator[str]:
        """Yield the letters of those whose evidence the gold takes along."""
        ids = {each.id for each in self.sitting.choosing.evidence}
        for letter, side in zip(LETTERS.upper(), self.sitting.sides, strict=False):
            pieces = {each.id for each in side.judgement.evidence}
            if pieces and pieces <= ids:
                yield letter

    def _cut_as(self, span: Span | None) -> str | None:
        if span is None:
            return None
        spans = self.spans()
        return f"span {spans.index(span) + 1}" if span in spans else f"{len(span)} characters"

    def _answer(self, field: Field, side: Said) -> str:
        return self._values(field, side.judgement.of(field.id))

    def _values(self, field: Field, ids: Sequence[str]) -> str:
        if field.labels:
            return ", ".join(each.replace("_", " ") for each in ids)
        names = ((self.sitting.source(each), each) for each in ids)
        return ", ".join(source.name if source else each[:8] for source, each in names)

    def notice(self) -> str:
        """Say what is still to choose, what was decided, and why a person has to look."""
        sitting = self.sitting
        item = sitting.item
        parts = [*self._how_far()]
        if item.decision is not None:
            said = ", ".join(filter(None, (item.decision.rule, item.decision.reason)))
            changed = "CHANGED SINCE it was " if item.is_changed else ""
            parts.append(f"{changed}settled: {item.decision.kind}{f' ({said})' if said else ''}")
        elif item.gold:
            parts.append("settled: its gold was there before")
        if not item.matter.said:
            parts.append("everybody has taken it back" if item.gold else "nobody has judged it")
        if {FOUND, ANSWERED} & {*item.compared.disputed}:
            did = "answered" if item.matter.given else "found"
            parts.append(f"{did} by {len(item.matter.finders)} of {len(item.matter.asked)}")
        parts += item.compared.why
        more = len(sitting.sides) - len(LETTERS)
        parts += [f"{more} more without a letter"] if more > 0 else []
        return " · ".join(parts)

    def end(self) -> str:
        """Say that nothing is left, and what comes next."""
        sitting = self.sitting
        own, lacking_ = sitting.counts.passed_over, sitting.counts.lacking
        parts = ["nothing is left"]
        if own:
            parts.append(f"{own:,} of your own passed over (--own-too)")
        if lacking_:
            parts.append(f"but the gold of {lacking_:,} lacks something: {{settle.filter}} finds it")
        if not own and not lacking_:
            parts += [f"next: {each}" for each in next_commands(sitting.round)]
        return " · ".join(parts)

    def _how_far(self) -> Iterator[str]:
        """Yield what is still to choose, and what the gold lacks: as it is chosen, or as it is where all is."""
        open_ = ", ".join(self.sitting.choosing.open).replace("_", " ").replace(SPAN, "words")
        gaps = self.sitting.choosing.gaps
        missing = in_words(lacking(gaps))
        if open_:
            yield f"still to choose: {open_}"
        elif not missing:
            yield "all is chosen"
        if missing:
            yield f"gold {'lacks' if self.sitting.choosing.is_as_settled else 'will lack'} {missing}"
        yield from doubts(gaps)

    def rules_at_hand(self) -> Iterator[str]:
        """Yield the rules for what is disputed, then for all fields that are asked.

        What the guideline says of claims and their words is what no field of the scheme names.
        """
        sitting = self.sitting
        if {FOUND, SPAN} & {*sitting.item.compared.disputed}:
            fields = sitting.project.scheme.fields
            named = {rule for each in fields for rule in each.rules}
            named |= {rule for each in fields for label in each.labels for rule in label.rules}
            yield from (each for each in sitting.rules if each not in named)
        disputed = [each for each in sitting.choosing.fields if each.id in sitting.item.compared.disputed]
        for field in (*disputed, *sitting.choosing.fields):
            given = {value for side in sitting.sides for value in side.judgement.of(field.id)}
            for label in field.labels:
                if label.id in given:
                    yield from label.rules
            yield from field.rules

    def details(self) -> Iterator[str]:
        """Yield in lines what each annotator gave besides labels, and whose evidence the gold takes along."""
        carriers = set(self.carriers())
        for letter, side in zip(LETTERS.upper(), self.sitting.sides, strict=False):
            judgement = side.judgement
            own_lines = [
                *(f"  restated: {judgement.restatement}" for _ in [0] if judgement.restatement),
                *(f"  note: {judgement.note}" for _ in [0] if judgement.note),
                *(f"  as of {judgement.as_of}" for _ in [0] if judgement.as_of),
            ]
            for piece in judgement.evidence:
                said = " ".join(filter(None, (piece.quote and f"“{piece.quote}”", piece.url, piece.note)))
                own_lines.append(f"  {piece.polarity.replace('_', ' ')}: {said or 'a passage of the corpus'}")
            for reaction in judgement.reactions:
                source = self.sitting.source(reaction.source_id)
                own_lines.append(f"  {source.name if source else 'another source'} {reaction.stance}")
            if own_lines:
                yield f"{letter}  its evidence goes into the gold" if letter in carriers else letter
                yield from own_lines
                yield ""
