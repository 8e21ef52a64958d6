from __future__ import annotations

import pytest

from retold import Engine
from retold.types import Answers, Content, Metadata, Page


def _answers(engine: Engine, body: str, headline: str = "") -> Answers:
    metadata = Metadata(id="x", headline=headline, published="2026-02-26")
    return engine.digest(Page("x", Content.BODY, body, metadata)).answers


def _texts(answers: Answers, question: str) -> list[str]:
    return [claim.text for claim in getattr(answers, question)]


def test_six_questions(engine: Engine) -> None:
    body = (
        "Anna Rosendal opened a new ferry terminal in Marlow on Tuesday because of a fire in the old one. "
        "The town built the new ferry terminal in Marlow within a year by using parts from a shipyard."
    )
    answers = _answers(engine, body, "Rosendal opens ferry terminal in Marlow")
    assert answers.who[0].text == "Anna Rosendal"
    assert answers.what[0].text.startswith("opened a new ferry terminal")
    assert answers.when[0].text == "Tuesday"
    assert answers.where[0].text == "Marlow"
    assert answers.why[0].text.startswith("a fire")
    assert answers.how[0].text.startswith("using parts")
    for claims in (answers.who, answers.what, answers.when, answers.where, answers.why, answers.how):
        for claim in claims:
            assert claim.text in claim.evidence[0].exact
            assert body[claim.evidence[0].start : claim.evidence[0].end] == claim.evidence[0].exact


def test_no_answer_if_the_article_does_not_say(engine: Engine) -> None:
    answers = _answers(engine, "Rain fell and the river rose.")
    assert answers.when == answers.where == answers.why == answers.how == ()


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("Baker Nils Vang gave rising rents as the reason for closing his shop after 30 years.", "rising rents"),
        (
            "The ferry sailed two hours late on Monday because a pump had broken, the operator said.",
            "a pump had broken",
        ),
        ("A judge fined Nordbank 3 million crowns for hiding losses on Tuesday.", "hiding losses"),
        ("The old bridge was shut on Sunday in order to repair its cables.", "repair its cables"),
        ("Fisheries minister Olav Moe resigned on Monday, citing ill health.", "ill health"),
        ("The tennis final in Halden was halted due to rain on Sunday.", "rain"),
        ("The flood was caused by a blocked drain, engineers said on Monday.", "a blocked drain"),
        ("Mayor Rita Sund said heavy rain and a power cut caused the stop.", "heavy rain and a power cut"),
        # times, purposes of others, what did not happen, and other uses of the same words are no reasons
        ("Piet Horn left the club on Friday after three seasons, and a week after winning the cup.", None),
        ("Teachers in Sandvik ended their strike on Thursday as snow fell.", None),
        ("The match is due to be played in Halden on Monday.", None),
        ("The club was not closed because of the rain.", None),
        ("“We left because we were cold,” Rita Sund said.", None),
        ("The firm failed in a bid to buy its rival on Monday.", None),
    ],
)
def test_why(engine: Engine, body: str, reason: str | None) -> None:
    assert _texts(_answers(engine, body), "why")[:1] == ([reason] if reason else [])


@pytest.mark.parametrize(
    ("body", "manner"),
    [
        ("The council of Marlow cut its power bill by turning off 400 street lamps.", "turning off 400 street lamps"),
        ("Three workers were injured when a wall collapsed at the mill.", "a wall collapsed at the mill"),
        ("The farmers won their case with the help of a retired lawyer.", "a retired lawyer"),
        # when and where something was said or done is no manner
        ("Police caught Ivo Hartl with false passports after searching his boat near the pier.", None),
        ("The owner spoke in a telephone call with reporters, and a nurse gave figures on a poster.", None),
        ("Sales fell last week when the club opened its shop.", None),
        ("Rita Sund waited by evening for a train with a friend.", None),
    ],
)
def test_how(engine: Engine, body: str, manner: str | None) -> None:
    assert _texts(_answers(engine, body), "how") == ([manner] if manner else [])


