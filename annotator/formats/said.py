"""What a file of labels says, before anything in it is looked up: claims as somebody else wrote them down."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from annotator.core.ids import fold
from annotator.errors import BadInput


@dataclass(frozen=True, slots=True)
class SaidSource:
    """A source by its name, with its type and id where the file has them; `unnamed` as "officials" are."""

    name: str
    type: str = ""
    id: str = ""
    unnamed: bool = False


@dataclass(frozen=True, slots=True)
class SaidLabel:
    """A field and what it is given, with the line that says so."""

    line: int
    field: str
    value: str | SaidSource


@dataclass(frozen=True, slots=True)
class SaidClaim:
    """A claim with its labels: where it stands by offsets, by its words, or by its id; `scheme` is a hash.

    One that says neither where it stands nor any label says that its article was looked at.
    """

    line: int
    article: str
    start: int | None = None
    end: int | None = None
    quote: str = ""
    claim: str = ""
    labels: tuple[SaidLabel, ...] = ()
    scheme: str = ""
    as_of: str | None = None
    restatement: str | None = None
    note: str | None = None

    @property
    def is_placed(self) -> bool:
        """Tell whether it says anything of a claim, and not of an article alone."""
        return bool(self.claim or self.quote or self.labels or self.start is not None or self.end is not None)


@dataclass(slots=True)
class Hearing:
    """How a file is read: whose labels are wanted, what is wrong in it, and what in it nobody reads.

    `whose` narrows a file with labels of several annotators; without it there may be one only.
    """

    path: Path
    refuse: Callable[[BadInput], object]
    whose: str = ""
    unread: Counter[str] = field(default_factory=Counter)
    _heard: str = ""

    def bad(self, line: int, what: str, why: str = "", do: str = "") -> None:
        """Say what is wrong in a line."""
        self.refuse(BadInput(what, where=f"{self.path}:{line}", why=why, do=do))

    def wants(self, line: int, annotator: str) -> bool:
        """Tell whether an annotator's labels are to be taken; `BadInput` when nobody said whose of several."""
        if self.whose:
            return fold(annotator) == fold(self.whose)
        if self._heard and annotator and fold(annotator) != fold(self._heard):
            raise BadInput(
                "the file holds labels of several annotators",
                where=f"{self.path}:{line}",
                why=f"{self._heard!r} before, {annotator!r} here",
                do="say whose to take: --of NAME",
            )
        self._heard = self._heard or annotator
        return True
