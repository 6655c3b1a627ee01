"""The same evidence for several claims: the very same records, across articles, with every seal whole."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from annotator.core.claim import Evidence, Polarity
from annotator.core.source import Source
from annotator.core.text.span import Span
from annotator.store.engine import reading as reading_scope
from annotator.store.seals import broken_seals
from annotator.workflow.annotating import Desk
from annotator.workflow.importing import import_paths
from annotator.workflow.project import Project, add_annotator, create_project, find_annotator, open_project
from annotator.workflow.schemes import find_scheme
from annotator.workflow.sitting import Sitting


@pytest.fixture
def two(tmp_path: Path) -> Project:
    project = create_project(tmp_path / "two.db", "two", find_scheme("newsclaim"))
    for name in ("a", "b"):
        (tmp_path / f"{name}.txt").write_text(f"It rained in {name}. Nobody saw it.", encoding="utf-8")
    import_paths(project, [tmp_path / "a.txt", tmp_path / "b.txt"], {})
    add_annotator(project, "Ana")
    return project


def sitting_of(project: Project) -> Sitting:
    fresh = open_project(project.path)
    return Sitting(fresh, find_annotator(fresh, "Ana"), lambda _: None)


def mark(desk: Desk, start: int, end: int) -> str:
    desk.select(Span(start, end))
    claim = desk.mark()
    assert claim is not None
    return claim


def piece(desk: Desk, note: str) -> Evidence:
    return Evidence(desk.new_id(), Polarity.SUPPORTS, note=note)


def ids(desk: Desk, claim: str) -> list[str]:
    found = desk.claim(claim)
    assert found is not None
    return [each.id for each in found.judgement.evidence]


def test_a_second_claim_is_given_the_very_same_records_and_every_seal_holds(two: Project) -> None:
    sitting = sitting_of(two)
    desk = sitting.resume()
    first = mark(desk, 0, 14)
    desk.add_evidence(piece(desk, "one"), "Weather office")
    desk.add_evidence(piece(desk, "two"))
    second = mark(desk, 16, 31)
    assert desk.same_evidence() == 2
    assert desk.same_evidence() == 0
    assert ids(desk, second) == ids(desk, first)
    assert desk.claims[1].judgement.as_of == desk.today()
    assert sitting.close()
    with reading_scope(open_project(two.path).engine) as connection:
        assert list(broken_seals(connection)) == []
    again = sitting_of(two)
    stored = again.resume()
    assert ids(stored, second) == ids(stored, first)
    again.close()


def test_pieces_that_the_claim_has_are_left_out_and_its_own_stay(two: Project) -> None:
    sitting = sitting_of(two)
    desk = sitting.resume()
    other = mark(desk, 16, 31)
    desk.add_evidence(piece(desk, "own"))
    own = ids(desk, other)
    first = mark(desk, 0, 14)
    desk.add_evidence(piece(desk, "one"))
    desk.focus_on(other)
    assert desk.same_evidence() == 1
    assert ids(desk, other) == [*own, *ids(desk, first)]
    sitting.close()


def test_it_works_in_the_next_article_with_an_origin_known_in_the_first_one_only(two: Project) -> None:
    sitting = sitting_of(two)
    desk = sitting.resume()
    mark(desk, 0, 14)
    officials = Source.of("officials", "official", desk.article.id)
    desk.judge.sheet.sources[officials.id] = officials
    desk.add_evidence(replace(piece(desk, "one"), origin_id=officials.id))
    sitting.outbox.drain()
    following = sitting.open(sitting.order[1])
    following.carry(desk)
    claim = mark(following, 0, 14)
    assert following.same_evidence() == 1
    assert following.source_named(officials.id) == "officials"
    assert ids(following, claim) == [each.id for each in desk.last_evidence]
    assert sitting.close()
    with reading_scope(open_project(two.path).engine) as connection:
        assert list(broken_seals(connection)) == []


def test_what_was_taken_off_or_undone_is_given_to_nobody(two: Project) -> None:
    sitting = sitting_of(two)
    desk = sitting.resume()
    assert desk.last_evidence == ()
    mark(desk, 0, 14)
    assert desk.same_evidence() == 0
    kept, gone = piece(desk, "kept"), piece(desk, "gone")
    desk.add_evidence(kept)
    desk.add_evidence(gone)
    desk.remove_evidence(gone.id)
    assert desk.last_evidence == (kept,)
    desk.remove_evidence(kept.id)
    mark(desk, 16, 31)
    assert desk.same_evidence() == 0
    sitting.close()


def test_a_piece_changed_for_one_claim_stays_as_it_was_for_the_other(two: Project) -> None:
    sitting = sitting_of(two)
    desk = sitting.resume()
    first = mark(desk, 0, 14)
    shared = piece(desk, "one")
    desk.add_evidence(shared)
    second = mark(desk, 16, 31)
    desk.same_evidence()
    desk.add_evidence(replace(shared, note="other"))
    assert sitting.close()
    again = sitting_of(two)
    stored = again.resume()
    assert ids(stored, first) == [shared.id]
    changed = stored.claim(second)
    assert changed is not None
    assert [each.note for each in changed.judgement.evidence] == ["other"]
    assert ids(stored, second) != [shared.id]
    again.close()


def test_which_claims_have_half_typed_text_is_known_at_once_and_the_next_time(two: Project) -> None:
    sitting = sitting_of(two)
    desk = sitting.resume()
    claim = mark(desk, 0, 14)
    sitting.keep_draft(claim, "note", "half")
    sitting.keep_draft(claim, "evidence", "")
    assert sitting.half_typed == {(claim, "note")}
    assert sitting.close()
    again = sitting_of(two)
    assert again.half_typed == {(claim, "note")}
    again.close()
