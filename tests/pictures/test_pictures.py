"""Every kept picture is what the screen looks like now. When one is meant to change, make it anew and look at it."""

from __future__ import annotations

import re
from html import unescape
from importlib.metadata import version
from pathlib import Path

import pytest
from rich.cells import cell_len

from tests.pictures.make import HERE, picture, sample_project
from tests.pictures.scenes import SCENES, Scene

PINNED = re.search(
    r"^textual==(\S+)$", (Path(__file__).parents[1] / "constraints.txt").read_text(), re.MULTILINE
)

CELL = 12.2
"""How wide a cell is drawn."""

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        PINNED is None or version("textual") != PINNED[1], reason="another Textual draws other pictures"
    ),
]


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return sample_project(tmp_path_factory.mktemp("sample"))


@pytest.mark.parametrize("scene", SCENES, ids=[scene.title for scene in SCENES])
def test_a_scene_looks_as_it_did_when_somebody_looked(scene: Scene, sample: Path) -> None:
    kept = (HERE / f"{scene.title}.svg").read_text(encoding="utf-8")
    now = picture(scene, sample)

    assert looks(now) == looks(kept), f"python -m tests.pictures.make {scene.title}, and look at it"


def looks(svg: str) -> dict[tuple[str, str, int], str]:
    """Return what each cell shows: how a row is cut into pieces, and what its styles are called, is nobody's look."""
    styles = dict(re.findall(r"\.[\w-]*-(r\d+) (\{[^}]*\})", svg))
    found = {}
    for fill, x, y, width in re.findall(
        r'<rect fill="(#\w+)" x="([\d.]+)" y="([\d.]+)" width="([\d.]+)"', svg
    ):
        for column in range(round(float(x) / CELL), round((float(x) + float(width)) / CELL)):
            found["behind", y, column] = fill
    for style, x, y, text in re.findall(
        r'<text class="[\w-]*-(r\d+)" x="([\d.]+)" y="([\d.]+)"[^>]*>([^<]*)</text>', svg
    ):
        column = round(float(x) / CELL)
        for one in unescape(text):
            if not one.isspace() or "underline" in styles[style]:
                found["written", y, column] = f"{one} {styles[style]}"
            column += cell_len(one)
    return found


def test_no_picture_is_kept_of_a_scene_that_is_gone() -> None:
    assert {path.stem for path in HERE.glob("*.svg")} == {scene.title for scene in SCENES}
