"""What is read from a page: its story, wherever the page keeps it, and nothing that stands beside it."""

from __future__ import annotations

import json
import textwrap
from datetime import UTC, datetime

import pytest

from retold.errors import ExtractionError
from retold.extract import extract
from retold.types import Article, Content, Metadata, Page

NOW = datetime(2026, 12, 31, tzinfo=UTC)
TITLE = "Marlow sells its bus depot"
STORY = (
    "The council of Marlow voted on Tuesday to sell its old bus depot to a housing trust, put off for six years.",
    "The trust will build ninety flats on the land, and a third of them will be let to people who work in the town.",
    "Tenants of the nearby street said that they had not been asked, and that the dust would harm the school.",
    "Work begins in May and should last two years, according to the plan that the council published after the vote.",
)


def page(inner: str, head: str = "", title: str = TITLE) -> str:
    return (
        f"<!doctype html><html lang=en><head><title>{title} | Marlow Echo</title>{head}</head><body>"
        f"<nav><a href=/>Home</a> <a href=/s>Sport pages today</a></nav>{inner}"
        "<footer>© 2026 Marlow Echo. All rights reserved.</footer></body></html>"
    )


def paragraphs(*texts: str) -> str:
    return "".join(text if text.startswith("<") else f"<p>{text}</p>" for text in texts)


def article(*texts: str) -> str:
    return page(f"<article><h1>{TITLE}</h1>{paragraphs(*texts)}</article>")


def read(html: str) -> Article:
    return extract(Page("x", Content.HTML, html, Metadata(url="https://marlowecho.example/news/depot")), NOW)


def comments(item: str, count: int = 6) -> str:
    said = "I have lived here for {} years and the depot was always an eyesore to us all."
    return "".join(item.format(name=f"User{i}", text=said.format(i)) for i in range(count))


FURNITURE = {
    "post": '<blockquote class="instagram-media"><p>So sad to see the depot go, my gran drove here.</p></blockquote>',
    "post in a plain quotation": "<blockquote><p>What a mess, they never asked us once.</p>"
    '&mdash; Tom Poole (@tpoole) <a href="https://posts.example/1">March 3, 2026</a></blockquote>',
    "list of links": "<ul><li><a href=/a>Depot fire puzzles town hall</a></li>"
    "<li><a href=/b>Flats for teachers</a></li></ul>",
    "box of links": "<div class=box><h3>More on this</h3><a href=/a>Depot fire puzzles the town hall</a>"
    "<a href=/b>Flats for teachers planned at last</a></div>",
    "label and link": "<p><em>See also: <a href=/x>Why the depot burned twice</a></em></p>",
    "link alone": "<p><a href=/x>Depot about to burn for a third time</a></p>",
    "mark and link": "<p>» <a href=/x>Depot about to burn for a third time</a></p>",
    "two links": "<p><a href=/x>Depot burns a third time</a> | <a href=/y>Flats for teachers</a></p>",
    "label alone": "<p>Read more: Why the depot burned twice</p>",
    "box of a picture": "<div class=img><img src=x><div>The depot in 1990, with three buses.</div></div>",
    "caption": '<p class="image-caption">The depot seen from the north in 1990.</p>',
    "picture in a paragraph": "<p><img src=x><span>The depot seen from the north</span></p>",
    "form": "<div class=nl><p>Get the Echo in your inbox every morning.</p><input type=email><button>Go</button></div>",
    "list of comments": "<section><h3>Join the conversation</h3><ul>"
    + comments("<li class=c><strong>{name}</strong><p>{text}</p></li>")
    + "</ul></section>",
    "boxes of comments": "<div id=responses>"
    + comments("<div class=post><span>{name}</span><time>2 hours ago</time><div>{text}</div></div>")
    + "</div>",
    "schema of comments": "<div>"
    + comments('<div class=x itemtype="https://schema.org/Comment"><b>{name}</b><p>{text}</p></div>')
    + "</div>",
    "hidden": "<div hidden><p>You have read three of your three free stories.</p></div>",
    "trust line": "<p>Our Standards: The Echo Trust Principles.</p>",
    "sign-off": "<p>(Reporting by Sue Park in Rome; editing by Lee Chan)</p>",
    "credit": "<p>Main image credit: Nordfoto</p>",
    "price": "<p>Subscribe to the Echo today from only £2 a month.</p>",
}


@pytest.mark.parametrize("name", FURNITURE)
def test_what_stands_beside_the_story_is_left_out(name: str) -> None:
    body = read(article(*STORY[:2], FURNITURE[name], *STORY[2:])).body
    assert [line for line in body.splitlines() if line] == list(STORY)


