"""Each rule of what is in a kit by itself, where a team at random would seldom come."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Table

from annotator.core.claim import Evidence, Place, Polarity
from annotator.core.source import Source
from annotator.core.text.span import Span
from annotator.store.doctor import examine
from annotator.store.engine import writing
from annotator.store.tables import ASSIGNMENT, EXPOSURE, SHARED_SOURCE, SOURCE_CHANGE, SUGGESTION
from annotator.store.writing import add_sources
from annotator.workflow.kits import make_kit
from annotator.workflow.project import Project, open_project
from annotator.workflow.redacting import redact
from tests.properties.team import NAMES, PEOPLE, Lead, Worker, rows
from tests.workflow.test_merging_files import forge

ANA, BEN, _ = PEOPLE
POLICE, WITNESS = Source.of(NAMES[1], "police"), Source.of(NAMES[5], "police")


@pytest.fixture
def lead(project: Project) -> Lead:
    return Lead.of(project)


def kit_of(lead: Lead, folder: Path, **more: Any) -> Path:
    """Make Ana's kit, which is whole."""
    path = folder / "kit.db"
    path.unlink(missing_ok=True)
    make_kit(lead.project, ANA, target=path, **more)
    assert examine(path).healthy
    return path


def row(lead: Lead, table: Table, values: Mapping[str, object], who: str | None = None) -> str:
    """Write one row of the lead's, or somebody's; return the action."""
    made: list[str] = []

    def written(action: str, new: Any) -> Any:
        made.append(action)
        own = {"id": new()} if "id" in table.columns else {}
        return {table: [{**own, **values, "action_id": action}]}

    lead.write("test", who, written)
    return made[0]


def share(lead: Lead, source: Source) -> str:
    with writing(lead.project.engine) as connection:
        add_sources(connection, [source])
    return row(lead, SHARED_SOURCE, {"source_id": source.id})


def change(lead: Lead, kind: str, of: Source, value: str, who: str | None = None) -> str:
    """Record something about a source; return the record's id."""
    action = row(lead, SOURCE_CHANGE, {"source_id": of.id, "kind": kind, "value": value}, who)
    ((id_,),) = rows(lead.project.path, "SELECT id FROM source_change WHERE action_id = ?", action)
    return str(id_)


def ask(lead: Lead, round_id: str, article: str, *, kind: str = "work", state: str = "asked") -> None:
    asked = {"round_id": round_id, "annotator_id": lead.people[ANA], "article_id": article}
    row(lead, ASSIGNMENT, {**asked, "position": 9, "kind": kind, "state": state})


def ids(kit: Path, table: str, column: str = "id") -> set[str]:
    return {each for (each,) in rows(kit, f'SELECT "{column}" FROM "{table}"')}


# -- which articles


def _mark(lead: Lead, _: str) -> None:
    Worker(lead.project, lead.people[ANA]).do("mark", 1, 1)


def _look(lead: Lead, article: str) -> None:
    passages = [each for (each,) in rows(lead.project.path, "SELECT id FROM passage ORDER BY id")]
    ((of,),) = rows(lead.project.path, "SELECT min(id) FROM passage WHERE article_id = ?", article)
    Worker(lead.project, lead.people[ANA]).do("look", passages.index(of), 0)


def _see(lead: Lead, article: str) -> None:
    row(
        lead,
        EXPOSURE,
        {"annotator_id": lead.people[ANA], "article_id": article, "round_id": None, "what": "x"},
    )


def _quote(lead: Lead, article: str) -> None:
    ana = Worker(lead.project, lead.people[ANA])
    ana.do("mark", 0, 1)
    piece = Evidence(lead.project.stamps.new_id(), Polarity.SUPPORTS, place=Place(article, Span(0, 4)))
    ana._say("evidence", 0, evidence=(piece,))


@pytest.mark.parametrize("begin", [_mark, _look, _see, _quote])
def test_what_was_begun_comes_along_whatever_is_asked_for_now(
    lead: Lead, begin: Callable[[Lead, str], None], tmp_path: Path
) -> None:
    one, two = lead.articles()
    begin(lead, two)
    lead.open_round("pilot", asked={ANA: [one]})
    assert ids(kit_of(lead, tmp_path), "article") == {one, two}


def test_an_answer_to_a_given_claim_comes_along_with_the_claim_and_its_round(
    lead: Lead, tmp_path: Path
) -> None:
    one, two = lead.articles()
    given = lead.open_round("verify", given=True, asked={ANA: [two]})
    claims = dict(rows(lead.project.path, "SELECT article_id, claim_id FROM given_claim"))
    order = sorted(claims.values())
    Worker(lead.project, lead.people[ANA]).do("note", order.index(claims[two]), 1)
    pilot = lead.open_round("pilot", asked={ANA: [one]})
    kit = kit_of(lead, tmp_path, round_name="pilot")
    assert ids(kit, "article") == {one, two}
    assert ids(kit, "given_claim", "claim_id") == {claims[two]}
    assert ids(kit, "round") == {given, pilot}
    assert ids(kit, "source") == {POLICE.id}, "which the claim was given with"
    assert ids(kit, "suggestion") == set()


