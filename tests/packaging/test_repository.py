"""What is committed works on any machine and gives nothing away."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

KEPT_OUT = {
    "a package registry's address": r"(?:pypi|pythonhosted|npmjs|debian)\.(?:org|com|net)\b",
    "an index address": r"-{2}(?:(?:extra-)?index-url|find-links|trusted-host)\b",
    "a path of one machine": r"(?<![\w.~$}])/(?:work|root|home|Users)/\w|\b[A-Z]:\\Users\\",
    # A word in capitals or in brackets stands for a password; anything else may be one.
    "a password in an address": r"\b[a-z][a-z0-9+.-]*://[^\s/:@]+:(?![A-Z]+@|[<{$*])[^\s/@]+@",
    "a private key": r"-----BEGIN [A-Z ]*PRIVATE KEY-----",
}


@pytest.mark.parametrize("what", KEPT_OUT)
def test_no_file_holds(what: str) -> None:
    pattern = re.compile(KEPT_OUT[what])
    found = [
        f"{path.relative_to(ROOT)}:{text[: match.start()].count(chr(10)) + 1}: {match[0]}"
        for path, text in _texts()
        for match in pattern.finditer(text)
    ]
    assert found == []


@pytest.mark.parametrize(
    ("what", "text"),
    [
        ("a package registry's address", "https://" + "pypi" + ".org/simple"),
        ("an index address", "pip install --extra" + "-index-url x"),
        ("a path of one machine", "see /" + "home/ana/notes.txt"),
        ("a password in an address", "postgresql://ana:" + "hunter2@localhost/x"),
        ("a private key", "-----BEGIN RSA" + " PRIVATE KEY-----"),
    ],
)
def test_it_would_be_found(what: str, text: str) -> None:
    assert re.search(KEPT_OUT[what], text)


def test_every_pin_is_exact_and_nothing_but_a_pin() -> None:
    lines = (ROOT / "tests" / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pins = [line for line in lines if line and not line.startswith("#")]
    assert [pin for pin in pins if not re.fullmatch(r"[A-Za-z0-9._-]+==[0-9][0-9a-z.]*", pin)] == []


def _texts() -> Iterator[tuple[Path, str]]:
    """Return the committed files and those about to be, as far as they are text."""
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    if listing.returncode:
        pytest.skip("not a checkout: nothing is committed here")
    for name in listing.stdout.split("\0"):
        path = ROOT / name
        if not path.is_file():
            continue
        raw = path.read_bytes()
        if b"\0" not in raw:
            yield path, raw.decode("utf-8", "replace")
