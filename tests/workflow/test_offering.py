"""What the text suggests is offered, taken in one action, recorded as suggested, and never put over what was said."""

from __future__ import annotations

from annotator.core.article import Article
from annotator.core.history import Entry
from annotator.core.scheme import Field
from annotator.core.source import Source
from annotator.core.text.passages import split_passages
from annotator.core.text.span import Span
from annotator.workflow.annotating import Desk
from annotator.workflow.schemes import find_scheme
from annotator.workflow.stamps import Stamps

TEXT = (
    "The Department of Health said that the water was safe. The pipes had been laid in 1950.\n\n"
    "“It never was,” said Ada Byron, a resident."
)
SCHEME = find_scheme("newsclaim")
HEALTH = Source.of("Department of Health", "national_government")


def field(name: str) -> Field:
    return next(each for each in SCHEME.fields if each.id == name)


class Work:
    def __init__(self, scheme: str = "newsclaim") -> None:
        self.entries: list[Entry] = []
        article = Article.new(TEXT, split_passages(TEXT), {})
        self.desk = Desk(
            article=article,
            scheme=find_scheme(scheme),
            annotator_id="me",
            stamps=Stamps(),
            record=self.entries.append,
            sources=[HEALTH],
        )

    def select(self, words: str) -> None:
        start = TEXT.index(words)
        self.desk.select(Span(start, start + len(words)))

    def labels(self) -> dict[str, tuple[str, bool]]:
        claim = self.desk.focused
        assert claim is not None
        return {each.field: (each.content, each.suggested) for each in claim.judgement.labels}


def test_source_and_form_are_offered_for_a_selection_and_taken_in_one_action() -> None:
    work = Work()
    work.select("the water was safe")
    offered = work.desk.offer()
    assert offered is not None
    assert (offered.source, offered.is_known) == (HEALTH, True)
    assert [label.id for _, label in offered.labels] == ["indirect"]

    assert work.desk.take_offer()
    assert work.labels() == {"source": (HEALTH.id, True), "form": ("indirect", True)}
    assert [entry.action.what for entry in work.entries] == ["mark", "take what is suggested"]
    assert work.desk.offer() is None, "nothing is missing any more"
    assert work.desk.digits == [HEALTH.id]


def test_a_name_nobody_knows_yet_is_offered_as_a_new_source() -> None:
    work = Work()
    work.select("It never was")
    offered = work.desk.offer()
    assert offered is not None
    assert offered.source is not None
    assert (offered.source.name, offered.is_known) == ("Ada Byron", False)
    work.desk.take_offer()
    assert offered.source in work.entries[-1].sources, "it is stored with the label that names it"


def test_what_was_said_by_hand_stays_and_is_not_called_suggested() -> None:
    work = Work()
    work.select("the water was safe")
    work.desk.mark()
    mixed = field("form").label("mixed")
    assert mixed is not None
    work.desk.tag(field("form"), mixed)
    work.desk.take_offer()
    assert work.labels() == {"source": (HEALTH.id, True), "form": ("mixed", False)}


def test_who_names_another_source_is_not_told_its_form() -> None:
    work = Work()
    work.select("the water was safe")
    work.desk.mark()
    work.desk.tag_source(field("source"), Source.of("Somebody else", "witness"))
    assert work.desk.offer() is None
    assert not work.desk.take_offer()


def test_who_says_that_nobody_is_cited_is_not_told_who_is() -> None:
    work = Work()
    work.select("the water was safe")
    work.desk.mark()
    unattributed = field("form").label("unattributed")
    assert unattributed is not None
    work.desk.tag(field("form"), unattributed)
    assert work.desk.offer() is None


def test_the_same_source_given_by_hand_leaves_the_form_on_offer() -> None:
    work = Work()
    work.select("the water was safe")
    work.desk.mark()
    work.desk.tag_source(field("source"), HEALTH)
    offered = work.desk.offer()
    assert offered is not None
    assert offered.source is None
    work.desk.take_offer()
    assert work.labels() == {"source": (HEALTH.id, False), "form": ("indirect", True)}


def test_a_scheme_without_such_fields_is_offered_nothing() -> None:
    work = Work("fever")
    work.select("the water was safe")
    assert work.desk.offer() is None
    assert not work.desk.take_offer()
    assert work.entries == []


def test_nothing_is_offered_without_a_selection_or_while_reshaping() -> None:
    work = Work()
    assert work.desk.offer() is None
    work.select("the water was safe")
    work.desk.mark()
    work.desk.reshape()
    assert work.desk.offer() is None
