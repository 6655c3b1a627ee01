"""What it costs to open a project of 1,000,000 passages and 1,000,000 annotations, beside one of 1,000 of each.

Both are opened by the real program on a pty, by turns, where somebody left off in the middle; counted is its CPU time
until everything is there and nothing more happens. Articles are of one size in both, so that the screens show as much.

Run it: `python tests/benchmarks/opening.py [ROUNDS]`; the default is 10.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[2]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from tests.benchmarks.labelled import many_labels  # noqa: E402
from tests.benchmarks.programs import Figure, annotating, report, rounds  # noqa: E402
from tests.benchmarks.projects import Made, word_of  # noqa: E402

SMALL, LARGE = 1_000, 1_000_000
MOST = 1.25


def left_off(folder: Path, annotations: int) -> Made:
    """Make a project of that many annotations and passages, left off in the middle."""
    from annotator.workflow.project import find_annotator, open_project
    from annotator.workflow.sitting import Sitting

    path = many_labels(folder, annotations, each=1, passages=annotations)
    project = open_project(path)
    sitting = Sitting(project, find_annotator(project, "Ana"), lambda _: None)
    desk = sitting.resume((sitting.articles_in_all // 2 + 1, 2))
    sitting.keep_place(desk)
    sitting.close()
    return Made(path, word_of(desk.article.text, desk.passage.start))


def measure(times: int) -> list[Figure]:
    """Return the figures, from so many rounds."""
    with tempfile.TemporaryDirectory(prefix="opening-") as name:
        sizes = (SMALL, LARGE)
        made = {size: left_off(Path(name), size) for size in sizes}
        first: dict[int, list[float]] = {size: [] for size in sizes}
        ready: dict[int, list[float]] = {size: [] for size in sizes}
        for turn in range(times + 1):
            for size in sizes:
                program = annotating(f"{size:,}", made[size])
                _, painted = program.start()
                program.settle()
                if turn:
                    first[size].append(painted)
                    ready[size].append(program.used())
                program.stop()
    for size in sizes:
        print(
            f"{size:>9,}: {statistics.median(first[size]):.3f} s CPU to the first frame, "
            f"{statistics.median(ready[size]):.3f} s until ready"
        )
    return [
        Figure(f"opening {LARGE:,} passages and annotations, over {SMALL:,}: CPU, {what}", ratio, MOST)
        for what, ratio in (
            ("first frame", statistics.median(first[LARGE]) / statistics.median(first[SMALL])),
            ("ready", statistics.median(ready[LARGE]) / statistics.median(ready[SMALL])),
        )
    ]


if __name__ == "__main__":
    report(measure(rounds(10)))
