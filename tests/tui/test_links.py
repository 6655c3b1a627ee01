"""Addresses on the screen: whole, a link, safe, and to the clipboard by one key."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest
from textual.strip import Strip

from annotator.core.claim import Evidence, Polarity

from .driver import Driver, make_project
from .filling import fill, opened, play

LONG = "https://news.example.org/" + "/".join(f"part-{number}" for number in range(40)) + "?a=ü"
HOSTILE = "https://a.org/\x1b]8;;https://evil.example\x1b\\\x07\u202e"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return make_project(tmp_path)


def strips(d: Driver) -> list[Strip]:
    return d.app.screen._compositor.render_strips(d.app.size)


def links(d: Driver) -> dict[str, str]:
    """Return the targets of links on the screen, each with the text it is a link of."""
    found: dict[str, str] = {}
    for strip in strips(d):
        for segment in strip:
            if segment.style is not None and segment.style.link:
                found[segment.style.link] = found.get(segment.style.link, "") + segment.text.strip()
    return found


def written(d: Driver) -> str:
    """Return what would be written to the terminal."""
    return "".join(strip.render(d.app.console) for strip in strips(d))


async def with_evidence(d: Driver, *urls: str | None, archived: str | None = None) -> None:
    await d.keys("j", "enter")
    for url in urls:
        d.desk.add_evidence(
            Evidence(d.desk.new_id(), Polarity.SUPPORTS, url=url, archived_url=archived, note="n")
        )
    d.screen.refresh_desk()
    await d.pilot.pause()


def copied(d: Driver, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    found: list[str] = []
    driver = d.app._driver
    assert driver is not None
    real = driver.write

    def write(data: str) -> None:
        if data.startswith("\x1b]52;c;"):
            found.append(base64.b64decode(data.removeprefix("\x1b]52;c;").removesuffix("\a")).decode())
        real(data)

    monkeypatch.setattr(driver, "write", write)
    return found


@pytest.mark.parametrize("size", [(120, 40), (200, 60)])
def test_an_address_is_shown_whole_in_the_claim_list_and_every_row_of_it_is_a_link(
    path: Path, size: tuple[int, int]
) -> None:
    async def scenario(d: Driver) -> None:
        await with_evidence(d, LONG, archived="https://archive.example.org/x")
        found = links(d)
        assert found[LONG.replace("ü", "%C3%BC")] == LONG
        assert found["https://archive.example.org/x"] == "https://archive.example.org/x"

    play(path, scenario, size=size)


def test_an_address_that_does_not_fit_is_left_out_and_never_cut(path: Path) -> None:
    async def scenario(d: Driver) -> None:
        await with_evidence(d, LONG)
        assert "part-1" not in d.shown()
        assert "evidence 1" in d.shown()
        await d.keys("underscore", "escape")
        await with_evidence(d, "https://a.org/short")
        assert links(d) == {"https://a.org/short": "https://a.org/short"}

    play(path, scenario, size=(80, 24))


def test_the_address_in_the_form_is_whole_and_a_link(path: Path) -> None:
    async def scenario(d: Driver) -> None:
        await d.keys("j", "enter")
        await opened(d, "apostrophe", "EvidenceForm")
        await fill(d, url=LONG[:200])
        d.app.screen.query_one("#polarity").focus()
        await d.pilot.pause()
        assert links(d) == {LONG[:200]: LONG[:200]}

    play(path, scenario)


def test_a_hostile_address_is_drawn_as_marks_and_is_no_link_anywhere(path: Path) -> None:
    async def scenario(d: Driver) -> None:
        await with_evidence(d, HOSTILE)
        for key, screen in (("", "AnnotateScreen"), ("apostrophe", "EvidenceForm")):
            if key:
                await opened(d, key, screen)
                await d.keys("pageup")
            assert links(d) == {}
            assert "␛]8;;https://evil.example" in d.shown()
            out = written(d)
            assert "\x1b]8;;https://evil" not in out
            assert "\x07" not in out
            assert "\u202e" not in out

    play(path, scenario, size=(120, 40))


def test_one_key_copies_the_one_address_of_the_claim_and_says_so(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TMUX", raising=False)

    async def scenario(d: Driver) -> None:
        got = copied(d, monkeypatch)
        await with_evidence(d, LONG)
        await d.keys("f6")
        assert got == [LONG]
        assert "the address is copied " in d.shown()
        monkeypatch.setenv("TMUX", "/tmp/x")  # noqa: S108  any value says that tmux is between
        await d.keys("f6")
        assert "set-clipboard on" in d.shown()

    play(path, scenario)


def test_of_several_addresses_one_is_chosen_from_a_list_that_shows_them_whole(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def scenario(d: Driver) -> None:
        got = copied(d, monkeypatch)
        await with_evidence(d, "https://a.org/old", LONG[:150], archived="https://archive.example.org/x")
        await d.keys("f6")
        await d.on("Choice")
        found = links(d)
        assert {"https://a.org/old", LONG[:150], "https://archive.example.org/x"} == set(found)
        assert found[LONG[:150]] == LONG[:150]
        await d.keys("enter")
        await d.on("AnnotateScreen")
        assert got == [LONG[:150]], "the newest comes first"
        await d.keys("f6")
        await d.on("Choice")
        await d.keys("escape")
        await d.on("AnnotateScreen")
        assert len(got) == 1

    play(path, scenario, size=(80, 24))


def test_without_evidence_the_articles_own_address_is_copied_or_it_says_there_is_none(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def scenario(d: Driver) -> None:
        got = copied(d, monkeypatch)
        await d.keys("f6")
        assert "no address to copy" in d.shown()
        article = d.desk.article
        monkeypatch.setattr(
            type(article), "detail", lambda self, field: "https://a.org/article" if field == "url" else ""
        )
        await d.keys("f6")
        assert got == ["https://a.org/article"]
        assert "the article's address is copied" in d.shown()

    play(path, scenario)


def test_what_hides_characters_is_not_put_into_the_clipboard(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def scenario(d: Driver) -> None:
        got = copied(d, monkeypatch)
        await with_evidence(d, HOSTILE)
        await d.keys("f6")
        assert got == []

    play(path, scenario)


def test_the_form_copies_what_stands_in_it(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def scenario(d: Driver) -> None:
        got = copied(d, monkeypatch)
        await d.keys("j", "enter")
        await opened(d, "apostrophe", "EvidenceForm")
        await fill(d, url=LONG)
        await d.keys("f6")
        assert got == [LONG]

    play(path, scenario)
