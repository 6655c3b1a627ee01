"""What an annotator says of claims and passages, each as an `Entry` that is applied at once and then saved.

Nothing here knows a terminal or a database.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from annotator.core.claim import Annotation, Claim, Evidence, Judgement, Label, Origin, Reaction
from annotator.core.history import Action, Entry, Kind, Looked, PassageState
from annotator.core.scheme import Field, FieldType, LabelDef
from annotator.core.source import Source
from annotator.core.text.span import Span
from annotator.workflow.sheet import Sheet
from annotator.workflow.stamps import PROGRAM, Stamps

Record = Callable[[Entry], None]

MayChange = Callable[[], bool]
"""Tells whether anything may be changed, and whoever wishes it why not."""


def always() -> bool:
    """Let everything be changed."""
    return True


class Judge:
    """Writes on one sheet; `record` is handed every entry, in order, after it has been applied there.

    Where nothing `may_change`, nothing is applied.
    """

    def __init__(self, sheet: Sheet, stamps: Stamps, record: Record, may_change: MayChange = always) -> None:
        self.sheet, self.stamps, self._record, self._may_change = sheet, stamps, record, may_change
        self.refused: Callable[[], object] = lambda: None
        """Hears of what can't be done because the claims are given."""

    # -- claims

    def mark(self, span: Span, labels: Sequence[Label] = (), sources: Sequence[Source] = ()) -> str | None:
        """Make a claim of a span, with labels it was suggested with; return its id.

        Nothing where nothing may be changed, or the claims are given.
        """
        sheet, stamps = self.sheet, self.stamps
        if sheet.given.is_asked:
            self.refused()
            return None
        claim = Claim(stamps.new_id(), sheet.article.id, Origin.MARKED, sheet.annotator_id)
        action = self._action("mark")
        annotation = Annotation(
            id=stamps.new_id(),
            claim_id=claim.id,
            annotator_id=sheet.annotator_id,
            action_id=action.id,
            created_at=action.at,
            active_ms=stamps.active_ms(),
            judgement=Judgement(span, sheet.scheme.hash, tuple(labels)),
        )
        entry = Entry(action, claims=(claim,), sources=tuple(sources), annotations=(annotation,))
        return claim.id if self._put(entry) else None

    def reshape(self, claim: Annotation, span: Span) -> None:
        """Say that a claim runs elsewhere; one that was given runs where it does for everybody."""
        if claim.claim_id in self.sheet.given:
            self.refused()
            return
        self._say("reshape", claim, replace(claim.judgement, span=span))

    def withdraw(self, claim: Annotation) -> bool:
        """Take a claim back, or all that was said of a given one; tell whether there was anything."""
        if self.sheet.given.is_blank(claim):
            return False
        self._say("withdraw", claim, claim.judgement.withdrawn())
        return True

    # -- labels

    def tag(self, claim: Annotation, field: Field, label: LabelDef) -> None:
        """Give a claim a label; the same label again takes it away, or confirms it where it needs another look.

        Labels of the field that were retired go with the first one that is given instead.
        """
        given = [each for each in claim.judgement.labels if each.field == field.id]
        kept = [each for each in given if each.value != label.id]
        wanted = Label(field.id, label.id)
        if len(kept) < len(given) and self._is_doubted(claim, field, label.id):
            self._say(f"confirm {field.id}", claim, claim.judgement, again=True)
            return
        if field.type is FieldType.CHOICES:
            offered = [each for each in given if field.label(each.value) is not None]
            labels = kept if len(kept) < len(given) else [*offered, wanted]
        else:
            labels = [] if len(kept) < len(given) else [wanted]
        self._say(f"tag {field.id}", claim, self._tagged(claim.judgement, field, labels))

    def _is_doubted(self, claim: Annotation, field: Field, value: str) -> bool:
        doubts = self.sheet.doubts(claim)
        return any((each.field, each.value) == (field.id, value) for each in doubts)

    def _tagged(self, judgement: Judgement, field: Field, labels: Sequence[Label]) -> Judgement:
        judgement = judgement.tagged(field.id, labels)
        if any(each.evidence for each in field.labels):
            # A label that calls for evidence holds as of the day it is given.
            judgement = replace(judgement, as_of=self.stamps.today() if labels else None)
        return judgement

    def tag_source(self, claim: Annotation, field: Field, source: Source | None) -> None:
        """Give a claim a source, known or new, or take it away; the one it has is confirmed."""
        labels = [] if source is None else [Label(field.id, source_id=source.id)]
        again = source is not None and self._is_doubted(claim, field, source.id)
        fresh = () if source is None else (source,)
        judgement = claim.judgement.tagged(field.id, labels)
        self._say(f"tag {field.id}", claim, judgement, sources=fresh, again=again)

    def accept(
        self,
        claim: Annotation,
        field: Field | None,
        source: Source | None,
        labels: Sequence[tuple[Field, LabelDef]],
    ) -> None:
        """Give a claim a source and labels that were suggested, in one action; the labels say that they were."""
        judgement = claim.judgement
        if field is not None and source is not None:
            judgement = judgement.tagged(field.id, [Label(field.id, source_id=source.id, suggested=True)])
        for each in dict.fromkeys(each for each, _ in labels):
            given = [Label(each.id, label.id, suggested=True) for of, label in labels if of == each]
            judgement = self._tagged(judgement, each, given)
        fresh = () if source is None else (source,)
        self._say("take what is suggested", claim, judgement, sources=fresh)

    # -- notes, evidence, reactions

    def set_texts(self, claim: Annotation, *, note: str | None, restatement: str | None) -> None:
        """Set the note and restatement of a claim; empty ones are none."""
        changed = replace(claim.judgement, note=note or None, restatement=restatement or None)
        self._say("note", claim, changed)

    def add_evidence(self, claim: Annotation, evidence: Evidence, origin: str = "") -> None:
        """Add a piece of evidence to a claim, or put it in the place of the one of its id.

        `origin` names the source it goes back to; a name nobody knows yet makes one of unclear type. The status
        holds as of today.
        """
        source = self.sheet.source_called(origin) if origin else None
        evidence = replace(evidence, origin_id=source.id) if source else evidence
        pieces = claim.judgement.evidence
        if any(item.id == evidence.id for item in pieces):
            # What is stored never changes: said otherwise, it is another piece in the place of the first.
            fresh = replace(evidence, id=self.stamps.new_id())
            pieces = tuple(fresh if item.id == evidence.id else item for item in pieces)
        else:
            pieces = (*pieces, evidence)
        changed = replace(claim.judgement, evidence=pieces, as_of=self.stamps.today())
        self._say("evidence", claim, changed, sources=(source,) if source else ())

    def share_evidence(
        self, claim: Annotation, pieces: tuple[Evidence, ...], origins: tuple[Source, ...] = ()
    ) -> None:
        """Rest a claim on pieces of evidence that another one rests on; `origins` are their sources, where known."""
        changed = replace(
            claim.judgement, evidence=(*claim.judgement.evidence, *pieces), as_of=self.stamps.today()
        )
        self._say("same evidence", claim, changed, sources=origins)

    def remove_evidence(self, claim: Annotation, evidence_id: str) -> None:
        """Take a piece of evidence off a claim."""
        kept = tuple(item for item in claim.judgement.evidence if item.id != evidence_id)
        self._say("remove evidence", claim, replace(claim.judgement, evidence=kept))

    def set_reactions(
        self, claim: Annotation, reactions: tuple[Reaction, ...], sources: tuple[Source, ...] = ()
    ) -> None:
        """Set who else is quoted for or against a claim."""
        self._say("reactions", claim, replace(claim.judgement, reactions=reactions), sources=sources)

    # -- passages

    def look(self, index: int, state: Looked, reason: str | None = None) -> None:
        """Say how far a passage is; saying the same again writes nothing.

        Where claims are given nothing is said of passages: it would tell that no other claim is in them.
        """
        if self.sheet.given.is_asked:
            self.refused()
            return
        passage_id = self.sheet.passage_ids[index]
        before = self.sheet.state_of(passage_id)
        if (before.state if before else Looked.OPEN) is state and (
            before.reason if before else None
        ) == reason:
            return
        action = self._action(f"passage {state}")
        after = PassageState(
            id=self.stamps.new_id(),
            passage_id=passage_id,
            annotator_id=self.sheet.annotator_id,
            action_id=action.id,
            state=state,
            reason=reason,
            parent_id=before.id if before else None,
            seq=before.seq + 1 if before else 1,
        )
        self._put(Entry(action, passages=(after,)))

    # -- how a change is made

    def _action(self, what: str) -> Action:
        stamps = self.stamps
        return Action(stamps.new_id(), self.sheet.annotator_id, Kind.DO, what, stamps.now(), PROGRAM)

    def _say(
        self,
        what: str,
        before: Annotation,
        judgement: Judgement,
        sources: tuple[Source, ...] = (),
        *,
        again: bool = False,
    ) -> None:
        """Write a judgement if it says something else, or the same `again` under the scheme in force."""
        if judgement == before.judgement and not again:
            return
        known = self.sheet.sources
        named = {label.source_id for label in judgement.labels}
        named |= {reaction.source_id for reaction in judgement.reactions}
        named |= {item.origin_id or "" for item in judgement.evidence}
        needed = {*sources, *(known[each] for each in named if each in known)}
        action = self._action(what)
        parent_id, seq = self.sheet.given.follows(before)
        after = Annotation(
            id=self.stamps.new_id(),
            claim_id=before.claim_id,
            annotator_id=self.sheet.annotator_id,
            action_id=action.id,
            created_at=action.at,
            judgement=replace(judgement, scheme_hash=self.sheet.scheme.hash),
            parent_id=parent_id,
            seq=seq,
            active_ms=self.stamps.active_ms(),
        )
        self._put(
            Entry(action, sources=tuple(sorted(needed, key=lambda each: each.id)), annotations=(after,))
        )

    def _put(self, entry: Entry) -> bool:
        if not self._may_change():
            return False
        self.sheet.apply(entry)
        self._record(entry)
        return True
