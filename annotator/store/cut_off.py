"""Whether the end of a database file is missing, told by its first bytes: it lost it on its way, or is still coming.

SQLite itself takes a file that is shorter than its header for an empty database, and notices a missing page only where
it is read. The format is that of https://www.sqlite.org/fileformat2.html, section 1.3.
"""

from __future__ import annotations

from pathlib import Path

from annotator.store.header import is_logged

MAGIC = b"SQLite format 3\0"
HEADER = 100
"""Bytes of the header of a database."""


def why_cut_off(file: Path) -> str:
    """Say how much of a file is there, where that is less than its header says; nothing for a whole or other file.

    Only for a file that this process hasn't open otherwise: reading it drops SQLite's locks.
    """
    size = file.stat().st_size
    with file.open("rb") as opened:
        start = opened.read(HEADER)
    if not MAGIC.startswith(start[: len(MAGIC)]) or is_logged(file):
        # Where a log is there, the pages that are missing may be in it.
        return ""
    if not start:
        return "it has not a single byte"
    if size < HEADER:
        return f"it has {size:,} {'byte' if size == 1 else 'bytes'}, too few for any kit"
    page = int.from_bytes(start[16:18], "big")
    pages = int.from_bytes(start[28:32], "big")
    # The count holds only where the last program to write knew of it.
    is_valid = start[24:28] == start[92:96]
    whole = pages * (65536 if page == 1 else page)
    if is_valid and size < whole:
        return f"it has {size:,} of {whole:,} bytes"
    return ""
