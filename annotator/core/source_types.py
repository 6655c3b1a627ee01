"""What type of source a name and the words around it suggest: a table of words for each type of `newsclaim`.

A scheme with other types gets none of these, and what no table knows is "unclear": somebody else decides.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from annotator.core.ids import fold
from annotator.core.text.cues import listed

UNCLEAR = "unclear"

# In this order: the first type with a word among those looked at.
_SIGNS: tuple[tuple[str, frozenset[str]], ...] = (
    (
        "police",
        listed(
            """police sheriff constable detective superintendent trooper troopers sergeant sgt policeman
            policewoman policemen"""
        ),
    ),
    (
        "document",
        listed(
            """video videos footage photo photos photograph photographs image images recording recordings document
            documents filing filings indictment affidavit complaint lawsuit memo memos study studies survey poll
            data figures records statistics report reports transcript letter letters email emails audit paper
            analysis review"""
        ),
    ),
    (
        "politician",
        listed(
            """senator sen representative rep congressman congresswoman lawmaker lawmakers mp mps party candidate
            democrat democrats republicans conservatives opposition senators legislators"""
        ),
    ),
    (
        "witness",
        listed(
            """witness witnesses resident residents neighbour neighbours neighbor neighbors family lawyer lawyers
            solicitor mother father survivor survivors protester protesters bystander bystanders passenger
            passengers victim victims widow relatives parents friend friends villager villagers"""
        ),
    ),
    (
        "expert",
        listed(
            """professor prof doctor doctors scientist scientists researcher researchers analyst analysts economist
            economists historian engineer engineers expert experts immunologist epidemiologist neuroscientist
            ecologist biologist physicist scholar scholars"""
        ),
    ),
    (
        "local_government",
        listed(
            """mayor governor gov councillor councillors councilman councilwoman council city county municipal
            municipality local town alderman regional"""
        ),
    ),
    (
        "media",
        listed(
            """newspaper news broadcaster magazine radio tv gazette reuters afp bbc cnn nbc cbs abc itv npr pbs
            bloomberg xinhua anadolu outlet outlets media"""
        ),
    ),
    (
        "organisation",
        listed(
            """company firm union charity association club bank foundation inc corp ltd group groups federation
            hospital university airline operator manufacturer drugmaker campaign campaigner campaigners society
            institute airport retailer supplier executive ceo utility manager chamber"""
        ),
    ),
    (
        "national_government",
        listed(
            """us u.s federal ministry minister ministers president administration government department
            pentagon kremlin embassy ambassador dhs ice cia doj epa fda cdc nasa noaa fema army navy treasury
            chancellor"""
        ),
    ),
)
_WORD = re.compile(r"[\w&.]+(?:['-]\w+)*")
_RELATIVE = re.compile(r"\b(?:who|which|whose)\b")
_ENDS_HEAD = listed("of for at from in by on with to")


def type_of(name: str, words: str, types: Collection[str], *, person: bool, around: str = "") -> str:
    """Return the type that fits `name`, said in `words` and elsewhere with the words `around`, or "unclear".

    >>> type_of("Ada Roe", "the town's mayor Ada Roe", {"local_government", "unclear"}, person=True)
    'local_government'
    """
    own = set(_words(name))
    looked_at = [] if person else [{_head(name)}, own]
    looked_at += [set(_words(_RELATIVE.split(each)[0])) - own for each in (words, around)]
    found = (kind for each in looked_at for kind in _kinds(each) if kind in types)
    return next((kind for kind in found if not (person and kind == "document")), UNCLEAR)


def _kinds(words: Iterable[str]) -> list[str]:
    return [kind for kind, signs in _SIGNS if not signs.isdisjoint(words)]


def _words(phrase: str) -> list[str]:
    return [word.rstrip(".").removesuffix("'s") for word in _WORD.findall(fold(phrase))]


def _head(name: str) -> str:
    """Return the word that says what something is: the last, or the last before "of" and the like."""
    words = _words(name)
    stop = next((at for at, word in enumerate(words) if at and word in _ENDS_HEAD), len(words))
    return words[stop - 1] if words else ""
