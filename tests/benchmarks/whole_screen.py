"""From a key to the bytes it puts on the terminal: the whole annotating screen against a bare Textual app.

Run it: `python tests/benchmarks/whole_screen.py [ROUNDS]`. The screen works on a real project file; ratios are to
the bare app, in the same run.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.benchmarks import key_to_paint
from tests.benchmarks.key_to_paint import SIZES, Program, article, compare

KEYS = {"word": (b"w", b"b"), "edge": (b".", b","), "clause": (b"l", b"h")}
"""Each key and its opposite by turns, so that the passage never ends; the bare app answers to any."""


def project(folder: Path, characters: int, claims: int) -> Path:
    """Make a project of one article with that many claims, left off in its fourth passage."""
    from annotator.core.text.span import Span
    from annotator.workflow.importing import import_paths
    from annotator.workflow.project import add_annotator, create_project
    from annotator.workflow.schemes import find_scheme
    from annotator.workflow.sitting import Sitting

    path = folder / f"{characters}.db"
    made = create_project(path, "benchmark", find_scheme("newsclaim"))
    text, _, spans = article(characters, claims)
    (folder / "article.txt").write_text(text, encoding="utf-8")
    import_paths(made, [folder / "article.txt"], {})
    sitting = Sitting(made, add_annotator(made, "Ana"), lambda _: None)
    desk = sitting.open(sitting.order[0])
    for start, end in spans:
        desk.select(Span(start, end))
        if desk.mark():
            desk.tag_source(desk.scheme.fields[0], desk.narrator)
    desk.focus_on(None)
    desk.go(3)
    sitting.keep_place(desk)
    sitting.close()
    return path


def main(rounds: int) -> None:
    """Compare the screen at both sizes with the bare app."""
    with tempfile.TemporaryDirectory() as folder:
        programs = [Program("bare", [__file__, "--bare"])]
        for name, (characters, claims) in SIZES.items():
            path = project(Path(folder), characters, claims)
            programs.append(Program(name, ["-m", "annotator", "annotate", "--db", str(path), "--as", "Ana"]))
        compare(programs, KEYS, rounds)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--bare"]:
        names = {b".": b"full_stop", b",": b"comma"}
        typed = [each for both in KEYS.values() for each in both]
        key_to_paint.KEYS = {str(n): names.get(each, each) for n, each in enumerate(typed)}
        key_to_paint.app_of(0, 0)
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 60)
