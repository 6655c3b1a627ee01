"""`python -m tests.fuzz.scheme --seconds N`: label schemes in TOML."""

from __future__ import annotations

import sys

from annotator.core.scheme import parse_scheme
from annotator.shipped import shipped

from .fuzzing import Target, run


def read(data: bytes) -> None:
    scheme = parse_scheme(data.decode("utf-8", "replace"), "fuzz.toml")
    again = parse_scheme(scheme.body, "again.toml")
    assert again == scheme
    assert scheme.fields
    for field in scheme.fields:
        for label in field.labels:
            assert not label.key or scheme.by_key(label.key) == (field, label)


WORDS = (
    b"[[fields]]\n", b"[[fields.labels]]\n", b"[scheme]\n", b'id = "x"\n', b'key = "a"\n',
    b'type = "source"\n', b"labels = 1\n",
    b"required = true\n", b"evidence = {any=1}\n", b"[sources]\ntypes=[]\n", b'rules = ["x"]\n', b"a.b.c = 1\n",
)  # fmt: skip
SEEDS = [each.read_bytes() for each in sorted((shipped("seeds") / "schemes").glob("*.toml"))]
TARGET = Target("scheme", read, SEEDS, WORDS)

if __name__ == "__main__":
    sys.exit(run(TARGET, sys.argv[1:]))
