"""Which items a model's labels are shown for: a share of them that is drawn once, by no chance but a seed.

Whether an item is shown its suggestion follows from the seed, the round and the item alone. So it needs no list, stays
the same however many items are added, and can be worked out again by whoever wants to check it.
"""

from __future__ import annotations

import hashlib

from annotator.errors import Invalid

_DIGITS = 16
"""Hexadecimal digits of the hash that are compared: 64 bits, so that no share is off by what can be seen."""


def is_shown(seed: int, round_id: str, item_id: str, percent: int) -> bool:
    """Tell whether the suggestion for a passage or a given claim is shown, when `percent` of them are.

    A greater share shows all that a smaller one does.

    >>> [is_shown(1, "round", "claim", percent) for percent in (0, 100)]
    [False, True]
    """
    if not 0 <= percent <= 100:  # noqa: PLR2004  percent
        raise Invalid(f"a share of {percent} % is none", do="give 0 to 100")
    said = "\0".join(("suggestion arm", str(seed), round_id, item_id))
    place = int(hashlib.sha256(said.encode()).hexdigest()[:_DIGITS], 16)
    return place * 100 < percent << 4 * _DIGITS
