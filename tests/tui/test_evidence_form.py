"""The evidence form by its keys: pasting, days, origins, pieces, drafts, a passage of the corpus."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotator.core.claim import Place, Polarity
from annotator.core.text.span import Span
from annotator.tui.commands import evidence as commands
from annotator.tui.screens.evidence import EvidenceForm
from annotator.tui.screens.fields import ChoiceLine
from annotator.tui.screens.form import Fields
from annotator.workflow.searching import Hit

from .driver import Driver, make_project
from .filling import evidence, field, fill, judgement, know, opened, paste, play, said, title

URL = "https://news.example.org/2026/01/the-bridge"
FORM = "EvidenceForm"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return make_project(tmp_path)


def test_an_address_pasted_first_and_a_polarity_by_its_letter_are_evidence(path: Path) -> None:
    async def scenario(d: Driver) -> None:
        await d.keys("j", "enter")
        await opened(d, "apostrophe", FORM)
        await paste(d, f"\n  {URL}\n")
        await d.keys("s", "enter")
        await d.on("AnnotateScreen")
        (claim,) = await d.stored()
        (piece,) = claim.judgement.evidence
        assert (piece.polarity, piece.url, piece.accessed) == (Polarity.SUPPORTS, URL, d.desk.today())
        assert claim.judgement.as_of == d.desk.today()

    play(path, scenario)


@pytest.mark.parametrize("focus", ["#note", "#quote", "#published", "#origin", "PassageLine", "#polarity"])
def test_an_address_goes_to_its_field_wherever_it_is_pasted_into_an_empty_form(
    path: Path, focus: str
) -> None:
    async def scenario(d: Driver) -> None:
        await d.keys("j", "enter")
        await opened(d, "apostrophe", FORM)
        d.app.screen.query_one(focus).focus()
        await paste(d, URL)
        assert field(d, "url").value == URL

    play(path, scenario)


def test_once_something_is_filled_in_what_is_pasted_goes_where_the_focus_is(path: Path) -> None:
    async def scenario(d: Driver) -> None:
        await d.keys("j", "enter")
        await opened(d, "apostrophe", FORM)
        await paste(d, "No\nparagraphs here,\x1b[2J one line")
        assert field(d, "quote").value == "No paragraphs here, one line"
        field(d, "note").focus()
        await paste(d, URL)
        assert (field(d, "note").value, field(d, "url").value) == (URL, "")
        d.app.screen.query_one(ChoiceLine).focus()
        await paste(d, URL)
        await paste(d, "https://archive.example.org/copy")
        assert field(d, "url").value == URL
        assert field(d, "archived_url").value == "https://archive.example.org/copy"

    play(path, scenario)


def test_pasted_line_breaks_neither_submit_nor_leave_a_field(path: Path) -> None:
    async def scenario(d: Driver) -> None:
        await d.keys("j", "enter")
        await opened(d, "apostrophe", FORM)
        await d.keys("s")
        for id_ in ("note", "origin", "published"):
            field(d, id_).focus()
            await paste(d, "one\n\ttwo\r\nthree\n")
            assert field(d, id_).value == "one two three"
            assert d.app.focused is field(d, id_)
        assert isinstance(d.app.screen, EvidenceForm)

    play(path, scenario)


def test_a_paste_into_the_annotating_screen_does_nothing(path: Path) -> None:
    async def scenario(d: Driver) -> None:
        await paste(d, "jjQ\nd")
        assert d.desk.cursor.span is None
        await d.keys("j")
        await paste(d, "\ncx")
        assert not d.desk.claims
        await d.keys("enter")
        await paste(d, "dsv- '\n")
        assert not judgement(d).labels
        assert d.desk.focus is not None

    play(path, scenario)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("15.1.2026", "2026-01-15"), ("15 Jan 2026", "2026-01-15"), ("2026-1-15", "2026-01-15"), ("", None)],
)
def test_a_day_typed_loosely_is_shown_and_kept_as_it_is_written_everywhere(
    path: Path, typed: str, kept: str | None
) -> None:
    async def scenario(d: Driver) -> None:
        await d.keys("j", "enter")
        await opened(d, "apostrophe", FORM)
        await paste(d, URL)
        await d.keys("c")
        field(d, "published").focus()
        if typed:
            await d.types(*typed)
        await d.until(lambda: said(d, "published") == (f"= {kept}" if kept else ""))
        await d.keys("tab")
        await d.until(lambda: field(d, "published").value == (kept or ""))
        await d.keys("enter")
        await d.on("AnnotateScreen")
        assert evidence(d)[0].published == kept

    play(path, scenario)


def test_yesterday_and_today_are_days_and_a_day_of_two_readings_is_turned_back(path: Path) -> None:
    async def scenario(d: Driver) -> None:
        await d.keys("j", "enter")
        await opened(d, "apostrophe", FORM)
        await paste(d, URL)
        await d.keys("c")
        await fill(d, published="1/2/2026", accessed="today")
        assert "1 February or 2 January" in said(d, "published")
        assert said(d, "accessed") == f"= {d.desk.today()}"
        await d.keys("ctrl+s")
        await d.until(lambda: "may be 1 February" in d.shown())
        assert d.app.focused is field(d, "published")
        await fill(d, published="next week")
        assert "is no day" in said(d, "published")
        await fill(d, published="yesterday")
        await d.keys("enter")
        await d.on("AnnotateScreen")
        published = evidence(d)[0].published
        assert published is not None
        assert published < d.desk.today()

    play(path, scenario)


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "https://a.org/\u202egpj.exe", "data:text/html,x"]
)
def test_an_address_that_runs_or_hides_something_is_refused_in_words(path: Path, address: str) -> None:
    async def scenario(d: Driver) -> None:
        await d.keys("j", "enter")
        await opened(d, "apostrophe", FORM)
        await fill(d, url=address, note="n")
        assert said(d, "url").startswith("! ")
        await d.keys("s", "ctrl+s")
        await d.until(lambda: str(d.app.screen.query_one(".problem").render()) != "")
        assert d.app.focused is field(d, "url")
        assert "\u202e" not in d.shown()
        await fill(d, url="archive box 3")
        assert "no whole address of the web" in said(d, "url")
        await d.keys("ctrl+s")
        await d.on("AnnotateScreen")
        assert evidence(d)[0].url == "archive box 3"

    play(path, scenario)


def test_doubts_are_said_beside_the_fields_while_typing_and_never_block(path: Path) -> None:
    async def scenario(d: Driver) -> None:
        source = know(d, "Mayor", "politician")
        await d.keys("j", "enter")
        d.desk.tag_source(d.desk.source_fields()[0], source)
        await opened(d, "apostrophe", FORM)
        await paste(d, URL)
        assert "no archived copy" in said(d, "archived_url")
        await d.keys("s", "ctrl+s")
        await d.on("AnnotateScreen")
        await opened(d, "apostrophe", FORM)
        await fill(d, url=URL + "#top", archived_url="https://archive.example.org/x", published="2099-1-1")
        assert "same address" in said(d, "url")
        assert said(d, "archived_url") == ""
        assert "later than" in said(d, "published")
        field(d, "origin").focus()
        await d.types(*"mayor")
        await d.until(lambda: "claimant" in said(d, "origin"))
        await d.keys("enter", "ctrl+s")
        await d.until(lambda: "say what it does" in d.shown())
        await d.keys("r", "ctrl+s")
        await d.on("AnnotateScreen")
        assert [each.published for each in evidence(d)] == [None, "2099-01-01"]
        assert evidence(d)[1].origin_id == source.id

    play(path, scenario)


def test_a_known_origin_is_completed_by_a_few_letters_and_a_new_one_makes_a_source(path: Path) -> None:
    async def scenario(d: Driver) -> None:
        city = know(d, "City Hall", "official", "the city")
        know(d, "Citizens’ group", "group")
        await d.keys("j", "enter")
        await opened(d, "apostrophe", FORM)
        await paste(d, URL)
        await d.keys("s")
        field(d, "origin").focus()
        await d.types(*"the ci")
        await d.until(lambda: "also the city" in d.shown())
        await d.keys("enter")
        assert field(d, "origin").value == "City Hall"
        await d.keys("enter")
        await d.on("AnnotateScreen")
        assert evidence(d)[0].origin_id == city.id
        await opened(d, "apostrophe", FORM)
        await d.keys("c")
        await fill(d, note="n")
        field(d, "origin").focus()
        await d.types(*"cit")
        await d.until(lambda: "+ new: cit" in d.shown())
        await d.keys("up", "enter")
        await d.until(lambda: said(d, "origin") == "a new source")
        await d.keys("enter")
        await d.on("AnnotateScreen")
        origin = evidence(d)[1].origin_id
        assert origin is not None
        assert d.desk.sources[origin].name == "cit"
        assert (await d.stored())[0].judgement.evidence[1].origin_id == origin

    play(path, scenario)


def test_escape_closes_the_list_of_sources_first_and_tab_leaves_what_was_typed(path: Path) -> None:
    async def scenario(d: Driver) -> None:
        know(d, "City Hall")
        await d.keys("j", "enter")
        await opened(d, "apostrophe", FORM)
        field(d, "origin").focus()
        await d.types(*"Cit")
        await d.until(lambda: "City Hall" in d.shown())
        await d.keys("escape")
        await d.until(lambda: "City Hall" not in d.shown())
        assert isinstance(d.app.screen, EvidenceForm)
        await d.keys("y")
        await d.until(lambda: "City Hall" in d.shown())
        await d.keys("tab")
        await d.until(lambda: "City Hall" not in d.shown())
        assert field(d, "origin").value == "City"
        assert d.app.focused is field(d, "published")

    play(path, scenario)


def test_a_letter_lays_the_form_out_anew_only_where_what_is_said_beside_changes(path: Path) -> None:
    async def scenario(d: Driver) -> None:
        await d.keys("j", "enter")
        await opened(d, "apostrophe", FORM)
        await paste(d, URL)
        laid_out: list[object] = []
        d.app.screen.screen_layout_refresh_signal.subscribe(d.app.screen, laid_out.append)
        for name in ("quote", "note"):
            field(d, name).focus()
            await d.pilot.pause()
            laid_out.clear()
            await d.keys(*"abc")
            assert (field(d, name).value, laid_out) == ("abc", [])
        field(d, "published").focus()
        await d.keys("2")
        await d.until(lambda: said(d, "published").startswith("! "))
        assert laid_out

    play(path, scenario)


async def _two_pieces(d: Driver) -> None:
    await d.keys("j", "enter")
    for polarity, address in (("s", URL), ("r", "https://b.example.org")):
        await opened(d, "apostrophe", FORM)
        await paste(d, address)
        await d.keys(polarity, "ctrl+s")
        await d.on("AnnotateScreen")


def test_pieces_are_looked_at_and_changed_one_by_one(path: Path) -> None:
    async def scenario(d: Driver) -> None:
        await _two_pieces(d)
        first, second = evidence(d)
        await opened(d, "apostrophe", FORM)
        assert title(d) == "claim 1: evidence 3 of 3, new"
        await d.keys("pageup")
        assert title(d) == "claim 1: evidence 2 of 3"
        assert field(d, "url").value == second.url
        assert said(d, "url") == "", "a piece is not held against itself"
        await d.keys("pageup")
        assert (title(d), field(d, "url").value) == ("claim 1: evidence 1 of 3", URL)
        await d.keys("c")
        await fill(d, quote="it was closed")
        await d.keys("ctrl+s")
        await d.on("AnnotateScreen")
        (claim,) = await d.stored()
        changed, same = claim.judgement.evidence
        assert (changed.polarity, changed.quote, changed.url) == (Polarity.CONTEXT, "it was closed", URL)
        assert same == second
        assert changed.id != first.id, "what is stored never changes"

    play(path, scenario)


def test_saving_a_piece_that_was_only_looked_at_writes_nothing(path: Path) -> None:
    async def scenario(d: Driver) -> None:
        await _two_pieces(d)
        before = d.desk.focused
        await opened(d, "apostrophe", FORM)
        await d.keys("pageup", "enter")
        await d.on("AnnotateScreen")
        assert d.desk.focused == before

    play(path, scenario)


def test_each_piece_has_a_draft_of_its_own_which_is_said_and_survives_a_restart(path: Path) -> None:
    async def first(d: Driver) -> None:
        await _two_pieces(d)
        await opened(d, "apostrophe", FORM)
        await d.types("n", *"new half")
        await d.keys("pageup")
        await fill(d, note="second half")
        await d.keys("pageup")
        assert field(d, "note").value == ""
        await d.keys("escape")
        await d.on("AnnotateScreen")
        assert "draft" in d.shown()
        await d.saved()

    async def second(d: Driver) -> None:
        await d.keys("tab")
        await d.until(lambda: "draft" in d.shown())
        await opened(d, "apostrophe", FORM)
        assert title(d).endswith("new (draft)")
        assert field(d, "note").value == "new half"
        assert field(d, "polarity").value == "nothing_found"
        await d.keys("pageup")
        assert field(d, "note").value == "second half"
        await d.keys("enter")
        await d.on("AnnotateScreen")
        await opened(d, "apostrophe", FORM)
        assert field(d, "note").value == "new half"
        await d.keys("ctrl+s")
        await d.on("AnnotateScreen")
        assert [each.note for each in evidence(d)] == [None, "second half", "new half"]
        assert "draft" not in d.shown()
        assert not d.screen.sitting.half_typed  # type: ignore[union-attr]

    play(path, first)
    play(path, second)


def test_what_is_typed_is_kept_soon_without_leaving_the_form(path: Path) -> None:
    async def first(d: Driver) -> None:
        await d.keys("j", "enter")
        await opened(d, "apostrophe", FORM)
        field(d, "quote").focus()
        await d.types(*"half")
        await d.until(lambda: d.screen.sitting.half_typed)  # type: ignore[union-attr]
        await d.saved()

    async def second(d: Driver) -> None:
        await d.keys("tab")
        await opened(d, "apostrophe", FORM)
        assert field(d, "quote").value == "half"
        await fill(d, quote="")
        await d.keys("escape")
        await d.on("AnnotateScreen")
        assert not d.screen.sitting.half_typed  # type: ignore[union-attr]

    play(path, first)
    play(path, second)


def test_a_changed_piece_that_was_taken_off_meanwhile_is_kept_as_a_new_one(path: Path) -> None:
    async def scenario(d: Driver) -> None:
        await _two_pieces(d)
        first, second = evidence(d)
        await opened(d, "apostrophe", FORM)
        await d.keys("pageup")
        await fill(d, note="changed")
        d.desk.remove_evidence(second.id)
        await d.keys("enter")
        await d.on("AnnotateScreen")
        (claim,) = await d.stored()
        assert [each.note for each in claim.judgement.evidence] == [None, "changed"]
        assert claim.judgement.evidence[0] == first

    play(path, scenario)


def _pick(monkeypatch: pytest.MonkeyPatch, hit: Hit | None) -> None:
    monkeypatch.setattr(commands, "open_search", lambda screen, then, **_: then(hit))


def test_a_passage_of_the_corpus_is_evidence_and_suggests_its_outlet_and_day(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = make_project(tmp_path)

    async def scenario(d: Driver) -> None:
        sitting = d.screen.sitting
        assert sitting is not None
        other = sitting.order[1]
        article = sitting.article(other)
        at = article.text.index("repairs")
        _pick(monkeypatch, Hit(other, article.name, Span(at, at + 7), "", "repairs", ""))
        await d.keys("j", "enter")
        await opened(d, "apostrophe", FORM)
        await d.keys("s", "ctrl+t")
        sentence = "According to the council, repairs cost $1.4 million."
        await d.until(lambda: field(d, "quote").value == sentence)
        assert field(d, "published").value == "2026-01-15"
        await d.until(lambda: sentence[:30] in d.shown())
        await fill(d, quote="repairs … million")
        assert said(d, "quote") == ""
        await fill(d, quote="repairs cost nothing")
        assert "not in the article" in said(d, "quote")
        await d.keys("ctrl+s")
        await d.on("AnnotateScreen")
        (claim,) = await d.stored()
        (piece,) = claim.judgement.evidence
        assert piece.place == Place(other, Span(0, len(sentence)))
        await opened(d, "apostrophe", FORM)
        await d.keys("pageup")
        await d.until(lambda: sentence[:30] in d.shown())
        assert "not in the article" in said(d, "quote")
        d.app.screen.query_one("PassageLine").focus()
        await d.keys("delete", "enter")
        _pick(monkeypatch, None)
        await d.keys("ctrl+s")
        await d.on("AnnotateScreen")
        await d.until(lambda: evidence(d)[0].place is not None)

    play(path, scenario)


def test_a_picked_passage_waits_in_the_draft_and_can_be_left_out(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def first(d: Driver) -> None:
        _pick(monkeypatch, Hit(d.desk.article.id, "first", Span(50, 56), "", "cracks", ""))
        await d.keys("j", "enter")
        await opened(d, "apostrophe", FORM)
        d.app.screen.query_one("PassageLine").focus()
        await d.keys("enter")
        await d.until(lambda: field(d, "quote").value == "Engineers found cracks in two pillars.")
        await d.keys("escape")
        await d.on("AnnotateScreen")
        await d.saved()

    async def second(d: Driver) -> None:
        await d.keys("tab")
        await opened(d, "apostrophe", FORM)
        await d.until(lambda: "“Engineers found" in d.shown())
        d.app.screen.query_one("PassageLine").focus()
        await d.keys("delete")
        await d.until(lambda: "“Engineers found" not in d.shown())
        d.app.screen.query_one(ChoiceLine).focus()
        await d.keys("c", "ctrl+s")
        await d.on("AnnotateScreen")
        assert evidence(d)[0].place is None

    play(path, first)
    play(path, second)


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60)])
def test_the_whole_form_is_seen_at_the_usual_sizes(path: Path, size: tuple[int, int]) -> None:
    async def scenario(d: Driver) -> None:
        await d.keys("j", "enter")
        await opened(d, "apostrophe", FORM)
        await fill(d, url=URL + "?" + "long=" * 12, published="2099-1-1", quote="words " * 25, note="n " * 50)
        shown = d.shown()
        for words in ("address", "quotation", "passage", "origin", "published", "accessed", "note", "saves"):
            assert words in shown, words
        assert d.app.screen.query_one(Fields).max_scroll_y == 0
        assert URL + "?" + "long=" * 12 in "".join(
            line.strip("│ ") for line in _part(shown, "address", "archived")
        )

    play(path, scenario, size=size)


def _part(shown: str, start: str, end: str) -> list[str]:
    inside = shown[shown.index(start) + len(start) : shown.index(end)]
    return [line.split("│")[-2] if line.count("│") > 1 else line.strip() for line in inside.splitlines()]


@pytest.mark.parametrize("size", [(60, 16), (40, 12)])
def test_where_the_terminal_is_low_the_form_scrolls_to_the_field_and_the_keys_stay(
    path: Path, size: tuple[int, int]
) -> None:
    async def scenario(d: Driver) -> None:
        await d.keys("j", "enter")
        await opened(d, "apostrophe", FORM)
        assert "supports" in d.shown()
        field(d, "note").focus()
        await d.types(*"seen")
        await d.until(lambda: "seen" in d.shown())
        await d.keys("ctrl+s")
        await d.until(lambda: "say what it does" in " ".join(d.shown().split()))
        assert "saves" in d.shown()

    play(path, scenario, size=size)


def test_arrows_go_from_field_to_field_and_within_a_text_of_several_rows(path: Path) -> None:
    async def scenario(d: Driver) -> None:
        await d.keys("j", "enter")
        await opened(d, "apostrophe", FORM)
        await d.keys("down")
        assert d.app.focused is field(d, "url")
        await d.keys("down")
        assert d.app.focused is field(d, "archived_url")
        await d.keys("down")
        await fill(d, quote="many words " * 12)
        await d.keys("up")
        assert d.app.focused is field(d, "quote")
        await d.keys("up", "up")
        assert d.app.focused is field(d, "archived_url")

    play(path, scenario)


def test_the_last_piece_is_taken_off_and_the_same_evidence_is_given_across_articles(path: Path) -> None:
    async def scenario(d: Driver) -> None:
        await d.keys("j", "enter", "quotation_mark")
        assert "no claim has been given evidence yet" in d.shown()
        await d.keys("escape", "j", "k")
        await d.keys("enter", "underscore")
        await d.until(lambda: "no evidence" in d.shown())
        await d.keys("escape")
        await _two_pieces(d)
        ids = [each.id for each in evidence(d)]
        await d.keys("escape", "k", "enter", "quotation_mark")
        await d.until(lambda: "2 pieces of evidence taken over" in d.shown())
        await d.keys("quotation_mark")
        await d.until(lambda: "has the evidence given last" in d.shown())
        first = d.desk.article.id
        await d.keys("escape", "a")
        await d.on("Choice")
        await d.keys("down", "enter")
        await d.until(lambda: d.desk.article.id != first)
        await d.keys("j", "enter", "quotation_mark")
        assert [each.id for each in evidence(d)] == ids
        await d.keys("underscore")
        (claim,) = await d.stored()
        assert [each.id for each in claim.judgement.evidence] == ids[:1]
        await d.keys("ctrl+z")
        await d.until(lambda: [each.id for each in d.desk.claims[0].judgement.evidence] == ids)

    play(path, scenario)
