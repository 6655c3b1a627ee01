"""`annotator export`, read back by the standard library's own csv, json and sqlite3."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

COLUMNS = [
    "item", "article", "outlet", "published", "passage", "origin", "annotator", "claim",
    "start", "end", "text", "field", "position", "value", "source_name", "source_type",
    "as_of", "created_at", "scheme", "scheme_hash", "suggested", "value_now", "source_now",
    "made_from",
]  # fmt: skip

HOSTILE = "-5 degrees 🥶 were felt. =1+1 is two.\n\n@night it froze,\nthe mayor “said”.\u2028Twice.\n"


def texts(path: Path) -> dict[str, str]:
    with closing(sqlite3.connect(path)) as connection:
        return dict(connection.execute("SELECT id, text FROM article"))


def table(out: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(out, newline=""), strict=True))


def items(out: str) -> list[dict[str, Any]]:
    assert len(out.splitlines()) == out.count("\n")
    return [json.loads(line) for line in out.splitlines()]


@pytest.fixture
def demo(folder: Path, annotator: Callable[..., Any]) -> Path:
    assert annotator("demo").code == 0
    return folder / "annotator-demo" / "annotator.db"


def test_csv_is_a_label_a_row(labelled: Path, annotator: Callable[..., Any]) -> None:
    answer = annotator("export", "csv")
    found = table(answer.out)
    assert answer.out.splitlines()[0].split(",") == COLUMNS
    assert answer.out.count("\r\n") == answer.out.count("\n") == len(found) + 1
    assert answer.err == f"{len(found)} labels\n"
    # Three labels on each of four claims by two people, one label on each of two by Ana, none on one of hers.
    assert len(found) == 26
    for row in found:
        assert texts(labelled)[row["article"]][int(row["start"]) : int(row["end"])] == row["text"]
        assert row["origin"] == "annotator"
    forms = {(row["annotator"], row["text"]): row["value"] for row in found if row["field"] == "form"}
    assert forms["Ana", "Police counted four hundred"] == "unattributed"
    assert forms["Ben", "counted four hundred"] == "indirect"
    sources = {(row["source_name"], row["source_type"]) for row in found if row["field"] == "source"}
    assert ("The mayor", "local_government") in sources
    both = [row for row in found if "counted four hundred" in row["text"] and row["field"] == "form"]
    assert len({row["item"] for row in both}) == 1
    assert len({row["claim"] for row in both}) == 2


def test_jsonl_is_an_item_a_line(labelled: Path, annotator: Callable[..., Any]) -> None:
    answer = annotator("export", "jsonl")
    found = items(answer.out)
    assert answer.err == f"{len(found)} items\n"
    assert len(found) == 7
    for item in found:
        text = texts(labelled)[item["article"]["id"]]
        span, passage = item["span"], item["passage"]
        assert text[span["start"] : span["end"]] == item["text"]
        assert text[passage["start"] : passage["end"]] == item["passage_text"]
        assert text[: span["start"]].endswith(item["prefix"])
        assert text[span["end"] :].startswith(item["suffix"])
        assert item["gold"] == []
        for annotation in item["annotations"]:
            assert text[annotation["span"]["start"] : annotation["span"]["end"]] == annotation["text"]
            assert annotation["scheme"]["name"] == "newsclaim"
    by_words = {item["text"]: item for item in found}
    counted = by_words["Police counted four hundred"]
    assert [each["annotator"] for each in counted["annotations"]] == ["Ana", "Ben"]
    assert counted["annotations"][1]["text"] == "counted four hundred"
    hurt = by_words["Nobody was hurt"]["annotations"][0]
    assert hurt["note"] == "asked twice"
    assert hurt["evidence"][0]["quote"] == "the hospital has no patients"
    assert "Follow the Gazette on WhatsApp" not in by_words


def test_a_field_of_several_labels_is_always_a_list(labelled: Path, annotator: Callable[..., Any]) -> None:
    by_words = {
        item["text"]: item["annotations"][0]["labels"] for item in items(annotator("export", "jsonl").out)
    }
    assert by_words["The council will meet again on Friday"] == {"flags": ["outdated"]}
    assert by_words["The museum stays closed"] == {"form": "direct"}


def test_a_claim_without_labels_has_an_item_and_no_row(labelled: Path, annotator: Callable[..., Any]) -> None:
    words = "Tickets cost nine euros"
    assert {
        item["text"]: item["annotations"][0]["labels"] for item in items(annotator("export", "jsonl").out)
    }[words] == {}
    assert words not in annotator("export", "csv").out


@pytest.mark.parametrize("form", ["jsonl", "csv"])
def test_how_much_text_goes_along(form: str, labelled: Path, annotator: Callable[..., Any]) -> None:
    full = annotator("export", form).out
    spans = annotator("export", form, "--text", "spans").out
    none = annotator("export", form, "--text", "none").out
    assert "counted four hundred" in full
    assert "counted four hundred" in spans
    assert ("its director said" in full) is (form == "jsonl")
    assert "its director said" not in spans
    article = next(iter(texts(labelled).values()))
    words = [line for line in article.split("\n") if line]
    pieces = {line[at : at + 12] for line in words for at in range(len(line) - 12)}
    assert [piece for piece in pieces if piece in none] == []
    # What annotators wrote themselves is theirs, and goes along.
    assert ("the hospital has no patients" in none) is (form == "jsonl")


def test_which(demo: Path, annotator: Callable[..., Any]) -> None:
    raw, gold, both = (
        items(annotator("export", "jsonl", "--which", which, "--db", demo).out)
        for which in ("raw", "gold", "both")
    )
    assert all(item["annotations"] and not item["gold"] for item in raw)
    assert all(item["gold"] and not item["annotations"] for item in gold)
    assert {item["item"] for item in both} == {item["item"] for item in raw} | {item["item"] for item in gold}
    for item in gold:
        assert item["span"] == item["gold"][0]["span"]
        assert [each["annotator"] for each in item["gold"]] == ["Editor"]
    for key, alone in (("annotations", raw), ("gold", gold)):
        assert sum(len(item[key]) for item in both) == sum(len(item[key]) for item in alone)
    origins = {
        which: {
            row["origin"] for row in table(annotator("export", "csv", "--which", which, "--db", demo).out)
        }
        for which in ("raw", "gold", "both")
    }
    assert origins == {"raw": {"annotator"}, "gold": {"gold"}, "both": {"annotator", "gold"}}


@pytest.mark.parametrize("form", ["jsonl", "csv"])
def test_the_same_project_gives_the_same_bytes(
    form: str, labelled: Path, annotator: Callable[..., Any]
) -> None:
    for name in ("a", "b"):
        answer = annotator("export", form, "-o", name)
        assert (answer.code, answer.out) == (0, "")
        assert answer.err.endswith(f" in {name}\n")
    assert Path("a").read_bytes() == Path("b").read_bytes() == annotator("export", form).out.encode()


def test_force_replaces_a_file(labelled: Path, annotator: Callable[..., Any]) -> None:
    Path("a.csv").write_text("old", encoding="utf-8")
    assert annotator("export", "csv", "-o", "a.csv").code == 1
    assert Path("a.csv").read_text(encoding="utf-8") == "old"
    assert annotator("export", "csv", "-o", "a.csv", "--force").code == 0
    assert Path("a.csv").read_text(encoding="utf-8").startswith("item,article,")


def test_nothing_to_export_is_said(folder: Path, annotator: Callable[..., Any]) -> None:
    annotator("init")
    assert annotator("export", "jsonl") == (0, "", "0 items: no annotator has labelled a claim yet\n")
    answer = annotator("export", "csv", "--which", "gold", "-o", "gold.csv")
    assert answer.err == "0 labels in gold.csv: there is no gold yet\n"
    assert Path("gold.csv").read_bytes() == (",".join(COLUMNS) + "\r\n").encode()


@pytest.fixture
def hostile(folder: Path, annotator: Callable[..., Any], hand: Callable[..., Any]) -> Path:
    """Make a project whose every word is a trap for a spreadsheet or a reader of lines."""
    Path("h.txt").write_text(HOSTILE, encoding="utf-8")
    annotator("init")
    annotator("import", "h.txt", "--outlet", "=cmd|' /C calc'!A0")
    with hand(folder / "annotator.db", "+Zed") as zed:
        zed.mark("-5 degrees 🥶 were felt", form="direct", source=zed.source("@mayor"))
        zed.mark("=1+1 is two", form="direct")
        zed.mark("@night it froze,\nthe mayor “said”.\u2028Twice", form="direct")
    return folder / "annotator.db"


def test_no_cell_is_a_formula(hostile: Path, annotator: Callable[..., Any]) -> None:
    found = table(annotator("export", "csv").out)
    assert len(found) == 4
    for row in found:
        assert not [cell for cell in row.values() if cell.startswith(tuple("=+-@\t\r\n"))]
        assert row["outlet"] == "'=cmd|' /C calc'!A0"
        assert row["annotator"] == "'+Zed"
        (text,) = texts(hostile).values()
        words = text[int(row["start"]) : int(row["end"])]
        assert row["text"] == f"'{words}"
    assert [row["source_name"] for row in found if row["source_name"]] == ["'@mayor"]


def test_unguarded_cells_are_as_they_are(hostile: Path, annotator: Callable[..., Any]) -> None:
    for row in table(annotator("export", "csv", "--unguarded").out):
        (text,) = texts(hostile).values()
        assert text[int(row["start"]) : int(row["end"])] == row["text"]
        assert row["outlet"] == "=cmd|' /C calc'!A0"
        assert row["annotator"] == "+Zed"


def test_jsonl_lines_end_where_every_reader_thinks(hostile: Path, annotator: Callable[..., Any]) -> None:
    out = annotator("export", "jsonl").out
    assert len(out.splitlines()) == 3
    assert items(out)[2]["text"] == "@night it froze,\nthe mayor “said”.\u2028Twice"
