from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from threading import Barrier, Thread

import pytest
from tests.llm.replay import HOST, Replay, completion, serve
from tests.loopback import Reply, Request, Web, served

from retold.config import Settings
from retold.errors import SettingsError, WriterError, WriterPausedError, WriterRefusedError
from retold.llm import prompts
from retold.llm.breaker import Breaker
from retold.llm.endpoint import MAX_BYTES, EndpointWriter
from retold.types import Draft

TEXT = "The council of Marlow did not approve the loan on Monday."
ASK = prompts.retell(TEXT, 12)
SURE = prompts.confirm("Marlow's council refused the loan.", [TEXT])


@pytest.fixture
def web() -> Iterator[Web]:
    with served() as web:
        yield web


def draft(web: Web, replay: Replay, **settings: object) -> Draft | WriterError:
    return EndpointWriter(replace(serve(web, replay), **settings)).write([ASK])[0]  # type: ignore[arg-type]


def test_a_draft_has_its_text_and_what_it_cost(web: Web) -> None:
    replay = Replay({TEXT: "Marlow's council refused the loan on Monday."})
    found = draft(web, replay, writer_key="sk-secret")
    assert isinstance(found, Draft)
    assert found.text == "Marlow's council refused the loan on Monday."
    assert (found.model, found.prompt, found.tokens, found.is_whole) == ("replay-7b", "retell/1", 70, True)
    (asked,) = replay.asked
    assert asked["model"] == "replay-7b"
    assert asked["key"] == "Bearer sk-secret"
    assert [m["role"] for m in asked["messages"]] == ["system", "user"]
    assert "logprobs" not in asked


def test_the_fixed_part_comes_first_and_is_the_same_for_all(web: Web) -> None:
    replay = Replay()
    writer = EndpointWriter(serve(web, replay))
    writer.write([ASK, prompts.retell("Another text of the same kind.", 9)])
    assert len({asked["messages"][0]["content"] for asked in replay.asked}) == 1


def test_many_are_asked_at_once_and_answered_in_order(web: Web) -> None:
    texts = [f"Ship number {i} left the harbour of Marlow at noon." for i in range(8)]
    replay, pair = Replay({text: f"At noon ship number {i} left." for i, text in enumerate(texts)}), Barrier(2)
    writer = EndpointWriter(serve(web, replay))

    def answer_in_pairs(request: Request) -> Reply:
        pair.wait(60)
        return replay(request)

    web.put(HOST, "/v1/chat/completions", answer_in_pairs)
    found = writer.write([prompts.retell(t, 9) for t in texts])
    assert [d.text for d in found if isinstance(d, Draft)] == [f"At noon ship number {i} left." for i in range(8)]
    assert 1 < web.most_open[HOST] <= 4


def test_probabilities_of_the_choices(web: Web) -> None:
    replay = Replay(chances={"Marlow's council refused the loan.": 0.8})
    (found,) = EndpointWriter(serve(web, replay)).write([SURE])
    assert isinstance(found, Draft)
    assert found.chances == pytest.approx((0.8, 0.2))


def test_a_server_that_gives_none_is_asked_without(web: Web) -> None:
    replay = Replay(faults=[Reply('{"error": {"message": "logprobs are not supported"}}', "application/json", 400)])
    writer = EndpointWriter(serve(web, replay))
    found = writer.write([SURE])[0]
    assert isinstance(found, Draft)
    assert found.chances is None
    writer.write([SURE])
    assert ["logprobs" in asked for asked in replay.asked] == [True, False, False]


