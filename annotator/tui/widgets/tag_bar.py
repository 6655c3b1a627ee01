"""The fields of the focused claim with their labels, each beside the key that sets it."""

from __future__ import annotations

from textual.content import Content
from textual.widgets import Static

from annotator.core.claim import Annotation
from annotator.core.display import visible
from annotator.core.scheme import Field, FieldType, LabelDef
from annotator.workflow.annotating import Desk

NAME_WIDTH = 13


class TagBar(Static):
    """A row a field: chosen labels in brackets, `?` where one is missing; the field that arrows act on has ▸.

    With fewer rows than fields the required ones are shown, and the field that is being worked on.
    """

    DEFAULT_CSS = """
    TagBar { height: auto; padding: 0 1; border-top: solid $panel-lighten-2; }
    """

    def __init__(self) -> None:
        super().__init__(markup=False)
        self._lines: list[Content] = []

    def show(self, desk: Desk, field: int, rows: int) -> None:
        """Show the fields of the focused claim, or the sources and keys that wait for one."""
        shown = _chosen_fields(desk, field, rows)
        width = max(20, (self.content_size.width or 78))
        self._lines = [_row(desk, each, desk.scheme.fields[field] is each, width) for each in shown]
        self.update(Content("\n").join(self._lines))


def _chosen_fields(desk: Desk, field: int, rows: int) -> list[Field]:
    fields = list(desk.scheme.fields)
    if len(fields) <= rows:
        return fields
    shown = [each for each in fields if each.required][:rows]
    if desk.focused is not None and fields[field] not in shown:
        shown[-1:] = [fields[field]]
    return shown


def _row(desk: Desk, field: Field, is_current: bool, width: int) -> Content:
    focused = desk.focused
    here = focused is not None and is_current
    missing = focused is not None and field.required and not focused.judgement.of(field.id)
    name = Content.assemble(
        ("▸" if here else " ", "bold $accent"),
        (field.name.lower()[:NAME_WIDTH - 2].ljust(NAME_WIDTH - 2), "bold" if here else ""),
        ("? " if missing else "  ", "bold $text-warning"),
    )
    values = _sources(desk, field, focused) if field.type is FieldType.SOURCE else _labels(field, focused)
    return Content.assemble(name, values.truncate(width - NAME_WIDTH, ellipsis=True))


def _sources(desk: Desk, field: Field, focused: Annotation | None) -> Content:
    given = focused.judgement.of(field.id) if focused else ()
    listed = [each for each in given if each not in desk.digits[:9] and each != desk.narrator.id]
    parts: list[Content] = [_chip("", desk.source_named(each), chosen=True) for each in listed]
    if _is_first_source(desk, field):
        keyed = [(str(n), each) for n, each in enumerate(desk.digits[:9], 1)] + [("0", desk.narrator.id)]
        parts += [_chip(key, desk.source_named(each), chosen=each in given) for key, each in keyed]
    else:
        parts += [_chip("", desk.source_named(each), chosen=True) for each in given if each not in listed]
    return Content("  ").join([*parts, Content.styled("/ find", "$text-muted")])


def _is_first_source(desk: Desk, field: Field) -> bool:
    return next(each for each in desk.scheme.fields if each.type is FieldType.SOURCE) is field


def _labels(field: Field, focused: Annotation | None) -> Content:
    given = focused.judgement.of(field.id) if focused else ()
    return Content("  ").join([_chip(label.key, _name(label), chosen=label.id in given) for label in field.labels])


def _name(label: LabelDef) -> str:
    return label.name.lower()


def _chip(key: str, name: str, *, chosen: bool) -> Content:
    """Return a label with its key; brackets, not colour alone, say that it is chosen."""
    parts = Content.assemble((key, "bold $accent"), " " if key else "", visible(name))
    return Content.assemble(("[", "bold"), parts.stylize("bold reverse"), ("]", "bold")) if chosen else parts
