"""`annotator source`: merging, renaming, adding, sharing and reconciling, and what is refused."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing
from pathlib import Path
from typing import Any

import pytest

from annotator.core.source import Source
from tests.cli.conftest import Answer, Hand

Run = Callable[..., Answer]
At = Callable[[Path, str], AbstractContextManager[Hand]]


def rows(path: Path, query: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(query).fetchall()


def listed(annotator: Run) -> list[str]:
    return [line.split("  also")[0].strip() for line in annotator("source", "list").out.splitlines()]


def test_merged_sources_stand_below_the_one_that_stands_for_them(labelled: Path, annotator: Run) -> None:
    answer = annotator("source", "merge", "Police", "the builder", "THE MAYOR")
    assert answer == (0, "", "“The builder”, “The mayor” are counted as “Police” from now on\n")
    assert annotator("source", "list").out.splitlines() == [
        "    5  Police (police)",
        "       = The builder [gazette.txt] (organisation)",
        "       = The mayor (local_government)",
        "    3  the article itself [gazette.txt] (narrator)",
    ]
    found = {each["name"]: each for each in json.loads(annotator("source", "list", "--json").out)}
    police, mayor = found["Police"], found["The mayor"]
    assert (police["claims"], police["claims_now"], police["into"]) == (1, 5, "")
    assert (mayor["claims"], mayor["claims_now"], mayor["into"]) == (2, 0, police["id"])
    assert annotator("source", "merge", "Police", "The mayor").err == "merged already: The mayor\n"
    assert len(rows(labelled, "SELECT 1 FROM source_change")) == 2


def test_a_merge_is_taken_back_for_the_sources_named(labelled: Path, annotator: Run) -> None:
    annotator("source", "merge", "Police", "The builder", "The mayor")
    answer = annotator("source", "merge", "Police", "The mayor", "--revoke")
    assert answer == (0, "", "“The mayor” is no longer counted as “Police”\n")
    assert listed(annotator)[:3] == [
        "3  Police (police)",
        "= The builder [gazette.txt] (organisation)",
        "2  The mayor (local_government)",
    ]
    again = annotator("source", "merge", "Police", "The mayor", "--revoke")
    assert again.code == 1
    assert "'The mayor' is not merged into 'Police'" in again.err


def test_nothing_that_names_a_source_is_rewritten(labelled: Path, annotator: Run) -> None:
    labels = "SELECT annotation_id, source_id FROM label ORDER BY 1, 2"
    before = rows(labelled, labels), rows(labelled, "SELECT * FROM source ORDER BY id")
    annotator("source", "merge", "Police", "The mayor")
    annotator("source", "rename", "Police", "City police")
    assert (rows(labelled, labels), rows(labelled, "SELECT * FROM source ORDER BY id")) == before
    assert annotator("doctor").code == 0


def test_a_renamed_source_is_found_under_both_names(labelled: Path, annotator: Run) -> None:
    answer = annotator("source", "rename", "the mayor", "Jacob  Frey")
    assert answer == (0, "", "“The mayor” is shown as “Jacob Frey” from now on\n")
    assert annotator("source", "list").out.splitlines()[0] == (
        "    2  Jacob Frey (local_government)  also: The mayor"
    )
    assert "already" in annotator("source", "rename", "Jacob Frey", "Jacob Frey").err
    assert annotator("source", "rename", "The mayor", "Police").err.splitlines()[1].startswith("others go by")


def test_merging_counts_in_agreement_labels_and_exports(labelled: Path, annotator: Run) -> None:
    before = annotator("export", "csv").out.splitlines()
    annotator("source", "merge", "Police", "The mayor")
    annotator("source", "rename", "Police", "City police")
    after = annotator("export", "csv").out.splitlines()
    police = Source.of("Police", "police")
    for was, now in zip(before[1:], after[1:], strict=True):
        told = (
            f"{police.id},City police"
            if "The mayor" in was.split(",source,0,")[-1]
            else ",City police"
            if ",Police,police," in was
            else ","
        )
        assert now == f"{was[:-2]}{told},"
    lines = [json.loads(line) for line in annotator("export", "jsonl").out.splitlines()]
    noted = [each for line in lines for each in line["annotations"] if "sources_now" in each]
    assert len(noted) == 3
    for each in noted:
        given = each["labels"]["source"]
        assert given["name"] in {"Police", "The mayor"}
        assert each["sources_now"] == {
            given["id"]: {"id": police.id, "name": "City police", "type": "police"}
        }


def test_without_merges_an_export_says_nothing_of_them(labelled: Path, annotator: Run) -> None:
    assert "sources_now" not in annotator("export", "jsonl").out
    assert all(line.endswith(",") for line in annotator("export", "csv").out.splitlines()[1:])


def test_added_sources_are_shared_and_get_their_other_names(labelled: Path, annotator: Run) -> None:
    adding = ("source", "add", "Homeland Security", "--type", "national_government", "--alias", "DHS")
    answer = annotator(*adding, "--alias", "dhs")
    assert answer.err == (
        "added: “Homeland Security” (national_government), also called dhs; everybody is offered it\n"
    )
    assert annotator(*adding).err.startswith("there already: ")
    found = {each["name"]: each for each in json.loads(annotator("source", "list", "--json").out)}
    assert found["Homeland Security"]["shared"]
    assert not found["Police"]["shared"]
    assert found["Homeland Security"]["aliases"] == ["dhs"]
    assert len(rows(labelled, "SELECT 1 FROM shared_source")) == 1
    assert annotator("source", "share", "--all").err == (
        "everybody is offered “Police”, “The mayor” from now on\n"
    )
    assert annotator("source", "share", "Police").err == "all of these were shared already\n"
    assert annotator("doctor").code == 0


def test_who_decides_is_on_record_only_if_named(
    labelled: Path, annotator: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANNOTATOR_NAME", "Ana")
    annotator("source", "merge", "Police", "The mayor")
    annotator("source", "rename", "Police", "Officers", "--as", "Ben")
    query = """SELECT what, annotator.name FROM action LEFT JOIN annotator ON annotator.id = annotator_id
               WHERE what LIKE 'source %' ORDER BY action.id"""
    assert rows(labelled, query) == [("source merge", None), ("source rename", "Ben")]


REFUSED = (
    ("merge Police police", "are one and the same source"),
    ("merge Police Nobody", "no source 'Nobody' in this project"),
    ("merge Nobody Police", "no source 'Nobody' in this project"),
    ("merge Police Pollice", "there is"),
    ("merge Police itself", "no source 'itself'"),
    ("merge builder Police", "no source 'builder'"),
    ("merge Police Police --revoke", "is not merged into"),
    ("rename Nobody Somebody", "no source 'Nobody'"),
    ("add Somebody --type hero", "has no type of source 'hero'"),
    ("add Somebody --type narrator", "has no type of source 'narrator'"),
    ("share", "which sources are to be shared?"),
    ("share Police --all", "which sources are to be shared?"),
    ("share Nobody", "no source 'Nobody'"),
    ("reconcile", "asking needs a terminal"),
    ("reconcile --json", "--json goes with --list"),
    ("merge Police Police --as Zoe", "no annotator 'Zoe'"),
)


@pytest.mark.parametrize(("arguments", "says"), REFUSED)
def test_what_cant_be_done_is_said_and_nothing_is_written(
    labelled: Path, annotator: Run, arguments: str, says: str
) -> None:
    before = rows(labelled, "SELECT count(*) FROM action")
    answer = annotator("source", *arguments.split())
    assert (answer.code, answer.out) == (1, "")
    assert says in answer.err
    assert rows(labelled, "SELECT count(*) FROM action") == before


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("merge", "Police", "the article itself"), "what an article says in its own voice"),
        (("merge", "the builder", "Police"), "the other way round"),
        (("rename", "the article itself", "We"), "in its own voice"),
        (("share", "the builder"), "belongs to one article"),
        (("rename", "Police", " "), "a source needs a name"),
    ],
)
def test_sources_that_are_no_matter_of_names_are_refused(
    labelled: Path, annotator: Run, arguments: tuple[str, ...], says: str
) -> None:
    answer = annotator("source", *arguments)
    assert answer.code == 1
    assert says in answer.err


def test_what_may_mean_several_is_listed_and_named_by_id(labelled: Path, annotator: Run, hand: At) -> None:
    with hand(labelled, "Ana") as ana:
        ana.mark("Tickets cost nine", source=Source.of("Police", "witness"))
    answer = annotator("source", "merge", "The mayor", "police")
    assert answer.code == 1
    assert "'police' may be one of 2 sources" in answer.err
    one, other = Source.of("Police", "witness").id, Source.of("Police", "police").id
    assert f"{one[:8]} Police (witness)" in answer.err
    assert f"{other[:8]} Police (police)" in answer.err
    assert annotator("source", "merge", other[:8], one[:8]).code == 0
    assert annotator("source", "merge", "The mayor", "police").code == 0, "one source by now"


def test_officials_of_different_articles_are_merged_only_by_force(
    labelled: Path, annotator: Run, folder: Path
) -> None:
    (folder / "two.txt").write_text("The builder said no.", encoding="utf-8")
    annotator("import", "two.txt")
    ids = [row[0] for row in rows(labelled, "SELECT id FROM article")]
    here, there = (Source.of("The builder", "organisation", each).id for each in ids)
    known = [row[0] for row in rows(labelled, "SELECT id FROM source")]
    (missing,) = {here, there} - set(known)
    with closing(sqlite3.connect(labelled)) as connection:
        second = next(each for each in ids if Source.of("The builder", "organisation", each).id == missing)
        query = "INSERT INTO source (id, name, type, qualifier) VALUES (?, 'The builder', 'organisation', ?)"
        connection.execute(query, (missing, second))
        connection.commit()
    refused = annotator("source", "merge", here, there)
    assert refused.code == 1
    assert "unnamed sources of different articles" in refused.err
    assert annotator("source", "merge", "Police", here, there).code == 0, "into a named one"
    annotator("source", "merge", "Police", here, there, "--revoke")
    assert annotator("source", "merge", here, there, "--force").code == 0


@pytest.fixture
def alike(labelled: Path, hand: At) -> Path:
    """Let Ben give two claims of Ana's another source, and both name Homeland Security in their own way."""
    spelled = {"Ana": "Department of Homeland Security", "Ben": "DHS"}
    for name, called in spelled.items():
        with hand(labelled, name) as person:
            for words in ("the builder claimed", "its director said", "on WhatsApp"):
                person.mark(words, source=Source.of(called, "national_government"))
    return labelled


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[str]]:
    """Sit somebody at a terminal who answers."""

    def answering(*answers: str) -> list[str]:
        left: Iterator[str] = iter(answers)
        seen: list[str] = []

        def typed(question: str) -> str:
            seen.append(question)
            try:
                return next(left)
            except StopIteration:
                raise EOFError from None

        monkeypatch.setattr("builtins.input", typed)
        monkeypatch.setattr("annotator.cli.source_reconciling.on_terminal", lambda: True)
        return seen

    return answering


