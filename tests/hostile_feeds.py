"""Feeds of all formats that are made to cost a parser time."""

from __future__ import annotations

from tests.hostile_text import Make, between, nested, numbered, repeated


def in_rss(make: Make, element: str) -> Make:
    """An RSS feed of one item that has a text in one of its elements, escaped."""

    def feed(size: int) -> str:
        text = make(size).replace("\x00", "").replace("\ud800", "")
        escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        return item(lambda _: f"<{element}>{escaped}</{element}>")(size)

    return feed


def rss(make: Make, end: str = "") -> Make:
    """An RSS feed with more XML in its channel."""
    start = '<?xml version="1.0"?><rss version="2.0"><channel><title>News</title>'
    return between(start, make, f"{end}</channel></rss>")


def item(make: Make, attributes: str = "") -> Make:
    """An RSS feed of one item with an address and more."""
    return rss(between(f"<item{attributes}><link>https://example.org/1</link>", make, "</item>"))


def atom(make: Make) -> Make:
    """An Atom feed of one entry with an address and more."""
    start = "<feed xmlns='http://www.w3.org/2005/Atom'><entry><id>a</id><link href='https://example.org/1'/>"
    return between(start, make, "</entry></feed>")


def json_feed(make: Make, end: str = "]}") -> Make:
    """A JSON Feed with items."""
    return between('{"version":"https://jsonfeed.org/version/1.1","items":[', make, end)


ITEM = "<item><title>{}</title><link>https://example.org/{}</link><guid>{}</guid></item>"
ENTRY = "<entry><id>{}</id><link href='https://e.org/{}'/></entry>"
NEWS = "<url><loc>https://e.org/{}</loc><news:news><news:title>{}</news:title></news:news></url>"
FEEDS: dict[str, Make] = {
    "items": rss(numbered(ITEM)),
    "items without an end": rss(numbered("<item><title>{}</title>")),
    "items of one address": rss(repeated("<item><title>a</title><link>https://example.org/1</link></item>")),
    "authors": rss(numbered("<author>a{}@example.org ({})</author>")),
    "authors of one item": item(numbered("<author>{} B</author>")),
    "creators": item(numbered("<dc:creator xmlns:dc='d'>{}</dc:creator>")),
    "categories": item(numbered("<category>{}</category>")),
    "one category": item(repeated("<category>a</category>")),
    "links": item(numbered("<link>https://e.org/{}</link>")),
    "enclosures": item(numbered("<enclosure url='https://e.org/{}' type='audio/mpeg' length='1'/>")),
    "media": item(numbered("<media:content url='u{}'/>"), " xmlns:media='http://search.yahoo.com/mrss/'"),
    "dates of one item": item(repeated("<pubDate>Tue, 24 Feb 2026 10:00:00 GMT</pubDate>")),
    "namespaces": between(
        "<rss version='2.0' ", numbered("xmlns:{}='u:{}' "), "><channel><title>a</title></channel></rss>"
    ),
    "nested namespaces": rss(nested("<a xmlns:x='u'>", "a", "</a>")),
    "attributes": rss(between("<item ", numbered("{}='a' "), "><link>https://e.org/1</link></item>")),
    "attributes of a broken feed": rss(between("<item ", numbered("{}='a' "), "></item>"), "&x;"),
    "attributes without an end": rss(numbered("{}='a' ")),
    "nested elements": rss(nested("<a>", "a", "</a>")),
    "elements without an end": rss(repeated("<a>")),
    "different elements": rss(numbered("<a{}>a</a{}>")),
    "comments": rss(repeated("<!-- a -->")),
    "comments without an end": rss(repeated("<!-- a ")),
    "CDATA": rss(repeated("<![CDATA[a]]>")),
    "CDATA without an end": rss(repeated("<![CDATA[a")),
    "instructions": rss(repeated("<?a b?>")),
    "references": item(between("<title>", repeated("&amp;"), "</title>")),
    "unknown references": item(between("<title>", repeated("&x;"), "</title>")),
    "ampersands": item(between("<title>", repeated("&"), "</title>")),
    "less-than signs": rss(repeated("<")),
    "less-than signs and a name": rss(repeated("<a ")),
    "quotes in a tag": rss(repeated("'\"", "<a b=")),
    "document type": between("<!DOCTYPE rss [", repeated("<!ELEMENT a ANY>"), "]><rss><channel/></rss>"),
    "spaces before the feed": between("<?xml version='1.0'", repeated(" "), "?><rss><channel/></rss>"),
    "hours to skip": rss(between("<skipHours>", repeated("<hour>1</hour>"), "</skipHours>")),
    "spaces in hours": rss(between("<skipHours><hour>", repeated(" "), "</hour></skipHours>")),
    "XHTML": item(between("<content type='xhtml'>", repeated("<b>a</b>"), "</content>")),
    "atom entries": between("<feed xmlns='http://www.w3.org/2005/Atom'>", numbered(ENTRY), "</feed>"),
    "atom authors": atom(numbered("<author><name>{}</name></author>")),
    "atom links": atom(numbered("<link rel='{}' href='https://e.org/{}'/>")),
    "atom contents": atom(repeated("<content type='html'>a</content>")),
    "sitemap": between("<urlset>", numbered("<url><loc>https://e.org/{}</loc></url>"), "</urlset>"),
    "news sitemap": between("<urlset xmlns:news='n'>", numbered(NEWS), "</urlset>"),
    "sitemap index": between("<sitemapindex>", numbered("<sitemap><loc>{}</loc></sitemap>"), "</sitemapindex>"),
    "sitemap of nested elements": between("<urlset>", nested("<url>", "", "</url>"), "</urlset>"),
    "sitemap of children": between("<urlset><url>", repeated("<a/>"), "<loc>https://e.org</loc></url></urlset>"),
    "JSON Feed": json_feed(numbered('{"id":"{}","url":"https://e.org/{}","content_html":"<p>{}</p>"},'), "{}]}"),
    "JSON Feed of one item": json_feed(between('{"url":"https://e.org/a","content_html":"', repeated("<p>a "), '"}')),
    "JSON Feed of authors": json_feed(
        between('{"url":"https://e.org/a","authors":[', numbered('{"name":"{}"},'), "{}]}")
    ),
    "JSON Feed of brackets": json_feed(repeated("["), ""),
    "JSON Feed of digits": json_feed(repeated("1"), ""),
}
FIELDS = ("title", "author", "description", "pubDate", "link", "guid", "category", "dc:creator", "content:encoded")
"""Elements of an item that hold text."""
