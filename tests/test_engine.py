from __future__ import annotations

import json
import threading
from pathlib import Path

from tests.fakes import CapitalsEncoder, fixed_clock

from retold import Digest, Engine, RetoldError, Settings
from retold.errors import ExtractionError
from retold.types import Content, Metadata, Page


def page(key: str, body: str) -> Page:
    return Page(key, Content.BODY, body, Metadata(id=key))


def test_results_keep_the_order_of_the_sources() -> None:
    engine = Engine(Settings(threads=3), CapitalsEncoder(), fixed_clock())
    pages = [page(str(i), f"Item Number{i} came. " * (1 + 30 * (i % 3 == 0))) for i in range(40)]
    assert [o.article.id for o in engine.read_pages(pages) if isinstance(o, Digest)] == [str(i) for i in range(40)]


def test_a_bad_page_is_an_error_in_its_place() -> None:
    engine = Engine(Settings(threads=2), CapitalsEncoder(), fixed_clock())
    bad = ExtractionError("was bad", "there")
    outcomes = list(engine.read_pages([page("a", "Ann came."), page("b", " "), bad, page("c", "Bo came.")]))
    assert [type(o) for o in outcomes] == [Digest, ExtractionError, ExtractionError, Digest]
    assert isinstance(outcomes[1], RetoldError)
    assert outcomes[1].source == "b"
    assert outcomes[2] is bad


def test_only_a_few_pages_are_in_memory_at_once() -> None:
    engine = Engine(Settings(threads=2), CapitalsEncoder(), fixed_clock())
    taken = 0

    def many() -> object:
        nonlocal taken
        while True:
            taken += 1
            yield page(str(taken), "Ann came.")

    outcomes = engine.read_pages(many())
    for _ in range(10):
        next(outcomes)
    assert taken < 30
    outcomes.close()
    for thread in [t for t in threading.enumerate() if t.name.startswith("retold") and not t.daemon]:
        thread.join(30)
        assert not thread.is_alive()


def test_the_same_input_gives_the_same_output(engine: Engine, examples: Path) -> None:
    from retold.records.digest_json import dumps

    def run() -> list[str]:
        return [dumps(o) for o in engine.read([str(examples)]) if isinstance(o, Digest)]

    first, second = run(), run()
    assert first == second
    assert len(first) == 18
    alone = Engine(Settings(threads=1), engine._encoder, engine._clock)
    assert [dumps(o) for o in alone.read([str(examples)]) if isinstance(o, Digest)] == first


def test_two_lines_of_python(examples: Path) -> None:
    from retold import read, to_json

    digest = read(examples / "ferry-order.html")
    assert json.loads(json.dumps(to_json(digest)))["schema"] == "retold.digest/1.1"
    assert read({"id": 7, "body": "Ann Lee went to Paris on Monday."}).article.id == "7"
    from retold import read as again  # the package of readings must not hide the function

    assert again is read
