"""Claims of a digest in the words of a language model: one claim at a time, each checked against its evidence.

The model is never asked what an article says. We choose the claim and its evidence; the model says it in other words.
Its sentence passes the rules (`rules`), the checker (`grounding`), and the model's own answer to whether the evidence
says all of that. What fails is asked once more, afresh. Then our own sentence stays.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from retold.errors import BudgetError, WriterError, WriterRefusedError
from retold.grounding import check
from retold.llm import prompts
from retold.llm.completions import estimated_tokens
from retold.llm.prompts import Wish
from retold.llm.rules import Flaw, cleaned, flaw
from retold.ports import Writer
from retold.types import Article, Ask, Claim, Digest, Draft

TAKEAWAY_WORDS = 15
LEAST_WORDS, MOST_WORDS, MORE = 12, 34, 1.2
"""Words that a sentence of the retelling may have: a few more than our own, within these."""
CONFIRMED = 0.5
"""Probability of "yes" from which the model itself stands by its sentence."""
TRIES = 2
AT_ONCE = 8
"""Sentences that are asked for together; between them it is seen whether to go on."""
LONGEST = 600.0
"""Seconds after which nothing more is asked for one article."""
_WISHES = {
    Flaw.COPIED: Wish.FREER,
    Flaw.TOO_LONG: Wish.SHORTER,
    Flaw.CUT_OFF: Wish.SHORTER,
    Flaw.NOT_ONE_SENTENCE: Wish.SHORTER,
}
"""What the second try should do otherwise; where nothing is named, stay closer."""


@dataclass(frozen=True, slots=True)
class Limits:
    """When nothing more is asked for an article: after so many tokens (0: no limit), or when `must_stop` says so."""

    tokens: int = 0
    must_stop: Callable[[], bool] = lambda: False


@dataclass(frozen=True, slots=True)
class Task:
    """A claim to say in other words, in at most so many."""

    claim: Claim
    most: int

    @property
    def evidence(self) -> list[str]:
        """What a draft is checked against: our own sentence, which is checked already, and its evidence."""
        return list(dict.fromkeys([self.claim.text, *(e.exact for e in self.claim.evidence)]))


@dataclass(frozen=True, slots=True)
class Report:
    """How a digest was written anew. `tasks`: sentences that the model might write. `written`: those that it wrote.

    `flaws`: why its other drafts were not taken, with their number. `failure`: the first error; None if there was none.
    `tokens`: all that were read and written. `seconds`: of all answers together.
    """

    tasks: int
    written: int
    flaws: tuple[tuple[str, int], ...]
    failure: WriterError | None
    tokens: int
    seconds: float


def rewritten(digest: Digest, writer: Writer, limits: Limits | None = None) -> tuple[Digest, Report]:
    """The digest with the sentences that the model wrote and that passed; its others stay as they are."""
    tasks = _tasks(digest)
    work = _Work(writer, digest.article, limits or Limits())
    done = work.write(tasks)
    takeaways = tuple(done.get(Task(c, TAKEAWAY_WORDS), c) for c in digest.takeaways)
    retelling = tuple(tuple(done.get(Task(c, _most(c)), c) for c in paragraph) for paragraph in digest.retelling)
    report = work.report(len(tasks), len(done))
    notes = (*digest.notes, _note(report, writer)) if tasks else digest.notes
    return replace(digest, takeaways=takeaways, retelling=retelling, notes=notes), report


def failed(digest: Digest, writer: Writer) -> Digest:
    """The digest as it was, with a note that the model failed."""
    return replace(digest, notes=(*digest.notes, _failure(writer)))


def _tasks(digest: Digest) -> list[Task]:
    """The claims that the model is asked for, each once; none whose evidence speaks to machines."""
    takeaways = [Task(claim, TAKEAWAY_WORDS) for claim in digest.takeaways]
    sentences = [Task(claim, _most(claim)) for paragraph in digest.retelling for claim in paragraph]
    found = dict.fromkeys([*takeaways, *sentences])
    return [t for t in found if not any(map(prompts.is_addressed_to_machines, t.evidence))]


def _most(claim: Claim) -> int:
    return min(MOST_WORDS, max(LEAST_WORDS, int(MORE * len(claim.text.split()))))


def _note(report: Report, writer: Writer) -> str:
    """What the digest says of its writer. No words of the host: nobody has checked them."""
    if report.failure is not None and not report.written:
        return _failure(writer)
    some = f"{report.written} of {report.tasks} sentences"
    rest = "" if report.failure is None else " It failed for some of the others."
    return f"{writer.model}{_at(writer)} wrote {some} in other words; each was checked against the article.{rest}"


def _failure(writer: Writer) -> str:
    return f"The writer {writer.model}{_at(writer)} failed; the sentences are Retold's own."


def _at(writer: Writer) -> str:
    return f" at {writer.place}" if writer.place else ""


class _Work:
    """The questions for one digest."""

    def __init__(self, writer: Writer, article: Article, limits: Limits) -> None:
        self._writer, self._limits = writer, limits
        self._published = article.metadata.published_day
        self._end = time.monotonic() + LONGEST
        self._flaws: Counter[Flaw] = Counter()
        self._failure: WriterError | None = None
        self._is_refused = False
        self._tokens, self._seconds = 0, 0.0

    def write(self, tasks: Sequence[Task]) -> dict[Task, Claim]:
        """The claims that pass, by their tasks. Each batch is confirmed before the next one is asked."""
        passed: dict[Task, Claim] = {}
        wishes = dict.fromkeys(tasks, Wish.NONE)
        size = AT_ONCE if self._writer.place else 1  # a model of this process answers one by one
        for _ in range(TRIES):
            again: dict[Task, Wish] = {}
            for batch in _batches(list(wishes), size):
                for task, outcome in self._write_batch({t: wishes[t] for t in batch}).items():
                    if isinstance(outcome, Claim):
                        passed[task] = outcome
                    else:
                        self._flaws[outcome] += 1
                        again[task] = _WISHES.get(outcome, Wish.CLOSER)
            wishes = again
        return passed

    def _write_batch(self, wishes: dict[Task, Wish]) -> dict[Task, Claim | Flaw]:
        """What becomes of each task that is answered."""
        drafts = self._ask([prompts.retell(t.claim.text, t.most, w) for t, w in wishes.items()])
        outcomes = {t: self._judged(t, d) for t, d in zip(wishes, drafts, strict=True) if d is not None}
        found = {t: c for t, c in outcomes.items() if isinstance(c, Claim)}
        answers = self._ask([prompts.confirm(claim.text, task.evidence) for task, claim in found.items()])
        for task, answer in zip(found, answers, strict=True):
            if answer is None:
                outcomes[task] = Flaw.UNCONFIRMED
            elif not _is_yes(answer):
                outcomes[task] = Flaw.DENIED
        return outcomes

    def report(self, tasks: int, written: int) -> Report:
        flaws = tuple((str(kind), count) for kind, count in self._flaws.most_common())
        return Report(tasks, written, flaws, self._failure, self._tokens, round(self._seconds, 3))

    def _ask(self, asks: Sequence[Ask]) -> list[Draft | None]:
        """A draft for each question; None for one that failed, or that was not asked any more."""
        allowed = self._allowed(asks)
        found: list[Draft | None] = []
        for outcome in self._writer.write(allowed) if allowed else ():
            if isinstance(outcome, WriterError):
                self._failure = self._failure or outcome
                self._is_refused = self._is_refused or isinstance(outcome, WriterRefusedError)
                found.append(None)
            else:
                self._tokens += outcome.tokens
                self._seconds += outcome.seconds
                found.append(outcome)
        return found + [None] * (len(asks) - len(found))

    def _allowed(self, asks: Sequence[Ask]) -> Sequence[Ask]:
        """The first of the questions, as many as the limits allow by an estimate of their tokens."""
        is_over = time.monotonic() > self._end or self._limits.must_stop()
        if is_over or self._is_refused:  # it would refuse the others, too
            return ()
        spent = self._tokens
        for number, ask in enumerate(asks):
            spent += estimated_tokens(ask) + ask.most
            if 0 < self._limits.tokens < spent:
                message = f"the {self._limits.tokens:,} tokens for one article are used (RETOLD_WRITER_TOKENS)"
                self._failure = self._failure or BudgetError(message, self._writer.place)
                return asks[:number]
        return asks

    def _judged(self, task: Task, draft: Draft) -> Claim | Flaw:
        """The claim of a draft that passes the rules and the checker; else what is wrong."""
        if not draft.is_whole:
            return Flaw.CUT_OFF
        text = cleaned(draft.text)
        wrong = flaw(text, task.evidence, task.most, self._published)
        if wrong is not None:
            return wrong
        verdict = check(text, task.evidence, self._published)
        if not verdict.supported:
            return Flaw.UNSUPPORTED
        return replace(task.claim, text=text, support=verdict.support, writer=draft.model)


def _batches(tasks: Sequence[Task], size: int) -> Iterator[Sequence[Task]]:
    for start in range(0, len(tasks), size):
        yield tasks[start : start + size]


def _is_yes(answer: Draft) -> bool:
    """Whether a model confirms a sentence: by its probabilities, or else by its word."""
    if answer.chances is None:
        return answer.text.strip().casefold().startswith(prompts.YES)
    yes, no = answer.chances
    return yes >= CONFIRMED * (yes + no)
