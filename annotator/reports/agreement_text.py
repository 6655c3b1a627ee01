"""The agreement report as plain text of at most 80 columns, for a terminal, a mail or a notebook.

Names and quoted words come from outside: whatever does not print is shown as a dot, and widths are counted
in cells.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby, islice

from wcwidth import wcswidth

from annotator.agreement.coefficients import Figure
from annotator.agreement.report import Cut, Disagreement, FieldReport, Quote, Report, Unmatched
from annotator.agreement.spans import Boundary, Histogram

WIDTH = 80
LIMIT = 20
"""How many entries a list shows unless told otherwise."""

NOTHING = "–"
PAIR = 2
NAME = 12
MANY = 4
"""With more annotators than this, label use is shown for all together."""

HOW_TO_READ = (
    "How to read: 1 is full agreement, 0 what chance alone would give; percent agreement (agree) is not "
    "corrected for chance. n counts the claims with two or more labels. By Krippendorff's convention (2004) "
    "alpha from .800 is taken to be reliable, and from .667 to allow tentative conclusions; he asks for the "
    "lower end of the interval, not the value, to pass. The lines are a convention, not a test."
)

BINS = (
    ("< -20", -(10**9), -21),
    ("-20…-6", -20, -6),
    ("-5…-1", -5, -1),
    ("0", 0, 0),
    ("1…5", 1, 5),
    ("6…20", 6, 20),
    ("> 20", 21, 10**9),
)


def render(report: Report, *, limit: int | None = LIMIT) -> str:
    """Write the report; lists stop after `limit` entries, None for all, and say how many more there are."""
    sections = (
        _head(report),
        _labels(report),
        _pairs(report),
        _found(report),
        _boundaries(report),
        _cuts(report.cuts, limit),
        *(_use(field, report, limit) for field in report.fields),
        *(_differences(field, limit) for field in report.fields),
        _unmatched(report.unmatched, limit),
    )
    return "\n\n".join("\n".join(section) for section in map(list, sections) if section) + "\n"


def _head(report: Report) -> Iterator[str]:
    """Say who was compared, on what, and what to know before quoting a figure."""
    yield from wrapped("Agreement: " + (", ".join(report.annotators) or "nobody has labelled anything yet"))
    yield ""
    given = f", {report.given:,} of them given" if report.given else ""
    yield from wrapped(
        f"{_many(report.items, 'claim')}{given}, {report.matched:,} marked by two or more; "
        f"{_many(report.passages, 'passage')} done by two or more; {_many(report.articles, 'article')}."
    )
    drawn = report.resampling
    if report.clusters:
        resampled = f"{_many(drawn.resamples, 'resample')} of {_many(report.clusters, drawn.by)}"
        yield from wrapped(f"In brackets, 95 % intervals: {resampled}, seed {drawn.seed}.")
    for note in report.notes:
        yield from wrapped(note, first="* ", rest="  ")


def _labels(report: Report) -> Iterator[str]:
    """Tabulate every field's agreement; Cohen's kappa only where there are just two annotators."""
    names = {"alpha": "alpha"} | ({"cohen_kappa": "kappa"} if len(report.annotators) <= PAIR else {})
    yield "LABELS: the same label on the same claim"
    yield _row("", "n", *(f"{name:>5}" for name in ("agree", *names.values())))
    missing: list[tuple[str, Figure]] = []
    for field in report.fields:
        figures = {"agree": field.percent_agreement}
        figures |= {name: field.coefficients[id_] for id_, name in names.items()}
        is_long = cells(field.id) > NAME
        if is_long:
            yield field.id
        yield _row("" if is_long else field.id, f"{figures['agree'].n:,}", *map(_figure, figures.values()))
        missing += _named(field.id, figures)
    yield from _reasons(missing)
    yield ""
    yield from wrapped(HOW_TO_READ)


def _named(field: str, figures: Mapping[str, Figure]) -> list[tuple[str, Figure]]:
    """Name a field's figures, by the field alone where they share one reason."""
    if len({figure.reason for figure in figures.values()}) == 1:
        return [(field, next(iter(figures.values())))]
    return [(f"{field} {name}", figure) for name, figure in figures.items()]


def _pairs(report: Report) -> Iterator[str]:
    """Tabulate Cohen's kappa of every pair, where there are more than one."""
    if len(report.annotators) <= PAIR:
        return
    yield "PAIRS: Cohen's kappa on the claims both labelled"
    for field in report.fields:
        yield ""
        yield _pair_row(field.id, "n", "kappa")
        for pair in field.pairwise:
            yield _pair_row(f"  {_pair(pair.a, pair.b)}", f"{pair.kappa.n:,}", _figure(pair.kappa))
        yield from _reasons((_pair(pair.a, pair.b), pair.kappa) for pair in field.pairwise)


