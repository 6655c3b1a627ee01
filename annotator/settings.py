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


def database_path(given: str | None, environ: Mapping[str, str] = os.environ) -> Path:
    """Return the project's file: what was given, else ANNOTATOR_DB, else ./annotator.db."""
    target = given or environ.get("ANNOTATOR_DB") or DEFAULT_DATABASE
    if target.startswith("sqlite:///"):
        return Path(target.removeprefix("sqlite:///"))
    if re.match(r"[a-z][a-z0-9+]+://", target, re.IGNORECASE):
        scheme = target.split("://", 1)[0]
        raise BadInput(
            f"a project can't be kept at a {scheme} address by this version",
            why="it keeps projects in SQLite files",
            do="give a path, for example --db project.db",
        )
    return Path(target)


def given_name(given: str | None, environ: Mapping[str, str] = os.environ) -> str | None:
    """Return the annotator's name as given, else as ANNOTATOR_NAME says."""
    name = " ".join((given or environ.get("ANNOTATOR_NAME") or "").split())
    return name or None


def config_folder(environ: Mapping[str, str] = os.environ) -> Path:
    """Return the folder for a person's own settings; `RuntimeError` where nobody says which is their home."""
    base = environ.get("XDG_CONFIG_HOME") or str(Path.home() / ".config")
    return Path(base) / "annotator"


def remembered_name(project: str, environ: Mapping[str, str] = os.environ) -> str | None:
    """Return the name this person last used in a project."""
    return _names(environ).get(project)


def remember_name(project: str, name: str, environ: Mapping[str, str] = os.environ) -> None:
    """Remember the name this person uses in a project; where that can't be written, they are asked again."""
    names = _names(environ)
    if names.get(project) == name:
        return
    with suppress(OSError, RuntimeError):
        folder = config_folder(environ)
        folder.mkdir(parents=True, exist_ok=True)
        unfinished = folder / f"names.json.{os.getpid()}"
        unfinished.write_text(json.dumps(names | {project: name}, indent=1), encoding="utf-8")
        unfinished.replace(folder / "names.json")


def _names(environ: Mapping[str, str]) -> dict[str, str]:
    try:
        names = json.loads((config_folder(environ) / "names.json").read_text(encoding="utf-8"))
    except (OSError, ValueError, RuntimeError):
        return {}
    return {str(key): str(value) for key, value in names.items()} if isinstance(names, dict) else {}
