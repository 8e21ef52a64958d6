"""Web addresses, normalised so that they can be compared: without login, fragment and tracking parameters."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

MAX_BYTES = 1000
"""Longest address that can be looked up."""
_TRACKING_PARAMETER = re.compile(
    r"""
    ^(?: utm_\w+
      | at_(?: medium | campaign | custom\d | link_\w+ | format | ptr_name | bbc_team )    # Piano Analytics
      | fbclid | gclid | dclid | msclkid | yclid | igshid                                  # clicks on advertisements
      | mc_[ce]id | _hs(?: enc | mi )                                                      # newsletters
      | ns_(?: mchannel | source | campaign | linkname | fee )                             # Comscore
      | xtor | wt_mc | cmpid | ito | ref_src
      | rss(?: feed )? | feedtype | feedname                                               # feeds
    )$
    """,
    re.IGNORECASE | re.VERBOSE,
)
_WEB_ADDRESS = re.compile(r"""\bhttps?://[^\s"'<>]+""", re.IGNORECASE)
_INVALID = re.compile(r"[\s\x00-\x1f\x7f\ud800-\udfff]")


def normalise_url(url: str, base: str = "") -> str:
    """An absolute web address without fragment and tracking parameters; "" if `url` is none, or has a login.

    A relative `url` is resolved against `base`.
    """
    if not url.strip():
        return ""
    try:
        parts = urlsplit(urljoin(base, url.strip()))
        if parts.scheme not in ("http", "https") or not parts.hostname or "@" in parts.netloc:
            return ""
        _ = parts.port  # raises `ValueError` if it is no number
        query = _without_tracking(parts.query)
        address = urlunsplit((parts.scheme, parts.netloc.lower(), parts.path or "/", query, ""))
    except ValueError:
        return ""
    is_valid = len(address.encode("utf-8", "replace")) <= MAX_BYTES and not _INVALID.search(address)
    return address if is_valid else ""


def has_login(url: str) -> bool:
    """Whether an address contains a user name or a password. Everybody who sees the address sees them, too."""
    try:
        return "@" in urlsplit(url).netloc
    except ValueError:
        return False


def without_login(text: str, query: bool = True) -> str:
    """A text in which web addresses have no user name and password.

    With `query=False` they have no parameters either, as these may be keys.
    """

    def clean(match: re.Match[str]) -> str:
        try:
            parts = urlsplit(match[0])
        except ValueError:
            return ""
        host = parts.netloc.rpartition("@")[2]
        return urlunsplit((parts.scheme, host, parts.path, parts.query if query else "", ""))

    return _WEB_ADDRESS.sub(clean, text)


def _without_tracking(query: str) -> str:
    """A query without tracking parameters. One that has none is not touched. Raises `ValueError` for too many."""
    parameters = parse_qsl(query, keep_blank_values=True, max_num_fields=200)
    kept = [(name, value) for name, value in parameters if not _TRACKING_PARAMETER.match(name)]
    return query if len(kept) == len(parameters) else urlencode(kept)
