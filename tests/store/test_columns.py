"""Labels as columns of whole numbers: what counts now, and nothing that was edited or withdrawn."""

from __future__ import annotations

from typing import Any

import numpy as np

from annotator.agreement import Named, from_columns
from annotator.core.claim import Label, State
from annotator.core.history import Entry
from annotator.core.source import Source
from annotator.store.engine import reading as reading_scope
from annotator.store.reading import columns
from annotator.store.writing import save
from annotator.workflow.project import Project

ONE, OTHER = Label("stance", "supports"), Label("stance", "denies")


def labels(project: Project) -> list[tuple[str, ...]]:
    with reading_scope(project.engine) as connection:
        found = columns.label_columns(connection)
    assert all(column.codes.itemsize == 4 for column in found)
    return sorted(zip(*([names[code] for code in codes] for names, codes in found), strict=True))


def test_a_project_without_labels_has_empty_columns(project: Project) -> None:
    assert labels(project) == []


def test_what_counts_now_is_there_and_what_was_edited_or_withdrawn_is_not(
    project: Project, hand: Any
) -> None:
    police = Source.of("Police", "police")
    kept, edited, gone = hand.marks(labels=(ONE,)), hand.marks(labels=(ONE,)), hand.marks(labels=(ONE,))
    for entry in (kept, edited, gone):
        save(project.engine, entry)
    later = hand.edits(edited, labels=(OTHER, Label("source", source_id=police.id)))
    save(project.engine, Entry(later.action, sources=(police,), annotations=later.annotations))
    save(project.engine, hand.edits(gone, state=State.WITHDRAWN))
    claims, scheme = [each.claims[0].id for each in (kept, edited)], project.scheme.hash
    assert labels(project) == sorted(
        [
            (claims[0], hand.annotator, "stance", "supports", scheme),
            (claims[1], hand.annotator, "stance", "denies", scheme),
            (claims[1], hand.annotator, "source", police.id, scheme),
        ]
    )


def test_more_labels_than_are_taken_at_once_are_all_there(project: Project, hand: Any) -> None:
    marks = [hand.marks(labels=(ONE,)) for _ in range(300)]
    for entry in marks:
        save(project.engine, entry)
    assert [row[0] for row in labels(project)] == sorted(entry.claims[0].id for entry in marks)


def test_a_fields_columns_make_its_table(project: Project, hand: Any) -> None:
    marked = [hand.marks(labels=(ONE, Label("form", "direct"))), hand.marks(labels=(OTHER,))]
    for entry in marked:
        save(project.engine, entry)
    with reading_scope(project.engine) as connection:
        found = columns.label_columns(connection)
    of_field = np.asarray(found.fields.codes) == found.fields.names.index("stance")
    claims, people, values = (Named(*each) for each in (found.claims, found.annotators, found.values))
    table = from_columns(claims, people, values, where=of_field)
    given = {table.units[row]: table.categories[code] for row, (code,) in enumerate(table.codes.tolist())}
    assert given == {
        entry.claims[0].id: label.value for entry, label in zip(marked, (ONE, OTHER), strict=True)
    }
