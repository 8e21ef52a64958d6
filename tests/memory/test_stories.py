from __future__ import annotations

from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.made import article, axis, story_sets

import retold.corpus.stories
import retold.memory.clusters
from retold import Engine
from retold.memory import Memory
from retold.memory.prepared import Prepared

TEXT = " ".join(f"word{i} ferry{i % 7} route{i % 11}" for i in range(120))


def made(random: Random, key: str) -> Prepared:
    """An article of one of a few topics, its words and vector near those of the others of it; now and then a copy."""
    topic = random.randint(0, 3)
    words = {f"t{topic}w{random.randint(0, 14)}": 1 + random.randint(0, 3) for _ in range(12)} | {
        f"noise{random.randint(0, 40)}": 1
    }
    text = f"{random.choice(['', 'intro '])}{TEXT[: random.randint(600, len(TEXT))]}" if random.random() < 0.3 else ""
    return article(
        key, words=words, vector=axis(topic + 1), day=random.choice([None, 100.0 + 50 * random.random()]), text=text
    )


def tellings(memory: Memory) -> set[frozenset[str]]:
    groups: dict[int, set[str]] = {}
    for key, telling in memory._db.all("SELECT id, telling FROM article WHERE current = 1"):
        groups.setdefault(telling, set()).add(key)
    return {frozenset(g) for g in groups.values()}


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10_000), st.booleans())
def test_the_order_and_the_batches_make_no_difference(
    tmp_path_factory: pytest.TempPathFactory, engine: Engine, seed: int, small: bool
) -> None:
    random = Random(seed)
    articles = [made(random, f"a{i:02}") for i in range(24)]
    results = []
    with pytest.MonkeyPatch.context() as patch:
        if small:  # as if parts were too large to be clustered as one
            patch.setattr(retold.memory.clusters, "MOST", 4)
        for step, order in ((1, articles), (7, random.sample(articles, len(articles)))):
            with Memory(str(tmp_path_factory.mktemp("m") / "m.db"), engine) as memory:
                for at in range(0, len(order), step):
                    memory.keep(order[at : at + step])
                results.append((story_sets(memory), tellings(memory), {s.id for s in memory.stories()}))
    assert results[0] == results[1]
    assert sorted(a for s in results[0][0] for a in s) == sorted(a.entry.id for a in articles)


def test_copies_are_one_telling_and_count_once(tmp_path: Path, engine: Engine) -> None:
    words = {f"w{i}": 1 for i in range(12)}
    with Memory(str(tmp_path / "m.db"), engine) as memory:
        memory.keep(
            [
                article(k, words=words, text=t)
                for k, t in (("a", TEXT), ("b", "Agency. " + TEXT[:900]), ("c", TEXT[::-1]))
            ]
        )
        (story,) = memory.stories()
        assert (story.articles, story.tellings) == (("a", "b", "c"), 2)
        assert [[a.id for a in t.articles] for t in memory.story("b").tellings] == [["a", "b"], ["c"]]


def test_an_earlier_article_names_the_story(tmp_path: Path, engine: Engine) -> None:
    words = {f"w{i}": 1 for i in range(12)}
    with Memory(str(tmp_path / "m.db"), engine) as memory:
        memory.keep([article("late", words=words, day=101.0)])
        assert [s.id for s in memory.stories()] == ["late"]
        memory.keep([article("early", words=words, day=100.0)])
        (story,) = memory.stories()
        assert (story.id, story.articles) == ("early", ("early", "late"))
        assert memory.story("late").story == story


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10_000))
def test_a_changed_article_leaves_what_it_held_together(
    tmp_path_factory: pytest.TempPathFactory, engine: Engine, seed: int
) -> None:
    """A memory in which articles changed is that of the articles as they are now."""
    random = Random(seed)
    first = [made(random, f"a{i:02}") for i in range(14)]
    second = [made(random, f"a{i:02}") for i in random.sample(range(14), 5)]
    changed = {a.entry.id for a in second}
    states = []
    for batches in ([first, second], [[a for a in first if a.entry.id not in changed] + second]):
        with Memory(str(tmp_path_factory.mktemp("m") / "m.db"), engine) as memory:
            for batch in batches:
                memory.keep(batch)
            states.append((story_sets(memory), tellings(memory)))
    assert states[0] == states[1]
