"""What every test stands on: nobody's own settings are read, and hypothesis takes the time it needs.

Projects are made once and copied, because making one runs every migration.
"""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from annotator.workflow.project import Project

settings.register_profile(
    "annotator", deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("annotator")

TEXTS = {
    "one": "Police said that he fell, but the mayor insists he was pushed.\n\n"
    "Follow us on WhatsApp\n\nNobody saw it. “No,” she said.\n",
    "two": "Rain fell.\n\nCrowds left.",
}


@pytest.fixture(scope="session", autouse=True)
def _no_settings_of_anybody(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CONFIG_HOME", str(tmp_path_factory.mktemp("config")))
        for name in ("ANNOTATOR_DB", "ANNOTATOR_NAME", "ANNOTATOR_SCREEN", "NO_COLOR"):
            patch.delenv(name, raising=False)
        # What a day's first opening does is tried where it is the subject.
        patch.setenv("ANNOTATOR_BACKUPS", "off")
        # Which signs the screen draws with follows the locale.
        patch.setenv("LC_ALL", "C.UTF-8")
        yield


@pytest.fixture(scope="session", autouse=True)
def _no_signal_is_ignored() -> Iterator[None]:
    # Under `nohup`, or in the background of a script, programs started here would ignore what is to end them.
    ignored = [each for each in (signal.SIGHUP, signal.SIGINT) if signal.getsignal(each) is signal.SIG_IGN]
    usual = {signal.SIGINT: signal.default_int_handler}
    for each in ignored:
        signal.signal(each, usual.get(each, signal.SIG_DFL))
    yield
    for each in ignored:
        signal.signal(each, signal.SIG_IGN)


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """Say how many workers `-n auto` starts: more than processors, because what a screen does is half waiting."""
    processors = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return processors + (processors + 1) // 2


HERE = Path(__file__).parent
FROM_TEMPLATE = ("cli", "properties", "security", "tui", "workflow")
"""What is tested in these folders begins where a project has been made; making one is the subject of `store`."""


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a database with every table and guard, and no row, as `create_database` does."""
    from annotator.store import schema

    path = tmp_path_factory.mktemp("empty") / "empty.db"
    schema._build(path, lambda _: None)
    return path


@pytest.fixture(autouse=True)
def _made_from_a_template(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Copy the empty database where a project is made: running every migration costs five times as much."""
    if not any(HERE / folder in request.path.parents for folder in FROM_TEMPLATE):
        return
    from annotator.store import schema
    from annotator.store.engine import Connection, open_engine, writing

    template: Path = request.getfixturevalue("empty")

    def build(path: Path, fill: Callable[[Connection], None]) -> None:
        shutil.copyfile(template, path)
        engine = open_engine(path)
        try:
            with writing(engine) as connection:
                fill(connection)
        finally:
            engine.dispose()

    monkeypatch.setattr(schema, "_build", build)


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a project of two short articles, the first with boilerplate, in which Ana and Ben annotate."""
    from annotator.core.article import Article
    from annotator.core.text.passages import split_passages
    from annotator.workflow.importing import add_articles
    from annotator.workflow.project import add_annotator, create_project
    from annotator.workflow.schemes import find_scheme

    project = create_project(tmp_path_factory.mktemp("small") / "small.db", "Small", find_scheme("newsclaim"))
    details = {"outlet": "Paper", "published": "2026-01-15"}
    add_articles(
        project,
        [
            Article.new(text, split_passages(text), {"title": title, **details})
            for title, text in TEXTS.items()
        ],
    )
    for name in ("Ana", "Ben"):
        add_annotator(project, name)
    project.close()
    return project.path


@pytest.fixture(scope="session")
def sampled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make the sample project, with everybody's labels."""
    from annotator.workflow.project import create_project
    from annotator.workflow.samples import load_corpus, sample_corpus
    from annotator.workflow.schemes import find_scheme

    corpus = sample_corpus()
    project = create_project(
        tmp_path_factory.mktemp("sampled") / "s.db", corpus.title, find_scheme(corpus.scheme)
    )
    load_corpus(project, corpus)
    project.close()
    return project.path


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Callable[[Path], Project]]:
    """Give a function that opens a copy of a project, and close them all in the end."""
    from annotator.workflow.project import open_project

    projects: list[Project] = []

    def _open(path: Path) -> Project:
        copy = tmp_path / f"{len(projects)}-{path.name}"
        shutil.copyfile(path, copy)
        projects.append(open_project(copy))
        return projects[-1]

    yield _open
    for project in projects:
        project.close()


@pytest.fixture
def project(opened: Callable[[Path], Project], small: Path) -> Project:
    """Open a fresh copy of the small project."""
    return opened(small)


@pytest.fixture
def sample(opened: Callable[[Path], Project], sampled: Path) -> Project:
    """Open a fresh copy of the sample project."""
    return opened(sampled)
