"""No control byte reaches the terminal: a tour of every screen of a project that is hostile in every text."""

from __future__ import annotations

import asyncio
import os
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.segment import Segment
from textual.color import Color

from annotator.core.display import visible, visible_lines
from annotator.tui.harmless import Harmless
from tests.terminal.pseudo_terminal import Terminal

from .hostile import TAG, hostile
from .hostile_project import Strings, hostile_project
from .stream import UNSEEN, foreign, words
from .tour import STOPS
from .watched import watched

ARTICLES, EACH = 48, 200
TALL, WIDE = (120, 205), (124, 50)
ENOUGH = 10_000


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    path = tmp_path_factory.mktemp("hostile") / "hostile.db"
    return path, hostile_project(path, articles=ARTICLES, strings_each=EACH)


async def walk(path: Path, person: str, stop: str) -> str:
    async with watched(path, person, size=TALL if stop in ("texts", "claims") else WIDE) as driver:
        await STOPS[stop](driver, Strings(first=sorted(STOPS).index(stop) * 100 + 1000))
        await driver.pilot.pause(0.1)
        return driver.stream


SEEN: set[str] = set()


@pytest.mark.slow
@pytest.mark.parametrize("stop", STOPS)
def test_what_screens_show_of_hostile_texts_never_acts(
    stop: str, project: tuple[Path, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Without the last look at every line, which would make good for what a screen forgets.
    if stop != "palette":
        monkeypatch.setattr(Harmless, "apply", lambda self, segments, background: segments)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    stream = asyncio.run(walk(*project, stop))
    assert foreign(stream, allowed=UNSEEN if stop == "palette" else "") == []
    SEEN.update(TAG.findall(words(stream)))


@pytest.mark.slow
def test_there_were_ten_thousand_of_them() -> None:
    if not SEEN:
        pytest.skip("it counts what the tests above have shown")
    assert len(SEEN) > ENOUGH


def more_than(terminal: Terminal, before: int) -> bool:
    return len(terminal._output) > before


def test_a_real_terminal_is_sent_none_either(tmp_path: Path) -> None:
    path = tmp_path / "hostile.db"
    person = hostile_project(path, articles=2, strings_each=60)
    env = {"XDG_CONFIG_HOME": str(tmp_path), "ANNOTATOR_NAME": person, "LC_ALL": "C.UTF-8"}
    with Terminal(["annotate", "--db", str(path)], cwd=tmp_path, env=env, size=(140, 50)) as terminal:
        terminal.until(lambda: "saved" in terminal.text)
        for keys in (
            "]",
            "l\r",
            "'",
            "\x1b",
            ";",
            "\x1b",
            "\x1b",
            "a",
            "\x1b",
            "/1337",
            "\x1b[200~\x1b]0;1337\x07\x1b[201~",
        ):
            before = len(terminal.rest())
            terminal.send(keys)
            terminal.until(partial(more_than, terminal, before))
        # To its end: what was read so far may stop in the middle of a sequence.
        terminal.process.terminate()
        terminal.ends()
        stream = terminal.rest().decode("utf-8", "surrogateescape")
    assert len(TAG.findall(words(stream))) > 20
    assert foreign(stream, allowed="\r\n") == []


# -- the last look at every line


@given(st.text(), st.text(), st.booleans())
def test_the_last_look_leaves_nothing_that_acts_and_every_cell(one: str, other: str, shown: bool) -> None:
    texts = [visible(each) if shown else each for each in (one, other)]
    before = [Segment(each) for each in texts]
    after = Harmless().apply(before, Color(0, 0, 0))
    assert [cell_len(each.text) for each in after] == [cell_len(each) for each in texts]
    assert foreign("".join(each.text for each in after), allowed=UNSEEN) == []
    if shown:
        assert [each.text for each in after] == texts


def test_ten_thousand_strings_made_visible_hold_nothing_that_acts() -> None:
    for text in hostile(ENOUGH, 7, text=False):
        assert foreign(visible(text)) == []
        assert len(visible(text)) == len(text)
        assert foreign(visible_lines(text), allowed="\n") == []


def test_the_reader_of_streams_knows_what_is_foreign() -> None:
    """The check would be worth nothing if it let through what it is there to find."""
    for text in (
        "\x1b[1337m",
        "\x1b]0;x\x07",
        "\x9b1m",
        "a\x07",
        "a\u202e",
        "\x1b]52;c;MTMzNw==\x07",
        "\n",
        "\x1bc",
    ):
        assert foreign(text), text
    assert foreign("\x1b[1;38;2;1;2;3mred\x1b[0m\x1b[3;1H\x1b[?25l\x1b]8;id=1;https://a.org/x\x1b\\") == []
    assert os.linesep == "\n"
