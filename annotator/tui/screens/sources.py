"""Finding a source by typing, or adding a new one with its type."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from annotator.core.display import visible
from annotator.core.scheme import SourceType
from annotator.core.source import NARRATOR, Source, rank_sources
from annotator.tui.screens.dialog import Dialog

SHOWN = 8
LONGEST_NAME = 120
LINE = 70
"""Cells of a line in the list; a name is cut rather than wrapped, so that the list keeps its height."""

NEW = "new"
NONE = "none"


class SourcePicker(Dialog[Source | str]):
    """Answers with a source, or with `NONE` to take the source away; Esc answers nothing."""

    TITLE_TEXT = "source"
    KEYS = "type to find · ↑↓ choose · Enter takes it · Tab unnamed or named · Esc back"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "step(1)", "next", id="picker.down"),
        Binding("up", "step(-1)", "previous", id="picker.up"),
        Binding("tab", "unnamed", "unnamed or named", priority=True, id="picker.unnamed"),
    ]

    def __init__(
        self,
        *,
        sources: Sequence[Source],
        aliases: Mapping[str, tuple[str, ...]],
        recent: Mapping[str, int],
        types: Sequence[SourceType],
        article: str,
        query: str = "",
    ) -> None:
        super().__init__()
        self._query = query
        self._sources, self._aliases, self._recent = sources, aliases, recent
        self._types = [kind for kind in types if kind.id != NARRATOR]
        self._article = article
        self._naming = ""
        self._is_unnamed = False

    def inside(self) -> Iterable[Widget]:
        """Return the line to type in and the list below."""
        yield Input(self._query, placeholder="name of the source", id="query", compact=True, max_length=LONGEST_NAME)
        yield Static("", id="hint", markup=False)
        options = OptionList(id="hits")
        options.can_focus = False
        yield options

    def on_mount(self) -> None:
        """Show everything, the last used first."""
        self._list_hits()

    @on(Input.Changed)
    def _list_hits(self) -> None:
        self._naming = ""
        query = self.query_one(Input).value.strip()
        hits = rank_sources(query, self._sources, self._aliases, self._recent)[:SHOWN]
        options = [Option(self._hit(source), id=source.id) for source in hits]
        if query:
            # Also under a name that is there: another type, or the unnamed one of this article, is another source.
            options.append(Option(Content.assemble(("+ new: ", "bold"), visible(query)), id=NEW))
        if not query:
            options.append(Option(Content.styled("no source", "$text-muted"), id=NONE))
        self._offer(options, "")

    def _hit(self, source: Source) -> Content:
        kind = next((each.name for each in self._types if each.id == source.type), source.type)
        unnamed = ", unnamed" if source.qualifier else ""
        also = ", ".join(visible(alias) for alias in self._aliases.get(source.id, ()))
        hit = Content.assemble(
            visible(source.name),
            (f"  {kind.lower()}{unnamed}", "$text-muted"),
            (f"  also {also}" if also else "", "dim"),
        )
        return hit.truncate(LINE, ellipsis=True)

    def _list_types(self) -> None:
        kind = "an unnamed source of this article" if self._is_unnamed else "a named source"
        options = [
            Option(
                Content.assemble(each.name, (f"  {each.definition}", "$text-muted")).truncate(
                    LINE, ellipsis=True
                ),
                id=each.id,
            )
            for each in self._types
        ]
        self._offer(options, f"{visible(self._naming)}: {kind} (Tab changes that), of which type?")

    def _offer(self, options: list[Option], hint: str) -> None:
        self.query_one("#hint", Static).update(hint)
        listed = self.query_one(OptionList)
        listed.set_options(options)
        listed.highlighted = 0 if options else None

    def action_close(self) -> None:
        """Go back to the names from the types, else close."""
        if self._naming:
            self._list_hits()
        else:
            self.dismiss(None)

    def action_step(self, by: int) -> None:
        """Move through the list while the line keeps the keys."""
        listed = self.query_one(OptionList)
        if listed.option_count:
            listed.highlighted = ((listed.highlighted or 0) + by) % listed.option_count

    def action_unnamed(self) -> None:
        """Make the new source an unnamed one ("officials"), which belongs to this article alone, or a named one."""
        self._is_unnamed = not self._is_unnamed
        if self._naming:
            self._list_types()

    @on(Input.Submitted)
    def _take_highlighted(self) -> None:
        listed = self.query_one(OptionList)
        if listed.highlighted is not None:
            self._take(str(listed.get_option_at_index(listed.highlighted).id))

    @on(OptionList.OptionSelected)
    def _take_clicked(self, event: OptionList.OptionSelected) -> None:
        self._take(str(event.option_id))

    def _take(self, chosen: str) -> None:
        if self._naming:
            self.dismiss(Source.of(self._naming, chosen, self._article if self._is_unnamed else ""))
        elif chosen == NEW:
            self._naming = self.query_one(Input).value.strip()
            self._list_types()
        elif chosen == NONE:
            self.dismiss(NONE)
        else:
            self.dismiss(next(source for source in self._sources if source.id == chosen))
