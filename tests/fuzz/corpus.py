"""`python -m tests.fuzz.corpus --seconds N`: a sample corpus as a folder, one of its files bent at a time."""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from annotator.formats.corpus import find_words, read_corpus
from annotator.shipped import shipped

from .fuzzing import Target, run

SOURCE = shipped("seeds") / "corpora" / "minneapolis"
FOLDER = Path(tempfile.mkdtemp(prefix="fuzz-")) / "corpus"
FILES = sorted(each.relative_to(SOURCE) for each in SOURCE.rglob("*.toml"))


def read(data: bytes) -> None:
    """The first byte says which file it is."""
    shutil.copytree(SOURCE, FOLDER, dirs_exist_ok=True)
    which = FILES[data[0] % len(FILES)] if data else FILES[0]
    (FOLDER / which).write_bytes(data[1:])
    corpus = read_corpus(FOLDER)
    for table in corpus.labels.values():
        for entry in table.get("claims", []):
            find_words(corpus, entry)


SEEDS = [bytes([number]) + (SOURCE / name).read_bytes() for number, name in enumerate(FILES)]
TARGET = Target(
    "corpus", read, SEEDS, (b"[[articles]]\n", b'file = "../x"\n', b"passage = -1\n", b"occurrence = 0\n")
)

if __name__ == "__main__":
    sys.exit(run(TARGET, sys.argv[1:]))
