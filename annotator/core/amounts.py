"""Numbers of things in words, the same wherever a message counts something."""

from __future__ import annotations


def counted(count: int, noun: str, nouns: str | None = None) -> str:
    """Write a number of things; `nouns` where an s doesn't make several.

    >>> counted(1, "article"), counted(1200, "label"), counted(2, "story", "stories")
    ('1 article', '1,200 labels', '2 stories')
    """
    return f"{count:,} {noun if count == 1 else nouns or noun + 's'}"
