"""The form for evidence: a new piece, and what a claim has already, one at a time.

Everything that may be wrong with a piece is said beside its field; only what can't be kept keeps it from being saved.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import ClassVar

from textual import events, on
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input, Static, TextArea

from annotator.core.addresses import check_address
from annotator.core.article import Article
from annotator.core.claim import Evidence, Place, Polarity
from annotator.core.days import read_day
from annotator.core.display import visible
from annotator.core.doubts import Beside, Piece, doubts
from annotator.core.text.span import Span
from annotator.core.text.steps import Unit, steps
from annotator.errors import AnnotatorError, Invalid
from annotator.tui.screens.fields import ChoiceLine, Line, Words, address_in, pasted
from annotator.tui.screens.form import Drafts, Form, row, short_row
from annotator.tui.screens.source_field import KnownSources, SourceField

POLARITIES: dict[str, str] = {
    Polarity.SUPPORTS: "supports",
    Polarity.REFUTES: "refutes",
    Polarity.CONTEXT: "context",
    Polarity.NOTHING_FOUND: "nothing found",
}
ADDRESSES = {"url": "address", "archived_url": "archived at"}
DAYS = {"published": "published", "accessed": "accessed"}
PICK = "{evidence.passage}, or Enter here: pick one of the corpus"
NEW_DRAFT = "evidence"


def draft_of(piece: Evidence) -> str:
    """Return what the draft of a changed piece is kept as; a piece still to come has `NEW_DRAFT`."""
    return f"{NEW_DRAFT} {piece.id}"


@dataclass(frozen=True)
class About:
    """The claim that evidence is for, as the form must know it, and what it may ask of the screen behind it."""

    number: int
    pieces: tuple[Evidence, ...]
    known: KnownSources
    claimants: frozenset[str]
    as_of: str
    today: str
    new_id: Callable[[], str]
    pick: Callable[[Callable[[str, Span], None]], None]
    article: Callable[[str, Callable[[Article], None]], None]
    copy: Callable[[str], None]


@dataclass(frozen=True)
class Filled:
    """A piece of evidence as it was filled in; `origin` names a source that is new, `what` the draft that it was."""

    evidence: Evidence
    origin: str
    what: str


class PassageLine(Static, can_focus=True):
    """The passage of the corpus that is the evidence, or how to pick one."""

    DEFAULT_CSS = """
    PassageLine { height: 1; padding: 0 1; color: $text-muted; text-wrap: nowrap; text-overflow: ellipsis; }
    PassageLine:focus { background: $primary-muted; }
    PassageLine.-picked { color: $foreground; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,space", "pick", "pick a passage", id="passage.pick"),
        Binding("delete,backspace,minus", "drop", "no passage", id="passage.drop"),
    ]

    class Wanted(Message):
        """A passage is to be picked."""

    class Dropped(Message):
        """The passage is to be left out."""

    def __init__(self, hint: str) -> None:
        super().__init__(hint, markup=False)
        self._hint = hint

    def show(self, words: str, article: str) -> None:
        """Show what was picked, or nothing."""
        self.set_class(bool(words), "-picked")
        quoted = Content.assemble(f"“{visible(words)}” ", (visible(article), "$text-muted"))
        self.update(quoted if words else self._hint)

    def action_pick(self) -> None:
        """Ask for a passage."""
        self.post_message(self.Wanted())

    def action_drop(self) -> None:
        """Leave the passage out."""
        self.post_message(self.Dropped())

    def on_click(self) -> None:
        """Ask for a passage."""
        self.post_message(self.Wanted())


