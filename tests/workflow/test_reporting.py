"""Which annotators, fields and names an agreement report is about."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from annotator.core.source import Source
from annotator.errors import NotFound
from annotator.workflow.demo import make_demo
from annotator.workflow.project import Project
from annotator.workflow.reporting import report_agreement
from annotator.workflow.shown_sources import shown_sources


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    project = make_demo(tmp_path_factory.mktemp("demo"), lambda _: None)
    yield project
    project.close()


def test_whoever_only_settled_is_no_annotator(demo: Project) -> None:
    assert report_agreement(demo, resamples=0).annotators == ("Ana", "Ben")


def test_the_fields_are_those_asked_of_every_claim_or_the_one_named(demo: Project) -> None:
    assert [field.id for field in report_agreement(demo, resamples=0).fields] == [
        "source",
        "form",
        "stance",
        "status",
    ]
    (field,) = report_agreement(demo, "flags", resamples=0).fields
    assert field.id == "flags"
    with pytest.raises(NotFound, match="no field 'mood'") as problem:
        report_agreement(demo, "mood")
    assert "source, form" in problem.value.why


def test_the_report_says_what_it_rests_on(demo: Project) -> None:
    inputs = report_agreement(demo, resamples=0).inputs
    assert inputs["project"] == demo.name
    assert inputs["scheme"] == {"name": "newsclaim", "version": demo.scheme.version, "hash": demo.scheme.hash}


def test_sources_of_one_name_are_told_apart_by_their_article() -> None:
    officials = [Source.of("officials", "police", article) for article in ("a", "b")]
    alone, narrator = Source.of("The mayor", "local_government"), Source.narrator("a")
    shown = shown_sources([*officials, alone, narrator], {"a": "Gazette", "b": "Herald"})
    assert list(shown.values()) == [
        "officials (Gazette)",
        "officials (Herald)",
        "The mayor",
        "the article itself (Gazette)",
    ]
