"""Passwords and texts stay out of messages: of addresses that are refused, of errors, of reports about the program."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text
from textual.pilot import Pilot

from annotator.crashing import failed_at, own_error
from annotator.errors import AnnotatorError, BadInput
from annotator.settings import database_path, without_passwords
from annotator.store.engine import reading, writing
from annotator.tui.app import AnnotateApp
from annotator.workflow.outbox import Outbox, Progress
from annotator.workflow.project import Project
from tests.tui.driver import make_project

SECRET = "hunter2"  # noqa: S105  nobody's
ADDRESSES = (
    f"postgresql://ana:{SECRET}@host/db", f"postgres://ana:{SECRET}@host:5432/db?sslmode=require",
    f"postgresql+psycopg://:{SECRET}@/db", f"mysql://ana:{SECRET}@host", f"postgresql://ana:{SECRET}@h@ost/db",
    f"postgresql:///db?password={SECRET}", f"POSTGRESQL://ana:{SECRET}@HOST", f"postgresql://ana:x/{SECRET}@host/db",
    # Misspelled: none of them may be taken for the name of a file and told as one that is missing.
    f"postgresql:/ana:{SECRET}@host/db", f"postgresql:ana:{SECRET}@host/db", f"postgresql//ana:{SECRET}@host/db",
    f"ana:{SECRET}@host/db", f"postgresql:://ana:{SECRET}@host/db", f" postgresql://ana:{SECRET}@host/db",
    f"post gres://ana:{SECRET}@host/db", f"sqlite://ana:{SECRET}@host/db", f"{SECRET}@host://db", f"://ana:{SECRET}@h",
    f"jdbc:postgresql://host/db?user=ana&password={SECRET}", f"http://ana:{SECRET}@host",
)  # fmt: skip


def run(*arguments: str, cwd: Path, **env: str) -> str:
    answer = subprocess.run(
        [sys.executable, "-m", "annotator", *arguments],
        cwd=cwd,
        env=os.environ | {"XDG_CONFIG_HOME": str(cwd)} | env,
        capture_output=True,
        check=False,
        stdin=subprocess.DEVNULL,
        text=True,
    )
    assert answer.returncode in (1, 2)
    return answer.stdout + answer.stderr


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_address_is_refused_without_its_password(address: str) -> None:
    for said, environ in ((address, {}), (None, {"ANNOTATOR_DB": address})):
        with pytest.raises(BadInput) as problem:
            database_path(said, environ)
        assert SECRET not in str(problem.value)
        assert "ana" not in str(problem.value)
        assert problem.value.do


def test_no_command_prints_it_either(tmp_path: Path) -> None:
    address = ADDRESSES[0]
    for arguments in (
        ["status", "--db", address],
        ["init", "--db", address],
        ["status", f"--dbx={address}"],
        [address],
    ):
        assert SECRET not in run(*arguments, cwd=tmp_path)
    assert SECRET not in run("status", "--json", cwd=tmp_path, ANNOTATOR_DB=address)
    assert SECRET not in run("import", address, cwd=tmp_path)
    assert SECRET not in run("agreement", "-o", address, cwd=tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "path", ["a.db", "/x/a.db", "sqlite:///a.db", "a:b.db", "a@b.db", "x/ana:b@c.db", "C:\\a.db"]
)
def test_paths_are_taken_as_they_are(path: str) -> None:
    assert str(database_path(path, {})) == path.removeprefix("sqlite:///")


@given(
    st.text(st.characters(codec="utf-8", exclude_characters=" \t\n\r'\"@\x0b\x0c\x1c\x1d\x1e\x1f\x85\xa0"))
)
def test_what_is_said_holds_no_password_of_an_address(password: str) -> None:
    if password.strip() == password and not any(map(str.isspace, password)):
        said = without_passwords(f"in 'postgresql://ana:{password}@host/db': no")
        assert said == "in 'postgresql://ana:<…>@host/db': no"


# -- texts


def test_errors_of_the_database_hold_no_values(project: Project) -> None:
    words = "what an annotator wrote"
    with pytest.raises(AnnotatorError) as problem, writing(project.engine) as connection:
        connection.execute(
            text(
                "INSERT INTO annotator (id, project_id, name, kind) VALUES (:words, :words, :words, :words)"
            ),
            {"words": words},
        )
    assert words not in str(problem.value)
    assert words not in repr(problem.value.__cause__)
    with pytest.raises(AnnotatorError) as problem, reading(project.engine) as connection:
        connection.execute(text("SELECT nothing FROM nowhere WHERE a = :words"), {"words": words})
    assert words not in str(problem.value)
    assert words not in repr(problem.value.__cause__)


def fail_with(words: str) -> None:
    article = words
    raise ValueError(f"can't do {article}")


def test_a_report_about_the_program_holds_places_and_no_words() -> None:
    with pytest.raises(ValueError, match="mayor") as caught:
        fail_with("The mayor said")
    told, place = str(own_error(caught.value)), failed_at(caught.value)
    assert "mayor" not in told + place
    assert "fail_with" in told
    assert str(Path(__file__).parent) not in told
    assert place.startswith("ValueError, ")


def test_a_mistake_of_the_program_s_own_is_a_message_and_no_traceback(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from annotator.cli.main import main
    from annotator.workflow import status

    path = make_project(tmp_path)
    monkeypatch.setattr(status, "project_status", lambda project: fail_with("The mayor said"))
    assert main(["status", "--db", str(path)]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert "an error of its own" in err
    assert "mayor" not in err
    assert "Traceback" not in err


def test_a_mistake_in_saving_is_told_without_the_words() -> None:
    told: list[Progress] = []
    outbox = Outbox(told.append)
    outbox.put(lambda: fail_with("The mayor said"))
    assert not outbox.drain(10)
    outbox.close()
    assert "mayor" not in str(told[-1].problem)
    assert "ValueError" in str(told[-1].problem)


def test_a_screen_that_fails_ends_with_the_places_and_shows_no_article(tmp_path: Path) -> None:
    """Textual's own report prints the values at hand, and the text of the article is one of them."""
    import asyncio

    path = make_project(tmp_path)
    printed: list[str] = []

    class Failing(AnnotateApp):
        def _print_error_renderables(self) -> None:
            with self.console.capture() as captured:
                for each in self._exit_renderables:
                    self.console.print(each)
            printed.append(captured.get())
            self._exit_renderables.clear()

    async def go() -> None:
        app = Failing(path, "Ana")
        with pytest.raises(ValueError, match="can't do"):
            async with app.run_test() as pilot:
                await opened(app, pilot)
                app.call_later(
                    fail_with, app.annotate.desk.article.text if app.annotate and app.annotate.desk else ""
                )
                await pilot.pause()
        if app.sitting is not None:
            app.sitting.close()

    asyncio.run(go())
    assert "an error of its own" in printed[0]
    assert "ValueError" in printed[0]
    assert "mayor" not in printed[0]
    assert "bridge" not in printed[0]


async def opened(app: AnnotateApp, pilot: Pilot[None]) -> None:
    for _ in range(1000):
        if app.annotate is not None and app.annotate.desk is not None:
            return
        await pilot.pause(0.01)
