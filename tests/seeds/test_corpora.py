"""The starter material agrees with itself, so that a first example never contradicts the guideline."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from pathlib import Path
from typing import Any

import pytest

from annotator.shipped import shipped

SEEDS = shipped("seeds")
CORPUS = SEEDS / "corpora" / "minneapolis"
ANNOTATORS = ("gold", "ana", "ben")
SCHEMES = ("newsclaim", "fever", "climate-fever")
POLARITIES = {"supports", "refutes", "context", "nothing_found"}
REACTIONS = {"supports", "denies", "questions"}
NO_EVIDENCE_SETTLES = {"opinion", "speech_act", "prediction"}

Table = dict[str, Any]


def toml(path: Path) -> Table:
    """Read one TOML file."""
    return tomllib.loads(path.read_text(encoding="utf-8"))


def labels(who: str) -> Table:
    """Read one annotator's labels."""
    return toml(CORPUS / "labels" / f"{who}.toml")


def passages(article: str) -> list[str]:
    """Split a report as the importer should: A at blank lines, B at every newline."""
    text = (CORPUS / article).read_text(encoding="utf-8")
    blocks = re.split(r"\n[ \t]*\n", text) if article == "report-a.txt" else text.split("\n")
    return [block.strip("\n") for block in blocks if block.strip()]


def fields(scheme: str) -> dict[str, Table]:
    """Map a scheme's field ids to the fields."""
    return {field["id"]: field for field in toml(SEEDS / "schemes" / f"{scheme}.toml")["fields"]}


def options(field: Table) -> set[str]:
    """Name the labels that a field allows."""
    return {label["id"] for label in field.get("labels", [])}


ARTICLES = {name: passages(name) for name in ("report-a.txt", "report-b.txt")}
FIELDS = fields("newsclaim")
SOURCES = {source["key"]: source for source in toml(CORPUS / "sources.toml")["sources"]}
GUIDELINE = (SEEDS / "guidelines" / "newsclaim.md").read_text(encoding="utf-8")
RULE_LINES = re.findall(r"^\*\*([A-Z]\d+)\*\*", GUIDELINE, flags=re.MULTILINE)
RULES = set(RULE_LINES)
GOLD = labels("gold")


def quotes(who: str) -> list[Table]:
    """Every table of an annotator's file that quotes words of a passage."""
    data = labels(who)
    claims = data["claims"]
    evidence = [record for claim in claims for record in claim.get("evidence", []) if "text" in record]
    return [*claims, *evidence, *data.get("not_claims", [])]


# the reports


def test_the_corpus_names_every_report_and_a_scheme_that_ships() -> None:
    corpus = toml(CORPUS / "corpus.toml")
    assert [article["file"] for article in corpus["articles"]] == list(ARTICLES)
    assert (SEEDS / "schemes" / f"{corpus['corpus']['scheme']}.toml").is_file()


def test_the_reports_arrive_in_two_shapes_of_plain_text() -> None:
    a, b = ((CORPUS / name).read_text(encoding="utf-8") for name in ARTICLES)
    assert (len(ARTICLES["report-a.txt"]), len(ARTICLES["report-b.txt"])) == (14, 15)
    assert not re.search("[“”‘’]", a)
    assert "'" not in b
    assert '"' not in b
    assert not re.search(r"(?<!\n)\n(?!\n)", a), "a lone newline in report A"


@pytest.mark.parametrize("article", ARTICLES)
def test_a_report_is_clean_utf8(article: str) -> None:
    raw = (CORPUS / article).read_bytes()
    text = raw.decode("utf-8")
    assert b"\r" not in raw
    assert not text.startswith("\ufeff")
    assert text == unicodedata.normalize("NFC", text)


# the schemes


@pytest.mark.parametrize("scheme", SCHEMES)
def test_a_key_means_one_label_in_the_whole_scheme(scheme: str) -> None:
    every = [label for field in fields(scheme).values() for label in field.get("labels", [])]
    keys = [label["key"] for label in every if "key" in label]
    assert len(keys) == len(set(keys))
    assert all(re.fullmatch("[a-z]", key) for key in keys)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_every_field_and_label_is_defined_once(scheme: str) -> None:
    for field in fields(scheme).values():
        ids = [label["id"] for label in field.get("labels", [])]
        assert len(ids) == len(set(ids))
        assert all(part["definition"].endswith(".") for part in (field, *field.get("labels", [])))


