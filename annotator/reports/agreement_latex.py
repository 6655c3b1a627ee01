r"""The labels as a LaTeX table, a row a field, for a paper: needs `\usepackage{booktabs}` and nothing else.

The caption names what a reader must know: the coefficients and their levels, who and how many, what the intervals
resample.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from annotator.agreement.coefficients import COEFFICIENTS, PAIR, Figure
from annotator.agreement.model import FieldReport, Report
from annotator.core.display import visible
from annotator.reports.words import many_annotators, measure, resampled

SHOWN = ("alpha", "ac1", "cohen_kappa", "fleiss_kappa")
"""The coefficients that get a column, where some field has a value."""

NOT_FOR_IT = Figure(None, None, 0, "this coefficient is not for such labels")
"""Stands where other fields have a figure: labels of several values have no AC1."""

HEADS = {"alpha": r"$\alpha$", "ac1": "AC1", "cohen_kappa": r"$\kappa$", "fleiss_kappa": r"Fleiss' $\kappa$"}

_SIGNS = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "#": r"\#", "_": r"\_", "%": r"\%",
    "^": r"\textasciicircum{}", "~": r"\textasciitilde{}", "<": r"\textless{}", ">": r"\textgreater{}",
    "|": r"\textbar{}", '"': r"\char34{}", "'": "'{}", "`": r"\char96{}",
    "-": "{-}", "[": "{[}", "]": "{]}",
    "–": "--", "—": "---", "“": "``", "”": "''", "‘": "`", "’": "'", "…": r"\ldots{}", "×": r"$\times$",
}  # fmt: skip


def render(report: Report) -> str:
    """Write a complete `table` environment."""
    return "\n".join(_lines(report)) + "\n"


def _lines(report: Report) -> Iterator[str]:
    # Of two annotators Cohen's kappa is asked for, of more Fleiss': both would not fit the width of a page.
    left_out = "fleiss_kappa" if len(report.annotators) <= PAIR else "cohen_kappa"
    defined = [id_ for id_ in SHOWN if any(_value(field, id_) is not None for field in report.fields)]
    shown = [id_ for id_ in defined if id_ != left_out]
    yield r"% needs \usepackage{booktabs}; made by annotator agreement --format latex"
    yield f"% data sha256 {report.inputs.get('data_sha256', '')}"
    yield r"\begin{table}"
    yield r"  \centering\small"
    yield r"  \setlength{\tabcolsep}{4pt}"
    yield r"  \begin{tabular}{lrr" + "l" * (len(shown) + 1) + "}"
    yield r"    \toprule"
    yield (
        "    " + " & ".join(["Field", "$n$", "Labels", "Agreement", *(HEADS[id_] for id_ in shown)]) + r" \\"
    )
    yield r"    \midrule"
    for field in report.fields:
        figures = [field.percent_agreement, *(field.coefficients.get(id_, NOT_FOR_IT) for id_ in shown)]
        cells = [escaped(field.id), f"{figures[0].n:,}", str(len(field.categories)), *map(_figure, figures)]
        yield "    " + " & ".join(cells) + r" \\"
    yield r"    \bottomrule"
    yield r"  \end{tabular}"
    yield rf"  \caption{{{_caption(report, shown)}}}"
    yield r"  \label{tab:agreement}"
    yield r"\end{table}"


def _value(field: FieldReport, id_: str) -> float | None:
    return field.coefficients[id_].value if id_ in field.coefficients else None


def _figure(figure: Figure) -> str:
    """Write a value and its interval; a dash stands for what is undefined."""
    if figure.value is None:
        return "--"
    interval = f" [{_number(figure.ci95[0])}, {_number(figure.ci95[1])}]" if figure.ci95 else ""
    return f"{_number(figure.value)}{interval}"


def _number(value: float) -> str:
    """Write two places, as papers do, with a true minus sign."""
    text = f"{round(abs(value), 2):.2f}".removeprefix("0")
    return f"$-${text}" if round(value, 2) < 0 else text


def _caption(report: Report, shown: list[str]) -> str:
    """Say how the figures were made."""
    names = "; ".join(f"{HEADS[id_]}: {escaped(measure(id_))}" for id_ in shown)
    levels = ", ".join(f"{escaped(field.id)} {field.level}" for field in report.fields)
    fields = {field.id for field in report.fields}
    parts = (
        f"Agreement of {many_annotators(report)} on {report.matched:,} {report.subject}s",
        f"{names}" if names else "",
        f"Levels: {levels}",
        f"$n$: {report.subject}s with two or more labels",
        f"In brackets, {escaped(resampled(report)).rstrip('.')}" if resampled(report) else "",
        _alone(report, shown),
        "".join(
            f"{escaped(one.part)}: {escaped(one.why)}. " for one in report.missing if one.part in fields
        ).rstrip(". "),
    )
    return ". ".join(part for part in parts if part) + "."


def _alone(report: Report, shown: list[str]) -> str:
    """Say which columns take items with one label into what they expect by chance."""
    heads = [HEADS[id_] for id_ in shown if COEFFICIENTS[id_].counts_alone]
    counts = ", ".join(f"{escaped(field.id)} {field.n_alone:,}" for field in report.fields if field.n_alone)
    if not (heads and counts):
        return ""
    return f"{' and '.join(heads)}: chance is taken from {report.subject}s with one label too ({counts})"


def escaped(text: str) -> str:
    r"""Return a text as one line in which nothing is a command; letters with accents stay as they are.

    >>> escaped("50 % of \\input{x} & more_of")
    '50 \\% of \\textbackslash{}input\\{x\\} \\& more\\_of'
    """
    return "".join(_SIGNS.get(char, char) for char in visible(unicodedata.normalize("NFC", text)))