def test_what_a_round_gives_is_there_for_the_articles_asked_for_alone(lead: Lead, tmp_path: Path) -> None:
    one, two = lead.articles()
    round_id = lead.open_round("verify", given=True, asked={ANA: [one], BEN: [two]})
    lead.open_round("later", given=True, asked={ANA: [two]})
    bare = {"round_id": round_id, "claim_id": None, "start": 0, "end": 3, "labels": "[]"}
    for each in (one, two):
        row(lead, SUGGESTION, {**bare, "article_id": each})
    kit = kit_of(lead, tmp_path, round_name="verify")
    for table, count in (("given_claim", 1), ("suggestion", 2)):
        found = rows(kit, f"SELECT article_id, round_id FROM {table}")
        assert found == [(one, round_id)] * count, table


def test_only_what_the_round_asks_is_asked_for_in_its_kit(lead: Lead, tmp_path: Path) -> None:
    one, two = lead.articles()
    pilot = lead.open_round("pilot", asked={ANA: [one]})
    lead.open_round("other", asked={ANA: [two]})
    kit = kit_of(lead, tmp_path, round_name="pilot")
    assert rows(kit, "SELECT round_id, article_id FROM assignment") == [(pilot, one)]
    assert (ids(kit, "article"), ids(kit, "round")) == ({one}, {pilot})


def test_withdrawing_one_kind_of_work_or_that_of_one_round_leaves_the_rest(
    lead: Lead, tmp_path: Path
) -> None:
    one, two = lead.articles()
    lead.second_hand(ANA)
    pilot = lead.open_round("pilot", asked={ANA: [one]})
    other = lead.open_round("other", asked={ANA: [one, two]})
    ask(lead, pilot, one, kind="repeat")
    ask(lead, pilot, one, kind="repeat", state="withdrawn")
    ask(lead, other, one, state="withdrawn")
    kit = kit_of(lead, tmp_path)
    assert sorted(rows(kit, "SELECT round_id, article_id, kind FROM assignment")) == sorted(
        [(pilot, one, "work"), (other, two, "work")]
    )


def test_a_whole_round_brings_the_articles_that_it_lists_or_all(lead: Lead, tmp_path: Path) -> None:
    one, two = lead.articles()
    lead.open_round("pilot", listed=[two])
    assert ids(kit_of(lead, tmp_path, round_name="pilot"), "article") == {two}
    lead.open_round("everywhere")
    assert ids(kit_of(lead, tmp_path, round_name="everywhere"), "article") == {one, two}


# -- what is the annotator's own


def test_what_was_done_under_a_second_hand_is_there(lead: Lead, tmp_path: Path) -> None:
    _, hand = lead.ask_again(ANA)
    Worker(lead.project, hand).do("mark", 1, 1)
    kit = kit_of(lead, tmp_path)
    assert ids(kit, "annotation", "annotator_id") == {hand}
    assert ids(kit, "annotator") == {hand, lead.people[ANA]}


def test_what_was_redacted_of_them_is_on_record_there_and_nothing_of_others(
    lead: Lead, tmp_path: Path
) -> None:
    for name in (ANA, BEN):
        worker = Worker(lead.project, lead.people[name])
        worker.do("mark", 1, 1)
        worker.do("note", 0, 1)
    for name in (ANA, BEN):
        noted = "SELECT id FROM annotation WHERE note IS NOT NULL AND annotator_id = ?"
        ((id_,),) = rows(lead.project.path, noted, lead.people[name])
        redact(lead.project, "annotation", id_, "asked for")
    kit = kit_of(lead, tmp_path)
    own = {each for (each,) in rows(kit, "SELECT id FROM annotation")}
    assert len(ids(kit, "redaction", "row_id")) == 1
    assert ids(kit, "redaction", "row_id") <= own


def test_that_others_were_redacted_is_not_told_there(lead: Lead, tmp_path: Path) -> None:
    redact(lead.project, "person", BEN, "asked for")
    assert len(ids(lead.project.path, "redaction", "row_id")) > 0
    assert ids(kit_of(lead, tmp_path), "redaction", "row_id") == set()


def test_what_was_done_stands_there_in_its_order(lead: Lead, tmp_path: Path) -> None:
    ana = Worker(lead.project, lead.people[ANA])
    for number in range(4):
        ana.do("mark", 1, number)
    query = "SELECT id FROM action WHERE annotator_id IS NOT NULL ORDER BY rowid"
    assert rows(kit_of(lead, tmp_path), query) == rows(lead.project.path, query)


def test_gold_of_theirs_stays_in_the_project(lead: Lead, tmp_path: Path) -> None:
    Worker(lead.project, lead.people[ANA]).do("mark", 1, 1)
    lead.do("own gold", 0, 0)
    assert len(ids(lead.project.path, "claim")) == 2
    kit = kit_of(lead, tmp_path)
    assert (len(ids(kit, "annotation")), ids(kit, "claim", "origin")) == (1, {"marked"})


