"""Passages of an article, by its lines; and the table of what is no reporting."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.text.passages import PassageKind, Split, is_boilerplate, split_passages

LINES = "Rain fell on Monday.\nThe river rose.\n“Leave now,” the mayor said.\nShops closed."
WRAPPED = (
    "The river rose on Monday after a night of heavy rain, and the mayor asked\n"
    "people who live near the bridge to leave their homes. Shops closed early,\n"
    "and two schools stayed shut for the day. Crews from three counties came to\n"
    "help. Nobody was hurt.\n\nA second wave is expected. Officials said\nthey would decide by noon."
)
POEM = "The river rose,\nthe river fell,\nand nobody\ncould say it well.\n\nA second verse\nhas come to tell"


def texts(text: str, how: Split = Split.AUTO) -> list[str]:
    return [passage.span.of(text) for passage in split_passages(text, how)]


def test_single_breaks_part_lines_that_end_sentences() -> None:
    assert texts(LINES) == LINES.split("\n")


@pytest.mark.parametrize("text", [WRAPPED, POEM, "- bread\n- milk\n- salt", "one line", "A. \nb"])
def test_single_breaks_do_not_part_what_runs_on(text: str) -> None:
    assert texts(text) == text.split("\n\n")


def test_a_line_without_an_end_is_a_passage_where_most_have_one() -> None:
    text = (
        f"Rain in the north\n{LINES}\n\nFollow the Gazette on WhatsApp\nScan the QR code for news\n\n\n\n\n"
    )
    assert [passage.kind.value for passage in split_passages(text)] == ["text"] * 5 + ["boilerplate"] * 2


def test_a_broken_line_is_joined_where_most_are_whole() -> None:
    assert texts(f"{LINES}\nThe mayor, who had left\nfor the coast, returned.")[-1].count("\n") == 1


@pytest.mark.parametrize("mark", ["\n", "\r\n", "\r", "\x85", "\u2028", "\x0b", "\x1e"])
def test_every_line_break_counts(mark: str) -> None:
    text = LINES.replace("\n", mark)
    assert texts(text) == LINES.split("\n")
    assert texts(text, Split.PARAGRAPHS) == [text]
    assert texts(LINES.replace("\n", mark * 2), Split.PARAGRAPHS) == LINES.split("\n")


@pytest.mark.parametrize("mark", ["\u2029", "\x0c", "\n \t\n", "\r\n\u00a0\r\n", "\n\n\n\n"])
def test_what_ends_a_paragraph(mark: str) -> None:
    assert texts(f"{mark}One line{mark}and another{mark}") == ["One line", "and another"]


@pytest.mark.parametrize(
    ("how", "count"), [(Split.LINES, 4), (Split.PARAGRAPHS, 1), (Split.SENTENCES, 4), (Split.WHOLE, 1)]
)
def test_one_may_say_how(how: Split, count: int) -> None:
    assert len(split_passages(LINES, how)) == count


def test_markdown_has_headings_and_no_line_passages() -> None:
    text = "# Title\nRain fell.\nIt rose.\n\n## Part\n\n#hashtag"
    found = [(passage.kind.value, passage.span.of(text)) for passage in split_passages(text, markdown=True)]
    assert found == [
        ("heading", "# Title"),
        ("text", "Rain fell.\nIt rose."),
        ("heading", "## Part"),
        ("text", "#hashtag"),
    ]


@pytest.mark.parametrize("text", ["", " ", "\n\n", "\u2029\r\n"])
@pytest.mark.parametrize("how", Split)
def test_no_text_has_no_passages(text: str, how: Split) -> None:
    assert split_passages(text, how) == ()


ANY = st.one_of(st.text(), st.text(alphabet="aB. #\n\r\x0c\u2028\u2029\x85\u0301\t?”", max_size=60))


@given(ANY, st.sampled_from(Split), st.booleans())
def test_passages_leave_no_printed_character_out(text: str, how: Split, markdown: bool) -> None:
    spans = [passage.span for passage in split_passages(text, how, markdown=markdown)]
    assert all(before.end <= after.start for before, after in pairwise(spans))
    covered = {offset for span in spans for offset in range(span.start, span.end)}
    assert all(text[at].isspace() for at in range(len(text)) if at not in covered)


@given(st.text(alphabet="aB. \n\r\x0c\u2028\t?”", max_size=60), st.sampled_from(Split))
def test_no_white_space_at_the_ends_of_a_passage(text: str, how: Split) -> None:
    assert all(part == part.strip() for part in texts(text, how))


BOILERPLATE = """
Follow the Gazette on WhatsApp
Follow us on Facebook, X and Instagram
Like our page on Facebook for more local news
Join us on Telegram to get the news first
Scan the QR code on your phone for the latest news
Sign up for our morning newsletter
Sign up to our daily briefing here.
Subscribe now
Get the day's top stories in your inbox every morning
Download our app for free
Read more: Council to vote on bridge
READ MORE
Also read: Bridge closed again
Related: Bridge closed again
More on this story
Watch: The river rises
Photo: Jane Roe/AP
Image source, Getty Images
Image caption, The bridge on Monday
Photograph by Jane Roe
Credit: Jane Roe
Pictured: The bridge on Monday
Getty Images
Jane Roe/Reuters
AFP via Getty Images
© 2026 The Gazette
© The Gazette
Copyright 2026 The Gazette. All rights reserved.
This material may not be published, broadcast or rewritten.
Share this story
Share
Advertisement
ADVERTISEMENT
Sponsored content
Story continues below advertisement
We use cookies to improve your experience on our site.
This website uses cookies.
This article was originally published on 3 May 2026.
This story has been updated to correct a name.
This article was amended on 4 May 2026.
Published 4 May 2026
Updated: 12:30, 4 May 2026
Additional reporting by Jane Roe
Do you have a story for us? Write to news@example.org
""".strip().split("\n")
REPORTING = """
Police said a message on WhatsApp had told residents to follow the march to the bridge.
Follow-up messages on WhatsApp were read out in court.
Followers on WhatsApp had shared the video before police arrived, the mayor said.
Scans of the QR code were found on his phone, prosecutors said.
Sign-ups for health plans ended on Friday, officials said.
The council signed up 300 volunteers for its newsletter.
Subscribers to the newsletter were told about the fire on Monday.
Downloads of the app doubled after the attack.
Photographs of the scene show three cars.
Images from the scene show officers approaching a car.
Pictures posted on X appear to show a fire.
Video: it was filmed by a neighbour who told police that two men had run from the car, and that one had \
stayed behind the wall until officers came.
Image rights were sold for $2m.
Reuters reported that two people died.
The AP said it had seen the letter.
This article of the constitution was repealed in 1998.
This story was told by the mayor.
Share prices fell after the attack.
Copyright law is to change in May.
Advertisement spending fell by 3%, the firm said.
Cookies were found in the car.
Watch shops closed early on Monday.
Related charges were dropped in June.
Updated figures show that 12 people died.
Published figures from 2024 show a rise.
Read said he would not stand again.
Getty said it would appeal.
Credit is due to the crews, the mayor said.
Contact with the crew was lost at 4 a.m.
""".strip().split("\n")


@pytest.mark.parametrize("line", BOILERPLATE)
def test_promotion_credits_and_notices_are_boilerplate(line: str) -> None:
    assert is_boilerplate(line)


@pytest.mark.parametrize("line", REPORTING)
def test_reporting_is_not(line: str) -> None:
    assert not is_boilerplate(line)


def test_a_block_is_boilerplate_when_all_its_lines_are() -> None:
    text = "Rain fell.\n\nFollow us on X\nSubscribe now\n\nShare\nIt rose"
    assert [passage.kind for passage in split_passages(text)] == [
        PassageKind.TEXT,
        PassageKind.BOILERPLATE,
        PassageKind.TEXT,
    ]
