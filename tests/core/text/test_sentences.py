"""Sentences of news text: a table of hard cases, and the laws that hold for any text."""

from __future__ import annotations

import pytest

from annotator.core.text.sentences import sentences
from annotator.core.text.span import Span

# Each case is a text whose sentences end where "‖" stands. The marks are taken out before the text is
# split, so white space beside a mark belongs to the text.
CASES = {
    "plain": "Police closed the bridge. ‖It reopened at noon.",
    "question, exclamation": "Who gave the order? ‖Nobody knows! ‖An inquiry has begun.",
    "country initials before a noun": "The U.S. Department of Justice opened an inquiry. ‖It has no date.",
    "country initials at the end": "She has never left the U.S. ‖The ministry disagrees.",
    "country initials, pronoun next": "He was sent back to the U.K. ‖He had asked for a lawyer.",
    "title": "Mr. Okafor met Dr. Lind and Sen. Ruiz on Friday. ‖Gov. Hale did not attend.",
    "military titles": "Gen. Adeyemi and Lt. Col. Park gave evidence. ‖Sgt. Moss did not.",
    "saint": "The fire began in St. Paul. ‖Crews from Ft. Wayne came to help.",
    "month": "The vote is on Jan. 7. ‖The count ends on Feb. 2.",
    "number sign": "Bus No. 12 hit the kerb. ‖Bus No. 9 stopped behind it.",
    "no as a word": "Asked twice, the mayor said no. ‖The council said yes.",
    "time of day, same sentence": "The shop was searched at 4 a.m. Wednesday by two officers.",
    "time of day, at the end": "The march began at 6 p.m. ‖Police arrived an hour later.",
    "time of day, lower case": "It closed at 9 p.m. and reopened at 6 a.m. the next day.",
    "initials": "J. K. Rowling and George W. Bush were named. ‖Neither replied.",
    "joined initials": "The report cites J.D. Marsh and T.S. Lowe. ‖Both resigned.",
    "company": "Acme Corp. and Bolt Inc. agreed to merge. ‖The price was not given.",
    "company at the end": "The plant is owned by Acme Inc. ‖It employs 300 people.",
    "junior": "Martin Cole Jr. was elected in May. ‖He took office in June.",
    "money": "The appeal has raised $1.4 million. ‖Some 3.5% of it went on fees.",
    "web address": "See www.example.org/a.b?c=1 for details. ‖The site is run by the council.",
    "mail address": "Write to j.doe@example.co.uk today. ‖Replies take a week.",
    "ellipsis, goes on": "We waited ... and waited... until the train came. ‖It was full.",
    "ellipsis sign, goes on": "“We want … peace,” she said. ‖He agreed.",
    "ellipsis, ends": "They searched all night... ‖The boat was never found.",
    "ellipsis sign, ends": "The crowd fell silent… ‖Then the bells rang.",
    "straight quotes, full stop inside": "The city wrote, 'We ask for calm.' ‖They added, 'We want answers.'",
    "curly quotes, full stop inside": "He said: “We will rebuild.” ‖The mayor left soon after.",
    "curly quotes, full stop outside": "Hale called it “unlawful” and “a disgrace”. ‖Nobody was hurt.",
    "quote of two sentences": "“I saw it. ‖It was red,” she said.",
    "question before a cue": "“Why now?” she asked. ‖Nobody answered.",
    "straight question before a cue": "'Why now?' asked the judge. ‖There was silence.",
    "question before a name": "“Where are they?” Walsh asked. ‖“We have a right to know.”",
    "exclamation before a cue": "“Leave now!” he shouted at officers. ‖They stayed.",
    "nested quotes": "“He told me, ‘Stay down.’” ‖She did so.",
    "bracketed sentence": "The plan failed. ‖(It had cost $2m.) ‖Work stopped.",
    "brackets inside": "The agency (est. 1931) declined to comment. ‖It has 40 staff.",
    "versus": "The case, Doe vs. Ohio, was closed. ‖An appeal is likely.",
    "for example": "Some goods, e.g. Danish butter, rose in price. ‖Others, i.e. Dutch cheese, did not.",
    "year at the end": "The law dates from 1998. ‖Nobody has been charged under it.",
    "figure starts a sentence": "The fire spread. ‖3,000 people fled.",
    "brand starts a sentence": "Sales fell. ‖iPhone users noticed first.",
    "degree": "Jane Roe, Ph.D. and M.D., signed the letter. ‖It ran to 9 pages.",
    "street": "The body was found on Main St. ‖The street was closed.",
    "two marks": "He won?! ‖Nobody had expected it.",
    "hard wrapped": "The minister said on\nMonday that Mr.\nOkafor would resign. ‖He did\nnot say when.",
    "list": "Three demands were made:\n‖- an inquiry\n‖- a public apology\n‖- a new chief",
    "numbered list": "1. Stop the trucks. ‖2. Free the drivers.",
    "chinese": "市长说没有人受伤。‖警方正在调查！‖为什么？‖没有回答。",
    "japanese with quotes": "知事は「落ち着いてください。」と述べた。‖雨は止んだ。",
    "arabic": "هل وصل الوزير؟ ‖لم يصل بعد.",
    "hindi": "मंत्री ने इस्तीफा दिया। ‖जांच जारी है।",
    "french quotes": "« Nous partons. » ‖Le maire a confirmé.",
    "german quotes": "„Wir gehen.“ ‖Der Minister schwieg.",
    "spanish": "¿Quién dio la orden? ‖Nadie lo sabe. ‖¡Basta!",
}

