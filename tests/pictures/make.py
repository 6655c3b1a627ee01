"""Make the pictures that the tests hold the screen to, and the one in the README, from the running program.

Run it: `python -m tests.pictures.make [NAME…]`. Look at every picture that changed before it is committed.
"""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

from annotator.tui.app import AnnotateApp
from annotator.tui.chosen import chosen
from annotator.workflow.demo import DATABASE, make_demo
from annotator.workflow.project import add_annotator
from annotator.workflow.stamps import Stamps
from tests.pictures.scenes import FIRST, SCENES, SCRIPTS, SECOND, SIZES, Scene
from tests.tui.driver import make_project
from tests.tui.scripts import MANY_SCRIPTS

HERE = Path(__file__).parent / "kept"
README = Path(__file__).parent / "annotate.svg"
TODAY = "2026-01-20"
PERSON = "You"
IN_README = Scene("annotate", "120x40", (*FIRST, *SECOND))


def sample_project(folder: Path) -> Path:
    """Make the sample project, with an annotator who has done nothing yet."""
    project = make_demo(folder, lambda _: None)
    add_annotator(project, PERSON)
    project.close()
    return folder / DATABASE


def scripts_project(folder: Path) -> Path:
    """Make a project of one article in many scripts."""
    return make_project(folder, {"scripts.txt": MANY_SCRIPTS}, PERSON)


@contextmanager
def _settings(folder: Path, scene: Scene) -> Iterator[None]:
    """Let the program find the scene's own settings and environment, and a day that stays."""
    screen = folder / "screen.toml"
    look = "".join(f'{name} = "{value}"\n' for name, value in scene.look)
    screen.write_text(f"[look]\n{look}", encoding="utf-8")
    environ = {"XDG_CONFIG_HOME": str(folder), "ANNOTATOR_SCREEN": str(screen), "LC_ALL": "C.UTF-8"}
    plain = {name: value for name, value in os.environ.items() if name != "NO_COLOR"}
    with (
        patch.dict(os.environ, plain | environ | dict(scene.environ), clear=True),
        patch.object(Stamps, "today", lambda _: TODAY),
    ):
        yield


async def _taken(path: Path, scene: Scene) -> str:
    app = AnnotateApp(path, PERSON, own=chosen())
    async with app.run_test(size=SIZES[scene.size]) as pilot:
        while app.annotate is None or app.annotate.desk is None:
            await asyncio.sleep(0.05)
        for key in scene.keys:
            await pilot.press(key)
            await pilot.pause(0.05)
            while app.annotate.is_waiting:
                # The key asked the database something, and the next one is meant for the answer.
                await asyncio.sleep(0.01)
            await pilot.pause()
        while app.sitting is None or not app.sitting.outbox.progress.saved:
            await asyncio.sleep(0.05)
        await pilot.pause(0.3)
        picture = app.export_screenshot(title="annotator annotate")
    app.sitting.close()
    return picture


def picture(scene: Scene, sample: Path) -> str:
    """Take one picture on a copy of the sample project."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if scene.project == SCRIPTS:
            path = scripts_project(folder)
        else:
            path = folder / "annotator.db"
            path.write_bytes(sample.read_bytes())
        with _settings(folder, scene):
            return asyncio.run(_taken(path, scene))


def main(names: list[str]) -> None:
    """Make the pictures whose names begin so, or all."""
    HERE.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        sample = sample_project(Path(folder))
        for scene in SCENES:
            if not names or scene.title.startswith(tuple(names)):
                (HERE / f"{scene.title}.svg").write_text(picture(scene, sample), encoding="utf-8")
        if not names or "annotate" in names:
            README.write_text(picture(IN_README, sample), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
