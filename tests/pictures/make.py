"""Make the pictures of the README from the running program: python -m tests.pictures.make"""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path

from annotator.tui.app import AnnotateApp
from annotator.workflow.demo import DATABASE, make_demo
from annotator.workflow.project import add_annotator

HERE = Path(__file__).parent

KEYS = (
    *("l", "enter", "0", "u", "s", "space"),
    *("l", "l", "enter", "slash", *"DHS", "enter", "m", "n", "escape"),
    *("l", "enter", "1", "i", "n"),
)
"""Two passages annotated as a person would: the second claim of the second passage is being tagged."""


async def _picture(folder: Path, size: tuple[int, int]) -> str:
    project = make_demo(folder, lambda _: None)
    add_annotator(project, "You")
    project.close()
    app = AnnotateApp(folder / DATABASE, "You")
    async with app.run_test(size=size) as pilot:
        while app.annotate is None or app.annotate.desk is None:
            await asyncio.sleep(0.05)
        for key in KEYS:
            await pilot.press(key)
            await pilot.pause(0.05)
        while app.sitting is None or not app.sitting.outbox.progress.saved:
            await asyncio.sleep(0.05)
        await pilot.pause(0.2)
        picture = app.export_screenshot(title="annotator annotate")
    app.sitting.close()
    return picture


def make(target: Path, size: tuple[int, int]) -> None:
    """Write one picture."""
    with tempfile.TemporaryDirectory() as folder:
        target.write_text(asyncio.run(_picture(Path(folder), size)), encoding="utf-8")


if __name__ == "__main__":
    make(HERE / "annotate.svg", (120, 36))
