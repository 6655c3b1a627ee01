"""The renderings of an agreement report, by the name the command line knows them by."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from annotator.agreement.model import Report
from annotator.reports import (
    agreement_csv,
    agreement_html,
    agreement_json,
    agreement_latex,
    agreement_markdown,
    agreement_text,
)

RENDERINGS: Mapping[str, Callable[[Report], str]] = {
    "text": agreement_text.render,
    "json": agreement_json.render,
    "html": agreement_html.render,
    "markdown": agreement_markdown.render,
    "latex": agreement_latex.render,
    "csv": agreement_csv.render,
}
