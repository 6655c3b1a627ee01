"""Rounds: what is asked of whom, and until when nobody sees what others said.

A project begins with one round that asks everything of everybody. It needs no row: it is there as long as no other
round is.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from annotator.core.ids import content_id
from annotator.core.scheme import FieldType, Scheme
from annotator.errors import Invalid


class Marks(StrEnum):
    """Where the claims of a round come from: annotators mark them freely, or they are given."""

    FREE = "free"
    GIVEN = "given"


class RoundState(StrEnum):
    """A closed round asks nothing more; the claims that came of a frozen one never change again."""

    OPEN = "open"
    CLOSED = "closed"
    FROZEN = "frozen"


EVERYTHING = "everything"
"""The name of the round that a project begins with."""


@dataclass(frozen=True, slots=True)
class Suggesting:
    """Whose labels are shown as suggestions, to what share of the items in percent, chosen by which seed."""

    model_id: str
    percent: int
    seed: int

    def __post_init__(self) -> None:
        if not 0 < self.percent <= 100:  # noqa: PLR2004  percent
            raise Invalid(f"a share of {self.percent} % is none", do="give 1 to 100")


@dataclass(frozen=True, slots=True)
class Round:
    """What is asked: which fields, of marks made freely or claims given, blind until it closes.

    No `fields` means all of the scheme. Unless `lists_articles`, all of the project's are asked for. `given_from` is
    the round whose gold gave the claims; `pass_percent` makes it a qualification.
    """

    id: str
    name: str
    marks: Marks = Marks.FREE
    fields: tuple[str, ...] = ()
    blind: bool = True
    lists_articles: bool = False
    given_from: str | None = None
    pass_percent: int | None = None
    suggesting: Suggesting | None = None
    state: RoundState = field(default=RoundState.OPEN, compare=False)

    def __post_init__(self) -> None:
        if not self.name.strip():
            raise Invalid("a round needs a name")
        if (self.marks is Marks.GIVEN) != (self.given_from is not None):
            raise Invalid("claims are given from the gold of another round")
        if self.pass_percent is not None and not 0 < self.pass_percent <= 100:  # noqa: PLR2004  percent
            raise Invalid(f"a pass mark of {self.pass_percent} % is none", do="give 1 to 100")

    @property
    def is_open(self) -> bool:
        """Tell whether work is asked for in it."""
        return self.state is RoundState.OPEN

    @property
    def body(self) -> str:
        """Return all but id, name and state as canonical JSON, what is not said left out."""
        said: dict[str, Any] = {
            "marks": str(self.marks),
            "fields": list(self.fields) or None,
            "open_view": None if self.blind else True,
            "lists_articles": self.lists_articles or None,
            "given_from": self.given_from,
            "pass_percent": self.pass_percent,
            "suggesting": None
            if self.suggesting is None
            else {
                "model": self.suggesting.model_id,
                "percent": self.suggesting.percent,
                "seed": self.suggesting.seed,
            },
        }
        kept = {key: value for key, value in said.items() if value is not None}
        return json.dumps(kept, sort_keys=True, separators=(",", ":"), ensure_ascii=False)

    @classmethod
    def read(cls, id_: str, name: str, body: str, state: RoundState = RoundState.OPEN) -> Round:
        """Return the round that a stored body says; keys of a later program are passed over."""
        said = json.loads(body)
        suggesting = said.get("suggesting")
        return cls(
            id=id_,
            name=name,
            marks=Marks(said["marks"]),
            fields=tuple(said.get("fields", ())),
            blind=not said.get("open_view", False),
            lists_articles=said.get("lists_articles", False),
            given_from=said.get("given_from"),
            pass_percent=said.get("pass_percent"),
            suggesting=None
            if suggesting is None
            else Suggesting(suggesting["model"], suggesting["percent"], suggesting["seed"]),
            state=state,
        )

    @classmethod
    def first(cls, project_id: str) -> Round:
        """Return the round that a project begins with."""
        return cls(content_id("round", project_id), EVERYTHING)

    @property
    def gives(self) -> bool:
        """Tell whether its claims are given."""
        return self.marks is Marks.GIVEN

    @property
    def asks_less(self) -> bool:
        """Tell whether it asks less than all fields of free marks in all articles."""
        return bool(self.fields) or self.lists_articles or self.gives

    def asks(self, field_id: str) -> bool:
        """Tell whether a field is asked in this round."""
        return not self.fields or field_id in self.fields

    def narrowed(self, scheme: Scheme) -> Scheme:
        """Return the scheme with no more than the fields that are asked, under its own hash.

        Where the scheme calls for none of these, each that takes one answer is called for: somebody named it.
        Raises `Invalid` when the scheme has none of them.
        """
        if not self.fields:
            return scheme
        asked = tuple(each for each in scheme.fields if each.id in self.fields)
        if not asked:
            raise Invalid(
                f"the round {self.name!r} asks for nothing that this scheme has",
                why=f"it asks for {', '.join(self.fields)}",
                do="open another round, or change the scheme back",
            )
        if not any(each.required for each in asked):
            asked = tuple(replace(each, required=each.type is not FieldType.CHOICES) for each in asked)
        return replace(scheme, fields=asked)