class EvidenceForm(Form[Filled]):
    """Answers with a piece of evidence: a new one, or one of the claim's as it is now."""

    KEYS = (
        "{form.enter} saves · {evidence.previous} {evidence.next} other pieces · {evidence.passage} passage"
        " · {dialog.close} leaves, kept"
    )
    DEFAULT_CSS = """
    EvidenceForm .row > Line { width: 18; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("pageup", "turn(-1)", "piece before", id="evidence.previous"),
        Binding("pagedown", "turn(1)", "next piece", id="evidence.next"),
        Binding("ctrl+t", "pick", "a passage of the corpus", id="evidence.passage"),
        Binding("f6", "copy", "copy the address", id="evidence.copy"),
    ]

    def __init__(self, about: About, drafts: Drafts) -> None:
        super().__init__(drafts, NEW_DRAFT)
        self._about = about
        self._pieces = tuple(each for each in about.pieces if not each.redacted)
        self._at = len(self._pieces)
        self._place: Place | None = None
        self._articles: dict[str, Article] = {}

    # -- what the form is about

    @property
    def _piece(self) -> Evidence | None:
        return self._pieces[self._at] if self._at < len(self._pieces) else None

    def blank(self) -> dict[str, str]:
        """Return the piece as the claim has it; a new one is accessed today."""
        piece = self._piece
        if piece is None:
            return {"accessed": self._about.today}
        known = self._about.known
        return {
            "polarity": str(piece.polarity),
            "url": piece.url or "",
            "archived_url": piece.archived_url or "",
            "quote": " ".join((piece.quote or "").split()),
            "origin": known.name(piece.origin_id) if piece.origin_id else "",
            "origin_id": piece.origin_id or "",
            "published": piece.published or "",
            "accessed": piece.accessed or "",
            "note": " ".join((piece.note or "").split()),
            "place": _written(piece.place),
        }

    def values(self) -> dict[str, str]:
        """Return what stands in the fields, the source's id and the passage with it."""
        origin = self.query_one(SourceField).source_id
        return super().values() | {"origin_id": origin, "place": _written(self._place)}

    def fields(self) -> Iterable[Widget]:
        """Return the fields, what the evidence does first."""
        start = self.start
        known, origin = self._about.known, start.get("origin_id", "")

        def text(id_: str, hint: str, lines: int = 4) -> Words:
            return Words(start.get(id_, ""), id=id_, placeholder=hint, lines=lines)

        yield row("it", ChoiceLine(POLARITIES, start.get("polarity", ""), self._go_on, id="polarity"))
        yield row("address", text("url", "https://…", 8), said="url")
        yield row(
            "archived at", text("archived_url", "the address of an archived copy", 8), said="archived_url"
        )
        yield row("quotation", text("quote", "the words that decide it"), said="quote")
        yield row("passage", PassageLine(self.told(PICK)))
        yield row(
            "origin",
            SourceField(known, origin, start.get("origin", ""), id="origin", hint="who it goes back to"),
        )
        for id_, name in DAYS.items():
            yield short_row(
                name, Line(start.get(id_, ""), placeholder="15.1.2026, today", id=id_, compact=True)
            )
        yield row("note", text("note", "what it shows, or where you looked"))

    def on_mount(self) -> None:
        """Say what there is to say of the piece."""
        self._put_place(_read(self.start.get("place", "")))
        self._entitle()
        self._judge()

    def _entitle(self) -> None:
        new = ", new" if self._piece is None else ""
        of = f" {self._at + 1} of {len(self._pieces) + 1}" if self._pieces else ""
        draft = " (draft)" if self.is_draft else ""
        self.query_one("Vertical").border_title = f"claim {self._about.number}: evidence{of}{new}{draft}"

    def action_turn(self, by: int) -> None:
        """Turn to another piece; what was typed for this one waits."""
        if not self._pieces:
            return
        self.keep_draft()
        self._at = (self._at + by) % (len(self._pieces) + 1)
        piece = self._piece
        self.what = NEW_DRAFT if piece is None else draft_of(piece)
        self.fill(self.start)
        self.complain("")
        self.query_one(ChoiceLine).focus()
        self._entitle()

    def fill(self, values: dict[str, str]) -> None:
        """Put a piece into the fields."""
        super().fill({name: value for name, value in values.items() if name != "origin"})
        self.query_one(SourceField).put(values.get("origin_id", ""), values.get("origin", ""))
        self._put_place(_read(values.get("place", "")))

    # -- what is said beside the fields

    @on(Input.Changed)
    @on(TextArea.Changed)
    @on(ChoiceLine.Changed)
    def _judge(self) -> None:
        """Say what may be wrong with what is written so far."""
        values = self.values()
        said, days = self._read_days(values)
        passage = self._articles.get(self._place.article_id) if self._place else None
        piece = Piece(
            url=values["url"],
            archived_url=values["archived_url"],
            quote=values["quote"],
            published=days.get("published"),
            origin_id=values["origin_id"] or None,
            passage=passage.text if passage else None,
        )
        others = [each.url for each in self._about.pieces if each is not self._piece and each.url]
        found = doubts(piece, Beside(self._about.claimants, self._about.as_of, others))
        about = {each.field: f"? {each.message}" for each in found} | said
        for field in ("url", "archived_url", "quote"):
            self.tell(field, about.get(field, ""))
        self.tell("origin", about.get("origin", self._known_origin(values)), is_doubt="origin" in about)
        for field in DAYS:
            read = f"= {days[field]}" if days.get(field, "") not in ("", values[field]) else ""
            self.tell(field, about.get(field, read), is_doubt=field in about)

    def _read_days(self, values: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
        """Return what is wrong with the days and addresses, and the days that can be read."""
        wrong: dict[str, str] = {}
        days: dict[str, str] = {}
        for field in DAYS:
            try:
                days[field] = read_day(values[field], self._about.today) or ""
            except Invalid as problem:
                wrong[field] = f"! {problem.what}; {problem.do}"
        for field, name in ADDRESSES.items():
            try:
                check_address(name, values[field])
            except Invalid as problem:
                wrong[field] = f"! {problem.what}; {problem.do}"
        return wrong, days

    def _known_origin(self, values: Mapping[str, str]) -> str:
        if not values["origin"]:
            return ""
        source = self._about.known.sources.get(values["origin_id"])
        return source.type.replace("_", " ") if source else "a new source" if not values["origin_id"] else ""

    @on(Input.Blurred)
    def _rewrite_day(self, event: Input.Blurred) -> None:
        """Write a day that was typed loosely as it will be kept."""
        if event.input.id in DAYS:
            _, days = self._read_days(self.values())
            event.input.value = days.get(event.input.id, event.input.value)

    # -- what goes on by itself

    def _go_on(self) -> None:
        """Go to the address, or past one that is there; who found nothing says where they looked."""
        values = self.values()
        nothing = values["polarity"] == Polarity.NOTHING_FOUND
        free = next((id_ for id_ in ("url", "quote", "origin") if not values[id_]), "note")
        self.set_focus(self.query_one(f"#{'note' if nothing and not values['url'] else free}"))

    def take_paste(self, text: str) -> bool:
        """Take an address to its field, whichever has the focus, while nothing else is filled in; tell whether so."""
        address = address_in(pasted(text))
        typed = {
            name for name, value in self.values().items() if value and name not in ("polarity", "accessed")
        }
        if address and not typed:
            self.query_one("#url", Words).value = address
            return True
        return False

    def on_paste(self, event: events.Paste) -> None:
        """Take what is pasted where nothing can be typed: an address to its field, words to the quotation."""
        event.stop()
        wanted = list(ADDRESSES) if address_in(pasted(event.text)) else ["quote"]
        values = self.values()
        free = next((id_ for id_ in wanted if not values[id_]), None)
        if free is not None:
            self.query_one(f"#{free}", Words).take(event.text)

    # -- a passage of the corpus

    def action_pick(self) -> None:
        """Let a passage of the corpus be picked, which is the evidence then."""
        self._about.pick(self._take_hit)

    @on(PassageLine.Wanted)
    def _wanted(self) -> None:
        self.action_pick()

    @on(PassageLine.Dropped)
    def _dropped(self) -> None:
        self._put_place(None)
        self.typed()

    def _take_hit(self, article_id: str, span: Span) -> None:
        def take(article: Article) -> None:
            self._articles[article_id] = article
            sentence = _sentence(article, span)
            self._put_place(Place(article_id, sentence))
            self._suggest(article, sentence.of(article.text))
            self.typed()

        self._about.article(article_id, take)

    def _suggest(self, article: Article, words: str) -> None:
        """Fill in what the article says of itself, where nothing stands yet."""
        values = self.values()
        if not values["quote"]:
            self.query_one("#quote", Words).value = " ".join(words.split())
        outlet = article.detail("outlet")
        if not values["origin"] and outlet:
            self.query_one(SourceField).put(self._about.known.called(outlet) or "", visible(outlet))
        if not values["published"]:
            try:
                self.query_one("#published", Line).value = (
                    read_day(article.detail("published")[:10], self._about.today) or ""
                )
            except Invalid:
                return

    def _put_place(self, place: Place | None) -> None:
        self._place = place
        if place is None:
            self.query_one(PassageLine).show("", "")
        elif place.article_id in self._articles:
            self._show_place()
        else:
            self.query_one(PassageLine).show("…", "")
            self._about.article(place.article_id, self._show_article)

    def _show_article(self, article: Article) -> None:
        self._articles[article.id] = article
        self._show_place()

    def _show_place(self) -> None:
        if self.is_attached and self._place is not None and self._place.article_id in self._articles:
            article = self._articles[self._place.article_id]
            words = " ".join(self._place.span.of(article.text).split())
            self.query_one(PassageLine).show(words, article.detail("outlet") or article.name)
            self._judge()

    # -- copying and saving

    def action_copy(self) -> None:
        """Copy the address."""
        values = self.values()
        self._about.copy(values["url"] or values["archived_url"])

    def result(self, values: dict[str, str]) -> Filled:
        """Return the piece; a day, an address or a polarity that is missing or wrong is turned to and told."""
        if not values["polarity"]:
            self.query_one(ChoiceLine).focus()
            raise AnnotatorError("say what it does: s supports, r refutes, c context, n nothing found")
        wrong, days = self._read_days(values)
        for field, message in wrong.items():
            self.query_one(f"#{field}").focus()
            raise Invalid(message.removeprefix("! "))
        piece = self._piece
        evidence = Evidence(
            piece.id if piece else self._about.new_id(),
            Polarity(values["polarity"]),
            origin_id=values["origin_id"] or None,
            url=values["url"] or None,
            archived_url=values["archived_url"] or None,
            quote=values["quote"] or None,
            published=days["published"] or None,
            accessed=days["accessed"] or None,
            note=values["note"] or None,
            place=self._place,
        )
        if piece and values == _filled_up(self.blank()):
            # Line breaks of an imported text are no change of it.
            evidence = replace(piece)
        return Filled(evidence, "" if values["origin_id"] else values["origin"], self.what)


def _filled_up(values: dict[str, str]) -> dict[str, str]:
    return {name: value.strip() for name, value in values.items()}


def _written(place: Place | None) -> str:
    return "" if place is None else f"{place.article_id} {place.span.start} {place.span.end}"


def _read(written: str) -> Place | None:
    try:
        article, start, end = written.split()
        return Place(article, Span(int(start), int(end)))
    except (ValueError, AnnotatorError):
        return None


def _sentence(article: Article, span: Span) -> Span:
    """Return the sentences that hold the words found: a word alone is no evidence."""
    within = article.passages[article.passage_at(span.start)].span
    found = [each for each in steps(article.text, within, Unit.SENTENCE) if each.overlap(span)]
    return Span(found[0].start, max(found[-1].end, span.end)) if found else span
