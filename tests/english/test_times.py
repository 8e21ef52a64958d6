from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.marked import unmarked

from retold.english.sentences import split
from retold.english.times import Found, find, possible
from retold.reading.encoder import load
from retold.types import Sentence, TimeExpression

THURSDAY = date(2026, 2, 26)


def times(body: str, published: date | None) -> Found:
    spans = split(body)
    encodings = load().encode([s.of(body) for s in spans])
    sentences = [Sentence(i, s, 0, e.words, False, 0.0) for i, (s, e) in enumerate(zip(spans, encodings, strict=True))]
    return find(body, sentences, published)


def found(body: str, published: date | None = THURSDAY) -> tuple[TimeExpression, ...]:
    return times(body, published).resolved


def days(body: str, published: date = THURSDAY) -> list[str]:
    """The first days of the times that are resolved, and the words of those that are not."""
    result = times(body, published)
    resolved = [(e.span.start, e.when.first.isoformat()) for e in result.resolved]
    return [day for _, day in sorted([*resolved, *((s.start, s.of(body)) for s in result.unresolved)])]


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("The ship sank on 14 April 1912 off Newfoundland.", "1912-04-14", "1912-04-14"),
        ("It opened on Tuesday, March 3rd, 2020.", "2020-03-03", "2020-03-03"),
        ("The law of 2026-01-09 applies.", "2026-01-09", "2026-01-09"),
        ("He said on Saturday that it was over.", "2026-02-21", "2026-02-21"),
        ("The film will open on Friday.", "2026-02-27", "2026-02-27"),
        ("She said on Thursday she would go.", "2026-02-26", "2026-02-26"),
        ("Sales fell last month.", "2026-01-01", "2026-01-31"),
        ("Sales fell last year.", "2025-01-01", "2025-12-31"),
        ("The strike began yesterday.", "2026-02-25", "2026-02-25"),
        ("The vote is due next week.", "2026-03-02", "2026-03-08"),
        ("Profit rose in the fourth quarter of 2025.", "2025-10-01", "2025-12-31"),
        ("Profit rose in Q4.", "2025-10-01", "2025-12-31"),
        ("Sales fell in the week of 18 December 2017.", "2017-12-18", "2017-12-24"),
        ("They met on the weekend of January 10.", "2026-01-10", "2026-01-11"),
        ("It was founded in 1987.", "1987-01-01", "1987-12-31"),
        ("It was built in the 1830s.", "1830-01-01", "1839-12-31"),
        ("It was written in the 19th century.", "1800-01-01", "1899-12-31"),
        ("It opened three years ago.", "2023-01-01", "2023-12-31"),
        ("The trial ended in December.", "2025-12-01", "2025-12-31"),
        ("The trial will end in December.", "2026-12-01", "2026-12-31"),
        ("They met on Jan. 12 in Oslo.", "2026-01-12", "2026-01-12"),
        ("They met on December 30.", "2025-12-30", "2025-12-30"),
        ("Seventeen years ago nobody knew.", "2009-01-01", "2009-12-31"),
        ("In April 2019 they wed, and a year later they parted.", "2019-04-01", "2019-04-30"),
    ],
)
def test_resolved(text: str, first: str, last: str) -> None:
    when = found(text)[0].when
    assert (when.first.isoformat(), when.last.isoformat()) == (first, last)


def test_a_weekday_that_is_tomorrow_is_not_guessed() -> None:
    assert found("He said on Friday that it was over.") == ()


def test_times_relative_to_the_one_before() -> None:
    told = found("In April 2019 they wed. The following month they left, and a year later they parted.")
    assert [e.when.first.isoformat()[:7] for e in told] == ["2019-04", "2019-05", "2020-01"]
    told = found("In 1835 a force marched on Anahuac in June. On October 2, forces met at Gonzales.")
    assert [e.when.first.isoformat() for e in told] == ["1835-01-01", "1835-06-01"]  # which October it is, is not said


@pytest.mark.parametrize(
    "text",
    [
        "It drew 2000 people.",
        "About 1500 metres away stood Rule 1804.",
        "She may march on.",
        "Read the Sunday Times.",
        "On Black Friday shops open early.",
        "The play is read on Friday nights.",
        "It is known today as Oslo.",
        "Call 020 1944 2005-1234.",
        "It stood in 1230 BC and fell.",
        "It took three years.",
        "Mark the 31 February in red.",
    ],
)
def test_words_that_name_no_time(text: str) -> None:
    assert found(text) == ()


