"""The sources of an article side by side, each with the key that gives it, its name as short as the room asks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual.content import Content

from annotator.core.display import visible
from annotator.core.ids import fold
from annotator.core.short_names import cut, fitted, short_forms
from annotator.core.source import NARRATOR
from annotator.tui.keys import Mode

if TYPE_CHECKING:
    from annotator.core.claim import Annotation
    from annotator.core.scheme import Field
    from annotator.tui.keymap import Keymap
    from annotator.workflow.annotating import Desk
    from annotator.workflow.offering import Offered

DIGITS = 9

Chip = Callable[[str, str, bool, bool], Content]
"""Draws a key and a name: whether it is chosen, and whether it was taken as suggested."""


@dataclass(frozen=True, slots=True)
class SourceChips:
    """What stands in the row of a field that holds a source: chosen ones, those with a key, how to find others."""

    desk: Desk
    field: Field
    focused: Annotation | None
    keyed: bool
    """Whether the digits go to this field now."""
    keymap: Keymap
    chip: Chip

    def in_one_line(self, width: int) -> Content:
        """Return them in one line, the gaps narrower and then names shorter where there is no room."""
        parts, tail = self._parts(), self._tail()
        for gap in ("  ", " "):
            overhead = tail.cell_length + len(gap) * len(parts) + sum(self._overhead(part) for part in parts)
            room = width - overhead
            names = fitted([forms for _, _, forms in parts], room, cell_len)
            if sum(map(cell_len, names)) <= room and (
                gap == " " or names == [forms[0] for _, _, forms in parts]
            ):
                break
        chips = [self._drawn(part, name) for part, name in zip(parts, names, strict=True)]
        return Content(gap).join([*chips, tail]).truncate(width, ellipsis=True)

    def each(self, width: int) -> list[Content]:
        """Return them apart, each no wider than `width`."""
        parts = self._parts()
        names = [
            fitted([forms], width - self._overhead((key, id_, forms)), cell_len)[0]
            for key, id_, forms in parts
        ]
        return [*(self._drawn(part, name) for part, name in zip(parts, names, strict=True)), self._tail()]

    def _parts(self) -> list[tuple[str, str, Sequence[str]]]:
        """Return key, source and names of each."""
        desk, given = self.desk, self._given
        keyed: list[tuple[str, str]] = []
        if self.keyed:
            keyed = [(str(n), each) for n, each in enumerate(desk.digits[:DIGITS], 1)]
            keyed.append((self.keymap.shown("narrator", Mode.TAG), desk.narrator.id))
        others = [("", each) for each in given if each not in {source for _, source in keyed}]
        shown = [*others, *keyed]
        names = [fold(desk.source_named(each)) for _, each in shown]
        return [
            (key, each, self._forms(each, names.count(fold(desk.source_named(each))) > 1))
            for key, each in shown
        ]

    def _forms(self, source_id: str, is_one_of_several: bool) -> Sequence[str]:
        """Return what a source may be called here; one of several of the same name is told apart by its type."""
        source = self.desk.sources.get(source_id)
        name = visible(self.desk.source_named(source_id))
        if source is None or not is_one_of_several:
            return short_forms(name, tuple(map(visible, self.desk.aliases.get(source_id, ()))))
        told = source.type.replace("_", " ") + (
            ", unnamed" if source.qualifier and source.type != NARRATOR else ""
        )
        return (f"{name} ({told})", f"{name} ({told[:4]})")

    @property
    def _given(self) -> tuple[str, ...]:
        return self.focused.judgement.of(self.field.id) if self.focused else ()

    def _is_suggested(self, source_id: str) -> bool:
        labels = self.focused.judgement.labels if self.focused else ()
        return any(
            each.suggested and each.field == self.field.id and each.source_id == source_id for each in labels
        )

    def _overhead(self, part: tuple[str, str, Sequence[str]]) -> int:
        return self._drawn(part, "").cell_length

    def _drawn(self, part: tuple[str, str, Sequence[str]], name: str) -> Content:
        key, source_id, _ = part
        return self.chip(key, name, source_id in self._given, self._is_suggested(source_id))

    def _tail(self) -> Content:
        beyond = len(self.desk.digits) - DIGITS if self.keyed else 0
        told = f"{beyond} more" if beyond > 0 else "find"
        return Content.styled(f"{self.keymap.shown('find_source', Mode.TAG)} {told}".lstrip(), "$text-muted")


def offer_chip(offered: Offered, width: int, keymap: Keymap) -> Content:
    """Return what the text suggests and the key that takes it: one that means the same while tagging and before."""
    words = [visible(label.id.replace("_", " ")) for _, label in offered.labels]
    if offered.span is not None:
        words.insert(0, "mark")
    if offered.source is not None:
        new = "" if offered.is_known else "new: "
        behind = sum(len(each) + 2 for each in words)
        names = short_forms(visible(offered.source.name))
        room = max(8, width - behind - len(new))
        words.insert(
            0, new + cut(fitted([names], room, cell_len)[0] if offered.is_known else names[0], room, cell_len)
        )
    told = Content.styled(cut(", ".join(words), width, cell_len), "italic")
    return Content.assemble((keymap.shown("take_offer", Mode.TAG), "bold $accent"), " ", told)
