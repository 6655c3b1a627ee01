"""A fault that strikes one call of many, so that a test can let it move on until nothing is struck any more."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from types import ModuleType
from typing import Any

import pytest


class Fault:
    """Strikes the n-th of all calls to the functions it was put on."""

    def __init__(self, problem: BaseException, number: int) -> None:
        self._problem, self._left = problem, number

    @property
    def struck(self) -> bool:
        return self._left <= 0

    def put_on(self, patch: pytest.MonkeyPatch, functions: Iterable[tuple[ModuleType, str]]) -> None:
        for module, name in functions:
            patch.setattr(module, name, self._around(getattr(module, name)))

    def _around(self, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **more: Any) -> Any:
            self._left -= 1
            if self._left == 0:
                raise self._problem
            return real(*args, **more)

        return call
