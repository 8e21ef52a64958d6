from __future__ import annotations

import pytest

from retold import Engine
from retold.types import Content, Page, Reading


def read(engine: Engine, body: str) -> Reading:
    return engine.reading(engine.article(Page("test", Content.BODY, body)))


def speakers(reading: Reading) -> list[tuple[str, str | None]]:
    names = {c.id: c.name for c in reading.chains}
    return [(q.span.of(reading.article.body), names.get(q.speaker or "")) for q in reading.quotes]


@pytest.mark.parametrize(
    ("body", "wanted"),
    [
        ("“The boats will be ready in May,” Kari Halvorsen said.", ["Kari Halvorsen"]),
        ("“The boats will be ready in May,” said the minister, Kari Halvorsen.", ["Kari Halvorsen"]),
        ("Kari Halvorsen told reporters: “The boats will be ready in May.”", ["Kari Halvorsen"]),
        (
            "Kari Halvorsen arrived late. “The boats will be ready in May,” she said. “Nobody doubts it.”",
            ["Kari Halvorsen"] * 2,
        ),
        ("According to Tor Espeland, the plan is “a very bad idea”.", ["Tor Espeland"]),
        ("Kari Halvorsen, the minister, met Tor Espeland. “It was a good day,” the minister said.", ["Kari Halvorsen"]),
        ("“The boats will be ready in May,” a spokesman said.", [None]),
        ("The minister did not “want to think about” the boats.", []),
        ("Kari Halvorsen opened what is known as the “house of boats”.", []),
        (
            "Rep. Kari Halvorsen, D-Va., said it was late. “The boats will be ready in May,” she said.",
            ["Kari Halvorsen"],
        ),
        (
            "Rival club Calder City beat Norland Rovers. “It was a good day,” the club said on Monday.",
            [None],
        ),
        ("“He never hurt anybody in his life,” John Smith's mother said.", [None]),
        ("“He never hurt anybody in his life,” said John Smith's mother, Ann Miller.", ["Ann Miller"]),
        ("Asked about Joe Biden, Donald Trump said: “He was the worst president in history.”", ["Donald Trump"]),
        ("Rachel Reeves was accused by Kemi Badenoch of “breaking every promise she made”.", ["Kemi Badenoch"]),
        (
            "Kari Halvorsen met a paper. “The boats will be ready in May,” the paper quoted her as saying.",
            ["Kari Halvorsen"],
        ),
        (
            (
                "The Norwegian Ferry Authority met on Friday.\n“The boats will be ready in May. The harbour "
                "at Moss is open,” it said."
            ),
            ["Norwegian Ferry Authority"],
        ),
        (
            (
                "It is a tragedy, said Rabbi Jonathan Blake in a statement.\n“It hits our community very "
                "hard,” the statement said."
            ),
            ["Jonathan Blake"],
        ),
        (
            "Norway's ferry agency NORFA released a report.\n“The boats will be ready in May,” the report read.",
            ["NORFA"],
        ),
        ("Kari Halvorsen read a poem. “Our boats are late,” the poem began. “Our boats are very late.”", [None, None]),
        (
            "“The mayor lied to all of us in Marlow,” said an opponent of Erik Moe. “We will win the vote,” he said.",
            [None, None],
        ),
        ("“We will never build that wall,” said a spokesman for Donald Trump.", [None]),
        ("A lawyer for Mrs. Halvorsen said that she “would never take a gift”. Maria Halvorsen left.", [None]),
        (
            "A lawyer for Mrs. Halvorsen, Erik Moe, said that she “would never take a gift”. Maria Halvorsen left.",
            ["Erik Moe"],
        ),
        (
            "Maria Halvorsen met Erik Moe in Oslo. Peter Berg quoted him as saying “the ferries are late and unsafe”.",
            ["Erik Moe"],
        ),
        (
            (
                "“The boats are late again,” Erik Moe said. The Norwegian Ferry Authority released a report "
                "on Tuesday. “Half of the ferries are unsafe,” the report said."
            ),
            ["Erik Moe", "Norwegian Ferry Authority"],
        ),
        (
            "“He is lying,” the prosecutor, Jane Doe, said. “Order, order in the court,” the judge said.",
            ["Jane Doe", None],
        ),
    ],
)
def test_speakers(engine: Engine, body: str, wanted: list[str | None]) -> None:
    assert [speaker for _, speaker in speakers(read(engine, body))] == wanted


def test_a_quotation_continues_in_the_next_paragraph(engine: Engine) -> None:
    body = "Kari Halvorsen said: “The boats will be ready.\n“Nobody doubts that any more.”\nThen it rained."
    assert speakers(read(engine, body)) == [
        ("The boats will be ready.", "Kari Halvorsen"),
        ("Nobody doubts that any more.", "Kari Halvorsen"),
    ]


