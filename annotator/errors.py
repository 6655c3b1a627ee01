"""Every error a user can meet, drawn as one tree.

    AnnotatorError                what happened, where, why, what to do
    ├── BadInput                  a file, value or name that cannot be taken
    │   └── BadScheme             a label scheme that cannot be used
    ├── NotFound                  a name that nothing answers to
    ├── StoreProblem              the project database cannot be opened, read or written
    │   ├── ForeignDatabase       the file belongs to another program
    │   ├── NewerDatabase         the file was written by a newer program
    │   └── NotSaved              a write that did not happen; nothing of it is on disk
    │       └── Outdated          somebody else's write came first
    └── Invalid                   a value that breaks a rule of the core

`AnnotatorError` is caught once, at the top of the command line and of the screen, and shown as one message.
"""

from __future__ import annotations


class AnnotatorError(Exception):
    """Something the user can act on: what happened, where, why, and what to do next."""

    exit_code = 1

    def __init__(self, what: str, *, where: str = "", why: str = "", do: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.where = where
        self.why = why
        self.do = do

    def __str__(self) -> str:
        """Say it in at most four short lines."""
        lines = [f"{self.where}: {self.what}" if self.where else self.what]
        lines += [f"  why: {self.why}"] if self.why else []
        lines += [f"  do:  {self.do}"] if self.do else []
        return "\n".join(lines)


class BadInput(AnnotatorError):
    """A file, value or name that cannot be taken."""


class BadScheme(BadInput):
    """A label scheme that cannot be used."""


class NotFound(AnnotatorError):
    """A name that nothing answers to."""


class StoreProblem(AnnotatorError):
    """The project database cannot be opened, read or written."""


class ForeignDatabase(StoreProblem):
    """The file belongs to another program."""


class NewerDatabase(StoreProblem):
    """The file was written by a newer version of this program."""


class NotSaved(StoreProblem):
    """A write that did not happen; nothing of it is on disk."""


class Outdated(NotSaved):
    """Somebody else's write came first, so this one would have gone over work not yet seen."""


class Invalid(AnnotatorError):
    """A value that breaks a rule of the core."""
