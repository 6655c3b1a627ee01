"""What names are compared as when one is looked for by typing, and how far two spellings are apart.

Looser than `ids.fold`, which says what is the same name: here a person may leave out what is tedious to type.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

_APOSTROPHES = "'’‘ʼ`´＇ʹ′"
_LETTERS = {
    **dict.fromkeys(map(ord, _APOSTROPHES + ".․·"), ""),
    **{ord(letter): plain for letter, plain in zip("łøđħıŧŋ", "lodhitn", strict=True)},
    ord("æ"): "ae",
    ord("œ"): "oe",
}
# Marks that make another letter of the one they stand on: vowels and viramas of India, the voicing of kana.
_KEPT_MARKS = frozenset({0, 7, 8, 9})
_SMALL = frozenset({"of", "the", "and", "for", "in", "on", "a", "an", "de", "la", "del", "der", "van", "von"})


class _Keys(dict[int, str]):
    """What each code point is compared as, worked out when first met."""

    def __missing__(self, code: int) -> str:
        sign = chr(code)
        folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", sign).casefold())
        self[code] = "".join(map(_plain, folded))
        return self[code]


def _plain(sign: str) -> str:
    if (code := ord(sign)) in _LETTERS:
        return _LETTERS[code]
    category = unicodedata.category(sign)
    if category == "Mn" and unicodedata.combining(sign) not in _KEPT_MARKS:
        return ""
    if category[0] in "CPZ":
        return "" if category in {"Cf", "Cs", "Co", "Cn"} else " "
    return sign


_KEYS = _Keys()


def key(name: str) -> str:
    """Return what a name is compared as: no case, accents, apostrophes, dots or width; hyphens are spaces.

    >>> key("Brian O’Hara"), key("Al–Jazeera"), key("U.S. Café"), key("ＤＨＳ")
    ('brian ohara', 'al jazeera', 'us cafe', 'dhs')
    """
    return " ".join(name.translate(_KEYS).split())


def word_tails(compared: str) -> Iterator[str]:
    """Yield a key from each of its words on, the whole first."""
    yield compared
    at = compared.find(" ")
    while at >= 0:
        yield compared[at + 1 :]
        at = compared.find(" ", at + 1)


def initials_of(compared: str) -> set[str]:
    """Return the first letters of the words of a key, and those of its longer words; none of a single word."""
    words = compared.split()
    every = (words, [word for word in words if word not in _SMALL])
    return {"".join(word[0] for word in each) for each in every if len(each) > 1}


def letter_set(compared: str) -> int:
    """Return a set of letters as bits, by which most unlike names are told apart at once."""
    bits = 0
    for sign in compared:
        bits |= 1 << (ord(sign) & 63)
    return bits


def distance(one: str, other: str, most: int) -> int:
    """Return how many letters must be added, dropped, changed or swapped with the next, or more than `most`.

    Optimal string alignment (Boytsov 2011, §2.1).

    >>> distance("frey", "fry", 2), distance("walz", "wlaz", 2), distance("frey", "walz", 2)
    (1, 1, 3)
    """
    before: list[int] = []
    row = list(range(len(other) + 1))
    for y, here in enumerate(one, 1):
        last, before, row = before, row, [y]
        for x, there in enumerate(other, 1):
            cost = min(before[x] + 1, row[x - 1] + 1, before[x - 1] + (here != there))
            if x > 1 and y > 1 and here == other[x - 2] and there == one[y - 2]:
                cost = min(cost, last[x - 2] + 1)
            row.append(cost)
        if min(row) > most and min(before) > most:
            return most + 1
    return min(row[-1], most + 1)
