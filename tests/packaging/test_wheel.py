"""The wheel: exactly the package and its starter material, and enough by itself to do the whole job."""

from __future__ import annotations

import csv
import json
import os
import sqlite3
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from contextlib import closing
from email.message import Message
from email.parser import Parser
from pathlib import Path

import pytest

pytestmark = pytest.mark.wheel

ROOT = Path(__file__).parents[2]
SCRIPTS, SUFFIX = ("Scripts", ".exe") if os.name == "nt" else ("bin", "")
DIST_INFO = {"METADATA", "WHEEL", "RECORD", "entry_points.txt", "licenses/LICENSE"}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel as `pip install .` does."""
    folder = tmp_path_factory.mktemp("wheel")
    _run(sys.executable, "-m", "pip", "wheel", "-q", ".", "--no-deps", "-w", folder, cwd=ROOT)
    (built,) = folder.iterdir()
    return built


@pytest.fixture(scope="module")
def scripts(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the wheel in an environment of its own, far from the checkout; return its programs."""
    venv = tmp_path_factory.mktemp("elsewhere") / "venv"
    _run(sys.executable, "-m", "venv", venv)
    python = venv / SCRIPTS / f"python{SUFFIX}"
    _run(
        python,
        "-m",
        "pip",
        "install",
        "-q",
        "-c",
        ROOT / "tests" / "constraints.txt",
        wheel,
        cwd=wheel.parent,
    )
    return python.parent


