"""What to do where a library is not installed.

The libraries are the extra `oracles`; irrCAC pins its own scipy and lives in an environment of its own, whose Python
ANNOTATOR_IRRCAC names. With ANNOTATOR_ORACLES=required a library that is missing fails the test instead of skipping it.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Any

import pytest

from .drawing import absent


@pytest.fixture(scope="session")
def library() -> Callable[[str], Any]:
    def imported(name: str) -> Any:
        try:
            return importlib.import_module(name)
        except ImportError:
            absent(name)

    return imported
