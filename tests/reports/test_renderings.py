"""What every rendering holds, and that no name, label or quoted word becomes markup, a command or a formula."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from annotator.agreement.continuum import Place
from annotator.agreement.model import Report
from annotator.agreement.report import agreement_report
from annotator.agreement.table import FieldSpec
from annotator.agreement.tabled import table_report
from annotator.core.display import visible
from annotator.core.matching import Mark
from annotator.core.text.span import Span
from annotator.reports import (
    agreement_csv,
    agreement_html,
    agreement_json,
    agreement_latex,
    agreement_markdown,
)
from annotator.reports.renderings import RENDERINGS

TEXT = "".join(f"Claim number {number:02}. " for number in range(40))
PEOPLE = {"ada": "ssddnsdnsddsss", "ben": "ssdnnddns-dsd", "caro": "ssddnsdnsddd"}
TITLES = [
    "Labels", "Fields", "Labels counted otherwise", "Pairs", "Categories", "Each annotator against the rest",
    "Estimated labels and errors", "Use of labels", "Bias", "Found", "Found, by what a match takes", "Boundary",
    "Boundary offsets", "Costliest", "Different labels", "Marked by one only",
]  # fmt: skip


def report(
    *,
    text: str = TEXT,
    names: dict[str, str] | None = None,
    field: str = "stance",
    people: dict[str, str] = PEOPLE,
    resamples: int = 20,
) -> Report:
    fields = [
        FieldSpec(field, "nominal", ("s", "d", "n"), {"s": text or "s"}),
        FieldSpec("status", "nominal", ("v",)),
    ]
    marks = [
        Mark(f"c{n:02}{who}", who, "x", f"p{n // 3}", Span(17 * n, 17 * n + 16), {field: (stance,)})
        for who, stances in people.items()
        for n, stance in enumerate(stances)
        if stance != "-"
    ]
    done = dict.fromkeys(people, frozenset(f"p{n}" for n in range(10)))
    return agreement_report(marks, done, fields, {"x": text or TEXT}, names or {}, resamples=resamples)


REPORT = report()


class Page(HTMLParser):
    """The elements of a page with their attributes, the words of its cells, and whether every end fits."""

    EMPTY = frozenset({"meta"})

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.open: list[str] = []
        self.feed(page)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in self.EMPTY:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    @property
    def kinds(self) -> set[tuple[str, str]]:
        return {(tag, name) for tag, attributes in self.tags for name in attributes} | {
            (tag, "") for tag, _ in self.tags
        }


def test_the_page_has_its_sections_and_charts() -> None:
    page = Page(agreement_html.render(REPORT))
    text = " ".join(page.words)
    for title in TITLES:
        assert title in text
    charts = [attributes for tag, attributes in page.tags if tag == "svg"]
    # One of values, one of pairs, one of use, four confusions (all, three pairs), one of offsets.
    assert len(charts) == 8
    assert all(each["role"] == "img" and each["aria-labelledby"] for each in charts)


def test_the_page_loads_and_runs_nothing() -> None:
    page = Page(agreement_html.render(REPORT))
    tags = {tag for tag, _ in page.tags}
    assert not tags & {"script", "link", "img", "iframe", "object", "embed", "form", "base"}
    names = {name for _, attributes in page.tags for name in attributes}
    assert not {
        name for name in names if name.startswith("on") or name in {"src", "style", "srcset", "xlink:href"}
    }
    assert all((each.get("href") or "#").startswith("#") for _, each in page.tags)
    (policy,) = [each["content"] for _, each in page.tags if each.get("http-equiv")]
    assert policy is not None
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "url(" not in agreement_html.render(REPORT)


def test_every_id_is_there_once_and_every_link_leads_somewhere() -> None:
    page = Page(agreement_html.render(REPORT))
    ids = [each["id"] for _, each in page.tags if "id" in each]
    assert len(ids) == len(set(ids))
    links = {each["href"] for _, each in page.tags if "href" in each}
    assert links <= {f"#{id_}" for id_ in ids}


def test_charts_say_their_numbers() -> None:
    page = agreement_html.render(REPORT)
    (described,) = re.findall(r'<desc id="values-d">(.*?)</desc>', page)
    figure = REPORT.fields[0].coefficients["alpha"]
    assert figure.value is not None
    assert f"stance alpha .{figure.value * 1000:.0f}" in described
    assert ".667 and .800" in described


def test_markdown_has_a_table_a_sheet() -> None:
    tokens = MarkdownIt("commonmark").enable("table").parse(agreement_markdown.render(REPORT))
    headings = [tokens[at + 1].content for at, each in enumerate(tokens) if each.type == "heading_open"]
    assert [title for title in TITLES if title not in headings] == []
    assert sum(each.type == "table_open" for each in tokens) >= len(TITLES)


def test_csv_names_the_table_in_every_line() -> None:
    rows = [row for row in csv.reader(agreement_csv.render(REPORT).splitlines()) if row]
    tables: dict[str, list[list[str]]] = {}
    for row in rows:
        tables.setdefault(row[0], []).append(row)
    assert all(len(row) == len(table[0]) for table in tables.values() for row in table)
    head, *labels = tables["labels"]
    assert head == ["labels", "field", "measure", "value", "ci95_low", "ci95_high", "n", "reason"]
    agree = labels[0]
    assert agree[1:3] == ["stance", "Percent agreement"]
    assert float(agree[3]) == REPORT.fields[0].percent_agreement.value
    assert {"confusion", "inputs", "use", "found", "boundary", "offsets", "different", "unmatched"} <= set(
        tables
    )


def test_latex_has_a_row_a_field() -> None:
    lines = agreement_latex.render(REPORT).splitlines()
    rows = [line for line in lines if line.endswith(r"\\")]
    assert [row.split(" & ")[0].strip() for row in rows] == ["Field", "stance", "status"]
    assert len({row.count(" & ") for row in rows}) == 1
    assert sum(line.count("{") - line.count("}") for line in lines) == 0


@pytest.mark.parametrize("render", RENDERINGS.values(), ids=RENDERINGS)
@pytest.mark.parametrize(
    "people", [{}, {"ada": "ssd"}, {"ada": "ss", "ben": "dd"}, dict.fromkeys("abcdefghijklmnop", "sd")]
)
def test_every_report_can_be_rendered(render: object, people: dict[str, str]) -> None:
    assert callable(render)
    assert render(report(people=people))
    rows = [(f"u{n}", who, (label,)) for who, labels in people.items() for n, label in enumerate(labels)]
    assert render(table_report({"f": rows}, [FieldSpec("f")], resamples=5))


@pytest.mark.parametrize("render", RENDERINGS.values(), ids=RENDERINGS)
def test_the_same_report_gives_the_same_bytes(render: object) -> None:
    assert callable(render)
    assert render(report()) == render(REPORT)


NASTY = st.one_of(
    st.text(min_size=1, max_size=40),
    st.sampled_from([
        "</style><script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "&lt;b&gt;", "]]>", "<!--", "-->",
        "=cmd|' /C calc'!A0", "@SUM(1)", "+1", "-1", "\t=1", "a\nb", "a\r\nb", "a\u2028b", "\x1b[2J", "\u202e", "\0",
        "\\input{/etc/passwd}", "50% & $x_1^2$ {~#}", "\\", "^^M", "| a | b |", "[x](javascript:alert(1))", "`code`",
        "http://example.org", "www.example.org", "a@example.org", "<http://example.org>", "# x", "1. x", "- x", "***",
        "![x](y)", "\\|", "``", "''", "%", "~~~", "a\\", ":smile:", "&amp;", "$$",
    ]),
).filter(str.strip)  # fmt: skip


@settings(deadline=None, max_examples=60)
@given(NASTY)
def test_hostile_words_become_no_element_of_the_page(nasty: str) -> None:
    page = Page(agreement_html.render(report(text=nasty, names={"ada": nasty}, field=nasty)))
    assert page.kinds == Page(agreement_html.render(REPORT)).kinds | (
        page.kinds & {("td", "dir"), ("td", "class")}
    )
    assert any(visible(nasty).strip() in words for words in page.words)


@settings(deadline=None, max_examples=150)
@given(NASTY)
def test_hostile_words_are_only_themselves_in_markdown(nasty: str) -> None:
    made = f"| head |\n| :-- |\n| {agreement_markdown.escaped(nasty)} |\n"
    tokens = MarkdownIt("commonmark").enable("table").parse(made)
    inline = [each for each in tokens if each.type == "inline"]
    assert [each.type for each in tokens].count("tr_open") == 2
    assert len(inline) == 2
    children = inline[1].children or []
    assert {each.type for each in children} <= {"text", "text_special"}
    assert "".join(each.content for each in children).strip() == visible(nasty).strip()


@settings(deadline=None, max_examples=150)
@given(NASTY)
def test_hostile_words_are_no_command_in_latex(nasty: str) -> None:
    made = agreement_latex.escaped(nasty)
    assert made.count("{") - made.count(r"\{") == made.count("}") - made.count(r"\}")
    left = re.sub(r"\\(?:text[a-z]+|ldots|char\d+)\{\}|'\{\}|\\[{}$&#_%]|\$\\times\$|\{[-\[\]]\}", "", made)
    assert not set(left) & set("\\{}$&#_%^~\n\r")


@settings(deadline=None, max_examples=150)
@given(NASTY)
def test_hostile_words_are_one_cell_that_no_spreadsheet_runs(nasty: str) -> None:
    rows = list(
        csv.reader(agreement_csv.render(report(names={"ada": nasty}, field=nasty, resamples=0)).split("\r\n"))
    )
    cells = [cell for row in rows for cell in row if cell]
    assert all(
        re.fullmatch(r"-\d+(\.\d+)?(e-?\d+)?", cell) or not cell.startswith(("=", "+", "-", "@", "\t"))
        for cell in cells
    )
    assert {visible(nasty), "'" + visible(nasty)} & set(cells)


@pytest.mark.parametrize("render", RENDERINGS.values(), ids=RENDERINGS)
def test_fields_of_one_value_and_of_several_go_into_one_report(render: Callable[[Report], str]) -> None:
    one = [(f"u{n}", who, (label,)) for who in "ab" for n, label in enumerate("ssd")]
    several = [(f"u{n}", who, tuple(labels)) for who in "ab" for n, labels in enumerate(("x", "xy", "y"))]
    fields = [FieldSpec("stance", "nominal", ("s", "d")), FieldSpec("flags", "nominal", ("x", "y"))]
    assert "flags" in render(table_report({"stance": one, "flags": several}, fields, resamples=20))


def test_what_people_read_has_names_and_no_ids_and_what_programs_read_has_both() -> None:
    made = report(names={"ada": "Ada", "ben": "Ben", "caro": "Caro"})
    ids = ("c03ada", "c13ada")
    for render in (agreement_html.render, agreement_markdown.render):
        assert not any(each in render(made) for each in ids)
    assert any(each in agreement_csv.render(made) for each in ids)


def test_a_page_can_break_anywhere_in_a_table() -> None:
    # A cell of several rows would keep a whole group together, and leave half a page empty.
    page = Page(agreement_html.render(REPORT))
    assert not any("rowspan" in attributes for _, attributes in page.tags)
    assert any("again" in (attributes.get("class") or "") for _, attributes in page.tags)


@pytest.mark.parametrize("render", RENDERINGS.values(), ids=RENDERINGS)
def test_a_name_in_a_reason_or_a_note_steers_nothing(render: Callable[[Report], str]) -> None:
    nasty = "=x\x1b[2J\n<b>"
    spans = {"a": ((0, 10), (5, 20)), "b": ((0, 10),), "m": ((0, 10),)}
    marks = [
        Mark(f"{who}{start}", who, "x", "p", Span(start, end), {"f": ("y",)})
        for who, each in spans.items()
        for start, end in each
    ]
    made = agreement_report(
        marks,
        dict.fromkeys(spans, frozenset("p")),
        [FieldSpec("f")],
        {"x": TEXT},
        {"a": f"{nasty}1", "m": f"{nasty}2"},
        resamples=20,
        models=frozenset("m"),
        places={"p": Place("x", Span(0, 40))},
    )
    assert made.spans is not None
    assert nasty in str(made.spans.unitizing.reason)
    found = render(made)
    assert "\x1b" not in found
    if render is not agreement_json.render:
        assert nasty not in found
