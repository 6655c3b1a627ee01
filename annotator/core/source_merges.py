"""What sources are now, folded from the records about them: which stands for which, and under what names.

The fold is a function of the set of records, whatever the order in which they arrive from different kits: it goes by
their ids, and a record that arrives twice is one. A record of kind `revoke` names the record that it takes back; it
is itself never taken back, because what it took back can be recorded anew.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from annotator.core.history import SourceChange
from annotator.core.source import Source

ALIAS, RENAME, MERGE, REVOKE = "alias", "rename", "merge", "revoke"


@dataclass(frozen=True, slots=True)
class SourcesNow:
    """What the records about sources come to; a source that is not named in `stands_for` stands for itself.

    `renamed` and `aliases` are by the source that the record is about, whatever it was merged into. `apart` holds
    the pairs that somebody said are two: a merge was recorded and taken back.
    """

    stands_for: Mapping[str, str] = field(default_factory=dict)
    renamed: Mapping[str, str] = field(default_factory=dict)
    aliases: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    merges: tuple[SourceChange, ...] = ()
    """Those in force, in the order of their ids."""
    apart: frozenset[frozenset[str]] = frozenset()

    def representative(self, source_id: str) -> str:
        """Return the id of the source that this one is compared, listed and offered as."""
        return self.stands_for.get(source_id, source_id)

    def members(self) -> dict[str, tuple[str, ...]]:
        """Return by representative the sources that were merged into it, in the order of their ids."""
        found: defaultdict[str, list[str]] = defaultdict(list)
        for source_id in sorted(self.stands_for):
            found[self.stands_for[source_id]].append(source_id)
        return {into: tuple(ids) for into, ids in found.items()}

    def present(self, source: Source) -> Source:
        """Return a source under the name it goes by now; its id stays what it is."""
        name = self.renamed.get(source.id, source.name)
        return source if name == source.name else replace(source, name=name)

    def names(self, source: Source) -> tuple[str, ...]:
        """Return all names of one source, without those of sources merged into it: present, at birth, others."""
        every = (self.renamed.get(source.id, source.name), source.name, *self.aliases.get(source.id, ()))
        return tuple(dict.fromkeys(every))

    def kept_apart(self) -> frozenset[frozenset[str]]:
        """Return the pairs of representatives that were said to be different, and are not one by another record."""
        pairs = (frozenset(map(self.representative, pair)) for pair in self.apart)
        return frozenset(pair for pair in pairs if len(pair) > 1)


def fold(changes: Iterable[SourceChange]) -> SourcesNow:
    """Fold records about sources into what sources are now.

    A merge says that a source and the one it names are the same, so merges make classes, and taking one back takes
    back what it said and nothing else. Where merges lead from source to source the last of them stands for all;
    where they lead to two, or in a circle, as those of different kits may, they are gone through in the order of
    their ids: each lets the class of its source be stood for by what stands for the source it names, unless they
    are one already. The latest rename in force counts.
    """
    ordered = sorted(set(changes), key=lambda each: (each.id, each.source_id, each.kind, each.value))
    taken = {each.value for each in ordered if each.kind == REVOKE}
    said = [each for each in ordered if each.kind == MERGE and each.value != each.source_id]
    merges = tuple(each for each in said if each.id not in taken)
    standing = [each for each in ordered if each.id not in taken and each.value.strip()]
    aliases: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for each in standing:
        if each.kind == ALIAS:
            aliases[each.source_id][each.value] = None
    return SourcesNow(
        stands_for=_representatives(merges),
        renamed={each.source_id: " ".join(each.value.split()) for each in standing if each.kind == RENAME},
        aliases={source_id: tuple(names) for source_id, names in aliases.items()},
        merges=merges,
        apart=frozenset(frozenset((each.source_id, each.value)) for each in said if each.id in taken),
    )


def _representatives(merges: Iterable[SourceChange]) -> dict[str, str]:
    """Return for each merged source the one that stands for it."""
    above: dict[str, str] = {}

    def top(of: str) -> str:
        passed = []
        while of in above:
            passed.append(of)
            of = above[of]
        # However long a chain is, it is gone along once.
        above.update(dict.fromkeys(passed, of))
        return of

    for merge in merges:
        mine, into = top(merge.source_id), top(merge.value)
        if mine != into:
            above[mine] = into
    return {each: top(each) for each in tuple(above)}


def what_parts(now: SourcesNow, one: str, other: str) -> tuple[SourceChange, ...]:
    """Return the merges to take back so that `one` is no longer the same as `other`; none where it isn't.

    First those that say of `one` what it is; where others say that something else is it, those as well.
    """
    if now.representative(one) != now.representative(other) or one == other:
        return ()
    outward = tuple(each for each in now.merges if each.source_id == one)
    left = _representatives(each for each in now.merges if each not in outward)
    if left.get(one, one) != left.get(other, other):
        return outward
    return tuple(each for each in now.merges if one in (each.source_id, each.value))
