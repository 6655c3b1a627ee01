"""How many keys a claim takes: the shortest way through the gold of the sample corpus, key by key.

Run it: `python tests/benchmarks/motor_keys.py [--each]`. For every gold claim, in the order of the text, it seeks
the fewest keys that select exactly its span from where the cursor was left, then adds the keys for source, form,
stance, going on, and the claim's share of Space. What is searched is the desk itself, so a key does here what it
does on the screen. Not counted: status and its evidence, which the text does not decide. A source that is new to
the article is found by typing (`/`, letters until it comes first, Enter), or, where the project does not know it
yet, by typing its whole name and choosing its type; both are counted letter by letter.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import count
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from annotator.core.claim import Annotation
from annotator.core.cursor import Cursor, Edge
from annotator.core.ids import fold
from annotator.core.source import Source
from annotator.core.text.clauses import without_joiner
from annotator.core.text.span import Span
from annotator.core.text.steps import Unit, steps
from annotator.core.text.trim import trim
from annotator.workflow.annotating import Desk

MOST_KEYS = 4
"""Keys for a span up to which every way is tried; beyond it, the nearest is mended character by character."""

EDGES = (",", ".", "<", ">", "L", "H", "(", ")")
ONE_LETTER = 14
"""How many of the places in sight a jump reaches by one letter: a page shows some thirty."""

EDITOR = "Editor"
"""Whose labels the gold of the sample corpus is."""


def _moved(unit: Unit, *, forward: bool) -> Callable[[Desk], object]:
    return lambda desk: desk.move(unit, forward)


def _stretched(edge: Edge, unit: Unit, *, outward: bool) -> Callable[[Desk], object]:
    return lambda desk: desk.stretch(edge, unit, outward)


MOVES: dict[str, Callable[[Desk], object]] = {
    "j": _moved(Unit.SENTENCE, forward=True),
    "k": _moved(Unit.SENTENCE, forward=False),
    "l": _moved(Unit.CLAUSE, forward=True),
    "h": _moved(Unit.CLAUSE, forward=False),
    "w": _moved(Unit.WORD, forward=True),
    "b": _moved(Unit.WORD, forward=False),
    "p": _moved(Unit.PARAGRAPH, forward=True),
    "q": Desk.move_to_quotation,
    "e": Desk.grow,
}
SHAPES: dict[str, Callable[[Desk], object]] = {
    "E": Desk.shrink,
    ".": _stretched("end", Unit.WORD, outward=True),
    ",": _stretched("end", Unit.WORD, outward=False),
    "<": _stretched("start", Unit.WORD, outward=True),
    ">": _stretched("start", Unit.WORD, outward=False),
    "L": _stretched("end", Unit.CLAUSE, outward=True),
    "H": _stretched("end", Unit.CLAUSE, outward=False),
    "J": _stretched("end", Unit.SENTENCE, outward=True),
    "K": _stretched("end", Unit.SENTENCE, outward=False),
    "(": _stretched("start", Unit.CLAUSE, outward=True),
    ")": _stretched("start", Unit.CLAUSE, outward=False),
    "d": Desk.drop_attribution,
}


@dataclass
class Counted:
    """The keys of one claim by what they are for."""

    words: str
    span: str
    source: str = ""
    labels: str = ""
    on: str = ""
    share: float = 0.0
    offered: bool = False

    @property
    def total(self) -> float:
        """Return how many keys it took, with its share of Space."""
        return sum(map(_count, (self.span, self.source, self.labels, self.on))) + self.share


def _count(keys: str) -> int:
    return len(keys.split())


def shortest(desk: Desk, start: Cursor, wanted: Span) -> tuple[list[str], Cursor]:
    """Return the fewest keys that make the selection, once trimmed, the wanted span, and the cursor then."""
    text = desk.article.text
    seen: set[Cursor] = set()
    order = count()
    waiting: list[tuple[int, int, list[str], Cursor]] = [(0, next(order), [], start)]
    nearest: tuple[int, list[str], Cursor] = (len(text), [], start)
    while waiting:
        cost, _, keys, cursor = heappop(waiting)
        if cursor in seen:
            continue
        seen.add(cursor)
        got = trim(text, cursor.span) if cursor.span else None
        if got == wanted:
            return keys, cursor
        if got:
            far = abs(got.start - wanted.start) + abs(got.end - wanted.end)
            nearest = min(nearest, (far, keys, cursor), key=lambda each: each[0])
        if cost < MOST_KEYS and _worth(cursor, wanted):
            for key, after in _steps(desk, cursor):
                if cost + _count(key) <= MOST_KEYS:
                    heappush(waiting, (cost + _count(key), next(order), [*keys, key], after))
    _, keys, cursor = nearest
    return _mended(desk, keys, cursor, wanted)


def _mended(desk: Desk, keys: list[str], cursor: Cursor, wanted: Span) -> tuple[list[str], Cursor]:
    """Bring the nearest selection to the span: each edge by words while that helps, then by characters."""
    text, keys = desk.article.text, list(keys)

    def far(span: Span) -> int:
        return abs(span.start - wanted.start) + abs(span.end - wanted.end)

    while cursor.span and far(cursor.span):
        tried = [
            (far(after.span), key, after)
            for key, after in _steps(desk, cursor)
            if key in ",.<>LH()" and after.span
        ]
        best = min(tried, key=lambda each: each[0])
        if best[0] >= far(cursor.span) or (trim(text, cursor.span) == wanted):
            break
        keys.append(best[1])
        cursor = best[2]
    rest = trim(text, cursor.span) if cursor.span else None
    keys += ["Shift+→"] * (far(rest) if rest else len(text))
    return keys, Cursor(wanted.start, wanted, cursor.unit)


def _worth(cursor: Cursor, wanted: Span) -> bool:
    """Tell whether going on from here may lead to the span: a wide bound that keeps the search small."""
    span = cursor.span
    return span is None or (span.start < wanted.end + 200 and span.end > wanted.start - 200)


def _steps(desk: Desk, cursor: Cursor) -> Iterator[tuple[str, Cursor]]:
    for key, change in (MOVES if cursor.span is None else MOVES | SHAPES).items():
        desk.focus, desk.cursor = None, cursor
        change(desk)
        yield key, desk.cursor
    clauses = sorted(
        steps(desk.article.text, desk.passage, Unit.CLAUSE), key=lambda each: abs(each.start - cursor.caret)
    )
    for number, clause in enumerate(clauses):
        # The nearest have one letter; two where more are in sight than a page usually shows.
        label = "g a" if number < ONE_LETTER else "g a b"
        yield label, Cursor(clause.start, without_joiner(desk.article.text, clause), Unit.CLAUSE)


def typed(desk: Desk, source: Source) -> str:
    """Return the keys that find a source by typing, or add it under its whole name with its type."""
    if source.id in desk.sources:
        for letters in range(1, len(source.name) + 1):
            query = source.name[:letters]
            if [each.source for each in desk.find_sources(query, 1)] == [source]:
                return " ".join(["/", *query.replace(" ", "␣"), "Enter"])
    return " ".join(["/", *source.name.replace(" ", "␣"), "Enter", "Enter"])


def walk(desk: Desk, gold: list[Annotation], sources: dict[str, Source]) -> Iterator[Counted]:
    """Annotate an article from the first claim to the last; yield the keys of each claim."""
    passages = desk.article.passages
    for index, passage in enumerate(passages):
        here = [each for each in gold if each.judgement.span.start in passage.span]
        desk.go(index)
        for number, claim in enumerate(here):
            yield _annotated(desk, claim, sources, last=number == len(here) - 1, share=1 / len(here))


def _annotated(
    desk: Desk, gold: Annotation, sources: dict[str, Source], *, last: bool, share: float
) -> Counted:
    span = gold.judgement.span
    keys, cursor = shortest(desk, desk.cursor, span)
    counted = Counted(span.of(desk.article.text), " ".join(keys), share=share)
    desk.focus, desk.cursor = None, cursor
    source = sources[gold.judgement.of("source")[0]]
    form = gold.judgement.of("form")[0]
    offered = desk.offer()
    suggested = offered.source if offered else None
    wanted = (
        {source.id, desk.source_called(source.name).id} if source.type != "narrator" else {desk.narrator.id}
    )
    letters = {label.id: label.key for each in desk.scheme.fields for label in each.labels}
    # The name decides: what type a new source is of can't be seen from the offer, and is counted as right.
    named = suggested is not None and (suggested.id in wanted or fold(suggested.name) == fold(source.name))
    if offered is not None and suggested is not None and named:
        counted.source, counted.offered = "t", True
        form_keys = [] if form in {label.id for _, label in offered.labels} else [letters[form]]
        desk.take_offer()
    else:
        counted.source, given = _by_hand(desk, source)
        desk.mark()
        desk.tag_source(desk.scheme.fields[0], given)
        form_keys = [letters[form]]
    stance = letters[gold.judgement.of("stance")[0]]
    counted.labels = " ".join([*form_keys, stance])
    for each, label in _labels(desk, {"form": form, "stance": gold.judgement.of("stance")[0]}):
        if desk.focused and desk.focused.judgement.of(each.id) != (label.id,):
            desk.tag(each, label)
    if not last:
        counted.on = "Enter"
    desk.clear()
    return counted


def _labels(desk: Desk, wanted: dict[str, str]) -> Iterator[tuple[object, object]]:
    for each in desk.scheme.fields:
        if each.id in wanted and (label := each.label(wanted[each.id])) is not None:
            yield each, label


def _by_hand(desk: Desk, source: Source) -> tuple[str, Source]:
    """Return the keys that give a source by hand and the source; marking comes with them."""
    if source.type == "narrator":
        return "0", desk.narrator
    known = next((each for each in desk.sources.values() if each.id == source.id), source)
    recent = desk.recent
    if recent and max(recent, key=lambda each: recent[each]) == known.id:
        return "=", known
    if known.id in desk.digits[:9]:
        return str(desk.digits.index(known.id) + 1), known
    return typed(desk, source), known


def measure(folder: Path) -> Iterator[Counted]:
    """Make the sample project without anybody's sources and walk through both its articles."""
    from annotator.store import reading
    from annotator.store.engine import reading as reading_scope
    from annotator.workflow.importing import add_articles
    from annotator.workflow.project import add_annotator, create_project, find_annotator
    from annotator.workflow.samples import load_corpus, sample_corpus
    from annotator.workflow.schemes import find_scheme
    from annotator.workflow.sitting import Sitting

    corpus = sample_corpus()
    full = create_project(folder / "gold.db", "gold", find_scheme("newsclaim"))
    load_corpus(full, corpus)
    editor = find_annotator(full, EDITOR)
    fresh = create_project(folder / "fresh.db", "fresh", find_scheme("newsclaim"))
    add_articles(fresh, list(corpus.articles.values()))
    sitting = Sitting(fresh, add_annotator(fresh, "Ana"), lambda _: None)
    for article in sitting.order:
        with reading_scope(full.engine) as connection:
            gold = reading.current_annotations(connection, article, editor.id)
            sources = {each.id: each for each in reading.sources(connection)}
        gold = sorted((each for each in gold if each.judgement.stands), key=lambda each: each.judgement.span)
        sitting.outbox.drain()
        yield from walk(sitting.open(article), gold, sources)
    sitting.close()
    full.close()


def main() -> None:
    """Print the figures, and with --each every claim's keys."""
    with tempfile.TemporaryDirectory() as folder:
        found = list(measure(Path(folder)))
    if "--each" in sys.argv:
        for each in found:
            words = each.words if len(each.words) < 60 else each.words[:57] + "…"
            print(
                f"{each.total:5.1f}  {each.span:<14} | {each.source:<24} | {each.labels:<5} {each.on:<6} {words!r}"
            )
    totals = sorted(each.total for each in found)
    spans = [_count(each.span) for each in found]
    print(f"claims {len(found)}")
    print(
        f"keys a claim: median {statistics.median(totals):.1f} (wanted ≤ 6), "
        f"90th percentile {totals[int(len(totals) * 0.9)]:.1f} (wanted ≤ 11)"
    )
    print(
        f"spans in ≤ 3 keys: {sum(n <= 3 for n in spans) / len(spans):.0%} (wanted ≥ 90 %), "
        f"median {statistics.median(spans)}"
    )
    print(f"source and form taken as offered: {sum(each.offered for each in found)} of {len(found)}")


if __name__ == "__main__":
    main()
