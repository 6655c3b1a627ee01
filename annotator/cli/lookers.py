"""Who looks at others' work on the command line: refused, or told that it is on record."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from annotator.cli.options import say
from annotator.core.ids import fold
from annotator.settings import given_name, remembered_name

if TYPE_CHECKING:
    from annotator.core.round import Round
    from annotator.store.reading import Annotator
    from annotator.workflow.project import Project


def looker(project: Project, given: str | None = None) -> Annotator | None:
    """Return who sits here: whose kit it is, else as given, by ANNOTATOR_NAME, or by the name last used."""
    from annotator.store.kit_owner import kit_owner
    from annotator.workflow.project import people

    owner = kit_owner(project.path)
    name = owner.name if owner else given_name(given) or remembered_name(project.id)
    if not name:
        return None
    return next((each for each in people(project) if fold(each.name) == fold(name)), None)


def add_look(parser: argparse.ArgumentParser) -> None:
    """Add --look, for those who annotate in a round that is blind."""
    parser.add_argument(
        "--look",
        action="store_true",
        help="show others' work of a blind round also to somebody who annotates in it: it is put on record",
    )


def add_looker(parser: argparse.ArgumentParser) -> None:
    """Add --as, for whoever looks."""
    parser.add_argument(
        "--as",
        dest="name",
        metavar="NAME",
        help="who looks (default: ANNOTATOR_NAME, else the name last used here)",
    )


@dataclass(frozen=True, slots=True)
class Looking:
    """Somebody about to see others' work: of one round or all, refused in a blind one of theirs unless they insist.

    `what` names the command; `of` is the id of whose work it is, where it is one annotator's: nobody is kept from
    seeing their own.
    """

    project: Project
    person: Annotator | None
    what: str
    round: Round | None = None
    of: str = ""

    def ask(self, *, anyway: bool) -> None:
        """Refuse, before anything is read, where a blind round keeps it from them; `BadInput` says what to do."""
        from annotator.workflow.blindness import refuse_to_show

        if not anyway and not self._is_own:
            refuse_to_show(self.project, self.person, self.what, self.round)

    def record(self, articles: Iterable[str] | None = None) -> None:
        """Put on record what they see: of these articles, or all there is; and tell them in a line."""
        from annotator.workflow.exposures import look

        told = "" if self._is_own else look(self.project, self.person, self.what, articles, self.round)
        if told:
            say(told)

    @property
    def _is_own(self) -> bool:
        return self.person is None or self.person.id == self.of
