"""A model's labels shown to a share of a round, and what seeing them changed."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from annotator.agreement.suggesting import MARKED
from annotator.core.article import Article
from annotator.core.claim import Annotation, Claim, Judgement, Label, Origin
from annotator.core.history import Action, Entry, Kind, Looked, PassageState
from annotator.core.round import Marks, Round, RoundState, Suggesting
from annotator.core.suggestion_arms import is_shown
from annotator.core.text.passages import split_passages
from annotator.core.text.span import Span
from annotator.errors import BadInput, NotFound
from annotator.reports.renderings import RENDERINGS
from annotator.store import reading
from annotator.store.engine import Connection, Engine, writing
from annotator.store.engine import reading as reading_scope
from annotator.store.exposures import Seen
from annotator.store.reading import rounds
from annotator.store.writing import save
from annotator.workflow import suggesting
from annotator.workflow.exposures import expose
from annotator.workflow.importing import add_articles
from annotator.workflow.project import Project, add_annotator, create_project
from annotator.workflow.reporting import report_agreement
from annotator.workflow.schemes import find_scheme
from annotator.workflow.suggesting import find_model, suggest, suggesting_of
from annotator.workflow.suggestion_effects import BEFORE, EXPOSED, NOT_SHOWN, effect
from tests.crash.aftermath import damage
from tests.workflow.rounds import set_state
from tests.workflow.rounds_by_hand import give_claims, open_round

PASSAGES = 12
WORDS = "The council said that it rained."


@pytest.fixture
def made(tmp_path: Path) -> Iterator[Project]:
    """Make a project of twelve articles of twelve passages."""
    project = create_project(tmp_path / "p.db", "Pilot", find_scheme("newsclaim"))
    texts = [
        "\n\n".join(f"{WORDS} Number {article}.{at}." for at in range(PASSAGES)) for article in range(12)
    ]
    add_articles(project, [Article.new(text, split_passages(text), {"title": text[-6:]}) for text in texts])
    yield project
    project.close()


class Hand:
    """Somebody who marks the first sentence of passages."""

    def __init__(self, project: Project, name: str, kind: str = "person") -> None:
        self.project, self.who = project, add_annotator(project, name, kind).id
        self.last: dict[str, Annotation] = {}
        self.states: dict[str, PassageState] = {}

    def say(
        self,
        article: Article,
        at: int,
        *,
        claim: str = "",
        taken: bool = False,
        looked: bool = True,
        **labels: str,
    ) -> str:
        """Label a passage's claim, or a given one, and be done with the passage; return the claim's id."""
        stamps = self.project.stamps
        by = Action(stamps.new_id(), self.who, Kind.DO, "label", stamps.now(), "test")
        start = article.passages[at].span.start
        made = Claim(claim or stamps.new_id(), article.id, Origin.MARKED, self.who)
        before = self.last.get(made.id)
        said = tuple(Label(field, value, suggested=taken) for field, value in labels.items())
        judgement = Judgement(Span(start, start + len(WORDS)), self.project.scheme.hash, said)
        annotation = Annotation(
            stamps.new_id(),
            made.id,
            self.who,
            by.id,
            by.at,
            judgement,
            before.id if before else None,
            before.seq + 1 if before else 1,
        )
        states = () if before or claim or not looked else (self._done(article, at, by),)
        save(
            self.project.engine,
            Entry(by, claims=() if claim or before else (made,), annotations=(annotation,), passages=states),
        )
        self.last[made.id] = annotation
        return made.id

    def skip_over(self, article: Article, at: int, *, again: bool = False) -> None:
        """Be done with a passage and mark nothing in it; or open it again and be done with it again."""
        for looked in (Looked.OPEN, Looked.DONE) if again else (Looked.DONE,):
            stamps = self.project.stamps
            by = Action(stamps.new_id(), self.who, Kind.DO, "look", stamps.now(), "test")
            save(self.project.engine, Entry(by, passages=(self._done(article, at, by, looked),)))

    def _done(self, article: Article, at: int, by: Action, looked: Looked = Looked.DONE) -> PassageState:
        passage = article.passage_id(at)
        before = self.states.get(passage)
        self.states[passage] = PassageState(
            self.project.stamps.new_id(),
            passage,
            self.who,
            by.id,
            looked,
            parent_id=before.id if before else None,
            seq=before.seq + 1 if before else 1,
        )
        return self.states[passage]


def articles(project: Project) -> list[Article]:
    with reading_scope(project.engine) as connection:
        return list(reading.articles(connection))


def shown(project: Project, round_: Round) -> list[rounds.Suggested]:
    with reading_scope(project.engine) as connection:
        return [
            each
            for article in reading.article_ids(connection)
            for each in rounds.suggestions(connection, round_.id, article)
        ]


def every(project: Project) -> list[tuple[Article, int]]:
    return [(article, at) for article in articles(project) for at in range(PASSAGES)]


def test_suggestions_are_written_for_the_shown_arm_alone_and_never_twice(made: Project) -> None:
    model = Hand(made, "gpt", "model")
    for article, at in every(made):
        model.say(article, at, stance="supports", form="indirect")
    round_ = open_round(made, "marks", fields=("stance",))
    wanted = Suggesting(model.who, 40, 7)
    told = suggest(made, round_, wanted, dry_run=True)
    assert shown(made, round_) == []
    done = suggest(made, round_, wanted)
    assert done == told
    found = shown(made, round_)
    passages = {
        (each.article_id, article.passage_id(article.passage_at(each.span.start)))
        for each in found
        for article in articles(made)
        if article.id == each.article_id
    }
    wants = {
        (article.id, article.passage_id(at))
        for article, at in every(made)
        if is_shown(7, round_.id, article.passage_id(at), 40)
    }
    assert passages == wants
    assert (done.shown, done.hidden, done.new) == (len(found), 144 - len(found), len(found))
    assert {each.labels for each in found} == {(Label("stance", "supports"),)}, "what the round asks"
    assert {each.claim_id for each in found} == {None}
    assert suggest(made, round_, wanted).new == 0
    assert suggest(made, round_).new == 0
    assert shown(made, round_) == found
    with reading_scope(made.engine) as connection:
        assert suggesting_of(connection, round_) == wanted
    assert damage(made.path) == []


@pytest.mark.parametrize("meanwhile", ["another share", "the end"])
def test_what_another_program_decides_first_counts(
    made: Project, monkeypatch: pytest.MonkeyPatch, meanwhile: str
) -> None:
    model = Hand(made, "gpt", "model")
    for article, at in every(made):
        model.say(article, at, stance="supports")
    round_ = open_round(made, "marks")

    def others_first(engine: Engine) -> AbstractContextManager[Connection]:
        monkeypatch.undo()
        if meanwhile == "the end":
            set_state(made, round_, RoundState.CLOSED)
        else:
            suggest(made, round_, Suggesting(model.who, 30, 1))
        return writing(engine)

    monkeypatch.setattr(suggesting, "writing", others_first)
    with pytest.raises(BadInput, match="is closed" if meanwhile == "the end" else "decided before"):
        suggest(made, round_, Suggesting(model.who, 60, 2))
    with reading_scope(made.engine) as connection:
        decided = suggesting_of(connection, round_)
    assert decided == (None if meanwhile == "the end" else Suggesting(model.who, 30, 1))


def test_what_the_model_labels_meanwhile_is_added_and_what_was_shown_stays(made: Project) -> None:
    model, places = Hand(made, "gpt", "model"), every(made)
    first = [model.say(article, at, stance="supports") for article, at in places[:70]]
    round_ = open_round(made, "marks")
    suggest(made, round_, Suggesting(model.who, 50, 1))
    before = shown(made, round_)
    model.say(*places[0], claim=first[0], stance="denies")
    for article, at in places[70:]:
        model.say(article, at, stance="supports")
    done = suggest(made, round_)
    after = shown(made, round_)
    assert done.new == len(after) - len(before) > 0
    assert set(before) <= set(after)


def test_given_claims_are_drawn_one_by_one(made: Project) -> None:
    places = every(made)
    spans = [
        (article.id, Span(article.passages[at].span.start, article.passages[at].span.start + 5))
        for article, at in places
    ]
    round_, claims = give_claims(made, "verify", spans, fields=("status",))
    model = Hand(made, "gpt", "model")
    for (article, at), claim in zip(places, claims, strict=True):
        model.say(article, at, claim=claim, status="verified")
    suggest(made, round_, Suggesting(model.who, 30, 2))
    found = shown(made, round_)
    assert {each.claim_id for each in found} == {each for each in claims if is_shown(2, round_.id, each, 30)}


def test_a_round_that_says_what_it_suggests_needs_no_more(made: Project) -> None:
    model = Hand(made, "gpt", "model")
    for article, at in every(made):
        model.say(article, at, stance="supports")
    round_ = open_round(made, "marks", suggesting=Suggesting(model.who, 60, 3))
    assert suggest(made, round_).percent == 60
    with pytest.raises(BadInput, match="was decided before"):
        suggest(made, round_, Suggesting(model.who, 50, 3))


def test_what_cannot_be_suggested_is_refused_with_nothing_written(made: Project) -> None:
    model = Hand(made, "gpt", "model")
    round_, wanted = open_round(made, "marks"), Suggesting(model.who, 50, 1)
    with pytest.raises(BadInput, match="nothing is suggested"):
        suggest(made, round_)
    with pytest.raises(BadInput, match="no label of gpt falls to the 50 % shown"):
        suggest(made, round_, wanted)
    with pytest.raises(BadInput, match="was never opened"):
        suggest(made, Round.first(made.id), wanted)
    set_state(made, round_, RoundState.CLOSED)
    with pytest.raises(BadInput, match="is closed"):
        suggest(made, round_, wanted)
    with pytest.raises(BadInput, match="nothing was suggested"):
        effect(made, round_)
    with pytest.raises(NotFound) as refusal:
        find_model(made, "model:llama")
    assert refusal.value.why == "known: gpt"
    assert find_model(made, "model: GPT").id == model.who
    Hand(made, "Ana")
    with pytest.raises(NotFound):
        find_model(made, "Ana")
    assert shown(made, round_) == []


# -- what it changed


def test_the_effect_is_what_was_put_in(made: Project) -> None:
    chance, places = random.Random(4), every(made)
    model = Hand(made, "gpt", "model")
    for article, at in places:
        model.say(article, at, stance="supports", form="direct")
    round_ = open_round(made, "marks")
    suggest(made, round_, Suggesting(model.who, 50, 1))
    for name in ("Ana", "Ben"):
        hand = Hand(made, name)
        for article, at in places:
            seen = is_shown(1, round_.id, article.passage_id(at), 50)
            if not seen and at % 3 == 0:
                hand.skip_over(article, at)
                continue
            same = chance.random() < (0.9 if seen else 0.5)
            hand.say(
                article,
                at,
                taken=seen and same,
                stance="supports" if same else "denies",
                status="not_checkable",
            )
    found = effect(made, round_)
    fields = {each.field: each for each in found.found.fields}
    stance, marked = fields["stance"], fields[MARKED]
    assert found.people == 2
    assert found.found.by == "article"
    assert stance.shown.value == pytest.approx(0.9, abs=0.12)
    assert stance.hidden.value == pytest.approx(0.5, abs=0.2)
    assert stance.difference.ci95 is not None
    assert (
        0.05 < stance.difference.ci95[0] < (stance.difference.value or 0) < stance.difference.ci95[1] < 0.75
    )
    assert stance.taken.count == stance.shown.count
    assert stance.taken_hidden.count == 0
    assert (marked.shown.value, marked.shown.n + marked.hidden.n) == (1.0, 288)
    assert marked.hidden.value is not None
    assert marked.hidden.value < 0.8
    assert fields["form"].shown.n == fields["status"].shown.n == 0, "who said nothing is not compared"
    assert fields["form"].blank.value == fields["form"].blank_hidden.value == 1, "but counted"
    assert fields["form"].blank.n + fields["form"].blank_hidden.n == stance.shown.n + stance.hidden.n
    assert found.left_out == {}
    assert effect(made, round_) == found


def test_the_report_of_given_claims_speaks_of_answers_in_every_rendering(made: Project) -> None:
    places = every(made)[:40]
    spans = [
        (article.id, Span(article.passages[at].span.start, article.passages[at].span.start + 5))
        for article, at in places
    ]
    model, ana, ben = Hand(made, "gpt", "model"), Hand(made, "Ana"), Hand(made, "Ben")
    open_round(made, "marks")
    for article, at in places[:5]:
        for hand in (model, ana, ben):
            hand.say(article, at, stance="supports")
    _, claims = give_claims(made, "verify", spans, fields=("status",))
    for number, ((article, at), claim) in enumerate(zip(places[:38], claims[:38], strict=True)):
        ana.say(article, at, claim=claim, status="verified" if number % 3 else "refuted")
        if number < 36:
            ben.say(article, at, claim=claim, status="verified" if number % 4 else "refuted")
    report = report_agreement(made, round_name="verify", resamples=50)
    told = "40 claims given, 38 of them answered, 36 answered by two or more; 4 articles."
    made_of = {name: " ".join(render(report).split()) for name, render in RENDERINGS.items()}
    for name in ("text", "html", "markdown"):
        assert told in made_of[name].replace("\\", ""), name
    assert (report.inputs["n_claims_asked"], report.inputs["n_passages"], report.models) == (40, 0, ())
    for name, said in made_of.items():
        for word in ("marked by", "marked done", "done by two", "both have done", "gpt"):
            assert word not in said, (name, word)
    whole = " ".join(RENDERINGS["text"](report_agreement(made, resamples=50)).split())
    assert "43 claims, 38 of them given, 41 marked or answered by two or more; 5 passages done" in whole


def test_of_given_claims_the_labels_are_compared_and_no_marks(made: Project) -> None:
    places = every(made)[:40]
    spans = [
        (article.id, Span(article.passages[at].span.start, article.passages[at].span.start + 5))
        for article, at in places
    ]
    round_, claims = give_claims(made, "verify", spans, fields=("status",))
    model, ana = Hand(made, "gpt", "model"), Hand(made, "Ana")
    for (article, at), claim in zip(places, claims, strict=True):
        model.say(article, at, claim=claim, status="verified")
    suggest(made, round_, Suggesting(model.who, 50, 2))
    for (article, at), claim in zip(places, claims, strict=True):
        ana.say(
            article, at, claim=claim, status="verified" if is_shown(2, round_.id, claim, 50) else "refuted"
        )
    (status,) = effect(made, round_).found.fields
    assert (status.field, status.shown.value, status.hidden.value, status.difference.value) == (
        "status",
        1,
        0,
        1,
    )
    assert status.shown.n + status.hidden.n == 40


def test_what_was_said_before_or_after_seeing_others_or_of_what_came_later_is_left_out(made: Project) -> None:
    places, model, ana = every(made), Hand(made, "gpt", "model"), Hand(made, "Ana")
    for article, at in places[:24]:
        model.say(article, at, stance="supports")
    for article, at in places[:6]:
        ana.say(article, at, stance="supports")
    round_ = open_round(made, "marks")
    suggest(made, round_, Suggesting(model.who, 50, 1))
    for article, at in places[24:30]:
        model.say(article, at, stance="supports")
    for article, at in [*places[6:20], *places[24:30]]:
        ana.say(article, at, stance="supports")
    with writing(made.engine) as connection:
        expose(made, connection, Seen(ana.who, "history", articles(made)[1].id))
    for article, at in places[20:24]:
        ana.say(article, at, stance="denies")
    found = effect(made, round_)
    stance = next(each for each in found.found.fields if each.field == "stance")
    assert stance.shown.n + stance.hidden.n == 14
    assert found.left_out == {BEFORE: 6, EXPOSED: 4, NOT_SHOWN: 6}


def test_who_changes_a_label_of_before_the_suggestions_is_left_out_in_both_arms(made: Project) -> None:
    places, model, ana = every(made), Hand(made, "gpt", "model"), Hand(made, "Ana")
    for article, at in places[:60]:
        model.say(article, at, stance="supports", form="direct")
    claims = [ana.say(article, at, stance="denies") for article, at in places[:40]]
    round_ = open_round(made, "marks")
    suggest(made, round_, Suggesting(model.who, 50, 1))
    # Whoever is shown the model's label takes it over, and nobody else has cause to change anything.
    for (article, at), claim in zip(places[:30], claims, strict=False):
        if is_shown(1, round_.id, article.passage_id(at), 50):
            ana.say(article, at, claim=claim, stance="supports", form="direct")
    for article, at in places[40:60]:
        ana.say(article, at, stance="denies", form="direct")
    fields = {each.field: each for each in effect(made, round_).found.fields}
    stance, form, marked = fields["stance"], fields["form"], fields[MARKED]
    assert stance.shown.n + stance.hidden.n == 20
    assert (stance.shown.value, stance.hidden.value) == (0, 0)
    assert marked.shown.n + marked.hidden.n == 20
    assert form.hidden.n == stance.hidden.n
    assert form.shown.n > stance.shown.n, "of a field that had no label before, the answer counts"


def test_a_passage_done_before_is_no_answer_about_marks_when_it_is_done_again(made: Project) -> None:
    places, model, ana = every(made), Hand(made, "gpt", "model"), Hand(made, "Ana")
    for article, at in places[:30]:
        model.say(article, at, stance="supports")
    for article, at in places[:20]:
        ana.skip_over(article, at)
    round_ = open_round(made, "marks")
    suggest(made, round_, Suggesting(model.who, 50, 1))
    for article, at in places[:10]:
        ana.skip_over(article, at, again=True)
    for article, at in places[20:30]:
        ana.skip_over(article, at)
    marked = effect(made, round_).found.fields[0]
    assert (marked.field, marked.shown.n + marked.hidden.n) == (MARKED, 10)


def test_a_mark_left_out_for_an_exposure_is_not_taken_for_none(made: Project) -> None:
    places, model, ana = every(made), Hand(made, "gpt", "model"), Hand(made, "Ana")
    for article, at in places[:24]:
        model.say(article, at, stance="supports")
    round_ = open_round(made, "marks")
    suggest(made, round_, Suggesting(model.who, 50, 1))
    claims = [ana.say(article, at, stance="supports") for article, at in places[:12]]
    with writing(made.engine) as connection:
        expose(made, connection, Seen(ana.who, "history", None))
    for (article, at), claim in zip(places[:12], claims, strict=True):
        ana.say(article, at, claim=claim, stance="denies")
    for article, at in places[12:20]:
        ana.skip_over(article, at)
    found = effect(made, round_)
    marked, stance = (
        next(each for each in found.found.fields if each.field == name) for name in (MARKED, "stance")
    )
    assert marked.shown.n + marked.hidden.n == stance.shown.n + stance.hidden.n == 0
    assert found.left_out == {EXPOSED: 20}


def test_a_model_that_says_otherwise_later_is_compared_as_it_was_shown(made: Project) -> None:
    places, model, ana = every(made), Hand(made, "gpt", "model"), Hand(made, "Ana")
    claims = [model.say(article, at, stance="supports") for article, at in places]
    round_ = open_round(made, "marks")
    suggest(made, round_, Suggesting(model.who, 50, 1))
    for (article, at), claim in zip(places, claims, strict=True):
        ana.say(article, at, stance="supports")
        model.say(article, at, claim=claim, stance="denies")
    stance = next(each for each in effect(made, round_).found.fields if each.field == "stance")
    assert (stance.shown.value, stance.hidden.value) == (1, 1)


def test_people_alone_are_compared(made: Project) -> None:
    model, other = Hand(made, "gpt", "model"), Hand(made, "llama", "model")
    for article, at in every(made):
        model.say(article, at, stance="supports")
    round_ = open_round(made, "marks")
    suggest(made, round_, Suggesting(model.who, 50, 1))
    for article, at in every(made):
        other.say(article, at, stance="denies")
    found = effect(made, round_)
    assert found.people == 0
    assert {each.shown.n + each.hidden.n for each in found.found.fields} == {0}


def test_a_closed_round_can_be_measured(made: Project) -> None:
    model = Hand(made, "gpt", "model")
    for article, at in every(made):
        model.say(article, at, stance="supports")
    round_ = open_round(made, "marks")
    suggest(made, round_, Suggesting(model.who, 50, 1))
    set_state(made, round_, RoundState.CLOSED)
    assert effect(made, round_).percent == 50
    assert round_.marks is Marks.FREE


def test_the_report_of_the_project_tells_it_too(made: Project) -> None:
    model = Hand(made, "gpt", "model")
    ana, ben = Hand(made, "Ana"), Hand(made, "Ben")
    some = articles(made)[:3]
    for article in some:
        for at in range(PASSAGES):
            model.say(article, at, form="direct")
    suggest(made, open_round(made, "marks"), Suggesting(model.who, 50, 1))
    for article in some:
        for at in range(PASSAGES):
            for who in (ana, ben):
                who.say(article, at, form="direct" if at % 3 else "indirect")
    report = report_agreement(made, resamples=50)
    (found,) = report.suggested
    assert (found.model, found.percent, found.people) == ("gpt", 50, 2)
    form = next(each for each in found.found.fields if each.field == "form")
    assert form.shown.n + form.hidden.n == 2 * len(some) * PASSAGES
    told = json.loads(RENDERINGS["json"](report))["suggestions"][0]["fields"]["form"]
    assert told["shown"] == {"equal": form.shown.count, "n": form.shown.n}
    assert told["difference"]["value"] == form.difference.value
    assert "gpt suggested in marks: 50 % shown" in RENDERINGS["text"](report)
    assert "Seeing suggestions" in RENDERINGS["html"](report)
