"""One annotator at work on one article: the passage, the claims, the cursor, and what each key means for them.

Nothing here knows a terminal or a database: a change is applied at once in memory and handed, as an `Entry`,
to whoever saves it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from annotator.core.article import Article
from annotator.core.claim import Annotation, Claim, Evidence, Judgement, Label, Origin, Reaction
from annotator.core.cursor import Cursor, Edge, stretched
from annotator.core.gaps import Gap, gaps
from annotator.core.history import Action, Entry, Kind, Looked, PassageState
from annotator.core.ids import fold
from annotator.core.scheme import Field, FieldType, LabelDef, Scheme
from annotator.core.source import Source
from annotator.core.text.graphemes import Edges
from annotator.core.text.passages import PassageKind
from annotator.core.text.span import Span
from annotator.core.text.steps import Unit
from annotator.core.text.trim import trim
from annotator.workflow.stamps import PROGRAM, Stamps

Record = Callable[[Entry], None]

DIGITS = 9
"""How many sources of an article have a digit; 0 is the article itself."""

UNCLEAR = "unclear"
"""The type of a source of which only the name was given."""

SKIP_REASONS = ("boilerplate", "unreadable or broken", "another language", "too distressing", "other")
"""Why a passage may be skipped."""


class Desk:
    """Everything an annotator has before them: an article, where they are in it, and their own claims.

    `record` is handed every entry, in order, after it has been applied here. `version` rises with every change
    of a claim or a passage's state.
    """

    def __init__(
        self,
        *,
        article: Article,
        scheme: Scheme,
        annotator_id: str,
        stamps: Stamps,
        record: Record,
        annotations: Iterable[Annotation] = (),
        states: Iterable[PassageState] = (),
        sources: Sequence[Source] = (),
        aliases: Mapping[str, tuple[str, ...]] | None = None,
        digits: Iterable[str] = (),
    ) -> None:
        self.article = article
        self.passage_ids = tuple(article.passage_id(index) for index in range(len(article.passages)))
        self.scheme = scheme
        self.annotator_id = annotator_id
        self._stamps = stamps
        self._record = record
        self.aliases = dict(aliases or {})
        self.sources: dict[str, Source] = {source.id: source for source in sources}
        narrator = Source.narrator(article.id)
        self.narrator = self.sources.setdefault(narrator.id, narrator)
        self.index = 0
        self.cursor = Cursor(article.passages[0].span.start)
        self.focus: str | None = None
        self.version = 0
        self.digits = [source_id for source_id in digits if source_id != narrator.id]
        self.load(annotations, states)

    # -- what is there

    def load(self, annotations: Iterable[Annotation], states: Iterable[PassageState]) -> None:
        """Take the stored state over, keeping the place and the sources' digits.

        A focused claim that is gone is let go.
        """
        self.version += 1
        self._annotations = {annotation.claim_id: annotation for annotation in annotations}
        self._states = {state.passage_id: state for state in states}
        self.recent: dict[str, int] = {}
        for annotation in sorted(self._annotations.values(), key=lambda each: each.id):
            self._note_sources(annotation.judgement)
        if self.focus not in {annotation.claim_id for annotation in self.claims}:
            self.focus = None

    @property
    def claims(self) -> list[Annotation]:
        """Return the claims that stand, in the order of the text."""
        standing = [annotation for annotation in self._annotations.values() if annotation.judgement.stands]
        return sorted(standing, key=lambda each: (each.judgement.span, each.claim_id))

    @property
    def here(self) -> list[Annotation]:
        """Return the claims that begin in the current passage."""
        return [annotation for annotation in self.claims if annotation.judgement.span.start in self.passage]

    @property
    def passage(self) -> Span:
        """Return the current passage."""
        return self.article.passages[self.index].span

    @property
    def focused(self) -> Annotation | None:
        """Return the claim being tagged."""
        return None if self.focus is None else self._annotations[self.focus]

    def number(self, claim_id: str) -> int:
        """Return a claim's number in the article, counted from 1 in the order of the text."""
        return [annotation.claim_id for annotation in self.claims].index(claim_id) + 1

    def gaps(self, annotation: Annotation) -> tuple[Gap, ...]:
        """Return what a claim still lacks."""
        return gaps(annotation.judgement, self.scheme)

    def looked(self, index: int) -> Looked:
        """Return how far the annotator is with a passage."""
        state = self._states.get(self.passage_ids[index])
        return Looked.OPEN if state is None else state.state

    def is_settled(self, index: int) -> bool:
        """Tell whether a passage needs no more work: it is done or skipped, and its claims lack nothing."""
        span = self.article.passages[index].span
        unfinished = any(self.gaps(each) for each in self.claims if each.judgement.span.start in span)
        return self.looked(index) in (Looked.DONE, Looked.SKIPPED) and not unfinished

    def progress(self) -> tuple[int, int]:
        """Return how many passages are done or skipped, and how many there are; boilerplate counts in neither."""
        real = [
            i
            for i, passage in enumerate(self.article.passages)
            if passage.kind is not PassageKind.BOILERPLATE
        ]
        return sum(1 for i in real if self.looked(i) in (Looked.DONE, Looked.SKIPPED)), len(real)

    def source_named(self, source_id: str) -> str:
        """Return a source's name."""
        return self.sources[source_id].name if source_id in self.sources else "?"

    # -- moving about

    def go(self, index: int) -> bool:
        """Move to the passage at `index`; tell whether there was one."""
        if not 0 <= index < len(self.article.passages):
            return False
        self.index = index
        self.focus = None
        self.cursor = Cursor(self.passage.start)
        return True

    def next_index(self, forward: bool = True) -> int | None:
        """Return the nearest passage that is not boilerplate in that direction."""
        step = 1 if forward else -1
        index = self.index + step
        while 0 <= index < len(self.article.passages):
            if self.article.passages[index].kind is not PassageKind.BOILERPLATE:
                return index
            index += step
        return None

    def unsettled(self, forward: bool = True) -> int | None:
        """Return the nearest passage that needs work, in that direction and then from the other end."""
        count = len(self.article.passages)
        order = range(1, count) if forward else range(-1, -count, -1)
        for step in order:
            index = (self.index + step) % count
            if self.article.passages[index].kind is not PassageKind.BOILERPLATE and not self.is_settled(
                index
            ):
                return index
        return None

    def move(self, unit: Unit, forward: bool) -> None:
        """Select the next or previous unit of the passage."""
        self.focus = None
        self.cursor = self.cursor.moved(self.article.text, self.passage, unit, forward)

    def grow(self) -> None:
        """Select the next larger unit."""
        self.cursor = self.cursor.grown(self.article.text, self.passage)

    def shrink(self) -> None:
        """Select the next smaller unit."""
        self.cursor = self.cursor.shrunk(self.article.text, self.passage)

    def select(self, span: Span) -> None:
        """Select a span directly, as a mouse does, as far as it lies in the passage it begins in."""
        self.index = self.article.passage_at(span.start)
        self.focus = None
        if span.overlap(self.passage):
            span = Span(max(span.start, self.passage.start), min(span.end, self.passage.end))
            self.cursor = Cursor(span.start, span)
        else:
            self.cursor = Cursor(min(max(span.start, self.passage.start), self.passage.end))

    def point(self, offset: int, unit: Unit | None = None) -> None:
        """Put the caret at `offset`, or select the unit there."""
        self.index = self.article.passage_at(offset)
        self.focus = None
        self.cursor = Cursor(min(max(offset, self.passage.start), self.passage.end))
        if unit is not None:
            self.cursor = self.cursor.moved(self.article.text, self.passage, unit, forward=True)

    def reach(self, offset: int) -> None:
        """Extend the selection, or the caret, to `offset`."""
        if offset not in self.passage:
            return
        edges = Edges(self.article.text, self.passage)
        caret = min(self.cursor.caret, self.passage.end - 1)
        at = self.cursor.span or Span(caret, caret + 1)
        span = Span(edges.before(min(at.start, offset)), edges.after(max(at.end, offset + 1)))
        self.cursor = Cursor(span.start, span)

    def clear(self) -> None:
        """Let go of the selection and of the focused claim."""
        focused = self.focused
        self.focus = None
        if focused is None:
            self.cursor = self.cursor.resting()
        else:
            span = focused.judgement.span
            self.cursor = Cursor(span.end, behind=span)

    def focus_on(self, claim_id: str | None) -> None:
        """Turn to a claim, in whichever passage it is."""
        self.focus = claim_id
        if claim_id is not None:
            span = self._annotations[claim_id].judgement.span
            self.index = self.article.passage_at(span.start)
            self.cursor = Cursor(span.start)

    def show(self, claim_id: str | None, passage_id: str | None) -> None:
        """Turn to a claim if it stands, else to a passage; a claim that is gone is let go."""
        standing = claim_id in {each.claim_id for each in self.claims}
        self.focus_on(claim_id if standing else None)
        if not standing and passage_id in self.passage_ids:
            self.go(self.passage_ids.index(passage_id))

    def focus_next(self, forward: bool = True) -> None:
        """Turn to the next or previous claim of the passage, from the selection or the focused claim."""
        here = [annotation.claim_id for annotation in self.here]
        if not here:
            return
        step = 1 if forward else -1
        start = 0 if forward else -1
        position = here.index(self.focus) + step if self.focus in here else start
        self.focus_on(here[position % len(here)])

    def stretch(self, edge: Edge, unit: Unit, outward: bool) -> None:
        """Move one edge of the selection, or of the focused claim."""
        focused = self.focused
        if focused is None:
            self.cursor = self.cursor.stretched(self.article.text, self.passage, edge, unit, outward)
            return
        self.cursor = replace(self.cursor, edge=edge)
        span = stretched(self.article.text, self.passage, focused.judgement.span, edge, unit, outward=outward)
        if span != focused.judgement.span:
            self._judge("reshape", focused, replace(focused.judgement, span=span))

    # -- claims

    def mark(self) -> str | None:
        """Make a claim of the selection, its edges trimmed, and turn to it; nothing when there is none."""
        span = trim(self.article.text, self.cursor.span) if self.cursor.span else None
        if span is None:
            return None
        claim = Claim(self._stamps.new_id(), self.article.id, Origin.MARKED, self.annotator_id)
        action = self._action("mark")
        annotation = Annotation(
            id=self._stamps.new_id(),
            claim_id=claim.id,
            annotator_id=self.annotator_id,
            action_id=action.id,
            created_at=action.at,
            active_ms=self._stamps.active_ms(),
            judgement=Judgement(span, self.scheme.hash),
        )
        self._apply(Entry(action, claims=(claim,), annotations=(annotation,)))
        self.focus = claim.id
        self.cursor = Cursor(span.start, edge=self.cursor.edge)
        return claim.id

    def withdraw(self) -> None:
        """Take the focused claim back."""
        focused = self._need()
        self._judge("withdraw", focused, focused.judgement.withdrawn())
        self.focus = None

    def tag(self, field: Field, label: LabelDef) -> None:
        """Give the focused claim a label; the same label again takes it away."""
        judgement = self._need().judgement
        wanted = Label(field.id, label.id)
        given = [each for each in judgement.labels if each.field == field.id]
        if field.type is FieldType.CHOICES:
            labels = [each for each in given if each != wanted] if wanted in given else [*given, wanted]
        else:
            labels = [] if wanted in given else [wanted]
        judgement = judgement.tagged(field.id, labels)
        if any(each.evidence for each in field.labels):
            judgement = replace(judgement, as_of=self._stamps.today() if labels else None)
        self._judge(f"tag {field.id}", self._need(), judgement)

    def step_label(self, field: Field, by: int) -> None:
        """Give a field the label beside the one it has; beyond either end it has none."""
        given = self._need().judgement.of(field.id)
        if field.type is FieldType.SOURCE:
            known = [*self.digits[:DIGITS], self.narrator.id]
        else:
            known = [label.id for label in field.labels]
        start = 0 if by > 0 else len(known) - 1
        at = known.index(given[0]) + by if given and given[0] in known else start
        chosen = known[at] if 0 <= at < len(known) else None
        if field.type is FieldType.SOURCE:
            self.tag_source(field, self.sources[chosen] if chosen else None)
        elif (label := field.label(chosen or given[0])) is not None:
            # Tagging a field with the label it has takes that away.
            self.tag(field, label)

    def source_field(self, preferred: Field) -> Field | None:
        """Return the field that a source goes to: the one being worked on, else the first, if there is one."""
        fields = [field for field in self.scheme.fields if field.type is FieldType.SOURCE]
        return preferred if preferred in fields else next(iter(fields), None)

    def tag_source(self, field: Field, source: Source | None) -> None:
        """Give the focused claim a source, known or new, or take it away."""
        focused = self._need()
        labels = [] if source is None else [Label(field.id, source_id=source.id)]
        fresh = () if source is None else (source,)
        self._judge(f"tag {field.id}", focused, focused.judgement.tagged(field.id, labels), sources=fresh)

    def set_texts(self, *, note: str | None, restatement: str | None) -> None:
        """Set the note and restatement of the focused claim; empty ones are none."""
        focused = self._need()
        changed = replace(focused.judgement, note=note or None, restatement=restatement or None)
        self._judge("note", focused, changed)

    def add_evidence(self, evidence: Evidence, origin: str = "") -> None:
        """Add a piece of evidence to the focused claim, or put it in the place of the one of its id.

        `origin` names the source it goes back to; a name nobody knows yet makes one of unclear type. The status
        holds as of today.
        """
        focused = self._need()
        source = self.source_called(origin) if origin else None
        evidence = replace(evidence, origin_id=source.id) if source else evidence
        judgement = focused.judgement
        if any(item.id == evidence.id for item in judgement.evidence):
            # What is stored never changes: said otherwise, it is another piece in the place of the first.
            fresh = replace(evidence, id=self.new_id())
            pieces = tuple(fresh if item.id == evidence.id else item for item in judgement.evidence)
        else:
            pieces = (*judgement.evidence, evidence)
        changed = replace(judgement, evidence=pieces, as_of=self._stamps.today())
        self._judge("evidence", focused, changed, sources=(source,) if source else ())

    def source_called(self, name: str) -> Source:
        """Return the source of that name or other name, else a new one of unclear type."""
        for source in self.sources.values():
            if fold(name) in map(fold, (source.name, *self.aliases.get(source.id, ()))):
                return source
        return Source.of(name, UNCLEAR)

    def remove_evidence(self, evidence_id: str) -> None:
        """Take a piece of evidence off the focused claim."""
        focused = self._need()
        kept = tuple(item for item in focused.judgement.evidence if item.id != evidence_id)
        self._judge("remove evidence", focused, replace(focused.judgement, evidence=kept))

    def set_reactions(self, reactions: tuple[Reaction, ...], sources: tuple[Source, ...] = ()) -> None:
        """Set who else is quoted for or against the focused claim."""
        focused = self._need()
        self._judge("reactions", focused, replace(focused.judgement, reactions=reactions), sources=sources)

    def take_over(self, before: Desk) -> None:
        """Go on where an earlier desk of the same article was, each source under the digit it had there.

        A claim that was being tagged still is, if it stands.
        """
        if before.article.id != self.article.id:
            return
        self.index, self.cursor = before.index, before.cursor
        self.digits = [*before.digits, *(each for each in self.digits if each not in before.digits)]
        self.recent = dict(before.recent)
        self.sources = before.sources | self.sources
        if before.focus in {each.claim_id for each in self.claims}:
            self.focus_on(before.focus)

    def today(self) -> str:
        """Return the annotator's calendar day."""
        return self._stamps.today()

    def new_id(self) -> str:
        """Return an id for something about to be made, such as a piece of evidence."""
        return self._stamps.new_id()

    # -- passages

    def pass_on(self) -> None:
        """Call the passage done, unless the annotator has said otherwise of it: skipped and flagged stay so."""
        if self.looked(self.index) is Looked.OPEN:
            self.look(Looked.DONE)

    def flag(self) -> None:
        """Flag the passage for discussion, or take the flag off."""
        self.look(Looked.OPEN if self.looked(self.index) is Looked.FLAGGED else Looked.FLAGGED)

    def look(self, state: Looked, reason: str | None = None) -> None:
        """Say how far the current passage is; saying the same again writes nothing."""
        passage_id = self.passage_ids[self.index]
        before = self._states.get(passage_id)
        if (before.state if before else Looked.OPEN) is state and (
            before.reason if before else None
        ) == reason:
            return
        action = self._action(f"passage {state}")
        after = PassageState(
            id=self._stamps.new_id(),
            passage_id=passage_id,
            annotator_id=self.annotator_id,
            action_id=action.id,
            state=state,
            reason=reason,
            parent_id=before.id if before else None,
            seq=before.seq + 1 if before else 1,
        )
        self._apply(Entry(action, passages=(after,)))

    # -- how a change is made

    def _need(self) -> Annotation:
        focused = self.focused
        if focused is None:
            raise LookupError("no claim is focused")
        return focused

    def _action(self, what: str) -> Action:
        return Action(self._stamps.new_id(), self.annotator_id, Kind.DO, what, self._stamps.now(), PROGRAM)

    def _judge(
        self, what: str, before: Annotation, judgement: Judgement, sources: tuple[Source, ...] = ()
    ) -> None:
        if judgement == before.judgement:
            return
        named = {label.source_id for label in judgement.labels}
        named |= {reaction.source_id for reaction in judgement.reactions}
        named |= {item.origin_id or "" for item in judgement.evidence}
        needed = {*sources, *(self.sources[each] for each in named if each in self.sources)}
        action = self._action(what)
        after = Annotation(
            id=self._stamps.new_id(),
            claim_id=before.claim_id,
            annotator_id=self.annotator_id,
            action_id=action.id,
            created_at=action.at,
            judgement=replace(judgement, scheme_hash=self.scheme.hash),
            parent_id=before.id,
            seq=before.seq + 1,
            active_ms=self._stamps.active_ms(),
        )
        self._apply(
            Entry(action, sources=tuple(sorted(needed, key=lambda each: each.id)), annotations=(after,))
        )

    def _apply(self, entry: Entry) -> None:
        self.version += 1
        for source in entry.sources:
            self.sources.setdefault(source.id, source)
        for annotation in entry.annotations:
            self._annotations[annotation.claim_id] = annotation
            self._note_sources(annotation.judgement)
        for state in entry.passages:
            self._states[state.passage_id] = state
        self._record(entry)

    def _note_sources(self, judgement: Judgement) -> None:
        for label in judgement.labels:
            if label.source_id and label.source_id != self.narrator.id:
                if label.source_id not in self.digits:
                    self.digits.append(label.source_id)
                self.recent[label.source_id] = 1 + max(self.recent.values(), default=0)
