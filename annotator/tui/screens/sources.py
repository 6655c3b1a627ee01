"""Finding a source by typing, or adding a new one with its type, in one box over the bar of sources."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from annotator.core.display import visible
from annotator.core.naming import words_around
from annotator.core.ranking import Found, Grade
from annotator.core.scheme import SourceType
from annotator.core.source import NARRATOR, Source
from annotator.core.source_types import type_of
from annotator.tui.screens.dialog import Dialog
from annotator.tui.screens.query_line import QueryLine
from annotator.tui.widgets.hits import Hits

if TYPE_CHECKING:
    from annotator.workflow.offering import Offered
    from annotator.workflow.sheet import Sheet

SHOWN = 8
LONGEST_NAME = 120
DIGITS = 9
ALIKE = 2
"""How many known names are shown that a new one may be another spelling of."""

NONE = "none"
PLACEHOLDER = "name of the source"


@dataclass(frozen=True, slots=True)
class _Line:
    """What Enter takes: a known source, `NONE`, a type; or a name for a new one, which may be made as one offered."""

    content: Content
    takes: Source | str = NONE
    new: str = ""
    made: Source | None = None


class PickerLine(QueryLine):
    """The line to type in, with the keys of the picker."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "screen.step(1)", "next", id="picker.down"),
        Binding("up", "screen.step(-1)", "previous", id="picker.up"),
        Binding("tab", "screen.unnamed", "unnamed or named", id="picker.unnamed"),
    ]


