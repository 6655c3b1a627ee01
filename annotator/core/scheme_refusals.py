"""What a change of scheme may not do to the work there is: lose labels, or let an id mean two things."""

from __future__ import annotations

from annotator.core.amounts import counted
from annotator.core.scheme import Field, FieldType, LabelDef
from annotator.core.scheme_changes import find_label, no_label
from annotator.core.scheme_ground import Ground, field_of, label_of, plain
from annotator.errors import BadInput


def check(ground: Ground) -> None:
    """Raise `BadInput` or `NotFound` where a change would lose or mix up labels; otherwise it can be made."""
    _check_whole(ground)
    _check_moves(ground)
    _check_retired(ground)
    if not ground.is_known:
        _check_new_ids(ground)
    _check_use(ground)


def _check_whole(ground: Ground) -> None:
    before, after, stock = ground.before, ground.after, ground.stock
    if before.unit is not after.unit and any(stock.annotations.values()):
        raise BadInput(
            f"the unit can't become {after.unit}",
            why=f"every claim of this project is a {before.unit}",
            do="make another project: annotator init --scheme FILE --db PATH",
        )
    kept = {kind.id for kind in after.source_types}
    for kind in before.source_types:
        used = stock.source_types.get(kind.id, 0)
        if kind.id not in kept and used:
            raise BadInput(
                f"the source type {kind.id!r} can't be taken out",
                why=f"{counted(used, 'source')} of this project {'is' if used == 1 else 'are'} of that type",
                do="leave it in",
            )


def _check_moves(ground: Ground) -> None:
    seen: set[tuple[str, str]] = set()
    leaving = {(move.field, move.old) for move in ground.moves if move.new != move.old}
    for move in ground.moves:
        if move.new is None or move.new == move.old:
            continue
        path, target = f"{move.field}.{move.old}", f"{move.field}.{move.new}"
        was = field_of(ground.before, move.field)
        if was.label(move.old) is None:
            raise no_label(was, move.old)
        now = field_of(ground.after, move.field)
        if now.label(move.new) is None:
            raise no_label(now, move.new)
        if (move.field, move.old) in seen:
            raise BadInput(f"{path} is mapped twice", do="map it once")
        seen.add((move.field, move.old))
        if now.label(move.old) is not None:
            raise BadInput(
                f"{path} can't become {target}",
                why=f"{path} is still in the scheme, so nobody could tell which of the two was meant",
                do="take it out of the file, or leave out --map",
            )
        if was.label(move.new) is not None and (move.field, move.new) in leaving:
            raise BadInput(
                f"{path} can't become {target}",
                why=f"{target} becomes something else in the same change",
                do="choose an id that had no other meaning",
            )


def _check_retired(ground: Ground) -> None:
    for path in sorted(ground.wish.retired):
        if ground.before.field(path) is not None:
            is_there = ground.after.field(path) is not None
        else:
            its, label = find_label(ground.before, path)
            is_there = label_of(ground.after, its.id, label.id) is not None
        if is_there:
            raise BadInput(
                f"{path} is still in the scheme",
                why="what is retired is offered no more",
                do="take it out of the file, or leave out --retire",
            )


def _check_new_ids(ground: Ground) -> None:
    """Refuse an id that meant something else before: labels given under it would be taken for the new ones."""
    for now in ground.after.fields:
        if ground.before.field(now.id) is None:
            _check_new_field(ground, now)
        for label in now.labels:
            if label_of(ground.before, now.id, label.id) is None:
                _check_new_label(ground, now, label)


def _check_new_field(ground: Ground, now: Field) -> None:
    then = next((old for step in reversed(ground.maps.steps) if (old := step.scheme.field(now.id))), None)
    if then is None:
        return
    if (then.type, then.level, plain(then.definition)) != (now.type, now.level, plain(now.definition)):
        raise BadInput(
            f"the field {now.id} can't be used again for something else",
            why=f"it was in the scheme before: {then.type}, {then.level}; it meant: {_said(then)}",
            do="to have it back, define it as it was; for something else, choose another id",
        )


