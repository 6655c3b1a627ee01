"""A line to name a source in, completed over the sources that are known, or new."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.actions import SkipAction
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from annotator.core.display import visible
from annotator.core.ranking import SourceIndex, Usage
from annotator.core.source import Source
from annotator.tui.screens.fields import Line

SHOWN = 5
LONGEST_NAME = 120
LINE = 56
"""Cells of a name in the list; it is cut rather than wrapped, so that the list keeps its height."""


@dataclass(frozen=True)
class KnownSources:
    """The sources to choose from in an article, under all their names, and how recently each was used."""

    sources: Mapping[str, Source]
    aliases: Mapping[str, tuple[str, ...]]
    recent: Mapping[str, int]
    article: str
    index: SourceIndex

    def called(self, name: str) -> str | None:
        """Return the id of the source of exactly this name or other name, if there is one."""
        found = self.index.called(name, self.article)
        return found.id if found else None

    def ranked(self, query: str) -> Sequence[Source]:
        """Return the first few sources that `query` may mean."""
        usage = Usage(recent=self.recent)
        return [each.source for each in self.index.ranked(query, usage, article=self.article, limit=SHOWN)]

    def also(self, source_id: str) -> Iterable[str]:
        """Return a source's other names."""
        return self.aliases.get(source_id, ())

    def name(self, source_id: str) -> str:
        """Return a source's name as it may be shown; one that is unnamed in another article has none here."""
        if source_id not in self.sources:
            return "(unnamed in another article)"
        return visible(self.sources[source_id].name)


NEW = "new"


class _NameLine(Line):
    """The line of a source, in which Enter takes what is listed below, if anything is."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "submit", "take it", id="source.take")]

    async def action_submit(self) -> None:
        field = next(each for each in self.ancestors if isinstance(each, SourceField))
        if not field.take():
            await super().action_submit()


class SourceField(Vertical):
    """A line with a list below it while somebody types there; `source_id` is nothing for a new source."""

    DEFAULT_CSS = """
    SourceField { height: auto; }
    SourceField > Horizontal { height: auto; }
    SourceField Line { width: 30; }
    SourceField OptionList { display: none; max-height: 6; padding: 0 1; background: $panel-darken-1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "step(1)", "next", id="source.down"),
        Binding("up", "step(-1)", "previous", id="source.up"),
        Binding("escape", "fold", "close the list", id="source.close"),
    ]

    def __init__(self, known: KnownSources, source_id: str, name: str, *, id: str, hint: str) -> None:
        super().__init__()
        self._hint = hint
        self._listed = ""
        self._known, self._field = known, id
        self._picked = source_id
        self._settled = known.name(source_id) if source_id else name

    def compose(self) -> ComposeResult:
        """Lay out the line, the words beside it and the list."""
        hits = OptionList(markup=False)
        hits.can_focus = False
        with Horizontal():
            yield _NameLine(
                self._settled,
                id=self._field,
                placeholder=self._hint,
                compact=True,
                max_length=LONGEST_NAME,
            )
            yield Static("", id=f"{self._field}-said", classes="said", markup=False)
        yield hits

    @property
    def _line(self) -> Line:
        return self.query_one(Line)

    @property
    def name_typed(self) -> str:
        """Return the name that stands there."""
        return self._line.value.strip()

    @property
    def source_id(self) -> str:
        """Return the id of the source that stands there; nothing where it is new or nobody."""
        if self._picked and self.name_typed == self._settled:
            return self._picked
        return self._known.called(self.name_typed) or ""

    def put(self, source_id: str, name: str = "") -> None:
        """Put a known source there, or a name."""
        self._picked = source_id
        self._settled = self._known.name(source_id) if source_id else name
        self._line.value = self._listed = self._settled
        self._fold()

    @property
    def _is_open(self) -> bool:
        return self.query_one(OptionList).display

    def _fold(self) -> None:
        self.query_one(OptionList).display = False

    @on(Input.Changed)
    def _list_hits(self) -> None:
        """List what the name may mean, once for each name: an arrow may come before word of the change."""
        name = self.name_typed
        if name == self._listed:
            return
        self._listed = name
        if not name or name == self._settled or not self._line.has_focus:
            self._fold()
            return
        options = [Option(self._hit(each), id=each.id) for each in self._known.ranked(name)]
        if options and not self._known.called(name):
            options.append(Option(Content.assemble(("+ new: ", "bold"), visible(name)), id=NEW))
        hits = self.query_one(OptionList)
        hits.set_options(options)
        hits.highlighted = 0 if options else None
        hits.display = bool(options)

    def _hit(self, source: Source) -> Content:
        also = [visible(each) for each in self._known.also(source.id)]
        told = source.type.replace("_", " ") + (", unnamed" if source.qualifier else "")
        hit = Content.assemble(
            visible(source.name),
            (f"  {told}", "$text-muted"),
            (f"  also {', '.join(also)}" if also else "", "dim"),
        )
        return hit.truncate(LINE, ellipsis=True)

    @on(Input.Blurred)
    def _left(self) -> None:
        self._fold()

    def action_step(self, by: int) -> None:
        """Move through the list, or on to another field where there is none."""
        self._list_hits()
        if not self._is_open:
            raise SkipAction
        hits = self.query_one(OptionList)
        hits.highlighted = ((hits.highlighted or 0) + by) % hits.option_count

    def action_fold(self) -> None:
        """Close the list, leaving what was typed."""
        self._list_hits()
        if not self._is_open:
            raise SkipAction
        self._fold()

    def take(self) -> bool:
        """Take what is highlighted in the list; tell whether there was a list."""
        self._list_hits()
        hits = self.query_one(OptionList)
        if not self._is_open or hits.highlighted is None:
            return False
        self._take(str(hits.get_option_at_index(hits.highlighted).id))
        return True

    @on(OptionList.OptionSelected)
    def _clicked(self, event: OptionList.OptionSelected) -> None:
        self._take(str(event.option_id))

    def _take(self, chosen: str) -> None:
        if chosen == NEW:
            self._settled, self._picked = self.name_typed, ""
            self._fold()
        else:
            self.put(chosen)
            self._line.action_end()
