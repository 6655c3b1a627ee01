"""How often the interval of what suggestions changed covers the truth, in studies whose effect is known.

In every study people answer claims as the model does with a probability made of the article, the passage and the
person, plus the effect where the suggestion was shown; passages are shown by chance, to everybody or to nobody.
`python tests/agreement/test_effect_coverage.py` prints the table of `agreement.suggesting`.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pytest

from annotator.agreement.suggesting import Compared, effects

USUAL = 0.4
BY_ARTICLE, BY_PASSAGE, BY_PERSON = 0.2, 0.1, 0.05
"""How far each may lie from the usual, either way: with an effect of .2 no probability leaves 0 to 1."""

TOGETHER = 2
"""So many people share an article, where not all have all."""


class Size(NamedTuple):
    """Articles, passages in each, people, the share shown, and whether each article has two of them only."""

    articles: int
    passages: int
    people: int
    shown: float = 0.5
    is_shared_out: bool = False


SIZES = (
    Size(4, 12, 2), Size(6, 12, 2), Size(10, 12, 2), Size(10, 3, 2), Size(12, 6, 3), Size(20, 8, 2),
    Size(20, 8, 4, 0.2, True), Size(40, 6, 2), Size(40, 6, 4, 0.3, True),
)  # fmt: skip


def study(rng: np.random.Generator, size: Size, effect: float) -> list[Compared]:
    """Make up the answers of one study."""
    shape = (size.articles, size.passages, size.people)
    about = [
        rng.uniform(-far, far, of)
        for far, of in (
            (BY_ARTICLE, (size.articles, 1, 1)),
            (BY_PASSAGE, (size.articles, size.passages, 1)),
            (BY_PERSON, (1, 1, size.people)),
        )
    ]
    shown = np.broadcast_to(rng.random((size.articles, size.passages, 1)) < size.shown, shape)
    equal = rng.random(shape) < USUAL + sum(about) + effect * shown
    asked = np.ones(shape, bool)
    if size.is_shared_out:
        order = rng.random((size.articles, size.people)).argsort(axis=1)
        asked &= (order < TOGETHER)[:, None, :]
    cells = zip(*np.nonzero(asked), shown[asked].tolist(), equal[asked].tolist(), strict=True)
    return [
        Compared("status", f"c{a}.{p}", f"a{a}", f"p{a}.{p}", is_shown, is_equal)
        for a, p, _, is_shown, is_equal in cells
    ]


def covered(size: Size, effect: float, studies: int) -> tuple[float, float]:
    """Draw studies, and return the share of intervals that hold the truth, and the mean difference."""
    rng = np.random.default_rng([size.articles, size.passages, round(100 * effect)])
    hits, values = 0, []
    for _ in range(studies):
        (found,) = effects(study(rng, size, effect), ["status"]).fields
        assert found.difference.ci95 is not None
        assert found.difference.value is not None
        hits += found.difference.ci95[0] <= effect <= found.difference.ci95[1]
        values.append(found.difference.value)
    return hits / studies, float(np.mean(values))


@pytest.mark.parametrize("effect", [0, 0.2])
@pytest.mark.parametrize("size", [Size(10, 6, 2), Size(20, 3, 4, 0.3, True)])
def test_the_difference_is_the_effect_and_its_interval_misses_it_seldom(size: Size, effect: float) -> None:
    share, mean = covered(size, effect, 100)
    assert share >= 0.88
    assert mean == pytest.approx(effect, abs=0.05)


@pytest.mark.slow
@pytest.mark.parametrize("effect", [0, 0.2])
@pytest.mark.parametrize("size", SIZES)
def test_intervals_cover_as_often_as_is_said(size: Size, effect: float) -> None:
    share, mean = covered(size, effect, 1000)
    # Of 1,000 studies, 93 to 97 in 100: within three standard errors of 95.
    assert 0.93 <= share <= 0.971
    assert mean == pytest.approx(effect, abs=0.015)


if __name__ == "__main__":
    for each in SIZES:
        (none, _), (some, _) = (covered(each, effect, 2000) for effect in (0, 0.2))
        name = f"{each.articles} x {each.passages}, {each.people} at {each.shown:.0%}"
        print(f"{name:>24} {none:>10.1%} {some:>12.1%}")  # noqa: T201
