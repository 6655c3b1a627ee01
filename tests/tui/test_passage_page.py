"""The page of a passage view: whatever is drawn over a row, it takes the same cells."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from annotator.core.text.graphemes import graphemes
from annotator.core.text.span import Span
from annotator.tui.widgets.passage_page import MarkView, Page

from .scripts import SCRIPTS

ODD = (
    *("\t", "\u00a0", "\u00ad", "\u200b", "\u200d", "\u202e", "\x00", "\x1b", "\r", "\n", "\u3000"),
    *(
        "\u0301",
        "e\u0301",
        "각",
        "\u1100\u1161\u11a8",
        "👨\u200d👩\u200d👧",
        "🇫🇷",
        "🇩",
        "1\ufe0f\u20e3",
        "☎\ufe0f",
    ),
    *("क्षि", "\u0600", "ل", "日", "a", "b ", " "),
)
texts = st.one_of(
    st.lists(st.sampled_from(ODD), min_size=1, max_size=40).map("".join),
    st.lists(st.sampled_from(" ".join(SCRIPTS.values()).split()), min_size=1, max_size=25).map(" ".join),
)


@dataclass(frozen=True)
class Part:
    span: Span
    kind: str = "text"


def page_of(text: str, width: int) -> Page:
    page = Page(text, [Part(Span(0, len(text)))], 0)
    page.lay_out(width)
    return page


def cells(page: Page, row: int) -> int:
    return sum(cell_len(stretch.text) for stretch in page.stretches(row))


def starts(page: Page) -> list[int]:
    """Return where a grapheme is drawn."""
    found = graphemes(page.rows.text, Span(0, len(page.rows.text)))
    return [
        one.start
        for one in found
        if page.rows[row := page.rows.row_at(one.start)].start <= one.start < page.rows[row].end
    ]


@settings(max_examples=300)
@given(texts, st.integers(1, 30), st.data())
def test_a_row_takes_the_cells_of_its_graphemes_whatever_is_drawn_over_it(
    text: str, width: int, data: st.DataObject
) -> None:
    page = page_of(text, width)
    bare = [page.rows.cells(row) for row in range(len(page.rows))]
    offsets = st.integers(0, len(text) - 1)
    for number in range(data.draw(st.integers(0, 3))):
        start, end = sorted((data.draw(offsets), data.draw(offsets)))
        marks = [*page.marks, MarkView(str(number), Span(start, end + 1), number != 1)]
        page.put(sorted(marks, key=lambda mark: (mark.span.start, mark.span.end)), "1")
    start, end = sorted((data.draw(offsets), data.draw(offsets)))
    page.select(data.draw(st.sampled_from([None, Span(start, end + 1)])), start)
    on_break = page.rows.row_at(page.selection.head)
    for row in range(len(page.rows)):
        caret_behind = row == on_break and page.selection.head >= page.rows[row].end
        assert cells(page, row) == bare[row] + caret_behind


@settings(max_examples=300)
@given(texts, st.integers(2, 30), st.data())
def test_labels_take_the_cells_of_what_they_are_drawn_over(
    text: str, width: int, data: st.DataObject
) -> None:
    page = page_of(text, width)
    places = starts(page)
    if not places:
        return
    bare = [page.rows.cells(row) for row in range(len(page.rows))]
    chosen = page.apart(sorted(data.draw(st.sets(st.sampled_from(places), min_size=1))), 2)
    labels = {offset: data.draw(st.sampled_from(["f", "zj"])) for offset in chosen}
    page.label(labels)
    for row in range(len(page.rows)):
        drawn = list(page.stretches(row))
        on_row = [offset for offset in chosen if page.rows.row_at(offset) == row]
        shown = [stretch.text.strip() for stretch in drawn if stretch.look.label]
        assert shown == [labels[offset] for offset in on_row]
        # Only a label of two letters over the last cell of a row needs the column kept free behind it.
        last = bool(on_row) and page.rows.place(on_row[-1]).cell == bare[row] - 1
        assert cells(page, row) == bare[row] + (last and len(labels[on_row[-1]]) > 1)
        at = 0
        for stretch in drawn:
            if stretch.look.label:
                offset = on_row[shown.index(stretch.text.strip())] if len(set(shown)) == len(shown) else None
                assert offset is None or page.rows.place(offset).cell == at
            else:
                assert {stretch.look.selected, stretch.look.caret} == {False}
            at += cell_len(stretch.text)
    page.label({})
    assert [cells(page, row) for row in range(len(page.rows)) if row] == bare[1:]


def test_only_rows_whose_labels_differ_are_named() -> None:
    page = page_of("one two three four five six", 9)
    assert page.label({0: "a", 8: "b"}) == {0, 1}
    assert page.label({0: "a", 8: "c"}) == {1}
    assert page.label({}) == {0, 1}


def test_places_too_near_for_their_labels_are_left_out() -> None:
    page = page_of("a;b;c\n;d", 20)
    assert page.apart([0, 1, 2, 3, 4, 6, 7], 2) == [0, 2, 4, 6]
    assert page.apart([0, 1, 6], 1) == [0, 1, 6]
