"""The words of a text: what one word step covers, for any script, with no dictionary.

A word holds letters, figures and their marks, and what joins them inside: apostrophes, hyphens, the point
in 1.4. Signs that belong to a figure ($, %, °) go with it; outer punctuation never does.
"""

from __future__ import annotations

import re

from annotator.core.text.graphemes import clusters
from annotator.core.text.span import Span

# Stands for all but the first code point of a joined character, so that one pattern reads every script.
_MARK = "\ufffe"
# Han, and scripts written without spaces, step by character; kana by run, as particles and loan words go.
_HAN = "\u2e80-\u2fdf\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u1950-\u19df"
_HIRAGANA, _KATAKANA = "\u3041-\u309f", "\u30a1-\u30ff\uff66-\uff9f"
_PICTURE = "\u2600-\u27bf\U0001f000-\U0001faff"
_LETTERS = rf"(?:[^\W_{_HAN}{_UNSPACED}{_HIRAGANA}{_KATAKANA}]{_MARK}*)+"
_JOINTS = "|".join(
    (
        r"['’ʼ＇‐‑&·@׳״_\u00ad\u2060-]",  # O’Hara, 37-year-old, AT&T, a word with a soft hyphen
        r"\.(?=[\da-z]|[A-Z]\b)",  # 1.4, example.org, U.S
        r"(?<=\d)[,:/](?=\d)",  # 3,000, 10:30, 24/7
        r"[$£€¥₹](?=\d)",  # US$5
    )
)
_SIGN = r"(?:(?<!\S)[-−+±~](?=[$£€¥₹₩₽]?\d))?(?:[$£€¥₹₩₽](?=\d)|[#@])?"
_WORD = re.compile(
    "|".join(
        (
            r"https?://[^\s\"“”‘’<>]*[^\s\"“”‘’<>.,;:!?)\]'…]",
            rf"(?:[^\W\d_]\.)+[^\W\d_]\.(?![\w{_MARK}])",  # U.S., a.m.
            rf"{_SIGN}{_LETTERS}(?:(?:{_JOINTS}){_LETTERS})*(?:[%‰]{_MARK}*|°[CFK]?(?![\w{_MARK}]))?",
            rf"[{_HAN}{_UNSPACED}{_PICTURE}]{_MARK}*",
            rf"(?:[{_HIRAGANA}]{_MARK}*)+",
            rf"(?:[{_KATAKANA}]{_MARK}*)+",
        )
    )
)


def _shape(text: str, within: Span) -> str:
    """Return as many code points, each joined character shown by its letter and marks."""
    parts: list[str] = []
    at = within.start
    for cluster in clusters(text, within):
        letter = next((one for one in cluster.of(text) if one.isalnum()), text[cluster.start])
        parts += (text[at : cluster.start], letter, _MARK * (len(cluster) - 1))
        at = cluster.end
    return "".join((*parts, text[at : within.end]))


def words(text: str, within: Span) -> tuple[Span, ...]:
    """Return the words in order.

    >>> said = "O'Hara, a 37-year-old, gave $1.4 million."
    >>> [word.of(said) for word in words(said, Span(0, len(said)))]
    ["O'Hara", 'a', '37-year-old', 'gave', '$1.4', 'million']
    """
    shape, start = _shape(text, within), within.start
    return tuple(Span(start + found.start(), start + found.end()) for found in _WORD.finditer(shape))
