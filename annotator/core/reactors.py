"""Who reacts to a claim, by the words that quote them."""

from __future__ import annotations

from annotator.core.reactions import STANCES
from annotator.core.text.attribution import attribution
from annotator.core.text.clauses import tokens_of
from annotator.core.text.phrases import phrase_before
from annotator.core.text.span import Span
from annotator.core.text.speakers import speaker


def who_reacts(text: str, passage: Span, cue: Span) -> tuple[str, bool]:
    """Return whom the words of `cue` quote, and whether that is a name of their own; "" where nobody is plain.

    That is who stands before a verb that reacts, else who is cited there.

    >>> said = "He fell. City officials dispute that."
    >>> who_reacts(said, Span(0, len(said)), Span(9, 36))
    ('City officials', False)
    """
    tokens = tokens_of(text, cue)
    for at, token in enumerate(tokens):
        phrase = phrase_before(tokens, at) if token.low in STANCES else None
        found = speaker(text, tokens, phrase) if phrase else None
        if found and found.name:
            return found.name, found.is_named
    cited = attribution(text, passage, cue)
    return (cited.name, cited.is_named) if cited else ("", False)
