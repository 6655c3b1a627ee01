"""What a change of scheme is judged on: the schemes before and after, where labels go, and the work there is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from annotator.core.scheme import Field, LabelDef, Scheme
from annotator.core.scheme_changes import no_field
from annotator.core.scheme_maps import Move, SchemeMaps, Step


@dataclass(frozen=True, slots=True)
class Stock:
    """What is stored, counted: labels that count now, by (scheme's hash, field, value), and what they belong to.

    `annotations` are those that stand, by scheme; `answers` the ones among them that answer a field, by (scheme,
    field); `source_types` the sources of each type. The values of source fields are all counted as one, which is
    empty.
    """

    labels: Mapping[tuple[str, str, str], int] = field(default_factory=dict)
    annotations: Mapping[str, int] = field(default_factory=dict)
    answers: Mapping[tuple[str, str], int] = field(default_factory=dict)
    source_types: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked for: the next scheme, where labels go, and which labels and fields are retired by name.

    `same` are those of the next scheme that mean what they did, however they are worded. Labels are FIELD.LABEL.
    """

    scheme: Scheme
    moves: tuple[Move, ...] = ()
    retired: frozenset[str] = frozenset()
    same: frozenset[str] = frozenset()


class Ground:
    """The change as it stands, with counts of what it touches."""

    def __init__(self, maps: SchemeMaps, wish: Wish, stock: Stock, moves: tuple[Move, ...]) -> None:
        self.maps, self.wish, self.stock, self.moves = maps, wish, stock, moves
        self.before, self.after = maps.scheme, wish.scheme
        self.later = maps.then(Step(self.after, moves))
        self.is_known = any(step.scheme.hash == self.after.hash for step in maps.steps)
        """Whether the next scheme was in force before: then its labels are simply its own."""
        self.came: dict[tuple[str, str], list[str]] = {}
        """Which labels go into one (field, id) of the next scheme."""
        for move in moves:
            if move.new is not None and move.new != move.old:
                self.came.setdefault((move.field, move.new), []).append(move.old)

    def touched(self, field_id: str, label_id: str | None = None) -> tuple[int, int]:
        """Return how many labels there are of a field or label, and how many need a look from this change on."""
        labels = again = 0
        for (hash_, its, value), count in self.stock.labels.items():
            if its == field_id and label_id in (None, self._present(hash_, its, value)):
                labels += count
                known = self.maps.doubt(its, value, hash_)
                again += count if self.later.doubt(its, value, hash_) and not known else 0
        return labels, again

    def lost(self, field_id: str, label_id: str) -> int:
        """Return how many labels that are now that one would be none of the next scheme."""
        return sum(
            count
            for (hash_, its, value), count in self.stock.labels.items()
            if its == field_id
            and self._present(hash_, its, value) == label_id
            and self.later.map_label(its, value, hash_) is None
        )

    def revived(self, field_id: str, label_id: str) -> int:
        """Return how many labels that were retired or merged would be that one again."""
        return sum(
            count
            for (hash_, its, value), count in self.stock.labels.items()
            if its == field_id
            and self.maps.map_label(its, value, hash_) != label_id
            and self.later.map_label(its, value, hash_) == label_id
        )

    def lacking(self, field_id: str) -> int:
        """Return how many standing annotations have no answer to a field."""
        return sum(
            count - self.stock.answers.get((hash_, field_id), 0)
            for hash_, count in self.stock.annotations.items()
        )

    def _present(self, hash_: str, field_id: str, value: str) -> str:
        """Return what a stored label goes by now, a retired one included."""
        return self.maps.map_from(hash_).at(field_id, value)


def field_of(scheme: Scheme, id_: str) -> Field:
    """Return a scheme's field, or raise `NotFound`."""
    found = scheme.field(id_)
    if found is None:
        raise no_field(scheme, id_)
    return found


def label_of(scheme: Scheme, field_id: str, label_id: str) -> LabelDef | None:
    """Return a label if the scheme has such a field with such a label."""
    found = scheme.field(field_id)
    return None if found is None else found.label(label_id)


def plain(definition: str) -> str:
    """Return a definition without its line breaks, which don't change what it says."""
    return " ".join(definition.split())