# Written before the rules were and run on them unseen; the last six came later.
CASES |= {
    "unions": "The E.U. and the U.N. issued a joint call. ‖Neither named a date.",
    "party and state": "Rep. Ana Cruz, R-Texas, voted no. ‖Sen. Lee voted yes.",
    "one-word quote": "“I can’t breathe,” he said. ‖“Please.” ‖Officers did not respond.",
    "streets inside": "It happened near 5th Ave. and Pine St. in Seattle. ‖Two lanes were shut.",
    "age": "The suspect, identified as John Q. Public, 34, was held. ‖Bail was set at $250,000.",
    "district": "Washington, D.C. police made 12 arrests. ‖Most were released.",
    "name with a mark": "He works for Yahoo! in California. ‖He lives in Reno.",
    "score": "The bill passed 51-49. ‖The White House said it would sign.",
    "time zone": "At 5:30 a.m. EST the alarm rang. ‖By 6 a.m. the street was full.",
    "two titles": "Prof. Dr. Anna Weiss (Univ. of Graz) disagreed. ‖Her study had 1,200 subjects.",
    "two straight quotes": "The department said: 'This is under review.' ‖'We will publish it,' it added.",
    "page and figure": "The ruling (see p. 14 and Fig. 3) is final. ‖No appeal is possible.",
    "no, quoted": "She said, “No.” ‖Then she left.",
    "question by an office": "“Did he fall?” the coroner asked. ‖“Or was he pushed?”",
    "volumes": "Vol. 2 came out in Dec. 2019. ‖Vol. 3 followed in Sept.",
    "weight": "Police found 2.5 kg of cocaine. ‖A man, 45, from St. Louis was charged.",
    "saint after an article": "The St. Louis Cardinals lost. ‖The crowd booed.",
    "no, said": "Was it an accident? ‖No, said the chief. ‖It was planned.",
    "islands": "She was born in Washington D.C. ‖Her father is from the U.S. Virgin Islands.",
    "number quoted": "The order reads “No. 5 must stop.” ‖No one obeyed it.",
    "retired": "It begins on Monday, Nov. 3, at 10 a.m. ‖Lt. Gen. Mark Shaw (ret.) is to speak.",
    "single curly quotes": "He wrote ‘It is over.’ ‖On Tuesday he resigned.",
    "quote opens on an ellipsis": "Reuters was told that “… it came from above.” ‖Nobody confirmed it.",
    "ranks": "Three Maj. Gen. posts are vacant. ‖The Army gave no reason.",
    "dashes": "The mayor—who was elected in 2019—said: “Enough!” ‖Crowds cheered.",
    "spaced dots": "We waited . . . and saw nothing. ‖Then it came.",
    "footnotes": "It burned down.[3] ‖A new one was built.[4][5]",
    "blank line": "A line with no end\n\n‖Another line",
    "windows lines": "He fell\r\nin the dark. ‖She saw\r\nit.",
    "chinese with a cue": "“我们会的。”市长说。‖警方没有回答。",
}


def marked(case: str) -> tuple[str, list[str]]:
    return case.replace("‖", ""), [part.strip() for part in case.split("‖")]


@pytest.mark.parametrize("name", CASES)
def test_sentences_end_where_a_reader_would_end_them(name: str) -> None:
    text, expected = marked(CASES[name])
    assert [found.of(text) for found in sentences(text, Span(0, len(text)))] == expected


def test_offsets_are_into_the_whole_text() -> None:
    text = "Title. \n\nIt rained. Nobody came.\n\nEnd."
    assert [one.of(text) for one in sentences(text, Span(9, 33))] == ["It rained.", "Nobody came."]
