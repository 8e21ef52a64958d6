"""The API answers as its OpenAPI document says."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from starlette.testclient import TestClient

from retold import Engine, Memory
from retold.types import Content, EntityType, Metadata, Page
from retold.web import Access, Limits, create
from retold.web.api.models import Type

TEXT = (
    "Northlink will close its ferry route to Marlow in October, chief executive Anna Rosendal said on Monday. "
    "The route carried 41,000 passengers last year, down from 96,000 in 2019. "
    "“People take the tunnel now,” Rosendal told reporters in Oslo. "
    "Mayor Per Dahl of Marlow called the decision a mistake."
)


@pytest.fixture(scope="module")
def memory(tmp_path_factory: pytest.TempPathFactory, engine: Engine, examples: Path) -> Iterator[Memory]:
    with Memory(str(tmp_path_factory.mktemp("api") / "m.db"), engine) as found:
        list(found.ingest([str(examples)]))
        yield found


@pytest.fixture(scope="module")
def client(memory: Memory) -> Iterator[TestClient]:
    with TestClient(create(memory, Access.bound_to("127.0.0.1")), base_url="http://127.0.0.1") as found:
        yield found


def test_the_types_of_the_schema_are_those_of_entities() -> None:
    assert get_args(Type) == tuple(EntityType)


def test_every_address_keeps_to_its_schema(memory: Memory) -> None:
    """Requests that fit the schema are answered as the schema says; others are refused."""
    api = schemathesis.openapi.from_asgi("/api/v1/openapi.json", create(memory, Access(limits=Limits(writes=0.0))))
    excluded = [
        schemathesis.checks.CHECKS.get_one(name) for name in ("unsupported_method", "positive_data_acceptance")
    ]  # a name that fits the schema may be unknown
    labels = []
    for found in api.get_all_operations():
        operation = found.ok()

        @given(case=operation.as_strategy())
        @settings(max_examples=15, deadline=None, database=None, suppress_health_check=list(HealthCheck))
        def answered(case: schemathesis.Case) -> None:
            case.call_and_validate(excluded_checks=excluded)

        answered()
        labels.append(operation.label)
    assert len(labels) >= 16


def test_each_part_of_a_list_leads_to_the_next(client: TestClient) -> None:
    seen: list[str] = []
    after = ""
    while True:
        part = client.get("/api/v1/stories", params={"limit": 2, **({"after": after} if after else {})}).json()
        seen += [c["story"]["id"] for c in part["items"]]
        after = part["next"]
        if not after:
            break
    assert len(seen) == len(set(seen)) == client.get("/about?format=json").json()["counts"]["stories"]


@pytest.mark.parametrize(
    "address",
    [
        "/search?q=the+council",
        "/search?q=company&by=meaning",
        "/entities?",
        "/entities?type=person",
        "/entities/Marlow/timeline?",
    ],
)
def test_the_parts_of_a_list_are_the_whole_list(client: TestClient, address: str) -> None:
    whole = client.get(f"/api/v1{address}&limit=100".replace("?&", "?")).json()["items"]
    seen: list[object] = []
    after = ""
    while True:
        part = client.get(f"/api/v1{address}&limit=2{after}".replace("?&", "?")).json()
        assert len(part["items"]) <= 2
        seen += part["items"]
        if part["next"] is None or len(seen) >= 40:
            break
        after = f"&after={part['next']}"
    assert len(whole) > (0 if "meaning" in address else 2)
    assert seen == whole[: len(seen)]
    assert len(seen) >= min(len(whole), 40)


def test_another_memory_has_other_entity_tags(client: TestClient, tmp_path: Path, engine: Engine) -> None:
    """Two memories may have the same version; a browser must not take a page of one for a page of the other."""
    with Memory(str(tmp_path / "other.db"), engine) as other, TestClient(create(other, Access())) as second:
        for _ in range(3):
            other._db.run(
                "INSERT INTO meta VALUES ('changed', '1') ON CONFLICT (name) DO UPDATE SET value = excluded.value"
            )
        first = client.get("/about")
        assert second.get("/about", headers={"if-none-match": first.headers["etag"]}).status_code == 200


def test_the_cache_does_not_mix_up_requests(client: TestClient) -> None:
    listed = client.get("/publishers?name%3DCity=Ledger&format=json").json()
    assert "publishers" in listed
    assert client.get("/publishers?name=City%3DLedger&format=json").status_code == 404
    assert client.get("/api/v1/stories?" + "&".join(f"x{i}=1" for i in range(60))).status_code == 400
    assert client.get("/publishers?format=atom").status_code == 400


def test_conditional_requests_and_head(client: TestClient) -> None:
    answer = client.get("/about")
    tag = answer.headers["etag"]
    for has in (tag, tag.removeprefix("W/"), f'"other", {tag}', "*"):
        assert client.get("/about", headers={"if-none-match": has}).status_code == 304, has
    assert client.get("/about", headers={"if-none-match": '"other"'}).status_code == 200
    for address in ("/", "/add", "/sitemap.xml", "/opensearch.xml", "/robots.txt", "/static/app.js", "/api/v1/stories"):
        assert client.head(address).status_code == 200, address
    assert client.get("/", headers={"accept-encoding": "gzip;q=0"}).headers.get("content-encoding") is None


def test_an_unchanged_answer_is_not_sent_again(client: TestClient) -> None:
    first = client.get("/api/v1/stories")
    tag = first.headers["etag"]
    assert client.get("/api/v1/stories", headers={"if-none-match": tag}).status_code == 304
    client.post(
        "/api/v1/articles",
        json={
            "body": TEXT,
            "headline": "Northlink to close Marlow route",
            "publisher": "Fjord Post",
            "published": "2026-03-02",
        },
    )
    again = client.get("/api/v1/stories", headers={"if-none-match": tag})
    assert again.status_code == 200
    assert again.headers["etag"] != tag


def test_a_text_is_read_and_kept(client: TestClient) -> None:
    given = {
        "body": TEXT + " The route opened in 1981.",
        "headline": "Marlow route to close",
        "publisher": "Fjord Post",
        "published": "2026-03-02",
    }
    added = client.post("/api/v1/articles", json=given)
    assert added.status_code == 201
    assert added.json()["status"] == "new"
    assert client.post("/api/v1/articles", json=given).json()["status"] == "known"
    kept = client.get(added.headers["location"], headers={"accept": "application/json"}).json()
    for claim in kept["digest"]["takeaways"]:
        for evidence in claim["evidence"]:
            assert kept["digest"]["article"]["body"][evidence["start"] : evidence["end"]] == evidence["exact"]


def test_pages_give_what_the_api_gives(client: TestClient) -> None:
    story = client.get("/api/v1/stories").json()["items"][0]["story"]["id"]
    for page, address in (
        (f"/story/{story}", f"/api/v1/stories/{story}"),
        (f"/article/{story}", f"/api/v1/articles/{story}"),
    ):
        assert client.get(page, headers={"accept": "application/json"}).json() == client.get(address).json()
        assert client.get(page, headers={"accept": "text/html"}).headers["content-type"].startswith("text/html")


@pytest.mark.parametrize(
    ("address", "status", "said"),
    [
        ("/api/v1/stories?since=yesterday", 400, "is no date"),
        ("/api/v1/stories?after=here", 400, "no place in a list"),
        ("/api/v1/stories/none", 404, "no story"),
        ("/api/v1/entities/Nobody At All", 404, "no entity has this name"),
        ("/api/v1/stories?limit=0", 422, "limit"),
        ("/api/v1/none", 404, "no page"),
    ],
)
def test_errors_are_problems(client: TestClient, address: str, status: int, said: str) -> None:
    answer = client.get(address)
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    problem = answer.json()
    assert problem["status"] == status
    assert said in problem["detail"]


def test_a_judgement_is_made_and_undone(client: TestClient) -> None:
    client.post(
        "/api/v1/articles",
        json={
            "body": TEXT,
            "headline": "Northlink to close Marlow route",
            "publisher": "Fjord Post",
            "published": "2026-03-02",
        },
    )
    judged = client.post(
        "/api/v1/judgements", json={"verdict": "same", "a": "Per Dahl", "b": "Anna Rosendal", "person": "kari"}
    )
    assert judged.status_code == 201
    number = judged.json()["id"]
    assert len(client.get("/api/v1/entities/Per Dahl").json()["aliases"]) == 2
    assert client.delete(f"/api/v1/judgements/{number}").status_code == 204
    assert client.delete(f"/api/v1/judgements/{number}").status_code == 409
    assert len(client.get("/api/v1/entities/Per Dahl").json()["aliases"]) == 1


def test_every_format_of_an_article(client: TestClient) -> None:
    article = client.get("/api/v1/stories").json()["items"][-1]["story"]["id"]
    page = client.get(f"/article/{article}").text
    start = page.index('<script type="application/ld+json">') + len('<script type="application/ld+json">')
    assert json.loads(page[start : page.index("</script>", start)])["@type"] == "NewsArticle"
    assert client.get(f"/article/{article}?format=jsonld").json()["@type"] == "NewsArticle"
    ninjs = client.get(f"/article/{article}", headers={"accept": "application/vnd.iptc.ninjs+json"})
    assert ninjs.headers["content-type"] == "application/vnd.iptc.ninjs+json"
    assert ninjs.json()["standard"]["name"] == "ninjs"
    assert client.get(f"/article/{article}?format=pdf").status_code == 400


@pytest.mark.parametrize(
    "page",
    ["/", "/search?q=tram", "/story/{story}", "/entity/{entity}", "/theme/{theme}", "/publishers?name=City+Ledger"],
)
def test_every_list_is_a_feed(client: TestClient, page: str) -> None:
    from xml.etree import ElementTree

    story = client.get("/api/v1/stories").json()["items"][0]["story"]["id"]
    entity = client.get("/api/v1/entities").json()["items"][0]["id"]
    themes = client.get("/themes?format=json").json()["themes"]
    address = page.format(story=story, entity=entity, theme=themes[0]["id"] if themes else entity)
    atom = client.get(address, headers={"accept": "application/atom+xml"})
    assert atom.headers["content-type"].startswith("application/atom+xml")
    assert ElementTree.fromstring(atom.content).tag == "{http://www.w3.org/2005/Atom}feed"
    assert (
        client.get(address, headers={"accept": "application/feed+json"}).json()["version"]
        == "https://jsonfeed.org/version/1.1"
    )


def test_every_question_may_be_told_to_wait_or_to_be_narrower(client: TestClient) -> None:
    paths = client.get("/api/v1/openapi.json").json()["paths"]
    for path, operations in paths.items():
        for method, operation in operations.items():
            assert {"429", "503", "504"} <= operation["responses"].keys(), f"{method} {path}"


def test_a_quotation_without_a_name_has_the_words_of_the_article(tmp_path: Path, engine: Engine) -> None:
    text = (
        "The harbour of Lowick will close in May, the port said on Monday. It has been open since 1956.\n\n"
        "A spokesman for the port said: “We have seen fewer ships for years.”"
    )
    with Memory(str(tmp_path / "m.db"), engine) as memory:
        list(memory.ingest_pages([Page("given", Content.BODY, text, Metadata(id="a", headline="Harbour closes"))]))
        with TestClient(create(memory, Access.bound_to("127.0.0.1")), base_url="http://127.0.0.1") as client:
            assert "<footer>A spokesman for the port</footer>" in client.get("/article/a").text