def test_what_looks_the_same_is_listed_without_who_said_it(alike: Path, annotator: Run) -> None:
    answer = annotator("source", "reconcile", "--list")
    assert answer.out.splitlines()[:4] == [
        "1. initials; two people gave one each to the same claim, 3 times (0.96)",
        "   both given to “the builder claimed”",
        "   both given to “its director said”",
        "   both given to “on WhatsApp”",
    ]
    assert max(map(len, answer.out.splitlines())) <= 80
    found = json.loads(annotator("source", "reconcile", "--list", "--json").out)
    assert [found[0][each]["name"] for each in ("into", "other")] == [
        "Department of Homeland Security",
        "DHS",
    ]
    assert found[0]["signs"] == ["initials", "given to the same claims"]
    everything = json.dumps(found) + answer.out
    assert not any(secret in everything for secret in ("Ana", "Ben", "annotator"))


def test_answers_are_saved_one_by_one_and_different_is_not_asked_again(
    alike: Path, annotator: Run, asked: Callable[..., list[str]]
) -> None:
    pairs = len(json.loads(annotator("source", "reconcile", "--list", "--json").out))
    seen = asked("what?", "n")
    answer = annotator("source", "reconcile")
    assert answer.code == 0
    assert "type y, n, s or q, then Enter" in answer.err
    assert answer.err.endswith("1 answer saved\n"), "the end of the input is a stop"
    assert len(seen) == 2 + (pairs > 1)
    assert len(json.loads(annotator("source", "reconcile", "--list", "--json").out)) == pairs - 1
    assert "= DHS" not in "\n".join(listed(annotator))
    assert annotator("doctor").code == 0
    assert annotator("source", "merge", "Department of Homeland Security", "DHS").code == 0, (
        "on second thoughts"
    )
    assert "= DHS (national_government)" in listed(annotator)