def _found(report: Report) -> Iterator[str]:
    """Tabulate how many claims both of a pair marked."""
    spans = report.spans
    rows = [(_pair(pair.a, pair.b), pair.found) for pair in spans.pairs]
    rows += [("all pairs", spans.found)] if len(rows) != 1 else []
    if report.given and report.given == report.items:
        yield "FOUND: the claims were given, so nobody had to find them"
        return
    yield "FOUND: the same claim marked, in passages both have done"
    yield f"{'':28}{'both':>7}{'only 1st':>10}{'only 2nd':>10}{'F1':>7}"
    for name, found in rows:
        counts = f"{found.matched:7,}{found.only_a:10,}{found.only_b:10,}"
        yield f"{_fit(name, 28)}{counts}    {_figure(found.f1)}"
    yield from _reasons((name, found.f1) for name, found in rows)
    counts = " · ".join(f"{_needed(share)}: {n:,}" for share, n in spans.sensitivity)
    yield from wrapped(f"Claims matched, if a match takes {counts}. Taken here: {_needed(report.threshold)}.")


def _needed(threshold: float) -> str:
    """Write what two spans need in common to match."""
    return {0.0: "any overlap", 1.0: "the same words"}.get(threshold, f"IoU ≥ {threshold:g}")


def _boundaries(report: Report) -> Iterator[str]:
    """Tabulate how alike the spans of matched claims are."""
    spans = report.spans
    rows = [(_pair(pair.a, pair.b), pair.boundary) for pair in spans.pairs]
    rows += [("all pairs", spans.boundary)] if len(rows) != 1 else []
    if report.given and report.given == report.items:
        return
    yield "BOUNDARY: the same words marked, on the claims both found"
    yield f"{'':28}{'n':>6}    same span           overlap (IoU)"
    for name, boundary in rows:
        figures = f"    {_figure(boundary.exact):19} {_figure(boundary.mean_iou)}"
        yield f"{_fit(name, 28)}{boundary.exact.n:6,}{figures}"
    yield from _reasons((name, boundary.exact) for name, boundary in rows)
    if spans.boundary.exact.n:
        yield from _offsets(spans.boundary)


def _offsets(boundary: Boundary) -> Iterator[str]:
    """Tabulate how far the second's edges lie from the first's, in characters."""
    yield ""
    yield f"{'second - first, characters':28}" + "".join(f"{name:>7}" for name, _, _ in BINS)
    for name, histogram in (("start", boundary.starts), ("end", boundary.ends)):
        yield f"  {name:26}" + "".join(f"{_between(histogram, low, high):7,}" for _, low, high in BINS)
    near = " · ".join(f"{limit}: {_number(figure.value)}" for limit, figure in boundary.within)
    yield from wrapped(f"Share with both edges at most so many characters off: {near}.")


def _cuts(cuts: Sequence[Cut], limit: int | None) -> Iterator[str]:
    """List where one annotator made several claims of what is one to another."""
    if not cuts:
        return
    yield f"CUT: one claim to one annotator, several to another ({len(cuts):,})"
    for cut in cuts[:limit]:
        yield ""
        yield from _quoted(cut.one)
        for mark in cut.finer:
            yield from _quoted(mark, indent="    ")
    yield from _more(len(cuts), limit)


def _use(field: FieldReport, report: Report, limit: int | None) -> Iterator[str]:
    """Tabulate how often each annotator used each label of a field."""
    used = [each for each in field.used if each.n]
    if not used:
        return
    names = report.annotators if len(report.annotators) <= MANY else ()
    yield f"USE of {field.id}: how often each label was given"
    yield _fit("", 28) + "".join(f"{_fit(name, 11, right=True)}" for name in names) + f"{'all':>8}"
    for each in islice(used, limit):
        by = dict(each.by_annotator)
        yield _fit(each.shown, 28) + "".join(f"{by[name]:11,}" for name in names) + f"{each.n:8,}"
    yield from _more(len(used), limit)


def _differences(field: FieldReport, limit: int | None) -> Iterator[str]:
    """List the claims on whose label annotators differ, with every label."""
    if not field.disagreements:
        return
    yield f"DIFFERENT {field.id} ({len(field.disagreements):,})"
    for one in field.disagreements[:limit]:
        yield ""
        yield from _difference(one)
    yield from _more(len(field.disagreements), limit)


def _difference(one: Disagreement) -> Iterator[str]:
    """Show a claim and what each annotator said of it, quoting words that differ."""
    yield from wrapped(f"“{_or_gone(one.text)}”", first="  ", rest="  ")
    wide = min(24, max(cells(clean(said.annotator)) for said in one.said))
    for said in one.said:
        label = "(not judged)" if said.shown is None else said.shown
        other = f"  on “{said.text}”" if said.text != one.text else ""
        first = f"    {_fit(said.annotator, wide)}  "
        yield from wrapped(f"{label}{other}", first=first, rest=" " * cells(first))


