"""Exact text: spans, passages, the steps a cursor moves by, and rows on a screen."""
