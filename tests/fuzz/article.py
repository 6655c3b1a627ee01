"""`python -m tests.fuzz.article --seconds N`: files of articles, imported whole into a project."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from annotator.core.display import visible
from annotator.core.text.passages import Split
from annotator.shipped import shipped
from annotator.store import reading
from annotator.store.engine import reading as reading_scope
from annotator.workflow.importing import import_paths
from annotator.workflow.project import Project, create_project
from annotator.workflow.schemes import find_scheme

from .fuzzing import Target, run

ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "cp1252", "utf-7", "utf-32", "shift_jis", "nonsense")


class Importer:
    """Imports each input as a file into one project, and looks that it is there whole or not at all."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="fuzz-"))
        self.project: Project | None = None
        self.count = 0

    def __call__(self, data: bytes) -> None:
        self.count += 1
        if self.project is None or self.count % 300 == 0:
            # A large project would only make each import slower.
            if self.project is not None:
                self.project.close()
            self.project = create_project(self.folder / f"{self.count}.db", "fuzz", find_scheme("newsclaim"))
        path = self.folder / f"a{('.txt', '.md')[len(data) % 2]}"
        path.write_bytes(data)
        before = self._articles(self.project)
        split = list(Split)[data[0] % len(Split)] if data else Split.AUTO
        encoding = "utf-8" if sum(data[:9]) % 3 else ENCODINGS[sum(data[:20]) % len(ENCODINGS)]
        try:
            outcome = import_paths(
                self.project, [path], {"outlet": str(self.count % 7)}, split=split, encoding=encoding
            )
        except Exception:
            assert self._articles(self.project) == before
            raise
        (one,) = outcome
        assert self._articles(self.project) == before + (not one.duplicate)
        with reading_scope(self.project.engine) as connection:
            stored = reading.article(connection, one.article_id)
        assert stored.text == data.decode(encoding).removeprefix("\ufeff")
        assert len(visible(stored.text)) == len(stored.text)
        ends = [0, *(each.span.end for each in stored.passages)]
        assert all(each.span.start >= end for each, end in zip(stored.passages, ends, strict=False))
        assert ends[-1] <= len(stored.text)

    @staticmethod
    def _articles(project: Project) -> int:
        with reading_scope(project.engine) as connection:
            return reading.article_count(connection)


def seeds() -> list[bytes]:
    found = sorted((shipped("seeds") / "corpora").rglob("*.txt")) + sorted(
        (shipped("seeds") / "guidelines").glob("*.md")
    )
    return [each.read_bytes()[:12_000] for each in found] + [
        b"One. Two.\n\nThree.",
        "“No,” she said. 他说：“不。”".encode(),
    ]


TARGET = Target(
    "article", Importer(), seeds(), (b"said that ", b"\xe2\x80\x9c", b"\n\n", b"# ", b"Mr. ", b"U.S. ")
)

if __name__ == "__main__":
    sys.exit(run(TARGET, sys.argv[1:]))