KEPT = {
    "linked paragraph": f"<p><a href=/x>{STORY[1]}</a></p>",
    "bold linked paragraph": f"<p><strong><a href=/x>{STORY[1]}</a></strong></p>",
    "linked span": f"<p><span><b><a href=/x>{STORY[1]}</a></b></span></p>",
    "half linked paragraph": f"<p>{STORY[1][:20]}<a href=/x>{STORY[1][20:40]}</a>{STORY[1][40:]}</p>",
}


@pytest.mark.parametrize("name", KEPT)
def test_a_linked_paragraph_is_part_of_the_story(name: str) -> None:
    assert read(article(STORY[0], KEPT[name], *STORY[2:])).body == "\n".join(STORY)


def test_a_card_over_a_name_is_left_out() -> None:
    links = "<a href=/1>Lin opens pool</a> <a href=/2>Lin in Rome</a>"
    card = f"<span class=pop><a href=/p>Ada Lin</a><div>{links}</div></span>"
    tip = '<span>Marlow<span role="tooltip">Marlow is a town of forty thousand people.</span></span>'
    body = read(article(f"Mayor {card} of {tip} signed the sale on Tuesday, her office said.", *STORY[1:])).body
    assert body.startswith("Mayor Ada Lin of Marlow signed the sale on Tuesday, her office said.\n")


def test_sign_offs_give_the_byline() -> None:
    signed = article(*STORY, "<p>Reporting by Sue Park and Omar Diaz; Editing by Lee Chan</p>")
    assert read(signed).metadata.byline == ("Sue Park", "Omar Diaz")


def test_a_story_in_noscript_is_read() -> None:
    html = page(f"<div id=app></div><noscript><article><h1>{TITLE}</h1>{paragraphs(*STORY)}</article></noscript>")
    assert read(html).body == "\n".join(STORY)


def test_wrapped_lines_of_a_page_are_joined() -> None:
    text = "\n\n".join(textwrap.fill(paragraph, 60) for paragraph in STORY)
    body = read(page(f"<article><h1>{TITLE}</h1><pre>{text}</pre></article>")).body
    assert " ".join(body.split()) == " ".join(STORY)
    assert all(line.endswith(".") for line in body.splitlines() if line)


LEADS = {
    "standfirst": '<div class="story__standfirst">{}</div>',
    "header": '<header><p class="dek">{}</p></header>',
    "paragraph": "<div><p>{}</p></div>",
    "items": '<ul class="summary"><li>{}</li></ul>',
}


@pytest.mark.parametrize("form", LEADS)
def test_a_summary_above_the_text_begins_it(form: str) -> None:
    lead = LEADS[form].format(STORY[0])
    html = page(
        f'<div class=article><h1>{TITLE}</h1>{lead}<div class="article-body">{paragraphs(*STORY[1:])}</div></div>'
    )
    assert read(html).body == "\n".join(STORY)


def test_a_summary_that_the_text_repeats_is_told_once() -> None:
    html = page(
        f'<h1>{TITLE}</h1><div class="summary">{STORY[0]}</div><div class="article-body">{paragraphs(*STORY)}</div>'
    )
    assert read(html).body == "\n".join(STORY)


def test_tables_of_data_are_counted() -> None:
    rows = "<tr><th>Party</th><th>Votes</th></tr><tr><td>North</td><td>410</td></tr><tr><td>South</td><td>390</td></tr>"
    assert read(article(*STORY[:2], f"<table>{rows}</table>", *STORY[2:])).tables == 1
    assert read(article(*STORY)).tables == 0


BLOCKS = [{"type": "paragraph", "text": text} for text in STORY]
RICH = [
    {
        "nodeType": "paragraph",
        "content": [
            {"nodeType": "text", "value": text[:30]},
            {"nodeType": "hyperlink", "content": [{"nodeType": "text", "value": text[30:45]}]},
            {"nodeType": "text", "value": text[45:]},
        ],
    }
    for text in STORY
]
FLAT = [{"article": 1}, {"title": 2, "body": 3}, TITLE, [4, 6, 8, 10]] + [
    value for i, text in enumerate(STORY) for value in ({"text": 5 + 2 * i}, text)
]
OTHERS = [
    {"title": "A dog wins a prize", "url": "/dog", "summary": "A dog won a prize on Monday at the town hall."}
] * 9
FLIGHT = json.dumps(["$", "article", None, {"children": [["$", "p", None, {"children": text}] for text in STORY]}])


def state(
    value: object, begin: str = '<script id="__NEXT_DATA__" type="application/json">', end: str = "</script>"
) -> str:
    return page(f"<div id=app></div>{begin}{json.dumps(value)}{end}")


