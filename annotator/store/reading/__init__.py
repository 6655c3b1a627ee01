"""Reading a project: each function asks one question and answers in values of the core.

Annotations are read an article at a time, so that memory stays flat however large the project is.
"""

from annotator.store.reading.doing import actions_back, latest_action_id
from annotator.store.reading.identity import Annotator, Project, annotators, project, scheme_body, schemes
from annotator.store.reading.judgements import (
    annotations_after_action,
    annotations_before_action,
    annotations_of_action,
    annotations_of_article,
    article_of_claim,
    claims,
    current_annotations,
    evidence_of,
)
from annotator.store.reading.looking import (
    current_passage_states,
    next_flagged,
    next_unsettled_article,
    settled_counts,
    states_after_action,
    states_before_action,
    states_of_action,
)
from annotator.store.reading.overwritten import Where, drafts, where
from annotator.store.reading.sourcing import (
    aliases,
    source_counts,
    sources,
    sources_offered,
    sources_used,
)
from annotator.store.reading.texts import (
    all_details,
    article,
    article_after,
    article_at,
    article_count,
    article_ids,
    article_name,
    article_number,
    article_of_passage,
    article_texts,
    articles,
    passage_counts,
)

__all__ = [
    "Annotator",
    "Project",
    "Where",
    "actions_back",
    "aliases",
    "all_details",
    "annotations_after_action",
    "annotations_before_action",
    "annotations_of_action",
    "annotations_of_article",
    "annotators",
    "article",
    "article_after",
    "article_at",
    "article_count",
    "article_ids",
    "article_name",
    "article_number",
    "article_of_claim",
    "article_of_passage",
    "article_texts",
    "articles",
    "claims",
    "current_annotations",
    "current_passage_states",
    "drafts",
    "evidence_of",
    "latest_action_id",
    "next_flagged",
    "next_unsettled_article",
    "passage_counts",
    "project",
    "scheme_body",
    "schemes",
    "settled_counts",
    "source_counts",
    "sources",
    "sources_offered",
    "sources_used",
    "states_after_action",
    "states_before_action",
    "states_of_action",
    "where",
]
