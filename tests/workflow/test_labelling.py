"""Labels from files beside people's: taken whole or not at all, the same however often, in one history."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.core.article import Article
from annotator.core.claim import Annotation, Origin
from annotator.core.history import Looked
from annotator.core.scheme_changes import Said, rename, retire
from annotator.core.source import Source
from annotator.core.text.passages import split_passages
from annotator.core.text.span import Span
from annotator.errors import AnnotatorError, BadInput, NotFound
from annotator.formats.options import Options, Which
from annotator.formats.registry import FORMATS
from annotator.store import reading
from annotator.store.doctor import examine
from annotator.store.engine import reading as reading_scope
from annotator.workflow import labelling
from annotator.workflow.changing_schemes import propose, put_in_force
from annotator.workflow.exporting import export
from annotator.workflow.importing import add_articles
from annotator.workflow.labelling import Asked, Labelled, Looking, import_labels
from annotator.workflow.project import Project, find_annotator, open_project
from tests.workflow.rounds_by_hand import give_claims, open_round

POLICE = {"name": "Police", "type": "police"}
FELL = {"article": "One", "quote": "he fell", "labels": {"stance": "supports", "source": POLICE}}
RAIN = {"article": "Two", "start": 0, "end": 10, "labels": {"stance": "neutral", "form": "direct"}}


@pytest.fixture
def project(opened: Callable[[Path], Project], small: Path) -> Project:
    """Open the small project, with titles that tell its articles apart."""
    project = opened(small)
    texts = {
        "One": "Police said that he fell. Nobody saw it.\n\nFollow us on WhatsApp",
        "Two": "Rain fell.\n\nIt froze.",
    }
    add_articles(
        project,
        [
            Article.new(text, split_passages(text), {"title": name, "file": f"{name}.md", "outlet": name})
            for name, text in texts.items()
        ],
    )
    return project


def jsonl(project: Project, *lines: object, name: str = "m.jsonl") -> Path:
    path = project.path.parent / name
    path.write_text(
        "".join(f"{line if isinstance(line, str) else json.dumps(line)}\n" for line in lines),
        encoding="utf-8",
    )
    return path


def table(project: Project, text: str) -> Path:
    path = project.path.parent / "m.csv"
    path.write_text(text, encoding="utf-8")
    return path


def bring(project: Project, path: Path, name: str = "gpt", **more: Any) -> Labelled:
    return import_labels(project, path, Asked(name, **{"kind": "model", **more}))


def said(project: Project, name: str = "gpt") -> list[Annotation]:
    """Return what stands of an annotator's in the two articles."""
    who = find_annotator(project, name).id
    with reading_scope(project.engine) as connection:
        found = [
            each
            for article in reading.article_ids(connection)
            for each in reading.current_annotations(connection, article, who)
        ]
    return [each for each in found if each.judgement.stands]


def refused(project: Project, path: Path, **more: Any) -> list[str]:
    found = bring(project, path, **more)
    with reading_scope(project.engine) as connection:
        assert "gpt" not in {each.name for each in reading.annotators(connection)}, "nothing was written"
    return [str(each).replace(str(path.parent), "") for each in found.problems]


def counts(of: Labelled) -> tuple[int, int, int, int]:
    return of.new, of.changed, of.unchanged, of.labels


# -- what becomes of a file


def test_a_models_labels_become_claims_and_annotations_like_a_persons(project: Project) -> None:
    found = bring(project, jsonl(project, FELL, RAIN))
    assert counts(found) == (2, 0, 0, 4)
    assert (found.articles, found.passages, found.sources) == (2, 3, 1)
    fell, rain = said(project)
    assert (fell.judgement.span, rain.judgement.span) == (Span(17, 24), Span(0, 10))
    assert fell.judgement.of("source") == (Source.of("Police", "police").id,)
    assert rain.judgement.of("form") == ("direct",)
    assert find_annotator(project, "gpt").kind == "model"
    with reading_scope(project.engine) as connection:
        article = reading.article_of_claim(connection, fell.claim_id)
        claim = reading.claims(connection, article)[fell.claim_id]
        assert (claim.origin, claim.annotator_id) == (Origin.MARKED, fell.annotator_id)
        states = reading.current_passage_states(connection, fell.annotator_id)
        boilerplate = reading.article(connection, article).passage_id(1)
    assert {each.state for each in states} == {Looked.DONE}
    assert boilerplate not in {each.passage_id for each in states}
    assert examine(project.path).healthy


