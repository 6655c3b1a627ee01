"""How labels made under earlier schemes are read under the one in force. Nothing stored is ever rewritten.

Each scheme that came into force says where the labels of the one before went (`Step`). A label given under an
earlier one is led through the steps after it. A scheme may come into force again: then its own labels are simply
valid again, whatever was done in between, which is why taking a change back loses nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from annotator.core.claim import Judgement, Label
from annotator.core.scheme import Field, FieldType, LabelDef, Scheme


@dataclass(frozen=True, slots=True)
class Move:
    """What became of a label: it goes by the id `new` now; None says that it was retired.

    The same id twice says that the label means what it did, however its definition is worded now; with both ids
    empty the same is said of the field's definition.
    """

    field: str
    old: str
    new: str | None


@dataclass(frozen=True, slots=True)
class LabelMap:
    """Where labels (field, id) went; one that is not named is what it was."""

    moved: Mapping[tuple[str, str], str]

    @classmethod
    def of(cls, moves: Iterable[Move]) -> LabelMap:
        """Make the map of one step; a retired label keeps its id, so that it can be shown and revived."""
        return cls(
            {
                (each.field, each.old): each.new
                for each in moves
                if each.new is not None and each.new != each.old
            }
        )

    def at(self, field: str, value: str) -> str:
        """Return the id that a label goes by."""
        return self.moved.get((field, value), value)

    def then(self, after: LabelMap) -> LabelMap:
        """Return this map followed by another."""
        keys = {*self.moved, *after.moved}
        led = {(field, old): after.at(field, self.at(field, old)) for field, old in keys}
        return LabelMap({key: new for key, new in led.items() if new != key[1]})


@dataclass(frozen=True, slots=True)
class Step:
    """A scheme that came into force, and what became of the labels of the one before it."""

    scheme: Scheme
    moves: tuple[Move, ...] = ()


class Why(StrEnum):
    """Why a label needs another look."""

    RETIRED = "retired"
    CHANGED = "changed"
    SPLIT = "split"
    ASKED = "asked"


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something to look at again: a label by its present id, or a field that is asked for only now (no value)."""

    field: str
    value: str
    why: Why


@dataclass(frozen=True, slots=True)
class Read:
    """A judgement as the scheme in force reads it, and what of it needs another look.

    Its labels go by their present ids, retired ones as they were; its `scheme_hash` is still the one it was made
    under.
    """

    judgement: Judgement
    doubts: tuple[Doubt, ...] = ()


