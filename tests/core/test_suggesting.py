"""What is offered as source and form, measured on the gold of the sample corpus and on invented reports."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.ids import fold
from annotator.core.scheme import parse_scheme
from annotator.core.source import NARRATOR, Source
from annotator.core.suggesting import Offer, offer
from annotator.core.text.passages import split_passages
from annotator.core.text.span import Span
from annotator.formats.corpus import find_words, read_corpus
from annotator.shipped import shipped

SEEDS = shipped("seeds")
CORPUS = read_corpus(SEEDS / "corpora" / "minneapolis")
SCHEME = parse_scheme((SEEDS / "schemes" / "newsclaim.toml").read_text(encoding="utf-8"), "newsclaim.toml")
TYPES = tuple(kind.id for kind in SCHEME.source_types)
MARKED = re.compile(r"\[([^\]]*)\]\{([^}|]*)\|(\w+)\}")
REPORTS = dict(
    part.split("\n\n", 1)
    for part in (Path(__file__).parent / "invented_news.txt").read_text(encoding="utf-8").split("\n=== ")[1:]
)


def offered(
    text: str,
    claim: Span,
    *,
    known: tuple[Source, ...] = (),
    aliases: Mapping[str, tuple[str, ...]] | None = None,
    here: tuple[str, ...] = (),
    types: tuple[str, ...] = TYPES,
) -> Offer | None:
    passages = [passage.span for passage in split_passages(text)]
    index = next(at for at, passage in enumerate(passages) if passage.start <= claim.start < passage.end)
    return offer(
        text,
        passages,
        index,
        claim,
        known=known,
        aliases=aliases or {},
        here=here,
        article_id="article",
        types=types,
    )


def marked(case: str) -> tuple[str, Span]:
    start, end = case.index("["), case.index("]") - 1
    return case.replace("[", "").replace("]", ""), Span(start, end)


# -- measured


def gold_source(entry: Mapping[str, str], article_id: str) -> tuple[Source, tuple[str, ...]]:
    if entry["source"] == "article":
        return Source.narrator(article_id), ()
    table = CORPUS.sources[entry["source"]]
    qualifier = article_id if table.get("unnamed") else ""
    return Source.of(table["name"], table["type"], qualifier), tuple(table.get("aliases", ()))


def on_gold(*, all_known: bool) -> Counter[str]:
    """Offer for each gold claim in order, and go on as an annotator who then sets the gold label."""
    claims = CORPUS.labels["gold"]["claims"]
    known: dict[str, Source] = {}
    aliases: dict[str, tuple[str, ...]] = {}
    here: dict[str, dict[str, None]] = {}
    counts: Counter[str] = Counter()
    if all_known:
        for entry in claims:
            source, names = gold_source(entry, CORPUS.articles[entry["article"]].id)
            known[source.id], aliases[source.id] = source, names
    for entry in claims:
        article, span = find_words(CORPUS, entry)
        passages = [passage.span for passage in article.passages]
        source, names = gold_source(entry, article.id)
        used = here.setdefault(article.id, {})
        found = offer(
            article.text,
            passages,
            entry["passage"] - 1,
            span,
            known=tuple(known.values()),
            aliases=aliases,
            here=tuple(used),
            article_id=article.id,
            types=TYPES,
        )
        counts[verdict(found, source, names)] += 1
        counts["form"] += found is not None and found.form == entry["form"]
        known[source.id] = source
        used.pop(source.id, None)
        used[source.id] = None
    return counts


def verdict(found: Offer | None, source: Source, names: tuple[str, ...]) -> str:
    if found is None:
        return "none"
    same = found.source.type == source.type and found.source.qualifier == source.qualifier
    called = {fold(name) for name in (source.name, *names)}
    return "right" if same and fold(found.source.name) in called else "wrong"


@pytest.mark.parametrize(("all_known", "least"), [(False, 52), (True, 53)])
def test_on_the_gold_hardly_an_offer_is_wrong_and_few_are_missing(all_known: bool, least: int) -> None:
    counts = on_gold(all_known=all_known)
    assert counts["right"] >= least
    assert counts["wrong"] <= 1
    assert counts["form"] >= least


def read_marked(report: str) -> tuple[str, list[tuple[Span, str, str]]]:
    text, claims, at = "", [], 0
    for found in MARKED.finditer(report):
        text += report[at : found.start()]
        claims.append((Span(len(text), len(text) + len(found[1])), found[2], found[3]))
        text += found[1]
        at = found.end()
    return text + report[at:], claims


def on_report(report: str) -> Iterator[str]:
    """Offer for each claim in order; what is right becomes known, as it would."""
    text, claims = read_marked(report)
    known: dict[str, Source] = {}
    for span, wanted, form in claims:
        names = {fold(name) for name in wanted.removeprefix("~").split("=")}
        found = offered(text, span, known=tuple(known.values()), here=tuple(known))
        if found is None:
            yield "none"
            continue
        narrated = found.source.type == NARRATOR
        named = fold(found.source.name) in names and bool(found.source.qualifier) is wanted.startswith("~")
        yield "right" if (narrated if wanted == "-" else named and not narrated) else "wrong"
        yield "form" if found.form == form else "other form"
        if wanted not in {"-", "?"}:
            source = next((one for one in known.values() if fold(one.name) in names), None)
            source = source or (found.source if named else Source.of(wanted.split("=")[-1], "unclear"))
            known[source.id] = source


def test_on_reports_in_other_styles_offers_stay_right() -> None:
    counts = Counter(each for report in REPORTS.values() for each in on_report(report))
    total = counts["right"] + counts["wrong"]
    assert counts["right"] / total >= 0.95
    assert total / (total + counts["none"]) >= 0.9
    assert counts["form"] / total >= 0.97


# -- sentences: [claim], the name offered ("" is the article itself, None no offer), the form

SENTENCES = [
    (
        "[Two workers were killed on Monday when a crane collapsed in the port of Odense], police said.",
        "Police",
        "indirect",
    ),
    (
        "[A fire at a warehouse injured six people], the regional governor, Ana Ruiz, said on Telegram.",
        "Ana Ruiz",
        "indirect",
    ),
    (
        '"[We will not negotiate under fire]," Foreign Minister Tomas Hale told reporters in Vienna.',
        "Tomas Hale",
        "direct",
    ),
    ("Hale, speaking after the talks, said [the two sides remained far apart].", "Hale", "indirect"),
    (
        "Prime Minister Elena Marsh's office said in a statement that [she had spoken to both leaders].",
        "Prime Minister Elena Marsh's office",
        "indirect",
    ),
    (
        "[The signal had failed twice that morning], a Coast Rail spokesperson said.",
        "Coast Rail spokesperson",
        "indirect",
    ),
    ("The Met Office has warned that [winds could reach 80mph].", "Met Office", "indirect"),
    (
        "Sir Alan Pike, who chaired the inquiry, found that [managers 'knew of the risk'].",
        "Alan Pike",
        "mixed",
    ),
    (
        'Speaking to the BBC, Ms Okafor said: "[I was terrified]. I didn\'t know what to do."',
        "Okafor",
        "direct",
    ),
    (
        'Speaking to the BBC, Ms Okafor said: "I was terrified. [I didn\'t know what to do]."',
        "Okafor",
        "direct",
    ),
    ("Prosecutors allege [Doran forged the signatures].", "Prosecutors", "indirect"),
    ("According to court documents, [the pair met in 2019].", "Court documents", "indirect"),
    ("Judge Maria Stone ruled that [the search had been unlawful].", "Maria Stone", "indirect"),
    ("Doran's lawyer, Pat Kim, told the court [her client was asleep at the time].", "Pat Kim", "indirect"),
    ("The indictment says [he moved $2 million through shell firms].", "Indictment", "indirect"),
    (
        "[The drug cut deaths by a third], researchers reported in the journal Cell Notes.",
        "Researchers",
        "indirect",
    ),
    (
        "“[It is a remarkable result],” says Lena Ortiz, an immunologist at Graz who was not involved in the study.",
        "Lena Ortiz",
        "direct",
    ),
    ("The study found that [children slept 20 minutes less].", "Study", "indirect"),
    ("[The ice is thinning faster than models predicted], scientists have warned.", "Scientists", "indirect"),
    ("Chief executive Dana Wirth described [the quarter as 'our toughest yet'].", "Dana Wirth", "mixed"),
    ("Analysts at Nordbank expect [rates to fall in June].", "Analysts at Nordbank", "indirect"),
    ("The company denied [it had misled investors].", "Company", "indirect"),
    (
        "Shares in Orlen Foods fell 8% after the company said [profits would miss forecasts].",
        None,
        "indirect",
    ),
    (
        "[Sales rose 4% in May], data from the statistics office showed.",
        "Data from the statistics office",
        "indirect",
    ),
    ('"[We deserved more]," the coach said afterwards. "The lads gave everything."', "Coach", "direct"),
    ('"We deserved more," the coach said afterwards. "[The lads gave everything]."', "Coach", "direct"),
    ("Captain Joe Bell admitted [his side had been 'second best'] in the first half.", "Joe Bell", "mixed"),
    ("Gov. Rita Lowe, a Republican, said Tuesday [the state would sue].", "Rita Lowe", "indirect"),
    (
        "[The suspect fled on foot], said Sgt. Mike Dunn of the county sheriff's office.",
        "Mike Dunn",
        "indirect",
    ),
    ('Sen. Paul Voss (D-Ore.) called [the bill "a gift to polluters"].', "Paul Voss", "mixed"),
    (
        "U.S. officials, speaking on condition of anonymity, said [the ship had been tracked for days].",
        "U.S. officials",
        "indirect",
    ),
    (
        "[The vote was delayed], three people familiar with the matter said.",
        "People familiar with the matter",
        "indirect",
    ),
    (
        "Mayor Kim Lane visited the flooded streets on Sunday. She said [the pumps had failed].",
        "Kim Lane",
        "indirect",
    ),
    ("The airline cancelled 40 flights. It said [crews were out of position].", "Airline", "indirect"),
    ("Police said the driver was sober.\n\nThey added that [the road had been icy].", "Police", "indirect"),
    (
        "“The river rose in minutes,” said Ivo Petrov, a farmer.\n\n“[We lost everything].”",
        "Ivo Petrov",
        "direct",
    ),
    ("The painting is believed [to be a forgery].", None, "indirect"),
    ("It is understood that [talks broke down on Friday].", None, "indirect"),
    ("Residents were told [to boil their water].", None, "indirect"),
    ("The claim that [the vaccine causes harm] has been debunked.", None, None),
    ("[The bridge reopened on Thursday after a month of repairs].", "", "unattributed"),
    ("[Turnout was the lowest since 1994].", "", "unattributed"),
    ("[The museum, which opened in 1902, holds 40,000 coins].", "", "unattributed"),
    (
        "[Thousands marched through the capital on Saturday], chanting slogans against the reform.",
        "",
        "unattributed",
    ),
    ("[The minister resigned on Monday] after reports that he had lied.", "", "unattributed"),
    ("[The report was published in May].", "", "unattributed"),
    ("The union says [the doors were locked] but the owner insists they were open.", "Union", "indirect"),
    ("The union says the doors were locked but the owner insists [they were open].", "Owner", "indirect"),
    (
        "Witnesses told Radio Coast that [the boat was overcrowded], and the coastguard confirmed it.",
        "Witnesses",
        "indirect",
    ),
    (
        "[Hospitals counted 30 dead], Reuters reported, while the ministry put the toll at 12.",
        "Reuters",
        "indirect",
    ),
    ('Asked about the delay, Lind said [it was "nobody\'s fault"].', "Lind", "mixed"),
    ("[The dam is safe], Lind insisted, adding that inspectors had visited in May.", "Lind", "indirect"),
    ("The dam is safe, Lind insisted, adding that [inspectors had visited in May].", "Lind", "indirect"),
    (
        "A spokeswoman for the hospital said [four patients were in a critical condition].",
        "Spokeswoman for the hospital",
        "indirect",
    ),
    ("In a post on X, the actor wrote: ‘[I’m heartbroken].’", "Actor", "direct"),
    ("Campaigners have called on [ministers to ban the pesticide].", "Campaigners", "indirect"),
    ("A leaked memo shows that [the bank knew about the flaw].", "Leaked memo", "indirect"),
    ("Footage posted online appeared to show [a drone hitting the tower].", "Footage", "indirect"),
    ("“[The 'reset' is over],” Marsh said.", "Marsh", "direct"),
    ("“The harvest failed,” Marsh said. [Prices doubled within a week].", None, None),
]


@pytest.mark.parametrize(("case", "name", "form"), SENTENCES)
def test_who_says_it_is_offered_by_name(case: str, name: str | None, form: str | None) -> None:
    text, claim = marked(case)
    found = offered(text, claim)
    if name is None:
        assert found is None
        return
    assert found is not None
    assert (found.source.name if found.source.type != NARRATOR else "") == name
    assert found.form == form


# -- which source a name is

FREY = Source.of("Jacob Frey", "local_government")
ROE, OTHER_ROE = Source.of("Ada Roe", "expert"), Source.of("Ben Roe", "witness")
PORT = Source.of("Department of Ports and Harbours", "national_government")
OFFICIALS = Source.of("City officials", "local_government", "article")
ELSEWHERE = Source.of("Police", "police", "another article")
KNOWN = (FREY, ROE, OTHER_ROE, PORT, OFFICIALS, ELSEWHERE)
ALIASES = {FREY.id: ("the mayor",)}


@pytest.mark.parametrize(
    ("text", "here", "source"),
    [
        ("Frey said [it rained].", (), FREY),
        ("Mayor Jacob Frey said [it rained].", (), FREY),
        ("The mayor said [it rained].", (), FREY),
        ("Jacob M. Frey said [it rained].", (), FREY),
        ("The DPH said [it rained].", (), PORT),
        ("The US Department of Ports and Harbours said [it rained].", (), PORT),
        ("The department said [it rained].", (PORT.id,), PORT),
        ("Officials said [it rained].", (OFFICIALS.id,), OFFICIALS),
        ("Roe said [it rained].", (), None),
        ("Roe said [it rained].", (OTHER_ROE.id,), OTHER_ROE),
        ("Roe said [it rained].", (ROE.id, OTHER_ROE.id), None),
        ("“[It rained],” Ada Roe said.", (), ROE),
    ],
)
def test_a_known_source_is_found_by_what_the_text_calls_it(
    text: str, here: tuple[str, ...], source: Source | None
) -> None:
    found = offered(*marked(text), known=KNOWN, aliases=ALIASES, here=here)
    assert (found and found.source) == source
    assert found is None or found.is_known


def test_a_fuller_name_in_the_text_decides_between_two_of_one_surname() -> None:
    text, claim = marked("Kate Frey runs the pier. Frey said [it rained].")
    found = offered(text, claim, known=KNOWN)
    assert found is not None
    assert (found.source.name, found.is_known) == ("Kate Frey", False)


def test_an_unnamed_source_of_another_article_is_not_offered() -> None:
    found = offered(*marked("Police said [it rained]."), known=KNOWN)
    assert found is not None
    assert (found.source, found.is_known) == (Source.of("Police", "police", "article"), False)


def test_what_two_people_say_together_is_left_open() -> None:
    assert offered(*marked("Ada Roe and Ben Roe said [it rained]."), known=KNOWN) is None


def test_the_department_is_the_one_the_text_named() -> None:
    text, claim = marked("The Department of Ports (DP) met. The department said [it rained].")
    found = offered(text, claim)
    assert found is not None
    assert (found.source.name, found.source.qualifier) == ("Department of Ports", "")


def test_she_is_not_taken_for_a_man() -> None:
    text, claim = marked("Mayor Kim Lane spoke. Donald Roe said it snowed. She said [it rained].")
    found = offered(text, claim)
    assert found is not None
    assert found.source.name == "Kim Lane"


@pytest.mark.parametrize(("between", "name"), [(0, "Ada Roe"), (1, "Ada Roe"), (2, None)])
def test_a_pronoun_reaches_back_two_passages(between: int, name: str | None) -> None:
    told = "\n\n".join(["Ada Roe said it snowed.", *["The pier is long."] * between, "She said [it rained]."])
    found = offered(*marked(told))
    assert (found and found.source.name) == name


def test_passages_that_only_go_on_do_not_count() -> None:
    told = "\n\n".join(
        ["Ada Roe said it snowed.", *["“It was cold,” she said."] * 4, "She said [it rained]."]
    )
    found = offered(*marked(told))
    assert found is not None
    assert found.source.name == "Ada Roe"


def test_the_cue_is_named() -> None:
    text, claim = marked("[It rained], according to Ada Roe.")
    found = offered(text, claim)
    assert found is not None
    assert found.why is not None
    assert found.why.of(text) == "according to"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Police said [it rained].", "police"),
        ("Mayor Ada Roe said [it rained].", "local_government"),
        ("Ada Roe, a biologist, said [it rained].", "expert"),
        ("Residents said [it rained].", "witness"),
        ("The video shows [it rained].", "document"),
        ("The Interior Ministry said [it rained].", "national_government"),
        ("The drivers' union said [it rained].", "organisation"),
        ("CBS News reported [it rained].", "media"),
        ("Senator Ada Roe said [it rained].", "politician"),
        ("Ada Roe said [it rained].", "unclear"),
    ],
)
def test_the_words_around_a_new_source_suggest_its_type(text: str, kind: str) -> None:
    found = offered(*marked(text))
    assert found is not None
    assert found.source.type == kind


def test_a_type_the_scheme_does_not_have_is_unclear() -> None:
    found = offered(*marked("Police said [it rained]."), types=("unclear",))
    assert found is not None
    assert found.source.type == "unclear"


def test_without_a_type_to_give_nothing_is_offered() -> None:
    assert offered(*marked("Police said [it rained]."), types=()) is None
    assert offered(*marked("[The rain fell in the night]."), types=()) is None


@pytest.mark.parametrize(
    "text",
    ["[Die Brücke wurde gestern gesperrt].", "[市长说没有人受伤]。", "[El puente cerró ayer por la noche]."],
)
def test_silence_in_another_language_means_nothing(text: str) -> None:
    assert offered(*marked(text)) is None


WORDS = """said told he she they it and but who “ ” " ' , . : ; — ( ) according to as reported by Ada Roe Mayor police
the department (DP) claims was called on 市长 e\u0301"""
PIECES = st.sampled_from([*WORDS.split(), "\n\n"])


@given(st.one_of(st.lists(PIECES, max_size=30).map(" ".join), st.text(max_size=60)), st.data())
def test_any_text_gives_an_offer_or_none(text: str, data: st.DataObject) -> None:
    passages = [passage.span for passage in split_passages(text)]
    if not passages:
        return
    index = data.draw(st.integers(0, len(passages) - 1))
    passage = passages[index]
    start = data.draw(st.integers(passage.start, passage.end - 1))
    claim = Span(start, data.draw(st.integers(start + 1, passage.end)))
    found = offer(
        text,
        passages,
        index,
        claim,
        known=KNOWN,
        aliases=ALIASES,
        here=(PORT.id,),
        article_id="a",
        types=TYPES,
    )
    assert found is None or found.why is None or passage.covers(found.why)
    assert found is None or found.is_known or found.source.type in TYPES
