"""What people do at their screens in a course of a study, played: the same objects called as the screens call.

people again NAME LABELS …      each works on the articles that they meet again in their kit
people back NAME …              each gives the evidence that their labels of given claims call for
people settle ROUND NAME        an adjudicator settles what is left of a round
people judge GOLD FOLDER        everybody judges the claims of a gold export; files for labels import
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from annotator.core.claim import Evidence, Polarity
from annotator.core.deciding import DecisionKind
from annotator.core.history import Looked
from annotator.core.settling import Said
from annotator.core.source import NARRATOR, Source
from annotator.core.text.span import Span
from annotator.store.engine import reading
from annotator.workflow.adjudicating import Adjudication, Options
from annotator.workflow.annotating import Desk
from annotator.workflow.deciding import Ruling
from annotator.workflow.project import find_annotator, open_project
from annotator.workflow.rounds import find_round, task_of
from annotator.workflow.sitting import Sitting
from annotator.workflow.surveying import survey
from tests.study.material import write_statuses

FORGOTTEN = 5
"""Meeting an article again, every so manieth claim of the first time is not marked."""


def again(*names_and_labels: str) -> None:
    """Mark in the articles that people meet again what they marked before, but for some."""
    for name, labels in zip(names_and_labels[::2], names_and_labels[1::2], strict=True):
        lines = _lines(labels)
        for desk in _desks(f"{name}.kit.db", name, first_time=False):
            file = Path(desk.article.detail("file")).name
            said = [each for each in lines if each["article"] == file]
            for number, line in enumerate(said, 1):
                if number % FORGOTTEN:
                    _mark(desk, line)
            for index in range(len(desk.article.passages)):
                if not desk.is_passed_over(index):
                    desk.go(index)
                    desk.look(Looked.DONE)


def _desks(kit: str, name: str, *, first_time: bool) -> Iterator[Desk]:
    """Yield a desk with every article that somebody meets for the first time in their kit, or again."""
    project = open_project(Path(kit))
    person = find_annotator(project, name)
    with reading(project.engine) as connection:
        stops = task_of(project, connection, person, None).order.all(connection)
    sitting = Sitting(project, person, lambda _: None)
    yield from (sitting.open(*each) for each in stops if (each.annotator_id == person.id) is first_time)
    assert sitting.close()


def _mark(desk: Desk, line: dict[str, Any]) -> None:
    desk.select(Span(line["start"], line["end"]))
    assert desk.mark() is not None
    for field in desk.scheme.fields:
        value = line["labels"].get(field.id)
        if isinstance(value, dict):
            here = desk.article.id if value.get("unnamed") else ""
            of = Source.of(value["name"], value["type"], here)
            desk.tag_source(field, desk.narrator if value["type"] == NARRATOR else of)
        elif value and (label := field.label(value)):
            desk.tag(field, label)


def back(*names: str) -> None:
    """Give every claim evidence for and against that is not the claimant's, whatever its status calls for."""
    for name in names:
        for desk in _desks(f"{name}-verify.kit.db", name, first_time=True):
            for claim in desk.claims:
                desk.focus_on(claim.claim_id)
                for polarity in (Polarity.SUPPORTS, Polarity.REFUTES):
                    url = f"https://example.org/{name}/{polarity}"
                    desk.add_evidence(Evidence(desk.new_id(), polarity, url=url, quote="so it says"))


def settle(round_: str, name: str) -> None:
    """Settle all that is left: none of it where one alone marked it, else what the first of most labels said."""
    project = open_project(Path("annotator.db"))
    person, chosen = find_annotator(project, name), find_round(project, round_)
    found = survey(project, chosen, adjudicator=person.id)
    work = Adjudication(project, chosen, person, found, tell=lambda _: None, options=Options())
    waits = work.begin()
    while waits:
        if len(work.sides) > 1:
            work.choosing.take(_most_like_the_others(work))
            work.decide(Ruling(work.choosing.proposal.kind, work.choosing.proposal, reason="as most have it"))
        else:
            work.decide(Ruling(DecisionKind.NONE, None, rule="D9"))
        waits = work.go(forward=True)
    assert work.close()


def _most_like_the_others(work: Adjudication) -> Said:
    votes = Counter(label for side in work.sides for label in side.judgement.labels)
    return max(work.sides, key=lambda side: sum(votes[each] for each in side.judgement.labels))


def judge(gold: str, folder: str) -> None:
    """Write what everybody says of the status of the claims in an export of gold."""
    write_statuses(_lines(gold), Path(folder))


def _lines(path: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in Path(path).read_text(encoding="utf-8").splitlines()]


if __name__ == "__main__":
    {"again": again, "back": back, "settle": settle, "judge": judge}[sys.argv[1]](*sys.argv[2:])