class SchemeMaps:
    """All schemes that were ever in force, oldest first; the last one is in force. Built once, asked often."""

    def __init__(self, steps: Sequence[Step]) -> None:
        self.steps = tuple(steps)
        self._last = {step.scheme.hash: at for at, step in enumerate(self.steps)}
        self._of_sources = {each.id for each in self.scheme.fields if each.type is FieldType.SOURCE}
        self._maps: dict[str, LabelMap] = {}
        self._answers: dict[tuple[str, str, str], str | None] = {}
        self._doubts: dict[tuple[str, str, str], Why | None] = {}

    @classmethod
    def only(cls, scheme: Scheme) -> SchemeMaps:
        """Return the maps of a project that had one scheme all along."""
        return cls((Step(scheme),))

    def then(self, step: Step) -> SchemeMaps:
        """Return what it would be after one more step."""
        return SchemeMaps((*self.steps, step))

    @property
    def scheme(self) -> Scheme:
        """Return the scheme in force."""
        return self.steps[-1].scheme

    def map_label(self, field: str, value: str, from_hash: str) -> str | None:
        """Return the id that a label given under the scheme `from_hash` has now; None when there is none any more.

        The value of a source field is a source's id, which no scheme changes.
        """
        if field in self._of_sources:
            return value
        key = (from_hash, field, value)
        if key not in self._answers:
            present = self.map_from(from_hash).at(field, value)
            self._answers[key] = present if _label(self.scheme.field(field), present) else None
        return self._answers[key]

    def map_from(self, from_hash: str) -> LabelMap:
        """Return the map from an earlier scheme to the one in force; nothing moves from a scheme never in force."""
        if from_hash not in self._maps:
            found = LabelMap({})
            for at in self._way(from_hash):
                found = found.then(LabelMap.of(self.steps[at].moves))
            self._maps[from_hash] = found
        return self._maps[from_hash]

    def _way(self, from_hash: str, until: int | None = None) -> Iterable[int]:
        """Yield the steps that lead from a scheme's last time in force to the present one, or to `until`.

        Where a scheme on the way came into force again, what lies between is no part of the way.
        """
        end = len(self.steps) - 1 if until is None else until
        at = self._at(from_hash, end)
        while at < end:
            yield at + 1
            at = self._at(self.steps[at + 1].scheme.hash, end)

    def _at(self, from_hash: str, end: int) -> int:
        last = self._last.get(from_hash, end)
        if last <= end:
            return last
        return max(at for at in range(end + 1) if self.steps[at].scheme.hash == from_hash)

    def read(self, judgement: Judgement) -> Read:
        """Return a judgement as the scheme in force reads it."""
        was = judgement.scheme_hash
        led = self.map_from(was)
        labels: dict[Label, Label] = {}
        doubts: list[Doubt] = []
        for label in judgement.labels:
            value = led.at(label.field, label.value) if label.value else ""
            present = label if value == label.value else replace(label, value=value)
            # Two labels that were merged are one label now.
            labels.setdefault(present.plain, present)
            why = self.doubt(label.field, label.content, was)
            if why is not None:
                doubts.append(Doubt(label.field, present.content, why))
        doubts += [Doubt(field, "", Why.ASKED) for field in self.newly_asked(was) if not judgement.of(field)]
        now = tuple(labels.values())
        return Read(judgement if now == judgement.labels else replace(judgement, labels=now), tuple(doubts))

    def newly_asked(self, from_hash: str) -> tuple[str, ...]:
        """Return the fields that are asked for now and were not under an earlier scheme."""
        if from_hash == self.scheme.hash or from_hash not in self._last:
            return ()
        before = self.steps[self._last[from_hash]].scheme
        return tuple(
            field.id
            for field in self.scheme.fields
            if field.required and not _is_required(before.field(field.id))
        )

    def doubt(self, field: str, value: str, from_hash: str) -> Why | None:
        """Say why a label given under a scheme needs another look, or nothing when it does not.

        A label of a field that is asked no more needs none, because there is nothing to choose instead.
        """
        now = self.scheme.field(field)
        if now is None:
            return None
        key = (from_hash, field, "" if now.type is FieldType.SOURCE else value)
        if key not in self._doubts:
            self._doubts[key] = self._find_doubt(*key)
        return self._doubts[key]

    def _find_doubt(self, from_hash: str, field: str, value: str) -> Why | None:
        now = self.scheme.field(field)
        asks_source = now is not None and now.type is FieldType.SOURCE
        if not asks_source and self.map_label(field, value, from_hash) is None:
            return Why.RETIRED
        if from_hash not in self._last:
            return None
        before = self.steps[self._last[from_hash]].scheme.field(field)
        meant, asked = _meaning(_label(before, value)), _meaning(before)
        is_split = False
        for at in self._way(from_hash):
            step = self.steps[at]
            is_split = is_split or (field, value) in self._split(at)
            value = LabelMap.of(step.moves).at(field, value)
            after = step.scheme.field(field)
            same = {each.new for each in step.moves if each.field == field and each.old == each.new}
            if after is not None and "" in same:
                asked = _meaning(after)
            if _label(after, value) and (
                value in same or _is_merged(self.steps[at - 1].scheme, step, field, value)
            ):
                meant = _meaning(_label(after, value))
        if is_split:
            return Why.SPLIT
        label_changed = not asks_source and meant != _meaning(_label(now, value))
        return Why.CHANGED if label_changed or asked != _meaning(now) else None

    def _split(self, at: int) -> set[tuple[str, str]]:
        """Name the labels (field, id) that a scheme come back splits: merged since, and two labels again."""
        scheme, before = self.steps[at].scheme, self.steps[at - 1].scheme
        earlier = [k for k in range(at) if self.steps[k].scheme.hash == scheme.hash]
        if not earlier or scheme.hash == before.hash:
            return set()
        led = LabelMap({})
        for step in self._way(scheme.hash, at - 1):
            led = led.then(LabelMap.of(self.steps[step].moves))
        found: dict[tuple[str, str], int] = {}
        for field in scheme.fields:
            for label in field.labels:
                key = (field.id, led.at(field.id, label.id))
                found[key] = found.get(key, 0) + 1
        return {key for key, times in found.items() if times > 1}


def _is_required(field: Field | None) -> bool:
    return field is not None and field.required


def _label(field: Field | None, value: str) -> LabelDef | None:
    return None if field is None else field.label(value)


def _meaning(of: Field | LabelDef | None) -> str:
    return "" if of is None else " ".join(of.definition.split())


def _is_merged(before: Scheme, step: Step, field: str, value: str) -> bool:
    """Tell whether several labels went into one in a step, whose meaning is then that of all of them."""
    olds = {each.old for each in step.moves if (each.field, each.new) == (field, value) and each.old != value}
    was = before.field(field)
    return len(olds) + (was is not None and was.label(value) is not None) > 1
