"""Faults that readers of the code and its users found, each by what showed it."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.made import article, axis, entity_sets

from retold import Engine
from retold.errors import FormatError, RetoldError, StoreError, UnknownError
from retold.memory import Kept, LinkQuery, Memory, Status
from retold.types import Content, EntityType, Metadata, Page

PERSON, BODY = EntityType.PERSON, EntityType.ORGANIZATION
FERRY = (
    "Northlink will close its ferry route to Marlow, chief executive Anna Rosendal said on Monday. "
    "The ferry lost its passengers to a tunnel."
)


@pytest.fixture
def memory(tmp_path: Path, engine: Engine) -> Iterator[Memory]:
    with Memory(str(tmp_path / "m.db"), engine) as found:
        yield found


def page(body: str, **meta: str) -> Page:
    return Page("given", Content.BODY, body, Metadata(**meta))  # type: ignore[arg-type]


def test_a_story_that_goes_twice_under_one_key(memory: Memory) -> None:
    """Keys of rows that are gone are used again; the second going was refused, and with it the batch, for good."""
    x, y = {f"x{i}": 1 for i in range(12)}, {f"y{i}": 1 for i in range(12)}
    both = [article(f"{k}{n}", words=w, day=100.0 + n) for n in range(2) for k, w in (("x", x), ("y", y))]
    for one in (
        *both,
        article("bridge", words=x | y, day=101.0),
        article("z", words={f"z{i}": 1 for i in range(12)}),
        article("other", words=y, day=102.0),
    ):
        memory.keep([one])
    for n in range(4):
        memory.keep([article("bridge", words=(x if n % 2 else y), day=101.0 + n)])
    assert memory.problems() == []


def test_two_chains_of_one_name_in_one_article(memory: Memory) -> None:
    memory.keep([article("a", [("Walter Smithsen", PERSON), ("Smithson", PERSON)])])
    memory.keep([article("b", [("Walter A. Smithson", PERSON), ("Walter B. Smithson", PERSON, "a politician")])])
    memory.keep([article("c", [("Walter Smithson", PERSON)])])
    assert memory.problems() == []
    assert any({"Smithson", "Walter A. Smithson"} <= {n for _, n in group} for group in entity_sets(memory))


def test_one_article_that_cannot_be_kept_takes_no_other_with_it(
    memory: Memory, monkeypatch: pytest.MonkeyPatch
) -> None:
    from retold.store.articles import Articles

    add = Articles.add

    def failing(self: Articles, entry: object, version: int, content: bytes) -> int:
        if getattr(entry, "id", "") == "bad":
            raise ValueError("of no use")
        return add(self, entry, version, content)  # type: ignore[arg-type]

    monkeypatch.setattr(Articles, "add", failing)
    pages = [
        page(FERRY, id="a"),
        page("Ann Lee came to Paris.", id="bad"),
        page("Bo Ek went to Oslo.", id="b"),
        page("Cy Oh sat in Rome.", id="x" * 2000),
    ]
    kept = list(memory.ingest_pages(pages))
    assert [k.id if isinstance(k, Kept) else type(k).__name__ for k in kept] == ["a", "StoreError", "b", "FormatError"]
    assert "bad" in str(kept[1])
    assert isinstance(kept[3], FormatError)
    assert memory.counts()["articles"] == 2


def test_a_persons_word_is_on_the_very_form_that_was_named(memory: Memory) -> None:
    memory.keep(
        [
            article("a", [("Ann Lee", PERSON)]),
            article("b", [("John Berg", PERSON)]),
            article("c", [("Carl Holm", PERSON)]),
        ]
    )
    first = memory.same("Ann Lee", "John Berg", "kari")
    memory.same("John Berg", "Carl Holm", "kari")
    memory.undo(first)
    assert memory.entity("John Berg").id == memory.entity("Carl Holm").id
    assert memory.entity("Ann Lee").id != memory.entity("John Berg").id


def test_a_replaced_judgement_holds_again_when_its_replacement_is_taken_back(memory: Memory) -> None:
    memory.keep([article("a", [("Ann Lee", PERSON)]), article("b", [("John Berg", PERSON)])])
    first = memory.same("Ann Lee", "John Berg", "kari")
    forms = {name: form for form, name in memory.entity("Ann Lee").aliases}
    second = memory.different(forms["Ann Lee"], forms["John Berg"], "bo")
    assert memory.entity("Ann Lee").id != memory.entity("John Berg").id
    with pytest.raises(StoreError, match=f"replaced by judgement {second}"):
        memory.undo(first)
    memory.undo(second)
    assert memory.entity("Ann Lee").id == memory.entity("John Berg").id
    memory.undo(first)
    assert memory.entity("Ann Lee").id != memory.entity("John Berg").id


def test_words_left_out_are_left_out_of_meaning_too(memory: Memory) -> None:
    list(
        memory.ingest_pages(
            [page(FERRY, id="ferry"), page("The ferry to Vigo is late, said Bo Ek of the harbour.", id="vigo")]
        )
    )
    assert {h.article.id for h in memory.search("ferry -Northlink")} == {"vigo"}
    assert {h.article.id for h in memory.search("-Northlink ferry")} == {"vigo"}
    assert memory.search("-Northlink") == []


def test_copies_do_not_crowd_out_what_else_is_found(memory: Memory) -> None:
    copies = [page(FERRY, id=f"c{i:02}", publisher=f"P{i}") for i in range(30)]
    list(memory.ingest_pages([*copies, page("A ferry ran late in Vigo on a rainy day in June.", id="vigo")]))
    for limit in (2, 5, 20):
        assert len(memory.search("ferry", limit=limit)) == 2


def test_old_versions_do_not_crowd_out_articles(memory: Memory) -> None:
    memory.keep([article("other", vector=axis(2))])
    for version in range(30):
        memory.keep([article("a", words={f"v{version}w{i}": 1 for i in range(12)})])
    found = memory._searcher._vectors.near(axis(1), 2)
    assert len(found) == 2


def test_a_changed_article_without_an_id_keeps_the_one_it_has(memory: Memory) -> None:
    given = [
        page(FERRY, url="https://x.example/1", publisher="P"),
        page(FERRY + " It snowed.", url="https://x.example/1", publisher="P"),
    ]
    (first,) = memory.ingest_pages(given[:1])
    (second,) = memory.ingest_pages(given[1:])
    assert isinstance(first, Kept)
    assert isinstance(second, Kept)
    assert (second.id, second.version, second.status) == (first.id, 2, Status.CHANGED)
    detail = memory.article(first.id)
    assert (detail.version, detail.versions) == (2, 2)
    assert detail.digest["article"]["id"] == first.id
    evidence = [e for claim in detail.digest["takeaways"] for e in claim["evidence"]]
    assert {e["article"] for e in evidence} == {first.id}
    assert all(detail.digest["article"]["body"][e["start"] : e["end"]] == e["exact"] for e in evidence)
    for known in memory.ingest_pages(given):
        assert isinstance(known, Kept)
        assert (known.id, known.status) == (first.id, Status.KNOWN)
        assert known.version in (1, 2)


def test_a_role_in_a_copy_is_not_what_another_article_says(memory: Memory) -> None:
    list(memory.ingest_pages([page(FERRY, id="c1"), page(FERRY, id="c2")]))
    assert all(r.entity.roles == () for r in memory.related("c1"))


def test_a_timeline_is_narrowed_by_the_dates_that_it_shows(memory: Memory) -> None:
    body = "Northlink was founded on 4 May 2012. Northlink will open a route on 15 May 2027."
    list(memory.ingest_pages([page(body, id="a", published="2026-01-25")]))
    assert [d.date for d in memory.timeline("Northlink", since="2027")] == ["2027-05-15"]
    assert [d.date for d in memory.timeline("Northlink", until="2012-05")] == ["2012-05-04"]
    assert memory.timeline("Northlink", since="2026", until="2026-01") == []


def test_an_export_is_of_one_state(memory: Memory, tmp_path: Path, engine: Engine) -> None:
    memory.keep([article("a", [(f"Person{i} Lee{i}", PERSON) for i in range(30)])])
    rows = iter(memory.export("entities")[1])  # type: ignore[arg-type]
    next(rows)
    with Memory(str(tmp_path / "m.db"), engine) as other:
        for i in range(0, 30, 2):
            other.same(f"Person{i} Lee{i}", f"Person{i + 1} Lee{i + 1}", "kari")
    assert len(list(rows)) == 29


def test_passwords_are_not_told(postgres: str) -> None:
    for url in (postgres.replace("postgres@", "postgres:geheim@"), f"{postgres}?password=geheim"):
        done = subprocess.run(
            [sys.executable, "-m", "retold", "stories", "--db", url], capture_output=True, text=True, check=False
        )
        assert done.returncode == 1
        assert "holds nothing yet" in done.stderr
        assert "geheim" not in done.stderr


def test_threads_that_end_leave_no_connection(memory: Memory) -> None:
    memory.keep([article("a")])
    for _ in range(20):
        thread = threading.Thread(target=memory.counts)
        thread.start()
        thread.join()
    assert len(memory._db._opened) < 4  # type: ignore[attr-defined]


def test_a_file_stays_until_there_is_another(memory: Memory, tmp_path: Path) -> None:
    out = tmp_path / "keep.gexf"
    out.write_text("precious")
    done = subprocess.run(
        [sys.executable, "-m", "retold", "graph", "Nobody", "--db", memory.where, "-o", str(out), "--format", "gexf"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert out.read_text() == "precious"
    assert [p.name for p in tmp_path.glob("*.part")] == []


@pytest.mark.parametrize(
    "args",
    [
        ("undo", "99999999999999999999"), ("timeline", "Ann Lee", "--limit", "9999999999999999999"),
        ("stories", "--limit", "99999999999999999999"),
        ("search", "ferry", "--limt", "5"), ("graph", "Ann Lee", "--path", "Bo Ek", "--new"),
        ("graph", "Ann Lee", "--path", "Ann Lee"),
        ("stories", "--since", "2026-00"), ("stories", "--since", "2026-02-00"), ("entity", "x" * 100_000),
        ("stories", "--db", ":memory:"),
    ],
)  # fmt: skip
def test_odd_questions_get_an_answer_in_words(memory: Memory, args: tuple[str, ...]) -> None:
    memory.keep([article("a", [("Ann Lee", PERSON), ("Bo Ek", PERSON)])])
    given = args if "--db" in args else (*args, "--db", memory.where)
    done = subprocess.run([sys.executable, "-m", "retold", *given], capture_output=True, text=True, check=False)
    assert done.returncode in (1, 2)
    assert done.stderr
    assert "Traceback" not in done.stderr


def test_a_date_before_all_calendars(memory: Memory) -> None:
    list(
        memory.ingest_pages(
            [
                page(FERRY, id="a", published="0001-01-01T00:00:00+14:00"),
                page(FERRY + " So it is.", id="b", published="9999-12-31"),
            ]
        )
    )
    assert memory.graph("Northlink", query=LinkQuery(limit=5)).links
    assert list(memory.export("graph")[1].edges)  # type: ignore[union-attr]


def test_a_lone_surrogate_in_a_table(memory: Memory, tmp_path: Path) -> None:
    from retold.export import tables

    list(memory.ingest_pages([page(f"Ann \ud800 Lee{chr(0)} met Bo Ek in Paris. {FERRY}", id="odd")]))
    for what in ("mentions", "digests", "entities", "stories", "graph"):
        with (tmp_path / f"{what}.csv").open("w", encoding="utf-8") as stream:
            tables.write(stream, "csv", memory.export(what, "csv"))
        tables.parquet(memory.export(what, "parquet"), tmp_path / f"{what}.parquet")


def test_a_fault_of_ours_in_one_article_is_told_and_the_rest_goes_on(engine: Engine) -> None:
    def work(given: Page) -> str:
        return given.text if given.text != "b" else given.metadata.nothing  # type: ignore[attr-defined, no-any-return]

    found = list(engine.each([page("a"), page("b"), page("c")], work))
    assert [f if isinstance(f, str) else type(f) for f in found] == ["a", RetoldError, "c"]
    assert "please report it" in str(found[1])


def test_names_that_only_corrected_articles_had_are_gone(memory: Memory) -> None:
    memory.keep([article("a", [("Andrew Struass", PERSON)]), article("b", [("Andrew Strauss", PERSON)])])
    memory.keep([article("a", [("Andrew Strauss", PERSON)], words={f"q{i}": 1 for i in range(12)})])
    strauss = memory.entity("Andrew Strauss")
    assert (strauss.name, [n for _, n in strauss.aliases]) == ("Andrew Strauss", ["Andrew Strauss"])


def test_networks_are_not_misspellings_of_one_another(memory: Memory) -> None:
    memory.keep(
        [article("a", [("ABC News", BODY)]), article("b", [("NBC News", BODY)]), article("c", [("BBC News", BODY)])]
    )
    assert len(entity_sets(memory)) == 3


def test_a_family_name_that_stands_first(memory: Memory) -> None:
    others = [("North Korea", EntityType.PLACE), ("Pyongyang", EntityType.PLACE), ("Seoul", EntityType.PLACE)]
    memory.keep(
        [
            article("a", [("Kim Jong Un", PERSON), *others]),
            article("b", [("Kim", PERSON), *others]),
            article("c", [("Jack Kim", PERSON)], vector=axis(3)),
        ]
    )
    assert memory.entity("Kim").id == memory.entity("Kim Jong Un").id
    assert memory.entity("Jack Kim").id != memory.entity("Kim").id


def test_unknown_is_said_with_what_is_alike(memory: Memory) -> None:
    memory.keep([article("a", [("Northlink", BODY)])])
    with pytest.raises(UnknownError, match="Northlink"):
        memory.entity("Northlnk")
    assert json.loads(json.dumps(memory.counts()))["entities"] == 1


def test_part_of_a_name_is_enough_where_it_can_be_but_one(memory: Memory) -> None:
    memory.keep([article("a", [("Northlink Ferries", BODY), ("Ann Lee", PERSON), ("Ann Moe", PERSON)])])
    assert memory.entity("Northlink").name == "Northlink Ferries"
    assert memory.entity("Moe").name == "Ann Moe"
    with pytest.raises(UnknownError, match="Ann Lee"):
        memory.entity("Ann")
    with pytest.raises(UnknownError, match="Ann Moe"):  # a judgement wants the whole name
        memory.same("Moe", "Ann Lee", "kari")


def test_roles_and_time_are_among_the_reasons(memory: Memory) -> None:
    memory.keep(
        [
            article("a", [("Felix Hernandez", PERSON, "mayor of Marlow")], day=20_000.0),
            article("b", [("Hernandez", PERSON, "Marlow's mayor")], day=16_000.0),
        ]
    )
    (line,) = memory.judgements(everyone=True)
    assert line.features["roles"] == 0.8
    assert -1.0 < line.features["time"] < -0.5


def test_a_new_version_takes_its_own_votes_back(memory: Memory) -> None:
    """Of an article's chains of one name, the tenth was taken for the second, and a name without articles stayed."""
    first = article(
        "a",
        [(f"Other {n}", BODY) for n in range(1, 2)]
        + [("ACME", BODY)]
        + [(f"Firm {n}", BODY) for n in range(3, 10)]
        + [("Acme", BODY)],
    )
    memory.keep([first])
    assert memory.entity("Acme").name == "ACME"  # e2 was there before e10
    memory.keep([article("a", [("Acme", BODY)], day=20_001.0)])
    assert memory.entity("Acme").name == "Acme"
    assert memory.problems() == []


def test_an_article_without_headline_is_called_by_what_it_says(memory: Memory) -> None:
    list(memory.ingest_pages([page(FERRY, id="a")]))
    assert "ferry route" in memory.story("a").story.headline
