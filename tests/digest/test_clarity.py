"""What a sentence refers to, and does not say itself."""

from __future__ import annotations

import pytest

from retold import Engine
from retold.digest.clarity import KINDS, Clarity, kind_of
from retold.digest.trees import SentenceTree
from retold.types import Content, Metadata, Page, Reading


def read(engine: Engine, body: str, headline: str = "") -> Reading:
    return engine.reading(engine.article(Page("x", Content.BODY, body, Metadata(headline=headline))))


def unclear(engine: Engine, sentence: str, headline: str = "Trams are slow in Vadso") -> dict[str, float]:
    """The words of a second sentence that its reader may not know, with the chance of that."""
    reading = read(engine, f"Trams are slow in the town of Vadso. {sentence}", headline)
    body = reading.article.body
    return {r.place.of(body): r.chance for r in Clarity(reading).references(reading.sentences[1])}


@pytest.mark.parametrize(
    ("sentence", "word"),
    [
        ("He told the council that the mill would be sold.", "He"),
        ("The council said it would not give them more money.", "them"),
        ("That is why the union wants shorter shifts.", "That"),
        ("The choir sang there for nine years.", "there"),
        ("The two men were taken to a hospital in Oslo.", "men"),
        ("The agreement was signed on Monday.", "agreement"),
        ("Those figures are wrong, a minister said.", "figures"),
        ("A third of them will stay in Oslo.", "them"),
    ],
)
def test_what_only_the_text_before_tells(engine: Engine, sentence: str, word: str) -> None:
    assert unclear(engine, sentence).get(word, 0.0) > 0.4


@pytest.mark.parametrize(
    "sentence",
    [
        "Anna Lund said she would sell a mill in Bergen.",
        "A ship of the Norwegian navy hit the quay and sank on Friday.",
        "The council of Vadso bought a mill and then sold it to a bank.",
        "In 1998 the council of Bergen bought the land from a farmer.",
        "It is clear that prices will rise, the bank of Norway said.",
        "There are nine mills in the north of Norway.",
    ],
)
def test_what_the_sentence_tells_itself(engine: Engine, sentence: str) -> None:
    assert sum(unclear(engine, sentence).values()) < 0.4


def test_the_headline_tells_too(engine: Engine) -> None:
    sentence = "The strike will last for a week."
    told = unclear(engine, sentence, "Tram drivers of Vadso begin a strike").get("strike", 0.0)
    assert told < unclear(engine, sentence, "Prices rise in Norway").get("strike", 0.0)


def test_which_sentence_tells_it(engine: Engine) -> None:
    body = "The group started a campaign for ferries. Trams are old. The campaign will run for three years."
    reading = read(engine, body, "News of the week")
    clarity = Clarity(reading)
    first, second, third = reading.sentences
    (campaign,) = [r for r in clarity.references(third) if r.stem == "campaign"]
    assert campaign.told_by[first.index] > 0.5 > campaign.told_by[second.index]
    assert clarity.best_tellers(third)[0] == first.index
    assert campaign.left([first.index]) < campaign.left([second.index]) <= campaign.left([])


def test_only_the_last_sentence_tells_what_a_pronoun_means(engine: Engine) -> None:
    body = "A clerk of the court in Oslo was hurt. Trams are old. He was taken to hospital."
    reading = read(engine, body, "News of the week")
    pronoun = Clarity(reading).references(reading.sentences[2])[0]
    assert pronoun.is_pronoun
    assert pronoun.left([0, 1]) == pronoun.left([1])
    assert pronoun.left([1, 0]) == pronoun.left([0])


def test_kinds_of_words(engine: Engine) -> None:
    (sentence,) = read(engine, "The deal of this club hurt its rival, and that is bad.").sentences
    tree = SentenceTree("The deal of this club hurt its rival, and that is bad.", sentence.words)
    found = {tree.lower[i]: kind_of(tree, i) for i in range(len(tree.words))}
    assert (found["deal"], found["club"], found["its"], found["rival"]) == ("the", "this noun", "it", "owned")
    assert found["that"] == "this"
    assert set(found.values()) <= set(KINDS)
