"""The fields of the focused claim with their labels, each beside the key that sets it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from textual.cache import LRUCache
from textual.content import Content

from annotator.core.display import visible
from annotator.tui.chosen import own
from annotator.tui.widgets.lines import Lines

if TYPE_CHECKING:
    # What a scheme is is not needed before the first frame, which shows no fields.
    from annotator.core.claim import Annotation, Label
    from annotator.core.scheme import Field, LabelDef
    from annotator.tui.keymap import Keymap
    from annotator.workflow.annotating import Desk
    from annotator.workflow.offering import Offered

NAME_WIDTH = 8
WIDE_NAME_WIDTH = 11
SHORTEST = 8
"""Cells below which a shortened label says nothing."""

MARGIN = " "
RULE = "$panel-lighten-2"
ROWS_KEPT = 64
"""Every new claim looks like the one before, and most differ from another in a row or two."""

SUGGESTED = "~"
"""Stands behind what was taken as the text suggested it."""


class TagBar(Lines):
    """A row a field: chosen labels in brackets, `?` where one is missing or needs another look, ▸ where arrows act.

    With fewer rows than fields the required ones are shown, and the field that is being worked on. The line above
    them says what the text suggests.
    """

    DEFAULT_CSS = """
    TagBar { height: auto; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._last: tuple[Desk, int, int, int, Offered | None] | None = None
        self._shown: object = None
        self._fields: Sequence[Content] = ()
        self._rows: LRUCache[tuple[object, ...], list[Content]] = LRUCache(ROWS_KEPT)

    def on_resize(self) -> None:
        """Lay the fields out for the new width, also while a dialog covers them."""
        if self._last is not None:
            self.show(*self._last)

    def show(self, desk: Desk, field: int, label: int, rows: int, offered: Offered | None) -> None:
        """Show the fields of the focused claim, or the sources and keys that wait for one, and what is offered.

        `label` is the one pointed at in the field being worked on.
        """
        self._last = (desk, field, label, rows, offered)
        width, keymap = max(20, self.content_size.width or 80), own(self).keymap
        shown = (desk, desk.version, desk.focus, field, label, rows, width)
        if shown != self._shown:
            self._shown, self._fields = shown, self._lay_out(desk, field, label, rows, width)
        # In a row of its own: sources would change their names and places with every step of the selection.
        self.put([_rule(offered, width, keymap), *self._fields])

    def _lay_out(self, desk: Desk, field: int, label: int, rows: int, width: int) -> list[Content]:
        shown = _chosen_fields(desk, field, rows)
        current = desk.scheme.fields[field]
        row = partial(
            _row,
            desk,
            width=width - len(MARGIN) * 2,
            is_wide=len(shown) == len(desk.scheme.fields),
            keymap=own(self).keymap,
        )
        lines: list[Content] = []
        for each in shown:
            pointed, is_keyed = label if each is current else None, each is desk.source_field(current)
            looks = (each.id, width, len(shown), pointed, is_keyed, *_seen_in(desk, each))
            if (kept := self._rows.get(looks)) is None:
                self._rows[looks] = kept = row(field=each, label=pointed, is_keyed=is_keyed)
            lines += kept
        return lines


def _seen_in(desk: Desk, field: Field) -> tuple[object, ...]:
    """Return what else the row of a field shows: nearly every change is of one row, and the others are kept."""
    given = tuple(_given(field, desk.focused))
    again = () if desk.focused is None else desk.doubts(desk.focused)
    looks = (desk.scheme.hash, desk.focused is None, given, again)
    if field.labels:
        return looks
    names = (*desk.digits, *(each.source_id for each in given))
    return (*looks, desk.narrator.id, len(desk.digits), *((each, desk.aliases.get(each)) for each in names))


def _rule(offered: Offered | None, width: int, keymap: Keymap) -> Content:
    """Return the line above, with what the text suggests and the key that takes it."""
    if offered is None:
        return Content.styled("─" * width, RULE)
    from annotator.tui.widgets.source_chips import offer_chip

    told = offer_chip(offered, width - 6, keymap)
    return Content.assemble(("── ", RULE), told, (f" {'─' * max(0, width - told.cell_length - 4)}", RULE))


def _chosen_fields(desk: Desk, field: int, rows: int) -> list[Field]:
    fields = list(desk.scheme.fields)
    if len(fields) <= rows:
        return fields
    shown = [each for each in fields if each.required][:rows]
    if desk.focused is not None and fields[field] not in shown:
        shown[-1:] = [fields[field]]
    return shown


def _row(
    desk: Desk, field: Field, label: int | None, *, width: int, is_wide: bool, is_keyed: bool, keymap: Keymap
) -> list[Content]:
    """Return a field's lines: one, cut at the end, or as many as its labels need where there is room.

    `label` is the one pointed at in the field being worked on, and nothing in any other field; `is_keyed` whether
    digits give the sources of this one.
    """
    from annotator.core.scheme import FieldType

    focused = desk.focused
    here = focused is not None and label is not None
    pointed = label if here and field.type is FieldType.CHOICES else None
    missing = focused is not None and (
        (field.required and not focused.judgement.of(field.id))
        or any(each.field == field.id for each in desk.doubts(focused))
    )
    name_width = WIDE_NAME_WIDTH if is_wide else NAME_WIDTH
    name = Content.assemble(
        ("▸" if here else " ", "bold $accent"),
        (_short(field.id)[:name_width].ljust(name_width), "bold" if here else ""),
        ("? " if missing else "  ", "bold $text-warning"),
    )
    room = width - name.cell_length
    if field.type is FieldType.SOURCE:
        from annotator.tui.widgets.source_chips import SourceChips

        sources = SourceChips(desk, field, focused, is_keyed, keymap, _chip)
        lines = _flowed(sources.each(room), room) if is_wide else [sources.in_one_line(room)]
    else:
        labels = _labels(field, focused, pointed)
        lines = _flowed(labels, room) if is_wide else [_in_one_line(labels, room)]
    return [
        Content.assemble(MARGIN, name if i == 0 else " " * name.cell_length, line)
        for i, line in enumerate(lines)
    ]


def _in_one_line(chips: list[Content], width: int) -> Content:
    """Put chips in one line, the gaps narrower and then the longest names shorter where there is no room."""
    cap, gap = max((each.cell_length for each in chips), default=0), "  "
    while sum(min(each.cell_length, cap) + len(gap) for each in chips) - len(gap) > width and cap > SHORTEST:
        cap, gap = cap - (gap == " "), " "
    return (
        Content(gap)
        .join([each.truncate(cap, ellipsis=True) for each in chips])
        .truncate(width, ellipsis=True)
    )


def _flowed(chips: list[Content], width: int) -> list[Content]:
    """Put chips in lines no wider than `width`."""
    lines: list[list[Content]] = [[]]
    for chip in chips:
        used = sum(each.cell_length + 2 for each in lines[-1])
        if lines[-1] and used + chip.cell_length > width:
            lines.append([])
        lines[-1].append(chip.truncate(width, ellipsis=True))
    return [Content("  ").join(line) for line in lines]


def _labels(field: Field, focused: Annotation | None, pointed: int | None) -> list[Content]:
    """Return the labels of a field, those given that were retired first.

    Where several may be given, › marks the one that * gives or takes.
    """
    given = {each.value: each.suggested for each in _given(field, focused)}
    retired = [
        _chip("", f"{_short(value)} (retired)", True, False) for value in given if field.label(value) is None
    ]
    return retired + [
        Content.assemble(
            ("›", "bold $accent") if number == pointed else "",
            _chip(label.key, _shown(label), label.id in given, given.get(label.id, False)),
        )
        for number, label in enumerate(field.labels)
    ]


def _given(field: Field, focused: Annotation | None) -> list[Label]:
    return [each for each in focused.judgement.labels if each.field == field.id] if focused else []


def _shown(label: LabelDef) -> str:
    """Return what a label is called here; one that is called by a digit would be taken for a source's key."""
    return re.sub(r"^\d+\W*", "", label.name).lower() or label.id if label.id.isdigit() else _short(label.id)


def _short(id_: str) -> str:
    """Return an id as words: short enough for the screen, and the very term that stands in the data."""
    return id_.replace("_", " ")


def _chip(key: str, name: str, is_chosen: bool, is_suggested: bool) -> Content:
    """Return a label with its key; brackets say that it is chosen and ~ that it was taken as suggested, not colour."""
    parts = Content.assemble(
        (key, "bold $accent"), " " if key else "", visible(name), SUGGESTED * is_suggested
    )
    return (
        Content.assemble(("[", "bold"), parts.stylize("bold reverse"), ("]", "bold")) if is_chosen else parts
    )