def test_relative_times_need_a_publication_date() -> None:
    told = found(
        "On Friday, last month, in March, yesterday, on 3 May and two years ago it rained, as in May 1999.", None
    )
    assert [e.when.first.isoformat() for e in told] == ["1999-05-01"]


def test_places() -> None:
    body, spans = unmarked("He spoke on ⟦Monday, 5 January 2026⟧ and again ⟦last week⟧.")
    assert [e.span for e in found(body)] == spans


@given(
    st.lists(
        st.sampled_from("May March in 2005 on last Friday year ago 12 , . - the Q4 19th century ’70s 0 three".split()),
        max_size=30,
    )
)
def test_any_text(words: list[str]) -> None:
    text = " ".join(words)
    for expression in found(text):
        assert expression.when.first <= expression.when.last
        assert 0 <= expression.span.start < expression.span.end <= len(text)


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("Taxes will rise at the beginning of the year.", "2026-01-01"),
        ("He was arrested on April 4, police said Thursday.", "2025-04-04"),
        ("He was sentenced on March 3 last year.", "2025-03-03"),
        ("The trial begins Monday in Leeds.", "2026-03-02"),
        ("The law takes effect on 1 September.", "2026-09-01"),
        ("It ran from December to February 2025.", "2024-12-01"),
        ("They parted in the 80s.", "1980-01-01"),
    ],
)
def test_past_or_future(text: str, first: str) -> None:
    assert found(text)[0].when.first.isoformat() == first


@pytest.mark.parametrize(
    "text",
    [
        "A man in his late 40s left.",
        "Tesla sold 2000 cars in Norway.",
        "Blade Runner 2049 was shown.",
        "It was the last week of the festival.",
        "Thefts have doubled in the last year.",
        "He was hurt in the first quarter against the Bulls.",
        "The Sept. 11 attacks killed thousands.",
        "Sheffield Wednesday lost.",
        "Half a century ago it rained.",
        "He told USA Today that he left.",
        "She sang on the Tonight Show.",
        "Ann Lee told CBS This Morning that prices fell.",
        "Karl Vik said so on ABC's This Week with Anna Lund.",
        "The film Last Year in Marlow was shown.",
    ],
)
def test_words_that_only_look_like_a_time(text: str) -> None:
    assert found(text) == ()


@pytest.mark.parametrize("published", [date(1, 1, 1), date(9999, 12, 31)])
def test_the_ends_of_the_calendar(published: date) -> None:
    found(
        (
            "In January, last month, next week, in Q1 profit fell, last year, 900 years ago, this summer, on "
            "3 May, 99,999 days ago."
        ),
        published,
    )


