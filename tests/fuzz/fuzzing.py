"""Tries readers with what nobody would write: seeds bent at random, and what hypothesis thinks of.

A reader may answer or refuse with an `AnnotatorError`; anything else is a finding, and so is more than a second of
processor time for a small input.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from annotator.errors import AnnotatorError

SMALL = 20_000
"""Bytes of an input that must be done with within a second."""

SECONDS = 1.0

PIECES = (
    b"\x00", b"\xff", b"\xfe\xff", b"\xef\xbb\xbf", b"\x1b[2J", b"\xe2\x80\xae", b"\r", b"\n",
    b"\r\n", b"\x85", b"\xc2\x85",
    b"\xe2\x80\xa8", b'"', b"'", b'"""', b"'''", b"\\", b"\\u", b"\\ud800", b"[", b"]", b"[[",
    b"]]", b"{", b"}", b"=", b".",
    b",", b"#", b"-", b"0", b"-1", b"9" * 40, b"1e999", b"nan", b"inf", b"true", b"null", b"1979-05-27", b"0000-00-00",
    b"9999-12-31", b"\xd9\xa1", b"\xf0\x9f\x91\xa9\xe2\x80\x8d", b"\xcc\x81" * 9, b" " * 99,
    b"(" * 99, b"[" * 400, b"a" * 999,
    b"../", b"/etc/passwd", b"%s", b"{0}", b"&#0;", b"<b>", b"\xed\xa0\x80", b"=cmd|'/c'!A1",
    b"\xe2\x80\x9c", b"\xe2\x80\x9d",
)  # fmt: skip


@dataclass(frozen=True)
class Target:
    """A reader, inputs that it takes, and words that belong to its language."""

    name: str
    read: Callable[[bytes], object]
    seeds: Sequence[bytes]
    words: Sequence[bytes] = ()


class Finding(AssertionError):
    """An input that a reader could not deal with."""


def bent(seed: bytes, target: Target, chance: random.Random) -> bytes:  # noqa: C901  eight ways to bend
    """Return a seed with one to eight changes."""
    data = bytearray(seed)
    for _ in range(chance.choice((1, 1, 2, 3, 8))):
        at = chance.randrange(len(data) + 1)
        until = min(len(data), at + chance.choice((0, 1, 1, 2, 8, 64, 512)))
        match chance.randrange(8):
            case 0:
                data[at:until] = b""
            case 1:
                data[at:until] = chance.choice(PIECES)
            case 2:
                data[at:at] = chance.choice(target.words or PIECES)
            case 3:
                data[at:until] = bytes(data[at:until]) * chance.choice((2, 3, 40))
            case 4 if at < len(data):
                data[at] ^= 1 << chance.randrange(8)
            case 5:
                other = chance.choice(target.seeds)
                start = chance.randrange(len(other) + 1)
                data[at:until] = other[start : start + chance.randrange(200)]
            case 6:
                del data[at:]
            case _:
                lines = bytes(data).split(b"\n")
                chance.shuffle(lines) if chance.random() < 0.1 else lines.insert(
                    chance.randrange(len(lines) + 1), chance.choice(lines)
                )
                data = bytearray(b"\n".join(lines))
    return bytes(data[:SMALL])


def try_once(target: Target, data: bytes) -> None:
    """Read one input; raises `Finding`."""
    start = time.process_time()
    try:
        target.read(data)
    except AnnotatorError as problem:
        str(problem)
    except Exception as problem:
        raise Finding(f"{target.name}: {type(problem).__name__}: {str(problem)[:200]}\n{data!r}") from problem
    spent = time.process_time() - start
    if spent > SECONDS:
        raise Finding(f"{target.name}: {spent:.1f} s of processor time\n{data!r}")


def try_many(target: Target, *, seconds: float = 1e9, times: int = 10**9, seed: int = 0) -> int:
    """Read bent seeds until time or number is up; return how many."""
    chance = random.Random(seed)
    kept = list(target.seeds)
    for each in kept:
        try_once(target, each)
    end, count = time.monotonic() + seconds, 0
    while count < times and time.monotonic() < end:
        data = bent(chance.choice(kept), target, chance)
        try_once(target, data)
        if len(kept) < 500 and chance.random() < 0.02:
            kept.append(data)
        count += 1
    return count


def run(target: Target, arguments: Sequence[str]) -> int:
    """Try for as long as `--seconds` says, from a seed that changes with the clock unless `--seed` is given."""
    import argparse

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    args = parser.parse_args(arguments)
    sys.stdout.write(f"{target.name}, seed {args.seed} …\n")
    count = try_many(target, seconds=args.seconds, seed=args.seed)
    sys.stdout.write(f"{count:,} inputs, nothing found\n")
    return 0
