"""The text report: within 80 columns whatever the data, plain about what is missing, safe to print."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from wcwidth import wcswidth

from annotator.agreement.report import agreement_report
from annotator.agreement.table import FieldSpec
from annotator.core.matching import Mark
from annotator.core.text.span import Span
from annotator.reports import agreement_text
from annotator.reports.agreement_text import WIDTH, clean, wrapped

TEXT = "".join(f"Claim number {number:02}. " for number in range(40))
FIELDS = [
    FieldSpec("stance", "nominal", ("s", "d", "n"), {"s": "supports", "d": "denies", "n": "neutral"}),
    FieldSpec("verification_status", "nominal", ("verified",)),
]


def render(
    people: dict[str, str], *, text: str = TEXT, names: dict[str, str] | None = None, limit: int = 20
) -> str:
    marks = [
        Mark(f"c{n:02}{who}", who, "x", f"p{n // 3}", Span(17 * n, 17 * n + 16), {"stance": (stance,)})
        for who, stances in people.items()
        for n, stance in enumerate(stances)
        if stance != "-"
    ]
    done = dict.fromkeys(people, frozenset(f"p{n}" for n in range(10)))
    report = agreement_report(marks, done, FIELDS, {"x": text}, names or {}, resamples=200)
    return agreement_text.render(report, limit=limit)


TWO = {"ada": "ssddnsdnsdds", "ben": "ssdnnddns-ds"}


def row(text: str, start: str) -> str:
    return next(line for line in text.splitlines() if line.startswith(start))


def test_a_field_is_one_line_of_n_and_figures() -> None:
    # 9 of 11 agree. Ada: s 5, d 4, n 2; Ben: s 4, d 4, n 3. n·n·p_e = 20 + 16 + 6 = 42,
    # kappa = (11·9 - 42)/(121 - 42) = 57/79. Together s 9, d 8, n 5 of 22 labels, two units apart:
    # alpha = 1 - (22 - 1)·(2 + 2)/(484 - 81 - 64 - 25) = 1 - 84/314.
    line = row(render(TWO), "stance")
    assert line.split()[1:3] == ["11", ".818"]
    assert ".732 [" in line
    assert ".722 [" in line


def test_reasons_are_said_in_words() -> None:
    text = render(TWO)
    assert "verification_status · there are no labels to compare" in text
    assert not re.search(r"\bnan\b", text, re.IGNORECASE)


def test_lists_show_words_and_labels() -> None:
    text = render(TWO)
    assert "DIFFERENT stance (2)" in text
    assert "  “Claim number 03.”\n    ada  denies\n    ben  neutral\n" in text
    assert "  ada, not ben:\n    “Claim number 09.”" in text


def test_a_list_cut_short_says_so() -> None:
    assert "… and 1 more (the JSON report has all)" in render(TWO, limit=1)


def test_it_says_how_to_read_without_a_verdict() -> None:
    text = " ".join(render(TWO).split())
    assert "Krippendorff's convention (2004)" in text
    assert "lower end of the interval" in text
    assert not any(
        word in text for word in ("almost perfect", "substantial", "moderate", "excellent", "good")
    )


def test_pairs_are_listed_from_three_annotators_on() -> None:
    assert "PAIRS" not in render(TWO)
    text = render({**TWO, "caro": "ssddnsdnsddd"})
    assert text.count("ada – caro") >= 3
    assert "all pairs" in text


def test_nobody_and_one_alone_have_a_report_too() -> None:
    assert "nobody has labelled anything yet" in render({})
    assert "only one annotator gave labels" in render({"ada": "ssd"})


@pytest.mark.parametrize("people", [{}, {"ada": "ssd"}, TWO, {**TWO, "caro": "ssddnsdnsddd"}])
def test_no_line_is_wider_than_the_screen(people: dict[str, str]) -> None:
    long = {
        who: f"{who} of the very long name that goes on and on, née 牛津大学出版社有限公司" for who in people
    }
    for text in (TEXT, "牛" * len(TEXT), "x" * len(TEXT)):
        lines = render(people, text=text, names=long).splitlines()
        assert max(map(wcswidth, lines)) <= WIDTH
        assert min(map(wcswidth, lines)) >= 0


def test_hostile_text_cannot_steer_the_terminal() -> None:
    text = render(
        TWO, text="\x1b[2J\u202e\x07\r\n\u2028" * 100, names={"ada": "A\x1b]0;x\x07", "ben": "B\u200f"}
    )
    assert all(line.isprintable() for line in text.split("\n"))


@settings(deadline=None, max_examples=60)
@given(st.text(max_size=200), st.sampled_from(["", "  ", "    ada  "]))
def test_wrapping_loses_nothing_and_fits(text: str, first: str) -> None:
    lines = list(wrapped(text, first=first, rest=" " * len(first)))
    assert all(wcswidth(line) <= WIDTH for line in lines)
    joined = "".join(line[len(first) :] for line in lines)
    assert joined.replace(" ", "") == clean(text).replace(" ", "")
