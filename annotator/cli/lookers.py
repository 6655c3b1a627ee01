"""Who looks at others' work on the command line, and telling them that it is on record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.cli.options import say
from annotator.core.ids import fold
from annotator.settings import given_name, remembered_name

if TYPE_CHECKING:
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


def look(
    project: Project, person: Annotator | None, what: str, *, of: str = "", article: str | None = None
) -> None:
    """Put on record that somebody looks at others' work in a blind round, and tell them in a line.

    `of` is the id of whose work it is, where it is one annotator's: nobody is kept from seeing their own.
    """
    if person is None or person.id == of:
        return
    from annotator.workflow.exposures import look as put_on_record

    told = put_on_record(project, person, what, article)
    if told:
        say(told)
