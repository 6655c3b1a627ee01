"""Every action in every state in which it applies: it leaves a screen that goes on working and work that is whole."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from annotator.tui.keymap import STANDARD
from annotator.tui.keys import Mode
from tests.tui.driver import Driver, make_project, running

STATES = {Mode.READ: (), Mode.SPAN: ("l", "l"), Mode.TAG: ("l", "l", "enter")}
"""How each state is reached from the start of a passage."""

ENDS = ("leave",)
"""What has tests of its own, because it ends the program."""


async def into(driver: Driver, mode: Mode) -> None:
    """Come back from whatever the last action opened, and go into a state at the first passage."""
    for _ in range(6):
        if (
            driver.app.screen is driver.screen
            and not driver.screen.is_waiting
            and driver.screen.mode is Mode.READ
        ):
            break
        await driver.keys("escape")
        await driver.pilot.pause(0.05)
    assert driver.app.screen is driver.screen
    await driver.until(lambda: not driver.screen.is_waiting)
    driver.desk.go(0)
    driver.screen.refresh_desk()
    await driver.keys(*STATES[mode])
    assert driver.screen.mode is mode


@pytest.mark.slow
@pytest.mark.parametrize("mode", list(STATES))
def test_every_action_leaves_a_screen_that_goes_on_working(
    mode: Mode, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    path = make_project(tmp_path)
    commands = [key.command for key in STANDARD.applying(mode) if key.command not in ENDS]
    assert len(commands) > 20

    async def run() -> None:
        async with running(path, size=(100, 30)) as driver:
            for command in commands:
                if command == "practice":
                    continue
                await into(driver, mode)
                driver.screen.carry_out(command)
                await driver.pilot.pause(0.05)
            await into(driver, Mode.TAG)
            await driver.keys("i", "n")
            assert driver.desk.focused is not None
            assert {"indirect", "neutral"} <= {
                label.content for label in driver.desk.focused.judgement.labels
            }
            await driver.saved()

    asyncio.run(run())
