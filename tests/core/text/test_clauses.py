"""Clauses of news sentences: "|" stands where a piece should end."""

from __future__ import annotations

import pytest

from annotator.core.text.clauses import clauses
from annotator.core.text.cues import cue_spans, cues
from annotator.core.text.span import Span

CASES = [
    # behind a cue
    "The department said that | the driver fled.",
    "The department said | the driver fled.",
    "The department (DOT) said | crews were fixing a 'minor fault' | when a worker was hurt.",
    "Police said Tuesday’s | fire began in a kitchen.".replace("Tuesday’s | fire", "| Tuesday’s fire"),
    "Lind said during a news conference that | the dam was safe | and “nobody needs to leave”.",
    "The agency said in a statement | it was looking into the case.",
    "The agency said on Friday that | two trains had stopped.",
    "Officials told the Gazette's partner Channel Nine | the roof was weak.",
    "She told reporters that | she had resigned.",
    "Marsh told the council | he would resign.",
    "Hale told him to leave.",
    "Local leaders insist | she broke no law.",
    "A video shows | officers approaching the car.",
    "He confirmed | the bridge was closed.",
    "He confirmed the closure of the bridge.",
    "The council also stated that | during the storm, two boats sank.",
    "The council demands that | the firm leave the city.",
    # quotations
    "The ministry continued: | “We did what we could.”",
    "They added, | 'The city demands an answer.'",
    "City leaders wrote on social media, | 'We hear you.'",
    "“The roof is weak,” | said Anna Lind.",
    "“The roof is weak,” | Lind said, | “and it will fall.”",
    "'Why now?' | she asked.",
    # before a trailing cue
    "Two people were hurt, | according to the ministry.",
    "Two people were hurt, | authorities said.",
    "The car crashed into a wall, | but when officers reached it they were attacked, | authorities said.",
    "Two people were hurt, | the hospital said in a statement.",
    "He was hurt, | and a guard was also treated for burns, | according to the mayor.",
    "According to federal officials, | shots were fired | after he was struck with a bat.",
    # what is described
    "Mayor Ada Hale described | the plan as 'unlawful.'",
    "The plan was described as unlawful.",
    "The FBI is looking into it, | as leaders accuse | federal officers of causing harm.",
    # conjunctions with a clause of their own
    "Traffic stopped, | with drivers leaving their cars.",
    "He fled, | while the other two people are in custody.",
    "It follows the death of Ann Roe, | who was struck by a train in May.",
    "Protests have grown | since a guard shot dead a man last week.",
    "Protests have grown since the shooting of Ann Roe by a guard in May.",
    "A force that is five times as big as the city’s 600-officer force has “invaded” the city.",
    "Firms closed; | schools stayed open.",
    "Accounts differ, | with the firm claiming | the valve was shut, | while workers insist | it was open.",
    "Roe blamed the state, | stating | it shows a lack of care.",
    # nothing to cut
    "Officers were hit by stones, ice, and bottles during the march.",
    "Meanwhile, Governor Ana Ruiz urged the president to end the patrols in the state, naming no date.",
    "Her death sparked protests that spread to other US states.",
    "The claims were filed in May.",
    "市长说没有人受伤，| 但警方不同意。",
]


@pytest.mark.parametrize("case", CASES)
def test_pieces_are_what_a_claim_marker_wants(case: str) -> None:
    text = case.replace("| ", "").replace("|", "")
    found = " | ".join(piece.of(text) for piece in clauses(text, Span(0, len(text))))
    assert found.replace("， | ", "，| ") == case


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Police said he fell, according to the report.", ["said", "according to"]),
        ("The claims in the state were false.", []),
        ("She claims that it fell.", ["claims"]),
        ("Roe wrote in a letter: “No.”", ["wrote", "in a letter"]),
        ("They allegedly attacked him, officials insist.", ["allegedly", "insist"]),
        ("Hale described it as 'unlawful'.", ["described"]),
    ],
)
def test_cues_stand_where_somebody_is_cited(text: str, expected: list[str]) -> None:
    assert [span.of(text) for span in cue_spans(text, Span(0, len(text)))] == expected


def test_a_cue_knows_its_verb() -> None:
    assert [cue.base for cue in cues("He insisted it was told.", Span(0, 24))] == ["insist", "tell"]
