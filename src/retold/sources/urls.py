"""Addresses of articles as they are compared: without what is added for counting visitors."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

LONGEST = 1000
"""Bytes of an address that can be looked up."""
_COUNTING = re.compile(
    r"^(?:utm_\w+|at_(?:medium|campaign|custom\d|link_\w+|format|ptr_name|bbc_team)|fbclid|gclid|dclid|msclkid|mc_[ce]id|igshid|yclid|_hs(?:enc|mi)|ns_(?:mchannel|source|campaign|linkname|fee)|xtor|wt_mc|cmpid|ito|ref_src|rss(?:feed)?|feedtype|feedname)$",
    re.IGNORECASE,
)


_ADDRESS = re.compile(r"""\bhttps?://[^\s"'<>]+""", re.IGNORECASE)


def has_login(url: str) -> bool:
    """Whether an address has a user name or a password in it: whoever sees the address has them, too."""
    try:
        return "@" in urlsplit(url).netloc
    except ValueError:
        return False


def without_login(text: str, query: bool = True) -> str:
    """A text whose web addresses have no user name and no password; without `query`, no parameters either, which may be keys."""

    def bare(found: re.Match[str]) -> str:
        try:
            parts = urlsplit(found[0])
        except ValueError:
            return ""
        return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, parts.query if query else "", ""))

    return _ADDRESS.sub(bare, text)


def address(url: str, base: str = "") -> str:
    """An absolute web address without fragment and without parameters that only count visitors; "" for what is none, or has a login."""
    if not url.strip():
        return ""
    try:
        parts = urlsplit(urljoin(base, url.strip()))
        if parts.scheme not in ("http", "https") or not parts.hostname or "@" in parts.netloc:
            return ""
        _ = parts.port  # raises where it is no number
        query = parts.query
        if any(_COUNTING.match(k) for k, _ in parse_qsl(query, keep_blank_values=True, max_num_fields=200)):
            query = urlencode(
                [
                    (k, v)
                    for k, v in parse_qsl(query, keep_blank_values=True, max_num_fields=200)
                    if not _COUNTING.match(k)
                ]
            )
        found = urlunsplit((parts.scheme, parts.netloc.lower(), parts.path or "/", query, ""))
    except ValueError:
        return ""
    return (
        found
        if len(found.encode("utf-8", "replace")) <= LONGEST and not re.search(r"[\s\x00-\x1f\x7f\ud800-\udfff]", found)
        else ""
    )
