from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from retold.errors import ChallengeError, ExtractionError, FormatError, PaywallError, RetoldError
from retold.extract import extract
from retold.types import Content, Metadata, Page

NOW = datetime(2026, 8, 1, tzinfo=UTC)
PROSE = " ".join(
    f"Councillor number {i} of Marlow approved the tram line after {i + 3} years of argument." for i in range(12)
)


def html(body: str, head: str = "") -> Page:
    return Page("page.html", Content.HTML, f"<html lang='en'><head>{head}</head><body>{body}</body></html>")


def test_example_page(examples: Path) -> None:
    article = extract(Page("x", Content.HTML, (examples / "ferry-order.html").read_text()), NOW)
    meta = article.metadata
    assert meta.headline == "Northlink orders four battery ferries from Rosendal yard"
    assert meta.byline == ("Ingrid Solheim",)
    assert meta.publisher == "Harbour Weekly"
    assert meta.published == "2026-03-11T07:40:00+01:00"
    assert meta.canonical_url.endswith("/northlink-orders-four-battery-ferries")
    assert meta.language == "en"
    for own in ("battery-powered ferries", "first good Wednesday", "six months later than it had planned"):
        assert own in article.body
    for other in ("Cruise Lines", "Hamburg", "newsletter", "Facebook", "Subscribe", "All rights"):
        assert other not in article.body


def test_a_given_body_is_kept_to_the_character() -> None:
    body = "  By Ann Lee\r\n\tAdvertisement \x00 2 hours ago\n\n "
    assert extract(Page("x", Content.BODY, body), NOW).body == body


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("Jos&#233; Barroso said &quot;no&quot; to the &pound;5 fee.", 'José Barroso said "no" to the £5 fee.'),
        ("Q&A with AT&T; R&B; and Marks &amp; Spencer.", "Q&A with AT&T; R&B; and Marks & Spencer."),
        ("&lt;b&gt; is &#60;b&#x3e; in HTML.", "&lt;b&gt; is &#60;b&#x3e; in HTML."),
        ("It fell &#x2014; &nbsp;slowly &#99999999; &am", "It fell — \xa0slowly &#99999999; &am"),
    ],
)
def test_characters_written_as_in_html_are_read(text: str, read: str) -> None:
    article = extract(Page("test", Content.BODY, text, Metadata(headline=text)), NOW)
    assert (article.body, article.metadata.headline) == (read, read)


def test_ids_are_stable_and_differ_by_url_and_body() -> None:
    def key(body: str, url: str = "") -> str:
        return extract(Page("x", Content.BODY, body, Metadata(url=url)), NOW).id

    assert key("a b") == key("a b") != key("a c")
    assert key("a b", "https://x.example") != key("a b")
    assert extract(Page("x", Content.BODY, "a", Metadata(id="7")), NOW).id == "7"


def test_a_stated_date_ahead_of_now_is_dropped() -> None:
    def published(text: str) -> str | None:
        return extract(Page("x", Content.BODY, "words", Metadata(published=text)), NOW).metadata.published

    assert published("2027-01-01") is None
    assert published("1986-04-26") == "1986-04-26"
    assert published("soon") is None


def test_what_a_source_says_that_is_no_date_does_not_hide_the_page_s_own() -> None:
    page = html(f"<article><p>{PROSE}</p></article>", '<meta property="article:modified_time" content="2026-05-04">')
    known = Metadata(published="2026-05-03", modified="soon")
    assert extract(Page("x", Content.HTML, page.text, known), NOW).metadata.modified == "2026-05-04"


@pytest.mark.parametrize(
    ("page", "error"),
    [
        (
            html("<p>Subscribe to continue reading this story.</p><p>The council approved the line on Tuesday.</p>"),
            PaywallError,
        ),
        (html("<p>Just a moment...</p><p>Verify you are human by completing the action below.</p>"), ChallengeError),
        (html("<div></div>"), ExtractionError),
        (Page("x", Content.BODY, " \n\t…"), ExtractionError),
        (Page("x", Content.TEXT, "Advertisement"), ExtractionError),
        (html("<p>" * 2_500 + "x"), ExtractionError),
        (html("<div>" * 10_000 + "x" + "</div>" * 10_000), FormatError),
        (html("<b>" * 500_000), FormatError),
    ],
)
def test_what_is_no_article_says_so(page: Page, error: type[RetoldError]) -> None:
    with pytest.raises(error) as caught:
        extract(page, NOW)
    assert caught.value.message


def test_a_long_article_that_mentions_subscribers_is_no_paywall() -> None:
    page = html(f"<article><p>{PROSE}</p><p>Already a subscriber?</p></article>")
    assert "tram line" in extract(page, NOW).body


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.text(max_size=400)
    | st.lists(
        st.sampled_from(["<p>", "</p>", "<a href=", "<!--", "&#0;", "word ", "<script>", '"', "\x00", "\ud800", "ש"]),
        max_size=60,
    ).map("".join)
)
def test_any_markup_ends_in_an_article_or_a_clear_error(markup: str) -> None:
    for content in Content:
        try:
            article = extract(Page("x", content, markup), NOW)
        except RetoldError as error:
            assert error.message
        else:
            assert article.body.strip()


@given(st.text(alphabet="ab .\n!", max_size=60), st.integers(1, 40), st.sampled_from(Content))
def test_a_long_body_is_cut_and_what_is_left_out_is_counted(text: str, most: int, content: Content) -> None:
    try:
        article = extract(Page("x", content, f"word {text}", Metadata(id="x")), NOW, most)
    except ExtractionError:
        return
    assert len(article.body) <= most
    if content is Content.BODY:
        assert f"word {text}".startswith(article.body)
        assert len(article.body) + article.left_out == len(f"word {text}")


@pytest.mark.parametrize(
    ("body", "most", "cut"),
    [
        ("One. Two.\nThree. Four.", 22, "One. Two.\nThree. Four."),
        ("A" * 90 + "\n" + "b. c" * 9, 100, "A" * 90),
        ("A" * 90 + " b. c d e", 97, "A" * 90 + " b."),
        ("A" * 95 + " b c d e f", 100, "A" * 95 + " b c"),
        ("A" * 200, 100, "A" * 100),
    ],
)
def test_a_body_is_cut_after_a_paragraph_a_sentence_or_a_word(body: str, most: int, cut: str) -> None:
    assert extract(Page("x", Content.BODY, body, Metadata(id="x")), NOW, most).body == cut
