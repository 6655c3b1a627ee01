"""Each annotator beside the others: use of labels, the majority of the rest, and the figure without them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from annotator.agreement.coefficients import COEFFICIENTS, NO_PAIR, ONE_ANNOTATOR, PERCENT
from annotator.agreement.intervals import Clustered, Resampling
from annotator.agreement.people import against_rest, difference, use_of_labels, with_majority, without
from annotator.agreement.table import Table, from_codes
from annotator.agreement.truth import majority

ALPHA, KAPPA = COEFFICIENTS["alpha"], COEFFICIENTS["cohen_kappa"]
LABELS = ("x", "y", "z")


def table(codes: object, names: tuple[str, ...] = ()) -> Table:
    return from_codes(np.asarray(codes, np.int32), LABELS, annotators=names)


def by_unit(units: int) -> Clustered:
    return Clustered(np.arange(units), Resampling(resamples=200))


def crowd() -> Table:
    """Three who are mostly right, and one who throws dice."""
    rng = np.random.default_rng(1)
    truth = rng.integers(0, 3, 300)
    columns = [
        np.where(rng.random(300) < right, truth, rng.integers(0, 3, 300)) for right in (0.9, 0.9, 0.9, 0.0)
    ]
    return table(np.column_stack(columns), ("ana", "ben", "cy", "dee"))


def test_who_throws_dice_stands_out_every_way() -> None:
    found = {each.annotator: each for each in against_rest(crowd(), by_unit(300), whole=ALPHA, pair=KAPPA)}
    dee, ana = found["dee"], found["ana"]
    assert dee.with_majority.value == pytest.approx(0, abs=0.1)
    assert ana.with_majority.value is not None
    assert ana.with_majority.value > 0.8
    assert dee.mean_pair.value == pytest.approx(0, abs=0.1)
    assert dee.mean_pair.ci95 is not None
    assert dee.mean_pair.ci95[0] < dee.mean_pair.value < dee.mean_pair.ci95[1]
    assert (dee.pairs, dee.n_labels) == (3, 300)
    assert dee.change.value is not None
    assert dee.change.value > 0.2
    assert dee.change.ci95 is not None
    assert dee.change.ci95[0] > 0.2
    assert ana.change.value is not None
    assert ana.change.value < 0


def test_the_change_is_the_figure_without_less_the_figure_with() -> None:
    labelled = crowd()
    found = against_rest(labelled, by_unit(300), whole=ALPHA, pair=KAPPA)[0]
    others, everybody = ALPHA(without(labelled, "ana")).value, ALPHA(labelled).value
    assert others is not None
    assert everybody is not None
    assert found.without.value == pytest.approx(others)
    assert found.change.value == pytest.approx(others - everybody)


def test_a_tie_among_the_others_counts_for_nothing_and_is_said() -> None:
    labelled = table([[0, 0, 1], [0, 0, 0], [1, 1, 1], [2, -1, 2]], ("ana", "ben", "cy"))
    beside = with_majority(labelled, "ana", majority(without(labelled, "ana")))
    assert beside.codes.tolist() == [[0, -1], [0, 0], [1, 1], [2, 2]]
    found = against_rest(labelled, by_unit(4), whole=ALPHA, pair=PERCENT)[0]
    assert (found.tied, found.with_majority.n, found.with_majority.value) == (1, 3, 1.0)


def test_of_two_annotators_the_rest_is_the_other_and_nobody_is_left_to_compare() -> None:
    labelled = table([[0, 0], [1, 1], [0, 1]], ("ana", "ben"))
    found = against_rest(labelled, by_unit(3), whole=ALPHA, pair=KAPPA)[0]
    assert found.with_majority.value == KAPPA(labelled).value == found.mean_pair.value
    assert (found.without.value, found.without.reason) == (None, ONE_ANNOTATOR)
    assert (found.change.value, found.change.reason) == (None, ONE_ANNOTATOR)


def test_somebody_who_shares_no_unit_has_a_reason() -> None:
    labelled = table([[0, 0, -1], [1, 1, -1], [-1, -1, 2]], ("ana", "ben", "cy"))
    found = against_rest(labelled, by_unit(3), whole=ALPHA, pair=KAPPA)[2]
    assert (found.with_majority.value, found.with_majority.reason) == (None, NO_PAIR)
    assert (found.mean_pair.value, found.pairs) == (None, 0)
    assert found.change.value == pytest.approx(0)


def test_prevalence_is_of_all_labels_and_bias_of_shared_units() -> None:
    labelled = table([[0, 0, 1], [0, 1, 1], [2, -1, -1], [1, -1, 1]], ("ana", "ben", "cy"))
    x, y, z = use_of_labels(labelled)["ana"]
    assert [each.n for each in (x, y, z)] == [2, 1, 1]
    assert [each.prevalence for each in (x, y, z)] == [0.5, 0.25, 0.25]
    assert [each.share for each in (x, y, z)] == pytest.approx([2 / 3, 1 / 3, 0])
    assert [each.others for each in (x, y, z)] == pytest.approx([0.5 / 3, 2.5 / 3, 0])
    assert [each.bias for each in (x, y, z)] == pytest.approx([0.5, -0.5, 0])


def test_who_labelled_nothing_has_no_prevalence() -> None:
    use = use_of_labels(table([[0, -1], [1, -1]]))
    assert [each.prevalence for each in use["2"]] == [None] * 3
    assert [each.bias for each in use["1"]] == [None] * 3


def test_the_difference_of_a_figure_and_itself_is_nothing() -> None:
    estimate = ALPHA.function(crowd(), np.arange(300) // 10)
    assert difference(estimate, estimate).value == 0


tables = st.tuples(st.integers(1, 8), st.integers(1, 4)).flatmap(
    lambda shape: arrays.arrays(np.int32, shape, elements=st.integers(-1, 2))
)


@given(tables)
def test_any_table_gives_figures_or_reasons(codes: np.ndarray) -> None:
    labelled = table(codes)
    for each in against_rest(labelled, by_unit(len(codes)), whole=ALPHA, pair=KAPPA):
        for figure in (each.with_majority, each.without, each.change):
            assert (figure.value is None) <= bool(figure.reason)
    for use in use_of_labels(labelled).values():
        biases = [each.bias for each in use if each.bias is not None]
        assert sum(biases) == pytest.approx(0)
