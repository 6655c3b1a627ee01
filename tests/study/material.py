"""What three annotators and a model say of the sample corpus, as files that `annotator labels import` reads.

Ana and Ben are the example annotators of the corpus. Cyd is made from its gold with changes that a seed decides: some
claims not found, some cut otherwise, some labels others, and one source under a name of Cyd's own.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from random import Random
from typing import Any

from annotator.core.source import NARRATOR, NARRATOR_NAME
from annotator.formats.corpus import Corpus, find_words
from annotator.shipped import shipped
from annotator.workflow.samples import THE_ARTICLE, sample_corpus
from annotator.workflow.schemes import find_scheme

SEED = 11
FIRST, SECOND = ("source", "form", "stance"), ("status",)
"""What the two rounds of the study ask."""

CYD_SAYS = "Homeland Security"
"""What Cyd calls the Department of Homeland Security."""

LESS_COMMON = {"form": ("indirect", "mixed"), "stance": ("neutral", "questions")}
"""Labels that Cyd confuses."""

Line = dict[str, Any]


def write_material(folder: Path) -> None:
    """Write the articles to `texts/`, everybody's labels of the first round to `work/`."""
    corpus = sample_corpus()
    texts, work = folder / "texts", folder / "work"
    texts.mkdir()
    work.mkdir()
    for name in corpus.articles:
        shutil.copy(shipped("seeds") / "corpora" / corpus.name / name, texts / name)
    for name in ("ana", "ben"):
        lines = list(_lines(corpus, corpus.labels[name]["claims"], FIRST))
        _write(work / f"{name}.jsonl", lines)
        half = [each for each in lines if each["article"] == "report-a.txt"]
        _write(work / f"{name}-first-half.jsonl", half)
    gold = list(_lines(corpus, corpus.labels["gold"]["claims"], FIRST))
    _write(work / "cyd.jsonl", list(_as_cyd(gold, corpus, Random(SEED))))


def write_statuses(given: Sequence[Mapping[str, Any]], folder: Path) -> None:
    """Write what everybody says of the status of the claims that the second round gives, the model too.

    `given` holds items as `annotator export jsonl --which gold` writes them.
    """
    chance = Random(SEED)
    (asked,) = (each for each in find_scheme(sample_corpus().scheme).fields if each.id in SECOND)
    statuses = [each.id for each in asked.labels]
    lines: dict[str, list[Line]] = {name: [] for name in ("ana", "ben", "cyd", "model")}
    for item in given:
        truth = chance.choice(statuses)
        for name, said in lines.items():
            status = truth if chance.random() < (0.6 if name == "model" else 0.8) else chance.choice(statuses)
            said.append({"article": item["article"]["id"], **item["span"], "labels": {"status": status}})
    for name, said in lines.items():
        _write(folder / f"{name}-status.jsonl", said)


def _lines(corpus: Corpus, claims: Sequence[Mapping[str, Any]], fields: Sequence[str]) -> Iterator[Line]:
    """Yield label entries of the corpus as lines of a file, with the labels of some fields."""
    for entry in claims:
        article, span = find_words(corpus, entry)
        labels = {field: entry[field] for field in fields if field in entry}
        if "source" in labels:
            labels["source"] = _source(corpus, labels["source"])
        name = dict(article.details)["file"]
        yield {"article": name, "start": span.start, "end": span.end, "labels": labels}


def _source(corpus: Corpus, key: str) -> Line:
    if key == THE_ARTICLE:
        return {"name": NARRATOR_NAME, "type": NARRATOR}
    entry = corpus.sources[key]
    return {"name": entry["name"], "type": entry["type"], "unnamed": entry.get("unnamed", False)}


def _as_cyd(gold: Sequence[Line], corpus: Corpus, chance: Random) -> Iterator[Line]:
    for line in gold:
        if chance.random() < 0.15:
            continue
        labels = dict(line["labels"])
        for field, (usual, instead) in LESS_COMMON.items():
            if labels.get(field) == usual and chance.random() < 0.2:
                labels[field] = instead
        if labels.get("source", {}).get("name") == corpus.sources["dhs"]["name"]:
            labels["source"] = {"name": CYD_SAYS, "type": corpus.sources["dhs"]["type"]}
        text = corpus.articles[line["article"]].text
        end = line["end"]
        if chance.random() < 0.2 and " " in text[line["start"] : end]:
            end = text.rindex(" ", line["start"], end)
        yield line | {"end": end, "labels": labels}


def _write(path: Path, lines: Sequence[Line]) -> None:
    path.write_text("".join(f"{json.dumps(each, ensure_ascii=False)}\n" for each in lines), encoding="utf-8")
