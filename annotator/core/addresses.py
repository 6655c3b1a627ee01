"""Addresses of evidence: which can be kept, which are addresses of the web, what a terminal may be given as a link."""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit

from annotator.errors import Invalid

_RUNS = ("javascript", "vbscript", "data", "blob")
"""What a browser would run instead of going there."""

_HIDDEN = re.compile("[\x00-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")
_SCHEME = re.compile(r"\s*([a-z][a-z0-9+.-]*)\s*:", re.IGNORECASE)
_LEGIBLE = "%:/?#[]@!$&()*+,;=~"
"""What stays as it is in the target of a link; everything else is written in percent signs and letters."""


def check_address(what: str, address: str | None) -> None:
    """Raise `Invalid` for an address that must not be kept: one that hides characters, or that a browser runs."""
    if not address:
        return
    if _HIDDEN.search(address):
        raise Invalid(f"the {what} holds control characters or hidden ones", do="copy it again, or type it")
    scheme = _SCHEME.match(address)
    if scheme and scheme[1].lower() in _RUNS:
        raise Invalid(f"the {what} is a program and no address", do="give an address of the web: https://…")


def is_web(address: str) -> bool:
    """Tell whether this is a whole http or https address.

    >>> [is_web(each) for each in ("https://a.org/b?c=1", "www.a.org", "https://a b.org", "ftp://a.org")]
    [True, False, False, False]
    """
    if _HIDDEN.search(address) or re.search(r"\s", address):
        return False
    try:
        parts = urlsplit(address)
        return parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return False


def link_target(address: str) -> str | None:
    r"""Return an address as a terminal may be given it: printable ASCII without quotes; nothing unless of the web.

    >>> link_target("https://a.org/möwe'"), link_target("https://a.org/\x1b]8;;"), link_target("javascript:1")
    ('https://a.org/m%C3%B6we%27', None, None)
    """
    return quote(address, safe=_LEGIBLE) if is_web(address) else None


def same_address(one: str, other: str) -> bool:
    """Tell whether two addresses lead to the same page: however scheme and host are written, wherever on the page.

    >>> same_address("https://A.org/x/", "http://www.a.org/x#top"), same_address("https://a.org/x", "https://a.org/y")
    (True, False)
    """
    return _page(one) == _page(other)


def _page(address: str) -> str:
    page = re.sub(r"^https?://(?:www\.)?", "", address.strip().partition("#")[0], flags=re.IGNORECASE).rstrip(
        "/"
    )
    host, slash, path = page.partition("/")
    return host.casefold() + slash + path
