"""What a language model is asked, and what it gives: the records of drafts."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Ask:
    """A question to a language model.

    `prompt`: name and version of the question ("retell/1"). `fixed`: the words that all questions of this kind begin
    with, so that a server can keep them ready. `text`: the rest. `most`: tokens of the answer, at most. `choices`:
    words of which the answer should be one; then their probabilities are asked for.
    """

    prompt: str
    fixed: str
    text: str
    most: int
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Draft:
    """What a language model wrote. `model`: its name. `tokens`: read and written. `seconds`: how long it took.

    `is_whole`: whether it came to an end by itself, and was not cut off. `chances`: the probability of each choice, in
    the order of the question; None if it was not asked for or is not known.
    """

    text: str
    model: str
    prompt: str
    tokens_read: int
    tokens_written: int
    seconds: float
    is_whole: bool
    chances: tuple[float, ...] | None = None

    @property
    def tokens(self) -> int:
        """All tokens that it cost."""
        return self.tokens_read + self.tokens_written
