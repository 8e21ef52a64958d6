"""Whether a request was made on this machine, or came here through a proxy."""

from __future__ import annotations

from starlette.requests import Request

from retold.web.client_address import is_loopback, parsed

_NAMES = frozenset(
    """
    cdn-loop cf-connecting-ip cf-ipcountry cf-ray cf-visitor client-ip do-connecting-ip fastly-client-ip fly-client-ip
    forwarded forwarded-for true-client-ip via x-amzn-trace-id x-arr-ssl x-client-ip x-cluster-client-ip x-host
    x-http-host-override x-original-for x-original-forwarded-for x-original-host x-original-proto x-original-url
    x-originating-ip x-proxyuser-ip x-real-ip x-real-port x-remote-addr x-remote-ip x-rewrite-url x-scheme x-url-scheme
    """.split()
)
_PREFIXES = ("x-forwarded", "cf-", "cloudfront-", "x-envoy-", "x-azure-", "x-appengine-", "x-vercel-", "tailscale-")
"""Headers that proxies add. A client may send them, too: it only loses trust by it."""


def is_from_this_machine(request: Request) -> bool:
    """Whether the client is on this machine, and no proxy has forwarded the request.

    A proxy on this machine may set `Host` to our address, so strangers would look like its owner. Proxies add headers.
    Those that add none, as nginx without further settings, still speak HTTP/1.0, which no browser does.
    """
    peer = request.client.host if request.client else ""
    if parsed(peer) and not is_loopback(peer):
        return False
    if request.scope.get("http_version") == "1.0":
        return False
    return not any(name in _NAMES or name.startswith(_PREFIXES) for name in request.headers)