def test_the_same_file_again_changes_nothing(project: Project) -> None:
    path = jsonl(project, FELL, RAIN)
    bring(project, path)
    before = project.path.read_bytes(), said(project)
    found = bring(project, path)
    assert counts(found) == (0, 0, 2, 4)
    assert (found.passages, found.sources) == (0, 0)
    assert (project.path.read_bytes(), said(project)) == before


def test_other_labels_for_the_same_claim_are_the_next_step_of_its_history(project: Project) -> None:
    bring(project, jsonl(project, FELL, RAIN))
    first = said(project)
    found = bring(project, jsonl(project, FELL | {"labels": {"stance": "denies"}}))
    assert counts(found) == (0, 1, 0, 1)
    fell, rain = said(project)
    assert (fell.claim_id, fell.seq, fell.parent_id) == (first[0].claim_id, 2, first[0].id)
    assert fell.judgement.of("stance") == ("denies",)
    assert fell.judgement.of("source") == ()
    assert rain == first[1]


def test_claims_that_a_later_file_has_not_stay_unless_they_are_to_be_replaced(project: Project) -> None:
    nobody = {"article": "One", "quote": "Nobody saw it", "labels": {"form": "unattributed"}}
    bring(project, jsonl(project, FELL, nobody, RAIN))
    found = bring(project, jsonl(project, FELL))
    assert (found.left, found.withdrawn, len(said(project))) == (1, 0, 3)
    found = bring(project, jsonl(project, FELL), replace=True)
    assert (found.left, found.withdrawn, len(said(project))) == (0, 1, 2)
    found = bring(project, jsonl(project, FELL, nobody))
    assert counts(found) == (0, 1, 1, 3)
    assert [each.seq for each in said(project)] == [1, 3, 1]


def test_a_dry_run_tells_the_same_and_writes_nothing(project: Project) -> None:
    path, before = jsonl(project, FELL, RAIN), project.path.read_bytes()
    found = bring(project, path, dry_run=True)
    assert project.path.read_bytes() == before
    assert bring(project, path) == found


@pytest.mark.parametrize("name", ["jsonl", "csv"])
def test_what_is_exported_can_be_imported_and_is_what_it_was(
    sample: Project, tmp_path: Path, name: str
) -> None:
    format_ = FORMATS[name]
    path = tmp_path / f"x{format_.suffix}"
    export(sample, format_, path, Options(which=Which.BOTH))
    ben = said(sample, "Ben")
    found = bring(sample, path, "Ben", kind="person", whose="ben")
    assert (found.new, found.changed, found.left) == (0, 0, 0)
    assert said(sample, "Ben") == ben
    found = bring(sample, path, "gpt", whose="Ben")
    assert found.new == len(ben)
    copied = {
        (each.judgement.span, frozenset(label.plain for label in each.judgement.labels))
        for each in said(sample)
    }
    assert copied == {
        (each.judgement.span, frozenset(label.plain for label in each.judgement.labels)) for each in ben
    }


