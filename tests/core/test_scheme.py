"""Schemes from TOML: each mistake is named with file, key and reason; the hash follows the meaning alone."""

from __future__ import annotations

import pytest

from annotator.core.scheme import EVIDENCE_KINDS, ClaimUnit, FieldType, Level, Scheme, parse_scheme
from annotator.errors import BadScheme
from annotator.shipped import shipped

GOOD = """
[scheme]
name = "small"
version = "1"
title = "A small scheme"
unit = "span"

[sources]
types = [{ id = "person", name = "Person", definition = "Somebody." }]

[[fields]]
id = "source"
name = "Source"
type = "source"
required = true

[[fields]]
id = "stance"
name = "Stance"
level = "ordinal"
definition = "Where it stands."
rules = ["S1"]

  [[fields.labels]]
  id = "yes"
  name = "Yes"
  key = "y"
  definition = "It is so."
  evidence = { supports = 1, any = 2 }

  [[fields.labels]]
  id = "no"
  name = "No"
  key = "n"

[[fields]]
id = "topics"
name = "Topics"
type = "choices"
labels = [{ id = "a", name = "A" }]
"""


def scheme(*changes: tuple[str, str]) -> Scheme:
    body = GOOD
    for old, new in changes:
        assert body.count(old) == 1, old
        body = body.replace(old, new)
    return parse_scheme(body, "small.toml")


def test_a_scheme_says_what_its_file_says() -> None:
    found = scheme()
    assert (found.name, found.version, found.title, found.unit) == (
        "small",
        "1",
        "A small scheme",
        ClaimUnit.SPAN,
    )
    source, stance, topics = found.fields
    assert (source.type, source.required, source.categories) == (FieldType.SOURCE, True, None)
    assert (stance.type, stance.required, stance.level) == (FieldType.CHOICE, False, Level.ORDINAL)
    assert stance.categories == ("yes", "no")
    assert stance.labels[0].evidence == (("any", 2), ("supports", 1))
    assert topics.type is FieldType.CHOICES
    assert found.field("stance") is stance
    assert found.field("form") is None
    assert found.by_key("n") == (stance, stance.labels[1])
    assert found.by_key("z") is None
    assert found.by_key("") is None
    assert stance.label("maybe") is None
    assert found.body == GOOD


@pytest.mark.parametrize(
    "path", sorted((shipped("seeds") / "schemes").glob("*.toml")), ids=lambda path: path.stem
)
def test_every_shipped_scheme_can_be_used(path: object) -> None:
    from pathlib import Path

    assert isinstance(path, Path)
    found = parse_scheme(path.read_text(encoding="utf-8"), str(path))
    assert found.name == path.stem
    assert found.title
    assert found.fields
    for field in found.fields:
        for label in field.labels:
            assert label.definition, f"{field.id}.{label.id} is not defined"
            assert not label.key or found.by_key(label.key) == (field, label)


