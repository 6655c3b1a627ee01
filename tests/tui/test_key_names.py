"""Keys by Textual's names and as they are printed; what no terminal sends is refused with a reason."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.keys import Keys, _character_to_key

from annotator.errors import BadInput
from annotator.tui.key_names import ARRIVES_AS, SHOWN, character, named, parsed, shown

CHARACTERS = st.characters(min_codepoint=0x21, max_codepoint=0x24F, categories=["L", "N", "P", "S"])


@given(CHARACTERS)
def test_a_character_is_called_what_textual_calls_it(sign: str) -> None:
    assert named(sign) == _character_to_key(sign)


@given(st.characters(min_codepoint=0x21, max_codepoint=0x17F, categories=["L", "N", "P", "S"]))
def test_a_key_is_found_by_the_character_it_prints_and_by_its_name(sign: str) -> None:
    assert parsed(sign) == named(sign)
    assert parsed(named(sign)) == named(sign)
    assert character(named(sign)) == sign
    assert parsed(shown(named(sign))) == named(sign)


@pytest.mark.parametrize("name", SHOWN)
def test_a_key_that_prints_nothing_is_found_by_name_and_sign_in_any_case(name: str) -> None:
    assert name in {key.value for key in Keys} | {"enter", "space", "backspace"}
    for written in (name, name.upper(), shown(name), f"  {shown(name).lower()} "):
        assert parsed(written) == name
    assert parsed(f"Alt+{shown(name)}") == f"alt+{name}"
    assert parsed(shown(f"alt+{name}")) == f"alt+{name}"


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("+", "plus"),
        ("Ctrl++", "ctrl+plus"),
        ("Ctrl+Z", "ctrl+z"),
        ("shift + ctrl + Z", "ctrl+shift+z"),
        ("Control+x", "ctrl+x"),
        ("E", "E"),
        ("ö", "ö"),
        ("PgUp", "pageup"),
        ("Page_Up", "pageup"),
        ("Return", "enter"),
        ("Shift+→", "shift+right"),
        ("SLASH", "slash"),
    ],
)
def test_written_in_many_ways(written: str, key: str) -> None:
    assert parsed(written) == key


@pytest.mark.parametrize(
    ("written", "says", "do"),
    [
        ("", "missing", "comma"),
        ("Escap", "is no key", "did you mean Esc?"),
        ("fullstop", "is no key", "did you mean full_stop?"),
        ("F25", "is no key", "did you mean F"),
        ("Hyper+x", "'Hyper' is none of Ctrl, Alt, Shift", ""),
        ("Ctrl+", "is no key", ""),
        ("shift+f", "the letter it makes", "write F"),
        ("Shift+1", "the sign it makes", "that sign"),
        ("ctrl+i", "arrives as Tab", "another"),
        ("jj", "is no key", ""),
        ("\x1b", "is no key", ""),
        ("\u202e", "is no key", ""),
    ],
)
def test_what_is_no_key_is_refused_with_a_way_out(written: str, says: str, do: str) -> None:
    with pytest.raises(BadInput, match=re.escape(says)) as problem:
        parsed(written)
    assert do in problem.value.do


@pytest.mark.parametrize("written", ARRIVES_AS)
def test_what_terminals_send_as_another_key_is_refused(written: str) -> None:
    with pytest.raises(BadInput, match=r"arrives as|sign it makes"):
        parsed(written)


@given(st.text(max_size=12))
def test_any_text_is_a_key_or_refused(text: str) -> None:
    try:
        key = parsed(text)
    except BadInput:
        return
    assert parsed(key) == key
    assert "," not in key
