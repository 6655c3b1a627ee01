"""Who says a claim, its form, and the claim without what says so; "[" and "]" stand around what is marked."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from annotator.core.text.attribution import attribution, form, latest, own_voice, without_attribution
from annotator.core.text.frames import frames
from annotator.core.text.span import Span
from annotator.core.text.steps import Unit, steps


def marked(case: str) -> tuple[str, Span, Span]:
    start, end = case.index("["), case.index("]") - 1
    text = case.replace("[", "").replace("]", "")
    return text, Span(0, len(text)), Span(start, end)


# [claim], the words that name who says it, the name, whether that is a proper name
SPOKEN = [
    ("Police said that [he fell].", "Police", "Police", False),
    ("The mayor said [he fell].", "The mayor", "Mayor", False),
    ("Ada Roe, the town's mayor, said that [he fell].", "Ada Roe, the town's mayor", "Ada Roe", True),
    ("Ada Roe, 40, a teacher, said [he fell].", "Ada Roe, 40, a teacher", "Ada Roe", True),
    ("[He fell], the mayor, Ada Roe, said.", "the mayor, Ada Roe", "Ada Roe", True),
    ("[He fell], said Ada Roe, a teacher.", "Ada Roe, a teacher", "Ada Roe", True),
    ("[He fell], according to the Port Authority.", "the Port Authority", "Port Authority", True),
    ("According to two witnesses, [he fell].", "two witnesses", "Witnesses", False),
    ("As reported by Radio Coast last week, [he fell].", "Radio Coast", "Radio Coast", True),
    ("At a news conference Chief Ada Roe said [he fell].", "Chief Ada Roe", "Ada Roe", True),
    ("In a statement on Monday, the ministry said [he fell].", "the ministry", "Ministry", False),
    ("The Port Authority (PA) told reporters that [he fell].", "The Port Authority (PA)", "Port Authority", True),
    ("Minister for Fisheries Ada Roe urged [owners to pay].", "Minister for Fisheries Ada Roe", "Ada Roe", True),
    ("Ada Roe called [the plan a disgrace].", "Ada Roe", "Ada Roe", True),
    ("Ada Roe has called on [the owners to pay].", "Ada Roe", "Ada Roe", True),
    ("Residents accuse [the owners of neglect].", "Residents", "Residents", False),
    ("Ada Roe blamed the owners and said [they knew].", "Ada Roe", "Ada Roe", True),
    ("[He fell], police said, and two others ran.", "police", "Police", False),
    ("He fell, police said, and [two others ran].", "police", "Police", False),
    ("Villagers say [he fell], while the owners insist he jumped.", "Villagers", "Villagers", False),
    ("Villagers say he fell, while the owners insist [he jumped].", "the owners", "Owners", False),
    ("“[He fell],” fumed Ada Roe.", "Ada Roe", "Ada Roe", True),
    ("Ada Roe fumed: “[He fell].”", "Ada Roe", "Ada Roe", True),
    ("“[He fell],” Ada Roe told reporters, “and nobody helped.”", "Ada Roe", "Ada Roe", True),
    ("“He fell,” Ada Roe told reporters, “[and nobody helped].”", "Ada Roe", "Ada Roe", True),
    ("“[He fell]. Nobody helped,” said Ada Roe.", "Ada Roe", "Ada Roe", True),
    ("Ada Roe wrote: “He fell. [Nobody helped].”", "Ada Roe", "Ada Roe", True),
    ("Ada Roe wrote: “[We understand that he fell].”", "Ada Roe", "Ada Roe", True),
    ("Ada Roe said [the crew thought that he fell].", "Ada Roe", "Ada Roe", True),
    ("Data from the port showed [he fell].", "Data from the port", "Data from the port", False),
    ("A video appears to show [him falling].", "A video", "Video", False),
    ("A port authority statement said [he fell].", None, "", False),
    ("A letter from the Port Authority said [he fell].", "A letter from the Port Authority", "Port Authority", True),
    ("He was described by critics as [a fool].", "critics", "Critics", False),
    ("[Police said that he fell].", "Police", "Police", False),
    ("The fire, which Ada Roe said [was set], burned on.", "Ada Roe", "Ada Roe", True),
]  # fmt: skip


@pytest.mark.parametrize(("case", "words", "name", "is_named"), SPOKEN)
def test_who_says_it(case: str, words: str | None, name: str, is_named: bool) -> None:
    text, passage, claim = marked(case)
    found = attribution(text, passage, claim)
    assert found is not None
    assert (found.subject and found.subject.of(text), found.name, found.is_named) == (words, name, is_named)
    assert not found.carried


CARRIED = [
    ("Police said he fell. They added that [it was dark].", "Police"),
    ("The ministry said he fell. It added that [it was dark].", "Ministry"),
    ("Ada Roe said he fell. Ben Doe left. She said [it was dark].", "Ada Roe"),
    ("The ministry said he fell. Ada Roe left early. She said [it was dark].", "Ada Roe"),
    ("“He fell,” Ada Roe said. “[It was dark].”", "Ada Roe"),
    ("“He fell,” Ada Roe said. “It was dark. [Nobody helped].”", "Ada Roe"),
    ("She said [it was dark].", ""),
    ("The ministry said he fell. He added that [it was dark].", ""),
    ("“[It was dark].”", ""),
]


@pytest.mark.parametrize(("case", "name"), CARRIED)
def test_an_account_goes_on(case: str, name: str) -> None:
    text, passage, claim = marked(case)
    found = attribution(text, passage, claim)
    assert found is not None
    assert (found.name, found.carried, found.subject) == (name, True, None)
    assert found.words is None or found.words.of(text).casefold().endswith(name.casefold())


@pytest.mark.parametrize(
    "case",
    [
        "[The bridge reopened on Monday].",
        "[The claims were filed in May].",
        "[The US states voted].",
        "[The report was published in May].",
        "[Police arrested two men].",
        "[She called the police].",
        "Police said he fell. [The bridge reopened].",
        "Ada Roe said he fell; [he had jumped].",
        "Ada Roe said he fell, but [he had jumped].",
        "The town mourned “[the old bridge]” in song.",
    ],
)
def test_nobody_is_cited(case: str) -> None:
    assert attribution(*marked(case)) is None


@pytest.mark.parametrize(
    ("case", "plain"),
    [
        ("[The bridge reopened on Monday].", True),
        ("Protests grew since [the bridge was closed].", True),
        ("[The minister resigned] after reports that he had lied.", True),
        ("Police said he fell. [The bridge reopened].", False),
        ("Ada Roe said he fell, but [he had jumped].", False),
        ("The claim that [the bridge is closed] is old.", False),
        ("Planners welcomed [the bridge that closed].", False),
        ("[The bridge “reopened” on Monday].", False),
        ("Police did not say whether [he fell].", False),
        ("He is said [to have fallen].", False),
    ],
)
def test_an_article_speaks_for_itself_only_where_that_is_plain(case: str, plain: bool) -> None:
    assert own_voice(*marked(case)) is plain


@pytest.mark.parametrize(
    "case",
    [
        "He is said [to have fallen].",
        "Residents were told [to leave].",
        "Amid reports that [he fell], shops closed.",
        "Police did not say whether [he fell].",
        "Some say [he fell].",
    ],
)
def test_somebody_is_cited_and_nobody_knows_who(case: str) -> None:
    found = attribution(*marked(case))
    assert found is not None
    assert (found.name, found.back) == ("", "")


def test_the_last_who_spoke_is_kept_for_the_next_passage() -> None:
    text = "Ada Roe said he fell, according to Radio Coast. Nobody else came."
    found = [latest(text, Span(0, len(text)), back) for back in ("she", "it", "he")]
    assert [one and one.name for one in found] == ["Ada Roe", "Radio Coast", "Ada Roe"]
    assert latest("Nobody came.", Span(0, 12), "she") is None


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        ("He said “[the night was clear].”", "direct"),
        ("He said [“the night was clear”].", "direct"),
        ("“The night was clear. [We saw nothing].”", "direct"),
        ("“[We lost,” he said, “and went home].”", "direct"),
        ("He said the night was [“clear” and calm].", "mixed"),
        ("[the situation 'unsustainable'] he said", "mixed"),
        ("[The so-called ‘reform’ failed].", "mixed"),
        ("He said [it's the leaders' plan].", "indirect"),
        ("“Yes,” he said, and [left].", "indirect"),
        ("He said “[she told me ‘go’ and left].”", "direct"),
    ],
)
def test_the_form_counts_the_words_that_are_quoted(case: str, expected: str) -> None:
    assert form(*marked(case), attributed=True) == expected


def test_unquoted_words_of_nobody_are_unattributed() -> None:
    assert form(*marked("[The bridge reopened]."), attributed=False) == "unattributed"


# [what was marked], what is left
DROPPED = [
    ("[The mayor said that he fell.]", "he fell"),
    ("[He fell, police said.]", "He fell"),
    ("[He fell, according to the mayor.]", "He fell"),
    ("[According to the mayor, he fell.]", "he fell"),
    ("[In a statement, the ministry said it was dark.]", "it was dark"),
    ("[“He fell,” said Ada Roe, a teacher.]", "He fell"),
    ("It rained, [but the mayor insists he fell].", "he fell"),
    ("The mayor [said that he fell].", "he fell"),
    ("The mayor said [that he fell].", "he fell"),
    ("[He fell, police] said.", "He fell"),
    ("[City officials wrote: ‘We understand there is anger.’]", "there is anger"),
    ("[Ada Roe urged the owners to pay.]", "the owners to pay"),
    ("[Ada Roe called the plan ‘a disgrace’.]", "the plan ‘a disgrace’"),
    ("[Ada Roe said the crew thought that he fell.]", "the crew thought that he fell"),
    ("[Police said he fell, according to the mayor.]", "he fell"),
    ("[He fell and ran].", "He fell and ran"),
    ("[He fell, ]police said.", "He fell, "),
    ("[Ada Roe] said that he fell.", "Ada Roe"),
    ("[police said]", "police said"),
    ("“[We lost,” he said, “and went home].”", "We lost,” he said, “and went home"),
]


@pytest.mark.parametrize(("case", "expected"), DROPPED)
def test_what_says_who_says_so_is_dropped(case: str, expected: str) -> None:
    text, passage, span = marked(case)
    assert without_attribution(text, passage, span).of(text) == expected


WORDS = """said says told he she they it and but who that “ ” " ' ’ , . : ; — ( ) according to as reported by Ada Roe
Mayor police the department (DP) claims show was called on urged not 37 In a statement 市长 e\u0301 🇫🇷 \u200d"""
NEWS = st.lists(st.sampled_from([*WORDS.split(), "\n\n"]), max_size=40).map(" ".join)


@given(st.one_of(NEWS, st.text(max_size=60)).filter(bool), st.data())
@example("Police said police said he fell, police said, police said.", None)
def test_any_text_can_be_asked_and_what_is_found_lies_inside(text: str, data: st.DataObject | None) -> None:
    def between(low: int, high: int) -> int:
        return data.draw(st.integers(low, high)) if data else low

    start = between(0, len(text) - 1)
    passage = Span(start, between(start + 1, len(text)) if data else len(text))
    start = between(passage.start, passage.end - 1)
    claim = Span(start, between(start + 1, passage.end) if data else passage.end)
    found = attribution(text, passage, claim)
    spans = (found.cue, found.subject, found.words) if found else ()
    assert all(passage.covers(one) for one in spans if one)
    assert form(text, passage, claim, attributed=found is not None)
    kept = without_attribution(text, passage, claim)
    assert claim.covers(kept)
    assert without_attribution(text, passage, kept) == kept
    assert not (own_voice(text, passage, claim) and found)


@given(NEWS.filter(str.strip))
def test_attributions_lie_in_their_sentence_around_their_cue(text: str) -> None:
    for sentence in steps(text, Span(0, len(text)), Unit.SENTENCE):
        found = frames(text, sentence)
        assert all(sentence.covers(one.extent) and one.extent.covers(one.cue) for one in found)
        assert all(one.before or one.after for one in found)
        assert list(found) == sorted(found, key=lambda one: one.cue)