def test_the_same_is_counted_as_the_fuller_name_and_agreement_sees_it(
    alike: Path, annotator: Run, asked: Callable[..., list[str]]
) -> None:
    asked("Y", "q")
    assert annotator("source", "reconcile").err.endswith("1 answer saved\n")
    assert "= DHS (national_government)" in listed(annotator)
    names = [
        each["other"]["name"] for each in json.loads(annotator("source", "reconcile", "--list", "--json").out)
    ]
    assert "DHS" not in names


def test_skipping_and_stopping_save_nothing(
    alike: Path, annotator: Run, asked: Callable[..., list[str]]
) -> None:
    before = rows(alike, "SELECT count(*) FROM source_change")
    asked("s", "q")
    assert annotator("source", "reconcile").err.endswith("0 answers saved\n")
    assert rows(alike, "SELECT count(*) FROM source_change") == before


def test_names_from_others_cannot_steer_the_terminal(labelled: Path, annotator: Run, hand: At) -> None:
    with hand(labelled, "Ana") as ana:
        ana.mark("Tickets cost nine", source=Source.of("Po\x1b[31mlice\u202e", "police"))
        ana.mark("Tickets cost", source=Source.of("The \x1b[31mmayor", "local_government"))
    shown = annotator("source", "reconcile", "--list").out + annotator("source", "list").out
    refused = annotator("source", "merge", "x", "The \x1b[31mmayor").err
    renamed = annotator("source", "rename", "The \x1b[31mmayor", "\u202eFrey").err
    for each in (shown, refused, renamed):
        assert "\x1b" not in each
        assert "\u202e" not in each