def _check_new_label(ground: Ground, now: Field, label: LabelDef) -> None:
    path = f"{now.id}.{label.id}"
    steps = reversed(ground.maps.steps)
    scheme, then = next(
        ((step.scheme, old) for step in steps if (old := label_of(step.scheme, now.id, label.id))),
        (None, None),
    )
    if scheme is None or then is None:
        return
    present = ground.maps.map_from(scheme.hash).at(now.id, label.id)
    came = ground.came.get((now.id, label.id), [])
    if present != label.id and came != [present]:
        raise BadInput(
            f"{path} can't be used again",
            why=f"it was a label before, and counts as {now.id}.{present} now",
            do="choose an id that had no other meaning",
        )
    if present == label.id and (came or plain(then.definition) != plain(label.definition)):
        raise BadInput(
            f"{path} can't be used again for something else",
            why=f"it was a label up to {scheme.name} {scheme.version}; it meant: {_said(then)}",
            do="to have it back, define it as it was; for something else, choose another id",
        )


def _said(of: Field | LabelDef) -> str:
    return of.definition or "not defined"


def _check_use(ground: Ground) -> None:
    """Refuse to take out what is in use without saying what becomes of it."""
    for was in ground.before.fields:
        now = ground.after.field(was.id)
        used, _ = ground.touched(was.id)
        if now is None:
            if used and was.id not in ground.wish.retired:
                raise BadInput(
                    f"the field {was.id} is in use",
                    why=f"{counted(used, 'label')} would have no place in the new scheme",
                    do=f"to keep {_them(used)} as retired: --retire {was.id}",
                )
            continue
        unreadable = _unreadable(ground, was, now)
        if unreadable:
            raise BadInput(
                f"the field {was.id} can't become {now.type}",
                why=f"it is {was.type}, and {counted(unreadable, 'label')} could not be read any more",
                do="add a field of another id",
            )
        for label in was.labels:
            if now.label(label.id) is None and f"{was.id}.{label.id}" not in ground.wish.retired:
                _check_label(ground, was, now, label)


def _unreadable(ground: Ground, was: Field, now: Field) -> int:
    """Return how many labels a field of another type has no place for."""
    used, _ = ground.touched(was.id)
    if was.type is now.type:
        return 0
    if FieldType.SOURCE in (was.type, now.type):
        return used
    if now.type is FieldType.CHOICES:
        return 0
    # Where several labels could be given and one is enough, those beyond the first.
    return used - sum(count for (_, field), count in ground.stock.answers.items() if field == was.id)


def _check_label(ground: Ground, was: Field, now: Field, label: LabelDef) -> None:
    path, lost = f"{was.id}.{label.id}", ground.lost(was.id, label.id)
    if lost:
        raise BadInput(
            f"{path} is in use",
            why=f"{counted(lost, 'label')} would have no place in the new scheme{_merged(ground, path)}",
            do=f"to count {_them(lost)} as another label: --map {path}={_alike(label, was, now)}; "
            f"to keep {_them(lost)} as retired: --retire {path}",
        )


def _them(count: int) -> str:
    return "it" if count == 1 else "them"


def _merged(ground: Ground, path: str) -> str:
    """Say that a label about to be split again was merged, when the next scheme was in force before."""
    olds = [
        move.old
        for step in ground.maps.steps
        for move in step.moves
        if f"{move.field}.{move.new}" == path and move.old != move.new
    ]
    if not ground.is_known or not olds:
        return ""
    return f": given since {' and '.join(olds)} went into it, when these could not be told apart"


def _alike(label: LabelDef, was: Field, now: Field) -> str:
    """Return the id of the new label that looks like the one that is gone, or a word that stands for one."""
    fresh = [each for each in now.labels if was.label(each.id) is None]
    for same in (plain(label.definition), label.name, label.key):
        for each in fresh:
            if same and same in (plain(each.definition), each.name, each.key):
                return each.id
    return "LABEL"
