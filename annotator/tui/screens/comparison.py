"""What the practice shows of a passage: one's own claims beside the gold, for each difference the rule behind it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from annotator.core.comparing import Comparison, Difference, Fit, Pair
from annotator.core.display import visible
from annotator.core.excerpts import GAP, Piece, excerpt
from annotator.core.matching import Mark
from annotator.core.scheme import Field, FieldType
from annotator.core.text.span import Span
from annotator.tui.screens.dialog import Dialog
from annotator.tui.screens.lists import Guideline
from annotator.workflow.annotating import Desk
from annotator.workflow.practising import Course, Lesson

AS_IN_THE_GOLD = "as in the gold"
VERDICT = 1 + max(len(AS_IN_THE_GOLD), *(len(fit.value) for fit in Fit))
"""Cells of the column that says what became of a claim."""

EDGES = {
    frozenset({"start", "takes in"}): "begins earlier, with",
    frozenset({"start", "leaves out"}): "begins later, without",
    frozenset({"end", "takes in"}): "ends later, with",
    frozenset({"end", "leaves out"}): "ends earlier, without",
}
"""What a difference between two edges is called, by its traits; the words in question follow."""

CUTS = {
    "joined": "one claim of yours, {gold} in the gold",
    "split": "{mine} claims of yours, one in the gold",
}
"""What a difference in how finely one cuts is called, by its trait."""

NOT_GIVEN, MAY_WAIT = "not given", "left for later"


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the list: a difference that one can go to, or a claim above its differences."""

    words: str
    difference: Difference | None = None


