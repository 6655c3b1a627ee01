"""How a model is told from a person where either may be named: by what stands before its name."""

from __future__ import annotations

from annotator.core.ids import fold
from annotator.errors import Invalid

MODEL = "model:"
"""What stands before a model's name on the command line."""


def refuse_model_name(name: str) -> None:
    """Raise `Invalid` for a person's name that would be read as a model's.

    >>> refuse_model_name("Ana")
    """
    if fold(name).startswith(MODEL):
        raise Invalid(
            f"nobody works under the name {name!r}",
            why="it stands for a model, whose labels are imported",
            do=f"bring them in: annotator labels import FILE --as {MODEL}NAME",
        )
