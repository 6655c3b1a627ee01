"""`annotator history`, `redact` and `doctor` as commands: what they print, and how they end."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from annotator.cli.commands.history_ import local_time

from .conftest import Run


def entries(annotator: Run, *more: str) -> list[dict[str, object]]:
    answer = annotator("history", "--as", "Ana", "--json", *more)
    assert answer.code == 0, answer.err
    found: list[dict[str, object]] = json.loads(answer.out)["entries"]
    return found


# -- history


def test_a_history_is_newest_first_with_ids_to_restore_by(annotator: Run, labelled: Path) -> None:
    answer = annotator("history", "--as", "Ana", "--limit", "3")
    assert answer.code == 0
    told = entries(annotator, "--limit", "3")
    assert len(told) == 3
    for each in told:
        assert local_time(str(each["at"])) in answer.out
        for line in each["lines"]:  # type: ignore[attr-defined]  it is a list
            assert line["entry"] in answer.out
    assert [each["at"] for each in told] == sorted((each["at"] for each in told), reverse=True)
    assert "there is more: --before" in answer.err


def test_the_shape_of_its_json_stays(annotator: Run, labelled: Path) -> None:
    answer = annotator("history", "--as", "Ana", "--json", "--limit", "1")
    told = json.loads(answer.out)
    assert set(told) == {"entries", "before"}
    (entry,) = told["entries"]
    assert set(entry) == {"action", "at", "annotator", "kind", "what", "undoes", "lines", "more"}
    assert set(entry["lines"][0]) == {
        "entry", "claim", "passage", "article", "article_id", "words", "changes", "current", "redacted", "last_words",
    }  # fmt: skip


def test_pages_join(annotator: Run, labelled: Path) -> None:
    whole = entries(annotator, "--limit", "1000")
    first = json.loads(annotator("history", "--as", "Ana", "--json", "--limit", "2").out)
    rest = entries(annotator, "--limit", "1000", "--before", first["before"])
    assert [*first["entries"], *rest] == whole


def test_an_entry_is_restored_as_a_new_one(annotator: Run, labelled: Path) -> None:
    lines = [line for each in entries(annotator, "--limit", "1000") for line in each["lines"]]  # type: ignore[attr-defined]
    of_claims = [line for line in lines if line["claim"] and not line["current"]]
    answer = annotator("history", "restore", of_claims[0]["entry"], "--as", "Ana")
    assert (answer.code, answer.out, answer.err) == (0, "", "restored, as a new entry\n")
    newest = entries(annotator, "--limit", "1")[0]
    assert newest["what"] == "restore"
    again = annotator("history", "restore", newest["lines"][0]["entry"], "--as", "Ana")  # type: ignore[index]
    assert (again.code, again.err) == (0, "it is so already; nothing was changed\n")
    somebody_else = annotator("history", "restore", of_claims[0]["entry"], "--as", "Ben")
    assert somebody_else.code == 1
    assert "somebody else's" in somebody_else.err


def test_whose_it_is_must_be_known(annotator: Run, labelled: Path) -> None:
    answer = annotator("history")
    assert answer.code == 1
    assert "whose history?" in answer.err
    assert annotator("history", "--of", "Ben").code == 0


@pytest.mark.parametrize(
    "given",
    [("--limit", "0"), ("--claim", "never"), ("--passage", "x"), ("--article", "99"), ("--of", "Zoe")],
)
def test_what_is_not_there_is_said(annotator: Run, labelled: Path, given: tuple[str, str]) -> None:
    answer = annotator("history", "--as", "Ana", *given)
    assert (answer.code, answer.out) == (1, "")
    assert "Traceback" not in answer.err


# -- doctor


def test_a_whole_project_ends_with_0_and_says_so(annotator: Run, labelled: Path) -> None:
    answer = annotator("doctor")
    assert answer.code == 0
    assert answer.out.splitlines()[-1].endswith("whole, by 18 checks")
    report = json.loads(annotator("doctor", "--json", "--quick").out)
    assert set(report) == {"file", "schema", "quick", "healthy", "checks", "notes", "forks", "heads"}
    assert (report["healthy"], report["quick"]) == (True, True)
    for check in report["checks"].values():
        assert set(check) == {"what", "ok", "count", "examples", "unreadable", "do"}


def test_a_damaged_one_ends_with_1_and_says_what_and_what_to_do(annotator: Run, labelled: Path) -> None:
    data = bytearray(labelled.read_bytes())
    middle = len(data) // 2
    data[middle : middle + 4096] = b"\xa5" * 4096
    labelled.write_bytes(data)
    answer = annotator("doctor")
    assert answer.code == 1
    assert "not so: " in answer.out
    assert "do: keep a copy of the file as it is, then restore a backup" in answer.out
    assert answer.out.splitlines()[-1].endswith(": damaged")
    report = json.loads(annotator("doctor", "--json").out)
    assert report["healthy"] is False


@pytest.mark.parametrize("content", [b"", b"no database at all", b"SQLite format 3\0" + b"\xff" * 5000])
def test_what_is_no_database_is_said_without_a_crash(annotator: Run, folder: Path, content: bytes) -> None:
    (folder / "annotator.db").write_bytes(content)
    answer = annotator("doctor", "--json")
    assert answer.code == 1
    report = json.loads(answer.out)
    assert (report["healthy"], report["checks"]["file"]["ok"]) == (False, False)
    assert report["checks"]["file"]["do"]


def test_an_older_report_is_compared(annotator: Run, labelled: Path, tmp_path: Path) -> None:
    report = tmp_path / "report.json"
    report.write_text(annotator("doctor", "--json").out, encoding="utf-8")
    assert annotator("doctor", "--since", str(report)).code == 0
    with closing(sqlite3.connect(labelled, isolation_level=None)) as connection:
        (guards,) = connection.execute(
            "SELECT sql FROM sqlite_master WHERE name = 'label_no_delete'"
        ).fetchone()
        connection.execute("DROP TRIGGER label_no_delete")
        connection.execute("DELETE FROM label WHERE rowid = (SELECT max(rowid) FROM label)")
        connection.execute(guards)
    answer = annotator("doctor", "--since", str(report))
    assert answer.code == 1
    assert "rows of label; now there are" in answer.out


@pytest.mark.parametrize(
    "content", ["", "[]", "{}", '{"heads": null}', '{"heads": {"actions": [1], "rows": {}}}']
)
def test_what_is_no_report_is_said(annotator: Run, labelled: Path, tmp_path: Path, content: str) -> None:
    (tmp_path / "r.json").write_text(content, encoding="utf-8")
    answer = annotator("doctor", "--since", str(tmp_path / "r.json"))
    assert answer.code == 1
    assert "no report to compare with" in answer.err


# -- redact


def test_a_person_is_redacted_after_a_dry_run_said_what_it_would_do(annotator: Run, labelled: Path) -> None:
    planned = annotator("redact", "--person", "Ana", "--reason", "asked for", "--dry-run")
    assert planned.code == 0
    assert planned.out.startswith("would be blanked: ")
    assert annotator("history", "--of", "Ana").code == 0
    done = annotator("redact", "--person", "Ana", "--reason", "asked for")
    assert done.code == 0
    assert done.out == planned.out.replace("would be blanked", "blanked")
    assert "exports and copies made elsewhere" in done.err
    assert annotator("history", "--of", "Ana").code == 1
    assert annotator("doctor").code == 0


def test_a_redaction_names_one_thing_and_a_reason(annotator: Run, labelled: Path) -> None:
    assert annotator("redact", "--person", "Ana").code == 2
    assert annotator("redact", "--reason", "why").code == 2
    answer = annotator("redact", "--claim", "x", "--reason", "why")
    assert answer.code == 2
    answer = annotator("redact", "--evidence", "never", "--reason", "why")
    assert answer.code == 1
    assert "no evidence 'never' in this project" in answer.err
