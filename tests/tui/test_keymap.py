"""Every action has a key, words, and a place in help and palette; whatever keys pass the check reach their commands."""

from __future__ import annotations

import inspect
import pkgutil
from collections.abc import Iterator
from importlib import import_module

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.binding import Binding
from textual.dom import DOMNode
from textual.widgets import Input, TextArea

import annotator.tui.screens
import annotator.tui.widgets
from annotator.tui.chosen import Chosen
from annotator.tui.commands import COMMANDS, WHEN_ASKED
from annotator.tui.dialog_keys import DIALOG_KEYS, EDITING
from annotator.tui.key_checks import command_problems, dialog_problems
from annotator.tui.key_names import shown
from annotator.tui.keymap import STANDARD, Keymap, counting, names
from annotator.tui.keys import DIGITS, FOOTERS, GROUPS, KEYS, LETTERS, OWNED, Mode
from annotator.tui.screens.key_help import STATES, found, sections
from annotator.workflow.schemes import find_scheme


def test_every_command_stands_in_the_table_once_and_every_row_is_a_command() -> None:
    commands = [row.command for row in KEYS]
    assert len(commands) == len(set(commands)), (
        "give a command all its keys in one row: letters don't count in TAG"
    )
    assert set(commands) == set(COMMANDS)


def test_every_command_has_words_a_key_in_each_of_its_states_and_a_place_in_the_help() -> None:
    for row in KEYS:
        assert row.what
        assert row.what[0].islower()
        for mode in row.mode:
            assert counting(row, mode), f"{row.command} has no key that counts in {mode.name}"
            assert row.group in GROUPS[mode]


def test_help_shows_every_command_of_every_state() -> None:
    told = sections(Mode.READ, None, Chosen())
    titles = [title for title, _ in told]
    assert titles[0] == f"Now: {STATES[Mode.READ]}"
    for mode in Mode:
        lines = next(lines for title, lines in told if title.endswith(STATES[mode]))
        assert {row.command for row in STANDARD.applying(mode)} <= {line.name for line in lines}
    assert {row.id for row in DIALOG_KEYS} == {line.name for line in dict(told)["Dialogs"]}


def test_help_finds_every_command_by_its_name_its_words_and_its_keys() -> None:
    told = sections(Mode.SPAN, find_scheme("newsclaim"), Chosen())
    for row in KEYS:
        for query in (row.command, row.what, row.what.upper(), *map(shown, names(row))):
            names_found = [line.name for _, lines in found(told, query) for line in lines]
            assert row.command in names_found, query
    assert next(found(told, "="))[0] == "The key ="
    assert list(found(told, "no such thing")) == []
    assert list(found(told, "  ")) == told


def test_help_finds_labels_by_their_key_name_and_definition() -> None:
    scheme = find_scheme("newsclaim")
    told = sections(Mode.TAG, scheme, Chosen())
    for label in (label for field in scheme.fields for label in field.labels):
        for query in (label.key, label.name, label.id, label.definition[:20]):
            lines = [line for _, lines in found(told, query) for line in lines]
            assert any(line.more == label.id for line in lines), query


def test_the_footer_names_commands_of_its_state_that_have_a_key() -> None:
    assert set(FOOTERS) == set(Mode)
    for mode, hints in FOOTERS.items():
        for commands, words in hints:
            assert words
            assert STANDARD.hint(commands, mode), (mode, commands)
            for command in commands.split():
                assert command in {"LETTERS", "DIGITS"} or STANDARD.keys_of(command, mode), (mode, command)


def test_the_standard_keys_pass_their_own_check() -> None:
    own = {row.command: names(row) for row in KEYS}
    assert list(command_problems(STANDARD, own)) == []
    assert list(dialog_problems({row.id: tuple(row.keys.split(",")) for row in DIALOG_KEYS})) == []


@pytest.mark.parametrize("name", [*LETTERS, *LETTERS.upper(), *DIGITS])
def test_no_letter_or_source_digit_means_a_command_while_a_claim_is_tagged(name: str) -> None:
    assert STANDARD.meaning(name, Mode.TAG) is None


def test_what_a_state_keeps_for_labels_and_sources_is_never_a_command_there() -> None:
    keymap = STANDARD.with_keys({row.command: (*LETTERS, *DIGITS) for row in KEYS})
    for mode in Mode:
        assert [name for name in OWNED[mode] if keymap.meaning(name, mode)] == []


# -- dialogs


