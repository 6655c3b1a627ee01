"""`annotator agreement --from`: the same report on anybody's table, and one clear message for each bad one."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

Run = Callable[..., Any]

HEAD = "unit,annotator,field,value\n"
ROWS = """\
u1,ada,stance,supports
u1,ben,stance,supports
u2,ada,stance,supports
u2,ben,stance,denies
u3,ada,stance,denies
u3,ben,stance,denies
u4,ada,stance,neutral
u4,ben,stance,neutral
"""
LONG = HEAD + ROWS
WIDE = "unit,ada,ben\nu1,supports,supports\nu2,supports,denies\nu3,denies,denies\nu4,neutral,neutral\n"


def write(text: str | bytes, name: str = "labels.csv") -> None:
    Path(name).write_bytes(text if isinstance(text, bytes) else text.encode())


def report(annotator: Run, *arguments: str) -> dict[str, Any]:
    answer = annotator(
        "agreement", "--from", "labels.csv", "--format", "json", "--resamples", "50", *arguments
    )
    assert (answer.code, answer.err) == (0, "")
    found: dict[str, Any] = json.loads(answer.out)
    return found


def test_figures_of_a_long_table_equal_hand_arithmetic(folder: Path, annotator: Run) -> None:
    # 3 of 4 agree. Ada: s 2, d 1, n 1; Ben: s 1, d 2, n 1: p_e = (2 + 2 + 1)/16, kappa = (12 - 5)/(16 - 5).
    # Together s 3, d 3, n 2 of 8: alpha = 1 - 7·2/(64 - 9 - 9 - 4).
    write(LONG)
    stance = report(annotator)["fields"]["stance"]
    assert stance["percent_agreement"]["value"] == 3 / 4
    assert stance["coefficients"]["cohen_kappa"]["value"] == pytest.approx(7 / 11)
    assert stance["coefficients"]["alpha"]["value"] == pytest.approx(1 - 14 / 42)
    assert (stance["level"], stance["n_items"], stance["n_labels"], stance["n_annotators"]) == (
        "nominal",
        4,
        8,
        2,
    )


@pytest.mark.parametrize("arguments", [(), ("--wide",)])
def test_a_wide_table_says_the_same(arguments: tuple[str, ...], folder: Path, annotator: Run) -> None:
    write(LONG)
    long = report(annotator)["fields"]["stance"]
    write(WIDE)
    assert report(annotator, "--field", "stance", *arguments)["fields"] == {"stance": long}


@pytest.mark.parametrize(
    "text", [LONG.replace(",", ";"), LONG.replace(",", "\t"), LONG.replace("\n", "\r\n"), "\ufeff" + LONG]
)
def test_what_spreadsheets_write_is_read(text: str, folder: Path, annotator: Run) -> None:
    write(LONG)
    expected = report(annotator)["fields"]
    write(text)
    assert report(annotator)["fields"] == expected


def test_the_order_of_the_rows_changes_nothing(folder: Path, annotator: Run) -> None:
    write(LONG)
    expected = report(annotator)
    write(HEAD + "".join(reversed(ROWS.splitlines(keepends=True))))
    found = report(annotator)
    assert found["fields"]["stance"]["coefficients"] == expected["fields"]["stance"]["coefficients"]
    assert found["inputs"]["data_sha256"] == expected["inputs"]["data_sha256"]


def test_an_ordinal_field_takes_its_order_from_the_categories(folder: Path, annotator: Run) -> None:
    write(LONG)
    found = report(annotator, "--level", "stance=ordinal", "--categories", "stance=denies,neutral,supports")
    stance = found["fields"]["stance"]
    assert (stance["level"], stance["categories"]) == ("ordinal", ["denies", "neutral", "supports"])
    assert stance["coefficients"]["alpha"]["value"] < stance["coefficients"]["alpha_nominal"]["value"]


def test_numbers_are_numbers_however_they_are_written(folder: Path, annotator: Run) -> None:
    write(HEAD + "a,x,f,1\na,y,f,1.0\nb,x,f,10\nb,y,f,9\nc,x,f,2\nc,y,f,2\n")
    field = report(annotator, "--level", "f=interval")["fields"]["f"]
    assert field["categories"] == ["1", "2", "9", "10"]
    assert field["percent_agreement"]["value"] == pytest.approx(2 / 3)


def test_a_column_article_is_what_intervals_resample(folder: Path, annotator: Run) -> None:
    rows = "".join(
        f"u{n},{who},f,{(n * 7 + (who == 'b' and n % 3 == 0)) % 2},x{n // 2}\n"
        for n in range(24)
        for who in "ab"
    )
    write("unit,annotator,field,value,article\n" + rows)
    found = report(annotator)["inputs"]
    assert (found["resampled"], found["n_resampled"]) == ("article", 12)


def test_an_empty_cell_is_no_label_and_na_is_one(folder: Path, annotator: Run) -> None:
    write(WIDE + "u5,,denies\nu6,NA,NA\n")
    label = report(annotator)["fields"]["label"]
    assert label["percent_agreement"]["n"] == 5
    assert "NA" in label["categories"]


def test_a_partial_report_says_what_is_missing_and_why(folder: Path, annotator: Run) -> None:
    write(LONG + "u1,ada,form,direct\nu2,ada,mood,glad\nu3,ben,mood,sad\n")
    found = report(annotator)
    assert {one["part"]: one["why"] for one in found["inputs"]["missing"]} == {
        "form": "only one annotator gave labels",
        "mood": "no unit has two labels",
        "spans": "a table holds labels, not the words that were marked: nothing to find, cut or bound",
    }
    assert found["spans"]["reason"]
    assert found["fields"]["form"]["coefficients"]["alpha"]["value"] is None
    text = " ".join(annotator("agreement", "--from", "labels.csv").out.split())
    assert "NOT IN THIS REPORT form: only one annotator gave labels" in text


@pytest.mark.parametrize("format_", ["text", "json", "html", "markdown", "latex", "csv"])
def test_every_format_into_a_file(format_: str, folder: Path, annotator: Run) -> None:
    write(LONG)
    answer = annotator(
        "agreement", "--from", "labels.csv", "--format", format_, "-o", "out", "--resamples", "20"
    )
    assert (answer.code, answer.out, answer.err) == (0, "", "wrote out\n")
    assert "stance" in Path("out").read_text(encoding="utf-8")
    assert not Path("annotator.db").exists()


class Bad(NamedTuple):
    """A table that can't be taken, what more is said, and what the message must hold."""

    text: str | bytes
    said: tuple[str, ...]
    arguments: tuple[str, ...] = ()


