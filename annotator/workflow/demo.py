"""The sample project: two reports of one event, labelled by two example annotators, with gold beside."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from pathlib import Path

from annotator.errors import BadInput, StoreProblem
from annotator.formats.options import Options, Which
from annotator.formats.registry import FORMATS
from annotator.reports import agreement_json, agreement_text
from annotator.workflow.exporting import check_target, export, write_whole
from annotator.workflow.project import Project, create_project, open_project
from annotator.workflow.reporting import report_agreement
from annotator.workflow.samples import load_corpus, sample_corpus
from annotator.workflow.schemes import find_scheme

DATABASE = "annotator.db"


def make_demo(folder: Path, say: Callable[[str], None]) -> Project:
    """Make the sample project in `folder`, or open the one that is there."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise StoreProblem(
            "the sample project can't be made here",
            where=str(folder),
            why=problem.strerror or str(problem),
            do="choose a folder you may write to, with --folder",
        ) from problem
    path, corpus = folder / DATABASE, sample_corpus()
    if not path.exists():
        # What a person has there under these names is theirs; in the sample's own folder they are ours to renew.
        for target in result_files(folder):
            check_target(target, force=False)
    if path.exists():
        project = open_project(path, say)
        _check_sample(project, corpus.title)
        say(f"using the sample project in {folder}")
    else:
        project = create_project(path, corpus.title, find_scheme(corpus.scheme))
        say(f"made the sample project in {folder}")
    load_corpus(project, corpus)
    return project


def _check_sample(project: Project, name: str) -> None:
    """Keep the sample out of a project of somebody's own: what is put in never goes away."""
    if project.name == name:
        return
    project.close()
    raise BadInput(
        "another project is here already",
        where=str(project.path),
        why=f"it is called {project.name!r}",
        do="choose another folder with --folder",
    )


def result_files(folder: Path) -> dict[Path, str]:
    """Return what `write_results` writes, and what each file is."""
    files = {
        folder / "agreement.txt": "how far the two example annotators agree",
        folder / "agreement.json": "the same for programs",
    }
    return files | {folder / f"claims{each.suffix}": each.summary for each in FORMATS.values()}


def write_results(project: Project, folder: Path) -> tuple[str, list[tuple[Path, str]]]:
    """Measure agreement and write every export; return the report and what was written where."""
    report = report_agreement(project)
    text = agreement_text.render(report)
    write_whole(folder / "agreement.txt", text, force=True)
    write_whole(folder / "agreement.json", agreement_json.render(report), force=True)
    for format_ in FORMATS.values():
        export(project, format_, folder / f"claims{format_.suffix}", Options(which=Which.BOTH), force=True)
    written = list(result_files(folder).items())
    written.append((project.path, f"the project: annotator annotate --db {shlex.quote(str(project.path))}"))
    return text, written