def test_who_is_a_whole_phrase(engine: Engine) -> None:
    body = "One of Marlow’s oldest pear growers has sold his trees. Ruth, 31, owns five trees; Peter, 41, owns three."
    answers = _answers(engine, body, "Pear grower sells his trees")
    assert _texts(answers, "who") == ["One of Marlow’s oldest pear growers", "Ruth"]
    body = "A judge in Bergen has fined Nordbank 3 million crowns."
    assert _texts(_answers(engine, body, "Judge fines Nordbank"), "who") == ["A judge in Bergen"]


def test_who_has_no_day(engine: Engine) -> None:
    body = "The council of Marlow on Monday closed its two swimming pools. The mayor was angry."
    assert _texts(_answers(engine, body, "Council closes pools"), "who")[0] == "The council of Marlow"


def test_what_somebody_says_is_told_with_the_verb(engine: Engine) -> None:
    body = (
        "Mayor Rita Sund said a worn cable and a power cut caused the stop on Monday when the tower opened its doors."
    )
    answers = _answers(engine, body, "Lift stops")
    assert _texts(answers, "who")[0] == "Mayor Rita Sund"
    assert _texts(answers, "what")[0].startswith("said a worn cable and a power cut caused the stop")


def test_a_number_is_whole(engine: Engine) -> None:
    body = "Varga paid 1,250,000 euros, the largest sum in its history, for the mill on Monday."
    assert _texts(_answers(engine, body, "Varga buys mill"), "what") == ["paid 1,250,000 euros"]


def test_what_is_cut_between_phrases(engine: Engine) -> None:
    body = (
        "Ministers have backed plans to write off up to 100% of the debts of 20 of the poorest countries of the world "
        "in the coming years, the bank said."
    )
    (what,) = _texts(_answers(engine, body, "Ministers back plans to write off debts"), "what")
    assert what.startswith("have backed plans to write off up to 100% of the debts")


@pytest.mark.parametrize(
    ("body", "question", "wrong"),
    [
        ("The Norwegian skater Mia Dahl won the cup.", "where", "Norwegian"),
        ("Mia Dahl, of the Marlow Herald, won the prize.", "where", "Marlow"),
        ("Norway's skater Mia Dahl won the cup.", "where", "Norway"),
        ("Rita Sund left after the Sunday lunch.", "when", "Sunday"),
        ("Rita Sund won after Tuesday's vote.", "when", "Tuesday"),
    ],
)
def test_a_place_or_a_time_of_something_else_is_no_answer(engine: Engine, body: str, question: str, wrong: str) -> None:
    assert wrong not in " ".join(_texts(_answers(engine, body), question))


def test_the_headline_in_the_body_gives_no_answer(engine: Engine) -> None:
    headline = "Judge rejects request to open file"
    body = f"{headline}.\n\nA judge in Bergen has rejected a request to open a file of 1996, the court said on Tuesday."
    assert _texts(_answers(engine, body, headline), "who") == ["A judge in Bergen"]


def test_what_is_not_cut_before_what_was_said(engine: Engine) -> None:
    body = (
        "Rita Sund said on Monday that Bo Berg, a former clerk who had led the mill for ten years, would leave in May."
    )
    assert not [t for t in _texts(_answers(engine, body, "Berg leaves mill"), "what") if t.endswith("Berg")]


def test_what_has_its_subject_where_who_is_another(engine: Engine) -> None:
    what = "New rules for boats and tighter checks will be shown by Mayor Rita Sund on Monday"
    answers = _answers(
        engine, f"{what}. Rita Sund said that boats were unsafe.", "Rita Sund to show new rules for boats"
    )
    assert _texts(answers, "who") == ["Rita Sund"]
    assert _texts(answers, "what") == [what]


def test_there_is_one_answer_to_each_question_but_who(engine: Engine) -> None:
    body = "Mayor Rita Sund closed the bridge in Marlow on Monday. Bishop Tor Dahl opened a school in Leeds on Tuesday."
    answers = _answers(engine, body, "Mayor closes bridge")
    assert all(len(_texts(answers, question)) <= 1 for question in ("what", "when", "where", "why", "how"))
