"""The command line run in this process, and a project that two people labelled by hand."""

from __future__ import annotations

import io
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from annotator.cli.main import main
from annotator.core.article import Article
from annotator.core.claim import Evidence, Polarity
from annotator.core.history import Looked
from annotator.core.scheme import Field, LabelDef
from annotator.core.source import Source
from annotator.core.text.span import Span
from annotator.store import reading
from annotator.store.engine import reading as reading_scope
from annotator.store.writing import save
from annotator.workflow.annotating import Desk
from annotator.workflow.project import Project, add_annotator, open_project

TEXT = """\
The mayor said that 🎆 ten people came to the “old” square. Police counted four hundred.

The bridge is safe, the builder claimed.

Nobody was hurt.

The council will meet again on Friday.

The museum stays closed, its director said.

Tickets cost nine euros.

Follow the Gazette on WhatsApp
"""


class Answer(NamedTuple):
    """What a command gave back."""

    code: int
    out: str
    err: str


Run = Callable[..., Answer]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stand in an empty folder, with no settings and nobody at the keyboard."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setattr("sys.stdin", io.StringIO())
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    return here


@pytest.fixture
def annotator(folder: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command in this process."""

    def run(*arguments: object) -> Answer:
        capsys.readouterr()
        try:
            code = main([str(each) for each in arguments])
        except SystemExit as stop:
            code = int(stop.code or 0)
        out, err = capsys.readouterr()
        return Answer(code, out, err)

    return run


@pytest.fixture
def labelled(labelled_once: Path, folder: Path) -> Path:
    """Give a copy of the project that Ana and Ben labelled by hand."""
    return Path(shutil.copy(labelled_once, folder / "annotator.db"))


@pytest.fixture(scope="session")
def labelled_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make the project by command, and label it as the screen does.

    Four items are found by both, one by Ana alone; one of her marks lies where only she is done, one where
    she is not done herself.
    """
    here = tmp_path_factory.mktemp("labelled")
    (here / "gazette.txt").write_text(TEXT, encoding="utf-8")
    path = here / "annotator.db"
    assert main(["init", "--db", str(path), "--name", "Pilot"]) == 0
    assert main(["import", str(here / "gazette.txt"), "--db", str(path), "--outlet", "Gazette"]) == 0
    project = open_project(path)
    try:
        ana, ben = Hand(project, "Ana"), Hand(project, "Ben")
        ana.mark(
            "🎆 ten people came to the “old” square", form="indirect", stance="neutral", source=ana.mayor
        )
        ben.mark(
            "🎆 ten people came to the “old” square", form="indirect", stance="neutral", source=ben.mayor
        )
        ana.mark(
            "Police counted four hundred", form="unattributed", stance="neutral", source=ana.desk.narrator
        )
        ben.mark("counted four hundred", form="indirect", stance="neutral", source=ben.police)
        ana.mark("The bridge is safe", form="indirect", stance="neutral", source=ana.builder)
        ben.mark("The bridge is safe", form="indirect", stance="neutral", source=ben.builder)
        ana.mark("Nobody was hurt", form="unattributed", stance="neutral", source=ana.desk.narrator)
        ben.mark("Nobody was hurt", form="unattributed", stance="neutral", source=ben.desk.narrator)
        ana.mark("The council will meet again on Friday", flags="outdated")
        ana.mark("The museum stays closed", form="direct")
        ana.mark("Tickets cost nine euros")
        ben.mark("Follow the Gazette on WhatsApp")
        ben.desk.withdraw()
        for index in range(5):
            ana.done(index)
        for index in range(4):
            ben.done(index)
        ana.evidence("Nobody was hurt", "the hospital has no patients")
    finally:
        project.close()
    return path


@pytest.fixture
def hand() -> Callable[[Path, str], AbstractContextManager[Hand]]:
    """Let somebody label a project."""

    @contextmanager
    def at_work(path: Path, name: str) -> Iterator[Hand]:
        project = open_project(path)
        try:
            yield Hand(project, name)
        finally:
            project.close()

    return at_work


class Hand:
    """One annotator, marking words and giving labels by their names."""

    def __init__(self, project: Project, name: str) -> None:
        with reading_scope(project.engine) as connection:
            article: Article = reading.article(connection, reading.article_ids(connection)[0])
        self.scheme = project.scheme
        self.desk = Desk(
            article=article,
            scheme=project.scheme,
            annotator_id=add_annotator(project, name).id,
            stamps=project.stamps,
            record=lambda entry: save(project.engine, entry),
        )
        self.mayor = Source.of("The mayor", "local_government")
        self.police = Source.of("Police", "police")
        self.builder = Source.of("The builder", "organisation", article.id)

    def mark(self, words: str, *, source: Source | None = None, **labels: str) -> None:
        start = self.desk.article.text.index(words)
        self.desk.select(Span(start, start + len(words)))
        assert self.desk.mark() is not None
        for field_id, label_id in labels.items():
            field, label = self.named(field_id, label_id)
            self.desk.tag(field, label)
        if source is not None:
            asked = self.scheme.field("source")
            assert asked is not None
            self.desk.tag_source(asked, source)

    def source(self, name: str) -> Source:
        return Source.of(name, "witness")

    def named(self, field_id: str, label_id: str) -> tuple[Field, LabelDef]:
        field = self.scheme.field(field_id)
        assert field is not None
        label = field.label(label_id)
        assert label is not None
        return field, label

    def done(self, index: int) -> None:
        self.desk.go(index)
        self.desk.look(Looked.DONE)

    def evidence(self, words: str, quote: str) -> None:
        spans: dict[str, Any] = {
            each.judgement.span.of(self.desk.article.text): each.claim_id for each in self.desk.claims
        }
        self.desk.focus_on(spans[words])
        self.desk.add_evidence(
            Evidence(self.desk.new_id(), Polarity.SUPPORTS, quote=quote, url="https://example.org")
        )
        self.desk.set_texts(note="asked twice", restatement=None)
