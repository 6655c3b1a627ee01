"""Every kept picture is what the screen looks like now. When one is meant to change, make it anew and look at it."""

from __future__ import annotations

import re
from importlib.metadata import version
from pathlib import Path

import pytest

from tests.pictures.make import HERE, picture, sample_project, words
from tests.pictures.scenes import SCENES, Scene

PINNED = re.search(
    r"^textual==(\S+)$", (Path(__file__).parents[1] / "constraints.txt").read_text(), re.MULTILINE
)

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

    assert words(now) == words(kept), f"python -m tests.pictures.make {scene.title}, and look at it"
    assert looks(now) == looks(kept), "the words are the same, the looks are not"


def looks(svg: str) -> str:
    """Leave out the name that Rich makes for a picture, which depends on how often styles were mixed before."""
    return re.sub(r"terminal-\d+", "terminal", svg)


def test_no_picture_is_kept_of_a_scene_that_is_gone() -> None:
    assert {path.stem for path in HERE.glob("*.svg")} == {scene.title for scene in SCENES}
