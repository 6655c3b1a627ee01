"""A scheme written as TOML reads back as the same scheme, and an author's comments survive a change."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.scheme import Field, FieldType, LabelDef, Level, Scheme, SourceType, parse_scheme
from annotator.core.scheme_changes import Said, add, bumped, merge, rename, retire
from annotator.core.scheme_toml import quoted, rewritten, written
from annotator.errors import BadScheme
from annotator.shipped import shipped

PATHS = sorted((shipped("seeds") / "schemes").glob("*.toml"))


def shipped_scheme(name: str) -> Scheme:
    path = shipped("seeds") / "schemes" / f"{name}.toml"
    return parse_scheme(path.read_text(encoding="utf-8"), str(path))


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_every_shipped_scheme_reads_back_as_it_was_written(path: object) -> None:
    scheme = shipped_scheme(path.stem)  # type: ignore[attr-defined]
    again = parse_scheme(written(scheme), "again")
    assert replace(again, body=scheme.body) == scheme


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
said = texts.filter(lambda text: bool(text.strip()))
ids = st.from_regex(r"[A-Za-z0-9_][A-Za-z0-9_ .-]{0,8}", fullmatch=True)
evidence = st.dictionaries(st.sampled_from(("supports", "any")), st.integers(1, 9)).map(
    lambda found: tuple(sorted(found.items()))
)
labels = st.lists(
    st.builds(LabelDef, ids, said, st.just(""), texts, st.lists(texts).map(tuple), evidence),
    min_size=1,
    max_size=3,
    unique_by=lambda label: label.id,
).map(tuple)
fields = st.lists(
    st.builds(
        Field,
        ids,
        said,
        st.sampled_from((FieldType.CHOICE, FieldType.CHOICES)),
        st.sampled_from(Level),
        st.booleans(),
        texts,
        labels,
        st.lists(texts).map(tuple),
    ),
    min_size=1,
    max_size=3,
    unique_by=lambda field: field.id,
).map(tuple)
types = st.lists(st.builds(SourceType, ids, said, texts), max_size=2, unique_by=lambda kind: kind.id).map(
    tuple
)
schemes = st.builds(
    replace,
    st.just(shipped_scheme("fever")),
    version=said,
    title=said,
    description=texts,
    source_types=types,
    fields=fields,
)


@given(schemes)
def test_any_scheme_reads_back_as_it_was_written(scheme: Scheme) -> None:
    again = parse_scheme(written(scheme), "again")
    assert replace(again, body=scheme.body, hash=scheme.hash) == scheme


def test_a_text_is_quoted_as_toml_wants_it() -> None:
    assert quoted('say "no"\n\x7f\\é') == '"say \\"no\\"\\n\\u007f\\\\é"'


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_comments_and_order_survive_every_change_of_a_shipped_scheme(path: object) -> None:
    scheme = shipped_scheme(path.stem)  # type: ignore[attr-defined]
    field = next(each for each in scheme.fields if len(each.labels) > 2)
    first, second = (f"{field.id}.{label.id}" for label in field.labels[:2])
    comments = [line for line in scheme.body.splitlines() if line.lstrip().startswith("#")]
    for changed in (
        rename(scheme, first, "other", Said()),
        rename(scheme, first, "other", Said(name='An "other"', key="z")),
        add(scheme, f"{field.id}.other", Said(name="Other", definition="Another.", evidence=(("any", 1),))),
        merge(scheme, [first], second, Said()),
        merge(scheme, [first, second], f"{field.id}.both", Said(name="Both", definition="Either.")),
        retire(scheme, [first, second]),
    ):
        assert changed.as_written
        assert [
            line for line in changed.scheme.body.splitlines() if line.lstrip().startswith("#")
        ] == comments
        assert changed.scheme.hash != scheme.hash
        changed_lines = set(changed.scheme.body.splitlines()) ^ set(scheme.body.splitlines())
        assert len(changed_lines) < 20


def test_a_comment_behind_a_value_survives() -> None:
    scheme = shipped_scheme("newsclaim")
    body = scheme.body.replace('id = "neutral"', "id = 'neutral' # as in newspapers")
    changed = rename(parse_scheme(body, "mine.toml"), "stance.neutral", "reported", Said())
    assert changed.as_written
    assert '  id = "reported" # as in newspapers\n' in changed.scheme.body


INLINE = """
[scheme]
name = "tones"
version = "1"
title = "Tones"
# why we have these two
[[fields]]
id = "tone"
name = "Tone"
labels = [{ id = "a", name = "A", definition = "It is a." }, { id = "b", name = "B" }]
"""


def test_a_text_the_editor_cannot_follow_is_written_out_and_says_so() -> None:
    changed = rename(parse_scheme(INLINE, "mine.toml"), "tone.a", "c", Said())
    assert not changed.as_written
    assert [label.id for label in changed.scheme.fields[0].labels] == ["c", "b"]
    without = INLINE.replace("# why we have these two\n", "")
    changed = rename(parse_scheme(without, "mine.toml"), "tone.a", "c", Said())
    assert changed.as_written, "without comments nothing of what the author wrote is lost"


def test_text_that_only_looks_like_a_label_leads_nobody_astray() -> None:
    scheme = shipped_scheme("newsclaim")
    trap = 'definition = """\n[[fields]]\nid = "form"\n[[fields.labels]]\nid = "direct"\n"""\n'
    old = 'definition = "How the source\'s words are given."\n'
    assert scheme.body.count(old) == 1
    scheme = parse_scheme(scheme.body.replace(old, trap), "mine.toml")
    changed = rename(scheme, "form.direct", "straight", Said())
    form = changed.scheme.field("form")
    assert form is not None
    assert form.definition == scheme.fields[1].definition
    assert [label.id for label in form.labels] == ["straight", "mixed", "indirect", "unattributed"]


def test_keys_that_clash_are_refused() -> None:
    with pytest.raises(BadScheme, match=r"stance\.mocks\.key") as caught:
        add(shipped_scheme("newsclaim"), "stance.mocks", Said(name="Mocks", key="n", definition="It laughs."))
    assert caught.value.why == "the key 'n' already sets stance.neutral"


def test_only_the_version_may_change() -> None:
    scheme = shipped_scheme("newsclaim")
    found = rewritten(scheme, replace(scheme, version="9.9"), {}, "mine")
    assert found.as_written
    assert found.scheme.version == "9.9"
    assert found.scheme.body == scheme.body.replace('version = "1.0.0"', 'version = "9.9"')


def test_versions_count_up_past_those_taken() -> None:
    assert bumped("1.0.0", 2, lambda name: name not in ("1.0.1", "1.0.2")) == "1.0.3"
    assert bumped("1.4.7", 0, lambda _: True) == "2.0.0"
    assert bumped("2", 1, lambda _: True) == "2.1"
    assert bumped("2026-01", 1, lambda name: name != "2026-01.1") == "2026-01.2"
