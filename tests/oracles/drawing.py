"""Random tables to show to other libraries."""

from __future__ import annotations

import os
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
import pytest

from annotator.agreement.table import Level, Table, from_codes

REQUIRED = os.environ.get("ANNOTATOR_ORACLES") == "required"


def absent(what: str) -> None:
    """Skip a test, or fail it where oracles are required."""
    (pytest.fail if REQUIRED else pytest.skip)(f"{what} is not installed here")


@dataclass(frozen=True)
class Draw:
    """A random table: four categories, the last of which nobody uses, if `spare`."""

    seed: int
    annotators: int
    gaps: bool
    spare: bool = False

    @property
    def id(self) -> str:
        return f"{self.annotators} annotators, seed {self.seed}{', gaps' * self.gaps}{', spare' * self.spare}"

    def table(self, level: Level = "nominal", categories: tuple[str, ...] = ("1", "2", "3", "4")) -> Table:
        rng = np.random.default_rng(self.seed)
        units, used = int(rng.integers(5, 60)), 3 if self.spare else 4
        shares = rng.dirichlet(np.ones(used))
        truth = rng.choice(used, units, p=shares)
        drawn = rng.choice(used, (units, self.annotators), p=shares)
        codes = np.where(rng.random(drawn.shape) < rng.uniform(0.3, 0.9), truth[:, None], drawn)
        # Every category in use is used, so that a library which looks finds as many.
        codes[:used, 0] = codes[:used, 1] = np.arange(used)
        codes[used, :2] = 0, 1
        if self.gaps:
            hole = rng.random(codes.shape) < 0.3
            hole[: used + 1] = False
            codes[hole] = -1
        return from_codes(codes.astype(np.int32), categories, level=level)


def every_draw(
    *annotators: int, gaps: tuple[bool, ...] = (False,), spare: tuple[bool, ...] = (False,), seeds: int = 12
) -> list[Draw]:
    """Return a draw for each seed, number of annotators and choice."""
    return [Draw(*each) for each in product(range(seeds), annotators, gaps, spare)]


def draws(*annotators: int, gaps: tuple[bool, ...] = (False,), spare: tuple[bool, ...] = (False,)) -> Any:
    """Run a test with every draw."""
    return pytest.mark.parametrize(
        "draw", every_draw(*annotators, gaps=gaps, spare=spare), ids=lambda draw: draw.id
    )
