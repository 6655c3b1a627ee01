"""Annotator: mark claims in news articles, tag them, and measure how far annotators agree."""

__version__ = "0.1.0"
