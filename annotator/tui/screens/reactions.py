"""The form for reactions: who else is quoted for or against a claim, and one to add."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from annotator.core.claim import Reaction, ReactionStance
from annotator.core.display import visible
from annotator.core.text.span import Span
from annotator.errors import AnnotatorError
from annotator.tui.screens.fields import ChoiceLine, pasted
from annotator.tui.screens.form import Drafts, Form, row
from annotator.tui.screens.source_field import KnownSources, SourceField

DRAFT = "reaction"
STANCES = {str(each): str(each) for each in ReactionStance}
LINE = 66
"""Cells of a reaction in the list, which is cut rather than wrapped."""


@dataclass(frozen=True)
class Quoted:
    """Somebody quoted as the words say, as far as they tell: nothing in them is decided before a person says so."""

    cue: Span | None = None
    source_id: str = ""
    name: str = ""
    stance: ReactionStance | None = None


@dataclass(frozen=True)
class Reacted:
    """A reaction that was filled in; `name` names a source that is new, `what` the draft that it was."""

    source_id: str
    name: str
    stance: ReactionStance
    cue: Span | None
    what: str


class ReactionList(OptionList):
    """The reactions of the claim; what is pointed at is taken off by one key."""

    DEFAULT_CSS = "ReactionList { max-height: 6; } ReactionList.-none { display: none; }"


class ReactionForm(Form[Reacted]):
    """Answers with a reaction to add; those there can be taken off meanwhile, which `drop` does at once."""

    DEFAULT_CSS = "ReactionForm #cue { padding: 0 1; }"
    KEYS = "{form.enter} adds it · ↑↓ next field · {reaction.drop} takes one off · {dialog.close} done"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("minus,delete", "drop", "take it off", id="reaction.drop"),
    ]

    def __init__(
        self,
        *,
        heading: str,
        words: str,
        text: str,
        reactions: tuple[Reaction, ...],
        known: KnownSources,
        claimants: frozenset[str],
        quoted: Quoted,
        drafts: Drafts,
        drop: Callable[[Reaction], bool],
    ) -> None:
        # A draft of each words, so that none is lost to another; without words the first one that waits.
        super().__init__(drafts, f"{DRAFT} {_written(quoted.cue)}" if quoted.cue else drafts.first(DRAFT))
        self._heading, self._words, self._text = heading, words, text
        self._reactions = reactions
        self._known, self._claimants = known, claimants
        self._quoted, self._drop = quoted, drop

    def blank(self) -> dict[str, str]:
        """Return what is filled in before anybody typed."""
        quoted = self._quoted
        plain = " ".join(pasted(quoted.name).split())
        name = self._known.name(quoted.source_id) if quoted.source_id else plain
        return {
            "source": name,
            "source_id": quoted.source_id,
            "stance": quoted.stance or "",
            "cue": _written(quoted.cue),
        }

    def values(self) -> dict[str, str]:
        """Return what stands in the fields, the source's id and the words with it."""
        source = self.query_one(SourceField).source_id
        return super().values() | {"source_id": source, "cue": _written(self._cue)}

    @property
    def _cue(self) -> Span | None:
        return _read(self.start.get("cue", ""), len(self._text))

    def fields(self) -> Iterable[Widget]:
        """Return the claim's words, its reactions, and the fields of one to add."""
        start = self.start
        yield Static(_quoted(self._words, "$text-muted").truncate(LINE, ellipsis=True))
        listed = ReactionList(markup=False)
        listed.can_focus = False
        yield listed
        source = SourceField(
            self._known,
            start.get("source_id", ""),
            start.get("source", ""),
            id="source",
            hint="who is quoted",
        )
        yield row("who", source)
        yield row("says", ChoiceLine(STANCES, start.get("stance", ""), id="stance"))
        cue = self._cue
        hint = Content.styled("none yet: select them in the text, then +", "$text-muted")
        words = _quoted(cue.of(self._text)) if cue else hint
        yield row("in words", Static(words, id="cue", markup=False))

    def on_mount(self) -> None:
        """Go to the first field that nothing is known of."""
        self.entitle(self._heading)
        self._list()
        self._judge()
        values = self.values()
        self.set_focus(self.query_one("#stance" if values["source"] else "#source"))

    def _list(self) -> None:
        listed = self.query_one(ReactionList)
        listed.set_class(not self._reactions, "-none")
        listed.can_focus = bool(self._reactions)
        listed.set_options(Option(self._line(each)) for each in self._reactions)
        listed.highlighted = 0 if self._reactions else None

    def _line(self, reaction: Reaction) -> Content:
        line = Content.assemble("↔ ", self._known.name(reaction.source_id), (f" {reaction.stance} ", "bold"))
        if reaction.cue:
            line += _quoted(reaction.cue.of(self._text), "$text-muted")
        return line.truncate(LINE, ellipsis=True)

    @on(Input.Changed)
    def _judge(self) -> None:
        values = self.values()
        is_claimant = values["source_id"] in self._claimants
        source = self._known.sources.get(values["source_id"])
        known = source.type.replace("_", " ") if source else "a new source" if values["source"] else ""
        self.tell("source", "? this is who makes the claim" if is_claimant else known, is_doubt=is_claimant)

    def action_drop(self) -> None:
        """Take off the reaction pointed at, while the list has the focus."""
        listed = self.query_one(ReactionList)
        if not listed.has_focus or listed.highlighted is None:
            return
        gone = self._reactions[listed.highlighted]
        if self._drop(gone):
            self._reactions = tuple(each for each in self._reactions if each is not gone)
            self._list()
            if not self._reactions:
                self.query_one("#source").focus()

    def result(self, values: dict[str, str]) -> Reacted:
        """Return the reaction; what is missing is turned to and told."""
        if not values["source"]:
            self.query_one("#source").focus()
            raise AnnotatorError("name who is quoted")
        if not values["stance"]:
            self.query_one("#stance").focus()
            raise AnnotatorError("say how they stand to it: s supports, d denies, q questions")
        reacted = Reacted(
            values["source_id"], values["source"], ReactionStance(values["stance"]), self._cue, self.what
        )
        if Reaction(reacted.source_id, reacted.stance, reacted.cue) in self._reactions:
            raise AnnotatorError("this reaction is listed already")
        return reacted


def _quoted(words: str, style: str = "") -> Content:
    return Content.styled(f"“{visible(' '.join(words.split()))}”", style)


def _written(cue: Span | None) -> str:
    return "" if cue is None else f"{cue.start} {cue.end}"


def _read(written: str, length: int) -> Span | None:
    try:
        start, end = map(int, written.split())
        cue = Span(start, end)
    except (ValueError, AnnotatorError):
        return None
    return cue if cue.end <= length else None
