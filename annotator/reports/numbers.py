"""Numbers as every rendering writes them: three places, no leading zero, a dash for what is undefined."""

from __future__ import annotations

from annotator.agreement.coefficients import Figure

NOTHING = "–"


def number(value: float | None) -> str:
    """Write a number to three places, without the leading 0 and never as -.000.

    >>> number(0.8914), number(-0.0001), number(None)
    ('.891', '.000', '–')
    """
    if value is None:
        return NOTHING
    text = f"{round(value, 3) + 0:.3f}"
    return text.replace("0.", ".", 1) if abs(value) < 1 and text.lstrip("-").startswith("0.") else text


def between(figure: Figure) -> str:
    """Write the interval of a figure in brackets, or nothing."""
    return f"[{number(figure.ci95[0])}, {number(figure.ci95[1])}]" if figure.ci95 else ""


def count(value: float) -> str:
    """Write a count, which is a whole number unless labels were weighed.

    >>> count(1200), count(2.5)
    ('1,200', '2.5')
    """
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.1f}"
