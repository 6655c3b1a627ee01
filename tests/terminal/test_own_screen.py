"""A person's own keys and looks in a real terminal: what the bytes say."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from annotator.workflow.importing import import_paths
from annotator.workflow.project import add_annotator, create_project
from annotator.workflow.schemes import find_scheme

from .pseudo_terminal import Terminal

COLOUR = re.compile(rb"\x1b\[(?:[0-9;]*;)?(?:3[0-8]|4[0-8]|9[0-7]|10[0-7])(?:;[0-9;]*)?m")
"""An escape that sets a colour of text or background; 39 and 49 only put the terminal's own back."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    project = create_project(tmp_path / "annotator.db", "test", find_scheme("newsclaim"))
    (tmp_path / "article.txt").write_text(
        "Police said that the road was closed. Nobody was hurt.", encoding="utf-8"
    )
    import_paths(project, [tmp_path / "article.txt"], {})
    add_annotator(project, "Ana")
    project.close()
    return tmp_path


def opened(folder: Path, **env: str) -> Terminal:
    settings = {"XDG_CONFIG_HOME": str(folder / "config"), "ANNOTATOR_DB": "", "ANNOTATOR_NAME": "Ana"}
    return Terminal(["annotate"], cwd=folder, env=settings | env)


def test_own_keys_work_and_show_in_the_footer(folder: Path) -> None:
    (folder / "config" / "annotator").mkdir(parents=True)
    (folder / "config" / "annotator" / "screen.toml").write_text(
        '[keys]\nsentence_next = "Z"\nmark = "Alt+M"\nleave = "F12"\n[look]\ntheme = "high-contrast"',
        encoding="utf-8",
    )
    with opened(folder) as terminal:
        terminal.shows("Z sentence")
        terminal.shows("saved ✓")
        terminal.send("j\rZ\x1bm")
        terminal.shows("TAG")
        terminal.send("\x1b[24~")
        assert terminal.ends() == 0


def test_a_file_with_mistakes_ends_it_before_the_screen_opens(folder: Path) -> None:
    (folder / "mine.toml").write_text('[keys]\nflag = "Spacebar"\nno_such = "x"', encoding="utf-8")
    with opened(folder, ANNOTATOR_SCREEN="mine.toml") as terminal:
        assert terminal.ends() == 1
        terminal.until(lambda: "no_such" in terminal.text)
        assert "mine.toml:2: flag: 'Spacebar' is no key" in terminal.text
        assert b"\x1b[?1049h" not in terminal._output, "no screen was opened"


def test_where_the_locale_is_not_utf_8_all_signs_are_ascii(folder: Path) -> None:
    with opened(folder, LC_ALL="C") as terminal:
        terminal.until(lambda: re.search(r"saved\s", terminal.text))
        terminal.send("j\r")
        terminal.until(lambda: "TAG" in terminal.text)
        assert terminal.text.isascii()
        terminal.send("\x11")
        assert terminal.ends() == 0


def test_with_no_color_no_colour_is_sent(folder: Path) -> None:
    with opened(folder, NO_COLOR="1") as terminal:
        terminal.until(lambda: "saved ✓" in terminal.text)
        terminal.send("j\ri")
        terminal.until(lambda: "[i indirect]" in terminal.text)
        assert COLOUR.findall(terminal._output) == []
        terminal.send("\x11")
        assert terminal.ends() == 0


def test_a_colour_would_be_noticed(folder: Path) -> None:
    with opened(folder) as terminal:
        terminal.until(lambda: "saved ✓" in terminal.text)
        assert COLOUR.findall(terminal._output)
