"""One annotator at work on one article: the passage, the cursor, the claim in focus, and what each gesture does.

Nothing here knows a terminal or a database: a change is applied at once in memory and handed, as an `Entry`,
to whoever saves it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from annotator.core.article import Article
from annotator.core.claim import Annotation, Evidence, Reaction
from annotator.core.cursor import Cursor, Edge, stretched
from annotator.core.history import Looked, PassageState
from annotator.core.scheme import Field, FieldType, LabelDef, Scheme
from annotator.core.scheme_maps import SchemeMaps
from annotator.core.source import Source
from annotator.core.text.graphemes import Edges
from annotator.core.text.quotations import quotations
from annotator.core.text.span import Span
from annotator.core.text.steps import Unit, steps
from annotator.core.text.trim import trim
from annotator.store.reading.rounds import GivenClaim, Suggested
from annotator.workflow.judging import Judge, MayChange, Record, always
from annotator.workflow.offering import Offered, Offering, as_suggested
from annotator.workflow.sheet import Sheet
from annotator.workflow.source_book import SourceBook
from annotator.workflow.stamps import Stamps

DIGITS = 9
"""How many sources of an article have a digit; 0 is the article itself."""

SKIP_REASONS = ("boilerplate", "unreadable or broken", "another language", "too distressing", "other")
"""Why a passage may be skipped."""


class Desk(Sheet):
    """Everything an annotator has before them: an article, where they are in it, and their own claims.

    `focus` is the claim being tagged; `last` the one worked on last, which words picked from the text go to;
    `reshaping` the one whose span the live selection will be.
    """

    def __init__(
        self,
        *,
        article: Article,
        scheme: Scheme,
        annotator_id: str,
        stamps: Stamps,
        record: Record,
        may_change: MayChange = always,
        annotations: Iterable[Annotation] = (),
        states: Iterable[PassageState] = (),
        sources: Iterable[Source] = (),
        aliases: Mapping[str, tuple[str, ...]] | None = None,
        digits: Iterable[str] = (),
        book: SourceBook | None = None,
        schemes: SchemeMaps | None = None,
        given: Iterable[GivenClaim] | None = None,
        suggestions: Iterable[Suggested] = (),
    ) -> None:
        self.index = 0
        self.cursor = Cursor(article.passages[0].span.start)
        self._focus: str | None = None
        self._last: str | None = None
        self.reshaping: str | None = None
        self._evidenced: str | None = None
        self._last_evidence: tuple[Evidence, ...] = ()
        self._origins: dict[str, Source] = {}
        super().__init__(
            article=article,
            scheme=scheme,
            annotator_id=annotator_id,
            annotations=annotations,
            states=states,
            sources=sources,
            aliases=aliases,
            digits=digits,
            book=book,
            schemes=schemes,
            given=given,
            suggestions=suggestions,
        )
        self.judge = Judge(self, stamps, record, may_change)
        self._offering = Offering(self)

    def load(self, annotations: Iterable[Annotation], states: Iterable[PassageState]) -> None:
        """Take the stored state over, keeping the place; a focused claim that is gone is let go."""
        super().load(annotations, states)
        if self.claim(self._focus) is None:
            self._focus = None

    # -- what is before the annotator

    @property
    def passage(self) -> Span:
        """Return the current passage."""
        return self.article.passages[self.index].span

    @property
    def here(self) -> Sequence[Annotation]:
        """Return the claims that begin in the current passage."""
        return self.claims_in(self.passage)

    @property
    def focus(self) -> str | None:
        """Return the id of the claim being tagged."""
        return self._focus

    @focus.setter
    def focus(self, claim_id: str | None) -> None:
        self._focus = claim_id
        if claim_id is not None:
            self._last, self.reshaping = claim_id, None

    @property
    def focused(self) -> Annotation | None:
        """Return the claim being tagged."""
        return None if self._focus is None else self._annotations[self._focus]

    @property
    def last(self) -> Annotation | None:
        """Return the claim worked on last, if it stands: the focused one while there is one."""
        return self.claim(self._focus or self._last)

    # -- moving about

    def go(self, index: int) -> bool:
        """Move to the passage at `index`; tell whether there was one."""
        if not 0 <= index < len(self.article.passages):
            return False
        self.index = index
        self.focus = self.reshaping = None
        self.cursor = Cursor(self.passage.start)
        return True

    def next_index(self, forward: bool = True) -> int | None:
        """Return the nearest passage in that direction of which anything is asked."""
        step = 1 if forward else -1
        index = self.index + step
        while 0 <= index < len(self.article.passages):
            if not self.is_passed_over(index):
                return index
            index += step
        return None

    def unsettled(self, forward: bool = True) -> int | None:
        """Return the nearest passage that needs work, in that direction and then from the other end."""
        real = (index for index in self._around(forward) if not self.is_passed_over(index))
        return next((index for index in real if not self.is_settled(index)), None)

    def flagged(self, forward: bool = True) -> int | None:
        """Return the nearest flagged passage, in that direction and then from the other end."""
        return next((index for index in self._around(forward) if self.looked(index) is Looked.FLAGGED), None)

    def _around(self, forward: bool) -> Iterator[int]:
        count, step = len(self.article.passages), 1 if forward else -1
        return ((self.index + step * far) % count for far in range(1, count))

    def unfinished(self, forward: bool = True) -> str | None:
        """Return the nearest claim that lacks something, in that direction and then from the other end."""
        claims, span = self.claims, self.cursor.span
        at = self._focus or (span or Span(self.cursor.caret, self.cursor.caret + 1))
        if isinstance(at, Span):
            before = [each for each in claims if each.judgement.span < at]
            order = [*claims[len(before) :], *before]
        else:
            here = self.number(at) - 1
            order = [*claims[here + 1 :], *claims[:here]]
        order = order if forward else order[::-1]
        return next((each.claim_id for each in order if self.gaps(each)), None)

    def move(self, unit: Unit, forward: bool) -> None:
        """Select the next or previous unit of the passage."""
        self.focus = None
        self.cursor = self.cursor.moved(self.article.text, self.passage, unit, forward)

    def move_to_quotation(self) -> bool:
        """Select what stands between the next quotation marks, after the last the first; tell whether there are any."""
        quoted = quotations(self.article.text, self.passage)
        at = self.cursor.span or Span(self.cursor.caret, self.cursor.caret + 1)
        following = [
            one for one in quoted if one.start > at.start or (self.cursor.span is None and at.start in one)
        ]
        chosen = next(iter(following or quoted), None)
        if chosen is not None:
            self.focus = None
            self.cursor = Cursor(chosen.start, chosen, Unit.CLAUSE)
        return chosen is not None

    def grow(self) -> None:
        """Select the next larger unit."""
        self.cursor = self.cursor.grown(self.article.text, self.passage)

    def shrink(self) -> None:
        """Select the next smaller unit."""
        self.cursor = self.cursor.shrunk(self.article.text, self.passage)

    def select(self, span: Span, unit: Unit | None = None, anchor: int | None = None) -> None:
        """Select a span directly, as a mouse does, or the whole units it touches.

        As far as it lies in the passage that holds the anchor, which is where it begins unless said otherwise.
        """
        self._turn_to(span.start if anchor is None else anchor)
        if not span.overlap(self.passage):
            self.cursor = Cursor(min(max(span.start, self.passage.start), self.passage.end))
            return
        span = Span(max(span.start, self.passage.start), min(span.end, self.passage.end))
        touched = steps(self.article.text, self.passage, unit) if unit else ()
        touched = tuple(stop for stop in touched if stop.overlap(span))
        if touched:
            span = Span(touched[0].start, touched[-1].end)
        self.cursor = Cursor(span.start, span, unit or Unit.SENTENCE)

    def point(self, offset: int, unit: Unit | None = None) -> None:
        """Put the caret at `offset`, or select the unit there."""
        self._turn_to(offset)
        self.cursor = Cursor(min(max(offset, self.passage.start), self.passage.end))
        if unit is not None:
            self.cursor = self.cursor.moved(self.article.text, self.passage, unit, forward=True)

    def _turn_to(self, offset: int) -> None:
        index = self.article.passage_at(offset)
        if index != self.index:
            # A claim stays in its passage: what is pointed at elsewhere is no new shape of it.
            self.reshaping = None
        self.index = index
        self.focus = None

    def reach(self, offset: int) -> None:
        """Extend the selection, the focused claim's nearer edge, or the caret to `offset`."""
        if offset not in self.passage:
            return
        edges = Edges(self.article.text, self.passage)
        focused = self.focused
        if focused is not None:
            self._reach_with(focused, Span(edges.before(offset), edges.after(offset + 1)))
            return
        caret = min(self.cursor.caret, self.passage.end - 1)
        at = self.cursor.span or Span(caret, caret + 1)
        span = Span(edges.before(min(at.start, offset)), edges.after(max(at.end, offset + 1)))
        self.cursor = Cursor(span.start, span)

    def _reach_with(self, claim: Annotation, at: Span) -> None:
        span = claim.judgement.span
        if at.start - span.start < span.end - at.end:
            self.pull("start", at.start)
        else:
            self.pull("end", at.end)

    def pulled(self, edge: Edge, offset: int) -> Span | None:
        """Return the focused claim's span with one edge drawn to an offset of its passage, trimmed as it is stored.

        Nothing where no claim would be left; an edge stops before the other one.
        """
        span, passage = self._need().judgement.span, self.passage
        edges = Edges(self.article.text, passage)
        if edge == "start":
            start = edges.before(min(max(offset, passage.start), span.end - 1))
            reached = Span(start, span.end)
        else:
            end = edges.after(max(min(offset, passage.end), span.start + 1))
            reached = Span(span.start, end)
        return trim(self.article.text, reached)

    def pull(self, edge: Edge, offset: int) -> None:
        """Draw one edge of the focused claim to an offset, if that leaves a claim."""
        span = self.pulled(edge, offset)
        if span is not None:
            self.judge.reshape(self._need(), span)

    def clear(self) -> None:
        """Let go of the selection and of the focused claim; a claim about to be reshaped stays as it is."""
        if self.reshaping is not None and self.claim(self.reshaping):
            self.focus_on(self.reshaping)
            return
        focused = self.focused
        self.focus = self.reshaping = None
        if focused is None:
            self.cursor = self.cursor.resting()
        else:
            span = focused.judgement.span
            self.cursor = Cursor(span.end, behind=span)

    def focus_on(self, claim_id: str | None) -> None:
        """Turn to a claim, in whichever passage it is."""
        self.focus = claim_id
        self.reshaping = None
        if claim_id is not None:
            span = self._annotations[claim_id].judgement.span
            self.index = self.article.passage_at(span.start)
            self.cursor = Cursor(span.start)

    def show(self, claim_id: str | None, passage_id: str | None) -> None:
        """Turn to a claim if it stands, else to a passage; a claim that is gone is let go."""
        standing = self.claim(claim_id)
        self.focus_on(standing.claim_id if standing else None)
        if standing is None and passage_id in self.passage_ids:
            self.go(self.passage_ids.index(passage_id))

    def focus_next(self, forward: bool = True) -> None:
        """Turn to the next or previous claim of the passage, from the selection or the focused claim."""
        here = [annotation.claim_id for annotation in self.here]
        if not here:
            return
        step = 1 if forward else -1
        start = 0 if forward else -1
        position = here.index(self._focus) + step if self._focus in here else start
        self.focus_on(here[position % len(here)])

    # -- the shape of a claim

    def stretch(self, edge: Edge, unit: Unit, outward: bool) -> None:
        """Move one edge of the selection, or of the focused claim."""
        focused = self.focused
        if focused is None:
            self.cursor = self.cursor.stretched(self.article.text, self.passage, edge, unit, outward)
            return
        self.cursor = replace(self.cursor, edge=edge)
        span = stretched(self.article.text, self.passage, focused.judgement.span, edge, unit, outward=outward)
        if span != focused.judgement.span:
            self.judge.reshape(focused, span)

    def reshape(self) -> None:
        """Make the focused claim's span the live selection; marking it then reshapes the claim."""
        claim = self._need()
        if claim.claim_id in self.given:
            self.judge.refused()
            return
        self.cursor = replace(Cursor(claim.judgement.span.start), span=claim.judgement.span)
        self._focus = None
        self.reshaping = claim.claim_id

    def drop_attribution(self) -> bool:
        """Cut "X said that" or ", X said" off the selection, or the focused claim; tell whether there was any."""
        from annotator.core.text.attribution import without_attribution

        span = self.focused.judgement.span if self.focused else self.cursor.span
        if span is None or self._focus in self.given:
            return False
        kept = without_attribution(self.article.text, self.passage, span)
        if kept == span:
            return False
        if self.focused:
            self.judge.reshape(self.focused, kept)
        else:
            self.cursor = replace(self.cursor, span=kept, caret=kept.start)
        return True

    def mark(self) -> str | None:
        """Make a claim of the selection, its edges trimmed, and turn to it; nothing when none can be made.

        While a claim is being reshaped the selection becomes that claim's span.
        """
        span = trim(self.article.text, self.cursor.span) if self.cursor.span else None
        if span is None:
            return None
        changed = self.claim(self.reshaping)
        if changed is None:
            marked = self.judge.mark(span)
            if marked is None:
                return None
            self.focus = marked
        else:
            self.focus = changed.claim_id
            if span != changed.judgement.span:
                self.judge.reshape(changed, span)
        self.cursor = Cursor(span.start, edge=self.cursor.edge)
        return self.focus

    # -- what is said of the focused claim

    def withdraw(self) -> bool:
        """Take the focused claim back, or all that was said of a given one, which stays; tell if anything was said."""
        was_said = self.judge.withdraw(self._need())
        if self._focus not in self.given:
            self.focus = None
        return was_said

    def tag(self, field: Field, label: LabelDef) -> None:
        """Give the focused claim a label; the same label again takes it away."""
        self.judge.tag(self._need(), field, label)

    @property
    def proposed(self) -> Sequence[Suggested]:
        """Return the spans of the passage that were suggested as claims and overlap none of the annotator's."""
        if self.given.is_asked or not self.suggestions:
            return ()
        taken = [each.judgement.span for each in self.claims]
        here = (
            each for each in self.suggestions if each.claim_id is None and each.span.start in self.passage
        )
        return [each for each in here if not any(each.span.overlap(span) for span in taken)]

    def offer(self) -> Offered | None:
        """Return what is suggested for the focused claim, or the selection, as far as that lacks it.

        By somebody for a given claim, or for the next span that may be marked while nothing is selected; else by
        the text.
        """
        claim = self.focused
        span = claim.judgement.span if claim else self.cursor.span
        if self.reshaping is not None:
            return None
        suggested = self._suggested()
        if suggested is not None:
            return as_suggested(self, suggested, claim)
        if span is None:
            return None
        trimmed = trim(self.article.text, span)
        return self._offering.of(trimmed, self.index, claim) if trimmed else None

    def take_offer(self) -> bool:
        """Give what the text suggests, in one action, marking the selection first; tell whether there was any."""
        offered, proposed = self.offer(), self._suggested()
        if offered is None:
            return False
        if proposed is not None and self.focus is None:
            labels = [
                replace(each, suggested=True) for each in proposed.labels if self.scheme.field(each.field)
            ]
            named = [self.sources[each.source_id] for each in labels if each.source_id in self.sources]
            self.focus = self.judge.mark(proposed.span, labels, named)
            return self.focus is not None
        if self.focus is None and self.mark() is None:
            return False
        self.judge.accept(self._need(), offered.field, offered.source, offered.labels)
        return True

    def _suggested(self) -> Suggested | None:
        """Return what was suggested for the focused claim, or while nothing is selected for the next span to mark."""
        if self._focus is not None:
            return next((each for each in self.suggestions if each.claim_id == self._focus), None)
        if self.cursor.span is not None:
            return None
        proposed = self.proposed
        ahead = (each for each in proposed if each.span.start >= self.cursor.caret)
        return next(ahead, next(iter(proposed), None))

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
        fields = self.source_fields()
        return preferred if preferred in fields else next(iter(fields), None)

    def tag_source(self, field: Field, source: Source | None) -> None:
        """Give the focused claim a source, known or new, or take it away."""
        self.judge.tag_source(self._need(), field, source)

    def set_texts(self, *, note: str | None, restatement: str | None) -> None:
        """Set the note and restatement of the focused claim; empty ones are none."""
        self.judge.set_texts(self._need(), note=note, restatement=restatement)

    def add_evidence(self, evidence: Evidence, origin: str = "") -> None:
        """Add a piece of evidence, or put it in the place of the one of its id; `origin` names where it is from."""
        self.judge.add_evidence(self._need(), evidence, origin)
        self._evidenced, self._last_evidence = self._focus, self._need().judgement.evidence

    @property
    def last_evidence(self) -> tuple[Evidence, ...]:
        """Return the evidence of the claim that was last given some in this sitting, as it is now."""
        claim = self.claim(self._evidenced)
        return self._last_evidence if claim is None else claim.judgement.evidence

    def same_evidence(self) -> int:
        """Give the focused claim the evidence last given to one; return how many pieces it did not have yet."""
        claim = self._need()
        had = {each.id for each in claim.judgement.evidence}
        fresh = tuple(each for each in self.last_evidence if each.id not in had)
        if fresh:
            self.judge.share_evidence(claim, fresh, tuple(self._origins.values()))
        return len(fresh)

    def remove_evidence(self, evidence_id: str) -> None:
        """Take a piece of evidence off the focused claim."""
        self.judge.remove_evidence(self._need(), evidence_id)

    def set_reactions(self, reactions: tuple[Reaction, ...], sources: tuple[Source, ...] = ()) -> None:
        """Set who else is quoted for or against the focused claim."""
        self.judge.set_reactions(self._need(), reactions, sources)

    def _need(self) -> Annotation:
        focused = self.focused
        if focused is None:
            raise LookupError("no claim is focused")
        return focused

    def carry(self, before: Desk) -> None:
        """Know which evidence was given last on the desk before, be it of another article."""
        self._evidenced, self._last_evidence = before._evidenced, before.last_evidence
        named = {each.origin_id for each in self._last_evidence if each.origin_id}
        found = {id_: before.sources.get(id_) or before._origins.get(id_) for id_ in named}
        self._origins = {id_: each for id_, each in found.items() if each is not None}

    def take_over(self, before: Desk) -> None:
        """Go on where an earlier desk of the same article was, each source under the digit it had there.

        A claim that was being tagged still is, if it stands.
        """
        if before.article.id != self.article.id:
            return
        self.index, self.cursor = before.index, before.cursor
        self.digits = [*before.digits, *(each for each in self.digits if each not in before.digits)]
        self.recent = dict(before.recent)
        for source in before.sources.maps[0].values():
            self.know(source)
        self._last = before._last
        self.reshaping = before.reshaping if self.claim(before.reshaping) else None
        if self.claim(before.focus):
            self.focus_on(before.focus)

    def today(self) -> str:
        """Return the annotator's calendar day."""
        return self.judge.stamps.today()

    def new_id(self) -> str:
        """Return an id for something about to be made, such as a piece of evidence."""
        return self.judge.stamps.new_id()

    # -- what is said of the passage

    def pass_on(self) -> None:
        """Call the passage done, unless the annotator has said otherwise of it: skipped and flagged stay so.

        Nothing is said of passages where claims are given.
        """
        if not self.given.is_asked and self.looked(self.index) is Looked.OPEN:
            self.look(Looked.DONE)

    def flag(self) -> None:
        """Flag the passage for discussion, or take the flag off."""
        self.look(Looked.OPEN if self.looked(self.index) is Looked.FLAGGED else Looked.FLAGGED)

    def look(self, state: Looked, reason: str | None = None) -> None:
        """Say how far the current passage is; saying the same again writes nothing."""
        self.judge.look(self.index, state, reason)
