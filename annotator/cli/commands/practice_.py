"""`annotator practice`: three passages with a gold, to practise on."""

from __future__ import annotations

import argparse
import textwrap
from collections.abc import Iterator
from typing import TYPE_CHECKING

from annotator.cli.options import WIDEST, Commands, can_paint, command
from annotator.errors import BadInput

if TYPE_CHECKING:
    from annotator.core.matching import Mark
    from annotator.workflow.practising import Course, Lesson

ABOUT = """\
Practise on three passages of the sample corpus. Annotate each as you would any other; when it is done, your claims
are shown beside the gold, and for every difference why the gold is as it is, with the rule of the guideline. Nothing
of it is kept. F5 on the annotating screen opens the same.
"""

EXAMPLES = """\
  annotator practice
  annotator practice --print    passages, gold and reasons, to read
"""

LABELS = {"missed": "a claim?", "start": "begins", "end": "ends", "split": "not several", "joined": "not one"}
"""What the explanations of a claim are called that are not named for a field."""

INDENT = 15
QUOTED = 80


def register(commands: Commands) -> None:
    """Add the command."""
    parser = command(commands, "practice", "three passages with answers, to learn on", ABOUT, EXAMPLES)
    parser.add_argument(
        "--print",
        dest="printed",
        action="store_true",
        help="print the passages with their gold and the reasons",
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Open the practice, or print it."""
    if args.printed:
        from annotator.workflow.practising import read_course

        print("\n".join(_lines(read_course())))
        return 0
    if not can_paint():
        raise BadInput(
            "the practice needs a terminal",
            do="run it without redirecting input, output or errors, or read it with: annotator practice --print",
        )
    from annotator.tui.practice_app import run_practice

    return run_practice()


def _lines(course: Course) -> Iterator[str]:
    for number, lesson in enumerate(course.lessons, 1):
        yield from ["", ""] if number > 1 else []
        yield f"PRACTICE {number}/{len(course.lessons)}  {course.article.name}"
        yield ""
        passage = course.article.passages[lesson.index].span.of(course.article.text)
        yield from textwrap.wrap(passage, QUOTED, initial_indent="  ", subsequent_indent="  ")
        for at, claim in enumerate(lesson.gold, 1):
            yield ""
            yield from _claim(course, at, claim)
        yield from _places(course, lesson)


def _claim(course: Course, number: int, claim: Mark) -> Iterator[str]:
    words = claim.span.of(course.article.text)
    yield from textwrap.wrap(f"{number}. [{words}]", QUOTED, subsequent_indent="   ")
    reasons = course.about(claim)
    for trait, name in LABELS.items():
        if trait in reasons:
            yield from _reason(name, reasons[trait])
    for field in course.ground.scheme.fields:
        given = claim.labels.get(field.id, ())
        if given:
            values = [
                course.ground.sources[each].name if each in course.ground.sources else each for each in given
            ]
            yield from _reason(field.id, f"{', '.join(values)}. {reasons[field.id]}")


def _places(course: Course, lesson: Lesson) -> Iterator[str]:
    passage = course.article.passages[lesson.index].span
    here = {key: place for key, place in course.book.places.items() if place.overlap(passage)}
    if here:
        yield ""
        yield "No claim:"
    for each in course.book.explanations:
        if each.about in here:
            yield from textwrap.wrap(
                f"[{here[each.about].of(course.article.text)}]", QUOTED, initial_indent="   "
            )
            yield from _reason("", each.why)


def _reason(name: str, why: str) -> list[str]:
    head = f"   {name.replace('_', ' ')}"
    return textwrap.wrap(
        why, WIDEST, initial_indent=f"{head:<{INDENT + 3}}", subsequent_indent=" " * (INDENT + 3)
    )