@pytest.mark.parametrize("scheme", SCHEMES)
def test_every_required_choice_can_be_given_by_one_key(scheme: str) -> None:
    for field in fields(scheme).values():
        if field["required"] and field["type"] == "choice":
            assert all("key" in label for label in field["labels"])


def test_every_newsclaim_label_cites_rules_of_the_guideline() -> None:
    for field in FIELDS.values():
        for part in (field, *field.get("labels", [])):
            assert part["rules"]
            assert set(part["rules"]) <= RULES


def test_every_status_but_not_checkable_asks_for_evidence() -> None:
    asking = {label["id"] for label in FIELDS["status"]["labels"] if "evidence" in label}
    assert asking == options(FIELDS["status"]) - {"not_checkable"}


# the guideline


def test_rule_numbers_are_unique_and_without_gaps() -> None:
    for letter in "DFSVCT":
        numbers = [int(rule[1:]) for rule in RULE_LINES if rule[0] == letter]
        assert numbers == list(range(1, len(numbers) + 1))


def test_every_rule_mentioned_in_the_guideline_exists() -> None:
    assert set(re.findall(r"\b[DFSVCT]\d+\b", GUIDELINE)) == RULES


def test_every_detection_rule_has_two_examples() -> None:
    sections = re.split(r"^\*\*([A-Z]\d+)\*\*", GUIDELINE, flags=re.MULTILINE)
    for rule, body in zip(sections[1::2], sections[2::2], strict=True):
        if rule.startswith("D"):
            examples = re.findall(r"^- ", body.split("\n## ")[0], flags=re.MULTILINE)
            assert len(examples) >= 2, rule


# the labels


@pytest.mark.parametrize("who", ANNOTATORS)
def test_every_quoted_text_stands_in_its_passage(who: str) -> None:
    for quote in quotes(who):
        passage = ARTICLES[quote["article"]][quote["passage"] - 1]
        assert passage.count(quote["text"]) >= quote.get("occurrence", 1), quote["text"]


@pytest.mark.parametrize("who", ANNOTATORS)
def test_a_quoted_text_says_which_occurrence_it_means(who: str) -> None:
    for quote in quotes(who):
        passage = ARTICLES[quote["article"]][quote["passage"] - 1]
        assert "occurrence" in quote or passage.count(quote["text"]) == 1, quote["text"]


@pytest.mark.parametrize("who", ANNOTATORS)
def test_every_value_belongs_to_the_scheme(who: str) -> None:
    for claim in labels(who)["claims"]:
        for name, field in FIELDS.items():
            if field["type"] == "choice" and name in claim:
                assert claim[name] in options(field), claim["text"]
            if field["type"] == "choices":
                assert set(claim.get(name, [])) <= options(field), claim["text"]


@pytest.mark.parametrize("who", ANNOTATORS)
def test_every_source_is_listed(who: str) -> None:
    for claim in labels(who)["claims"]:
        records = [*claim.get("evidence", []), *claim.get("reactions", [])]
        cited = {claim["source"], claim.get("via", "article")}
        cited |= {record.get("source") or record.get("origin", "article") for record in records}
        assert cited - {"article"} <= set(SOURCES), claim["text"]


@pytest.mark.parametrize("who", ANNOTATORS)
def test_evidence_and_reactions_have_known_directions(who: str) -> None:
    for claim in labels(who)["claims"]:
        assert {record["polarity"] for record in claim.get("evidence", [])} <= POLARITIES
        for reaction in claim.get("reactions", []):
            assert reaction["stance"] in REACTIONS
            assert reaction.get("text", "") in ARTICLES[claim["article"]][claim["passage"] - 1]


def test_every_source_type_belongs_to_the_scheme() -> None:
    types = {kind["id"] for kind in toml(SEEDS / "schemes" / "newsclaim.toml")["sources"]["types"]}
    assert {source["type"] for source in SOURCES.values()} <= types - {"narrator"}
    assert "article" not in SOURCES


