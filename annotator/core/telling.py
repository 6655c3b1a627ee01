"""Changes of a judgement in words, as a history tells them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from annotator.core.changes import Change, Trait
from annotator.core.claim import Evidence, Label, Reaction, State
from annotator.core.scheme import Field, FieldType, Scheme
from annotator.core.source import Source
from annotator.core.text.span import Span

LONGEST = 60
"""How many characters of words from a text are quoted."""

NOTHING = "none"
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Known:
    """What ids stand for: the article's text, schemes by hash, sources by id."""

    text: str
    schemes: Mapping[str, Scheme]
    sources: Mapping[str, Source]

    def source(self, source_id: str | None) -> str:
        """Return a source's name, or something in its place."""
        found = self.sources.get(source_id or "")
        return found.name if found else "an unknown source"

    def field(self, scheme: str, field_id: str) -> Field | None:
        """Return a field of a scheme, if that has it."""
        found = self.schemes.get(scheme)
        return found.field(field_id) if found else None


def told(change: Change, known: Known, scheme: str) -> str:
    """Say a change in a line; `scheme` is the hash of the one it was made under.

    >>> told(Change(Trait.NOTE, None, "as in line one"), Known("", {}, {}), "")
    'note “as in line one”'
    """
    return _TOLD[change.trait](change, known, scheme)


def quoted(words: str) -> str:
    r"""Return words in quotation marks, their middle left out where they are long.

    >>> quoted("one\n two")
    '“one two”'
    """
    words = _SPACE.sub(" ", words).strip()
    if len(words) > LONGEST:
        half = LONGEST // 2
        words = f"{words[:half].rstrip()} … {words[-half:].lstrip()}"
    return f"“{words}”"


def _state(change: Change, _: Known, __: str) -> str:
    return "taken back" if change.after is State.WITHDRAWN else "there again"


def _span(change: Change, known: Known, _: str) -> str:
    before, after = (quoted(each.of(known.text)) for each in (change.before, change.after))
    if before != after:
        return f"words {before} → {after}"
    return f"words {_where(change.before)} → {_where(change.after)}: {after}"


def _where(span: Span) -> str:
    return f"{span.start}–{span.end}"


def _labels(change: Change, known: Known, scheme: str) -> str:
    field = known.field(scheme, change.field)
    name = change.field.replace("_", " ")
    if field is not None and field.type is FieldType.CHOICES:
        return f"{name} {', '.join(_parts(change.before, change.after, known))}"
    before, after = (", ".join(_label(each, known) for each in side) for side in _sides(change))
    return f"{name} {before} → {after or NOTHING}" if before else f"{name} {after}"


def _sides(change: Change) -> tuple[tuple[Label, ...], tuple[Label, ...]]:
    return change.before, change.after


def _parts(before: Iterable[Label], after: Iterable[Label], known: Known) -> Iterator[str]:
    was, now = list(before), list(after)
    yield from (f"− {_label(each, known)}" for each in was if each not in now)
    yield from (f"+ {_label(each, known)}" for each in now if each not in was)
    if sorted(was) == sorted(now):
        yield "in another order"


def _label(label: Label, known: Known) -> str:
    suggested = " (as suggested)" if label.suggested else ""
    if label.source_id:
        return f"{known.source(label.source_id)}{suggested}"
    # As the screen calls it beside its key.
    return f"{(label.value or '').replace('_', ' ')}{suggested}"


def _reactions(change: Change, known: Known, _: str) -> str:
    was, now = list[Reaction](change.before), list[Reaction](change.after)
    said = [f"no longer: {_reaction(each, known)}" for each in was if each not in now]
    said += [_reaction(each, known) for each in now if each not in was]
    return f"who else: {'; '.join(said) or 'in another order'}"


def _reaction(reaction: Reaction, known: Known) -> str:
    cue = f" {quoted(reaction.cue.of(known.text))}" if reaction.cue else ""
    return f"{known.source(reaction.source_id)} {reaction.stance}{cue}"


def _evidence(change: Change, known: Known, _: str) -> str:
    was, now = list[Evidence](change.before), list[Evidence](change.after)
    said = [f"evidence taken off: {_piece(each, known)}" for each in was if each not in now]
    said += [f"evidence added: {_piece(each, known)}" for each in now if each not in was]
    return "; ".join(said) or "evidence in another order"


def _piece(piece: Evidence, known: Known) -> str:
    polarity = piece.polarity.replace("_", " ")
    origin = f" by {known.source(piece.origin_id)}" if piece.origin_id else ""
    place = "a passage" if piece.place else ""
    note = quoted(piece.quote or piece.note or "") if piece.quote or piece.note else ""
    what = "redacted" if piece.redacted else piece.url or place or note
    return f"{polarity}{origin}, {what}"


def _text(change: Change, _: Known, __: str) -> str:
    name = change.trait.value
    if change.after is None:
        return f"{name} removed: {quoted(change.before)}"
    return (
        f"{name} {quoted(change.after)}"
        if change.before is None
        else f"{name} changed: {quoted(change.after)}"
    )


def _as_of(change: Change, _: Known, __: str) -> str:
    return f"as of {change.before or NOTHING} → {change.after or NOTHING}"


def _scheme(change: Change, known: Known, _: str) -> str:
    found = known.schemes.get(change.after)
    return f"under the scheme {found.name} {found.version}" if found else "under another scheme"


_TOLD = {
    Trait.STATE: _state,
    Trait.SPAN: _span,
    Trait.LABELS: _labels,
    Trait.REACTIONS: _reactions,
    Trait.EVIDENCE: _evidence,
    Trait.RESTATEMENT: _text,
    Trait.NOTE: _text,
    Trait.AS_OF: _as_of,
    Trait.SCHEME: _scheme,
}
