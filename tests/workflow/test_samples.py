"""The sample corpus: it loads, once, and everything in it can be used."""

from __future__ import annotations

import multiprocessing
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from annotator.core.claim import Origin
from annotator.core.gaps import unusable
from annotator.core.history import Looked
from annotator.core.text.passages import PassageKind
from annotator.errors import BadInput
from annotator.formats.corpus import Corpus
from annotator.store import reading
from annotator.store.engine import reading as reading_scope
from annotator.workflow.project import Project, create_project
from annotator.workflow.samples import load_corpus, sample_corpus
from annotator.workflow.schemes import find_scheme
from annotator.workflow.sitting import Sitting


def everything(project: Project) -> dict[str, list[Any]]:
    with reading_scope(project.engine) as connection:
        names = (
            connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'table'")).scalars().all()
        )
        return {
            name: [tuple(row) for row in connection.execute(text(f"SELECT * FROM {name}"))] for name in names
        }


def test_loading_it_twice_changes_nothing(sample: Project) -> None:
    before = everything(sample)
    load_corpus(sample, sample_corpus())
    assert everything(sample) == before


def test_everybodys_labels_are_there(sample: Project) -> None:
    corpus = sample_corpus()
    with reading_scope(sample.engine) as connection:
        names = {person.id: person.name for person in reading.annotators(connection)}
        found = Counter(
            names[each.annotator_id]
            for article in reading.article_ids(connection)
            for each in reading.current_annotations(connection, article)
        )
    assert found == {each["annotator"]["name"]: len(each["claims"]) for each in corpus.labels.values()}
    assert len(found) == 3


def test_every_standing_judgement_can_be_used(sample: Project) -> None:
    with reading_scope(sample.engine) as connection:
        sources = {source.id: source for source in reading.sources(connection)}
        for article in reading.articles(connection):
            for each in reading.current_annotations(connection, article.id):
                assert unusable(each.judgement, sample.scheme, sources) is None
                words = each.judgement.span.of(article.text)
                assert words == words.strip()
                for reaction in each.judgement.reactions:
                    assert reaction.source_id in sources
                    assert reaction.cue is None or reaction.cue.of(article.text).strip()


def test_gold_stands_beside_the_annotators_and_is_marked_so(sample: Project) -> None:
    with reading_scope(sample.engine) as connection:
        claims = [
            each
            for article in reading.article_ids(connection)
            for each in reading.claims(connection, article).values()
        ]
    by_person = {(each.annotator_id, each.origin) for each in claims}
    assert Counter(origin for _, origin in by_person) == {Origin.MARKED: 2, Origin.GOLD: 1}


def test_every_passage_was_looked_at_by_everybody_but_for_boilerplate(sample: Project) -> None:
    with reading_scope(sample.engine) as connection:
        people = [person.id for person in reading.annotators(connection)]
        for article in reading.articles(connection):
            states = {
                (each.annotator_id, each.passage_id): each
                for each in reading.current_passage_states(connection, article_id=article.id)
            }
            for index, passage in enumerate(article.passages):
                for person in people:
                    state = states.get((person, article.passage_id(index)))
                    if passage.kind is not PassageKind.BOILERPLATE:
                        assert state is not None
                        assert state.state in (Looked.DONE, Looked.SKIPPED, Looked.FLAGGED)
                    assert state is None or state.state is not Looked.SKIPPED or state.reason


def test_an_annotator_of_the_sample_can_sit_down_and_go_on(sample: Project) -> None:
    with reading_scope(sample.engine) as connection:
        people = reading.annotators(connection)
    for person in people:
        sitting = Sitting(sample, person, lambda _: None)
        desk = sitting.resume()
        # Gold is settled elsewhere, and is nobody's mark.
        assert bool(desk.claims) is (person.name != "Editor")
        assert [desk.number(each.claim_id) for each in desk.claims] == list(range(1, len(desk.claims) + 1))
        for each in desk.claims:
            assert isinstance(desk.gaps(each), tuple)
        sitting.outbox.close()