@pytest.mark.parametrize(
    ("fault", "says"),
    [
        (Reply("oops", status=500), "HTTP 500: oops"),
        (Reply('{"error": {"message": "the model is loading"}}', "application/json", 503), "the model is loading"),
        (Reply("<html>busy</html>", status=502), "HTTP 502"),
        (Reply("not json", "application/json"), "not JSON"),
        (Reply("[" * 100_000, "application/json"), "not JSON"),
        (Reply("[" * 4_000, status=500), "HTTP 500"),
        (Reply('{"choices": []}', "application/json"), "not a chat completion"),
        (Reply('{"choices": [{"message": {"content": null}}]}', "application/json"), "without a text"),
        (Reply('{"choices": [{"message": {"content": ["a"]}}]}', "application/json"), "without a text"),
        (Reply('"choices"', "application/json"), "not a chat completion"),
        (Reply('{"choices"', "application/json", length=5_000), "failed"),
        (Reply("x" * (MAX_BYTES + 1), "application/json"), "larger than"),
        (Reply(b"", "application/json"), "not JSON"),
    ],
    ids=[
        "500",
        "503",
        "502",
        "no-json",
        "deep",
        "deep-500",
        "empty",
        "null",
        "list",
        "string",
        "cut",
        "large",
        "nothing",
    ],
)
def test_a_fault_is_an_error_that_names_the_host(web: Web, fault: Reply, says: str) -> None:
    found = draft(web, Replay(faults=[fault]))
    assert isinstance(found, WriterError)
    assert says in str(found)
    assert str(found).startswith(HOST)


def test_a_fault_is_one_for_its_question_alone(web: Web) -> None:
    replay = Replay(faults=[Reply("oops", status=500)])
    found = EndpointWriter(serve(web, replay)).write([ASK, ASK, ASK])
    assert sum(isinstance(outcome, Draft) for outcome in found) == 2


def test_a_server_that_hangs_is_given_up(web: Web) -> None:
    hangs = Reply(b" ", "application/json", endless=b" ")
    found = draft(web, Replay(faults=[hangs]), writer_timeout=0.5)
    assert isinstance(found, WriterError)
    assert "0.5 seconds" in str(found)


@pytest.mark.parametrize("status", [401, 403, 404])
def test_a_refusal_does_not_count_as_a_failure(web: Web, status: int) -> None:
    refusal = Reply('{"error": "no such model"}', "application/json", status)
    breaker = Breaker()
    settings = serve(web, Replay(faults=[refusal] * 9))
    for _ in range(9):
        (found,) = EndpointWriter(settings, breaker).write([ASK])
        assert isinstance(found, WriterRefusedError)
        assert "no such model" in str(found)
    assert breaker.pause() == 0


def test_a_request_that_is_declined_is_one_alone(web: Web) -> None:
    filtered = Reply('{"error": "filtered"}', "application/json", 400)
    breaker = Breaker()
    settings = serve(web, Replay(faults=[filtered] * 9))
    for _ in range(9):
        (found,) = EndpointWriter(settings, breaker).write([ASK])
        assert isinstance(found, WriterError)
        assert not isinstance(found, WriterRefusedError)
    assert breaker.pause() == 0


def test_a_redirect_is_not_followed(web: Web) -> None:
    elsewhere = Replay()
    web.put("127.0.0.9", "/v1/chat/completions", elsewhere)
    target = web.url("127.0.0.9", "/v1/chat/completions")
    found = draft(web, Replay(faults=[Reply("", status=307, headers={"Location": target})]), writer_key="sk-secret")
    assert isinstance(found, WriterRefusedError)
    assert "redirect" in str(found)
    assert elsewhere.asked == []


def test_a_key_is_in_no_message(web: Web) -> None:
    echo = Reply('{"error": {"message": "the key sk-secret is wrong"}}', "application/json", 401)
    settings = replace(serve(web, Replay(faults=[echo])), writer_key="sk-secret")
    (found,) = EndpointWriter(settings).write([ASK])
    assert "sk-secret" not in str(found)
    assert "sk-secret" not in repr(settings)


def test_after_three_failures_it_is_left_alone(web: Web) -> None:
    now = [0.0]
    replay = Replay(faults=[Reply("oops", status=500)] * 3)
    writer = EndpointWriter(serve(web, replay), Breaker(lambda: now[0]))
    for _ in range(3):
        assert isinstance(writer.write([ASK])[0], WriterError)
    found = writer.write([ASK])[0]
    assert isinstance(found, WriterPausedError)
    assert "60 seconds" in str(found)
    assert len(replay.asked) == 3
    now[0] = 61.0
    assert isinstance(writer.write([ASK])[0], Draft)
    assert isinstance(writer.write([ASK])[0], Draft)


