"""Where the starter material and the migrations lie, in a wheel and in a checkout alike.

A wheel carries `db/` and `seeds/` as `annotator/_shipped/…`; a checkout has them beside the package. The
`SHIPPED` marker file keeps a stranger's folder of the same name from being taken for ours.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from annotator.errors import AnnotatorError

_PACKAGE = Path(__file__).resolve().parent


def shipped(folder: Literal["db", "seeds"]) -> Path:
    """Return the shipped folder, raising `AnnotatorError` when the installation lacks it."""
    for parent in (_PACKAGE / "_shipped", _PACKAGE.parent):
        if (parent / folder / "SHIPPED").is_file():
            return parent / folder
    raise AnnotatorError(
        f"the installation is incomplete: its {folder}/ folder is missing",
        why=f"neither {_PACKAGE / '_shipped'} nor {_PACKAGE.parent} holds it",
        do="install annotator again",
    )