class RulePage(Guideline):
    """Some rules of the guideline, to read and go back."""

    KEYS = "↑↓ PgUp PgDn scroll · {dialog.close} back"
    DEFAULT_CSS = """
    RulePage > Vertical { height: auto; }
    RulePage VerticalScroll { height: auto; max-height: 100%; }
    RulePage .keys { dock: bottom; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left,enter,space", "close", "back", id="rule.close"),
    ]

    def __init__(self, rules: Iterable[str]) -> None:
        super().__init__("\n\n".join(rules), "")


class ComparisonBox(Dialog[bool]):
    """Answers that one wants to go on; Esc goes back to the passage."""

    KEYS = (
        "↑↓ differences · {compared.rule} the rule · {compared.on} goes on · {dialog.close} back to mend it"
    )
    DEFAULT_CSS = """
    ComparisonBox > Vertical { height: 100%; max-height: 34; width: 100%; max-width: 110; }
    ComparisonBox #found { text-style: bold; height: auto; }
    ComparisonBox OptionList, ComparisonBox OptionList:focus {
        height: auto; max-height: 45%; text-wrap: nowrap; text-overflow: ellipsis; scrollbar-size-vertical: 1;
    }
    ComparisonBox OptionList > .option-list--option-disabled { color: $text-muted; }
    ComparisonBox VerticalScroll {
        height: 1fr; border-top: solid $panel-lighten-2; scrollbar-size-vertical: 1;
    }
    ComparisonBox .told { height: auto; }
    ComparisonBox .told > .name { width: 6; text-style: bold; }
    ComparisonBox .told > .words { width: 1fr; height: auto; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "go_on", "go on", id="compared.on"),
        Binding("enter,right", "rule", "the rule", id="compared.rule"),
    ]

    def __init__(self, *, course: Course, lesson: Lesson, desk: Desk, compared: Comparison) -> None:
        super().__init__()
        self._course, self._lesson, self._compared = course, lesson, compared
        self._ground, self._number = course.ground_with(desk), desk.number
        self._text, self._passage = desk.article.text, desk.article.passages[lesson.index].span
        self._lines = [line for pair in compared.pairs for line in self._of(pair)]

    # -- the list

    def inside(self) -> Iterable[Widget]:
        """Return what was found, the list, and what is to be said of its line."""
        yield Static(self.told(summary(self._compared)), id="found", markup=False)
        options = [Option(Content(line.words), disabled=line.difference is None) for line in self._lines]
        yield OptionList(*options, markup=False)
        yield VerticalScroll(id="details", can_focus=False)

    def on_mount(self) -> None:
        """Begin at the first difference that counts."""
        lessons = self._course.lessons
        number = lessons.index(self._lesson) + 1
        self.query_one("Vertical").border_title = f"PRACTICE {number}/{len(lessons)}: yours beside the gold"
        differences = [(at, one) for at, line in enumerate(self._lines) if (one := line.difference)]
        first = next((at for at, one in differences if one.counts), None)
        listed = self.query_one(OptionList)
        listed.highlighted = differences[0][0] if first is None and differences else first
        listed.focus()

    def _of(self, pair: Pair) -> Iterator[Line]:
        """Return a line for a claim that stands beside one of the gold, and one for each difference."""
        numbers = "+".join(str(self._number(each.claim)) for each in pair.mine)
        is_whole = not (pair.gold and pair.mine)
        alike = pair.fit is Fit.SAME and not any(each.counts for each in pair.differences)
        verdict = AS_IN_THE_GOLD if alike else pair.fit.value
        head = f"{numbers or '–':>3}  {verdict:<{VERDICT}} "
        cut = next((CUTS[trait] for each in pair.differences for trait in each.traits & CUTS.keys()), "")
        words = cut.format(gold=len(pair.gold), mine=len(pair.mine)) or self._quoted(pair.span)
        if is_whole or cut:
            yield Line(self.told(head) + words, pair.differences[0])
            return
        yield Line(self.told(head) + words)
        for each in pair.differences:
            yield Line(f"       {self._called(each)}", each)

    def _called(self, difference: Difference) -> str:
        field = self._ground.scheme.field(difference.field)
        if field is None:
            edge = next(words for traits, words in EDGES.items() if traits <= difference.traits)
            return f"{edge} {self._quoted(difference.words)}"
        mine, gold = (", ".join(self._names(side, field)) for side in (difference.mine, difference.gold))
        lacking = NOT_GIVEN if difference.counts else MAY_WAIT
        return f"{field.id.replace('_', ' ')}: {f'you {mine}' if mine else lacking}, gold {gold}"

    def _names(self, marks: Sequence[Mark], field: Field) -> list[str]:
        """Return the labels of a mark by the words the screen has for them; a source with its type."""
        given = [value for mark in marks for value in mark.labels.get(field.id, ())]
        if field.type is not FieldType.SOURCE:
            return [value.replace("_", " ") for value in given]
        return [visible(self._ground.sources[each].name) for each in given]

    def _quoted(self, span: Span) -> str:
        return self.told("“") + visible(" ".join(span.of(self._text).split())) + self.told("”")

    # -- what is said of a line

    @on(OptionList.OptionHighlighted)
    async def _show(self, event: OptionList.OptionHighlighted) -> None:
        difference = self._lines[event.option_index].difference
        if difference is None:
            return
        details = self.query_one("#details", VerticalScroll)
        rows = [*self._sides(difference), *self._reasons(difference)]
        await details.remove_children()
        await details.mount_all(_told(name, words) for name, words in rows)
        details.scroll_home(animate=False)

    def _sides(self, difference: Difference) -> Iterator[tuple[str, Content]]:
        """Return both sides: the words marked, between square brackets, and of a field the labels."""
        gold, mine = ([each.span for each in side] for side in (difference.gold, difference.mine))
        every = [*gold, *mine]
        around = Span(min(each.start for each in every), max(each.end for each in every))
        field = self._ground.scheme.field(difference.field)
        if field is not None:
            yield "claim", self._excerpt(gold, gold[0], None)
            for name, side in (("you", difference.mine), ("gold", difference.gold)):
                yield name, self._described(self._names(side, field), side, field)
            return
        common = None
        if len(gold) == len(mine) == 1 and gold[0].overlap(mine[0]):
            common = Span(max(gold[0].start, mine[0].start), min(gold[0].end, mine[0].end))
        for name, spans in (("you", mine), ("gold", gold)):
            if spans:
                yield name, self._excerpt(spans, around, common)
        if not mine:
            fields = [each for each in self._ground.scheme.fields if each.required]
            tags = (", ".join(self._names(difference.gold, each)) for each in fields)
            yield "", Content.styled(self.told(" · ").join(filter(None, tags)), "$text-muted")

    def _excerpt(self, spans: Sequence[Span], around: Span, common: Span | None) -> Content:
        pieces = excerpt(self._text, self._passage, spans, around, common)
        shown = [(self.told if each.words.strip() == GAP else visible)(each.words) for each in pieces]
        return _in_brackets([each._replace(words=words) for each, words in zip(pieces, shown, strict=True)])

    def _described(self, names: list[str], marks: Sequence[Mark], field: Field) -> Content:
        said = ", ".join(names) or NOT_GIVEN
        if field.type is FieldType.SOURCE:
            types = {each.id: each.name.lower() for each in self._ground.scheme.source_types}
            given = [value for mark in marks for value in mark.labels.get(field.id, ())]
            sources = [self._ground.sources[each] for each in given]
            more = [
                types.get(each.type, each.type) + (", unnamed" if each.qualifier else "") for each in sources
            ]
        else:
            labels = [field.label(value) for mark in marks for value in mark.labels.get(field.id, ())]
            more = [each.name.lower() for each in labels if each is not None]
        added = "; ".join(each for each in more if each not in names)
        return Content.assemble((said, "bold"), (f"  {visible(added)}" if added else "", "$text-muted"))

    def _reasons(self, difference: Difference) -> Iterator[tuple[str, Content]]:
        yield "", Content("")
        for each in self._course.explain(difference):
            rule, _, why = each.why.partition(": ")
            yield rule, Content(self.told(why[:1].upper() + why[1:]))

    # -- keys

    @on(OptionList.OptionSelected)
    def action_rule(self) -> None:
        """Show the rules behind the difference, as the guideline has them."""
        at = self.query_one(OptionList).highlighted
        difference = None if at is None else self._lines[at].difference
        if difference is not None:
            cited = dict.fromkeys(rule for each in self._course.explain(difference) for rule in each.rules)
            self.app.push_screen(RulePage(self._course.rules[rule] for rule in cited))

    def action_go_on(self) -> None:
        """Leave this passage for the next."""
        self.dismiss(True)


def _told(name: str, words: Content) -> Horizontal:
    return Horizontal(
        Static(name, classes="name", markup=False),
        Static(words, classes="words", markup=False),
        classes="told",
    )


def summary(compared: Comparison) -> str:
    """Say what was found, and how much there is to look at."""
    found, of, differing = compared.found, compared.of, len(compared.differences)
    claims = f"{of} claim{'s'[: of > 1]}"
    if found == of:
        first = {1: "You found the claim", 2: "You found both claims"}.get(of, f"You found all {claims}")
    else:
        first = f"You found {found} of {claims}" if found else f"The gold has {claims} here"
    left = {0: "no differences", 1: "one difference"}.get(differing, f"{differing} differences")
    return f"{first}: {left}."


def _in_brackets(pieces: Sequence[Piece]) -> Content:
    """Show what is marked between square brackets, as the guidelines do."""
    parts: list[str | tuple[str, str]] = []
    before = False
    for piece in (*pieces, Piece("", marked=False)):
        if piece.marked != before:
            parts.append(("[" if piece.marked else "]", "bold"))
        parts.append((piece.words, "bold" if piece.marked else "$text-muted"))
        before = piece.marked
    return Content.assemble(*parts)