def _unmatched(unmatched: Sequence[Unmatched], limit: int | None) -> Iterator[str]:
    """List the marks that nobody else made, by annotator."""
    if not unmatched:
        return
    yield f"MARKED BY ONE ONLY ({len(unmatched):,})"
    shown = sorted(islice(unmatched, limit), key=lambda one: one.mark.annotator)
    for (name, missed_by), group in groupby(shown, key=lambda one: (one.mark.annotator, one.missed_by)):
        yield ""
        yield from wrapped(f"{name}, not {', '.join(missed_by)}:", first="  ", rest="  ")
        for one in group:
            yield from wrapped(f"“{_or_gone(one.mark.text)}”", first="    ", rest="    ")
    yield from _more(len(unmatched), limit)


def clean(text: str) -> str:
    r"""Return one line in which whatever does not print is a dot, so that text cannot steer a terminal.

    >>> clean("two\n lines\x1b[2J")
    'two lines·[2J'
    """
    return "".join(char if char.isprintable() else "·" for char in " ".join(text.split()))


def cells(text: str) -> int:
    """Return how many cells of a terminal a clean text takes."""
    return max(wcswidth(text), 0)


def wrapped(text: str, *, first: str = "", rest: str = "") -> Iterator[str]:
    """Break a text into lines of at most 80 cells, begun by `first` and then `rest`."""
    line, room = first, WIDTH - cells(first)
    is_empty = True
    for word in _pieces(clean(text), WIDTH - max(cells(first), cells(rest))):
        needed = cells(word) + (not is_empty)
        if needed > room:
            yield line
            line, room, needed, is_empty = rest, WIDTH - cells(rest), cells(word), True
        line += word if is_empty else f" {word}"
        room -= needed
        is_empty = False
    yield line.rstrip()


def _pieces(text: str, width: int) -> Iterator[str]:
    """Yield the words of a text, those too wide for a line in parts: some scripts write no spaces."""
    for word in text.split(" "):
        part = ""
        for char in word:
            if cells(part + char) > width:
                yield part
                part = ""
            part += char
        yield part


def _fit(text: str, width: int, *, right: bool = False) -> str:
    """Pad or cut a text to a number of cells."""
    text = clean(text) if text.strip() else ""
    if cells(text) > width:
        while cells(text) > width - 1:
            text = text[:-1]
        text += "…"
    pad = " " * (width - cells(text))
    return pad + text if right else text + pad


def _row(name: str, n: str, *figures: str) -> str:
    """Set a field's name, n and figures in columns; percent agreement, never negative, is a cell narrower."""
    agree, *others = figures
    return (f"{_fit(name, NAME)}{n:>6} {agree:19}" + "".join(f" {figure:20}" for figure in others)).rstrip()


def _pair_row(name: str, n: str, figure: str) -> str:
    """Set a pair, its n and its figure in columns."""
    return f"{_fit(name, 44)}{n:>7}    {figure}"


def _pair(a: str, b: str) -> str:
    """Write a pair of annotators."""
    return f"{a} – {b}"


def _figure(figure: Figure) -> str:
    """Write a value and its interval, at most 20 cells."""
    interval = f" [{_number(figure.ci95[0])}, {_number(figure.ci95[1])}]" if figure.ci95 else ""
    return f"{_number(figure.value):>5}{interval}"


def _number(value: float | None) -> str:
    """Write a number to three places, without the leading 0 and never as -.000.

    >>> _number(0.8914), _number(-0.0001), _number(None)
    ('.891', '.000', '–')
    """
    if value is None:
        return NOTHING
    text = f"{round(value, 3) + 0:.3f}"
    return text.replace("0.", ".", 1) if abs(value) < 1 and text.lstrip("-").startswith("0.") else text


def _reasons(figures: Iterable[tuple[str, Figure]]) -> Iterator[str]:
    """Say in words why figures or intervals are missing, one line a reason."""
    about: dict[str, list[str]] = {}
    for name, figure in figures:
        if figure.reason:
            about.setdefault(figure.reason, []).append(name)
    for reason, names in about.items():
        yield from wrapped(f"{', '.join(names)} · {reason}", first="  ", rest="    ")


def _between(histogram: Histogram, low: int, high: int) -> int:
    """Count what lies between two differences, both included."""
    return sum(count for off, count in histogram if low <= off <= high)


def _many(count: int, word: str) -> str:
    """Write a number of things."""
    return f"{count:,} {word}" if count == 1 else f"{count:,} {word}s"


def _more(count: int, limit: int | None) -> Iterator[str]:
    """Say how many entries of a list are not shown."""
    if limit is not None and count > limit:
        yield f"  … and {count - limit:,} more (the JSON report has all)"


def _quoted(mark: Quote, *, indent: str = "  ") -> Iterator[str]:
    """Show who marked which words."""
    first = f"{indent}{_fit(mark.annotator, min(24, cells(clean(mark.annotator))))}  "
    yield from wrapped(f"“{_or_gone(mark.text)}”", first=first, rest=" " * cells(first))


def _or_gone(text: str) -> str:
    """Return the text, or a word for its absence."""
    return text or "(no text)"
