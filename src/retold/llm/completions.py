"""Chat completions, the form in which language models are asked (OpenAI's, which llama.cpp and others speak, too)."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from retold.errors import WriterError
from retold.types import Ask, Draft

TOP = 10
"""Most likely tokens whose probabilities are asked for."""
CHARACTERS_A_TOKEN = 4
"""For a server that does not count."""


def request(ask: Ask, with_chances: bool) -> dict[str, Any]:
    """The body of a request, but for the name of the model."""
    body: dict[str, Any] = {
        "messages": [{"role": "system", "content": ask.fixed}, {"role": "user", "content": ask.text}],
        "temperature": 0,
        "max_tokens": ask.most,
        "stream": False,
    }
    return body | ({"logprobs": True, "top_logprobs": TOP} if with_chances else {})


def estimated_tokens(ask: Ask) -> int:
    """About how many tokens a question has."""
    return (len(ask.fixed) + len(ask.text)) // CHARACTERS_A_TOKEN


def draft(ask: Ask, values: Any, model: str, place: str, seconds: float) -> Draft:
    """The draft in a completion. Raises `WriterError` if there is none: every value in it is treated as hostile."""
    try:
        choice = values["choices"][0]
        text = choice["message"]["content"]
        usage = values.get("usage") or {}
        read, written = (_count(usage.get(name)) for name in ("prompt_tokens", "completion_tokens"))
        is_whole = choice.get("finish_reason") in ("stop", None)
    except (LookupError, TypeError, AttributeError) as error:
        raise WriterError("answers with something that is not a chat completion", place) from error
    if not isinstance(text, str):
        raise WriterError("answers without a text", place)
    read = read or estimated_tokens(ask)
    written = written or len(text) // CHARACTERS_A_TOKEN
    chances = _chances(ask.choices, choice) if ask.choices else None
    text = text.encode("utf-8", "replace").decode("utf-8")  # half a character cannot be kept
    return Draft(text, model, ask.prompt, read, written, round(seconds, 3), is_whole, chances)


def _count(value: Any) -> int:
    return value if isinstance(value, int) and 0 <= value < 10**9 else 0


def _chances(choices: Sequence[str], choice: Mapping[str, Any]) -> tuple[float, ...] | None:
    """The probability of each of `choices` as the first word; None if the server does not give probabilities."""
    found = dict.fromkeys(choices, 0.0)
    try:
        for token in choice["logprobs"]["content"][0]["top_logprobs"]:
            word = str(token["token"]).strip().casefold()
            if word in found:
                found[word] += math.exp(min(0.0, float(token["logprob"])))
    except (LookupError, TypeError, ValueError, AttributeError, OverflowError):
        return None
    return tuple(found.values()) if 0 < sum(found.values()) < math.inf else None
