"""Columns of whole numbers become the table that records of the same labels make."""

from __future__ import annotations

from array import array

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.agreement.gathered import Named, from_columns
from annotator.agreement.table import FieldSpec, from_records
from annotator.errors import Invalid

UNITS, PEOPLE, LABELS = ("u1", "u2", "u3"), ("ana", "ben"), ("x", "y")
cells = st.dictionaries(st.tuples(st.integers(0, 2), st.integers(0, 1)), st.integers(0, 1))


@given(cells)
def test_columns_give_the_table_of_the_same_records(labels: dict[tuple[int, int], int]) -> None:
    units, people = ([cell[at] for cell in labels] for at in (0, 1))
    found = from_columns(
        Named(UNITS, array("i", units)),
        Named(PEOPLE, array("i", people)),
        Named(LABELS, np.array([*labels.values()], np.int32)),
    )
    records = [(UNITS[unit], PEOPLE[who], (LABELS[label],)) for (unit, who), label in labels.items()]
    wanted = from_records(records, FieldSpec("f", "nominal", LABELS), units=UNITS, annotators=PEOPLE)
    assert np.array_equal(found.codes, wanted.codes)
    assert (found.annotators, found.categories) == (wanted.annotators, wanted.categories)


def test_only_the_labels_asked_for_count() -> None:
    one = Named(("a", "b"), array("i", [0, 0]))
    found = from_columns(one, one, Named(LABELS, array("i", [0, 1])), where=np.array([False, True]))
    assert found.codes.tolist() == [[1, -1], [-1, -1]]


def test_an_annotator_twice_on_a_unit_is_refused_by_name() -> None:
    with pytest.raises(Invalid, match="ben labelled u2 twice"):
        from_columns(
            Named(UNITS, array("i", [0, 1, 1])),
            Named(PEOPLE, array("i", [0, 1, 1])),
            Named(LABELS, array("i", [0, 0, 1])),
        )


def test_columns_of_different_lengths_are_refused() -> None:
    with pytest.raises(Invalid, match="all need the same number"):
        from_columns(
            Named(UNITS, array("i", [0])), Named(PEOPLE, array("i", [0, 1])), Named(LABELS, array("i"))
        )
