"""Names in little room: no two the same, none cut through a character, as wide as there is room for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from annotator.core.short_names import MORE, SHORTEST, cut, fitted, short_forms
from annotator.core.text.graphemes import graphemes
from annotator.core.text.span import Span

FAMILY = "👩‍👩‍👧"
WORDS = [
    "Ada",
    "Byron",
    "Department",
    "of",
    "Homeland",
    "Security",
    "officials",
    "the",
    "警察庁",
    FAMILY,
    "e\u0301cole",
]
WORDS += ["हिन्दी", "🇩🇪", "O’Hara", "ß", "police"]
NAMES = st.lists(st.sampled_from(WORDS), min_size=1, max_size=5).map(" ".join)
FORMS = st.lists(
    st.builds(short_forms, NAMES, st.lists(NAMES, max_size=2)), max_size=9, unique_by=lambda each: each[0]
)


def is_whole(text: str, name: str) -> bool:
    """Tell whether a text is a name, or the first of its characters and a mark where it was cut."""
    stops = {one.end for one in graphemes(name, Span(0, len(name)))}
    kept = text.removesuffix(MORE)
    return text == name or any(name[:stop].rstrip() == kept for stop in {0, *stops})


@given(FORMS, st.integers(0, 120))
def test_names_side_by_side_are_never_the_same_nor_cut_through(
    forms: list[tuple[str, ...]], room: int
) -> None:
    shown = fitted(forms, room, cell_len)
    assert len(shown) == len(forms)
    assert len(set(shown)) == len(shown)
    for text, names in zip(shown, forms, strict=True):
        assert any(is_whole(text, name) for name in names)


@given(FORMS, st.integers(0, 120))
def test_they_fit_or_cannot_be_shorter_without_saying_nothing(
    forms: list[tuple[str, ...]], room: int
) -> None:
    shown = fitted(forms, room, cell_len)
    if sum(map(cell_len, (names[0] for names in forms))) <= room:
        assert shown == [names[0] for names in forms]
    if sum(map(cell_len, shown)) > room:
        too_wide = [text for text in shown if cell_len(text) > SHORTEST]
        for text in too_wide:
            shorter = [cut(text, width, cell_len) for width in range(SHORTEST, cell_len(text))]
            assert all(each in shown or cell_len(each) > SHORTEST for each in shorter)


@given(NAMES, st.integers(0, 40))
def test_a_cut_text_has_room_and_whole_characters(name: str, room: int) -> None:
    assert cell_len(cut(name, room, cell_len)) <= max(room, 0)
    assert is_whole(cut(name, room, cell_len), name)


@pytest.mark.parametrize(
    ("name", "aliases", "wanted"),
    [
        ("Minneapolis police", [], ("Minneapolis police", "police", "MP")),
        ("Department of Homeland Security", [], ("Department of Homeland Security", "Department", "DHS")),
        (
            "Department of Homeland Security",
            ["Homeland", "D", "DHS"],
            ("Department of Homeland Security", "DHS"),
        ),
        ("the mayor", [], ("the mayor", "mayor")),
        ("officials", [], ("officials",)),
        ("city officials", [], ("city officials", "officials")),
    ],
)
def test_a_name_has_shorter_ones(name: str, aliases: list[str], wanted: tuple[str, ...]) -> None:
    assert short_forms(name, aliases) == wanted


def test_of_several_the_widest_is_shortened_first_and_none_takes_the_name_of_another() -> None:
    police = short_forms("Minneapolis police"), short_forms("Saint Paul police"), short_forms("Jacob Frey")
    assert fitted(police, 40, cell_len) == ["police", "Saint Paul police", "Jacob Frey"]
    assert fitted(police, 22, cell_len) == ["police", "SPP", "Jacob Frey"]
