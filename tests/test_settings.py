"""What the environment says."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from annotator.errors import BadInput
from annotator.settings import (
    config_folder,
    database_path,
    given_name,
    offer_practice,
    remember_name,
    remember_practice,
    remember_theme,
    remembered_name,
    remembered_theme,
    screen_file,
)


@pytest.mark.parametrize(
    ("given", "environ", "path"),
    [
        (None, {}, "annotator.db"),
        (None, {"ANNOTATOR_DB": "b.db"}, "b.db"),
        (None, {"ANNOTATOR_DB": ""}, "annotator.db"),
        ("a.db", {"ANNOTATOR_DB": "b.db"}, "a.db"),
        ("sqlite:///a/b.db", {}, "a/b.db"),
        ("sqlite:////a/b.db", {}, "/a/b.db"),
        ("C:\\a.db", {}, "C:\\a.db"),
    ],
)
def test_where_the_project_is(given: str | None, environ: dict[str, str], path: str) -> None:
    assert database_path(given, environ) == Path(path)


@pytest.mark.parametrize("address", ["postgresql://host/name", "PostgreSQL+psycopg://host/name", "mysql://a"])
def test_a_server_is_not_for_this_version(address: str) -> None:
    with pytest.raises(BadInput, match="can't be kept at") as problem:
        database_path(None, {"ANNOTATOR_DB": address})
    assert "--db" in problem.value.do


@pytest.mark.parametrize(
    ("given", "environ", "name"),
    [
        (None, {}, None),
        ("  ", {}, None),
        (" Ana   Q ", {"ANNOTATOR_NAME": "Ben"}, "Ana Q"),
        (None, {"ANNOTATOR_NAME": " Ben "}, "Ben"),
    ],
)
def test_who_annotates(given: str | None, environ: dict[str, str], name: str | None) -> None:
    assert given_name(given, environ) == name


def test_a_name_is_remembered_per_project(tmp_path: Path) -> None:
    environ = {"XDG_CONFIG_HOME": str(tmp_path)}
    assert remembered_name("p1", environ) is None
    remember_name("p1", "Ana", environ)
    remember_name("p2", "Zoë", environ)
    remember_name("p1", "Ben", environ)
    assert (remembered_name("p1", environ), remembered_name("p2", environ)) == ("Ben", "Zoë")
    assert [path.name for path in config_folder(environ).iterdir()] == ["names.json"]


@pytest.mark.parametrize("body", [b"", b"[", b"[1]", b"\xff", b'{"p": 1}'])
def test_a_spoiled_file_is_as_good_as_none(body: bytes, tmp_path: Path) -> None:
    environ = {"XDG_CONFIG_HOME": str(tmp_path)}
    config_folder(environ).mkdir()
    (config_folder(environ) / "names.json").write_bytes(body)
    assert remembered_name("q", environ) is None
    remember_name("q", "Ana", environ)
    assert remembered_name("q", environ) == "Ana"


def test_the_theme_chosen_last_is_remembered_beside_the_names(tmp_path: Path) -> None:
    environ = {"XDG_CONFIG_HOME": str(tmp_path)}
    assert remembered_theme(environ) is None
    remember_theme("terminal", environ)
    remember_name("p", "Ana", environ)
    remember_theme("annotator", environ)
    assert remembered_theme(environ) == "annotator"
    assert sorted(path.name for path in config_folder(environ).iterdir()) == ["look.json", "names.json"]


def test_a_file_of_keys_and_looks_is_the_one_named_else_the_one_among_the_settings(tmp_path: Path) -> None:
    environ = {"XDG_CONFIG_HOME": str(tmp_path)}
    assert screen_file(environ) is None
    config_folder(environ).mkdir()
    (config_folder(environ) / "screen.toml").mkdir()
    assert screen_file(environ) is None
    (config_folder(environ) / "screen.toml").rmdir()
    (config_folder(environ) / "screen.toml").write_text("", encoding="utf-8")
    assert screen_file(environ) == config_folder(environ) / "screen.toml"
    assert screen_file(environ | {"ANNOTATOR_SCREEN": ""}) == config_folder(environ) / "screen.toml"
    assert screen_file(environ | {"ANNOTATOR_SCREEN": "mine.toml"}) == Path("mine.toml")


def test_nowhere_to_remember_is_no_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text(json.dumps({}), encoding="utf-8")
    environ = {"XDG_CONFIG_HOME": str(tmp_path / "file")}
    remember_name("p", "Ana", environ)
    assert remembered_name("p", environ) is None

    def homeless() -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setattr(Path, "home", homeless)
    remember_name("p", "Ana", {})
    remember_theme("terminal", {})
    assert screen_file({}) is None
    assert remembered_name("p", {}) is None


def test_the_practice_is_offered_three_times_and_not_once_it_was_opened(tmp_path: Path) -> None:
    environ = {"XDG_CONFIG_HOME": str(tmp_path)}
    assert [offer_practice(environ) for _ in range(5)] == [True, True, True, False, False]
    other = {"XDG_CONFIG_HOME": str(tmp_path / "other")}
    assert offer_practice(other)
    remember_practice(other)
    assert not offer_practice(other)


def test_where_nothing_can_be_remembered_the_practice_is_not_offered_for_ever(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    environ = {"XDG_CONFIG_HOME": str(tmp_path / "file")}
    remember_practice(environ)
    assert not offer_practice(environ)


@pytest.mark.parametrize(
    "body", ['{"starts": "many"}', '{"starts": "-1"}', '{"starts": "99"}', '{"opened": "yes"}']
)
def test_an_odd_record_of_the_practice_offers_nothing(body: str, tmp_path: Path) -> None:
    environ = {"XDG_CONFIG_HOME": str(tmp_path)}
    config_folder(environ).mkdir()
    (config_folder(environ) / "practice.json").write_text(body, encoding="utf-8")
    assert not offer_practice(environ)
