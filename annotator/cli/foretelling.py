"""How expected intervals are put in words and for programs: the same for a plan and for an assignment."""

from __future__ import annotations

import shutil
import textwrap
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from annotator.cli.options import WIDEST
from annotator.core.amounts import counted

if TYPE_CHECKING:
    from annotator.workflow.planning import Foretold


def foretold_lines(found: Iterable[Foretold]) -> Iterator[str]:
    """Yield what is expected of each field, each followed by what it rests on; the same reason is said once."""
    width = min(shutil.get_terminal_size().columns - 2, WIDEST)
    for line in _lines(found):
        indent = " " * (len(line) - len(line.lstrip()))
        yield from textwrap.wrap(line.strip(), width, initial_indent=indent, subsequent_indent=indent + "  ")


def _lines(found: Iterable[Foretold]) -> Iterator[str]:
    said = ""
    for each in found:
        expected = each.expected
        if expected.width is None or expected.items is None or expected.clusters is None:
            yield f"  {each.field}: nothing can be said: {expected.reason}"
            continue
        basis = expected.basis
        where = ""
        if basis is not None and basis.by != "unit":
            # By what a cluster is called, which ends in one letter more where there are several.
            where = f" in some {counted(expected.clusters, basis.by).replace('storys', 'stories')}"
        yield (
            f"  {each.field}: {expected.width:.2f} wide with {counted(expected.items, each.subject)}{where}, "
            f"{each.overlap} labels each"
        )
        rests = (basis.said if basis is not None else "") + (
            f" (not by the labels there are: {each.pilot_reason})" if each.pilot_reason else ""
        )
        if rests != said:
            yield f"    {rests}"
        said = rests


def foretold_dicts(found: Iterable[Foretold]) -> list[dict[str, Any]]:
    """Return the same as JSON takes it."""
    return [
        {
            "field": each.field,
            "overlap": each.overlap,
            "items": each.expected.items,
            "clusters": each.expected.clusters,
            "cluster": None if each.expected.basis is None else each.expected.basis.by,
            "width": each.expected.width,
            "reason": each.expected.reason,
            "alpha": None if each.expected.basis is None else each.expected.basis.alpha,
            "assumption": None if each.expected.basis is None else each.expected.basis.said,
            "pilot_reason": each.pilot_reason,
        }
        for each in found
    ]
