"""Finding and reading label schemes: the shipped ones by name, any other by its file."""

from __future__ import annotations

from pathlib import Path

from annotator.core.scheme import Scheme, parse_scheme
from annotator.errors import BadInput, NotFound
from annotator.files import MEGABYTE, read_whole
from annotator.shipped import shipped

DEFAULT_SCHEME = "newsclaim"
MOST = 2 * MEGABYTE
"""Bytes of a scheme."""


def shipped_schemes() -> list[Scheme]:
    """Return the schemes that come with the program, by name."""
    return [read_scheme(path) for path in sorted((shipped("seeds") / "schemes").glob("*.toml"))]


def read_scheme(path: Path) -> Scheme:
    """Read the scheme in a TOML file; `BadScheme` names the file, the key and the reason."""
    do = "check the path; annotator scheme list names the shipped schemes"
    try:
        body = read_whole(path, MOST, what="the scheme", do=do).decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        raise BadInput(
            "not UTF-8 text",
            where=str(path),
            why=f"byte 0x{problem.object[problem.start]:02x} at offset {problem.start}: {problem.reason}",
            do="save it as UTF-8",
        ) from problem
    return parse_scheme(body, str(path))


def find_scheme(name_or_path: str) -> Scheme:
    """Return the shipped scheme of that name, or the scheme in that file."""
    folder = shipped("seeds") / "schemes"
    if (folder / f"{name_or_path}.toml").is_file() and "/" not in name_or_path:
        return read_scheme(folder / f"{name_or_path}.toml")
    path = Path(name_or_path)
    if path.suffix == ".toml" or (path.exists() and not path.is_dir()):
        return read_scheme(path)
    known = ", ".join(sorted(path.stem for path in folder.glob("*.toml")))
    raise NotFound(
        f"no scheme {name_or_path!r}", why=f"shipped are: {known}", do="name one of these, or a .toml file"
    )


def guideline(scheme: Scheme) -> str:
    """Return the guideline shipped for a scheme, or nothing."""
    path = shipped("seeds") / "guidelines" / scheme.guideline
    return path.read_text(encoding="utf-8") if scheme.guideline and path.is_file() else ""