@pytest.mark.parametrize(
    ("body", "name", "said_by"),
    [
        # nobody with a name
        (
            "Ann Lee saw the fire.\n\nA spokeswoman for the port said: “We look for the cause.”",
            None,
            "A spokeswoman for the port",
        ),
        (
            "Ann Lee saw the fire.\n\n“We look for the cause,” one of the firemen told Ann Lee.",
            None,
            "one of the firemen",
        ),
        ("Ann Lee saw the fire.\n\n“We look for the cause,” residents said.", None, "residents"),
        (
            "Ann Lee saw the fire.\n\n“It was a bomb,” said one neighbour, who asked not to be named.",
            None,
            "one neighbour",
        ),
        ("Ann Lee saw the fire.\n\n“It was a bomb,” her brother told her.", None, "her brother"),
        ("“There is no danger,” Prime Minister Kari Berg's aide said.", None, "Prime Minister Kari Berg's aide"),
        ("“There is no danger,” a source close to Kari Berg told Reuters.", None, "a source close to Kari Berg"),
        ("The stall was praised by one local blog as a “warm little cave of wonders.”", None, "one local blog"),
        # the one spoken to
        ("“You must leave before noon,” Ann Lee told Robert Hill.", "Ann Lee", "Ann Lee"),
        ("“You must leave before noon,” Robert Hill was told.", None, None),
        ("Robert Hill was told by police: “You must leave before noon.”", None, "police"),
        ("A judge told Tom Reed he was “a danger to the whole town”.", None, "A judge"),
        # a medium is no speaker
        (
            "The Easton Water Board met on Friday. On Facebook, the board added that it “would rather tell than hide”.",
            "Easton Water Board",
            "the board",
        ),
        # words that stand for a name
        (
            "Marco Silva has come to Leeds. The 41-year-old said: “I could not wait to begin.”",
            "Marco Silva",
            "The 41-year-old",
        ),
        (
            "Marco Silva, 41, met Pedro Costa, 38, in Leeds. The 38-year-old said: “I could not wait.”",
            "Pedro Costa",
            "The 38-year-old",
        ),
        (
            "“The bridge is safe,” the transport authority said. The Wessex Transport Authority checked it.",
            "Wessex Transport Authority",
            "the transport authority",
        ),
        ("The FBI said the man was “armed and dangerous”. It added: “Do not go near him.”", "FBI", "The FBI"),
        ("Secretary of State Ann Lee said, “We will not go there.”", "Ann Lee", "Secretary of State Ann Lee"),
        # names that two could have
        ("Clara Winter and her father, Robert Winter, farm. “My knees gave out,” Winter said.", None, "Winter"),
        (
            "Clara Winter and her father, Robert Winter, farm. “My knees gave out,” Mrs Winter said.",
            "Clara Winter",
            "Mrs Winter",
        ),
        ("Ann Lee met Maria Gomez on Tuesday. “I was shocked by the smoke,” she said.", None, "she"),
        ("Ann Lee met Robert Hill on Tuesday. “I was shocked by the smoke,” he said.", "Robert Hill", "he"),
        ("The captain of the Aurora saw Robert Hill. “I was shocked by the smoke,” he said.", None, "he"),
        ("Kari Berg and Tom Reed said there was “no danger to anybody in town”.", None, "Kari Berg and Tom Reed"),
        # other ways to say who speaks
        ("According to Kari Berg, there is “no danger to anybody in town”.", "Kari Berg", "Kari Berg"),
        ("According to a spokesman for Kari Berg, there is “no danger in town”.", None, "a spokesman for Kari Berg"),
        ("“There is no danger to anybody,” Kari Berg was quoted as saying by Reuters.", "Kari Berg", "Kari Berg"),
        ("Kari Berg: “There is no danger to anybody.”", "Kari Berg", "Kari Berg"),
        ("“There is no danger to anybody.” — Kari Berg", "Kari Berg", "Kari Berg"),
        ("It was, as Kari Berg put it, “a very small fire in a bin”.", "Kari Berg", "Kari Berg"),
        (
            "What a wind on the bridge! — Kari Berg (@kariberg) May 3, 2018\n\nKari Berg lives there.",
            "Kari Berg",
            "Kari Berg",
        ),
        # nobody is said to say it
        ("Kari Berg was calm. “There is no danger to anybody in this town.”", None, None),
    ],
)
def test_who_says_it(engine: Engine, body: str, name: str | None, said_by: str | None) -> None:
    reading = read(engine, body)
    [quote, *_] = reading.quotes
    names = {c.id: c.name for c in reading.chains}
    assert (names.get(quote.speaker or ""), quote.said_by) == (name, said_by)
    assert quote.said_by is None or quote.said_by in body


@pytest.mark.parametrize(
    "body",
    [
        "Mayor Gina Bell stands by the motto “Mud, we are made of it.” The signs cost a lot.",
        "Gina Bell wore a T-shirt with the words “Mud makes us all happy.” She won the race.",
        "Joe Dunn, known as “the wizard of the west wall”, has died. Ann Dunn said he was kind.",
        "Workers carried signs reading “No more cuts for our schools.” Ann Dunn saw them.",
        "Ivan Petrov met reporters.\n\n2. “Not a penny more for ships”\n\nPetrov rejected the plan.",
        "The so-called “war on rubbish bins” has begun in Leeds, where Tom Reed is mayor.",
        "Tom Reed launched the “Clean Streets for All” campaign in Leeds.",
        "Maria Duarte sings in “The Great North Wind” and is called a “star”.",
    ],
)
def test_words_that_nobody_says(engine: Engine, body: str) -> None:
    assert read(engine, body).quotes == ()


def test_a_caption_between_two_paragraphs_of_a_speech(engine: Engine) -> None:
    body = (
        'Danny Hale, who joined in May, said: "We gave all we had.\n\nSupporters wave flags (Agency Pix)\n\n'
        '"I am proud of every one of them."'
    )
    assert [name for _, name in speakers(read(engine, body))] == ["Danny Hale"] * 2


def test_a_statement_is_its_author_s(engine: Engine) -> None:
    body = (
        "“The ferries are slow,” Kari Berg said.\n\nThe Norwegian Ferry Authority denied it in a statement."
        "\n\n“We have met every rule for twenty years,” the statement read."
    )
    assert str(speakers(read(engine, body))[1][1]).startswith("Norwegian Ferry")
