"""Texts that are made to cost a parser time: each is one thing, repeated up to a size in characters."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count

Make = Callable[[int], str]


def repeated(unit: str, start: str = "", end: str = "") -> Make:
    """`unit` again and again, to about the size that is asked for."""
    return lambda size: start + unit * max(1, size // len(unit)) + end


def numbered(unit: str) -> Make:
    """`unit` with another word of letters in place of each `{}`: all its repeats differ."""

    def make(size: int) -> str:
        parts: list[str] = []
        length = 0
        for number in count():
            parts.append(unit.replace("{}", word(number)))
            length += len(parts[-1])
            if length >= size:
                return "".join(parts)
        raise AssertionError

    return make


def word(number: int) -> str:
    """A word of lower-case letters for each number, such as "bacu"."""
    text = ""
    for _ in range(3):
        number, vowel = divmod(number, 5)
        number, consonant = divmod(number, 19)
        text += "bcdfghjklmnpqrstvwz"[consonant] + "aeiou"[vowel]
    return text


def nested(opening: str, inner: str, closing: str) -> Make:
    """`inner` within marks within marks."""

    def make(size: int) -> str:
        depth = max(1, size // (len(opening) + len(closing)))
        return opening * depth + inner + closing * depth

    return make


TEXTS: dict[str, Make] = {
    # quotation marks
    "single quotes that open": repeated("'a "),
    "single quotes that close": repeated("a' "),
    "curly single quotes that open": repeated("‘a "),
    "curly single quotes that close": repeated("a’ "),
    "double quotes that open": repeated('"a '),
    "double quotes that close": repeated('a" '),
    "curly double quotes that open": repeated("“a "),
    "curly double quotes that close": repeated("a” "),
    "double quotes alone": repeated('"'),
    "single quotes alone": repeated("'"),
    "curly quotes alone": repeated("“”‘’"),
    "quotations": repeated("“We will win,” she said. "),
    "short quotations": repeated('He called it "the best of the best days". '),
    "quotations in one sentence": repeated('"We will win it", '),
    "one quotation over paragraphs": repeated("“We will win it all.\n"),
    "quotations without a speaker": repeated("“We will go on and on for ever.” "),
    "quotations of a minister": repeated("“We will go on and on for ever,” the minister said. "),
    "quotations of an airline": numbered("“We will go on and on,” the airline said. {} Airways flew. "),
    "titles in quotation marks": numbered("The film “The {} Story” opened. "),
    "apostrophes": repeated("rock'n'roll "),
    "possessives": repeated("Ann's "),
    "inches": repeated('12" '),
    # signs
    "dashes": repeated("—"),
    "dashes between words": repeated("a – b -- "),
    "hyphens": repeated("a-"),
    "round brackets that open": repeated("(a "),
    "nested brackets": nested("(a ", "b", ") "),
    "square brackets": repeated("[1] "),
    "full stops": repeated("."),
    "full stops and spaces": repeated(". "),
    "stops between capitals": repeated("aa.Aa"),
    "initials": repeated("J. "),
    "abbreviations": repeated("U.S.A. "),
    "ellipses": repeated("… "),
    "question marks": repeated("?! "),
    "question and a name": repeated('"Why?" Ann Lee '),
    "commas": repeated(", "),
    "comma lists": repeated("one, "),
    "and lists": repeated("Ann and "),
    "semicolons": repeated("a; "),
    "colons": repeated("Note: "),
    "slashes": repeated("and/or/"),
    "pipes": repeated("Home | "),
    "bullets": repeated("• one\n"),
    "numbered list": repeated("1. One\n"),
    "hashtags": repeated("#Tag "),
    "handles": repeated("@name "),
    # white space and unusual characters
    "newlines": repeated("\n"),
    "lines": repeated("a\n"),
    "spaces": repeated(" "),
    "spaces between words": repeated("          a"),
    "spaces before a stop": repeated("     ."),
    "spaces before the end": repeated(" ", "A"),
    "tabs": repeated("\t"),
    "no-break spaces": repeated("\u00a0"),
    "carriage returns": repeated("a\r\n \r\n"),
    "combining marks": repeated("a\u0301\u0323"),
    "combining marks alone": repeated("\u0301"),
    "emoji": repeated("👩‍🚀"),
    "zero-width": repeated("a\u200b\u200d"),
    "right to left": repeated("שלום עולם. "),
    "Chinese": repeated("我们今天去北京。"),
    "Chinese without a stop": repeated("我们今天去北京"),
    "surrogates": repeated("\ud800 "),
    "null": repeated("a\x00"),
    # words
    "one long word": repeated("a"),
    "one long word in capitals": repeated("A"),
    "one long number": repeated("1"),
    "one word": repeated("the "),
    "one word in capitals": repeated("AND "),
    "one capital": repeated("A "),
    "capitals": repeated("President "),
    "mixed case": repeated("iPhone "),
    "underscores": repeated("_"),
    "different words": numbered("{} "),
    "one sentence": repeated("The council met on Monday and agreed a new plan for the town. "),
    "one sentence without a stop": repeated("the council met and agreed a plan for the town "),
    "different sentences": numbered("The {} met the {} and agreed a new {} for the town. "),
    "lower-case sentences": repeated("the men went home. "),
    "paragraphs": numbered("The {} met the {} in town.\n\n"),
    "one paragraph": numbered("The {} met in town. "),
    "leading pronouns": repeated("He went home. "),
    "pronouns": repeated("He told him that she gave it to them. "),
    "it said": repeated("It said so. Acme said it. "),
    "clauses": repeated("who met the man which saw "),
    "relative clauses": repeated("The men, who met, which left, "),
    "participles": repeated(", leaving the town"),
    "said verbs": repeated("said "),
    "said and a name": repeated("said Ann Lee, "),
    "adverbs": repeated("quickly also then "),
    "according to": repeated("according to the minister, "),
    "quoted as": repeated("quoted Ann as "),
    "because": repeated("because of the "),
    "was due to": repeated("was due to leave "),
    "the the": repeated("the a of "),
    # names
    "one name": repeated("Ann Lee met Bo Kim. "),
    "one name alone": repeated("Ann Lee "),
    "different names": numbered("A{} B{} met. "),
    "different first names": numbered("A{} Lee met. "),
    "different surnames": numbered("Ann B{} met. "),
    "names in one sentence": numbered("A{} B{}, "),
    "surname after names": numbered("A{} Lee met. Lee left. "),
    "names that grow": numbered("Acme A{} B{} Inc met Acme. "),
    "acronyms": numbered("A{} B{} C{} (ABC) met. "),
    "different acronyms": numbered("National {} Union (NBCU) met. "),
    "camel case": numbered("Ti{}Wa{} met. "),
    "honorifics": repeated("Mr Dr Prof Sir "),
    "honorific and name": repeated("Dr. Ann Lee met Mrs. Kim. "),
    "roles": numbered("Ann B{}, minister of the town, met. "),
    "roles in one sentence": numbered("Ann B{}, the minister, "),
    "titles before names": repeated("Foreign minister Ann Lee met. "),
    "small words of names": repeated("van de la al "),
    "bylines": repeated("By Ann Lee and "),
    "headline": repeated("Ann Lee Wins The Prize "),
    "places": repeated("in New York, "),
    # times and amounts
    "dates": repeated("24 February 2026, "),
    "dates in sentences": repeated("They met on 24 February 2026. "),
    "weekdays": repeated("on Tuesday, "),
    "weekdays in sentences": repeated("They met on Tuesday. "),
    "different dates": numbered("The {} met on 24 February 1999. "),
    "months": repeated("May "),
    "months and years": repeated("March and April "),
    "years": repeated("2019 "),
    "decades": repeated("the 1990s "),
    "clocks": repeated("9:05 "),
    "clock words": repeated("at around about just after "),
    "relative times": repeated("last week "),
    "days ago": repeated("three days ago "),
    "hours ago": repeated("2 hours ago "),
    "today": repeated("today "),
    "quarters": repeated("the first quarter "),
    "published": repeated("Published on Tuesday, "),
    "money": repeated("$1,000.50 "),
    "percent": repeated("5 percent "),
    "decimals": repeated("1.2"),
    "commas in numbers": repeated("1,"),
    "addresses": repeated("https://example.org/a?b=c#d "),
    "one long address": repeated("/2026/01/", "https://example.org"),
    "mail": repeated("ann.lee@example.org "),
    "mail names": repeated("a.b-c_"),
    "domain names": repeated("www.a.b."),
    # clutter
    "read more": repeated("Read more: "),
    "advertisement": repeated("Advertisement "),
    "subscribe": repeated("Subscribe to "),
    "copyright": repeated("Copyright "),
    "photo": repeated("Photo: "),
    "photo in brackets": repeated("(Photo: "),
    "agencies": repeated("Reuters/"),
    "share": repeated("Share on Facebook "),
    "is not responsible": repeated("a is not responsible for the content of "),
    "get updates": repeated("Get a "),
}
"""Texts of an article."""

MARKUP: dict[str, Make] = {
    "less-than signs": repeated("<"),
    "greater-than signs": repeated(">"),
    "less-than signs and a name": repeated("<a"),
    "one tag without an end": repeated("a", "<"),
    "one tag of attributes": repeated("a=b ", "<p ", ">text</p>"),
    "one tag of different attributes": lambda size: "<p " + numbered("{}='x' ")(size) + ">text</p>",
    "attributes without an end": repeated('a="b" ', "<p "),
    "attribute with one long value": repeated("a", '<p class="', '">text</p>'),
    "attribute without a closing quote": repeated("a ", '<p class="'),
    "attributes with spaces": repeated("a  = ", "<p ", ">"),
    "many small tags": repeated("<b>a</b> "),
    "open elements": repeated("<b>a "),
    "open blocks": repeated("<div>a "),
    "open paragraphs": repeated("<p>a "),
    "closing tags": repeated("</b>"),
    "crossed elements": repeated("<b><i>a</b></i>"),
    "open links": repeated("<a href=x>a "),
    "open tables": repeated("<table><tr><td>a "),
    "open lists": repeated("<ul><li>a "),
    "nested elements": lambda size: nested("<div>", "a", "</div>")(min(size, 16_000)),
    "unknown elements": numbered("<x{}>a "),
    "references": repeated("&amp;"),
    "references without an end": repeated("&amp"),
    "ampersands": repeated("&"),
    "number references": repeated("&#x26;"),
    "one long reference": repeated("a", "&", ";"),
    "one long number reference": repeated("1", "&#"),
    "comments": repeated("<!-- a -->"),
    "comments without an end": repeated("<!-- a "),
    "comment openings": repeated("<!--"),
    "comment dashes": repeated("-", "<!--"),
    "comment closings": repeated("-->"),
    "declarations": repeated("<!a"),
    "conditional comments": repeated("<![if a"),
    "CDATA": repeated("<![CDATA[a]]>"),
    "CDATA without an end": repeated("<![CDATA[a"),
    "CDATA brackets": repeated("]", "<![CDATA["),
    "document types": repeated("<!DOCTYPE html "),
    "one long document type": repeated("a ", "<!DOCTYPE html ["),
    "instructions": repeated("<?a b?>"),
    "instructions without an end": repeated("<?a "),
    "scripts": repeated("<script>a</script>"),
    "scripts without an end": repeated("<script>a"),
    "styles": repeated("<style>a{}</style>"),
    "styles without an end": repeated("<style>a"),
    "JSON-LD": repeated('<script type="application/ld+json">{"@type":"NewsArticle"}</script>'),
    "JSON-LD without an end": repeated('<script type="application/ld+json">{'),
    "JSON-LD braces": repeated('{"@graph":', '<script type="application/ld+json">', "</script>"),
    "JSON-LD brackets": repeated("[", '<script type="application/ld+json">', "</script>"),
    "JSON-LD quotes": repeated('"', '<script type="application/ld+json">', "</script>"),
    "JSON-LD string without an end": repeated("a", '<script type="application/ld+json">{"a":"', "</script>"),
    "JSON-LD number": repeated("1", '<script type="application/ld+json">', "</script>"),
    "JSON-LD dates": repeated('"datePublished": "2026-02-24",'),
    "JSON-LD dates without a value": repeated('"datePublished"   :   '),
    "JSON-LD key and spaces": repeated(" ", '"datePublished"'),
    "JSON-LD authors": numbered('<script type="application/ld+json">{"author":{"name":"{}"}}</script>'),
    "meta": repeated('<meta name="a" content="b">'),
    "meta without an end": repeated("<meta "),
    "meta of dates": repeated('<meta property="article:published_time" content="2026-02-24">'),
    "meta of dates without an end": repeated('<meta article:published_time" '),
    "meta of authors": numbered('<meta name="author" content="A{} B{}">'),
    "meta with a long value": repeated("a ", '<meta name="description" content="', '">'),
    "author with a long value": repeated("Ann ", '<meta name="author" content="', '">'),
    "title with a long value": repeated("a - ", "<title>", "</title>"),
    "title of spaces": repeated(" ", "<title>a", "|</title>"),
    "titles": repeated("<title>a</title>"),
    "times": repeated('<time datetime="2026-02-24">a</time>'),
    "times without an end": repeated("<time "),
    "date with a long value": repeated("1", '<time datetime="', '">a</time>'),
    "dates in text": repeated("<p>24 February 2026</p>"),
    "canonical links": repeated('<link rel="canonical" href="https://example.org/a">'),
    "links without an end": repeated("<link rel=canonical "),
    "link with a long address": repeated("a", '<a href="https://example.org/', '">a</a>'),
    "link with a long path": repeated("a/", '<link rel="canonical" href="https://example.org/', '">'),
    "link with a long query": repeated("a=b&", '<link rel="canonical" href="https://example.org/?', '">'),
    "feed links": numbered('<link rel="alternate" type="application/rss+xml" href="/{}">'),
    "html elements": repeated("<html "),
    "images": repeated('<img src="a.jpg" alt="b">'),
    "image with a long source": repeated("a", '<p><img src="', '.jpg"></p>'),
    "frames": repeated("<iframe src=a></iframe>"),
    "text areas without an end": repeated("<textarea>"),
    "breaks": repeated("a<br>"),
    "quotations of blocks": repeated("<blockquote>a"),
    "classes": repeated("comment ", '<div class="', '">a</div>'),
    "accept and": repeated("accept cookies "),
    "captcha": repeated("geetest.com/ "),
    "null bytes": repeated("<\x00p>"),
}
"""Pieces of a page of HTML."""
MARKUP |= {
    "JSON-LD list of authors": lambda size: (
        '<script type="application/ld+json">{"@type":"NewsArticle","author":['
        + numbered('{"name":"Ann B{}"},')(size)
        + '"Ann"]}</script>'
    ),
    "JSON-LD list of names": lambda size: (
        '<script type="application/ld+json">{"@type":"NewsArticle","author":['
        + numbered('"Ann B{}",')(size)
        + '"Ann"]}</script>'
    ),
    "broken JSON-LD authors": repeated('"author": "a", ', '<script type="application/ld+json">{', "</script>"),
    "broken JSON-LD people": numbered('<script type="application/ld+json">{"author": {"name": "{} B"}</script>'),
    "broken JSON-LD types": repeated(
        '"a":{"@type":"Organization",', '<script type="application/ld+json">{', "</script>"
    ),
    "JSON-LD text": repeated("a & b < c ", '<script type="application/ld+json">{"articleBody":"', '"}</script>'),
}


def in_rss(make: Make, element: str = "description") -> Make:
    """An RSS feed of one item that has a text in one of its elements, escaped."""

    def feed(size: int) -> str:
        text = make(size).replace("\x00", "").replace("\ud800", "")
        text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        return (
            '<?xml version="1.0"?><rss version="2.0"><channel><title>News</title><item><title>One</title>'
            f"<link>https://example.org/1</link><{element}>{text}</{element}></item></channel></rss>"
        )

    return feed


def rss(make: Make, end: str = "") -> Make:
    """An RSS feed with raw XML in its channel."""
    return repeated_once('<?xml version="1.0"?><rss version="2.0"><channel><title>News</title>', make, f"{end}</channel></rss>")


def repeated_once(start: str, make: Make, end: str) -> Make:
    return lambda size: start + make(size) + end


ITEM = "<item><title>{}</title><link>https://example.org/{}</link><guid>{}</guid></item>"
FEEDS: dict[str, Make] = {
    "items": rss(numbered(ITEM)),
    "items without an end": rss(numbered("<item><title>{}</title>")),
    "items of one address": rss(repeated("<item><title>a</title><link>https://example.org/1</link></item>")),
    "authors": rss(numbered("<author>a{}@example.org ({})</author>")),
    "authors of one item": rss(numbered("<author>{} B</author>"), "<item><link>https://e.org/</link></item>"),
    "creators": rss(lambda size: "<item><link>https://e.org/1</link>" + numbered("<dc:creator xmlns:dc='d'>{}</dc:creator>")(size) + "</item>"),
    "categories": rss(lambda size: "<item><link>https://e.org/1</link>" + numbered("<category>{}</category>")(size) + "</item>"),
    "one category": rss(lambda size: "<item><link>https://e.org/1</link>" + repeated("<category>a</category>")(size) + "</item>"),
    "links": rss(lambda size: "<item>" + numbered("<link>https://e.org/{}</link>")(size) + "</item>"),
    "enclosures": rss(lambda size: "<item><link>https://e.org/1</link>" + numbered("<enclosure url='https://e.org/{}' type='audio/mpeg' length='1'/>")(size) + "</item>"),
    "media": rss(lambda size: "<item xmlns:media='http://search.yahoo.com/mrss/'><link>https://e.org/1</link>" + numbered("<media:content url='https://e.org/{}'/>")(size) + "</item>"),
    "dates of one item": rss(lambda size: "<item><link>https://e.org/1</link>" + repeated("<pubDate>Tue, 24 Feb 2026 10:00:00 GMT</pubDate>")(size) + "</item>"),
    "namespaces": lambda size: "<rss version='2.0' " + numbered("xmlns:{}='u:{}' ")(size) + "><channel><title>a</title></channel></rss>",
    "nested namespaces": rss(lambda size: "".join(f"<a xmlns:x{i}='u'>" for i in range(size // 20)) + "</a>" * (size // 20)),
    "attributes": rss(lambda size: "<item " + numbered("{}='a' ")(size) + "><link>https://e.org/1</link></item>"),
    "attributes of a broken feed": rss(lambda size: "<item " + numbered("{}='a' ")(size) + "><link>https://e.org/1</link></item>", "&x;"),
    "nested elements": rss(lambda size: nested("<a>", "a", "</a>")(size)),
    "elements without an end": rss(repeated("<a>")),
    "different elements": rss(numbered("<{}>a</{}>")),
    "comments": rss(repeated("<!-- a -->")),
    "comments without an end": rss(repeated("<!-- a ")),
    "CDATA": rss(repeated("<![CDATA[a]]>")),
    "CDATA without an end": rss(repeated("<![CDATA[a")),
    "instructions": rss(repeated("<?a b?>")),
    "references": rss(lambda size: "<item><link>https://e.org/1</link><title>" + repeated("&amp;")(size) + "</title></item>"),
    "unknown references": rss(lambda size: "<item><link>https://e.org/1</link><title>" + repeated("&x;")(size) + "</title></item>"),
    "ampersands": rss(lambda size: "<item><link>https://e.org/1</link><title>" + repeated("&")(size) + "</title></item>"),
    "less-than signs": rss(repeated("<")),
    "less-than signs and a name": rss(repeated("<a ")),
    "quotes in a tag": rss(repeated("'\"", "<a b=")),
    "document type": lambda size: "<!DOCTYPE rss [" + repeated("<!ELEMENT a ANY>")(size) + "]><rss><channel/></rss>",
    "spaces before the feed": repeated(" ", "<?xml version='1.0'", "?><rss><channel><title>a</title></channel></rss>"),
    "hours to skip": rss(lambda size: "<skipHours>" + repeated("<hour>1</hour>")(size) + "</skipHours>"),
    "spaces in hours": rss(repeated(" ", "<skipHours><hour>", "</hour></skipHours>")),
    "markup in XHTML": rss(lambda size: "<item><link>https://e.org/1</link><content type='xhtml'>" + repeated("<b>a</b>")(size) + "</content></item>"),
    "atom entries": lambda size: "<feed xmlns='http://www.w3.org/2005/Atom'>" + numbered("<entry><id>{}</id><link href='https://e.org/{}'/></entry>")(size) + "</feed>",
    "atom authors": lambda size: "<feed xmlns='http://www.w3.org/2005/Atom'><entry><link href='https://e.org/1'/>" + numbered("<author><name>{}</name></author>")(size) + "</entry></feed>",
    "atom links": lambda size: "<feed xmlns='http://www.w3.org/2005/Atom'><entry><id>a</id>" + numbered("<link rel='{}' href='https://e.org/{}'/>")(size) + "</entry></feed>",
    "atom contents": lambda size: "<feed xmlns='http://www.w3.org/2005/Atom'><entry><link href='https://e.org/1'/>" + repeated("<content type='html'>a</content>")(size) + "</entry></feed>",
    "sitemap": lambda size: "<urlset>" + numbered("<url><loc>https://e.org/{}</loc></url>")(size) + "</urlset>",
    "news sitemap": lambda size: "<urlset xmlns:news='n'>" + numbered("<url><loc>https://e.org/{}</loc><news:news><news:title>{}</news:title></news:news></url>")(size) + "</urlset>",
    "sitemap index": lambda size: "<sitemapindex>" + numbered("<sitemap><loc>https://e.org/{}</loc></sitemap>")(size) + "</sitemapindex>",
    "sitemap of nested elements": lambda size: "<urlset>" + nested("<url>", "", "</url>")(size) + "</urlset>",
    "sitemap of children": lambda size: "<urlset><url>" + repeated("<a/>")(size) + "<loc>https://e.org</loc></url></urlset>",
    "JSON Feed": lambda size: '{"version":"https://jsonfeed.org/version/1.1","items":[' + numbered('{"id":"{}","url":"https://e.org/{}","content_html":"<p>{}</p>"},')(size) + "{}]}",
    "JSON Feed of one item": lambda size: '{"version":"https://jsonfeed.org/version/1.1","items":[{"id":"a","url":"https://e.org/a","content_html":"' + repeated("<p>a ")(size) + '"}]}',
    "JSON Feed of authors": lambda size: '{"version":"https://jsonfeed.org/version/1.1","items":[{"url":"https://e.org/a","authors":[' + numbered('{"name":"{}"},')(size) + "{}]}]}",
    "JSON Feed of brackets": repeated("[", '{"version":"https://jsonfeed.org/version/1.1","items":'),
    "JSON Feed of digits": repeated("1", '{"version":"https://jsonfeed.org/version/1.1","items":'),
}
"""Feeds of all formats."""
FIELDS = ("title", "author", "description", "pubDate", "link", "guid", "category", "dc:creator", "content:encoded", "itunes:author")