WEDNESDAY = date(2024, 5, 15)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # the past
        ("The bakery was closed on Saturday, while its owner is expected to reopen it soon.", ["2024-05-11"]),
        ("Six rowers were rescued on Sunday morning after their boat capsized, lifeguards said.", ["2024-05-12"]),
        ("Brightwell's shares fell, losing 4 per cent on Tuesday, traders said.", ["2024-05-14"]),
        ("Two climbers, missing since Sunday, were found on Tuesday.", ["2024-05-12", "2024-05-14"]),
        ("Rescuers are looking for a boy after a wall was blown down on Sunday.", ["2024-05-12"]),
        ("He is believed to have drowned on Sunday.", ["2024-05-12"]),
        ("The bank cut its rate on Monday.", ["2024-05-13"]),
        ("Fans were gathering on Saturday when the stand collapsed.", ["2024-05-11"]),
        ("She has sued the club since this past October.", ["2023-10-01"]),
        # what is to come
        ("The choir is holding a concert on Friday in the square.", ["2024-05-17"]),
        ("Polls open on Saturday.", ["2024-05-18"]),
        ("The Otters face Norwick on Saturday with a one-point lead.", ["2024-05-18"]),
        ("When she lands on Friday, her crew will rest.", ["2024-05-17"]),
        ("The suspect is due in court on Monday.", ["2024-05-20"]),
        ("The judge is to rule on Monday.", ["2024-05-20"]),
        ("She hopes to return on Saturday.", ["2024-05-18"]),
        ("Lee won't play on Saturday.", ["2024-05-18"]),
        ("The mayor said on Tuesday that the bridge will reopen on Saturday.", ["2024-05-14", "2024-05-18"]),
        ("The court, which heard the case on Monday, will rule on Friday.", ["2024-05-13", "2024-05-17"]),
        # two readings
        ("The union said it would end the strike by Thursday.", ["Thursday"]),
        ("Ministers agreed to meet on Friday.", ["Friday"]),
        ("Officials said they were meeting on Friday.", ["Friday"]),
        ("The parade was scheduled for Sunday.", ["Sunday"]),
        ("The firm announced a strike on Friday.", ["Friday"]),
        ("The team trained ahead of Saturday's derby.", ["Saturday"]),
        ("Friday's vote was cancelled.", ["Friday"]),
        ("The choir rehearsed from Monday to Friday.", ["Monday", "Friday"]),
        ("The road was closed until Friday.", ["Friday"]),
        ("It was due to leave on Monday, but left late.", ["Monday"]),
        ("A spokesman notes on Monday that the talks failed.", ["Monday"]),
        ("The shop will close next Friday.", ["next Friday"]),
        ("The shop will close next Monday.", ["2024-05-20"]),
        ("The moon will rise on Tuesday.", ["Tuesday"]),
    ],
)
def test_the_verb_says_which_day_it_is(text: str, expected: list[str]) -> None:
    assert days(text, WEDNESDAY) == expected


@pytest.mark.parametrize(
    ("text", "published", "expected"),
    [
        ("A panel in December turned down a plan for a 2015 bridge.", date(2024, 11, 14), ["2023-12-01", "2015-01-01"]),
        ("In January, the railway published its plans.", date(2024, 1, 1), ["January"]),
        ("The railway will publish its plans in March.", date(2024, 1, 1), ["2024-03-01"]),
        ("The firm, founded in 1901, was sold in April.", WEDNESDAY, ["1901-01-01", "2024-04-01"]),
        ("Both sides agreed on talks on 20 May.", WEDNESDAY, ["20 May"]),
        ("The race starts on 2 June.", WEDNESDAY, ["2024-06-02"]),
        ("They met on Friday, June 2, and parted.", WEDNESDAY, ["2023-06-02"]),
        ("In 2012 she won a prize. A court sat. A bus came. A dog barked. A shop shut. In April, she moved.", WEDNESDAY,
         ["2012-01-01", "2024-04-01"]),
        ("In 2012 she won a prize. A court sat. A bus came. In June, she moved.", WEDNESDAY, ["2012-01-01", "June"]),
    ],
)  # fmt: skip
def test_months_and_days_without_a_year(text: str, published: date, expected: list[str]) -> None:
    assert days(text, published) == expected


@pytest.mark.parametrize(
    "text",
    [
        "She lives at 1912 Oak Street.",
        "Police arrested a man, 40, of 1450 Tenth St., on a warrant.",
        "The walk leads from 1650 Broadway to the park.",
        "He bought the Roamer 2008 in cash.",
        "Its Vision 2030 plan failed.",
        "The side won 2010 to 1950.",
        "A total of 2012 people came.",
        "The first 2000 visitors got a prize.",
    ],
)
def test_numbers_that_are_no_year(text: str) -> None:
    assert found(text) == ()


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("Between 2008 and 2013 it spent millions.", "2008-01-01"),
        ("The novel (1887) sold well.", "1887-01-01"),
        ("By 2030 it will end.", "2030-01-01"),
        ("Founded in 1850, it closed.", "1850-01-01"),
        ("In 2016 Barbara Hale won the seat.", "2016-01-01"),
    ],
)
def test_numbers_that_are_years(text: str, first: str) -> None:
    assert found(text)[0].when.first.isoformat() == first


def test_without_trees_a_day_may_be_two() -> None:
    body = "They are to meet on Friday, which had been planned."
    assert [e.when.first.isoformat() for e in possible(body, split(body), WEDNESDAY)] == ["2024-05-10", "2024-05-17"]
