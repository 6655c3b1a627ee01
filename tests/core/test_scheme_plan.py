"""A change of scheme, worked out: every difference with what it touches, and what would lose work refused."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from annotator.core.scheme import Scheme, parse_scheme
from annotator.core.scheme_changes import Said, add, merge, rename, retire
from annotator.core.scheme_maps import Move, SchemeMaps, Step
from annotator.core.scheme_plan import Difference, Stock, What, Wish, next_version, plan
from annotator.errors import AnnotatorError, BadInput, NotFound
from tests.core.test_scheme_maps import BODY, FIRST

STOCK = Stock(
    labels={
        (FIRST.hash, "tone", "a"): 5,
        (FIRST.hash, "tone", "b"): 3,
        (FIRST.hash, "marks", "x"): 2,
        (FIRST.hash, "source", ""): 7,
    },
    annotations={FIRST.hash: 9},
    answers={(FIRST.hash, "tone"): 8, (FIRST.hash, "marks"): 2, (FIRST.hash, "source"): 7},
    source_types={"person": 4},
)
ONLY = SchemeMaps.only(FIRST)
EMPTY = Stock()


def edited(*changes: tuple[str, str], of: Scheme = FIRST) -> Scheme:
    body = of.body
    for old, new in changes:
        assert body.count(old) == 1, old
        body = body.replace(old, new)
    return parse_scheme(body, "tones.toml")


def without(scheme: Scheme, label: str) -> Scheme:
    return retire(scheme, [label]).scheme


def wanted(
    scheme: Scheme, *moves: Move, retired: Iterable[str] = (), stock: Stock = STOCK
) -> list[Difference]:
    return list(plan(ONLY, Wish(scheme, moves, frozenset(retired)), stock).differences)


def test_each_difference_is_named_with_the_labels_it_touches() -> None:
    both = edited(
        ('title = "Tones"', 'title = "Sounds"'),
        (
            '{ id = "person", name = "Person" }',
            '{ id = "person", name = "Person" }, { id = "body", name = "B" }',
        ),
        ("How it sounds.", "How it is meant."),
        ('type = "choices"', 'type = "choices"\nrequired = true\nlevel = "ordinal"\nrules = ["R1"]'),
        ("It is x.", "It is truly x."),
        ('name = "Y"', 'name = "Why"\nkey = "y"\nevidence = { any = 1 }\nrules = ["R2"]'),
        (
            '[[fields]]\nid = "marks"',
            '[[fields]]\nid = "free"\nname = "Free"\ntype = "source"\n\n[[fields]]\nid = "marks"',
        ),
    )
    both = add(both, "tone.d", Said(name="D", definition="It is d.")).scheme
    assert wanted(both) == [
        Difference(What.HEAD, "scheme.title", "becomes Sounds"),
        Difference(What.SOURCE_TYPES, "sources.types", "body is new"),
        Difference(What.DEFINITION, "tone", "is defined otherwise", 8, 8),
        Difference(What.ADDED, "tone.d", "is new"),
        Difference(What.LEVEL, "marks", "is measured as ordinal, no longer nominal", 2),
        Difference(What.REQUIRED, "marks", "is asked for from now on", 2, 7),
        Difference(What.RULES, "marks", "names other rules", 2),
        Difference(What.DEFINITION, "marks.x", "is defined otherwise", 2, 2),
        Difference(What.NAME, "marks.y", "is shown as 'Why'"),
        Difference(What.KEY, "marks.y", "has the key y"),
        Difference(What.EVIDENCE, "marks.y", "calls for evidence: any = 1"),
        Difference(What.RULES, "marks.y", "names other rules"),
        Difference(What.FIELD_ADDED, "free", "can be answered from now on"),
    ]


def test_labels_that_go_elsewhere_are_named() -> None:
    renamed = rename(FIRST, "tone.a", "z", Said(name="Zed"))
    assert wanted(renamed.scheme, *renamed.moves) == [
        Difference(What.RENAMED, "tone.a", "is renamed tone.z", 5),
        Difference(What.NAME, "tone.z", "is shown as 'Zed'", 5),
    ]
    merged = merge(FIRST, ["tone.a"], "tone.b", Said())
    assert wanted(merged.scheme, *merged.moves) == [
        Difference(What.MERGED, "tone.a", "is merged into tone.b", 5)
    ]
    gone = retire(FIRST, ["tone.b"])
    assert wanted(gone.scheme, *gone.moves, retired=["tone.b"]) == [
        Difference(What.RETIRED, "tone.b", "is retired", 3, 3)
    ]
    assert wanted(without(FIRST, "tone.c")) == [Difference(What.RETIRED, "tone.c", "is retired")]


def test_another_order_is_a_difference_because_it_is_the_order_of_a_measure() -> None:
    turned = edited(('id = "a"', 'id = "q"'), ('id = "b"', 'id = "a"'))
    turned = edited(
        ('id = "q"', 'id = "b"'), ("It is a.", "It is q."), ("It is b.", "It is a."), ('name = "A"', 'name = "Q"'),
        ('name = "B"', 'name = "A"'), of=turned,
    )  # fmt: skip
    turned = edited(("It is q.", "It is b."), ('name = "Q"', 'name = "B"'), of=turned)
    assert wanted(turned) == [Difference(What.ORDER, "tone", "has its labels as b, a, c", 8)]


MARKS = '[[fields]]\nid = "marks"' + BODY.split('[[fields]]\nid = "marks"')[1]
REFUSED = {
    # what: (the next scheme, moves, retired by name; what is said, why, what to do)
    "a label in use is gone": (
        without(FIRST, "tone.b"), (), (),
        "tone.b is in use",
        "3 labels would have no place in the new scheme",
        "to count them as another label: --map tone.b=LABEL; to keep them as retired: --retire tone.b",
    ),
    "a label in use goes by another id": (
        rename(FIRST, "tone.b", "beta", Said()).scheme, (), (),
        "tone.b is in use",
        "3 labels would have no place in the new scheme",
        "to count them as another label: --map tone.b=beta; to keep them as retired: --retire tone.b",
    ),
    "a field in use is gone": (
        edited((MARKS, "")), (), (),
        "the field marks is in use", "2 labels would have no place in the new scheme",
        "to keep them as retired: --retire marks",
    ),
    "a source type in use is gone": (
        edited(('id = "person"', 'id = "body"')), (), (),
        "the source type 'person' can't be taken out", "4 sources of this project are of that type", "leave it in",
    ),
    "statements instead of spans": (
        edited(('title = "Tones"', 'title = "Tones"\nunit = "statement"')), (), (),
        "the unit can't become statement", "every claim of this project is a span",
        "make another project: annotator init --scheme FILE --db PATH",
    ),
    "mapped although it is still there": (
        FIRST, (Move("tone", "a", "b"),), (),
        "tone.a can't become tone.b", "tone.a is still in the scheme, so nobody could tell which of the two was meant",
        "take it out of the file, or leave out --map",
    ),
    "mapped to one that moves on": (
        rename(without(FIRST, "tone.a"), "tone.b", "z", Said()).scheme,
        (Move("tone", "a", "b"), Move("tone", "b", "z")), (),
        "tone has no label 'b'", "its labels: z, c", "name one of these",
    ),
    "two that change places": (
        edited(("It is a.", "It is b!"), ("It is b.", "It is a!")),
        (Move("tone", "a", "b"), Move("tone", "b", "a")), (),
        "tone.a can't become tone.b", "tone.a is still in the scheme, so nobody could tell which of the two was meant",
        "take it out of the file, or leave out --map",
    ),
    "mapped twice": (
        without(FIRST, "tone.a"), (Move("tone", "a", "b"), Move("tone", "a", "c")), (),
        "tone.a is mapped twice", "", "map it once",
    ),
    "mapped to nothing there is": (
        without(FIRST, "tone.a"), (Move("tone", "a", "q"),), (),
        "tone has no label 'q'", "its labels: b, c", "name one of these",
    ),
    "mapped from nothing there is": (
        FIRST, (Move("tone", "q", "a"),), (),
        "tone has no label 'q'", "its labels: a, b, c", "name one of these",
    ),
    "mapped in no field there is": (
        FIRST, (Move("mood", "a", "b"),), (),
        "the scheme tones has no field 'mood'", "its fields: source, tone, marks", "name one of these",
    ),
    "retired although it is still there": (
        FIRST, (), ("tone.a",),
        "tone.a is still in the scheme", "what is retired is offered no more",
        "take it out of the file, or leave out --retire",
    ),
    "retired although nothing of that name was there": (
        FIRST, (), ("tone.q",), "tone has no label 'q'", "its labels: a, b, c", "name one of these",
    ),
    "a field retired although it is still there": (
        FIRST, (), ("tone",),
        "tone is still in the scheme", "what is retired is offered no more",
        "take it out of the file, or leave out --retire",
    ),
    "nothing": (
        FIRST, (), (),
        "nothing to change", "the scheme in force, tones 1.0.0, says all of it already", "",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_what_would_lose_or_mix_up_labels_is_refused(case: str) -> None:
    scheme, moves, retired, what, why, do = REFUSED[case]
    with pytest.raises(AnnotatorError) as caught:
        plan(ONLY, Wish(scheme, moves, frozenset(retired)), STOCK)
    assert (caught.value.what, caught.value.why, caught.value.do) == (what, why, do)


def test_one_label_is_spoken_of_as_one() -> None:
    with pytest.raises(BadInput) as caught:
        plan(ONLY, Wish(without(FIRST, "tone.b")), Stock(labels={(FIRST.hash, "tone", "b"): 1}))
    assert caught.value.why == "1 label would have no place in the new scheme"
    assert "to count it as another label" in caught.value.do


def test_a_field_of_several_labels_takes_one_where_nobody_gave_several() -> None:
    one = edited(('type = "choices"', 'type = "choice"'))
    assert wanted(one) == [Difference(What.TYPE, "marks", "becomes choice", 2)]
    several = Stock(
        labels={(FIRST.hash, "marks", "x"): 2, (FIRST.hash, "marks", "y"): 1},
        answers={(FIRST.hash, "marks"): 2},
    )
    with pytest.raises(BadInput) as caught:
        wanted(one, stock=several)
    assert caught.value.what == "the field marks can't become choice"
    assert caught.value.why == "it is choices, and 1 label could not be read any more"
    assert caught.value.do == "add a field of another id"


def test_what_nobody_uses_may_be_taken_out() -> None:
    assert wanted(edited((MARKS, "")), stock=EMPTY) == [
        Difference(What.FIELD_RETIRED, "marks", "is asked no more")
    ]
    assert wanted(edited(('type = "choices"', 'type = "choice"')), stock=EMPTY)
    assert wanted(edited(('id = "person"', 'id = "body"')), stock=EMPTY)


def test_a_field_of_one_label_may_take_several() -> None:
    assert wanted(
        edited(("required = true\ndefinition", 'required = true\ntype = "choices"\ndefinition'))
    ) == [Difference(What.TYPE, "tone", "becomes choices", 8)]


# -- ids that were used before


def put(found: SchemeMaps, scheme: Scheme, *moves: Move) -> SchemeMaps:
    worked_out = plan(found, Wish(scheme, moves), EMPTY)
    return found.then(Step(worked_out.after, worked_out.moves))


def test_the_id_of_a_retired_label_is_not_used_for_anything_else() -> None:
    found = put(ONLY, without(FIRST, "tone.b"))
    other = add(found.scheme, "tone.b", Said(name="B", definition="It is another b."))
    with pytest.raises(BadInput) as caught:
        put(found, other.scheme)
    assert caught.value.what == "tone.b can't be used again for something else"
    assert caught.value.why == "it was a label up to tones 1.0.0; it meant: It is b."
    assert caught.value.do == "to have it back, define it as it was; for something else, choose another id"
    with pytest.raises(BadInput, match="for something else"):
        put(found, rename(found.scheme, "tone.c", "b", Said()).scheme, Move("tone", "c", "b"))
    back = add(found.scheme, "tone.b", Said(name="Bee", definition="It is b."))
    assert plan(found, Wish(back.scheme), STOCK).differences == (
        Difference(What.REVIVED, "tone.b", "is back", 3),
    )


def test_the_id_of_a_renamed_label_is_not_used_for_anything_else() -> None:
    changed = rename(FIRST, "tone.b", "beta", Said())
    found = put(ONLY, changed.scheme, *changed.moves)
    with pytest.raises(BadInput) as caught:
        put(found, add(found.scheme, "tone.b", Said(name="B", definition="It is b.")).scheme)
    assert caught.value.what == "tone.b can't be used again"
    assert caught.value.why == "it was a label before, and counts as tone.beta now"
    assert caught.value.do == "choose an id that had no other meaning"


def test_the_id_of_a_field_that_was_taken_out_is_not_used_for_another_question() -> None:
    found = put(ONLY, edited((MARKS, "")))
    with pytest.raises(BadInput) as caught:
        put(found, edited(('type = "choices"', 'level = "ordinal"')))
    assert caught.value.what == "the field marks can't be used again for something else"
    assert put(found, edited(('id = "y"', 'id = "w"'))).scheme.field("marks") is not None


def test_what_was_merged_cannot_be_told_apart_again() -> None:
    changed = merge(FIRST, ["tone.a", "tone.b"], "tone.d", Said(name="D", definition="It is a or b."))
    found = put(ONLY, changed.scheme, *changed.moves)
    stock = Stock(labels={(FIRST.hash, "tone", "a"): 5, (changed.scheme.hash, "tone", "d"): 2})
    with pytest.raises(BadInput) as caught:
        plan(found, Wish(FIRST), stock)
    assert caught.value.what == "tone.d is in use"
    assert caught.value.why == (
        "2 labels would have no place in the new scheme: given since a and b went into it, when these could not be"
        " told apart"
    )
    told = plan(found, Wish(FIRST, (Move("tone", "d", "a"),)), stock).differences
    assert Difference(What.RENAMED, "tone.d", "is renamed tone.a", 7, 2) in told
    assert plan(found, Wish(FIRST), Stock(labels={(FIRST.hash, "tone", "a"): 5})).differences


# -- what a command names


@pytest.mark.parametrize(
    ("path", "what", "why"),
    [
        ("stance", "'stance' names no label", ""),
        ("mood.a", "the scheme tones has no field 'mood'", "its fields: source, tone, marks"),
        ("tone.q", "tone has no label 'q'", "its labels: a, b, c"),
        ("source.a", "source has no labels", "it takes sources"),
    ],
)
def test_a_label_nobody_knows(path: str, what: str, why: str) -> None:
    with pytest.raises((BadInput, NotFound)) as caught:
        rename(FIRST, path, "new", Said())
    assert (caught.value.what, caught.value.why) == (what, why)


def test_what_a_change_needs_is_asked_for() -> None:
    with pytest.raises(BadInput, match=r"tone\.d needs a definition"):
        add(FIRST, "tone.d", Said(name="D"))
    with pytest.raises(BadInput, match=r"tone\.d needs a name"):
        add(FIRST, "tone.d", Said(definition="It is d."))
    with pytest.raises(BadInput, match="already has a label 'a'"):
        add(FIRST, "tone.a", Said(name="A", definition="It is a."))
    with pytest.raises(BadInput, match="takes sources"):
        add(FIRST, "source.a", Said(name="A", definition="It is a."))
    with pytest.raises(BadInput, match="needs a name and a definition"):
        merge(FIRST, ["tone.a", "tone.b"], "tone.d", Said(name="D"))
    with pytest.raises(BadInput, match=r"marks\.x is no label of tone"):
        merge(FIRST, ["tone.a", "marks.x"], "tone.b", Said())
    with pytest.raises(BadInput, match=r"tone\.c is the last label of tone"):
        retire(FIRST, ["tone.a", "tone.b", "tone.c"])
    with pytest.raises(BadInput) as caught:
        rename(FIRST, "tone.a", "b", Said())
    assert caught.value.do == "to count both as one: annotator scheme merge tone.a --into tone.b"
    with pytest.raises(BadInput, match="called that already"):
        rename(FIRST, "tone.a", "a", Said(name="A"))


# -- versions


def version(*moves: Move, scheme: Scheme) -> str:
    return next_version(ONLY, plan(ONLY, Wish(scheme, moves), EMPTY))


def test_the_version_says_how_much_changed() -> None:
    assert version(scheme=rename(FIRST, "tone.a", "a", Said(name="Aa")).scheme) == "1.0.1"
    assert version(scheme=add(FIRST, "tone.d", Said(name="D", definition="It is d.")).scheme) == "1.1.0"
    assert version(scheme=without(FIRST, "tone.a")) == "2.0.0"
    assert version(scheme=edited(('version = "1.0.0"', 'version = "5"'))) == "5"
    assert (
        next_version(
            put(ONLY, without(FIRST, "tone.a")), plan(put(ONLY, without(FIRST, "tone.a")), Wish(FIRST), EMPTY)
        )
        == "1.0.0"
    )