def test_labels_already_there_are_left_alone_even_if_taken_back(sample: Project) -> None:
    with reading_scope(sample.engine) as connection:
        ana = next(person for person in reading.annotators(connection) if person.name == "Ana")
    sitting = Sitting(sample, ana, lambda _: None)
    desk = sitting.resume()
    for each in list(desk.claims):
        desk.focus_on(each.claim_id)
        desk.withdraw()
    assert sitting.outbox.drain()
    sitting.outbox.close()
    before = everything(sample)
    load_corpus(sample, sample_corpus())
    assert everything(sample) == before


def test_a_label_that_no_scheme_knows_is_named_and_nothing_of_its_file_is_loaded(tmp_path: Path) -> None:
    corpus = sample_corpus()
    labels = {key: dict(value) for key, value in corpus.labels.items()}
    first = dict(labels["ana"]["claims"][-1]) | {"form": "sung"}
    labels["ana"] = {**labels["ana"], "claims": [*labels["ana"]["claims"][:-1], first]}
    project = create_project(tmp_path / "p.db", "P", find_scheme(corpus.scheme))
    with pytest.raises(BadInput) as caught:
        load_corpus(project, replace(corpus, labels={"ana": labels["ana"]}))
    assert caught.value.why == "form has no 'sung'"
    assert first["text"] in caught.value.where
    assert everything(project)["claim"] == []
    project.close()


def suggesting(given: dict[str, list[str]]) -> Corpus:
    """Return the sample corpus with Ana's labels alone, some of her first claim's said to have been suggested."""
    corpus = sample_corpus()
    first, *others = corpus.labels["ana"]["claims"]
    ana = {**corpus.labels["ana"], "claims": [{**first, "suggested": given}, *others]}
    return replace(corpus, labels={"ana": ana})


def test_a_label_file_may_say_what_was_suggested(tmp_path: Path) -> None:
    corpus = suggesting({"source": ["article"], "form": ["unattributed"]})
    project = create_project(tmp_path / "p.db", "P", find_scheme(corpus.scheme))
    load_corpus(project, corpus)
    with reading_scope(project.engine) as connection:
        suggested = [
            (each.judgement.span.of(article.text), label.field)
            for article in reading.articles(connection)
            for each in reading.current_annotations(connection, article.id)
            for label in each.judgement.labels
            if label.suggested
        ]
    words = corpus.labels["ana"]["claims"][0]["text"]
    assert sorted(suggested) == [(words, "form"), (words, "source")]
    project.close()


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"form": ["direct"]}, "form has no 'direct'"),
        ({"form": ["unattributed"], "song": ["x"]}, "song has no 'x'"),
    ],
)
def test_what_was_suggested_must_be_given(tmp_path: Path, given: dict[str, list[str]], why: str) -> None:
    corpus = suggesting(given)
    project = create_project(tmp_path / "p.db", "P", find_scheme(corpus.scheme))
    with pytest.raises(BadInput) as caught:
        load_corpus(project, corpus)
    assert caught.value.why == why
    assert everything(project)["claim"] == []
    project.close()


def _load(path: Path, outcome: Any) -> None:
    from annotator.workflow.project import open_project

    try:
        project = open_project(path)
        load_corpus(project, sample_corpus())
        project.close()
    except Exception as problem:
        outcome.put(repr(problem))
        raise
    outcome.put("")


def test_two_programs_that_load_it_at_once_load_it_once(tmp_path: Path, sample: Project) -> None:
    corpus = sample_corpus()
    project = create_project(tmp_path / "p.db", corpus.title, find_scheme(corpus.scheme))
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["annotator.workflow.samples"])
    outcome = context.Queue()
    programs = [context.Process(target=_load, args=(project.path, outcome)) for _ in range(3)]
    for program in programs:
        program.start()
    problems = [outcome.get(timeout=60) for _ in programs]
    for program in programs:
        program.join()
    outcome.close()
    assert problems == [""] * 3
    wanted = {name: len(found) for name, found in everything(sample).items() if name != "action"}
    assert {name: len(found) for name, found in everything(project).items() if name != "action"} == wanted
    project.close()