class SourcePicker(Dialog[Source | str]):
    """Answers with a source, or with `NONE` to take the source away; Esc answers nothing."""

    KEYS = "↑↓ Enter takes it · {picker.up} at the top: new · {picker.unnamed} named or unnamed · {dialog.close} back"
    DEFAULT_CSS = """
    SourcePicker { align: center bottom; }
    SourcePicker #hint { height: 1; color: $text-muted; }
    SourcePicker .problem { display: none; }
    """

    def __init__(
        self, sheet: Sheet, *, title: str = "source", query: str = "", offered: Offered | None = None
    ) -> None:
        """Find among the sources of `sheet`, with `query` typed already; what is offered is the first to choose."""
        super().__init__()
        self._sheet, self._title, self._query = sheet, title, query
        self._offered = offered.source if offered is not None else None
        self._types = [kind for kind in sheet.scheme.source_types if kind.id != NARRATOR]
        self._lines: Sequence[_Line] = ()
        self._naming = ""
        self._unnamed: bool | None = None

    def inside(self) -> Iterable[Widget]:
        """Return the line to type in and the list below."""
        yield PickerLine(
            self._query, placeholder=PLACEHOLDER, longest=LONGEST_NAME, typed=self._type, entered=self._take
        )
        yield Hits()
        yield Static("", id="hint", markup=False)

    def on_mount(self) -> None:
        """Show what was typed already, or what is likeliest."""
        self.entitle(self._title)
        self.call_after_refresh(self._list_names, self._query)

    # -- names

    def _type(self, text: str) -> None:
        if self._naming:
            self._point(text)
        else:
            self._unnamed = None if not text.strip() else self._unnamed
            self._list_names(text)

    def _list_names(self, text: str) -> None:
        query = " ".join(text.split())
        lines, chosen = self._matching(query) if query else (self._at_hand(), 0)
        self._show(lines, chosen, self._hint(query))

    def _matching(self, query: str) -> tuple[list[_Line], int]:
        hits = self._sheet.find_sources(query, SHOWN)
        alike: list[Found] = []
        if not hits or hits[0].grade > Grade.SAME:
            listed = {hit.source.id for hit in hits}
            near = self._sheet.sources_like(query, SHOWN + ALIKE)
            alike = [each for each in near if each.source.id not in listed][:ALIKE]
        lines = [_Line(self._known(hit), hit.source) for hit in hits[: SHOWN - len(alike)]]
        chosen = 0 if lines else len(alike)
        lines += [_Line(Content.assemble(("like: ", "bold"), self._known(hit)), hit.source) for hit in alike]
        # Also under a name that is there: another type, or the unnamed one of this article, is another source.
        return [*lines, self._new(query)], chosen

    def _at_hand(self) -> list[_Line]:
        """Return what is offered, the sources of this article without a digit, then those used last."""
        sheet = self._sheet
        first = [] if self._offered is None else [self._offering(self._offered)]
        known = [sheet.sources[each] for each in sheet.digits[DIGITS:] if each in sheet.sources]
        known += [hit.source for hit in sheet.find_sources("", SHOWN)]
        listed = {each.id: each for each in known if self._offered is None or each.id != self._offered.id}
        lines = [_Line(self._known(Found(each, each.name, Grade.EXACT)), each) for each in listed.values()]
        nothing = _Line(Content.styled("no source", "$text-muted"))
        return [*first, *lines[: SHOWN - len(first)], nothing]

    def _offering(self, source: Source) -> _Line:
        told = Content.styled("  as the text suggests", "$text-muted")
        if source.id in self._sheet.sources:
            known = self._known(Found(source, source.name, Grade.EXACT))
            return _Line(Content.assemble(known, told), source)
        return _Line(
            Content.assemble(("+ new: ", "bold"), visible(source.name), told), new=source.name, made=source
        )

    def _known(self, hit: Found) -> Content:
        source, sheet = hit.source, self._sheet
        digits = sheet.digits[:DIGITS]
        digit = f"{digits.index(source.id) + 1} " if source.id in digits else ""
        kind = next((each.name for each in sheet.scheme.source_types if each.id == source.type), source.type)
        unnamed = ", unnamed" if source.qualifier and source.type != NARRATOR else ""
        others = (hit.called, *sheet.aliases.get(source.id, ()))
        also = ", ".join(visible(each) for each in dict.fromkeys(others) if each != source.name)
        return Content.assemble(
            (digit, "bold $accent"),
            visible(source.name),
            (f"  also {also}" if also else "", "dim"),
            (f"  {visible(kind).lower()}{unnamed}", "$text-muted"),
        )

    def _new(self, query: str) -> _Line:
        unnamed = "  unnamed" if self._is_unnamed(query) else ""
        return _Line(
            Content.assemble(("+ new: ", "bold"), visible(query), (unnamed, "$text-muted")), new=query
        )

    def _is_unnamed(self, name: str) -> bool:
        """Tell whether a name is none of its own ("officials"): as said, else by its letters."""
        return has_no_capital(name) if self._unnamed is None else self._unnamed

    def _hint(self, query: str) -> str:
        beyond = len(self._sheet.digits) - DIGITS
        told = "1 of this article has no digit" if beyond == 1 else f"{beyond} of this article have no digit"
        return f"{told}: first here" if beyond > 0 and not query else ""

    # -- the type of a new one

    def _ask_type(self, name: str, made: Source | None) -> None:
        self._naming = name
        if made is not None and self._unnamed is None:
            self._unnamed = bool(made.qualifier)
        self.query_one(PickerLine).put("", "first letters of its type")
        text, types = self._sheet.article.text, [each.id for each in self._types]
        guess = type_of(name, "", types, person=False, around=words_around(text, name))
        guess = made.type if made is not None else guess
        self._list_types(types.index(guess) if guess in types else 0)

    def _list_types(self, chosen: int) -> None:
        kind = "an unnamed source of this article" if self._is_unnamed(self._naming) else "a named source"
        lines = [_Line(_type_line(each), each.id) for each in self._types]
        self._show(lines, chosen, self.told(f"{visible(self._naming)}: {kind}; of which type?"))

    def _point(self, letters: str) -> None:
        typed = letters.strip().casefold()
        names = [each.name.casefold() for each in self._types]
        starting = [at for at, name in enumerate(names) if name.startswith(typed)]
        within = [at for at, name in enumerate(names) if f" {typed}" in name]
        if typed and (starting or within):
            self.query_one(Hits).choose((starting or within)[0])

    # -- keys

    def _show(self, lines: Sequence[_Line], chosen: int, hint: str) -> None:
        self._lines = lines
        self.query_one(Hits).list([each.content for each in lines], chosen)
        if hint != self._hinted:
            self._hinted = hint
            self.query_one("#hint", Static).update(hint)

    _hinted = ""

    def action_close(self) -> None:
        """Go back to the names from the types, else close."""
        if self._naming:
            name, self._naming = self._naming, ""
            self.query_one(PickerLine).put(name, PLACEHOLDER)
            self._list_names(name)
        else:
            self.dismiss(None)

    def action_step(self, by: int) -> None:
        """Move through the list while the line keeps the keys."""
        self.query_one(Hits).step(by)

    def action_unnamed(self) -> None:
        """Make the new source an unnamed one ("officials"), which belongs to this article alone, or a named one."""
        line = self.query_one(PickerLine)
        self._unnamed = not self._is_unnamed(self._naming or line.value)
        if self._naming:
            self._list_types(self.query_one(Hits).chosen)
        else:
            self._list_names(line.value)

    @on(Hits.Clicked)
    def _clicked(self, event: Hits.Clicked) -> None:
        self.query_one(Hits).choose(event.number)
        self._take()

    def _take(self) -> None:
        if self.is_over or not self._lines:
            return
        line = self._lines[self.query_one(Hits).chosen]
        if self._naming and isinstance(line.takes, str):
            qualifier = self._sheet.article.id if self._is_unnamed(self._naming) else ""
            self.dismiss(Source.of(self._naming, line.takes, qualifier))
        elif line.new:
            self._ask_type(line.new, line.made)
        else:
            self.dismiss(line.takes)


def _type_line(kind: SourceType) -> Content:
    return Content.assemble(visible(kind.name), (f"  {visible(kind.definition)}", "$text-muted"))


def has_no_capital(name: str) -> bool:
    """Tell whether a name is written without capitals in a script that has them, as "officials" is.

    >>> has_no_capital("officials"), has_no_capital("Ada Byron"), has_no_capital("外務省")
    (True, False, False)
    """
    return any(map(str.islower, name)) and not any(each.isupper() or each.istitle() for each in name)
