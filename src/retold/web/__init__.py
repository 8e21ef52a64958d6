"""The web app: pages for people, an API for programs, from one memory."""

from retold.web.access import Access, Limits
from retold.web.app import create
from retold.web.server import Address, serve

__all__ = ["Access", "Address", "Limits", "create", "serve"]
