"""`annotator practice` without a terminal: to read, or a word on what it needs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from annotator.workflow.practising import read_course

Run = Callable[..., Any]


def test_without_a_terminal_it_says_what_it_needs_and_makes_nothing(annotator: Run, folder: Path) -> None:
    answer = annotator("practice")
    assert (answer.code, answer.out) == (1, "")
    assert "needs a terminal" in answer.err
    assert "--print" in answer.err
    assert list(folder.iterdir()) == []


def test_printed_it_holds_the_passages_their_gold_and_every_reason(annotator: Run, folder: Path) -> None:
    answer = annotator("practice", "--print")
    assert (answer.code, answer.err) == (0, "")
    said = " ".join(answer.out.split())
    course = read_course()
    for lesson in course.lessons:
        assert " ".join(course.article.passages[lesson.index].span.of(course.article.text).split()) in said
        for claim in lesson.gold:
            assert f"[{claim.span.of(course.article.text)}]" in said
    for each in course.book.explanations:
        if each.about:
            assert each.why in said
    assert max(map(len, answer.out.splitlines())) <= 98
    assert list(folder.iterdir()) == []
