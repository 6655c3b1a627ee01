"""Rows: every printed character once, nothing wider than it may be, the way to the cell and back."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from wcwidth import wcswidth

from annotator.core.text.graphemes import graphemes
from annotator.core.text.rows import Layout, Place, Rows
from annotator.core.text.span import Span

SCRIPTS = {
    "latin": "abcdefghijklm éüñ “quoted” — 12.5% ",
    "greek and cyrillic": "αβγδ жзик ",
    "japanese": "日本語のテキスト、「記事」。カナ が\u3099",
    "korean": "한국어 텍스트 각\u1100\u1161\u11a8 ",
    "devanagari": "प्रधानमंत्री ने कहा क्षि ",
    "arabic": "قال الوزير \u0600\u064b ",
    "thai": "กำลังพูด ที่นี่ ",
    "combining": "e\u0301o\u0308\u0323 a\u0300\u0301\u0302 ",
    "emoji": "👩🏽\u200d🔬👨\u200d👩\u200d👧🇫🇷🇩🇪1\ufe0f\u20e3☎\ufe0f ",
    "odd": "\t\u00a0\u00ad\u200b\u200d\u202e\x00\x1b\r\n \u3000\n\u2028\x85\u1680",
}
pieces = st.sampled_from([cluster for text in SCRIPTS.values() for cluster in text])
words = st.sampled_from([*" ".join(SCRIPTS.values()).split(), " ", "  ", "\n", "\n\n"])
texts = st.one_of(
    *(st.text(alphabet, max_size=60) for alphabet in SCRIPTS.values()),
    st.lists(pieces, max_size=60).map("".join),
    st.lists(words, max_size=30).map(" ".join),
)
widths = st.integers(1, 30)


def cell_width(cluster: str) -> int:
    return max(0, wcswidth(cluster))


def lay_out(text: str, width: int) -> Rows:
    return Layout(text, cell_width).at_width(width)


def drawn(rows: Rows) -> list[str]:
    return [rows.text[row.start : row.end] for row in rows]


@settings(max_examples=600, deadline=None)
@given(texts, widths)
def test_every_printed_character_is_drawn_once_and_in_order(text: str, width: int) -> None:
    rows = lay_out(text, width)
    assert all(before.end <= after.start for before, after in pairwise(rows))
    covered = {at for row in rows for at in range(row.start, row.end)}
    assert all(at in covered for at, character in enumerate(text) if not character.isspace())


@settings(max_examples=600, deadline=None)
@given(texts, widths)
def test_no_row_is_wider_than_asked_unless_one_grapheme_is(text: str, width: int) -> None:
    rows = lay_out(text, width)
    for index, row in enumerate(rows):
        clusters = list(rows.clusters(row.start, row.end))
        assert rows.cells(index) == sum(cluster.cells for cluster in clusters)
        assert rows.cells(index) <= width or len(clusters) == 1


@settings(max_examples=600, deadline=None)
@given(texts, widths)
def test_rows_hold_whole_graphemes_and_the_way_back_is_exact(text: str, width: int) -> None:
    rows = lay_out(text, width)
    starts = {span.start for span in graphemes(text, Span(0, len(text)))} if text else set()
    for index, row in enumerate(rows):
        clusters = list(rows.clusters(row.start, row.end))
        assert [cluster.start for cluster in clusters] == sorted(starts & set(range(row.start, row.end)))
        cell = 0
        for cluster in clusters:
            assert rows.place(cluster.start) == Place(index, cell)
            inside = range(cell, cell + cluster.cells)
            assert {rows.offset_at(index, at) for at in inside} == {cluster.start}
            cell += cluster.cells
        assert rows.offset_at(index, cell) == row.end


@settings(max_examples=300, deadline=None)
@given(texts, widths)
def test_any_offset_has_a_place_and_boundaries_are_graphemes(text: str, width: int) -> None:
    rows = lay_out(text, width)
    bounds = {span.start for span in graphemes(text, Span(0, len(text)))} | {len(text)} if text else {0}
    for offset in range(len(text) + 1):
        row, cell = rows.place(offset)
        assert 0 <= row < len(rows)
        assert 0 <= cell <= rows.cells(row)
        if rows[row].start <= offset <= rows[row].end:
            assert rows.floor(offset) in bounds
            assert rows.ceil(offset) in bounds
            assert rows.floor(offset) <= offset <= rows.ceil(offset)


@settings(max_examples=200, deadline=None)
@given(texts, widths)
def test_a_second_blank_row_never_follows_the_first(text: str, width: int) -> None:
    blank = [not part for part in drawn(lay_out(text, width))]
    assert blank == [True] or not (blank[0] or blank[-1] or any(a and b for a, b in pairwise(blank)))


@pytest.mark.parametrize(
    ("text", "width", "expected"),
    [
        ("", 5, [""]),
        ("\n\n", 5, [""]),
        ("one two three", 7, ["one two", "three"]),
        ("one two  three", 7, ["one two", "three"]),
        ("extraordinary", 5, ["extra", "ordin", "ary"]),
        ("an extraordinary", 5, ["an", "extra", "ordin", "ary"]),
        ("a\nb", 5, ["a", "b"]),
        ("a\r\nb", 5, ["a", "b"]),
        ("a\n\n\n \n\nb\n\n", 5, ["a", "", "b"]),
        ("12 000 people".replace(" ", "\u00a0", 1), 8, ["12\u00a0000", "people"]),
        ("日本語のテキスト", 5, ["日本", "語の", "テキ", "スト"]),
        ("彼は言った。「はい」", 11, ["彼は言っ", "た。「は", "い」"]),
        ("said 日本語 today", 8, ["said 日", "本語", "today"]),
        ("한국어 텍스트", 8, ["한국어", "텍스트"]),
        ("🇫🇷🇩🇪🇮🇹", 5, ["🇫🇷🇩🇪", "🇮🇹"]),
        ("👨\u200d👩\u200d👧x", 1, ["👨\u200d👩\u200d👧", "x"]),
        ("co\u00adopera\u00adtion", 6, ["co\u00ad", "opera\u00ad", "tion"]),
        ("  indented", 20, ["  indented"]),
        ("\u3000字下げ", 20, ["\u3000字下げ"]),
        ("a\tb", 20, ["a\tb"]),
    ],
)
def test_where_rows_end(text: str, width: int, expected: list[str]) -> None:
    assert drawn(lay_out(text, width)) == expected


def test_a_tab_takes_one_cell_and_a_lone_mark_one() -> None:
    assert lay_out("a\tb", 20).place(2) == Place(0, 2)
    assert lay_out("\u0301a", 20).place(1) == Place(0, 1)


def test_undrawn_offsets_stand_at_the_end_of_the_row_before() -> None:
    rows = lay_out("one  \n\n\ntwo", 10)
    assert [rows.place(at) for at in (3, 4, 5)] == [Place(0, 3)] * 3
    assert [rows.place(at) for at in (6, 7)] == [Place(1, 0)] * 2
    assert rows.place(8) == Place(2, 0)


def test_cells_outside_the_text_lead_to_its_nearest_row() -> None:
    rows = lay_out("one two", 3)
    assert (rows.offset_at(-4, -2), rows.offset_at(0, 99), rows.offset_at(99, 99)) == (0, 3, 7)


@given(texts)
def test_before_there_is_a_width_nothing_is_wrapped(text: str) -> None:
    assert list(lay_out(text, 0)) == list(lay_out(text, 10_000))


def test_rows_of_a_width_are_worked_out_once() -> None:
    layout = Layout("one two three", len)
    assert layout.at_width(7) is layout.at_width(7)


@pytest.mark.parametrize("text", ["word " * 10_000, "word’s é " * 5_500, "x" * 100_000])
def test_fifty_thousand_latin_characters_wrap_in_a_few_milliseconds(text: str) -> None:
    best = min(_seconds_to_wrap(text) for _ in range(5))
    counting = min(_seconds_to_count(text) for _ in range(5))
    # A plain loop over the characters is the yardstick: it makes the bar hold on slow machines too.
    assert best < 3 * counting


def _seconds_to_wrap(text: str) -> float:
    begin = time.perf_counter()
    lay_out(text, 80)
    return time.perf_counter() - begin


def _seconds_to_count(text: str) -> float:
    begin, spaces = time.perf_counter(), 0
    for character in text:
        spaces += character == " "
    return time.perf_counter() - begin
