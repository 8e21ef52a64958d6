"""The text of the story on a page: from its tree, or from its data where the tree does not have it."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from retold.errors import ExtractionError
from retold.extract import furniture, page_state, page_tree, story_lists
from retold.extract.blocks import drop, is_prose, lines, link_text_of, names, prose_words, text_of, words_of
from retold.extract.page_tree import ParsedPage

ENOUGH = 100
"""Words of prose from which the visible text is taken for the whole story."""
_LEAST_LEAD, _MOST_LEAD = 8, 90
"""Words of a summary above the text."""
_MOST_ABOVE = 400
"""Lines of a page above its story that are looked at."""
_LEADS = frozenset(
    "summary standfirst lead lede intro introduction deck dek abstract subtitle description teaser sapo".split()
)
_BESIDE = ("aside", "footer", "nav", "form", "figure", "figcaption", "blockquote", "table")

Document = dict[str, object]


@dataclass(frozen=True, slots=True)
class PageStory:
    """The story of a page. `document`: what trafilatura says of it. `tables`: tables of data that are left out."""

    document: Document
    text: str
    tables: int = 0


def read(page: ParsedPage, source: str, parse: Callable[[Any], Document]) -> PageStory:
    """The story of a page. `parse` gives trafilatura's document of a tree.

    Raises `ExtractionError` if the page is a list of stories.
    """
    if page.tree is None:
        return PageStory({}, "")
    tree = deepcopy(page.tree)
    teasers, title = story_lists.words(tree), tree.findtext(".//title") or ""
    furniture.prune(tree)
    before_tables = _drop_data_tables(tree)
    document = parse(tree)
    visible = _with_lead(tree, str(document.get("text") or ""), str(document.get("description") or ""))
    text = _fuller(visible, page, str(document.get("title") or title))
    if text is visible and story_lists.is_list(teasers, visible):
        raise ExtractionError(
            "the page is a list of stories and not one article; read the stories by their own addresses", source
        )
    told = {words_of(line)[:80] for line in text.splitlines()}
    return PageStory(document, text, sum(before in told for before in before_tables))


def _fuller(visible: str, page: ParsedPage, headline: str) -> str:
    """The visible text, or the story in the data of the page, where that has much more of it, or has its paragraphs."""
    shown = prose_words(visible)
    article = page_state.from_json_ld(page.nodes)
    if "\n" in article and "\n" not in visible.strip() and words_of(article) == words_of(visible):
        return article
    if shown >= ENOUGH:
        return visible
    if prose_words(article) > 2 * shown:
        return article
    text = page_state.from_scripts(page_tree.load(page.html), headline) if "<script" in page.html.lower() else ""
    return text if prose_words(text) > 2 * shown else visible


def _with_lead(tree: Any, body: str, description: str) -> str:
    """The body with the summary that stands between the headline and its first paragraph, if it is not in it yet."""
    told = words_of(body)
    first = next((words_of(line)[:80] for line in body.splitlines() if is_prose(line)), "")
    if not first:
        return body
    described = words_of(description)[:60]
    found: list[str] = []
    is_below, seen = tree.find(".//h1") is None, 0
    for element, text in lines(tree):
        if element.tag == "h1":
            is_below, found = True, []
            continue
        said = words_of(text)
        if said.startswith(first):
            break
        seen += 1
        if seen > _MOST_ABOVE:
            return body
        if is_below and _is_lead(element, text, described) and said not in told:
            found.append(text)
    else:
        return body
    return "\n".join([*found[-3:], body])


def _is_lead(element: Any, text: str, described: str) -> bool:
    """Whether a block tells the story: prose, by its place, its name, or because the page describes itself so."""
    if not is_prose(text) or not _LEAST_LEAD <= len(text.split()) <= _MOST_LEAD:
        return False
    if 2 * len(link_text_of(element).split()) > len(text.split()):
        return False
    ancestors = [element, *(a for _, a in zip(range(8), element.iterancestors(), strict=False))]
    if any(a.tag in _BESIDE for a in ancestors):
        return False
    is_named = any(_LEADS & set(names(a).split()) or a.get("itemprop") == "description" for a in ancestors[:3])
    if element.tag == "li":
        return is_named
    return is_named or element.tag == "p" or bool(described and words_of(text).startswith(described))


def _drop_data_tables(tree: Any) -> list[str]:
    """Takes tables of data out of a tree; gives the beginning of what stands before each. Tables of layout stay."""
    before_tables: list[str] = []
    for table in list(tree.iter("table")):
        rows = [[text_of(cell) for cell in row if cell.tag in ("td", "th")] for row in table.iter("tr")]
        cells = [cell for row in rows for cell in row]
        is_data = sum(len(row) >= 2 for row in rows) >= 2 and sum(len(c.split()) for c in cells) <= 8 * len(cells)
        parent = table.getparent()
        if not is_data or parent is None or table.find(".//table") is not None:
            continue
        before = table.getprevious() if table.getprevious() is not None else parent.getprevious()
        before_tables.append(words_of(text_of(before))[:80] if before is not None else "")
        drop(table)
    return before_tables


__all__ = ["PageStory", "read"]
