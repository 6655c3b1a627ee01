"""Every reader holds against some hundred bent inputs; by hand, `python -m tests.fuzz.TARGET --seconds N` goes on."""

from __future__ import annotations

import time
from importlib import import_module

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from .fuzzing import Finding, Target, try_many, try_once

TARGETS = {
    "article": 300, "scheme": 300, "screen_file": 300, "remembered": 500, "corpus": 60, "days": 3000, "addresses": 3000,
    "command_line": 60, "drafts": 150,
}  # fmt: skip
"""How many inputs each is given here: all of it takes some ten seconds."""


def target(name: str) -> Target:
    found: Target = import_module(f"tests.fuzz.{name}").TARGET
    return found


@pytest.mark.slow
@pytest.mark.parametrize("name", TARGETS)
def test_bent_inputs_are_read_or_refused(name: str) -> None:
    assert try_many(target(name), times=TARGETS[name], seed=4) == TARGETS[name]


@pytest.mark.slow
@pytest.mark.parametrize("name", TARGETS)
def test_any_bytes_are_read_or_refused(name: str) -> None:
    chosen = target(name)

    @settings(max_examples=min(60, TARGETS[name]))
    @given(
        st.one_of(
            st.binary(max_size=300), st.text(max_size=200).map(lambda text: text.encode("utf-8", "replace"))
        )
    )
    def try_it(data: bytes) -> None:
        try_once(chosen, data)

    try_it()


def test_what_fails_or_takes_long_is_found() -> None:
    """The search would be worth nothing if it overlooked either."""

    def slow(data: bytes) -> None:
        end = time.process_time() + 1.1
        while time.process_time() < end:
            pass

    with pytest.raises(Finding, match="processor time"):
        try_once(Target("slow", slow, [b""]), b"x")
    with pytest.raises(Finding, match="ZeroDivisionError"):
        try_once(Target("wrong", lambda data: 1 // 0, [b""]), b"x")
