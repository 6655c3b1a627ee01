"""What goes from a project into the kit of one annotator, as statements that SQLite runs from file to file.

Nothing that others did goes in, and no name of theirs: tables of the project are `src`, those of the kit `main`.
First it is found out which rows are the annotator's own, and which of the lead's they need; then those are copied,
table by table. What the annotator did keeps its action, what the lead brought in is written by the kit's own making.

Parameters: `who` and `kit` by id, `make` and `later` the ids of the actions that make the kit, `own` that of its row,
`round` or nothing.
"""

from __future__ import annotations

from collections.abc import Mapping

FOUND: Mapping[str, str] = {
    "kit_who": """
        SELECT :who AS id UNION SELECT annotator_id FROM src.again WHERE of_annotator_id = :who""",
    # An article that was asked for and then withdrawn isn't.
    "kit_asked": """
        SELECT a.id, a.round_id, a.article_id FROM src.assignment AS a
        WHERE a.annotator_id IN (SELECT id FROM temp.kit_who)
          AND a.round_id IN (SELECT id FROM temp.kit_round) AND a.state = 'asked'
          AND NOT EXISTS (
            SELECT 1 FROM src.assignment AS later
            WHERE later.annotator_id = a.annotator_id AND later.round_id = a.round_id
              AND later.article_id = a.article_id AND later.kind = a.kind AND later.id > a.id)""",
    "kit_marked": """
        SELECT id FROM src.claim WHERE origin = 'marked' AND annotator_id IN (SELECT id FROM temp.kit_who)""",
    # Gold weighs what others said, so it stays in the project whoever decided it.
    "kit_annotation": """
        SELECT a.id, a.claim_id, c.origin FROM src.annotation AS a JOIN src.claim AS c ON c.id = a.claim_id
        WHERE a.annotator_id IN (SELECT id FROM temp.kit_who)
          AND (c.origin = 'given' OR c.id IN (SELECT id FROM temp.kit_marked))""",
    "kit_evidence": """
        SELECT DISTINCT e.id FROM src.annotation_evidence AS l JOIN src.evidence AS e ON e.id = l.evidence_id
        WHERE l.annotation_id IN (SELECT id FROM temp.kit_annotation)""",
    "kit_article": """
        SELECT article_id AS id FROM temp.kit_asked
        UNION SELECT a.article_id FROM src.round_article AS a JOIN temp.kit_whole_round AS r ON r.id = a.round_id
        UNION SELECT id FROM src.article WHERE EXISTS (SELECT 1 FROM temp.kit_whole_round WHERE lists = 0)
        UNION SELECT c.article_id FROM src.claim AS c WHERE c.id IN (SELECT id FROM temp.kit_marked)
        UNION SELECT c.article_id FROM src.claim AS c
          WHERE c.id IN (SELECT claim_id FROM temp.kit_annotation WHERE origin = 'given')
        UNION SELECT p.article_id FROM src.passage_state AS s JOIN src.passage AS p ON p.id = s.passage_id
          WHERE s.annotator_id IN (SELECT id FROM temp.kit_who)
        UNION SELECT article_id FROM src.exposure
          WHERE annotator_id IN (SELECT id FROM temp.kit_who) AND article_id IS NOT NULL
        UNION SELECT article_id FROM src.evidence
          WHERE id IN (SELECT id FROM temp.kit_evidence) AND article_id IS NOT NULL""",
    "kit_given": """
        SELECT claim_id AS id, round_id, labels FROM src.given_claim
        WHERE (round_id IN (SELECT id FROM temp.kit_round) AND article_id IN (SELECT id FROM temp.kit_article))
          OR claim_id IN (SELECT claim_id FROM temp.kit_annotation WHERE origin = 'given')""",
    "kit_suggestion": """
        SELECT id, labels FROM src.suggestion
        WHERE round_id IN (SELECT id FROM temp.kit_round) AND article_id IN (SELECT id FROM temp.kit_article)
          AND (claim_id IS NULL OR claim_id IN (SELECT id FROM temp.kit_given))""",
    "kit_any_round": """
        SELECT id FROM temp.kit_round UNION SELECT round_id FROM temp.kit_given
        UNION SELECT round_id FROM src.exposure
          WHERE annotator_id IN (SELECT id FROM temp.kit_who) AND round_id IS NOT NULL""",
    "kit_action": "SELECT id FROM src.action WHERE annotator_id IN (SELECT id FROM temp.kit_who)",
    # What was shared and not taken back.
    "kit_shared": """
        SELECT DISTINCT s.source_id, s.source_id AS id FROM src.shared_source AS s WHERE NOT EXISTS (
          SELECT 1 FROM src.source_change AS r
          WHERE r.kind = 'revoke' AND r.source_id = s.source_id AND r.value = s.action_id)""",
    "kit_source": """
        SELECT source_id AS id FROM temp.kit_shared
        UNION SELECT source_id FROM src.label
          WHERE annotation_id IN (SELECT id FROM temp.kit_annotation) AND source_id IS NOT NULL
        UNION SELECT source_id FROM src.reaction WHERE annotation_id IN (SELECT id FROM temp.kit_annotation)
        UNION SELECT origin_source_id FROM src.evidence
          WHERE id IN (SELECT id FROM temp.kit_evidence) AND origin_source_id IS NOT NULL
        UNION SELECT source_id FROM src.source_change WHERE action_id IN (SELECT id FROM temp.kit_action)
        UNION SELECT c.value FROM src.source_change AS c JOIN src.source AS s ON s.id = c.value
          WHERE c.kind = 'merge' AND c.action_id IN (SELECT id FROM temp.kit_action)
        UNION SELECT json_extract(j.value, '$.source_id') FROM temp.kit_given AS g, json_each(g.labels) AS j
          WHERE json_extract(j.value, '$.source_id') IS NOT NULL
        UNION SELECT json_extract(j.value, '$.source_id') FROM temp.kit_suggestion AS g, json_each(g.labels) AS j
          WHERE json_extract(j.value, '$.source_id') IS NOT NULL""",
    # What the lead said about these sources and didn't take back; that one stands for another is told where the other
    # is told of, too.
    "kit_change": """
        SELECT c.id FROM src.source_change AS c JOIN src.action AS a ON a.id = c.action_id
        WHERE a.annotator_id IS NULL AND c.source_id IN (SELECT id FROM temp.kit_source)
          AND NOT EXISTS (SELECT 1 FROM src.source_change AS r WHERE r.kind = 'revoke' AND r.value = c.id)
          AND (c.kind IN ('alias', 'rename')
            OR (c.kind = 'merge' AND c.value IN (SELECT id FROM temp.kit_source)))""",
}
"""What is to be in the kit, each a temporary table of the kit's connection, in the order in which they are found."""

