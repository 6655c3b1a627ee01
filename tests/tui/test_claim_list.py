"""The list of claims: aligned, the focused one in full where there is room, what is half-typed said."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from annotator.core.claim import Evidence, Polarity, Reaction, ReactionStance
from annotator.core.text.span import Span
from annotator.tui.widgets.claim_list import ClaimList

from .driver import Driver, make_project
from .filling import know, play

TEXT = (
    "The mayor said that the bridge was safe. Engineers found cracks in two pillars. Nobody had looked for years. "
    "The ferry was closed. Police led 40 people away. The council meets on Monday."
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return make_project(tmp_path, {"news.txt": TEXT})


def rows(d: Driver) -> list[str]:
    """Return the rows of the list as they are drawn."""
    widget = d.screen.query_one(ClaimList)
    return [line.plain.rstrip() for line in widget.render().split("\n")]


async def marked(d: Driver, count: int) -> None:
    for _ in range(count):
        await d.keys("j", "enter", "escape")


def tell_all(d: Driver) -> None:
    """Give the focused claim everything that a claim can have."""
    city = know(d, "City Hall")
    d.desk.add_evidence(
        Evidence(
            d.desk.new_id(), Polarity.REFUTES, origin_id=city.id, url="https://a.org/x", quote="it was not",
            published="2026-01-15", note="page 3",
        )
    )  # fmt: skip
    start = TEXT.index("Engineers")
    cue = Span(start, start + len("Engineers found cracks in two pillars"))
    d.desk.set_reactions((Reaction(city.id, ReactionStance.DENIES, cue),))
    d.desk.set_texts(note="see above", restatement="The bridge was safe.")
    d.screen.refresh_desk()


@pytest.mark.parametrize("size", [(120, 40), (200, 60)])
def test_the_focused_claim_is_told_in_full_where_there_is_room(path: Path, size: tuple[int, int]) -> None:
    async def scenario(d: Driver) -> None:
        await marked(d, 2)
        await d.keys("tab")
        tell_all(d)
        shown = " ".join(" ".join(rows(d)).split())
        for words in (
            "↔ City Hall denies “Engineers found cracks in two pillars”",
            "refutes City Hall · 2026-01-15 · “it was not” · page 3",
            "https://a.org/x",
            "= The bridge was safe.",
            "note see above",
            "disputed · evidence 1 · note",
        ):
            assert words in shown

    play(path, scenario, size=size)


def test_in_the_strip_of_a_small_terminal_as_much_as_fits_is_told_and_no_part_is_cut(path: Path) -> None:
    async def scenario(d: Driver) -> None:
        await marked(d, 1)
        await d.keys("tab")
        tell_all(d)
        height = d.screen.query_one(ClaimList).content_size.height
        shown = rows(d)
        assert len(shown) <= height
        assert shown[0].startswith("▶  1 The mayor said")
        assert any("↔ City Hall denies" in row for row in shown)
        assert shown[-1].strip() == "refutes City Hall · 2026-01-15 · “it was not” · page 3  https://a.org/x"

    play(path, scenario, size=(80, 24))


@pytest.mark.parametrize("count", [1, 2, 3, 4, 6])
@pytest.mark.slow
@pytest.mark.parametrize("size", [(80, 24), (40, 16), (120, 40)])
def test_the_focused_claim_is_always_among_those_shown_and_nothing_runs_over(
    path: Path, count: int, size: tuple[int, int]
) -> None:
    async def scenario(d: Driver) -> None:
        await marked(d, count)
        for _ in range(count):
            await d.keys("tab")
            widget = d.screen.query_one(ClaimList)
            shown = rows(d)
            assert len(shown) <= max(1, widget.content_size.height)
            assert all(len(row) <= widget.content_size.width for row in shown)
            assert sum(row.startswith("▶") for row in shown) == 1

    play(path, scenario, size=size)


def test_labels_stand_in_one_column_where_each_claim_has_one_line(path: Path) -> None:
    async def scenario(d: Driver) -> None:
        await marked(d, 6)
        await d.keys("tab", "i", "n", "0", "k", "escape")
        columns = {re.search(r"\S  +(?=\S)", row[5:]).end() for row in rows(d)}  # type: ignore[union-attr]
        assert len(columns) == 1, rows(d)

    play(path, scenario, size=(80, 24))


def test_a_claim_with_something_half_typed_says_so_and_of_what(path: Path) -> None:
    async def scenario(d: Driver) -> None:
        await marked(d, 2)
        await d.keys("tab")
        claim = d.desk.focus
        sitting = d.screen.sitting
        assert claim is not None
        assert sitting is not None
        sitting.keep_draft(claim, "note", "half")
        sitting.keep_draft(claim, "evidence", "{}")
        sitting.keep_draft(claim, "evidence gone", "{}")
        d.screen.refresh_desk()
        shown = rows(d)
        assert "draft" in shown[1]
        assert any("draft of evidence, the note: not saved yet" in row for row in shown)
        sitting.keep_draft(claim, "note", "")
        sitting.keep_draft(claim, "evidence", "")
        d.screen.refresh_desk()
        assert "draft" not in " ".join(rows(d)), "a piece that the claim has no longer waits unseen"

    play(path, scenario, size=(120, 40))


def test_a_click_on_any_row_of_a_claim_turns_to_it(path: Path) -> None:
    async def scenario(d: Driver) -> None:
        await marked(d, 3)
        await d.keys("tab")
        tell_all(d)
        await d.pilot.pause()
        widget = d.screen.query_one(ClaimList)
        last = len(rows(d)) - 1
        await d.pilot.click(widget, offset=(8, last + (1 if widget.styles.border_top[0] else 0)))
        await d.until(lambda: d.desk.focus == d.desk.claims[2].claim_id)

    play(path, scenario, size=(120, 40))
