"""Which items a model's labels are shown for: a share of them that is drawn once, by no chance but a seed.

Whether an item is shown its suggestion follows from the seed, the round and the item alone. So it needs no list, stays
the same however many items are added, and can be worked out again by whoever wants to check it.
"""

from __future__ import annotations

from annotator.core.seeded import BITS, chance
from annotator.errors import Invalid


def is_shown(seed: int, round_id: str, item_id: str, percent: int) -> bool:
    """Tell whether the suggestion for a passage or a given claim is shown, when `percent` of them are.

    A greater share shows all that a smaller one does.

    >>> [is_shown(1, "round", "claim", percent) for percent in (0, 100)]
    [False, True]
    """
    if not 0 <= percent <= 100:  # noqa: PLR2004  percent
        raise Invalid(f"a share of {percent} % is none", do="give 0 to 100")
    return chance("suggestion arm", seed, round_id, item_id) * 100 < percent << BITS