@pytest.mark.parametrize("who", ANNOTATORS)
def test_the_promotional_lines_are_skipped_and_hold_no_claim(who: str) -> None:
    data = labels(who)
    skipped = {(row["article"], row["passage"]) for row in data["passages"] if row["state"] == "skipped"}
    assert skipped == {("report-b.txt", 14), ("report-b.txt", 15)}
    assert not skipped & {(claim["article"], claim["passage"]) for claim in data["claims"]}


@pytest.mark.parametrize("who", ["ana", "ben"])
def test_an_example_annotator_has_enough_claims_to_compare(who: str) -> None:
    assert len(labels(who)["claims"]) >= 25


# gold keeps its own rules


def test_every_gold_claim_and_non_claim_cites_rules_of_the_guideline() -> None:
    for claim in GOLD["claims"]:
        assert claim["rules"], claim["text"]
        assert set(claim["rules"]) <= RULES, claim["text"]
    for spared in GOLD["not_claims"]:
        assert spared["rule"] in RULES
        assert spared["why"]


def test_gold_spans_have_clean_edges_and_whole_pairs_of_quotation_marks() -> None:
    for claim in GOLD["claims"]:
        text = claim["text"]
        assert text == text.strip(" .,;:\n"), text
        assert text.count("“") == text.count("”"), text
        assert len(re.findall(r"(?<!\w)'|'(?!\w)", text)) % 2 == 0, text


def test_gold_spans_never_overlap() -> None:
    taken: dict[tuple[str, int], list[tuple[int, int]]] = {}
    for claim in GOLD["claims"]:
        article, passage = place = (claim["article"], claim["passage"])
        start = ARTICLES[article][passage - 1].index(claim["text"])
        end = start + len(claim["text"])
        assert all(end <= s or e <= start for s, e in taken.get(place, [])), claim["text"]
        taken.setdefault(place, []).append((start, end))


def test_gold_cites_the_rule_that_decides_each_label() -> None:
    deciding = {
        ("form", "direct"): {"F1"},
        ("form", "mixed"): {"F1", "S7"},
        ("form", "indirect"): {"F1", "F2", "F4", "F5", "F6", "F7"},
        ("form", "unattributed"): {"F3"},
        ("stance", "supports"): {"S1", "S5"},
        ("stance", "neutral"): {"S2", "S5", "S7"},
        ("stance", "questions"): {"S3"},
        ("claim_type", "background"): {"D6"},
        ("claim_type", "quantity"): {"V7"},
        ("claim_type", "speech_act"): {"D2"},
        ("claim_type", "opinion"): {"D3"},
    }
    for claim in GOLD["claims"]:
        for (field, label), rules in deciding.items():
            assert claim[field] != label or rules & set(claim["rules"]), (claim["text"], field)


def test_gold_is_unattributed_exactly_where_the_article_speaks() -> None:
    for claim in GOLD["claims"]:
        assert (claim["form"] == "unattributed") == (claim["source"] == "article"), claim["text"]
        if claim["source"] == "article":
            assert claim["stance"] == "supports"


def test_gold_calls_opinions_and_speech_acts_not_checkable_and_nothing_else() -> None:
    for claim in GOLD["claims"]:
        beyond = claim["claim_type"] in NO_EVIDENCE_SETTLES
        assert (claim["status"] == "not_checkable") == beyond, claim["text"]
        assert ("V5" in claim["rules"]) == beyond, claim["text"]
        assert bool({"V4", "V9"} & set(claim["rules"])) != beyond, claim["text"]


def test_gold_gives_every_status_the_evidence_it_asks_for() -> None:
    wanted = {label["id"]: label.get("evidence", {}) for label in FIELDS["status"]["labels"]}
    for claim in GOLD["claims"]:
        found = [record["polarity"] for record in claim.get("evidence", [])]
        for polarity, count in wanted[claim["status"]].items():
            assert (len(found) if polarity == "any" else found.count(polarity)) >= count, claim["text"]


def test_gold_restates_every_claim_in_a_sentence_of_its_own() -> None:
    for claim in GOLD["claims"]:
        assert claim["restatement"].endswith("."), claim["text"]
        assert not re.search(r"\b(Wednesday|allegedly|said)\b", claim["restatement"]), claim["text"]