MISTAKES = {
    # what is wrong: (what is there, what is put in its place, the key that is named, the reason)
    "not TOML": ('name = "small"', "name = small", "not valid TOML", "Invalid value (at line 3"),
    "an endless number": ('version = "1"', f"version = {'1' * 5000}", "not valid TOML", "digits"),
    "an endless list": ('version = "1"', f"version = {'[' * 100_000}", "not valid TOML", "recursion"),
    "an unknown table": (
        "[sources]",
        "[colours]\nx = 1\n[sources]",
        "colours",
        "no such key; known here: scheme",
    ),
    "an unknown key of the head": (
        'title = "A',
        'color = "red"\ntitle = "A',
        "scheme.color",
        "known here: name",
    ),
    "an unknown key of a field": (
        "required = true",
        "requird = true",
        "fields[1] (source).requird",
        "no such key",
    ),
    "an unknown key of a label": (
        'key = "n"',
        'keys = "n"',
        "fields[2] (stance).labels[2] (no).keys",
        "no such key",
    ),
    "an unknown key of a source type": (
        '"Somebody." }',
        '"x", kind = "y" }',
        "sources.types[1] (person).kind",
        "no such key",
    ),
    "an unknown key of the sources": (
        "types = [",
        "kinds = [",
        "sources.kinds",
        "no such key; known here: types",
    ),
    "no name": ('name = "small"\n', "", "scheme.name", "it is missing"),
    "no title": ('title = "A small scheme"\n', "", "scheme.title", "it is missing"),
    "an empty title": ('title = "A small scheme"', 'title = " "', "scheme.title", "it is empty"),
    "no id of a field": ('id = "topics"\n', "", "fields[3].id", "it is missing"),
    "no id of a label": ('id = "no"\n', "", "fields[2] (stance).labels[2].id", "it is missing"),
    "no name of a label": ('  name = "No"\n', "", "fields[2] (stance).labels[2] (no).name", "it is missing"),
    "a name with a blank": ('"small"', '"my scheme"', "scheme.name", "must match"),
    "an id with a slash": ('id = "yes"', 'id = "y/n"', "fields[2] (stance).labels[1] (y/n).id", "must match"),
    "a number for text": ('version = "1"', "version = 1", "scheme.version", "it must be text, not 1"),
    "text for a truth": (
        "required = true",
        'required = "yes"',
        "fields[1] (source).required",
        "true or false",
    ),
    "a number for a truth": (
        "required = true",
        "required = 1",
        "fields[1] (source).required",
        "true or false",
    ),
    "text for a list": (
        'rules = ["S1"]',
        'rules = "S1"',
        "fields[2] (stance).rules",
        "it must be a list, not 'S1'",
    ),
    "numbers in a list of text": (
        'rules = ["S1"]',
        "rules = [1]",
        "fields[2] (stance).rules",
        "a list of text",
    ),
    "text for a table": (
        'labels = [{ id = "a", name = "A" }]',
        'labels = ["a"]',
        "labels[1]",
        "must be a table",
    ),
    "a list for a table": (GOOD[: GOOD.index("[sources]")], "scheme = []\n", "scheme", "it must be a table"),
    "an unknown type": (
        'type = "choices"',
        'type = "number"',
        "fields[3] (topics).type",
        "none of source, choice",
    ),
    "an unknown level": ('"ordinal"', '"interval"', "fields[2] (stance).level", "none of nominal, ordinal"),
    "an unknown unit": ('unit = "span"', 'unit = "page"', "scheme.unit", "none of span, statement"),
    "two fields of one id": ('id = "topics"', 'id = "stance"', "fields", "the id 'stance' is there 2 times"),
    "two labels of one id": (
        'id = "no"',
        'id = "yes"',
        "fields (stance).labels",
        "the id 'yes' is there 2 times",
    ),
    "two source types of one id": (
        '"Somebody." }]',
        '"x" }, { id = "person", name = "P" }]',
        "sources.types",
        "there 2 times",
    ),
    "clashing keys": ('key = "n"', 'key = "y"', "stance.no.key", "the key 'y' already sets stance.yes"),
    "keys that clash between fields": (
        'id = "a", name',
        'id = "a", key = "y", name',
        "topics.a.key",
        "already sets stance.yes",
    ),
    "an upper-case key": (
        'key = "n"',
        'key = "N"',
        "stance.no.key",
        "'N' is not one lower-case letter a to z",
    ),
    "a digit for a key": ('key = "n"', 'key = "1"', "stance.no.key", "'1' is not one lower-case letter"),
    "a key of two letters": ('key = "n"', 'key = "no"', "stance.no.key", "'no' is not one lower-case letter"),
    "a letter that keyboards lack": (
        'key = "n"',
        'key = "é"',
        "stance.no.key",
        "'é' is not one lower-case letter",
    ),
    "a source field with labels": (
        'type = "source"',
        'type = "source"\nlabels = [{ id = "x", name = "X" }]',
        "fields (source).labels",
        "a source field takes no labels",
    ),
    "choices without labels": (
        'labels = [{ id = "a", name = "A" }]',
        "",
        "fields (topics).labels",
        "needs labels",
    ),
    "sources of no type": (
        'types = [{ id = "person", name = "Person", definition = "Somebody." }]',
        "types = []",
        "sources.types",
        "the field 'source' holds sources, and no type of source is listed",
    ),
    "an unknown kind of evidence": (
        "any = 2",
        "proof = 2",
        "labels[1] (yes).evidence.proof",
        ", ".join(EVIDENCE_KINDS),
    ),
    "no evidence at all of a kind": (
        "any = 2",
        "any = 0",
        "labels[1] (yes).evidence.any",
        "a count of 1 or more",
    ),
    "a truth for a count": ("any = 2", "any = true", "labels[1] (yes).evidence.any", "a count of 1 or more"),
    "no field": (GOOD[GOOD.index("[[fields]]") :], "", "fields", "it has no field"),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_named_with_file_key_and_reason(mistake: str) -> None:
    old, new, key, reason = MISTAKES[mistake]
    with pytest.raises(BadScheme) as caught:
        scheme((old, new))
    said = str(caught.value)
    assert said.startswith("small.toml: ")
    assert key in said.splitlines()[0]
    assert reason in caught.value.why


def test_a_file_saved_with_a_byte_order_mark_is_read() -> None:
    assert parse_scheme("\ufeff" + GOOD, "small.toml").hash == scheme().hash


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('key = "n"', 'key = "x"'),
        ('  key = "n"\n', ""),
        ('name = "No"', 'name = "Not so"'),
        ('name = "small"', 'name = "smaller"'),
        ('version = "1"', 'version = "2"'),
        ('title = "A small scheme"', 'title = "Klein"'),
        ('rules = ["S1"]', 'rules = ["S2"]'),
        ("evidence = { supports = 1, any = 2 }", "evidence = { any = 2, supports = 1 }"),
        ('name = "Person"', 'name = "A person"'),
        ('unit = "span"\n', ""),
    ],
)
def test_the_hash_stays_when_only_keys_names_or_prose_change(old: str, new: str) -> None:
    assert scheme((old, new)).hash == scheme().hash


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('id = "no"', 'id = "nope"'),
        ('definition = "It is so."', 'definition = "It is likely so."'),
        ('definition = "Where it stands."', 'definition = "Where the article stands."'),
        ("supports = 1", "supports = 2"),
        ("required = true", "required = false"),
        ('level = "ordinal"', 'level = "nominal"'),
        ('type = "choices"', 'type = "choice"'),
        ('id = "topics"', 'id = "topic"'),
        ('id = "person"', 'id = "human"'),
        ('definition = "Somebody."', 'definition = "Anybody."'),
        ('unit = "span"', 'unit = "statement"'),
    ],
)
def test_the_hash_changes_with_the_meaning(old: str, new: str) -> None:
    assert scheme((old, new)).hash != scheme().hash


def test_the_hash_follows_the_order_of_labels() -> None:
    head, yes, no = (
        GOOD.partition("  [[fields.labels]]")[0],
        '  [[fields.labels]]\n  id = "b"\n  name = "B"\n',
        "",
    )
    other = '  [[fields.labels]]\n  id = "c"\n  name = "C"\n'
    assert parse_scheme(head + yes + other + no, "a").hash != parse_scheme(head + other + yes, "b").hash
