from __future__ import annotations

from pathlib import Path

import pytest

from retold import Digest, Engine, Settings
from retold.digest.themes import topics
from retold.digest.user_themes import load
from retold.errors import SettingsError
from retold.reading.encoder import Encoder
from retold.types import Content, Metadata, Page

MATCH = (
    "Marlow United beat Northport 3-1 on Saturday to reach the cup final. Erik Moe scored twice and the "
    "goalkeeper saved a penalty before half-time."
)


def digest(engine: Engine, body: str) -> Digest:
    return engine.digest(Page("x", Content.BODY, body, Metadata(id="x", headline="Marlow United reach cup final")))


def test_the_table_is_a_tree(engine: Engine) -> None:
    known = topics()
    assert len(known) == 1160
    assert len({t.top for t in known.values()}) == 17
    assert known["medtop:20000638"].path == ("politics", "international relations")
    assert all(t.path[-1] == t.label and len(t.path) == len(t.parents) + 1 for t in known.values())


def test_what_an_article_is_about(engine: Engine) -> None:
    found = digest(engine, MATCH).themes
    assert found[0].path[0] == "sport"
    assert 1 <= len(found) <= 5
    assert all(0 < t.score <= 1 and t.evidence for t in found)


@pytest.mark.parametrize(
    ("headline", "body", "label", "not_labels"),
    [
        (
            "Coins slide",
            (
                "It was a day of dark clouds for owners of digital money. Veltcoin fell below 90 dollars on the market "
                "as traders sold their tokens."
            ),
            "cryptocurrency",
            {"weather", "weather phenomena", "weather forecast"},
        ),
        (
            "Two trains collide near Hovden",
            (
                "Two trains collided near Hovden on Friday and eleven passengers were hurt. One train had left the "
                "rails after it passed a red signal, police said."
            ),
            "railway accident and incident",
            {"air transport", "traffic"},
        ),
        (
            "Yard gets order for four tankers",
            (
                "The shipyard in Vadso will build four tankers for a shipping line, it said on Monday. The vessels are "
                "to be ready in 2027."
            ),
            "shipbuilding",
            {"drowning", "fishing"},
        ),
        (
            "Senate passes asylum bill",
            (
                "The government will let fewer migrants in under a bill that passed on Tuesday. Migrants whose claim "
                "is rejected will be deported within a month."
            ),
            "migration policy",
            {"emigration", "prices"},
        ),
    ],
)
def test_the_whole_text_decides(engine: Engine, headline: str, body: str, label: str, not_labels: set[str]) -> None:
    found = engine.digest(Page("x", Content.BODY, body, Metadata(headline=headline))).themes
    labels = {label for theme in found for label in theme.path}
    assert label in labels
    assert not labels & not_labels


def test_a_match_is_of_one_sport(engine: Engine) -> None:
    body = (
        "Ireland beat South Africa 17-12 in Dublin. The fly-half scored a try and kicked four penalties. The visitors' "
        "captain was sin-binned in the first half, and the scrum was under pressure. The winger was hurt in a tackle."
    )
    found = engine.digest(Page("x", Content.BODY, body, Metadata(headline="Ireland 17-12 South Africa"))).themes
    assert [t.label for t in found if "competition discipline" in t.path] == ["rugby union"]


def test_no_theme_if_none_is_likely(engine: Engine) -> None:
    body = "The camp may stay. In May, the warden said that a hut was needed."
    assert engine.digest(Page("x", Content.BODY, body, Metadata(headline="Plans"))).themes == ()


def test_themes_of_the_user(tmp_path: Path, encoder: Encoder) -> None:
    file = tmp_path / "themes.toml"
    file.write_text(
        '[[theme]]\nname = "Penalties"\nkeywords = ["penalty"]\n'
        '[[theme]]\nname = "Cup football"\nsentence = "The team won the match and reached the final of the cup."\n'
        '[[theme]]\nname = "Whales"\nkeywords = ["whale"]\nsentence = "Whales were seen off the coast."\n'
    )
    engine = Engine(Settings(themes=str(file)), encoder)
    found = {t.qcode: t for t in digest(engine, MATCH).themes}
    assert found["user:penalties"].path == ("Penalties",)
    assert any("penalty" in e.exact for e in found["user:penalties"].evidence)
    assert "user:cup-football" in found
    assert "user:whales" not in found


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("theme = 1", "no [[theme]]"),
        ("[[theme]]\nkeywords = ['a']", "needs a name"),
        ("[[theme]]\nname = 'A'", "needs keywords or a sentence"),
        ("[[theme]]\nname = 'A'\nkeyword = ['a']", "unknown key 'keyword'"),
        ("[[theme]]\nname = 'A'\nkeywords = 'a'", "list of words"),
        ("[[theme]]\nname = 'A'\nsentence = 'x'\n[[theme]]\nname = 'a'\nsentence = 'x'", "two themes"),
        ("[[theme", "is not TOML"),
    ],
)
def test_the_error_names_the_file_and_the_fault(tmp_path: Path, text: str, complaint: str) -> None:
    file = tmp_path / "themes.toml"
    file.write_text(text)
    with pytest.raises(SettingsError) as caught:
        load(file)
    assert complaint in str(caught.value)
    assert "themes.toml" in str(caught.value)


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="cannot be read"):
        load(tmp_path / "none.toml")


def test_a_theme_that_accuses_needs_its_word(engine: Engine) -> None:
    body = (
        "Senator Ann Lee published eight years of her tax returns on Friday and called on her rival to do the same. "
        "The returns show that she and her husband earned 20 million kroner and paid 7 million kroner in income tax. "
        "Her rival has refused to release his tax returns, and says that the tax office is auditing them. Lawyers said "
        "that a taxpayer with such an income pays a third of it in taxes."
    )

    def labels(text: str) -> set[str]:
        page = Page("x", Content.BODY, text, Metadata(headline="Lee publishes tax returns"))
        return {theme.label for theme in engine.digest(page).themes}

    assert "tax evasion" not in labels(body)
    assert "tax evasion" in labels(f"{body} The tax office accuses her rival of tax evasion.")
