"""A kit holds what its annotator needs, and nothing at all of others."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotator.errors import BadInput, NotFound
from annotator.store import reading
from annotator.store.doctor import examine
from annotator.store.engine import reading as reading_scope
from annotator.store.kit_owner import kit_owner
from annotator.store.tables import ASSIGNMENT
from annotator.workflow.kits import kit_name, make_kit
from annotator.workflow.project import Project, open_project
from tests.properties.team import AGAIN_NAME, PEOPLE, Lead, Worker, leadings, rows, steps

ANA, BEN, CLEO = PEOPLE


@pytest.fixture
def lead(project: Project) -> Lead:
    return Lead.of(project)


def everything_in(path: Path) -> str:
    """Return every value of every row of a file as one text."""
    with closing(sqlite3.connect(path)) as connection:
        names = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return "\n".join(repr(row) for name in names for row in connection.execute(f'SELECT * FROM "{name}"'))


OWNED = (
    "annotation",
    "label",
    "reaction",
    "evidence",
    "annotation_evidence",
    "passage_state",
    "exposure",
    "assignment",
    "kit",
)
"""Tables of which every row is somebody's."""


def rows_of_others(kit: Path, project: Path, who: str) -> list[str]:
    """Return what there is in a kit of anybody but its owner, by SQL alone."""
    mine = {
        row[0] for row in rows(project, "SELECT annotator_id FROM again WHERE of_annotator_id = ?", who)
    } | {who}
    found = []
    for table in OWNED:
        found += [
            f"{table} of {row[0]}"
            for row in rows(kit, f"SELECT annotator_id FROM {table}")
            if row[0] not in mine
        ]
    found += [f"annotator {row}" for row in rows(kit, "SELECT id, name FROM annotator") if row[0] not in mine]
    found += [
        f"action {row}"
        for row in rows(kit, "SELECT annotator_id, what FROM action")
        if row[0] not in {*mine, None}
    ]
    found += [
        f"claim {row}"
        for row in rows(kit, "SELECT annotator_id, origin FROM claim")
        if row[0] not in {*mine, None}
    ]
    found += [f"claim {row}" for row in rows(kit, "SELECT id FROM claim WHERE origin = 'gold'")]
    found += [
        f"{table} {row}"
        for table in ("decision", "decision_basis", "draft", "place")
        for row in rows(kit, f"SELECT * FROM {table}")
    ]
    return (
        found
        + [f"source {row}" for row in others_sources(kit, project, mine)]
        + others_changes(kit, project, mine)
    )


def others_sources(kit: Path, project: Path, mine: set[str]) -> list[tuple[str, ...]]:
    """Return the sources in a kit that neither its owner named nor anybody shared or gave."""
    marks = ", ".join("?" for _ in mine)
    named = rows(
        project,
        f"""
        SELECT source_id FROM label WHERE annotator_id IN ({marks}) AND source_id IS NOT NULL
        UNION SELECT source_id FROM reaction WHERE annotator_id IN ({marks})
        UNION SELECT origin_source_id FROM evidence WHERE annotator_id IN ({marks})
        UNION SELECT c.source_id FROM source_change AS c JOIN action AS a ON a.id = c.action_id
          WHERE a.annotator_id IN ({marks})
        UNION SELECT source_id FROM shared_source
        UNION SELECT json_extract(j.value, '$.source_id') FROM given_claim AS g, json_each(g.labels) AS j""",
        *[each for _ in range(4) for each in mine],
    )
    allowed = {row[0] for row in named}
    return [row for row in rows(kit, "SELECT id, name FROM source") if row[0] not in allowed]


