"""A team at random: what a lead brings in, and what each annotator does in whichever file they have.

Everything is written as the program writes it, an entry or an action at a time; what is drawn are whole numbers.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from annotator.core.claim import (
    Annotation,
    Claim,
    Evidence,
    Judgement,
    Label,
    Origin,
    Polarity,
    Reaction,
    ReactionStance,
    State,
)
from annotator.core.history import Action, Entry, Kind, Looked, PassageState, SourceChange
from annotator.core.ids import annotator_id
from annotator.core.round import Marks, Round
from annotator.core.scheme_changes import Said, rename
from annotator.core.source import Source
from annotator.core.text.span import Span
from annotator.store.engine import writing as writing_scope
from annotator.store.tables import (
    AGAIN,
    ARTICLE_DETAIL,
    ASSIGNMENT,
    CLAIM,
    DECISION,
    DECISION_BASIS,
    EXPOSURE,
    GIVEN_CLAIM,
    ROUND,
    ROUND_ARTICLE,
    ROUND_STATE,
    SHARED_SOURCE,
    SOURCE_CHANGE,
    SUGGESTION,
)
from annotator.store.writing import add_annotator as store_annotator
from annotator.store.writing import add_sources, save, write
from annotator.workflow.changing_schemes import propose, put_in_force
from annotator.workflow.project import Project, add_annotator, open_project
from annotator.workflow.redacting import redact

PEOPLE = ("Ana Zimmermann", "Ben Yilmaz", "Cleo Xanthos")
NAMES = ("The mayor", "Police", "the POLICE", "DHS", "The department", "A witness")
"""Sources that anybody may name; two are one."""

AGAIN_NAME = "(again)"

Step = tuple[str, int, int]
DOING = (
    "mark",
    "mark",
    "mark",
    "tag",
    "note",
    "evidence",
    "look",
    "skip",
    "alias",
    "withdraw",
    "again",
    "undo",
)
steps = st.lists(
    st.tuples(st.sampled_from(DOING), st.integers(0, 9), st.integers(0, 9)), min_size=0, max_size=8
)
LEADING = (
    "detail",
    "share",
    "rename",
    "merge",
    "revoke",
    "scheme",
    "gold",
    "own gold",
    "expose",
    "redact",
    "model",
)
leadings = st.lists(st.tuples(st.sampled_from(LEADING), st.integers(0, 9), st.integers(0, 9)), max_size=6)


def rows(path: Path, query: str, *values: object) -> list[tuple[Any, ...]]:
    """Ask a file."""
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(query, values).fetchall()


@dataclass
class Worker:
    """Somebody at work in a file."""

    project: Project
    who: str

    def do(self, what: str, one: int, two: int) -> None:
        """Take one step; where there is nothing to take it with, take none."""
        getattr(self, f"_{what}")(one, two)

    def _action(self, what: str, kind: Kind = Kind.DO, target: str | None = None) -> Action:
        stamps = self.project.stamps
        return Action(stamps.new_id(), self.who, kind, what, stamps.now(), "test", target)

    def _rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        return rows(self.project.path, query, *values)

    def _articles(self) -> list[str]:
        return [row[0] for row in self._rows("SELECT id FROM article ORDER BY id")]

    def _source(self, number: int, article: str) -> Source:
        if number == len(NAMES) + 1:
            return Source.narrator(article)
        if number >= len(NAMES):
            # Named by nobody else.
            name = self._rows("SELECT name FROM annotator WHERE id = ?", self.who)[0][0]
            return Source.of(f"Friend of {name}", "person")
        return Source.of(NAMES[number], "police")

    def _mark(self, one: int, two: int) -> None:
        articles = self._articles()
        article = articles[one % len(articles)]
        action = self._action("mark")
        source = self._source(two, article)
        claim = Claim(self.project.stamps.new_id(), article, Origin.MARKED, self.who)
        labels = (Label("source", source_id=source.id),)
        annotation = self._annotation(claim.id, action, Span(one, one + two + 1), labels)
        save(self.project.engine, Entry(action, (claim,), (source,), (annotation,)))

    def _annotation(
        self, claim: str, action: Action, span: Span, labels: tuple[Label, ...] = (), **more: Any
    ) -> Annotation:
        latest = self._rows(
            "SELECT id, seq FROM annotation WHERE claim_id = ? AND annotator_id = ? ORDER BY seq DESC, id DESC",
            claim,
            self.who,
        )
        parent, seq = latest[0] if latest else (None, 0)
        state = more.pop("state", State.STANDING)
        judgement = Judgement(
            span=span, scheme_hash=self.project.scheme.hash, labels=labels, state=state, **more
        )
        return Annotation(
            self.project.stamps.new_id(), claim, self.who, action.id, action.at, judgement, parent, seq + 1
        )

    def _on(self, number: int) -> str | None:
        """Return a claim that is theirs, or given."""
        query = "SELECT id FROM claim WHERE (origin = 'marked' AND annotator_id = ?) OR origin = 'given' ORDER BY id"
        found = [row[0] for row in self._rows(query, self.who)]
        return found[number % len(found)] if found else None

    def _say(self, what: str, number: int, **more: Any) -> None:
        claim = self._on(number)
        if claim is None:
            return
        action = self._action(what)
        sources = more.pop("sources", ())
        annotation = self._annotation(claim, action, Span(1, 4), **more)
        save(self.project.engine, Entry(action, sources=sources, annotations=(annotation,)))

    def _tag(self, one: int, two: int) -> None:
        source = self._source(two, self._articles()[0])
        reaction = Reaction(source.id, ReactionStance.DENIES, Span(0, 2))
        self._say("tag", one, labels=(Label("stance", "neutral"),), reactions=(reaction,), sources=(source,))

    def _note(self, one: int, two: int) -> None:
        self._say("note", one, note=f"a thought of {self.who}, number {two}")

    def _evidence(self, one: int, two: int) -> None:
        source = self._source(two, self._articles()[0])
        piece = Evidence(
            self.project.stamps.new_id(), Polarity.REFUTES, source.id, quote=f"said to {self.who}"
        )
        self._say("evidence", one, evidence=(piece,), sources=(source,))

    def _withdraw(self, one: int, _: int) -> None:
        self._say("delete", one, state=State.WITHDRAWN)

    def _look(self, one: int, _: int = 0, *, reason: str | None = None) -> None:
        passages = [row[0] for row in self._rows("SELECT id FROM passage ORDER BY id")]
        passage = passages[one % len(passages)]
        query = "SELECT id, seq FROM passage_state WHERE passage_id = ? AND annotator_id = ? ORDER BY seq DESC, id DESC"
        latest = self._rows(query, passage, self.who)
        parent, seq = latest[0] if latest else (None, 0)
        action = self._action("look")
        state = Looked.SKIPPED if reason else Looked.DONE
        step = PassageState(
            self.project.stamps.new_id(), passage, self.who, action.id, state, reason, parent, seq + 1
        )
        save(self.project.engine, Entry(action, passages=(step,)))

    def _skip(self, one: int, _: int) -> None:
        self._look(one, reason=f"{self.who} found nothing")

    def _alias(self, one: int, two: int) -> None:
        source = self._source(one, self._articles()[0])
        change = SourceChange(
            self.project.stamps.new_id(), source.id, "alias", f"a name by {self.who}, {two}"
        )
        save(self.project.engine, Entry(self._action("alias"), sources=(source,), source_changes=(change,)))

    def _again(self, one: int, two: int) -> None:
        found = self._rows("SELECT annotator_id FROM again WHERE of_annotator_id = ?", self.who)
        if found:
            Worker(self.project, found[0][0])._mark(one, two)

    def _undo(self, one: int, _: int) -> None:
        done = self._rows("SELECT id FROM action WHERE annotator_id = ? ORDER BY id DESC", self.who)
        if done:
            save(self.project.engine, Entry(self._action("undo", Kind.UNDO, done[one % len(done)][0])))


@dataclass
class Lead:
    """Whoever plans, in the project's own file."""

    project: Project
    people: dict[str, str]

    @classmethod
    def of(cls, project: Project, names: Sequence[str] = PEOPLE) -> Lead:
        """Let a team in."""
        return cls(project, {name: add_annotator(project, name).id for name in names})

    def write(self, what: str, who: str | None, written: Callable[[str, Callable[[], str]], Any]) -> None:
        """Write rows as one action."""
        stamps = self.project.stamps
        action = Action(stamps.new_id(), who, Kind.DO, what, stamps.now(), "test")
        with writing_scope(self.project.engine) as connection:
            write(connection, action, written(action.id, stamps.new_id))

    def articles(self) -> list[str]:
        """Return the ids of the articles."""
        return [row[0] for row in rows(self.project.path, "SELECT id FROM article ORDER BY id")]

    def second_hand(self, name: str) -> str:
        """Give somebody a second hand."""
        who = self.people[name]
        called = f"{name} {AGAIN_NAME}"
        second = annotator_id(self.project.id, called)
        with writing_scope(self.project.engine) as connection:
            store_annotator(connection, id_=second, project=self.project.id, name=called)
        self.write(
            "assign",
            None,
            lambda action, _: {
                AGAIN: [{"annotator_id": second, "of_annotator_id": who, "action_id": action}]
            },
        )
        return second

    def open_round(
        self,
        name: str,
        *,
        given: bool = False,
        listed: Sequence[str] = (),
        asked: dict[str, Sequence[str]] | None = None,
    ) -> str:
        """Open a round, with claims given in each of its articles on request, and articles asked of some."""
        stamps = self.project.stamps
        made = Round(
            stamps.new_id(),
            name,
            Marks.GIVEN if given else Marks.FREE,
            lists_articles=bool(listed),
            given_from="another" if given else None,
        )

        def written(action: str, new: Callable[[], str]) -> Any:
            claims = [(new(), article) for article in (listed or self.articles())] if given else []
            police = Source.of(NAMES[1], "police").id
            labels = f'[{{"field":"source","source_id":"{police}"}},{{"field":"stance","value":"neutral"}}]'
            of = {"round_id": made.id, "action_id": action}
            return {
                ROUND: [{"id": made.id, "name": name, "body": made.body, "action_id": action}],
                ROUND_ARTICLE: [{**of, "article_id": each, "position": at} for at, each in enumerate(listed)],
                ROUND_STATE: [{**of, "id": new(), "state": "open"}],
                CLAIM: [
                    {
                        "id": id_,
                        "article_id": article,
                        "origin": "given",
                        "annotator_id": None,
                        "action_id": action,
                    }
                    for id_, article in claims
                ],
                GIVEN_CLAIM: [
                    {
                        **of,
                        "claim_id": id_,
                        "article_id": article,
                        "start": 1,
                        "end": 4,
                        "labels": labels,
                        "restatement": None,
                        "gold_id": None,
                    }
                    for id_, article in claims
                ],
                SUGGESTION: [
                    {
                        **of,
                        "id": new(),
                        "article_id": article,
                        "claim_id": id_,
                        "start": 1,
                        "end": 4,
                        "labels": labels,
                    }
                    for id_, article in claims
                ],
                ASSIGNMENT: [
                    {
                        **of,
                        "id": new(),
                        "annotator_id": self.people[who],
                        "article_id": each,
                        "position": at,
                        "kind": "work",
                        "state": "asked",
                    }
                    for who, articles in (asked or {}).items()
                    for at, each in enumerate(articles)
                ],
            }

        if given:
            with writing_scope(self.project.engine) as connection:
                add_sources(connection, [Source.of(NAMES[1], "police")])
        self.write("round open", None, written)
        return made.id

    def ask_again(self, name: str) -> tuple[str, str]:
        """Ask somebody alone for all articles, and for each of them once more; return round and second hand."""
        hand = self.second_hand(name)
        round_id = self.open_round("pilot", asked={name: self.articles()})

        def written(action: str, new: Callable[[], str]) -> Any:
            of = {"round_id": round_id, "annotator_id": self.people[name], "action_id": action}
            again = {"kind": "repeat", "state": "asked"}
            return {
                ASSIGNMENT: [
                    {**of, **again, "id": new(), "article_id": each, "position": 10 + at}
                    for at, each in enumerate(self.articles())
                ]
            }

        self.write("assign", None, written)
        return round_id, hand

    def close_round(self, round_id: str) -> None:
        """Close a round."""
        self.write(
            "round close",
            None,
            lambda action, new: {
                ROUND_STATE: [{"id": new(), "round_id": round_id, "state": "closed", "action_id": action}]
            },
        )

    def do(self, what: str, one: int, two: int) -> None:
        """Take one step."""
        getattr(self, f"_{what.replace(' ', '_')}")(one, two)

    def _detail(self, one: int, two: int) -> None:
        articles = self.articles()
        article, field = articles[one % len(articles)], ("title", "outlet")[two % 2]
        self.write(
            "correct",
            None,
            lambda action, new: {
                ARTICLE_DETAIL: [
                    {
                        "id": new(),
                        "article_id": article,
                        "field": field,
                        "value": f"now {two}",
                        "action_id": action,
                    }
                ]
            },
        )

    def _share(self, one: int, _: int) -> None:
        source = Source.of(NAMES[one % len(NAMES)], "police")
        with writing_scope(self.project.engine) as connection:
            add_sources(connection, [source])
        self.write(
            "share", None, lambda action, _: {SHARED_SOURCE: [{"source_id": source.id, "action_id": action}]}
        )

    def _change(self, kind: str, one: int, value: str) -> None:
        known = [row[0] for row in rows(self.project.path, "SELECT id FROM source ORDER BY id")]
        if known:
            self.write(
                kind,
                None,
                lambda action, new: {
                    SOURCE_CHANGE: [
                        {
                            "id": new(),
                            "source_id": known[one % len(known)],
                            "kind": kind,
                            "value": value,
                            "action_id": action,
                        }
                    ]
                },
            )

    def _rename(self, one: int, two: int) -> None:
        self._change("rename", one, f"renamed {two}")

    def _merge(self, one: int, two: int) -> None:
        known = [row[0] for row in rows(self.project.path, "SELECT id FROM source ORDER BY id")]
        if known:
            self._change("merge", one, known[two % len(known)])

    def _revoke(self, one: int, two: int) -> None:
        made = [
            row[0]
            for row in rows(
                self.project.path, "SELECT id FROM source_change WHERE kind <> 'revoke' ORDER BY id"
            )
        ]
        if made:
            self._change("revoke", one, made[two % len(made)])

    def _scheme(self, *_: int) -> None:
        found = propose(
            self.project,
            "scheme rename",
            lambda scheme: rename(
                scheme,
                f"stance.{scheme.fields[2].labels[0].id}",
                f"new-{self.project.stamps.new_id()}",
                Said(),
            ),
        )
        put_in_force(self.project, found)

    def _gold(self, one: int, _: int) -> None:
        self._decide(add_annotator(self.project, "Edda the editor").id, one)

    def _own_gold(self, one: int, two: int) -> None:
        self._decide(list(self.people.values())[two % len(self.people)], one)

    def _decide(self, who: str, one: int) -> None:
        """Let somebody settle an item, which weighs what others said of it."""
        weighed = rows(
            self.project.path, "SELECT id, annotator_id FROM annotation ORDER BY id LIMIT 1 OFFSET ?", one
        )
        stamps = self.project.stamps
        article = self.articles()[0]
        claim = Claim(stamps.new_id(), article, Origin.GOLD, who)
        worker = Worker(self.project, who)
        action = worker._action("settle")
        annotation = worker._annotation(claim.id, action, Span(1, 4), note="gold as weighed")
        save(self.project.engine, Entry(action, (claim,), (), (annotation,)))
        known = rows(self.project.path, "SELECT id FROM round")
        if known and weighed:

            def written(action: str, new: Callable[[], str]) -> Any:
                of = {"annotator_id": who, "action_id": action}
                id_ = new()
                basis = {**of, "decision_id": id_, "annotation_id": weighed[0][0], "verdict": "weighed"}
                decision = {
                    **of,
                    "id": id_,
                    "round_id": known[0][0],
                    "article_id": article,
                    "item_id": "item",
                    "parent_id": None,
                    "seq": 1,
                    "kind": "taken",
                    "rule": None,
                    "reason": "Ben said so",
                    "gold_id": annotation.id,
                }
                return {DECISION: [decision], DECISION_BASIS: [basis]}

            self.write("settle", who, written)

    def _expose(self, one: int, two: int) -> None:
        who = list(self.people.values())[one % len(self.people)]
        article = self.articles()[0] if two % 2 else None

        def written(action: str, new: Callable[[], str]) -> Any:
            seen = {
                "id": new(),
                "annotator_id": who,
                "article_id": article,
                "round_id": None,
                "what": "settle",
            }
            return {EXPOSURE: [{**seen, "action_id": action}]}

        self.write("look", who if two % 3 else None, written)

    def _redact(self, one: int, _: int) -> None:
        blank_a_note(self.project, None, one)

    def _model(self, one: int, two: int) -> None:
        model = add_annotator(self.project, "model:guess", "model").id
        Worker(self.project, model)._mark(one, two)


def blank_a_note(project: Project, who: str | None, number: int) -> None:
    """Redact a note, one of somebody's on request."""
    query = "SELECT id FROM annotation WHERE note IS NOT NULL AND coalesce(annotator_id = ?, 1) ORDER BY id"
    found = rows(project.path, query, who)
    if found:
        redact(project, "annotation", found[number % len(found)][0], "asked for")


def worked(path: Path, who: str, taken: Sequence[Step]) -> None:
    """Let somebody do things in a file, in one sitting."""
    project = open_project(path)
    try:
        worker = Worker(project, who)
        for step in taken:
            worker.do(*step)
    finally:
        project.close()
