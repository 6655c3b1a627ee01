"""A practice: a project of its own, thrown away at the end, and what is said of how it went."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from annotator.core.comparing import Fit
from annotator.core.scheme import Field
from annotator.core.source import Source
from annotator.core.text.span import Span
from annotator.errors import StoreProblem
from annotator.workflow.annotating import Desk
from annotator.workflow.practising import Course, Lesson, Practice, clear_left_over, read_course
from annotator.workflow.sitting import Sitting


@pytest.fixture(scope="module")
def course() -> Course:
    return read_course()


@pytest.fixture
def practice(course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Practice]:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    practice = Practice(course)
    yield practice
    practice.close()


@pytest.fixture
def seat(practice: Practice) -> Iterator[tuple[Sitting, Desk]]:
    sitting, desk = practice.sit(lambda _: None)
    yield sitting, desk
    sitting.close()


def field(desk: Desk, name: str) -> Field:
    found = desk.scheme.field(name)
    assert found is not None
    return found


def mark_as_in_the_gold(course: Course, lesson: Lesson, desk: Desk, *, but: str = "") -> None:
    desk.go(lesson.index)
    for claim in lesson.gold:
        desk.select(claim.span)
        desk.mark()
        for name, values in claim.labels.items():
            for value in values:
                if name in ("source", "via"):
                    desk.tag_source(field(desk, name), course.ground.sources[value])
                elif name != but and (label := field(desk, name).label(value)) is not None:
                    desk.tag(field(desk, name), label)


def test_it_has_one_article_of_which_its_passages_alone_count(
    course: Course, seat: tuple[Sitting, Desk]
) -> None:
    _, desk = seat
    assert desk.article.text == course.article.text
    assert desk.progress() == (0, 3)
    assert desk.index == course.lessons[0].index
    seen = [desk.index]
    while (following := desk.next_index()) is not None:
        desk.go(following)
        seen.append(following)
    assert seen == [lesson.index for lesson in course.lessons]
    assert desk.claims == []


def test_named_sources_can_be_found_and_the_gold_cannot(seat: tuple[Sitting, Desk]) -> None:
    sitting, desk = seat
    assert desk.source_called("DHS").name == "Department of Homeland Security"
    assert desk.source_called("City officials").type == "unclear"
    assert sitting.open(desk.article.id).claims == []


def test_marks_as_in_the_gold_are_no_difference_in_any_passage(
    course: Course, practice: Practice, seat: tuple[Sitting, Desk]
) -> None:
    _, desk = seat
    for lesson in course.lessons:
        mark_as_in_the_gold(course, lesson, desk)
        compared = practice.compare(lesson, desk)
        assert (compared.found, compared.differences) == (compared.of, ())
        assert {pair.fit for pair in compared.pairs} == {Fit.SAME}
    assert practice.following(0) is None
    assert practice.to_read_again() == ()
    assert [*practice.went_well()] == [
        "You found all 9 claims, all 9 to the letter.",
        "As in the gold throughout: source, form, stance of the article.",
    ]


def test_what_is_compared_again_is_told_by_the_last_time_and_what_to_read_by_the_first(
    course: Course, practice: Practice, seat: tuple[Sitting, Desk]
) -> None:
    _, desk = seat
    first, second, third = course.lessons
    assert not practice.compare(second, desk).found
    mark_as_in_the_gold(course, second, desk, but="stance")
    practice.compare(second, desk)
    assert practice.following(second.index) == third
    assert practice.following(third.index) == first
    assert practice.to_read_again() == ("D9", "D4")
    assert [*practice.went_well()] == [
        "You found all 4 claims, all 4 to the letter.",
        "As in the gold throughout: source, form.",
    ]


def test_a_source_of_ones_own_is_the_golds_where_its_name_type_and_kind_are(
    course: Course, practice: Practice, seat: tuple[Sitting, Desk]
) -> None:
    _, desk = seat
    lesson = course.lessons[2]
    claim = lesson.gold[0]
    desk.select(claim.span)
    desk.mark()
    article = desk.article.id
    for source, rules in (
        (Source.of("the city officials", "local_government", article), ()),
        (Source.of("City officials", "local_government"), ("F6",)),
        (Source.of("City officials", "unclear", article), ("F6", "F8")),
        (Source.of("Minneapolis", "local_government"), ("F6",)),
    ):
        desk.tag_source(field(desk, "source"), source)
        compared = practice.compare(lesson, desk)
        told = [each for each in compared.differences if each.field == "source"]
        cited = [rule for each in told for why in course.explain(each) for rule in why.rules]
        assert tuple(cited) == rules, source


def test_claims_of_other_passages_are_not_compared(
    course: Course, practice: Practice, seat: tuple[Sitting, Desk]
) -> None:
    _, desk = seat
    elsewhere = course.article.passages[1].span
    desk.select(Span(elsewhere.start, elsewhere.start + 10))
    desk.mark()
    compared = practice.compare(course.lessons[0], desk)
    assert {pair.fit for pair in compared.pairs} == {Fit.MISSED}


def test_nothing_is_left_of_it(course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    practice = Practice(course)
    sitting, desk = practice.sit(lambda _: None)
    mark_as_in_the_gold(course, course.lessons[0], desk)
    assert [each.name for each in tmp_path.iterdir()] == [practice.path.parent.name]
    assert sitting.close()
    practice.close()
    assert list(tmp_path.iterdir()) == []


def test_where_it_cannot_be_made_is_said(
    course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "missing"))
    with pytest.raises(StoreProblem, match="can't be made") as problem:
        Practice(course)
    assert "TMPDIR" in problem.value.do


def test_what_a_killed_practice_left_is_cleared_away_and_nothing_else(tmp_path: Path) -> None:
    old = time.time() - 3600

    def left(name: str, *files: str, at: float = old - 60) -> Path:
        folder = tmp_path / name
        folder.mkdir()
        for file in files:
            (folder / file).write_text("x", encoding="utf-8")
            os.utime(folder / file, (at, at))
        os.utime(folder, (at, at))
        return folder

    gone = [left("annotator-practice-a", "practice.db", "practice.db-wal"), left("annotator-practice-b")]
    stays = [
        left("annotator-practice-young", "practice.db", at=old + 60),
        left("annotator-practice-mine", "practice.db", "my notes.txt"),
        left("something-else", "practice.db"),
    ]
    (tmp_path / "annotator-practice-link").symlink_to(stays[2])
    (tmp_path / "annotator-practice-file").write_text("x", encoding="utf-8")
    clear_left_over(tmp_path, old)
    assert [each.exists() for each in gone] == [False, False]
    assert [len(list(each.iterdir())) for each in stays] == [1, 2, 1]
    assert (tmp_path / "annotator-practice-link").is_symlink()
    assert (tmp_path / "annotator-practice-file").exists()
