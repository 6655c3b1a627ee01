"""A person's own keys and looks: what the file may say, and how every mistake in it is told."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.errors import AnnotatorError, BadInput
from annotator.tui.chosen import LOOKS, THEMES, Chosen, Look, chosen
from annotator.tui.dialog_keys import DIALOG_KEYS
from annotator.tui.keymap import STANDARD
from annotator.tui.keys import KEYS, Mode
from annotator.tui.screen_example import example
from annotator.tui.screen_file import read


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "screen.toml"


def test_all_of_it_can_be_chosen(file: Path) -> None:
    file.write_text(
        """
        [look]
        theme = "high-contrast"
        borders = "ascii"
        motion = "full"
        emoji = "plain"

        [keys]
        sentence_next = "Z, ctrl+n"
        articles = ["X", "Alt+F7"]
        end_in = "Alt+F9"
        done = ","
        skip = ""
        undo = "Ctrl+Alt+U"

        [dialogs]
        "form.save" = "alt+s"
        picker.down = "Ctrl+N, down"
        """,
        encoding="utf-8",
    )
    found = read(file)
    assert found.look == Look("high-contrast", "ascii", "full", "plain")
    assert dict(found.dialogs) == {"form.save": "alt+s", "picker.down": "ctrl+n,down"}
    keymap = found.keymap
    assert keymap.meaning("Z", Mode.READ) == keymap.meaning("ctrl+n", Mode.SPAN) == "sentence_next"
    assert keymap.meaning("j", Mode.READ) is None
    assert keymap.keys_of("articles") == ("X", "alt+f7")
    assert keymap.meaning("comma", Mode.TAG) == "done"
    assert keymap.keys_of("skip") == ()
    assert keymap.meaning("u", Mode.READ) is None


@pytest.mark.parametrize("text", ["", "# nothing\n", "[keys]\n[look]\n[dialogs]\n", "\ufeff[keys]\n"])
def test_what_is_left_out_stays_as_it_is(text: str, file: Path) -> None:
    file.write_text(text, encoding="utf-8")
    assert read(file) == Chosen()


MISTAKES = [
    ('[colours]\na = "b"', 1, "no section is called 'colours'", "look, keys, dialogs"),
    ('[key]\na = "b"', 1, "no section is called 'key'", "did you mean keys?"),
    ("\nkeys = 3", 2, "keys is a section", "write [keys] on a line of its own"),
    ('[look]\n\ntheme = "dark"', 3, "theme can't be 'dark'", "annotator, annotator-light"),
    ('[look]\ntheme = "colorblind"', 2, "theme can't be 'colorblind'", "did you mean colour-blind?"),
    ('[look]\nborder = "ascii"', 2, "no setting of [look] is called 'border'", "did you mean borders?"),
    ('look.motion = "none"', 1, "motion can't be 'none'", "reduced, full"),
    ("[look]\nmotion = false", 2, "motion can't be False", "reduced, full"),
    ('[keys]\nsentence = "n"', 2, "no command is called 'sentence'", "did you mean sentence_"),
    ('[keys]\nxyzzy = "n"', 2, "no command is called 'xyzzy'", "annotator keys example"),
    ('[keys]\n# flag\nflag = "Spacebar"', 3, "flag: 'Spacebar' is no key", "did you mean Space?"),
    ("[keys]\nflag = 7", 2, "the keys of flag are no text", "in quotation marks"),
    ('[keys]\nflag = ["f", 7]', 2, "the keys of flag are no text", "in quotation marks"),
    ('[keys]\nflag = " "', 2, "the keys of flag are no text", "in quotation marks"),
    ('[keys]\nflag = "f,"', 2, "flag: the name of a key is missing", "called comma"),
    ('[keys]\nflag = "Shift+f"', 2, "the letter it makes", "write F"),
    ('[keys]\nflag = "Ctrl+I"', 2, "arrives as Tab", "choose another key"),
    (
        '[keys]\nsentence_next = "k"',
        2,
        "k is the key of sentence_previous already, in READ",
        'sentence_previous = ""',
    ),
    ('[keys]\nflag = "Z"\nskip = "Z"', 3, "skip: Z is the key of flag already", "choose another"),
    ('[keys]\nguideline = "?"', 2, "guideline: ? is the key of help already", "choose another"),
    ('[keys]\nevidence = "v"', 2, "v is the key of a label in TAG, where evidence belongs", "function key"),
    (
        '[keys]\nevidence = "V, F8"',
        2,
        "V is the key of a label in TAG, where evidence belongs",
        "function key",
    ),
    ('[keys]\nmark = "3"', 2, "3 is the key of a source in SPAN, where mark belongs", "function key"),
    (
        '[keys]\ndone = "Z"',
        2,
        "Z is the key of a label in TAG, where done belongs as well",
        'done = "Z, Space"',
    ),
    (
        '[keys]\nskip = "3"',
        2,
        "3 is the key of a source in SPAN, where skip belongs as well",
        'skip = "3, s"',
    ),
    ('[keys]\npalette = ""', 2, "palette: it needs a key", "give it one"),
    (
        '[dialogs]\n"form.safe" = "F8"',
        2,
        "no binding of a dialog is called 'form.safe'",
        "did you mean form.save?",
    ),
    ('[dialogs]\nform.save = "w"', 2, "form.save: w is a character", "one with Ctrl"),
    ('[dialogs]\nform.save = "Ctrl+W"', 2, "form.save: Ctrl+W edits the text", "one with Ctrl or Alt"),
    (
        '[dialogs]\n"picker.up" = "Tab"',
        2,
        "picker.up: Tab is the key of picker.unnamed already",
        "choose another",
    ),
    (
        '[dialogs]\n"form.save" = "Ctrl+T"',
        2,
        "form.save: Ctrl+T is the key of evidence.passage already",
        "choose another",
    ),
    ('[dialogs]\n"form.save" = ""', 2, "form.save: it needs a key", "give it one"),
    ("[keys\n", 1, "this is not TOML", "quotation marks"),
    ('[keys]\nflag = "f"\nflag = "f"', 3, "this is not TOML", ""),
    ("[keys]\nflag = f", 2, "this is not TOML", "quotation marks"),
]


@pytest.mark.parametrize(("text", "line", "says", "do"), MISTAKES)
def test_a_mistake_is_told_with_its_line_and_what_to_do(
    text: str, line: int, says: str, do: str, file: Path
) -> None:
    file.write_text(text, encoding="utf-8")
    with pytest.raises(BadInput, match="screen") as problem:
        read(file)
    told = str(problem.value).splitlines()
    assert told[0].startswith(f"{file}:{line}: "), told
    assert says in told[0]
    assert do in told[1]
    assert len(told) == 2, "one mistake is told once"


def test_all_mistakes_are_told_at_once_from_the_top_of_the_file(file: Path) -> None:
    file.write_text(
        '[keys]\nflag = "Spacebar"\nundo = "x"\n[look]\ntheme = "x"\n[dialogs]\n"form.save" = "w"\n[more]\n',
        encoding="utf-8",
    )
    with pytest.raises(BadInput, match="screen") as problem:
        read(file)
    lines = [line for line in str(problem.value).splitlines() if line.startswith(str(file))]
    assert [int(line.removeprefix(f"{file}:").split(":")[0]) for line in lines] == [2, 3, 3, 5, 7, 8]


@pytest.mark.parametrize("body", [b"\xff\xfe", b"[look]\ntheme = '\xe4'"])
def test_what_is_no_text_is_said(body: bytes, file: Path) -> None:
    file.write_bytes(body)
    with pytest.raises(BadInput, match="UTF-8"):
        read(file)


def test_a_file_that_is_named_and_not_there_is_said(file: Path, tmp_path: Path) -> None:
    for path in (file, tmp_path):
        with pytest.raises(AnnotatorError, match=r"can't be read|no ordinary file") as problem:
            chosen({"ANNOTATOR_SCREEN": str(path)})
        assert "annotator keys example" in problem.value.do


def refusal(path: Path) -> str:
    """Say why a file is refused, or that it is not."""
    try:
        read(path)
    except BadInput as problem:
        return str(problem)
    return "none"


@given(
    st.text(
        alphabet=st.sampled_from('[]="#.,\n look keys dialogs theme flag done f v Ctrl+ é1'), max_size=120
    )
)
def test_any_text_is_read_or_refused_with_a_line(text: str) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "screen.toml"
        path.write_bytes(text.encode())
        assert refusal(path).startswith((f"{path}:", "none"))


# -- the example


def test_the_example_names_everything_and_changes_nothing(file: Path) -> None:
    file.write_text(example(), encoding="utf-8")
    assert read(file) == Chosen()
    toml = tomllib.loads(example())
    assert set(toml["keys"]) == {row.command for row in KEYS}
    assert set(toml["dialogs"]) == {row.id for row in DIALOG_KEYS}
    assert all(name in example() for values in LOOKS.values() for name in values)


def test_the_settings_that_the_example_leaves_out_can_be_put_in(file: Path) -> None:
    text = example()
    for name in LOOKS:
        text = text.replace(f"# {name} = ", f"{name} = ")
    file.write_text(text, encoding="utf-8")
    assert read(file).look == Look(*(values[0] for values in LOOKS.values()))


# -- what is found out where nothing is said


def test_without_a_file_nothing_is_chosen(tmp_path: Path) -> None:
    assert chosen({"XDG_CONFIG_HOME": str(tmp_path)}) == Chosen()
    assert chosen({"XDG_CONFIG_HOME": str(tmp_path)}).keymap is STANDARD


def test_the_file_among_the_settings_is_found_and_one_named_goes_first(tmp_path: Path) -> None:
    environ = {"XDG_CONFIG_HOME": str(tmp_path)}
    (tmp_path / "annotator").mkdir()
    (tmp_path / "annotator" / "screen.toml").write_text('[look]\ntheme = "terminal"', encoding="utf-8")
    assert chosen(environ).look.theme == "terminal"
    (tmp_path / "mine.toml").write_text('[look]\ntheme = "high-contrast"', encoding="utf-8")
    assert chosen(environ | {"ANNOTATOR_SCREEN": str(tmp_path / "mine.toml")}).look.theme == "high-contrast"


@pytest.mark.parametrize(
    ("environ", "borders"),
    [
        ({}, "lines"),
        ({"LANG": "C.UTF-8"}, "lines"),
        ({"LANG": "de_DE.utf8"}, "lines"),
        ({"LC_ALL": "C", "LANG": "C.UTF-8"}, "ascii"),
        ({"LC_ALL": "", "LC_CTYPE": "POSIX", "LANG": "C.UTF-8"}, "ascii"),
        ({"LANG": "en_US.ISO-8859-1"}, "ascii"),
    ],
)
def test_signs_are_plain_where_the_locale_is_not_utf_8(
    environ: dict[str, str], borders: str, tmp_path: Path
) -> None:
    environ = environ | {"XDG_CONFIG_HOME": str(tmp_path)}
    assert Look().complete(environ).borders == borders
    assert Look(borders="lines").complete(environ).borders == "lines"


def test_the_theme_is_the_one_named_else_the_last_chosen_else_the_first(tmp_path: Path) -> None:
    from annotator.settings import remember_theme

    environ = {"XDG_CONFIG_HOME": str(tmp_path)}
    assert Look().complete(environ).theme == next(iter(THEMES))
    remember_theme("colour-blind", environ)
    assert Look().complete(environ).theme == "colour-blind"
    assert Look(theme="terminal").complete(environ).theme == "terminal"
    assert Look(theme="annotator").complete(environ | {"NO_COLOR": "1"}).theme == "terminal"
    remember_theme("no longer there", environ)
    assert Look().complete(environ).theme == next(iter(THEMES))