def test_a_server_that_asks_for_time_gets_it(web: Web) -> None:
    now = [0.0]
    replay = Replay(faults=[Reply("slow down", status=429, headers={"Retry-After": "30"})])
    writer = EndpointWriter(serve(web, replay), Breaker(lambda: now[0]))
    assert isinstance(writer.write([ASK])[0], WriterError)
    assert isinstance(writer.write([ASK])[0], WriterPausedError)
    now[0] = 31.0
    assert isinstance(writer.write([ASK])[0], Draft)


def test_an_answer_that_was_cut_off_is_not_whole(web: Web) -> None:
    found = draft(web, Replay(faults=[completion("Marlow's council refused", ended="length")]))
    assert isinstance(found, Draft)
    assert not found.is_whole


def test_a_key_that_would_be_cut_is_in_no_message(web: Web) -> None:
    echo = Reply(json.dumps({"error": {"message": "x" * 195 + "sk-secret"}}), "application/json", 401)
    settings = replace(serve(web, Replay(faults=[echo])), writer_key="sk-secret")
    (found,) = EndpointWriter(settings).write([ASK])
    assert "sk-" not in str(found)


def test_numbers_that_are_none(web: Web) -> None:
    top = [{"token": "yes", "logprob": int("1" + "0" * 400)}]
    values = {"content": [{"token": "yes", "logprob": 0, "top_logprobs": top}]}
    (found,) = EndpointWriter(serve(web, Replay(faults=[completion("yes", values)]))).write([SURE])
    assert isinstance(found, Draft)
    assert found.chances is None


def test_half_a_character_is_replaced(web: Web) -> None:
    found = draft(web, Replay(faults=[completion("Two boats \ud800 were sold.")]))
    assert isinstance(found, Draft)
    assert found.text == "Two boats ? were sold."


def test_all_articles_together_ask_four_at_once(web: Web) -> None:
    replay, four, most = Replay(), Barrier(4), []

    def answer(request: Request) -> Reply:
        four.wait(60)
        most.append(web.most_open[HOST])
        return replay(request)

    writer = EndpointWriter(serve(web, replay))
    web.put(HOST, "/v1/chat/completions", answer)
    threads = [
        Thread(target=writer.write, args=([prompts.retell(f"Boat {i}.", 9) for i in range(4 * k, 4 * k + 4)],))
        for k in range(3)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(most) == 12
    assert web.most_open[HOST] == 4


def test_a_long_outage_is_no_fault() -> None:
    now = [0.0]
    breaker = Breaker(lambda: now[0])
    for _ in range(3_000):
        breaker.fail()
        now[0] += 10_000.0
    breaker.fail()
    assert breaker.pause() == 900.0


def test_failures_of_one_moment_are_one_pause() -> None:
    now = [0.0]
    breaker = Breaker(lambda: now[0])
    for _ in range(9):
        breaker.fail()
    assert breaker.pause() == 60.0


def test_a_host_that_is_not_there() -> None:
    settings = Settings(writer="http://127.0.0.1:9", writer_model="m", writer_timeout=2.0)
    (found,) = EndpointWriter(settings).write([ASK])
    assert isinstance(found, WriterError)


@pytest.mark.parametrize(
    ("settings", "names"),
    [
        (Settings(writer="http://127.0.0.1:9"), "RETOLD_WRITER_MODEL"),
        (Settings(writer="http://me:secret@example.org/v1", writer_model="m"), "RETOLD_WRITER"),
        (Settings(writer="http:///v1", writer_model="m"), "RETOLD_WRITER"),
        (Settings(writer="https://example.org/v1?key=secret", writer_model="m"), "RETOLD_WRITER"),
        (Settings(writer="http://example.org", writer_model="m", writer_key="schlüssel"), "RETOLD_WRITER_KEY"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named(settings: Settings, names: str) -> None:
    with pytest.raises(SettingsError) as raised:
        EndpointWriter(settings)
    assert raised.value.source == names
    assert "secret" not in str(raised.value)


def test_what_is_sent_is_utf_8(web: Web) -> None:
    replay = Replay()
    EndpointWriter(serve(web, replay)).write([prompts.retell("Zoë met \ud800 in Łódź.", 9)])
    assert "Łódź" in json.dumps(replay.asked, ensure_ascii=False)
