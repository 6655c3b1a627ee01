"""The fields of the focused claim with their labels, each beside the key that sets it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from textual.content import Content

from annotator.core.display import visible
from annotator.tui.widgets.lines import Lines

if TYPE_CHECKING:
    # What a scheme is is not needed before the first frame, which shows no fields.
    from annotator.core.claim import Annotation
    from annotator.core.scheme import Field, LabelDef
    from annotator.workflow.annotating import Desk
    from annotator.workflow.offering import Offered

NAME_WIDTH = 8
WIDE_NAME_WIDTH = 11
SHORTEST = 8
"""Cells below which a shortened name says nothing."""


class TagBar(Lines):
    """A row a field: chosen labels in brackets, `?` where one is missing; the field that arrows act on has ▸.

    With fewer rows than fields the required ones are shown, and the field that is being worked on.
    """

    DEFAULT_CSS = """
    TagBar { height: auto; padding: 0 1; border-top: solid $panel-lighten-2; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._last: tuple[Desk, int, int, int, Offered | None] | None = None

    def on_resize(self) -> None:
        """Lay the fields out for the new width, also while a dialog covers them."""
        if self._last is not None:
            self.show(*self._last)

    def show(self, desk: Desk, field: int, label: int, rows: int, offered: Offered | None) -> None:
        """Show the fields of the focused claim, or the sources and keys that wait for one, and what is offered.

        `label` is the one pointed at in the field being worked on.
        """
        self._last = (desk, field, label, rows, offered)
        shown = _chosen_fields(desk, field, rows)
        width = max(20, (self.content_size.width or 78))
        is_wide = len(shown) == len(desk.scheme.fields)
        current = desk.scheme.fields[field]
        rows_of = [
            _row(desk, each, label if each is current else None, width, is_wide=is_wide, offered=offered)
            for each in shown
        ]
        self.put([line for lines in rows_of for line in lines])


def _chosen_fields(desk: Desk, field: int, rows: int) -> list[Field]:
    fields = list(desk.scheme.fields)
    if len(fields) <= rows:
        return fields
    shown = [each for each in fields if each.required][:rows]
    if desk.focused is not None and fields[field] not in shown:
        shown[-1:] = [fields[field]]
    return shown


def _row(
    desk: Desk, field: Field, label: int | None, width: int, *, is_wide: bool, offered: Offered | None
) -> list[Content]:
    """Return a field's lines: one, cut at the end, or as many as its labels need where there is room.

    `label` is the one pointed at in the field being worked on, and nothing in any other field. What is offered
    stands first, in the row of the source.
    """
    from annotator.core.scheme import FieldType

    focused = desk.focused
    here = focused is not None and label is not None
    pointed = label if here and field.type is FieldType.CHOICES else None
    missing = focused is not None and field.required and not focused.judgement.of(field.id)
    name_width = WIDE_NAME_WIDTH if is_wide else NAME_WIDTH
    name = Content.assemble(
        ("▸" if here else " ", "bold $accent"),
        (_short(field.id)[:name_width].ljust(name_width), "bold" if here else ""),
        ("? " if missing else "  ", "bold $text-warning"),
    )
    is_source = field.type is FieldType.SOURCE
    chips = _sources(desk, field, focused) if is_source else _labels(field, focused, pointed)
    if offered is not None and is_source and desk.source_fields()[0] is field:
        name = Content.assemble(name, _offer(offered, width // 3), "  ")
    room = width - name.cell_length
    if not is_wide:
        return [Content.assemble(name, _in_one_line(chips, room))]
    lines = _flowed(chips, room)
    return [
        Content.assemble(name if i == 0 else " " * name.cell_length, line) for i, line in enumerate(lines)
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


def _sources(desk: Desk, field: Field, focused: Annotation | None) -> list[Content]:
    given = focused.judgement.of(field.id) if focused else ()
    keyed: list[tuple[str, str]] = []
    if desk.source_fields()[0] is field:
        keyed = [(str(n), each) for n, each in enumerate(desk.digits[:9], 1)] + [("0", desk.narrator.id)]
    others = [each for each in given if each not in {source for _, source in keyed}]
    chips = [_chip("", desk.source_named(each), chosen=True) for each in others]
    chips += [_chip(key, desk.source_named(each), chosen=each in given) for key, each in keyed]
    return [*chips, Content.styled("/ find", "$text-muted")]


def _offer(offered: Offered, width: int) -> Content:
    """Return what the text suggests and the key that takes it: `!` means the same while tagging and before."""
    words = [_short(label.id) for _, label in offered.labels]
    if offered.source is not None:
        words.insert(0, offered.source.name if offered.is_known else f"new: {offered.source.name}")
    told = Content.styled(", ".join(map(visible, words)), "italic").truncate(width, ellipsis=True)
    return Content.assemble(("!", "bold $accent"), " ", told)


def _labels(field: Field, focused: Annotation | None, pointed: int | None) -> list[Content]:
    """Return the labels of a field; where several may be given, › marks the one that * gives or takes."""
    given = focused.judgement.of(field.id) if focused else ()
    return [
        Content.assemble(
            ("›", "bold $accent") if number == pointed else "",
            _chip(label.key, _shown(label), chosen=label.id in given),
        )
        for number, label in enumerate(field.labels)
    ]


def _shown(label: LabelDef) -> str:
    """Return what a label is called here; one that is called by a digit would be taken for a source's key."""
    return re.sub(r"^\d+\W*", "", label.name).lower() or label.id if label.id.isdigit() else _short(label.id)


def _short(id_: str) -> str:
    """Return an id as words: short enough for the screen, and the very term that stands in the data."""
    return id_.replace("_", " ")


def _chip(key: str, name: str, *, chosen: bool) -> Content:
    """Return a label with its key; brackets, not colour alone, say that it is chosen."""
    parts = Content.assemble((key, "bold $accent"), " " if key else "", visible(name))
    return Content.assemble(("[", "bold"), parts.stylize("bold reverse"), ("]", "bold")) if chosen else parts