def test_claims_are_matched_by_span_so_a_persons_own_export_without_ids_is_theirs(sample: Project) -> None:
    ana = said(sample, "Ana")
    with reading_scope(sample.engine) as connection:
        articles = {each.claim_id: reading.article_of_claim(connection, each.claim_id) for each in ana}
    lines = [
        {
            "article": articles[each.claim_id],
            "start": each.judgement.span.start,
            "end": each.judgement.span.end,
            "labels": {"stance": "denies"},
        }
        for each in ana
    ]
    with pytest.raises(BadInput, match=f"Ana has labelled {len(ana)} of these claims here"):
        bring(sample, jsonl(sample, *lines), "Ana", kind="person")
    assert said(sample, "Ana") == ana
    found = bring(sample, jsonl(sample, *lines), "Ana", kind="person", overwrite=True)
    assert (found.new, found.changed) == (0, len(ana))
    after = said(sample, "Ana")
    assert {each.claim_id for each in after} == set(articles)
    assert {each.judgement.of("stance") for each in after} == {("denies",)}
    assert sum(len(each.judgement.evidence) for each in after) == sum(
        len(each.judgement.evidence) for each in ana
    )


def test_a_long_import_is_several_actions_and_goes_on_where_it_was_stopped(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(labelling, "CLAIMS_AT_ONCE", 1)
    monkeypatch.setattr(labelling, "PAUSE_SECONDS", 0)
    path, real, calls = jsonl(project, FELL, RAIN), labelling.append, list[int]()

    def once(*given: Any) -> None:
        calls.append(1)
        if len(calls) == 2:
            raise KeyboardInterrupt
        real(*given)

    monkeypatch.setattr(labelling, "append", once)
    with pytest.raises(KeyboardInterrupt) as stop:
        bring(project, path)
    assert stop.value.__notes__ == ["1 of 2 claims are imported; import again to go on"]
    assert len(said(project)) == 1
    monkeypatch.setattr(labelling, "append", real)
    assert counts(bring(project, path)) == (1, 0, 1, 4)


def test_two_claims_on_one_span_stay_two(project: Project) -> None:
    two = [FELL | {"claim": "x1"}, FELL | {"claim": "x2", "labels": {"stance": "denies"}}]
    assert counts(bring(project, jsonl(project, *two))) == (2, 0, 0, 3)
    assert counts(bring(project, jsonl(project, *two))) == (0, 0, 2, 3)
    assert sorted(each.judgement.of("stance") for each in said(project)) == [("denies",), ("supports",)]


def test_labels_of_one_span_on_several_lines_are_one_claim(project: Project) -> None:
    lines = [
        {"article": "Two", "span": [0, 10], "labels": {field: label}}
        for field, label in RAIN["labels"].items()
    ]  # type: ignore[attr-defined]
    assert counts(bring(project, jsonl(project, *lines))) == (1, 0, 0, 2)


def test_ids_sort_after_everybodys_so_that_items_keep_their_names(project: Project) -> None:
    bring(project, jsonl(project, FELL, RAIN))
    assert all(each.claim_id > project.stamps.new_id() for each in said(project))


@pytest.mark.parametrize(("looked", "done"), [(Looking.ALL, 2), (Looking.CLAIMS, 1), (Looking.NONE, 0)])
def test_which_passages_count_as_done_can_be_said(project: Project, looked: Looking, done: int) -> None:
    assert bring(project, jsonl(project, RAIN), looked=looked).passages == done


def test_an_article_alone_was_read_and_holds_no_claim(project: Project) -> None:
    found = bring(project, jsonl(project, {"article": "Two"}))
    assert (found.new, found.passages, said(project)) == (0, 2, [])
    found = bring(project, table(project, "article\nOne.md\n"))
    assert (found.new, found.passages) == (0, 1)


def test_what_somebody_said_of_a_passage_themselves_stays(sample: Project) -> None:
    """Ben flagged a passage: that he reads the article elsewhere doesn't take it back."""
    with reading_scope(sample.engine) as connection:
        articles = reading.article_ids(connection)
    found = bring(sample, jsonl(sample, *({"article": each} for each in articles)), "Ben", kind="person")
    assert found.passages == 0


# -- how things are named


@pytest.mark.parametrize("name", ["One", "One.md", "texts/One.md", "texts\\One.md"])
def test_articles_go_by_title_or_file(project: Project, name: str) -> None:
    assert counts(bring(project, jsonl(project, FELL | {"article": name}))) == (1, 0, 0, 2)


def test_labels_and_fields_go_by_names_too(project: Project) -> None:
    line = RAIN | {"labels": {"Stance": "SUPPORTS", "status": "not checkable", "flags": ["outdated"]}}
    bring(project, jsonl(project, line))
    (found,) = said(project)
    assert found.judgement.of("stance") == ("supports",)
    assert found.judgement.of("status") == ("not_checkable",)
    assert found.judgement.of("flags") == ("outdated",)


def test_labels_of_an_earlier_scheme_are_read_through_the_maps(project: Project) -> None:
    hash_ = project.scheme.hash
    put_in_force(
        project, propose(project, "r", lambda scheme: rename(scheme, "stance.neutral", "reported", Said()))
    )
    changed = open_project(project.path)
    try:
        bring(
            changed, jsonl(project, RAIN, FELL | {"labels": {"stance": "neutral"}, "scheme": {"hash": hash_}})
        )
        assert {each.judgement.of("stance") for each in said(changed)} == {("reported",)}
        assert {each.judgement.scheme_hash for each in said(changed)} == {changed.scheme.hash}
    finally:
        changed.close()


def test_a_retired_label_is_refused(project: Project) -> None:
    put_in_force(project, propose(project, "r", lambda scheme: retire(scheme, ["stance.neutral"])))
    changed = open_project(project.path)
    try:
        (problem,) = refused(changed, jsonl(project, RAIN))
        assert problem.startswith("/m.jsonl:1: stance has no label 'neutral' any more\n  why: it was retired")
    finally:
        changed.close()


def test_sources_are_those_of_a_name_and_otherwise_new(project: Project) -> None:
    bring(project, jsonl(project, FELL))

    def of(source: object, *more: object) -> str:
        bring(project, jsonl(project, FELL | {"labels": {"source": source}}), "other", **dict(more))  # type: ignore[call-overload]
        (found,) = said(project, "other")
        return found.judgement.of("source")[0]

    police = Source.of("Police", "police").id
    assert of("police") == police, "by name"
    assert of(police) == police, "by id"
    assert of({"name": "POLICE"}) == police
    assert of({"name": "Police", "type": "witness"}) == Source.of("Police", "witness").id, (
        "another type is another"
    )
    with reading_scope(project.engine) as connection:
        article = next(each.id for each in reading.articles(connection) if each.name == "One")
    assert of("the article itself") == Source.narrator(article).id
    unnamed = Source.of("officials", "unclear", article)
    assert of({"name": "officials", "type": "unclear", "unnamed": True}) == unnamed.id
    assert of("Officials") == unnamed.id, "those of this article"
    assert (
        of({"name": "Ada", "type": "witness", "id": Source.of("Ada", "witness", article).id})
        == Source.of("Ada", "witness", article).id
    )
    assert of("Eve", ("source_type", "expert")) == Source.of("Eve", "expert").id


def test_in_a_csv_a_formula_is_text_and_an_apostrophe_before_one_is_none(project: Project) -> None:
    text = (
        "article,quote,field,value,source_name,source_type\n"
        "Two,It froze,source,,'=1+1,witness\n"
        "Two,It froze,stance,supports,,\n"
    )
    bring(project, table(project, text))
    (found,) = said(project)
    assert found.judgement.of("source") == (Source.of("=1+1", "witness").id,)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_a_table_of_ones_own(project: Project, delimiter: str, mark: str) -> None:
    rows = [
        "article start end field value",
        "Two 0 10 stance neutral",
        "Two 0 10 flags outdated",
        "",
        "One 17 24 form direct",
    ]
    text = mark + "".join(row.replace(" ", delimiter) + "\r\n" for row in rows)
    assert counts(bring(project, table(project, text))) == (2, 0, 0, 3)


# -- given claims


def test_labels_of_given_claims_stand_on_them_and_fields_not_asked_for_are_left_out(project: Project) -> None:
    with reading_scope(project.engine) as connection:
        two = next(each.id for each in reading.articles(connection) if each.name == "Two")
    round_, (rain, froze) = give_claims(
        project, "verify", [(two, Span(0, 10)), (two, Span(12, 21))], fields=("status",)
    )
    lines = [
        RAIN | {"labels": {"status": "refuted", "stance": "denies"}},
        {"article": "Two", "claim": froze, "labels": {"status": "verified"}},
    ]
    found = bring(project, jsonl(project, *lines), round=round_)
    assert (counts(found), found.left_out, found.passages) == ((2, 0, 0, 2), {"stance": 1}, 0)
    assert {each.claim_id: each.judgement.labels[0].value for each in said(project)} == {
        rain: "refuted",
        froze: "verified",
    }
    assert counts(bring(project, jsonl(project, *lines), round=round_)) == (0, 0, 2, 2)
    lines[0] = RAIN | {"labels": {"status": "verified"}}
    assert counts(bring(project, jsonl(project, *lines), round=round_)) == (0, 1, 1, 2)


def test_what_a_round_does_not_give_or_ask_for_is_refused(project: Project) -> None:
    with reading_scope(project.engine) as connection:
        two = next(each.id for each in reading.articles(connection) if each.name == "Two")
    given_, _ = give_claims(project, "verify", [(two, Span(0, 10))])
    problems = refused(project, jsonl(project, RAIN | {"end": 9}, RAIN, FELL), round=given_)
    assert [each.split("\n")[0] for each in problems] == [
        "/m.jsonl:1: the round gives no claim there",
        "/m.jsonl:3: the round gives no claim there",
    ]
    listed = open_round(project, "listed", articles=(two,))
    problems = refused(project, jsonl(project, FELL), round=listed)
    assert problems[0].startswith("/m.jsonl:1: the round does not ask for the article 'One'")


# -- bad input


BAD = {
    "no JSON": ("{", "the line is not JSON"),
    "a list": ("[1]", "the line is no object\n  why: it is a list"),
    "not a number": ('{"article": NaN}', "the line is not JSON\n  why: NaN is no number"),
    "too deep": ('{"article": ' + "[" * 100_000, "the line is not JSON\n  why: it is nested too deep"),
    "half a pair": ('{"article": "\\ud800"}', "the line is not JSON"),
    "a number without end": ('{"article": "Two", "start": ' + "9" * 5000 + "}", "the line is not JSON"),
    "no article": ({"labels": {}}, "no article is named"),
    "a number for an article": ({"article": 3}, "no article is named"),
    "an unknown article": (RAIN | {"article": "Three"}, "no article is called 'Three'"),
    "one end": ({"article": "Two", "start": 3}, "the span has one end"),
    "words for an end": (RAIN | {"end": "10"}, "the end of the span is no whole number\n  why: it is text"),
    "true for an end": (RAIN | {"end": True}, "the end of the span is no whole number"),
    "a point": (RAIN | {"end": 10.0}, "the end of the span is no whole number"),
    "beyond the text": (
        RAIN | {"end": 999},
        "the span 0–999 is none of this article\n  why: it has 21 code points",
    ),
    "before the text": (RAIN | {"start": -1}, "the span -1–10 is none of this article"),
    "nothing": (RAIN | {"end": 0}, "the span 0–0 is none of this article"),
    "other words": (
        RAIN | {"quote": "Snow fell."},
        "the span 0–10 holds other words\n  why: 'Rain fell.', not 'Snow fell.'",
    ),
    "words that are not there": (FELL | {"quote": "she fell"}, "the words 'she fell' are not in the article"),
    "words there twice": (FELL | {"quote": "a"}, "the words 'a' stand there several times"),
    "no place": ({"article": "Two", "labels": {"form": "direct"}}, "nothing says where the claim stands"),
    "a blank quote": ({"article": "Two", "quote": " "}, "nothing says where the claim stands"),
    "an unknown field": (RAIN | {"labels": {"mood": "x"}}, "the scheme newsclaim has no field 'mood'"),
    "an unknown label": (RAIN | {"labels": {"form": "x"}}, "form has no label 'x'"),
    "two of one": (
        RAIN | {"labels": {"form": ["direct", "mixed"]}},
        "form takes one label, and is given several",
    ),
    "one twice": (RAIN | {"labels": {"flags": ["outdated", "outdated"]}}, "flags is given 'outdated' twice"),
    "a number for a label": (RAIN | {"labels": {"form": 1}}, "a label of form is neither text nor a source"),
    "a source for a label": (
        RAIN | {"labels": {"form": POLICE}},
        "form takes labels of the scheme, not a source",
    ),
    "labels in a list": (RAIN | {"labels": ["form"]}, "the labels are no object"),
    "a source without a type": (
        RAIN | {"labels": {"source": "Ada"}},
        "the source 'Ada' is new and has no type",
    ),
    "an unknown type": (
        RAIN | {"labels": {"source": {"name": "Ada", "type": "x"}}},
        "'x' is no type of source",
    ),
    "a source without a name": (RAIN | {"labels": {"source": {"type": "police"}}}, "a source needs a name"),
    "unnamed in words": (
        RAIN | {"labels": {"source": POLICE | {"unnamed": "no"}}},
        '"unnamed" of source is neither',
    ),
    "no day": (RAIN | {"as_of": "2026-02-30"}, "the as of date '2026-02-30' is no day"),
    "a note that is none": (RAIN | {"note": 3}, '"note" is no text\n  why: it is a number'),
    "an odd span": (RAIN | {"span": "0-10"}, "the span can't be read"),
}


@pytest.mark.parametrize("what", BAD)
def test_a_bad_line_is_named_and_nothing_of_the_file_is_taken(project: Project, what: str) -> None:
    line, message = BAD[what]
    problems = refused(project, jsonl(project, FELL, line, RAIN | {"article": "One.md", "end": 6}))
    assert len(problems) == 1
    assert problems[0].startswith(f"/m.jsonl:2: {message}"), problems[0]
    assert max(map(len, problems[0].splitlines())) < 400


def test_every_bad_line_is_named_up_to_many(project: Project) -> None:
    problems = refused(project, jsonl(project, "{", FELL, RAIN | {"end": 999}))
    assert [each.split(": ")[0] for each in problems] == ["/m.jsonl:1", "/m.jsonl:3"]
    found = bring(project, jsonl(project, *["{"] * 500))
    assert (len(found.problems), found.more) == (labelling.MOST_REFUSED, True)


def test_the_same_claim_labelled_twice_is_refused(project: Project) -> None:
    problems = refused(project, jsonl(project, RAIN, FELL, RAIN))
    assert problems[0].startswith("/m.jsonl:3: the same claim is labelled twice\n  why: line 1 labels it too")


TABLES = {
    "empty": ("", "the table is empty"),
    "blank": ("\n \n", "the table is empty"),
    "no article": ("text,field,value\n", ":1: the table has no column article"),
    "a column twice": ("article,article\n", ":1: the column 'article' is there twice"),
    "no value": ("article,field\n", ":1: the table needs a column field and a column value"),
    "open quotes": ('article,field,value\n"One', ":2: the table can't be read"),
    "latin": (b"article\nOn\xe9\n", ":2: the file is not UTF-8"),
    "two hands": ("article,annotator\nOne,Ana\nTwo,Ben\n", ":3: the file holds labels of several annotators"),
    "nobody": ("article,annotator,origin\nOne,Ana,gold\n", "the file holds no labels"),
}


@pytest.mark.parametrize("what", TABLES)
def test_a_table_that_is_none_is_refused_whole(project: Project, what: str) -> None:
    text, message = TABLES[what]
    path = project.path.parent / "m.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(BadInput) as refusal:
        bring(project, path)
    assert f"m.csv{message}" in str(refusal.value) or message in refusal.value.what


ROWS = {
    "short": ("Two,0,10,form", "the row has 4 cells"),
    "no number": ("Two,x,10,form,direct,", "the start of the span is no whole number\n  why: it is 'x'"),
    "a sign": ("Two,-1,10,form,direct,", "the start of the span is no whole number"),
    "other digits": ("Two,٣,10,form,direct,", "the start of the span is no whole number"),
    "no article": (",0,10,form,direct,", "no article is named"),
    "no field": ("Two,0,10,,direct,", "a value has no field"),
    "no type": ("Two,0,10,source,,Ada", "the source 'Ada' is new and has no type"),
}


@pytest.mark.parametrize("what", ROWS)
def test_a_bad_row_is_named(project: Project, what: str) -> None:
    row, message = ROWS[what]
    text = f'article,start,end,field,value,source_name\n"One",17,24,form,direct,\n{row}\n'
    (problem,) = refused(project, table(project, text))
    assert problem.startswith(f"/m.csv:3: {message}"), problem


def test_what_is_no_file_is_refused(project: Project, tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="can't be read"):
        bring(project, tmp_path / "none.jsonl")
    with pytest.raises(BadInput, match=r"ordinary file|can't be read"):
        (tmp_path / "folder.jsonl").mkdir()
        bring(project, tmp_path / "folder.jsonl")
    with pytest.raises(BadInput, match="doesn't say what it is"):
        bring(project, tmp_path / "x.txt")
    with pytest.raises(BadInput, match="holds no labels"):
        bring(project, jsonl(project))


@pytest.mark.parametrize(
    ("name", "kind", "what"),
    [
        ("Ana", "model", "'Ana' is a person"),
        (" ", "model", "needs a name"),
        ("Ana (again)", "person", "nobody works under the name"),
    ],
)
def test_a_name_that_is_somebody_elses_is_refused(project: Project, name: str, kind: str, what: str) -> None:
    with pytest.raises(AnnotatorError, match=what):
        bring(project, jsonl(project, FELL), name, kind=kind)


def test_the_order_of_lines_makes_no_difference(opened: Callable[[Path], Project], small: Path) -> None:
    place = st.tuples(st.sampled_from(["one", "two"]), st.integers(0, 8), st.integers(1, 8))
    label = st.fixed_dictionaries(
        {"form": st.sampled_from(["direct", "mixed"]), "stance": st.sampled_from(["denies", "neutral"])}
    )

    @settings(max_examples=12)
    @given(
        st.dictionaries(place, label, min_size=1, max_size=5),
        st.dictionaries(place, label, max_size=3),
        st.randoms(use_true_random=False),
    )
    def law(first: dict[Any, Any], second: dict[Any, Any], chance: Random) -> None:
        found = []
        for _ in range(2):
            project = opened(small)
            for claims in (first, first | second):
                lines = [
                    {"article": article, "start": start, "end": start + length, "labels": given_}
                    for (article, start, length), given_ in claims.items()
                ]
                chance.shuffle(lines)
                path = jsonl(project, *lines)
                bring(project, path)
                again = bring(project, path)
                assert (again.new, again.changed, again.unchanged) == (0, 0, len(claims))
            found.append({(each.claim_id, each.seq, each.judgement) for each in said(project)})
            assert len(found[-1]) == len(first | second)
            project.close()
        assert found[0] == found[1]

    law()


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-5, 40)
    | st.text(max_size=5)
    | st.sampled_from(["One", "stance", "Police"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "article",
                    "start",
                    "end",
                    "span",
                    "quote",
                    "labels",
                    "claim",
                    "annotations",
                    "annotator",
                    "source",
                ]
            ),
            inner,
            max_size=5,
        )
    ),
    max_leaves=12,
)


def test_whatever_a_line_holds_is_taken_or_refused_by_name(project: Project) -> None:
    @given(
        st.lists(
            JSON
            | st.fixed_dictionaries({"article": st.just("One"), "quote": st.just("he fell"), "labels": JSON}),
            max_size=3,
        )
    )
    def law(lines: list[object]) -> None:
        path = jsonl(project, *lines, name="any.jsonl")
        said = []
        try:
            said = bring(project, path, dry_run=True).problems
        except AnnotatorError as problem:
            said = [problem]
        assert all("any.jsonl" in str(each) for each in said)

    law()
