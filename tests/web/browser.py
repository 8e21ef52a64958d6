"""A served app for a browser, and a watch for errors in the browser."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from retold.memory import Memory
from retold.web.site import Site

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, ConsoleMessage, Dialog, Request, Response, ViewportSize, WebError

WIDE: ViewportSize = {"width": 1280, "height": 900}
PHONE: ViewportSize = {"width": 360, "height": 740}


@dataclass(frozen=True)
class Served:
    """An app at `url`, its memory, and what its requests share."""

    url: str
    memory: Memory
    site: Site

    def named(self, address: str) -> str:
        """A full address; "{Ann Lee}" in it is replaced by the id of that name."""
        while "{" in address:
            head, name, tail = address.split("{", 1)[0], *address.split("{", 1)[1].split("}", 1)
            address = head + self.memory.entity(name).id + tail
        return self.url + address


class Watch:
    """Collects errors, warnings and requests to other hosts from all pages of a context. There should be none."""

    def __init__(self, context: BrowserContext, refused: int | None = None) -> None:
        """`refused`: an error status that a page itself may have."""
        self.said: list[str] = []
        self.refused = refused
        context.on("console", self._console)
        context.on("weberror", self._error)
        context.on("dialog", self._dialog)
        context.on("request", self._request)
        context.on("requestfailed", self._failed)
        context.on("response", self._response)

    def take(self) -> list[str]:
        """What was collected until now; then begins again."""
        said, self.said = self.said, []
        return said

    def _console(self, message: ConsoleMessage) -> None:
        # The browser reports an error page as a resource that failed.
        expected = self.refused is not None and f"status of {self.refused} " in message.text
        if message.type in ("error", "warning") and not expected:
            self.said.append(f"console {message.type}: {message.text} ({message.location.get('url')})")

    def _error(self, error: WebError) -> None:
        self.said.append(f"uncaught: {error.error}")

    def _dialog(self, dialog: Dialog) -> None:
        self.said.append(f"a dialog opened: {dialog.message}")
        dialog.dismiss()

    def _request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in ("data", "blob") and parts.hostname != "127.0.0.1":
            self.said.append(f"asked another host: {request.url}")

    def _failed(self, request: Request) -> None:
        # Downloads and cancelled requests end like this, too.
        if request.failure != "net::ERR_ABORTED":
            self.said.append(f"failed: {request.url} ({request.failure})")

    def _response(self, response: Response) -> None:
        if response.status >= 400 and not (
            response.status == self.refused and response.request.is_navigation_request()
        ):
            self.said.append(f"{response.status}: {response.url}")
