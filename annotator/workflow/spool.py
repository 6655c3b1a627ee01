"""Articles that were read wait here to be written: in memory while they are few, else in a file without a name.

So everything is read and found to be in order before the first row is written, however much it is, and what a
program that was killed leaves behind is nothing.
"""

from __future__ import annotations

import marshal
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Self

from annotator.store.bulk import Arrival

IN_MEMORY = 16_000_000
"""Bytes that are kept in memory at most."""

PASSAGES_AT_ONCE = 50_000
CHARACTERS_AT_ONCE = 32_000_000
"""How much is written in one transaction at most: well under a second here, and others wait for five."""

_LENGTH = 8


class Spool:
    """Takes articles and gives them back in batches; what belongs to a batch comes one article at a time."""

    def __init__(self, folder: Path) -> None:
        """Keep what memory should not hold in `folder`, on the disk that is to hold the project anyway."""
        self._file = tempfile.SpooledTemporaryFile(IN_MEMORY, dir=str(folder))  # noqa: SIM115  closed with the spool
        self._batches: list[tuple[int, int]] = []
        self._characters = 0
        self.passages = 0

    def put(self, article: Arrival) -> None:
        """Add an article at the end."""
        size = len(article.starts)
        articles, passages = self._batches[-1] if self._batches else (0, PASSAGES_AT_ONCE)
        self._characters += len(article.text)
        if passages + size > PASSAGES_AT_ONCE or self._characters > CHARACTERS_AT_ONCE:
            self._batches.append((1, size))
            self._characters = len(article.text)
        else:
            self._batches[-1] = (articles + 1, passages + size)
        self.passages += size
        data = marshal.dumps(tuple(article))
        self._file.write(len(data).to_bytes(_LENGTH) + data)

    def batches(self) -> Iterator[Iterator[Arrival]]:
        """Return what was put in, from the first on; each batch must be gone through before the next."""
        self._file.seek(0)
        for articles, _ in self._batches:
            yield (self._next() for _ in range(articles))

    def _next(self) -> Arrival:
        length = int.from_bytes(self._file.read(_LENGTH))
        return Arrival(*marshal.loads(self._file.read(length)))  # noqa: S302  our own, written a moment ago

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()
