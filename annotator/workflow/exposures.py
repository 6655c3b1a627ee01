"""Looking at others' work in a blind round: where it is not refused (`workflow.blindness`), it is recorded and told.

What somebody labels after having seen what others said is not independent of it. So that agreement can leave it out,
each look is put on record: who, when, at which article. Those who annotate, or may yet, are recorded; whoever has
done nothing here but settle is not, since there is nothing of theirs that could come after.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from annotator.core.claim import Annotation
from annotator.core.history import Action, Kind
from annotator.core.round import Round
from annotator.store import reading
from annotator.store.engine import Connection, writing
from annotator.store.engine import reading as reading_scope
from annotator.store.exposures import Seen, record
from annotator.store.reading import Annotator
from annotator.store.reading import exposures as looks
from annotator.store.reading import rounds as asking
from annotator.workflow.blindness import PERSON, blinded
from annotator.workflow.independence import UNEXPOSED, Exposures
from annotator.workflow.project import Project
from annotator.workflow.rounds import is_blind
from annotator.workflow.stamps import PROGRAM


def expose(project: Project, connection: Connection, *seen: Seen) -> int:
    """Put on record what somebody sees, within the caller's transaction; return how much of it is new.

    It is an action of nobody's, because it is nothing that undo could take back.
    """
    stamps = project.stamps
    stamps.follow(reading.latest_action_id(connection))
    action = Action(stamps.new_id(), None, Kind.DO, "saw others' work", stamps.now(), PROGRAM)
    return record(connection, action, seen, stamps.new_id)


def look(
    project: Project,
    person: Annotator | None,
    what: str,
    articles: Iterable[str] | None = None,
    round_: Round | None = None,
) -> str:
    """Put on record that a person looks at others' work while a round is blind, and return what to tell them.

    They see what there is of others in these articles, else in those of the round, else in all: no more than that is
    on record. Returns nothing where there is nothing to tell: nothing of a blind round is seen, nobody is known to
    look who annotates, or nobody else has said anything there.
    """
    if person is None or person.kind != PERSON:
        return ""
    with reading_scope(project.engine) as connection:
        if not blinded(project, connection, round_) or not _counts(connection, person.id):
            return ""
        if articles is None and round_ is not None and round_.lists_articles:
            articles = asking.round_articles(connection, round_.id)
        seen = looks.articles_of_others(connection, person.id, articles)
        if not seen:
            return ""
        where = reading.article_name(connection, seen[0]) if len(seen) == 1 else f"{len(seen):,} articles"
    if project.review:
        return f"not recorded, because the project can only be read: {person.name} has seen others' work"
    with writing(project.engine) as connection:
        expose(project, connection, *(Seen(person.id, what, each) for each in seen))
    return (
        f"recorded: {person.name} has seen others' work on {where}; "
        f"later labels of theirs there are left out of agreement unless asked for"
    )


def own_alone(project: Project, person: Annotator | None) -> str | None:
    """Return whose work alone a person is shown unless they ask for more: their own in a blind round, else anybody's.

    Nothing, for everybody's, also where nobody is known to look who annotates.
    """
    if person is None or person.kind != PERSON:
        return None
    with reading_scope(project.engine) as connection:
        is_kept = is_blind(project, connection) and _counts(connection, person.id)
    return person.id if is_kept else None


def _counts(connection: Connection, annotator_id: str) -> bool:
    return looks.annotates(connection, annotator_id) or not looks.has_settled(connection, annotator_id)


WHY = "others' work on the article was looked at"


def kept_exposures(connection: Connection) -> Exposures:
    """Return what is on record of who saw others' work, as a report asks for it. Models see nothing."""
    seen = looks.exposures(connection)
    models = {each.id for each in reading.annotators(connection) if each.kind != PERSON}

    def after(_: Connection, article_id: str, annotations: Sequence[Annotation]) -> dict[str, str]:
        return {
            each.id: WHY
            for each in annotations
            if each.annotator_id not in models
            and looks.exposed_by(seen, each.annotator_id, article_id) < each.action_id
        }

    return Exposures(after, looks.done_after) if seen else UNEXPOSED


def after_exposure(connection: Connection) -> set[str]:
    """Return the current annotations that came after their annotator had seen others' work there, gold left out."""
    return {each.annotation_id for each in looks.later(connection)}


def before_exposure(connection: Connection) -> dict[str, str | None]:
    """Return for each of these what the same annotator had last said of the claim before; None for nothing."""
    return {
        each.annotation_id: looks.earlier(connection, each.parent_id, each.exposed_by)
        for each in looks.later(connection)
    }
