"""Articles as people name them in a command: by their number in the order of import, or by their id."""

from __future__ import annotations

from collections.abc import Sequence

from annotator.errors import NotFound
from annotator.store import reading
from annotator.store.engine import reading as reading_scope
from annotator.workflow.project import Project


def articles_named(project: Project, words: Sequence[str]) -> tuple[str, ...]:
    """Return the ids of articles that are named by number in the order of import or by id, each once, in this order.

    Raises `NotFound` for the first that is not there.
    """
    if not words:
        return ()
    with reading_scope(project.engine) as connection:
        known = reading.article_ids(connection)
    numbered = {str(number): id_ for number, id_ in enumerate(known, 1)} | {id_: id_ for id_ in known}
    missing = [each for each in words if each.lstrip("0") not in numbered and each not in numbered]
    if missing:
        more = len(missing) - 1
        raise NotFound(
            f"there is no article {missing[0]!r}",
            where=str(project.path),
            why=f"the project has {len(known)}"
            + (f"; {more} more of those named are not there" if more else ""),
            do="name articles by their number in the order of import, by their id, or by a file of these",
        )
    return tuple(dict.fromkeys(numbered.get(each) or numbered[each.lstrip("0")] for each in words))
