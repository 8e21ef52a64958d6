"""What stands on a page beside the article: taken out of its tree, by structure, before the text is read.

Posts of other sites, hover cards, captions, comments of readers, links to other stories. The reverse also happens
here: a paragraph that is a link and a sentence is part of the story, so it loses its link and stays.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

from retold.english import clutter
from retold.extract.blocks import drop, is_prose, link_text_of, names, text_of, unlink, words_of

_EMBED_CLASSES = frozenset(
    """
    twitter-tweet twitter-video twitter-tweet-rendered instagram-media tiktok-embed fb-post fb-video bluesky-embed
    mastodon-embed reddit-embed reddit-embed-bq reddit-card imgur-embed-pub text-post-media snapchat-embed
    """.split()
)
"""The classes that sites of posts put into the code for other pages."""
_EMBED_TAGS = ("twitter-widget", "amp-twitter", "amp-instagram", "amp-facebook", "amp-tiktok", "amp-reddit")
_UNSEEN_ROLES = frozenset("navigation tooltip dialog alertdialog search menu menubar complementary contentinfo".split())
_CARD_WORDS = frozenset("tooltip popover hovercard rollover flyout popup dropdown".split())
_CAPTION_WORDS = frozenset("caption captions cutline credit credits photocredit imagecredit legend".split())
_COMMENT_WORDS = frozenset(
    """
    comment comments reply replies discussion discussions response responses reaction reactions disqus talkback forum
    thread threads conversation feedback letters opinions guestbook readers reader
    """.split()
)
_NOSCRIPT = 60
"""Words of the shortest `noscript` that can be the story."""
_MOST_HIDDEN = 0.3
"""Share of the words of a page that a hidden element may have: a script may hide the whole page behind a notice."""
_FORM = 60
"""Words of the longest form."""
_CAPTION = 60
"""Words of the longest caption."""
_TITLE = 3
"""Words of the shortest link to a story."""
_NAME = 8
"""Words of the longest line that names the author of a comment."""
_COMMENTS = 3
"""Comments of the shortest list of them."""
_HEADINGS = ("h2", "h3", "h4", "h5", "h6")
_PARAGRAPHS = ("p", "h2", "h3", "h4", "h5", "h6", "li", "div", "section", "blockquote")
_MEDIA = ("img", "picture", "video", "audio", "amp-img", "svg")


def prune(tree: Any) -> None:
    """Takes furniture out of the tree of a page. Takes time linear in its size."""
    words = _word_counts(tree)
    for element in [e for e in tree.iter() if isinstance(e.tag, str)]:
        if _is_unseen(element, words) or _is_embed(element) or _is_caption(element, words):
            drop(element)
        elif element.tag == "noscript":  # the story, for browsers without scripts
            element.tag = "div"
    for paragraph in list(tree.iter("p")):
        _drop_cards(paragraph)
    for block in [e for e in tree.iter(*_PARAGRAPHS) if e.find("a") is not None or e.tag == "p"]:
        _settle_links(block, words)
    for container in [e for e in tree.iter("div", "section", "ul", "ol", "article") if len(e) >= _COMMENTS]:
        if _holds_comments(container, words):
            before = container.getprevious()
            if before is not None and before.tag in _HEADINGS:
                drop(before)
            drop(container)


def _word_counts(tree: Any) -> dict[Any, int]:
    """How many words each element has with all that it contains."""
    counts: dict[Any, int] = {}
    for element in reversed(list(tree.iter())):
        own = len((element.text or "").split()) if isinstance(element.tag, str) and element.tag != "script" else 0
        counts[element] = own + sum(counts.get(child, 0) + len((child.tail or "").split()) for child in element)
    return counts


def _is_unseen(element: Any, words: dict[Any, int]) -> bool:
    """Whether a reader of the page does not see it, or it is no content by its role."""
    if element.tag in ("html", "body", "main", "article", "head"):
        return False
    if element.tag == "noscript":
        return words[element] < _NOSCRIPT
    if element.tag in ("div", "section", "aside", "fieldset") and 0 < words[element] <= _FORM and _asks(element):
        return True
    if element.tag in ("nav", "dialog") or element.get("role", "").lower() in _UNSEEN_ROLES:
        return True
    style = element.get("style", "").replace(" ", "").lower()
    hidden = "hidden" in element.attrib or element.get("aria-hidden") == "true" or "display:none" in style
    if not hidden or (element.tag in ("span", "svg") and not words[element]):
        return False
    whole = words.get(element.getroottree().getroot(), 0)
    return words[element] <= _MOST_HIDDEN * whole


def _asks(element: Any) -> bool:
    """Whether a small element has fields to fill in: a form for a newsletter, an account, a search."""
    return any(child.tag in ("input", "textarea", "select") and child.get("type") != "hidden" for child in element)


def _is_embed(element: Any) -> bool:
    """Whether it is a post of another site, by the code that the site gives for it."""
    if element.tag in _EMBED_TAGS:
        return True
    return element.tag in ("blockquote", "div", "figure", "section", "iframe") and bool(
        _EMBED_CLASSES & set(element.get("class", "").lower().split())
    )


def _is_caption(element: Any, words: dict[Any, int]) -> bool:
    """Whether it says what a picture shows or who took it."""
    if element.tag in ("html", "body", "main", "article", "head", "p"):
        if element.tag != "p" or not 0 < words[element] <= _CAPTION:
            return False
        has_media = any(child.tag in _MEDIA for child in element)
        return bool(_CAPTION_WORDS & set(names(element).split())) or (has_media and not is_prose(text_of(element)))
    if element.tag == "figcaption":
        return True
    if words[element] > _CAPTION or not words[element]:
        return False
    if _CAPTION_WORDS & set(names(element).split()):
        return True
    has_media = any(child.tag in _MEDIA for child in element) or any(
        grandchild.tag in _MEDIA
        for child in element
        if len(child) == 1 and child.tag in ("a", "div")
        for grandchild in child
    )
    is_box = element.tag in ("div", "a", "span", "section", "center") and len(element) <= 4
    return has_media and is_box and element.find(".//p") is None and element.find(".//h1") is None


def _drop_cards(paragraph: Any) -> None:
    """Drops a card that opens over a word of a paragraph. It is glued to that word, and is no part of the sentence."""
    for inner in list(paragraph.iter("span", "div", "ul", "aside", "small")):
        parent = inner.getparent()
        if parent is None or not _is_glued(inner):
            continue
        text, links = text_of(inner), sum(1 for _ in inner.iter("a"))
        is_menu = links >= 2 and 2 * len(link_text_of(inner).split()) >= len(text.split()) and not is_prose(text)
        if is_menu or _CARD_WORDS & {*names(inner).split(), *names(parent).split()}:
            drop(inner)


def _is_glued(element: Any) -> bool:
    """Whether an element begins directly after a word."""
    before = element.getprevious()
    text = element.getparent().text if before is None else before.tail or text_of(before)[-1:]
    return bool(text) and text[-1].isalnum() and (element.text or " ")[:1] not in ".,;:!?"


def _settle_links(block: Any, words: dict[Any, int]) -> None:
    """Drops a line that only leads to another story, and keeps a linked sentence as a sentence."""
    if block.getparent() is None or words.get(block, 0) > 200 or any(c.tag in _PARAGRAPHS for c in block):
        return
    linked = link_text_of(block)
    if not linked:
        return
    text = text_of(block)
    is_whole = len(words_of(linked).split()) >= 0.9 * len(words_of(text).split())
    if is_whole and block.tag == "p" and is_prose(text) and len(text.split()) >= 8:
        unlink(block)
    elif block.tag in ("p", "div", "li", "h3", "h4", "h5", "h6") and _leads_away(block, text, linked, is_whole):
        drop(block)


def _leads_away(block: Any, text: str, linked: str, is_whole: bool) -> bool:
    """Whether a line is a link to another story: the link alone, or a label and the link."""
    if len(linked.split()) < _TITLE:
        return False
    if block.tag == "p" and is_whole:
        return not is_prose(text)
    if not text.endswith(linked):
        return False
    label = text[: -len(linked)].strip()
    if label:
        return (
            not any(map(str.isalnum, label))
            or clutter.is_label(label)
            or (label.endswith((":", "|", "»", "›", "→")) and len(label.split()) <= 4 and not is_prose(text))
        )
    return False


def _holds_comments(container: Any, words: dict[Any, int]) -> bool:
    """Whether most of what an element holds are comments: alike, each with a short line that names its author.

    The container, its members or its heading must say so too: the entries of a list look like comments.
    """
    if container.getparent() is None:
        return False
    alike = Counter((c.tag, c.get("class", "")) for c in container if c.tag in ("div", "li", "article", "section", "p"))
    if not alike or max(alike.values()) < _COMMENTS:
        return False
    (tag, name), _ = alike.most_common(1)[0]
    members = [c for c in container if (c.tag, c.get("class", "")) == (tag, name)]
    if any("comment" in m.get("itemtype", "").lower() for m in members[:_COMMENTS]):
        return True
    before, parent = container.getprevious(), container.getparent()
    headings = [h for h in (before, *container) if h is not None and h.tag in _HEADINGS and words[h] <= _NAME]
    beside = names(parent) if parent.tag in ("div", "section", "aside") else ""
    said = " ".join((names(container), names(members[0]), beside, *map(text_of, headings)))
    if tag == "p" or not _COMMENT_WORDS & set(said.lower().split()):
        return False
    signed = sum(_is_signed(m, words) for m in members)
    return signed >= _COMMENTS and 2 * signed >= len(members)


def _is_signed(member: Any, words: dict[Any, int]) -> bool:
    """Whether an element begins with a short line, such as the name of its author, and goes on with more words."""
    first = next((child for child in member if words.get(child, 0)), None)
    return first is not None and words[first] <= _NAME and words[member] > words[first] and not is_prose(text_of(first))


__all__ = ["prune"]
