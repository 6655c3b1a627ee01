"""Which explanation is given for which difference."""

from __future__ import annotations

from annotator.core.comparing import Difference
from annotator.core.explaining import Book, Explanation, explain, gist, most_cited, rules_of
from annotator.core.matching import Mark
from annotator.core.text.span import Span

HERE = Span(10, 20)
CLAIM = Mark("c", "gold", "", "", HERE, {})


def difference(*traits: str, gold: tuple[Mark, ...] = (CLAIM,), words: Span = HERE) -> Difference:
    return Difference(frozenset(traits), gold, (), words)


def says(why: str, *traits: str, about: str = "") -> Explanation:
    return Explanation(frozenset(traits), why, about)


def test_what_was_written_for_the_claim_comes_before_what_holds_for_all() -> None:
    special, general = says("D7: here", "start", about="c"), says("D5: at large", "start", "hedge")
    book = Book((general, says("D7: elsewhere", "start", about="other"), special), {})
    assert explain(difference("start", "hedge"), book) == (special, general)


def test_the_general_one_stands_alone_where_nothing_was_written_and_says_nothing_twice() -> None:
    special, general = says("D7: here", "start", about="c"), says("D7: at large", "start", "hedge")
    vague = says("T6: whatever", "start")
    assert explain(difference("start", "hedge"), Book((special, vague, general), {})) == (special,)
    assert explain(difference("start"), Book((special, vague), {})) == (special,)
    assert explain(difference("start"), Book((vague, general), {})) == (vague,)
    assert explain(difference("end"), Book((special, vague), {})) == ()


def test_of_several_that_fit_the_one_with_the_most_traits_is_given_and_of_equals_the_first() -> None:
    one, two, three = says("A1: a", "x"), says("A2: b", "x", "y"), says("A3: c", "x", "z")
    assert explain(difference("x", "y", "z"), Book((one, two, three), {})) == (two,)


def test_a_place_explains_only_what_is_no_claim_there() -> None:
    place = says("D9: spoke", "extra", about="p")
    book = Book((place, says("D7: nothing whole", "extra")), {"p": Span(0, 12)})
    assert explain(difference("extra", gold=()), book) == (place,)
    assert explain(difference("extra", gold=(), words=Span(12, 20)), book) == (book.explanations[1],)


def test_the_rules_cited_are_those_named_the_deciding_one_first_and_once() -> None:
    assert says("D4: two subjects (T5), so two claims; see D4.").rules == ("D4", "T5")


def test_the_rule_behind_most_differences_comes_first() -> None:
    a, b = says("D4: x (D7)"), says("D7: y")
    assert most_cited([(a,), (b,), (b, a), ()]) == ("D7", "D4")


def test_a_rule_ends_where_the_next_rule_or_section_begins() -> None:
    text = "# T\n\nAs **D9** says.\n\n**D1** One,\ntwo. See **D2** .\n\n- x\n\n**D2** Three.\n\n## 3. F\n\n**F1** Four."
    assert rules_of(text) == {
        "D1": "**D1** One,\ntwo. See **D2** .\n\n- x",
        "D2": "**D2** Three.",
        "F1": "**F1** Four.",
    }
    assert rules_of("") == {}


def test_the_gist_of_a_rule_is_a_sentence_and_no_single_word() -> None:
    assert gist("**S5** Verbs. Plain: say, state.\nVouching: confirm.") == "Verbs. Plain: say, state."
    assert gist("**S5** No stop at all") == "No stop at all"