def test_what_others_did_to_the_scheme_is_nobodys_doing_there(lead: Lead, tmp_path: Path) -> None:
    Worker(lead.project, lead.people[ANA]).do("mark", 1, 1)
    lead.do("scheme", 0, 0)
    lead.project.close()
    ben = lead.people[BEN]
    forge(
        lead.project.path,
        f"UPDATE action SET annotator_id = '{ben}', reason = 'Ben said' WHERE what LIKE 'scheme%'",
    )
    lead.project = open_project(lead.project.path)
    path = make_kit(lead.project, ANA, target=tmp_path / "kit.db").path
    found = rows(path, "SELECT annotator_id, reason FROM action WHERE what LIKE 'scheme%'")
    lead.project.close()
    assert found == [(None, None)]


def test_that_the_lead_saw_to_an_exposure_is_nobodys_doing_there(lead: Lead, tmp_path: Path) -> None:
    _see(lead, lead.articles()[0])
    kit = kit_of(lead, tmp_path)
    ((made_by,),) = rows(kit, "SELECT what FROM action WHERE id = (SELECT action_id FROM exposure)")
    assert made_by != "test"


# -- sources


def test_a_source_is_there_as_long_as_it_is_shared(lead: Lead, tmp_path: Path) -> None:
    sharing = share(lead, POLICE)
    share(lead, WITNESS)
    assert ids(kit_of(lead, tmp_path), "source") == {POLICE.id, WITNESS.id}
    change(lead, "revoke", POLICE, sharing)
    assert ids(kit_of(lead, tmp_path), "source") == ids(tmp_path / "kit.db", "shared_source", "source_id")
    assert ids(tmp_path / "kit.db", "source") == {WITNESS.id}
    share_again = row(lead, SHARED_SOURCE, {"source_id": POLICE.id})
    assert share_again
    assert ids(kit_of(lead, tmp_path), "source") == {POLICE.id, WITNESS.id}


def test_what_the_lead_said_of_a_source_and_took_back_is_not_there(lead: Lead, tmp_path: Path) -> None:
    share(lead, POLICE)
    gone = change(lead, "rename", POLICE, "The force")
    kept = change(lead, "alias", POLICE, "The cops")
    change(lead, "revoke", POLICE, gone)
    assert ids(kit_of(lead, tmp_path), "source_change") == {kept}


def test_that_a_source_stands_for_another_is_told_where_both_are(lead: Lead, tmp_path: Path) -> None:
    share(lead, POLICE)
    with writing(lead.project.engine) as connection:
        add_sources(connection, [WITNESS])
    merge = change(lead, "merge", POLICE, WITNESS.id)
    kit = kit_of(lead, tmp_path)
    assert (ids(kit, "source"), ids(kit, "source_change")) == ({POLICE.id}, set())
    row(lead, SHARED_SOURCE, {"source_id": WITNESS.id})
    assert ids(kit_of(lead, tmp_path), "source_change") == {merge}


def test_sources_that_they_themselves_merged_are_there_and_what_was_taken_back_of_that(
    lead: Lead, tmp_path: Path
) -> None:
    with writing(lead.project.engine) as connection:
        add_sources(connection, [POLICE, WITNESS])
    merge = change(lead, "merge", POLICE, WITNESS.id, lead.people[ANA])
    back = change(lead, "revoke", POLICE, merge)
    kit = kit_of(lead, tmp_path)
    assert ids(kit, "source") == {POLICE.id, WITNESS.id}
    assert ids(kit, "source_change") == {merge, back}


@pytest.mark.parametrize("step", ["tag", "evidence"])
def test_sources_of_reactions_and_of_evidence_are_there(lead: Lead, step: str, tmp_path: Path) -> None:
    ana = Worker(lead.project, lead.people[ANA])
    ana.do("mark", 1, 1)
    ana.do(step, 0, 5)
    assert ids(kit_of(lead, tmp_path), "source") == {POLICE.id, WITNESS.id}


def test_sources_that_are_suggested_are_there(lead: Lead, tmp_path: Path) -> None:
    one, _ = lead.articles()
    round_id = lead.open_round("pilot", asked={ANA: [one]})
    with writing(lead.project.engine) as connection:
        add_sources(connection, [WITNESS])
    labels = f'[{{"field":"source","source_id":"{WITNESS.id}"}}]'
    bare = {"round_id": round_id, "claim_id": None, "article_id": one, "start": 0, "end": 3}
    row(lead, SUGGESTION, {**bare, "labels": labels})
    assert ids(kit_of(lead, tmp_path), "source") == {WITNESS.id}


# -- rounds


def test_a_round_is_there_in_its_latest_state(lead: Lead, tmp_path: Path) -> None:
    over = lead.open_round("over")
    seen = {"annotator_id": lead.people[ANA], "article_id": lead.articles()[0], "round_id": over, "what": "x"}
    row(lead, EXPOSURE, seen)
    lead.close_round(over)
    now = lead.open_round("now")
    kit = kit_of(lead, tmp_path)
    assert set(rows(kit, "SELECT round_id, state FROM round_state")) == {(over, "closed"), (now, "open")}
