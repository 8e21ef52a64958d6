"""One article as a JSON object: `id?, url?, headline?, byline?, publisher?, published?` and its text."""

from __future__ import annotations

from retold.errors import FormatError
from retold.types import Content, Metadata, Page

_TEXT_FIELDS = {"body": Content.BODY, "text": Content.TEXT, "html": Content.HTML}


def page(row: object, where: str) -> Page:
    """The page of one parsed row. `where` names the row in messages.

    A `body` is kept to the character; `text` and `html` are cleaned later.

    Raises `FormatError` if the row has no text, or a field has a wrong type.
    """
    if not isinstance(row, dict):
        raise FormatError("must be a JSON object with a body, text or html", where)
    for field, content in _TEXT_FIELDS.items():
        text = row.get(field)
        if text is not None:
            if not isinstance(text, str):
                raise FormatError(f"{field} must be a string", where)
            return Page(_source(row, where), content, text, _metadata(row, where))
    raise FormatError("has no body, text or html", where)


def _source(row: dict[str, object], where: str) -> str:
    return f"{where} (id {row['id']})" if row.get("id") not in (None, "") else where


def _string(row: dict[str, object], field: str, where: str) -> str:
    value = row.get(field)
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if field == "id" and isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    raise FormatError(f"{field} must be a string", where)


def _metadata(row: dict[str, object], where: str) -> Metadata:
    byline = row.get("byline")
    names = [byline] if isinstance(byline, str) else byline or []
    if not isinstance(names, list) or not all(isinstance(n, str) for n in names):
        raise FormatError("byline must be a string or a list of strings", where)
    return Metadata(
        id=_string(row, "id", where),
        url=_string(row, "url", where),
        canonical_url=_string(row, "canonical_url", where),
        headline=_string(row, "headline", where),
        byline=tuple(n.strip() for n in names if n.strip()),
        publisher=_string(row, "publisher", where),
        published=_string(row, "published", where) or None,
        modified=_string(row, "modified", where) or None,
        language=_string(row, "language", where),
    )
