"""Which stories are told, over both databases: once each, whatever copies, merges and judgements do."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.alerts.receivers import Hook
from tests.made import article, axis, story_sets

from retold import Engine, Settings
from retold.alerts import AlertQuery, Alerts, Receiver, run
from retold.alerts.decisions import PassReason
from retold.alerts.query import StoryFinder
from retold.corpus import topics
from retold.errors import QueryError, StoreError, UnknownError
from retold.memory import Memory
from retold.memory.prepared import Prepared
from retold.store.alerts import AlertRow
from retold.types import EntityType

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
PERSON, ORGANIZATION, PLACE, TOPIC = EntityType.PERSON, EntityType.ORGANIZATION, EntityType.PLACE, EntityType.TOPIC
FERRY = {f"ferry{i}": 1 for i in range(12)}
SALMON = {f"salmon{i}": 1 for i in range(12)}
NORTHLINK, MOE, LEE = ("Northlink", ORGANIZATION), ("Erik Moe", PERSON), ("Ann Lee", PERSON)


def came(made: Prepared, at: datetime) -> Prepared:
    """An article that came at some time."""
    return replace(made, entry=replace(made.entry, added=at.isoformat(timespec="seconds").replace("+00:00", "Z")))


def on(made: Prepared) -> Prepared:
    """An article whose topics have the keys that reading gives them."""
    keyed = (replace(c, key=topics.key(c.named.name)) if c.named.kind is TOPIC else c for c in made.chains)
    return replace(made, chains=tuple(keyed))


def text(*sentences: str) -> str:
    """A body long enough for copies to be known by it."""
    return " ".join([*sentences, *(f"Sentence {i} of {sentences[0]}" for i in range(30))])


@pytest.fixture
def alerts(memory: Memory) -> Alerts:
    return Alerts(memory, Settings(), lambda: NOW)


def headlines(alerts: Alerts, number: int) -> list[str]:
    return [t.headline for t in reversed(alerts.messages(number))]


def test_a_story_is_told_once_however_many_copies_and_follow_ups_come(memory: Memory, alerts: Alerts) -> None:
    watch = alerts.add(AlertQuery(entity="Northlink"))
    assert watch.unknown == ("Northlink",)
    body = text("Northlink closes its ferry.")
    memory.keep([article("a", [NORTHLINK], FERRY, text=body)])
    assert alerts.run().told == 1
    memory.keep([article("b", [NORTHLINK], FERRY, text="Wire. " + body), article("c", [NORTHLINK], FERRY)])
    memory.keep([article("d", [NORTHLINK], SALMON, axis(2))])
    assert alerts.run().told == 1
    assert alerts.run().told == 0
    assert headlines(alerts, watch.id) == ["On a", "On d"]
    assert alerts.get(watch.id).unknown == ()
    (first,) = [t for t in alerts.messages(watch.id) if t.headline == "On a"]
    assert first.content["matched"][0]["evidence"][0]["article"] == "a"
    assert body.startswith(first.content["matched"][0]["evidence"][0]["exact"])


def test_what_was_there_before_is_not_told_unless_it_is_asked_for(memory: Memory, alerts: Alerts) -> None:
    memory.keep([article("old", [NORTHLINK], FERRY)])
    plain, all_of_it = (
        alerts.add(AlertQuery(entity="Northlink")),
        alerts.add(AlertQuery(entity="Northlink"), backfill=True),
    )
    memory.keep([article("copy", [NORTHLINK], FERRY, day=20_001.0), article("new", [NORTHLINK], SALMON, axis(2))])
    alerts.run()
    assert headlines(alerts, plain.id) == ["On new"]
    assert sorted(headlines(alerts, all_of_it.id)) == ["On new", "On old"]


def test_two_told_stories_that_become_one_are_not_told_again(memory: Memory, alerts: Alerts) -> None:
    """A third article is like both; the one story begins with it, under another id."""
    watch = alerts.add(AlertQuery(entity="Northlink"))
    north, south = ({"shared": 1, **{f"{side}{i}": 1 for i in range(12)}} for side in "ns")
    memory.keep([article("a", [NORTHLINK], north), article("b", [NORTHLINK], south)])
    alerts.run()
    assert story_sets(memory) == {frozenset("a"), frozenset("b")}
    assert sorted(headlines(alerts, watch.id)) == ["On a", "On b"]
    memory.keep([article(k, [NORTHLINK], {**north, **south}, day=19_999.0) for k in ("c", "d", "e")])
    assert story_sets(memory) == {frozenset("abcde")}
    assert alerts.run().told == 0
    memory.keep([article("f", [NORTHLINK], north)])
    assert alerts.run().told == 0


@settings(max_examples=12, deadline=None)
@given(st.integers(0, 10_000))
def test_whatever_comes_each_story_is_told_once(
    tmp_path_factory: pytest.TempPathFactory, engine: Engine, seed: int
) -> None:
    """Articles come in batches, change, and are copies; now and then an alert runs.

    No story with an article that was reported is reported again. In the end every story has an article that was.
    """
    random = Random(seed)
    with Memory(str(tmp_path_factory.mktemp("m") / "m.db"), engine) as memory:
        alerts = Alerts(memory, Settings(), lambda: NOW)
        watch = alerts.add(AlertQuery(entity="Northlink"))
        known: set[str] = set()
        count = 0
        for step in range(12):
            memory.keep([_any(random) for _ in range(random.randint(1, 4))])
            if random.random() < 0.4 and step < 11:
                continue
            fresh = sum(1 for s in story_sets(memory) if not s & known)
            assert alerts.run().told == fresh
            count += fresh
            seen = memory._db.all("SELECT article, telling FROM alert_article WHERE alert = ?", watch.id)
            assert all(telling for _, telling in seen)
            known = {a for a, _ in seen}
            assert all(s <= known for s in story_sets(memory))
            assert alerts.run().told == 0
        assert len(alerts.messages(watch.id, 1000)) == count


def _any(random: Random) -> Prepared:
    """An article of one of a few happenings, new or another version of one that was there."""
    topic = random.randint(0, 3)
    words = {f"t{topic}w{random.randint(0, 14)}": 1 + random.randint(0, 3) for _ in range(12)} | {
        f"noise{random.randint(0, 40)}": 1
    }
    return article(
        f"a{random.randint(0, 30):02}", [NORTHLINK], words, axis(topic + 1), 20_000.0 + random.randint(0, 30)
    )


def test_the_parts_of_a_told_story_are_not_told_again(memory: Memory, alerts: Alerts) -> None:
    """An article that held a story together becomes another; what is left falls apart, and is known."""
    watch = alerts.add(AlertQuery(entity="Northlink"))
    memory.keep([article(k, [NORTHLINK], FERRY, day=20_000.0 + i) for i, k in enumerate("abc")])
    assert alerts.run().told == 1
    memory.keep([article("a", [NORTHLINK], SALMON, axis(2))])
    assert {"a"} in [set(s) for s in story_sets(memory)]
    assert alerts.run().told == 0
    memory.keep([article("d", [NORTHLINK], SALMON, axis(2)), article("e", [NORTHLINK], FERRY)])
    assert alerts.run().told == 0
    assert len(alerts.messages(watch.id)) == 1


def test_conditions_hold_together(memory: Memory, alerts: Alerts) -> None:
    asked = {
        "pair": AlertQuery(entity="Northlink", other="Erik Moe"),
        "words": AlertQuery(query='"tax rise" -zeppelin'),
        "both": AlertQuery(entity="Northlink", query="tax"),
        "paper": AlertQuery(entity="Northlink", publisher="paper C"),
        "type": AlertQuery(entity="Northlink", kind="place"),
        "theme": AlertQuery(theme="Fisheries"),
    }
    numbers = {name: alerts.add(w).id for name, w in asked.items()}
    memory.keep([
        article("a", [NORTHLINK, MOE], None, axis(1), text=text("Northlink and Erik Moe met.")),
        article("b", [NORTHLINK], None, axis(2), text=text("Northlink feared a tax rise.")),
        article("C", [NORTHLINK, ("Oslo", PLACE)], None, axis(3), text=text("Northlink is in Oslo.")),
        on(article("d", [MOE, ("Fisheries", TOPIC)], None, axis(4), text=text("A tax rise and a zeppelin."))),
    ])  # fmt: skip
    alerts.run()
    told = {name: headlines(alerts, number) for name, number in numbers.items()}
    assert told == {
        "pair": ["On a"],
        "words": ["On b"],
        "both": ["On b"],
        "paper": ["On C"],
        "type": ["On C"],
        "theme": ["On d"],
    }
    (words,) = alerts.messages(numbers["words"])
    assert "tax rise" in words.content["matched"][0]["evidence"][0]["exact"]
    (pair,) = alerts.messages(numbers["pair"])
    assert "Northlink and Erik Moe" in pair.content["why"]


def test_a_theme_has_what_is_below_it(memory: Memory, alerts: Alerts) -> None:
    by_label, by_code = alerts.add(AlertQuery(theme="sport")), alerts.add(AlertQuery(theme="medtop:15000000"))
    assert by_label.unknown == ()
    memory.keep(
        [on(article("a", [("speed skating", TOPIC)], FERRY)), on(article("b", [("mining", TOPIC)], SALMON, axis(2)))]
    )
    alerts.run()
    assert headlines(alerts, by_label.id) == headlines(alerts, by_code.id) == ["On a"]


def test_new_only_tells_the_first_meeting_of_two(memory: Memory, alerts: Alerts) -> None:
    watch = alerts.add(AlertQuery(entity="Northlink", other="Erik Moe", new_only=True))
    memory.keep([article("alone", [NORTHLINK], SALMON, axis(2))])
    assert alerts.run().told == 0
    memory.keep([
        article("later", [NORTHLINK, MOE], {f"l{i}": 1 for i in range(12)}, axis(4), day=20_001.0),
        article("first", [NORTHLINK, MOE], FERRY, axis(3), day=20_000.0),
    ])  # fmt: skip
    assert alerts.run().told == 1
    memory.keep([article("again", [NORTHLINK, MOE], {f"x{i}": 1 for i in range(12)}, axis(5))])
    assert alerts.run().told == 0
    (told,) = alerts.messages(watch.id)
    assert told.headline == "On first"
    assert [m["name"] for m in told.content["met"]] == ["Erik Moe"]


def test_new_only_tells_whom_an_entity_meets(memory: Memory, alerts: Alerts) -> None:
    memory.keep([article("old", [NORTHLINK, MOE], FERRY)])
    watch = alerts.add(AlertQuery(entity="Northlink", new_only=True))
    memory.keep([article("known", [NORTHLINK, MOE, ("Oslo", PLACE)], SALMON, axis(2))])
    assert alerts.run().told == 0
    memory.keep([article("joins", [NORTHLINK, LEE], FERRY)])
    assert alerts.run().told == 1, "a story that was there before brings somebody new"
    (told,) = alerts.messages(watch.id)
    assert [m["name"] for m in told.content["met"]] == ["Ann Lee"]
    memory.keep([article("more", [NORTHLINK, LEE], {f"m{i}": 1 for i in range(12)}, axis(3))])
    assert alerts.run().told == 0


def test_new_only_of_words_tells_stories_that_begin_later(memory: Memory, alerts: Alerts) -> None:
    made = (NOW - datetime(1970, 1, 1, tzinfo=UTC)).days
    watch = alerts.add(AlertQuery(query="tax", new_only=True))
    memory.keep([
        article("old", [], FERRY, axis(1), day=made - 3.0, text=text("An old tax.")),
        article("new", [], SALMON, axis(2), day=float(made), text=text("A new tax.")),
    ])  # fmt: skip
    alerts.run()
    assert headlines(alerts, watch.id) == ["On new"]


def test_a_judgement_does_not_tell_what_was_long_ago(memory: Memory, engine: Engine) -> None:
    """Two names become one: what the other did last year is not told, what it did this week is, and what it will do."""
    year = NOW + timedelta(days=365)
    alerts = Alerts(memory, Settings(), lambda: NOW)
    watch = alerts.add(AlertQuery(entity="Northlink"))
    memory.keep([article("a", [NORTHLINK], FERRY)])
    memory.keep([came(article("b", [("Fjord Ferries", ORGANIZATION)], SALMON, axis(2)), NOW)])
    alerts.run()
    later = Alerts(memory, Settings(), lambda: year)
    memory.keep(
        [
            came(
                article("c", [("Fjord Ferries", ORGANIZATION)], {f"c{i}": 1 for i in range(12)}, axis(3)),
                year - timedelta(days=2),
            )
        ]
    )
    later.run()
    assert headlines(later, watch.id) == ["On a"]
    number = memory.same("Northlink", "Fjord Ferries", "kari")
    later.run()
    assert headlines(later, watch.id) == ["On a", "On c"]
    memory.keep([came(article("d", [("Fjord Ferries", ORGANIZATION)], SALMON, axis(2)), year)])
    later.run()
    assert headlines(later, watch.id) == ["On a", "On c", "On b"], "an untold story has news"
    memory.undo(number)
    memory.keep([came(article("e", [("Fjord Ferries", ORGANIZATION)], {f"e{i}": 1 for i in range(12)}, axis(4)), year)])
    assert later.run().told == 0


def test_a_pause_loses_nothing(memory: Memory, alerts: Alerts) -> None:
    watch = alerts.add(AlertQuery(entity="Northlink"))
    alerts.pause(watch.id)
    memory.keep([article("a", [NORTHLINK], FERRY)])
    assert alerts.run().told == 0
    alerts.resume(watch.id)
    assert alerts.run().told == 1
    alerts.remove(watch.id)
    assert alerts.all() == []
    with pytest.raises(UnknownError, match="no alert"):
        alerts.get(watch.id)


def test_many_stories_are_told_in_several_transactions(
    memory: Memory, alerts: Alerts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("retold.alerts.matcher.CHUNK", 2)
    watch = alerts.add(AlertQuery(entity="Northlink"))
    memory.keep(
        [
            article(k, [NORTHLINK], {f"{k}{i}": 1 for i in range(12)}, axis(n), day=20_000.0 + n)
            for n, k in enumerate("abcde", 1)
        ]
    )
    assert alerts.run().told == 5
    assert headlines(alerts, watch.id) == [f"On {k}" for k in "abcde"]
    assert alerts.run().told == 0


def test_two_that_look_at_once_tell_once(memory: Memory, alerts: Alerts) -> None:
    """The second has read the alert before the first has written."""
    from retold.alerts.matcher import Matcher

    watch = alerts.add(AlertQuery(entity="Northlink"))
    memory.keep([article("a", [NORTHLINK], FERRY)])
    (row,) = memory.alert_storage.alerts.all()
    assert Matcher(memory.alert_storage, memory.alert_reader).run([row], NOW) == 1
    assert Matcher(memory.alert_storage, memory.alert_reader).run([row], NOW) == 0
    assert len(alerts.messages(watch.id)) == 1


def test_an_alert_that_fails_holds_up_no_other(
    memory: Memory, alerts: Alerts, receiver: Hook, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = Alerts(memory, Settings(allow_private=True), lambda: NOW)
    first, second, last = (
        own.add(AlertQuery(entity="Northlink"), [Receiver("webhook", receiver.url)]).id for _ in range(3)
    )
    memory.keep([article("a", [NORTHLINK], FERRY)])
    fits = StoryFinder.fitting
    for fault in (ZeroDivisionError("oops"), StoreError("the question is too large"), None):

        def broken(self: StoryFinder, row: AlertRow, since: int, fault: Exception | None = fault) -> object:
            if row.id == first and fault:
                raise fault
            return fits(self, row, since)

        monkeypatch.setattr(StoryFinder, "fitting", broken)
        with pytest.raises(StoreError, match="too large") if isinstance(fault, StoreError) else nullcontext():
            own.run()
        assert [len(own.messages(n)) for n in (first, second, last)] == [0 if fault else 1, 1, 1]
    assert len(receiver.got) == 3


def test_without_an_alert_nothing_is_done(memory: Memory) -> None:
    memory.keep([article("a", [NORTHLINK], FERRY)])
    ran = run(memory, Settings(), NOW)
    assert (ran.told, ran.delivered, ran.waiting, ran.dead, ran.failed) == (0, 0, 0, 0, 0)


@pytest.mark.parametrize(
    ("wanted", "says"),
    [
        (AlertQuery(), "asks for nothing"),
        (AlertQuery(publisher="The Fjord Times"), "asks for nothing"),
        (AlertQuery(other="Erik Moe", query="tax"), "name the entity"),
        (AlertQuery(query="-tax"), "has no word"),
        (AlertQuery(entity="x" * 301), "longer than 300"),
        (AlertQuery(entity="Northlink", kind="company"), "must be one of person"),
    ],
)
def test_what_cannot_be_asked_says_why(tmp_path: Path, engine: Engine, wanted: AlertQuery, says: str) -> None:
    with Memory(str(tmp_path / "m.db"), engine) as memory, pytest.raises(QueryError, match=says):
        Alerts(memory, Settings(), lambda: NOW).add(wanted)


def test_the_log_says_why_a_story_is_not_reported(
    memory: Memory, alerts: Alerts, caplog: pytest.LogCaptureFixture
) -> None:
    watch, paused = (alerts.add(AlertQuery(entity="Northlink")).id for _ in range(2))
    alerts.pause(paused)
    memory.keep([article("a", [NORTHLINK], FERRY)])
    alerts.run()
    memory.keep([article("b", [NORTHLINK], FERRY)])
    with caplog.at_level("DEBUG", "retold.alerts"):
        assert alerts.run().told == 0
    messages = [record.getMessage() for record in caplog.records]
    assert any(m.startswith(f"Alert {watch} does not") and PassReason.REPORTED_BEFORE in m for m in messages)
    assert f"Alert {paused} is paused and reports nothing." in messages