def bindings() -> Iterator[tuple[str, Binding]]:
    """Yield every binding that a class of ours declares itself."""
    for package in (annotator.tui.screens, annotator.tui.widgets):
        for module in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
            for _, one in inspect.getmembers(import_module(module.name), inspect.isclass):
                if issubclass(one, DOMNode) and one.__module__ == module.name:
                    for binding in vars(one).get("BINDINGS", ()):
                        assert isinstance(binding, Binding), f"{one.__name__}: say Binding(…, id=…)"
                        # The letters of a choice of words are those the words begin with.
                        if not binding.action.startswith("letter("):
                            yield one.__name__, binding


def test_every_binding_of_a_dialog_has_an_id_and_words_and_stands_in_the_table_of_dialog_keys() -> None:
    found = list(bindings())
    assert [(name, each) for name, each in found if not each.id or not each.description] == []
    declared = {str(each.id): (each.key.replace(" ", ""), each.priority) for _, each in found}
    assert declared == {row.id: (row.keys, row.ahead) for row in DIALOG_KEYS}
    assert all(row.what and row.where for row in DIALOG_KEYS)


def test_the_keys_that_edit_text_are_those_of_the_fields() -> None:
    of_fields = [each.key for field in (Input, TextArea) for each in Binding.make_bindings(field.BINDINGS)]
    assert set(of_fields) == EDITING


def test_an_id_names_one_binding() -> None:
    ids = [each.id for _, each in bindings()]
    assert len(ids) == len(set(ids))
    assert len({row.id for row in DIALOG_KEYS}) == len(DIALOG_KEYS)


# -- laws

POOL = [
    *"abcdefghijklmnopqrstuvwxyzABCDEFXYZ0123456789",
    *(
        "full_stop",
        "comma",
        "slash",
        "space",
        "enter",
        "escape",
        "tab",
        "f3",
        "f5",
        "ctrl+x",
        "ctrl+z",
        "up",
        "minus",
    ),
]
SOME_KEYS = st.lists(st.sampled_from(POOL), max_size=3, unique=True).map(tuple)
OWN = st.dictionaries(st.sampled_from([row.command for row in KEYS]), SOME_KEYS, max_size=6)


def reaches(keymap: Keymap) -> None:
    """Each command is what its keys mean, in all its states, and nothing else is."""
    for row in keymap.rows:
        for mode in row.mode:
            for name in counting(row, mode):
                assert keymap.meaning(name, mode) == row.command
                assert keymap.knows(name)
            assert keymap.keys_of(row.command, mode) == counting(row, mode)
        assert all(any(keymap.meaning(name, mode) == row.command for mode in row.mode) for name in names(row))
        assert not names(row) or all(counting(row, mode) for mode in row.mode)
    assert keymap.keys_of("palette")


@given(OWN)
def test_keys_that_pass_the_check_reach_their_commands_in_every_state(
    own: dict[str, tuple[str, ...]],
) -> None:
    keymap = STANDARD.with_keys(own)
    if not list(command_problems(keymap, own)):
        reaches(keymap)


@st.composite
def permutations(draw: st.DrawFn) -> dict[str, tuple[str, ...]]:
    """Let commands of the same states change keys among each other, all of them in any way."""
    own = {}
    for modes in {row.mode for row in KEYS}:
        alike = [row for row in KEYS if row.mode == modes]
        others = draw(st.permutations(alike))
        own |= {one.command: names(other) for one, other in zip(alike, others, strict=True)}
    return own


@given(permutations())
def test_any_permutation_among_commands_of_the_same_states_passes_and_reaches_each(
    own: dict[str, tuple[str, ...]],
) -> None:
    keymap = STANDARD.with_keys(own)
    assert list(command_problems(keymap, own)) == []
    reaches(keymap)
    assert {row.command: names(row) for row in keymap.rows} == own


@given(OWN, st.sampled_from(list(Mode)), st.sampled_from(POOL))
def test_a_check_that_finds_no_clash_is_right(own: dict[str, tuple[str, ...]], mode: Mode, name: str) -> None:
    keymap = STANDARD.with_keys(own)
    wanting = [row.command for row in keymap.rows if mode in row.mode and name in counting(row, mode)]
    if len(wanting) > 1:
        assert any(each.name in wanting for each in command_problems(keymap, own))


def test_commands_imported_when_asked_for_are_those_of_their_modules() -> None:
    for module, commands in WHEN_ASKED.items():
        found = import_module(f"annotator.tui.commands.{module}").COMMANDS
        assert set(found) == set(commands)
