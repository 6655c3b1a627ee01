"""What counts now, as the database shows it."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import TableClause, column
from sqlalchemy import table as view

from annotator.store.tables import ANNOTATION, PASSAGE_STATE


def _view(name: str, columns: Sequence[str]) -> TableClause:
    return view(name, *(column(each) for each in columns))


CURRENT = _view("current_annotation", ANNOTATION.columns.keys())


CURRENT_STATE = _view("current_passage_state", PASSAGE_STATE.columns.keys())