BAD = {
    "a column missing": Bad(
        "unit,annotator,value\nu1,a,x\n", ("labels.csv:1: the table has no column field", "--wide")
    ),
    "a label not declared": Bad(
        LONG, ("labels.csv:8: 'neutral' is none of the categories of stance", "declared: supports, denies"),
        ("--categories", "stance=supports,denies"),
    ),
    "a label that has no place on the scale": Bad(
        LONG, ("labels.csv:8: 'neutral' is none of the categories of stance", "no place among them"),
        ("--level", "stance=ordinal", "--categories", "stance=denies,supports"),
    ),
    "an annotator twice": Bad(
        LONG + "u2,ben,stance,supports\n", ("labels.csv:10: ben labelled u2 twice", "line 5")
    ),
    "a unit twice in a wide table": Bad(
        WIDE + "u1,denies,denies\n", ("labels.csv:6: the unit u1 has two rows", "line 2")
    ),
    "one annotator only": Bad(
        HEAD + "u1,ada,f,x\nu2,ada,f,y\n", ("labels.csv: the table has one annotator only", "ada")
    ),
    "no shared unit": Bad(HEAD + "u1,ada,f,x\nu2,ben,f,y\n", ("labels.csv: no unit has labels of two annotators",)),
    "no number": Bad(
        HEAD + "u1,a,f,1\nu1,b,f,two\n", ("labels.csv:3: 'two' is no number", "interval level"),
        ("--level", "f=interval")
    ),
    "infinity": Bad(HEAD + "u1,a,f,1\nu1,b,f,inf\n", ("labels.csv:3: 'inf' is no number",), ("--level", "f=ratio")),
    "below zero": Bad(HEAD + "u1,a,f,1\nu1,b,f,-2\n", ("labels.csv:3: -2 lies below 0",), ("--level", "f=ratio")),
    "an order nobody knows": Bad(
        LONG, ("labels.csv:2: the order of the values of stance is not known", "--categories stance="),
        ("--level", "stance=ordinal"),
    ),
    "not UTF-8": Bad(LONG.encode() + b"u5,ada,stance,caf\xe9\n", ("labels.csv:10: the table is not UTF-8", "0xe9")),
    "empty": Bad("", ("labels.csv: the table is empty", "unit,annotator,field,value")),
    "a header alone": Bad(HEAD, ("labels.csv: the table has no labels",)),
    "blank lines alone": Bad("\n \n", ("labels.csv: the table is empty",)),
    "a cell too many": Bad(HEAD + "u1,ada,f,x,y\n", ("labels.csv:2: the row has 5 cells", "4 columns")),
    "an open quotation": Bad(HEAD + 'u1,ada,f,"x\n', ("labels.csv:2: the table can't be read", "quotation")),
    "no unit": Bad(HEAD + ",ada,f,x\n", ("labels.csv:2: a value has no unit",)),
    "a column twice": Bad("unit,ada,ada\nu1,x,y\n", ("labels.csv:1: the column ada is there twice",)),
    "a field that is not there": Bad(LONG, ("the table has no field 'mood'", "known: stance"), ("--field", "mood")),
    "a level for no field": Bad(LONG, ("--level names the field 'mood'",), ("--level", "mood=ordinal")),
    "no level": Bad(LONG, ("'big' is no level", "nominal, ordinal"), ("--level", "stance=big")),
    "a category twice": Bad(
        LONG, ("a category is declared twice",),
        ("--categories", "stance=supports,denies,neutral,denies"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("bad", BAD.values(), ids=BAD)
def test_a_bad_table_is_one_message_with_file_and_line(bad: Bad, folder: Path, annotator: Run) -> None:
    write(bad.text)
    answer = annotator("agreement", "--from", "labels.csv", *bad.arguments)
    assert (answer.code, answer.out) == (1, "")
    for said in bad.said:
        assert said in answer.err
    assert "Traceback" not in answer.err
    assert len(answer.err.splitlines()) <= 4


def test_lines_are_counted_in_the_file_whatever_cells_hold(folder: Path, annotator: Run) -> None:
    write(HEAD + '"u\n1",a,f,1\n\n"u\n1",b,f,two\n')
    answer = annotator("agreement", "--from", "labels.csv", "--level", "f=interval")
    assert "labels.csv:5: 'two' is no number" in answer.err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--wide",), "go with --from"),
        (("--level", "f=nominal"), "go with --from"),
        (("--models", "gpt"), "go with --from"),
        (("--from", "labels.csv", "--include-exposed"), "does not go with --from"),
        (("--from", "labels.csv", "--db", "x.db"), "two places"),
        (("--from", "nowhere.csv"), "nowhere.csv: the table can't be read"),
        (("--from", "."), "the table can't be read"),
    ],
)
def test_what_does_not_go_together_is_said(
    arguments: tuple[str, ...], said: str, folder: Path, annotator: Run
) -> None:
    write(LONG)
    answer = annotator("agreement", *arguments)
    assert answer.code == 1
    assert said in answer.err


def test_a_hostile_table_cannot_steer_the_terminal_or_a_spreadsheet(folder: Path, annotator: Run) -> None:
    nasty = '=HYPERLINK("x")\x1b[2J<script>'
    with Path("labels.csv").open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(["unit", "annotator", "field", "value"])
        rows.writerows(
            [[unit, who, nasty, f"{nasty}{unit}"] for unit in ("u1", nasty) for who in ("a", nasty)]
        )
    for format_ in ("text", "html", "markdown", "latex", "csv"):
        answer = annotator("agreement", "--from", "labels.csv", "--format", format_, "--resamples", "0")
        assert answer.code == 0
        assert "\x1b" not in answer.out
        assert format_ not in {"html", "markdown"} or "<script" not in answer.out
    assert all(not cell.startswith("=") for row in csv.reader(answer.out.splitlines()) for cell in row)


def test_models_of_a_table_are_set_beside_its_people(folder: Path, annotator: Run) -> None:
    write(LONG)
    alone = report(annotator)["fields"]["stance"]
    write(LONG + "u1,gpt,stance,supports\nu2,gpt,stance,denies\nu3,gpt,stance,denies\nu9,gpt,stance,denies\n")
    found = report(annotator, "--models", "gpt")
    (model,) = found["fields"]["stance"].pop("models")
    assert found["fields"]["stance"] == {name: each for name, each in alone.items() if name != "models"}
    assert found["inputs"]["models"] == ["gpt"]
    assert (model["model"], model["n_labels"], model["tied"]) == ("gpt", 4, 1)
    assert [pair["annotator"] for pair in model["pairwise"]] == ["ada", "ben"]


def test_a_model_that_is_not_there_is_a_slip(folder: Path, annotator: Run) -> None:
    write(LONG)
    answer = annotator("agreement", "--from", "labels.csv", "--models", "gtp")
    assert answer.code == 1
    assert "'gtp', who labelled nothing" in answer.err
    assert "ada, ben" in answer.err


def varied(articles: int = 0) -> str:
    """Return a long table of forty units that two annotators and a model labelled, a column saying which article."""
    rows = ["unit,annotator,field,value" + (",article" if articles else "")]
    for unit in range(40):
        where = f",a{unit % articles}" if articles else ""
        for who in ("ada", "ben", "gpt"):
            differs = unit % (5 if who == "ben" else 3) == 0 and who != "ada"
            rows.append(f"u{unit},{who},stance,{'no' if (unit % 2 == 0) != differs else 'yes'}{where}")
    return "\n".join(rows) + "\n"


def planned(annotator: Run, *arguments: str) -> dict[str, Any]:
    answer = annotator("agreement", "plan", "--width", ".2", "--json", *arguments)
    assert (answer.code, answer.err) == (0, "")
    (found,) = json.loads(answer.out)
    return dict(found)


def test_a_plan_rests_on_the_labels_of_a_table(folder: Path, annotator: Run) -> None:
    write(varied())
    found = planned(annotator, "--from", "labels.csv", "--models", "gpt")
    alone = report(annotator, "--models", "gpt")["fields"]["stance"]["coefficients"]["alpha"]["value"]
    assert (found["field"], found["cluster"], found["pilot_reason"]) == ("stance", "unit", None)
    assert found["alpha"] == pytest.approx(alone)
    assert found["items"] > 40
    told = annotator("agreement", "plan", "--width", ".2", "--from", "labels.csv", "--models", "gpt")
    assert f"with {found['items']} units, 2 labels each" in " ".join(told.out.split())
    assert "on 40 units with 2.0 labels each" in " ".join(told.out.split())
    assert planned(annotator, "--from", "labels.csv")["items"] != found["items"], (
        "the model counts like people"
    )


def test_a_plan_by_a_table_goes_by_its_articles_its_shape_and_what_is_supposed(
    folder: Path, annotator: Run
) -> None:
    write(varied(articles=10))
    found = planned(annotator, "--from", "labels.csv", "--models", "gpt", "--field", "stance")
    assert (found["cluster"], found["clusters"]) == ("article", -(-found["items"] // 4))
    assert planned(annotator, "--from", "labels.csv", "--alpha", ".7")["assumption"].startswith("supposed: ")
    write("unit,ada,ben\n" + "".join(f"u{n},{n % 3},{n % 3 if n % 4 else 0}\n" for n in range(30)))
    wide = planned(annotator, "--from", "labels.csv", "--level", "label=interval")
    assert (wide["field"], wide["reason"]) == ("label", None)


def test_what_stands_before_plan_is_heard_as_well(folder: Path, annotator: Run) -> None:
    write(varied())
    before = annotator(
        "agreement", "--from", "labels.csv", "--models", "gpt", "plan", "--width", ".2", "--json"
    )
    assert json.loads(before.out) == [planned(annotator, "--from", "labels.csv", "--models", "gpt")]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--from", "none.csv"), "none.csv"),
        (("--from", "labels.csv", "--db", "p.db"), "two places"),
        (("--wide",), "go with --from"),
        (("--from", "labels.csv", "--field", "colour"), "no field 'colour'"),
    ],
)
def test_a_plan_by_what_is_no_table_is_refused(
    folder: Path, annotator: Run, arguments: tuple[str, ...], said: str
) -> None:
    write(varied())
    answer = annotator("agreement", "plan", "--width", ".2", *arguments)
    assert (answer.code, answer.out) == (1, "")
    assert said in answer.err
