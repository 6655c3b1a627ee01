"""The program in tmux, as most of its users run it: the README's main job ends in the annotating screen."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

pytestmark = pytest.mark.tmux

WAIT_SECONDS = 60


class Tmux:
    """A tmux server of its own with one window."""

    def __init__(self, folder: Path, size: tuple[int, int]) -> None:
        # Each its own: a server told to end may still be there when the next one is asked for.
        self._socket = f"annotator-test-{os.getpid()}-{size[0]}"
        environment = [
            f"XDG_CONFIG_HOME={folder / 'config'}",
            f"PYTHONPATH={os.environ.get('PYTHONPATH', '')}",
        ]
        command = f"{sys.executable} -m annotator demo"
        options = [flag for value in environment for flag in ("-e", value)]
        width, height = map(str, size)
        self._run("new-session", "-d", "-x", width, "-y", height, "-c", str(folder), *options, command)

    def _run(self, *arguments: str) -> str:
        command = ["tmux", "-L", self._socket, "-f", "/dev/null", *arguments]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout

    def keys(self, *keys: str) -> None:
        for key in keys:
            self._run("send-keys", key)

    def screen(self) -> str:
        return self._run("capture-pane", "-p")

    def shows(self, words: str) -> str:
        end = time.monotonic() + WAIT_SECONDS
        while words not in (screen := self.screen()):
            assert time.monotonic() < end, f"never shown: {words}\n{screen}"
            time.sleep(0.1)
        return screen

    def close(self) -> None:
        subprocess.run(["tmux", "-L", self._socket, "kill-server"], check=False, capture_output=True)


@pytest.fixture(params=[(80, 24), (120, 40), (200, 60)], ids=lambda size: f"{size[0]}x{size[1]}")
def tmux(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Tmux]:
    server = Tmux(tmp_path, request.param)
    yield server
    server.close()


def test_the_demo_opens_in_tmux_and_a_claim_is_marked_and_tagged(tmux: Tmux) -> None:
    screen = tmux.shows("saved ✓")
    assert "New here?" in screen
    assert "A man in Minneapolis was shot in the leg" in screen
    tmux.keys("l", "Enter", "0", "u", "s")
    screen = tmux.shows("the article itself · unattributed · supports")
    assert "no status" in screen
    tmux.keys("Space")
    assert "1/14 passages done" in tmux.shows("passage 2/14")
