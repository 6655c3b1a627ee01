"""The lists of the text report: label use, different labels, finer cuts, lone marks, each with its words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby, islice

from annotator.agreement.model import Cut, Disagreement, FieldReport, Quote, Report, Unmatched
from annotator.reports.columns import cells, clean, fit, more, wrapped

MANY = 4
"""With more annotators than this, label use is shown for all together."""

WIDEST_NAME = 24


def cuts(found: Sequence[Cut], limit: int | None) -> Iterator[str]:
    """List where one annotator made several claims of what is one to another."""
    if not found:
        return
    yield f"CUT: one claim to one annotator, several to another ({len(found):,})"
    for cut in found[:limit]:
        yield ""
        yield from _quoted(cut.one)
        for mark in cut.finer:
            yield from _quoted(mark, indent="    ")
    yield from more(len(found), limit)


def use(field: FieldReport, report: Report, limit: int | None) -> Iterator[str]:
    """Tabulate how often each annotator used each label of a field."""
    used = [each for each in field.used if each.n]
    if not used:
        return
    names = report.annotators if len(report.annotators) <= MANY else ()
    yield from wrapped(f"USE of {field.id}: how often each label was given")
    yield fit("", 28) + "".join(f"{fit(name, 11, right=True)}" for name in names) + f"{'all':>8}"
    for each in islice(used, limit):
        by = dict(each.by_annotator)
        yield fit(each.shown, 28) + "".join(f"{by[name]:11,}" for name in names) + f"{each.n:8,}"
    yield from more(len(used), limit)


def differences(field: FieldReport, limit: int | None) -> Iterator[str]:
    """List the items on whose label annotators differ, with every label."""
    if not field.disagreements:
        return
    yield from wrapped(f"DIFFERENT {field.id} ({len(field.disagreements):,})")
    for one in field.disagreements[:limit]:
        yield ""
        yield from _difference(one)
    yield from more(len(field.disagreements), limit)


def _difference(one: Disagreement) -> Iterator[str]:
    """Show an item and what each annotator said of it, quoting words that differ."""
    words = f"“{or_gone(one.text)}”" if one.article else one.item
    yield from wrapped(words, first="  ", rest="  ")
    wide = min(WIDEST_NAME, max(cells(clean(said.annotator)) for said in one.said))
    for said in one.said:
        label = "(not judged)" if said.shown is None else said.shown
        other = f"  on “{said.text}”" if said.text != one.text else ""
        first = f"    {fit(said.annotator, wide)}  "
        yield from wrapped(f"{label}{other}", first=first, rest=" " * cells(first))


def unmatched(found: Sequence[Unmatched], limit: int | None) -> Iterator[str]:
    """List the marks that nobody else made, by annotator."""
    if not found:
        return
    yield f"MARKED BY ONE ONLY ({len(found):,})"
    shown = sorted(islice(found, limit), key=lambda one: one.mark.annotator)
    for (name, missed_by), group in groupby(shown, key=lambda one: (one.mark.annotator, one.missed_by)):
        yield ""
        yield from wrapped(f"{name}, not {', '.join(missed_by)}:", first="  ", rest="  ")
        for one in group:
            yield from wrapped(f"“{or_gone(one.mark.text)}”", first="    ", rest="    ")
    yield from more(len(found), limit)


def _quoted(mark: Quote, *, indent: str = "  ") -> Iterator[str]:
    """Show who marked which words."""
    first = f"{indent}{fit(mark.annotator, min(WIDEST_NAME, cells(clean(mark.annotator))))}  "
    yield from wrapped(f"“{or_gone(mark.text)}”", first=first, rest=" " * cells(first))


def or_gone(text: str) -> str:
    """Return the text, or a word for its absence."""
    return text or "(no text)"