# Statements made of our own names.
_OWN = "IN (SELECT id FROM temp.kit_action)"

COPIED: Mapping[str, str] = {
    "scheme": "SELECT * FROM src.scheme",
    "scheme_map": "SELECT * FROM src.scheme_map",
    "scheme_use": "SELECT * FROM src.scheme_use",
    "project": "SELECT * FROM src.project",
    "annotator": "SELECT * FROM src.annotator WHERE id IN (SELECT id FROM temp.kit_who)",
    "article": """
        SELECT id, text, sha256, kind, :make, row_number() OVER (ORDER BY action_id, position) - 1
        FROM src.article WHERE id IN (SELECT id FROM temp.kit_article) ORDER BY action_id, position""",
    # A detail's id is made of the action that says it. What was corrected since comes by an action after the first.
    "article_detail": """
        SELECT detail_id(:make, d.article_id, d.field), d.article_id, d.field, d.value, :make
        FROM src.article_detail AS d JOIN src.article AS a ON a.id = d.article_id AND a.action_id = d.action_id
        WHERE a.id IN (SELECT id FROM temp.kit_article)
        UNION ALL
        SELECT detail_id(:later, d.article_id, d.field), d.article_id, d.field, d.value, :later
        FROM src.article_detail AS d JOIN src.article AS a ON a.id = d.article_id AND a.action_id <> d.action_id
        WHERE a.id IN (SELECT id FROM temp.kit_article)
          AND NOT EXISTS (
            SELECT 1 FROM src.article_detail AS o
            WHERE o.article_id = d.article_id AND o.field = d.field AND (o.action_id, o.id) > (d.action_id, d.id))""",
    "passage": """
        SELECT * FROM src.passage WHERE article_id IN (SELECT id FROM temp.kit_article) ORDER BY article_id, start""",
    "source": "SELECT * FROM src.source WHERE id IN (SELECT id FROM temp.kit_source)",
    "source_change": f"""
        SELECT c.* FROM src.source_change AS c WHERE c.action_id {_OWN}
        UNION ALL
        SELECT c.id, c.source_id, c.kind, c.value, :make FROM src.source_change AS c
        WHERE c.id IN (SELECT id FROM temp.kit_change)
        UNION ALL
        SELECT c.id, c.source_id, c.kind, c.value, :make
        FROM src.source_change AS c JOIN src.action AS a ON a.id = c.action_id
        WHERE a.annotator_id IS NULL AND c.kind = 'revoke' AND c.source_id IN (SELECT id FROM temp.kit_source)
          AND c.value IN (SELECT id FROM src.source_change WHERE action_id {_OWN})""",  # noqa: S608
    "shared_source": "SELECT source_id, :make FROM temp.kit_shared",
    "round": "SELECT id, name, body, :make FROM src.round WHERE id IN (SELECT id FROM temp.kit_any_round)",
    "round_article": """
        SELECT round_id, article_id, position, :make FROM src.round_article
        WHERE round_id IN (SELECT id FROM temp.kit_any_round) AND article_id IN (SELECT id FROM temp.kit_article)""",
    "round_state": """
        SELECT max(id), round_id, state, :make FROM src.round_state
        WHERE round_id IN (SELECT id FROM temp.kit_any_round) GROUP BY round_id""",
    "claim": """
        SELECT c.id, c.article_id, c.origin, c.annotator_id,
          CASE WHEN c.origin = 'given' THEN :make ELSE c.action_id END
        FROM src.claim AS c
        WHERE c.id IN (SELECT id FROM temp.kit_marked UNION SELECT id FROM temp.kit_given) ORDER BY c.rowid""",
    "given_claim": """
        SELECT claim_id, round_id, article_id, start, "end", labels, restatement, gold_id, :make
        FROM src.given_claim WHERE claim_id IN (SELECT id FROM temp.kit_given)""",
    "suggestion": """
        SELECT id, round_id, article_id, claim_id, start, "end", labels, :make
        FROM src.suggestion WHERE id IN (SELECT id FROM temp.kit_suggestion)""",
    "assignment": """
        SELECT id, round_id, annotator_id, article_id, position, kind, state, :make
        FROM src.assignment WHERE id IN (SELECT id FROM temp.kit_asked)""",
    "again": "SELECT annotator_id, of_annotator_id, :make FROM src.again WHERE of_annotator_id = :who",
    "evidence": "SELECT * FROM src.evidence WHERE id IN (SELECT id FROM temp.kit_evidence)",
    "annotation": """
        SELECT * FROM src.annotation WHERE id IN (SELECT id FROM temp.kit_annotation) ORDER BY rowid""",
    "label": "SELECT * FROM src.label WHERE annotation_id IN (SELECT id FROM temp.kit_annotation)",
    "reaction": "SELECT * FROM src.reaction WHERE annotation_id IN (SELECT id FROM temp.kit_annotation)",
    "annotation_evidence": """
        SELECT * FROM src.annotation_evidence WHERE annotation_id IN (SELECT id FROM temp.kit_annotation)""",
    "passage_state": """
        SELECT * FROM src.passage_state WHERE annotator_id IN (SELECT id FROM temp.kit_who) ORDER BY rowid""",
    "exposure": f"""
        SELECT e.id, e.annotator_id, e.article_id, e.round_id, e.what,
          CASE WHEN e.action_id {_OWN} THEN e.action_id ELSE :make END
        FROM src.exposure AS e WHERE e.annotator_id IN (SELECT id FROM temp.kit_who)""",  # noqa: S608
    "redaction": """
        SELECT kind, row_id, :make FROM src.redaction
        WHERE (kind = 'annotator' AND row_id IN (SELECT id FROM temp.kit_who))
          OR (kind = 'annotation' AND row_id IN (SELECT id FROM temp.kit_annotation))
          OR (kind = 'evidence' AND row_id IN (SELECT id FROM temp.kit_evidence))
          OR (kind = 'passage_state' AND row_id IN (SELECT id FROM main.passage_state))""",
    "kit": "SELECT :own, :kit, :who, :round, 'own', NULL, :make",
}
"""The rows of each table of the kit."""