def others_changes(kit: Path, project: Path, mine: set[str]) -> list[str]:
    """Return the records about sources in a kit that are of others."""
    whose = dict(
        rows(
            project,
            "SELECT c.id, a.annotator_id FROM source_change AS c JOIN action AS a ON a.id = c.action_id",
        )
    )
    return [
        f"change {row}"
        for row in rows(kit, "SELECT id, value FROM source_change")
        if whose[row[0]] not in {*mine, None}
    ]


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    before=st.lists(st.tuples(st.integers(0, 2), steps), max_size=6),
    leading=leadings,
    after=st.lists(st.tuples(st.integers(0, 2), steps), max_size=3),
    has_round=st.booleans(),
)
def test_no_row_of_anybody_else_is_in_a_kit(  # noqa: C901  a team at work, step by step
    small: Path,
    before: list[tuple[int, list[tuple[str, int, int]]]],
    leading: list[tuple[str, int, int]],
    after: list[tuple[int, list[tuple[str, int, int]]]],
    has_round: bool,
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(shutil.copy(small, folder))
        project = open_project(path)
        try:
            lead = Lead.of(project)
            lead.second_hand(ANA)
            for who, taken in before:
                for step in taken:
                    Worker(project, lead.people[PEOPLE[who]]).do(*step)
            if has_round:
                lead.open_round("verify", given=True, asked={ANA: lead.articles()[:1], BEN: lead.articles()})
            for step in leading:
                lead.do(*step)
            # A scheme may have been changed.
            project = reopened(project)
            lead.project = project
            for who, taken in after:
                for step in taken:
                    Worker(project, lead.people[PEOPLE[who]]).do(*step)
            for name in (ANA, BEN):
                kit = make_kit(project, name, target=Path(folder) / f"{name}.db").path
                assert rows_of_others(kit, path, lead.people[name]) == []
                text = everything_in(kit)
                for other in (*PEOPLE, "Edda", "model:guess"):
                    assert (other in text) == (other == name)
                for other, id_ in lead.people.items():
                    assert (id_ in text) == (other == name)
                assert [
                    (each, out.examples) for each, out in examine(kit).outcomes.items() if not out.is_well
                ] == []
                whole_own_work(kit, path, lead.people[name])
        finally:
            project.close()


def reopened(project: Project) -> Project:
    project.close()
    return open_project(project.path)


def whole_own_work(kit: Path, project: Path, who: str) -> None:
    """Check that all the labels somebody gave are in their kit, in the same words."""
    for table in ("annotation", "label", "reaction", "annotation_evidence", "passage_state", "evidence"):
        key = "annotation_id" if table in ("label", "reaction", "annotation_evidence") else "id"
        gold = (
            "SELECT a.id FROM annotation AS a JOIN claim AS c ON c.id = a.claim_id WHERE c.origin = 'gold'"
            if table in ("annotation", "label", "reaction", "annotation_evidence")
            else "SELECT 0"
        )
        query = f"SELECT * FROM {table} WHERE annotator_id = ? AND {key} NOT IN ({gold}) ORDER BY 1, 2, 3"
        assert rows(kit, query, who) == rows(project, query, who)


def test_a_kit_knows_whose_it_is_and_for_which_round(lead: Lead, tmp_path: Path) -> None:
    round_id = lead.open_round("pilot", listed=lead.articles()[:1])
    made = make_kit(lead.project, "ana  zimmermann", round_name="Pilot", target=tmp_path / "a.kit.db")
    owner = kit_owner(made.path)
    assert owner is not None
    assert (owner.annotator_id, owner.name, owner.kit_id, owner.round_id) == (
        lead.people[ANA],
        ANA,
        made.kit_id,
        round_id,
    )
    assert (made.annotator, made.rounds, made.articles) == (ANA, ("pilot",), 1)
    noted = rows(lead.project.path, "SELECT kit_id, annotator_id, round_id, state FROM kit")
    assert noted == [(made.kit_id, lead.people[ANA], round_id, "made")]
    assert kit_owner(lead.project.path) is None


def test_only_what_is_asked_of_somebody_is_in_their_kit_in_its_order(lead: Lead, tmp_path: Path) -> None:
    one, two = lead.articles()
    lead.open_round("pilot", asked={ANA: [two, one], BEN: [two]})
    ana = make_kit(lead.project, ANA, target=tmp_path / "a.db").path
    ben = make_kit(lead.project, BEN, target=tmp_path / "b.db").path
    asked = "SELECT article_id FROM assignment ORDER BY position"
    assert [row[0] for row in rows(ana, asked)] == [two, one]
    assert rows(ben, "SELECT id FROM article") == rows(ben, asked) == [(two,)]


def test_the_newest_details_of_an_article_are_in_a_kit_and_its_id_still_holds(
    lead: Lead, tmp_path: Path
) -> None:
    for value in range(4):
        lead.do("detail", 0, value)
    kit = open_project(make_kit(lead.project, ANA, target=tmp_path / "a.db").path)
    try:
        with reading_scope(kit.engine) as here, reading_scope(lead.project.engine) as there:
            for article in lead.articles():
                assert reading.article(here, article) == reading.article(there, article)
    finally:
        kit.close()
    assert examine(kit.path).healthy


def test_articles_stand_in_a_kit_in_the_order_of_the_project(lead: Lead, tmp_path: Path) -> None:
    kit = make_kit(lead.project, ANA, target=tmp_path / "a.db").path
    query = "SELECT id FROM article ORDER BY action_id, position"
    assert rows(kit, query) == rows(lead.project.path, query)


def test_an_article_that_was_withdrawn_is_not_asked_for(lead: Lead, tmp_path: Path) -> None:
    one, two = lead.articles()
    round_id = lead.open_round("pilot", asked={ANA: [one, two]})
    row = {
        "round_id": round_id,
        "annotator_id": lead.people[ANA],
        "article_id": two,
        "position": 1,
        "kind": "work",
    }
    lead.write(
        "assign",
        None,
        lambda action, new: {ASSIGNMENT: [{**row, "id": new(), "state": "withdrawn", "action_id": action}]},
    )
    kit = make_kit(lead.project, ANA, target=tmp_path / "a.db").path
    assert rows(kit, "SELECT id FROM article") == [(one,)]


def test_where_others_alone_are_asked_there_is_no_kit(lead: Lead, tmp_path: Path) -> None:
    lead.open_round("pilot", asked={ANA: lead.articles()})
    with pytest.raises(BadInput, match="nothing is asked of Cleo") as caught:
        make_kit(lead.project, CLEO, target=tmp_path / "c.db")
    assert "annotator assign" in caught.value.do
    assert list(tmp_path.glob("c.db*")) == []


def test_a_closed_round_makes_no_kit(lead: Lead, tmp_path: Path) -> None:
    lead.close_round(lead.open_round("pilot"))
    with pytest.raises(BadInput, match="nothing is asked") as caught:
        make_kit(lead.project, ANA, round_name="pilot", target=tmp_path / "a.db")
    assert caught.value.why == "the round 'pilot' is closed"


def test_nothing_is_overwritten_by_a_kit(lead: Lead, tmp_path: Path) -> None:
    target = tmp_path / "a.db"
    make_kit(lead.project, ANA, target=target)
    held = target.read_bytes()
    with pytest.raises(BadInput, match="already a file of that name"):
        make_kit(lead.project, ANA, target=target)
    assert target.read_bytes() == held
    assert len(rows(lead.project.path, "SELECT 1 FROM kit")) == 1


def test_a_kit_is_one_file(lead: Lead, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    make_kit(lead.project, ANA, target=folder / "a.db")
    assert [each.name for each in folder.iterdir()] == ["a.db"]


def test_a_second_kit_is_told_of_as_long_as_the_first_is_out(lead: Lead, tmp_path: Path) -> None:
    first = make_kit(lead.project, ANA, target=tmp_path / "1.db")
    second = make_kit(lead.project, ANA, target=tmp_path / "2.db")
    assert first.notes == ()
    assert "never merged" in second.notes[0]


def test_a_new_person_of_a_name_that_somebody_has_is_told_of(lead: Lead, tmp_path: Path) -> None:
    made = make_kit(lead.project, ANA.upper(), target=tmp_path / "1.db", new=True)
    assert made.annotator == ANA
    assert f"{ANA} was there already" in made.notes[0]
    assert make_kit(lead.project, "Dora", target=tmp_path / "2.db", new=True).notes == ()


def test_there_is_no_kit_for_a_second_hand_a_model_or_a_stranger(lead: Lead, tmp_path: Path) -> None:
    lead.second_hand(ANA)
    lead.do("model", 0, 0)
    with pytest.raises(BadInput, match="there are no kits for model:guess"):
        make_kit(lead.project, "model:guess", target=tmp_path / "x.db")
    for name in (f"{ANA} {AGAIN_NAME}", "Dora"):
        with pytest.raises(NotFound, match="no annotator"):
            make_kit(lead.project, name, target=tmp_path / "x.db")
    assert make_kit(lead.project, "Dora", target=tmp_path / "x.db", new=True).annotator == "Dora"


def test_no_kit_is_made_of_a_kit(lead: Lead, opened: Callable[[Path], Project], tmp_path: Path) -> None:
    kit = open_project(make_kit(lead.project, ANA, target=tmp_path / "a.db").path)
    try:
        with pytest.raises(BadInput, match=f"this is the kit of {ANA}"):
            make_kit(kit, ANA, target=tmp_path / "b.db")
    finally:
        kit.close()


def test_files_are_named_for_their_owner_whatever_they_are_called() -> None:
    assert kit_name("../../etc/passwd") == "etc-passwd.kit.db"
    assert kit_name("🎆") == "annotator.kit.db"
    assert len(kit_name("x" * 500)) < 80
