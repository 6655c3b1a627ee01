"""What the environment says: where the project is, who annotates, where a person's own settings live."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from annotator.errors import BadInput

DEFAULT_DATABASE = "annotator.db"
PRACTICE_OFFERS = 3
"""On how many starts somebody new is told of the practice."""


_ADDRESS = re.compile(r"[^/]*://|[a-z][a-z0-9+.-]+:/|(?:[^/]*//)?[^/]*:[^/]*@", re.IGNORECASE)
"""How an address begins, also one that is misspelled: what may hold a password is taken for no path and never shown."""

_PASSWORD = re.compile(r"(//|:/)([^\s/:@'\"]*):[^\s'\"]*@")


def database_path(given: str | None, environ: Mapping[str, str] = os.environ) -> Path:
    """Return the project's file: what was given, else ANNOTATOR_DB, else ./annotator.db."""
    target = given or environ.get("ANNOTATOR_DB") or DEFAULT_DATABASE
    if target.startswith("sqlite:///"):
        return Path(target.removeprefix("sqlite:///"))
    if _ADDRESS.match(target):
        known = re.match(r"(postgres(?:ql)?|mysql|mariadb|oracle|mssql|sqlite)\b", target, re.IGNORECASE)
        raise BadInput(
            f"a project can't be kept at {f'a {known[1]} address' if known else 'an address'} by this version",
            why="it keeps projects in SQLite files",
            do="give a path, for example --db project.db",
        )
    return Path(target)


def without_passwords(message: str) -> str:
    """Return a message with the password left out of every address in it.

    >>> without_passwords("no such file: postgresql://ana:SECRET@host/db")
    'no such file: postgresql://ana:<…>@host/db'
    """
    return _PASSWORD.sub(r"\1\2:<…>@", message) if "@" in message else message


def given_name(given: str | None, environ: Mapping[str, str] = os.environ) -> str | None:
    """Return the annotator's name as given, else as ANNOTATOR_NAME says."""
    name = " ".join((given or environ.get("ANNOTATOR_NAME") or "").split())
    return name or None


def config_folder(environ: Mapping[str, str] = os.environ) -> Path:
    """Return the folder for a person's own settings; `RuntimeError` where nobody says which is their home."""
    base = environ.get("XDG_CONFIG_HOME") or str(Path.home() / ".config")
    return Path(base) / "annotator"


def screen_file(environ: Mapping[str, str] = os.environ) -> Path | None:
    """Return the file with a person's own keys and looks: ANNOTATOR_SCREEN, else screen.toml if it is there."""
    if named := environ.get("ANNOTATOR_SCREEN"):
        return Path(named)
    with suppress(OSError, RuntimeError):
        path = config_folder(environ) / "screen.toml"
        return path if path.is_file() else None
    return None


def speaks_utf8(environ: Mapping[str, str] = os.environ) -> bool:
    """Tell whether the terminal takes UTF-8, as far as the locale says; where it says nothing, nearly all do."""
    said = environ.get("LC_ALL") or environ.get("LC_CTYPE") or environ.get("LANG") or "UTF-8"
    return "UTF8" in said.upper().replace("-", "")


def remembered_theme(environ: Mapping[str, str] = os.environ) -> str | None:
    """Return the theme this person chose last on the screen."""
    return _kept("look.json", environ).get("theme")


def remember_theme(theme: str, environ: Mapping[str, str] = os.environ) -> None:
    """Remember the theme this person chose; where that can't be written, the choice lasts as long as the program."""
    _keep("look.json", "theme", theme, environ)


def remembered_name(project: str, environ: Mapping[str, str] = os.environ) -> str | None:
    """Return the name this person last used in a project."""
    return _kept("names.json", environ).get(project)


def remember_name(project: str, name: str, environ: Mapping[str, str] = os.environ) -> None:
    """Remember the name this person uses in a project; where that can't be written, they are asked again."""
    _keep("names.json", project, name, environ)


def offer_practice(environ: Mapping[str, str] = os.environ) -> bool:
    """Tell whether to offer the practice: on somebody's first three starts, unless they have opened it; counts."""
    kept = _kept("practice.json", environ)
    starts = int(kept.get("starts", "0")) if kept.get("starts", "0").isdecimal() else PRACTICE_OFFERS
    if kept.get("opened") or starts >= PRACTICE_OFFERS:
        return False
    _keep("practice.json", "starts", str(starts + 1), environ)
    # Where that can't be remembered, it would be offered for ever.
    return _kept("practice.json", environ).get("starts") == str(starts + 1)


def remember_practice(environ: Mapping[str, str] = os.environ) -> None:
    """Remember that this person has opened the practice, so that it is offered no more."""
    _keep("practice.json", "opened", "yes", environ)


def wants_daily_backups(environ: Mapping[str, str] = os.environ) -> bool:
    """Tell whether the project is to be copied once a day: unless ANNOTATOR_BACKUPS says off."""
    return environ.get("ANNOTATOR_BACKUPS", "").strip().lower() not in ("off", "no", "0", "false")


def first_time_today(project: str, today: str, environ: Mapping[str, str] = os.environ) -> bool:
    """Tell whether a project's missing backup has not been spoken of today; counts as speaking of it.

    Where that can't be remembered it is spoken of each time.
    """
    if _kept("backups.json", environ).get(project) == today:
        return False
    _keep("backups.json", project, today, environ)
    return True


def _keep(file: str, key: str, value: str, environ: Mapping[str, str]) -> None:
    kept = _kept(file, environ)
    if kept.get(key) == value:
        return
    with suppress(OSError, RuntimeError):
        folder = config_folder(environ)
        folder.mkdir(parents=True, exist_ok=True)
        unfinished = folder / f"{file}.{os.getpid()}"
        unfinished.write_text(json.dumps(kept | {key: value}, indent=1), encoding="utf-8")
        unfinished.replace(folder / file)


def _kept(file: str, environ: Mapping[str, str]) -> dict[str, str]:
    try:
        kept = json.loads((config_folder(environ) / file).read_text(encoding="utf-8"))
    except (OSError, ValueError, RuntimeError):
        return {}
    return {str(key): str(value) for key, value in kept.items()} if isinstance(kept, dict) else {}