PARTLY = """
    SELECT s.action_id FROM src.{table} AS s WHERE s.action_id IN (SELECT id FROM temp.kit_action)
      AND NOT EXISTS (SELECT 1 FROM main.{table} AS m WHERE {same} AND m.action_id = s.action_id)"""
"""Which of the annotator's own actions wrote rows that aren't in the kit, so that their seal would not hold there."""

ACTIONS = (
    # Without the seal, which covers what isn't there, and without words that may be about it.
    """
    INSERT INTO main.action
    SELECT a.id, a.annotator_id, a.kind, a.target_id, a.what, a.at, a.program,
      CASE WHEN p.id IS NULL THEN a.reason END, a.parent_id, CASE WHEN p.id IS NULL THEN a.digest END, a.chain
    FROM src.action AS a LEFT JOIN temp.kit_partly AS p ON p.id = a.id
    WHERE a.id IN (SELECT id FROM temp.kit_action) ORDER BY a.rowid""",
    # Whoever else's action wrote a row that is there: that there was one, and nothing of whose it was.
    """
    INSERT INTO main.action
    SELECT a.id, NULL, 'do', NULL, a.what, a.at, a.program, NULL, NULL, NULL, NULL
    FROM src.action AS a
    WHERE a.id NOT IN (SELECT id FROM main.action) AND a.id IN (
      SELECT action_id FROM main.scheme_map UNION SELECT action_id FROM main.scheme_use
      UNION SELECT action_id FROM main.annotation UNION SELECT action_id FROM main.claim
      UNION SELECT action_id FROM main.passage_state UNION SELECT target_id FROM main.action)""",
)
"""Both kinds of actions that a kit has besides its own making."""
