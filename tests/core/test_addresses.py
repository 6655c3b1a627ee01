"""Addresses: what may be kept, and that nothing in one reaches a terminal as anything but a link."""

from __future__ import annotations

import re
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.addresses import check_address, is_web, link_target, same_address
from annotator.errors import Invalid

HOSTILE = (
    "https://a.org/\x1b]8;;https://evil.org\x1b\\",
    "https://a.org/\x07",
    "https://a.org/\u202egpj.exe",
    "https://a.org/\n",
    "https://a.org/\x9c",
    "https://a.org/\u200b",
    "java\tscript:alert(1)",
)


@pytest.mark.parametrize("address", HOSTILE)
def test_an_address_that_hides_characters_is_refused_and_never_a_link(address: str) -> None:
    with pytest.raises(Invalid, match="hidden"):
        check_address("address", address)
    assert link_target(address) is None


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", " JavaScript :x", "data:text/html,x", "vbscript:x"]
)
def test_an_address_that_a_browser_would_run_is_refused(address: str) -> None:
    with pytest.raises(Invalid, match="program"):
        check_address("address", address)
    assert link_target(address) is None


@pytest.mark.parametrize(
    "address",
    ["ftp://a.org/x", "www.a.org", "doi:10.1/2", "a shelf mark", "https://", "http://[::1", "file:///x"],
)
def test_what_is_no_address_of_the_web_may_be_kept_and_is_no_link(address: str) -> None:
    check_address("address", address)
    assert not is_web(address)
    assert link_target(address) is None


def test_no_address_is_no_problem() -> None:
    check_address("address", None)
    check_address("address", "")


def test_a_link_leads_where_the_address_says() -> None:
    address = "HTTPS://München.de/Straße?q=“a”&b=1#c'd%20e"
    target = link_target(address)
    assert target is not None
    assert unquote(target) == unquote(address)
    assert "%20" in target


@given(st.text(max_size=60), st.sampled_from(["https://a.org/", "http://", "https://a.org?", ""]))
def test_a_link_is_printable_ascii_without_spaces_or_quotes(tail: str, head: str) -> None:
    target = link_target(head + tail)
    assert target is None or re.fullmatch(r"[!#-&(-;=?-_a-z~]+", target), target


def test_addresses_of_one_page_are_the_same_however_they_are_written() -> None:
    assert same_address("https://www.a.org/x/", "HTTP://A.ORG/x#y")
    assert not same_address("https://a.org/x?page=1", "https://a.org/x?page=2")
    assert not same_address("https://a.org/X", "https://a.org/x")