@pytest.fixture(scope="module")
def demo(scripts: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """Run the demo without a terminal; return the folder of its results and what it printed."""
    cwd = tmp_path_factory.mktemp("demo")
    printed = _installed(scripts, "annotator", "demo", cwd=cwd)
    return cwd / "annotator-demo", printed


def test_it_holds_exactly_the_package_and_the_starter_material(wheel: Path) -> None:
    inside = set(zipfile.ZipFile(wheel).namelist())
    dist_info = {name for name in inside if name.partition("/")[0].endswith(".dist-info")}
    expected = {f"annotator/{name}" for name in _files(ROOT / "annotator")}
    expected |= {f"annotator/_shipped/{top}/{name}" for top in ("db", "seeds") for name in _files(ROOT / top)}
    assert inside - dist_info == expected
    assert {name.partition("/")[2] for name in dist_info} == DIST_INFO


@pytest.mark.parametrize(
    "needed",
    [
        "annotator/py.typed",
        "annotator/_shipped/db/SHIPPED",
        "annotator/_shipped/db/migrations/env.py",
        "annotator/_shipped/db/migrations/versions/0001",
        "annotator/_shipped/seeds/SHIPPED",
        "annotator/_shipped/seeds/schemes/newsclaim.toml",
        "annotator/_shipped/seeds/guidelines/newsclaim.md",
        "annotator/_shipped/seeds/corpora/",
        "annotator/_shipped/seeds/guides/lead.md",
        "annotator/_shipped/seeds/guides/annotator.md",
    ],
)
def test_it_carries(needed: str, wheel: Path) -> None:
    # A folder emptied by mistake would be missing on both sides of the comparison above.
    assert any(name.startswith(needed) for name in zipfile.ZipFile(wheel).namelist())


def test_it_says_what_it_is(wheel: Path) -> None:
    about = _metadata(wheel)
    assert (about["Name"], about["License-Expression"], about["Requires-Python"]) == (
        "annotator",
        "MIT",
        ">=3.11",
    )
    needed = {line.split(";")[0] for line in about.get_all("Requires-Dist", []) if "extra ==" not in line}
    assert not [line for line in needed if line.startswith(("pytest", "hypothesis", "ruff", "mypy"))]
    archive = zipfile.ZipFile(wheel)
    (entry_points,) = (name for name in archive.namelist() if name.endswith("entry_points.txt"))
    assert archive.read(entry_points).decode().split("\n")[:2] == [
        "[console_scripts]",
        "annotator = annotator.cli.main:run",
    ]


def test_the_installed_command_answers(scripts: Path, wheel: Path, tmp_path: Path) -> None:
    assert _installed(scripts, "annotator", "--version", cwd=tmp_path).split() == [
        "annotator",
        _metadata(wheel)["Version"],
    ]
    overview = _installed(scripts, "annotator", "--help", cwd=tmp_path)
    assert overview.startswith("usage: annotator")
    assert "demo" in overview


def test_the_installed_package_is_the_one_that_runs(scripts: Path, tmp_path: Path) -> None:
    where = _installed(
        scripts,
        "python",
        "-c",
        "import annotator; from annotator.shipped import shipped; print(annotator.__file__, shipped('db'))",
        cwd=tmp_path,
    )
    package, db = map(Path, where.split())
    assert package.is_relative_to(scripts.parent)
    assert db == package.parent / "_shipped" / "db"


def test_the_demo_says_where_its_results_are(demo: tuple[Path, str]) -> None:
    folder, printed = demo
    written = ["annotator.db", "agreement.json", "agreement.txt", "claims.csv", "claims.jsonl"]
    assert [name for name in written if f"{folder.name}{os.sep}{name}" not in printed] == []
    assert sorted(path.name for path in folder.iterdir()) == sorted(written)


def test_the_demo_keeps_the_project(demo: tuple[Path, str]) -> None:
    with closing(sqlite3.connect(f"file:{demo[0] / 'annotator.db'}?mode=ro", uri=True)) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert database.execute("SELECT count(*) FROM article").fetchone() == (2,)
        passages = (
            'SELECT substr(text, start + 1, "end" - start) FROM passage JOIN article a ON a.id = article_id'
        )
        assert all(passage.strip() for (passage,) in database.execute(passages))


def test_the_demo_measures_agreement(demo: tuple[Path, str]) -> None:
    report = json.loads((demo[0] / "agreement.json").read_text(encoding="utf-8"))
    assert {"source", "form", "stance", "status"} <= report["fields"].keys()
    for field in ("source", "form", "stance", "status"):
        figures = [
            report["fields"][field]["percent_agreement"],
            *report["fields"][field]["coefficients"].values(),
        ]
        assert all(figure["value"] is not None or figure["reason"] for figure in figures)


def test_the_demo_exports_the_dataset(demo: tuple[Path, str]) -> None:
    items = [json.loads(line) for line in _lines(demo[0] / "claims.jsonl")]
    assert {note["annotator"] for item in items for note in item["annotations"]} >= {"Ana", "Ben"}
    assert all(item["text"] for item in items)
    rows = list(csv.DictReader(_lines(demo[0] / "claims.csv")))
    assert {row["item"] for row in rows} == {item["item"] for item in items}
    assert {"source", "form", "stance", "status"} <= {row["field"] for row in rows}


def test_the_module_runs_like_the_command(scripts: Path, demo: tuple[Path, str]) -> None:
    status = json.loads(_installed(scripts, "python", "-m", "annotator", "status", "--json", cwd=demo[0]))
    assert status["articles"] == 2
    assert {"Ana", "Ben"} <= {person["name"] for person in status["annotators"]}


def _files(folder: Path) -> Iterator[str]:
    for path in folder.rglob("*"):
        if path.is_file() and "__pycache__" not in path.parts:
            yield path.relative_to(folder).as_posix()


def _metadata(wheel: Path) -> Message:
    archive = zipfile.ZipFile(wheel)
    (metadata,) = (name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
    return Parser().parsestr(archive.read(metadata).decode())


def _lines(path: Path) -> Iterator[str]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from file


def _installed(scripts: Path, program: str, *arguments: str, cwd: Path) -> str:
    """Run a program of the fresh environment as a stranger would: no checkout, no settings, no terminal."""
    ours = ("PYTHON", "ANNOTATOR", "VIRTUAL_ENV", "XDG_", "COVERAGE")
    environ = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    home = {"HOME": str(scripts.parent.parent), "USERPROFILE": str(scripts.parent.parent)}
    return _run(scripts / f"{program}{SUFFIX}", *arguments, cwd=cwd, env=environ | home)


def _run(*command: str | Path, cwd: Path | None = None, env: dict[str, str] | None = None) -> str:
    done = subprocess.run(
        list(map(str, command)),
        cwd=cwd,
        env=env,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, f"{command[1:]} ended with {done.returncode}:\n{done.stdout}\n{done.stderr}"
    return done.stdout