DATA = {
    "blocks": state({"props": {"article": {"title": TITLE, "body": BLOCKS}}}),
    "rich text": state({"story": {"headline": TITLE, "content": {"content": RICH}}, "related": OTHERS}),
    "flat list": state(FLAT, '<script type="application/json" id="__NUXT_DATA__">'),
    "variable": state({"a": {"title": TITLE, "html": paragraphs(*STORY)}}, "<script>window.__STATE__ = ", ";</script>"),
    "two stories": state(
        {"A:1": {"headline": "Dog wins", "body": paragraphs(*["A dog won a prize on Monday at the hall."] * 30)}}
        | {"A:2": {"headline": TITLE, "body": paragraphs(*STORY)}},
        "<script>window.__APOLLO_STATE__=",
    ),
    "text in a text": state(json.dumps({"title": TITLE, "body": BLOCKS}), "<script>var s = JSON.parse(", ")</script>"),
    "rows": state([1, f"5:{FLIGHT}\n"], "<script>self.__next_f.push(", ")</script>"),
    "JSON-LD": page(
        "<div id=app></div>",
        f"""<script type="application/ld+json">{
            json.dumps({"@type": "NewsArticle", "headline": TITLE, "articleBody": chr(10).join(STORY)})
        }</script>""",
    ),
}


@pytest.mark.parametrize("name", DATA)
def test_a_story_in_the_data_of_a_page_is_read(name: str) -> None:
    found = read(DATA[name])
    assert found.body == "\n".join(STORY)
    assert found.metadata.headline == TITLE


def test_posts_of_a_live_blog_are_read() -> None:
    posts = [{"@type": "BlogPosting", "headline": f"Post {i}", "articleBody": text} for i, text in enumerate(STORY)]
    data = {"@type": "LiveBlogPosting", "headline": TITLE, "liveBlogUpdate": posts}
    found = read(page("<div id=app></div>", f'<script type="application/ld+json">{json.dumps(data)}</script>'))
    assert all(text in found.body for text in STORY)
    assert found.metadata.kind == "live blog"


def teasers(form: str, count: int = 8) -> str:
    return "".join(
        form.format(i=i, title=f"Depot story number {i} of the year", text=f"It was day {i} of the row.")
        for i in range(count)
    )


NO_ARTICLES = {
    "section": page(
        "<main><h1>Town</h1>" + teasers("<div class=t><a href=/{i}><h2>{title}</h2></a><p>{text}</p></div>") + "</main>"
    ),
    "articles": page(
        "<main>" + teasers("<article><h2><a href=/{i}>{title}</a></h2><p>{text}</p></article>") + "</main>"
    ),
    "links": page("<main><ul>" + teasers("<li><a href=/{i}>{title}</a></li>", 20) + "</ul></main>"),
    "results": page(
        "<main><h1>Results</h1>"
        + teasers("<div class=r><h3><a href=/{i}>{title}</a></h3><p>{text}</p></div>")
        + "</main>"
    ),
    "author": page(
        "<main><h1>Ada Lin</h1><p>Ada Lin has written for the Echo since 2010 and covers schools.</p>"
        + teasers("<div class=r><h3><a href=/{i}>{title}</a></h3><p>{text}</p></div>")
        + "</main>"
    ),
    "front": page(
        "<main><section>" + teasers("<a class=c href=/{i}><img><h3>{title}</h3><p>{text}</p></a>") + "</section></main>"
    ),
    "not found": page(
        "<main><h1>Oops! That page can’t be found.</h1><p>It looks like nothing is here. Try a search.</p></main>"
    ),
    "status": page(
        "<p>The story that you asked for is not here any more, we are sorry.</p>", title="404 - Page not found"
    ),
    "sign in": page("<h1>Log in</h1><p>Enter the e-mail address that you use for the Echo.</p>", title="Log in"),
    "password": page(
        "<main><h1>Welcome</h1><p>Enter the word that you use here.</p><form><input type=password></form></main>"
    ),
    "shell": page("<div id=app></div><noscript>You need to enable JavaScript to run this app.</noscript>"),
    "message": page("<main><p>This site does not work without JavaScript. Please enable it to go on.</p></main>"),
    "menu": page("<div><p>Loading…</p></div>"),
}


@pytest.mark.parametrize("name", NO_ARTICLES)
def test_a_page_without_an_article_is_an_error(name: str) -> None:
    with pytest.raises(ExtractionError):
        read(NO_ARTICLES[name])


def test_an_article_beside_teasers_is_an_article() -> None:
    beside = teasers("<div class=r><h3><a href=/{i}>{title}</a></h3><p>{text}</p></div>")
    assert read(
        page(f"<article><h1>{TITLE}</h1>{paragraphs(*STORY)}</article><section>{beside}</section>")
    ).body == "\n".join(STORY)


def test_entries_of_a_list_are_no_teasers() -> None:
    long = "Wool holds the heat in the walls for many hours of the night. " * 6
    entries = "".join(
        f"<div class=e><h2><a href=/{i}>Way number {i} is wool</a></h2><p>{long}</p></div>" for i in range(5)
    )
    found = read(page(f"<article><h1>5 ways to warm a house</h1>{entries}</article>", title="5 ways to warm a house"))
    assert found.body.count("Way number") == 5
    assert found.metadata.kind == "list"
