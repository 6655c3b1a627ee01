"""Entries to save, made by hand, so that each test says what it writes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from annotator.core.article import Article
from annotator.core.claim import Annotation, Claim, Judgement, Origin
from annotator.core.history import Action, Entry, Kind, Looked, PassageState
from annotator.core.text.span import Span
from annotator.store import reading
from annotator.store.engine import reading as reading_scope
from annotator.workflow.project import Project, find_annotator


class Hand:
    """One annotator's hand: writes entries about the first article of a project."""

    def __init__(self, project: Project, name: str = "Ana") -> None:
        self.project = project
        self.annotator = find_annotator(project, name).id
        with reading_scope(project.engine) as connection:
            self.article: Article = reading.article(connection, reading.article_ids(connection)[0])

    def action(self, what: str = "mark") -> Action:
        stamps = self.project.stamps
        return Action(stamps.new_id(), self.annotator, Kind.DO, what, stamps.now(), "test")

    def judgement(self, **changes: Any) -> Judgement:
        return replace(Judgement(Span(0, 6), self.project.scheme.hash), **changes)

    def marks(self, **changes: Any) -> Entry:
        """Return an entry that marks a claim."""
        action, claim = self.action(), Claim(self.new_id(), self.article.id, Origin.MARKED, self.annotator)
        annotation = Annotation(
            self.new_id(), claim.id, self.annotator, action.id, action.at, self.judgement(**changes)
        )
        return Entry(action, claims=(claim,), annotations=(annotation,))

    def edits(self, before: Entry, **changes: Any) -> Entry:
        """Return an entry that follows another one and changes the judgement."""
        action, old = self.action("edit"), before.annotations[0]
        annotation = replace(
            old,
            id=self.new_id(),
            action_id=action.id,
            parent_id=old.id,
            seq=old.seq + 1,
            judgement=replace(old.judgement, **changes),
        )
        return Entry(action, annotations=(annotation,))

    def looks(self, index: int, state: Looked, before: Entry | None = None) -> Entry:
        """Return an entry that says how far a passage is."""
        action = self.action("look")
        parent = before.passages[0] if before else None
        return Entry(
            action,
            passages=(
                PassageState(
                    self.new_id(),
                    self.article.passage_id(index),
                    self.annotator,
                    action.id,
                    state,
                    None,
                    parent.id if parent else None,
                    parent.seq + 1 if parent else 1,
                ),
            ),
        )

    def new_id(self) -> str:
        return self.project.stamps.new_id()

    def current(self) -> list[Annotation]:
        with reading_scope(self.project.engine) as connection:
            return reading.current_annotations(connection, self.article.id, self.annotator)


@pytest.fixture
def hand(project: Project) -> Hand:
    return Hand(project)


@pytest.fixture
def hand_of() -> Callable[..., Hand]:
    return Hand
