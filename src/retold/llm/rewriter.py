"""Claims of a digest in the words of a language model: one claim at a time, each checked against its evidence.

The model is never asked what an article says. We choose the claim and its evidence; the model says it in other words.
Its sentence passes the rules (`rules`), the checker (`grounding`), and where the model gives probabilities its own
answer to whether the evidence says all of that. What fails is asked once more, afresh. Then our own sentence stays.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from retold.errors import BudgetError, WriterError
from retold.grounding import check
from retold.llm import prompts
from retold.llm.prompts import Wish
from retold.llm.rules import Flaw, cleaned, flaw
from retold.ports import Writer
from retold.types import Article, Ask, Claim, Digest, Draft

TAKEAWAY_WORDS = 15
LEAST_WORDS, MOST_WORDS = 12, 34
"""Words that a sentence of the retelling may have: as many as our own, within these."""
CHARACTERS_A_TOKEN = 4
CONFIRMED = 0.5
"""Probability of "yes" from which the model itself stands by its sentence."""
_WISHES = {
    Flaw.COPIED: Wish.FREER,
    Flaw.TOO_LONG: Wish.SHORTER,
    Flaw.CUT_OFF: Wish.SHORTER,
    Flaw.NOT_ONE_SENTENCE: Wish.SHORTER,
}
"""What the second try should do otherwise; where nothing is named, stay closer."""


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
    """How a digest was written anew. `asked`: sentences that the model was asked for. `written`: those that it wrote.

    `flaws`: why its other drafts were not taken, with their number. `failure`: the first error; None if there was none.
    `tokens`: all that were read and written. `seconds`: of all answers together.
    """

    asked: int
    written: int
    flaws: tuple[tuple[str, int], ...]
    failure: WriterError | None
    tokens: int
    seconds: float


def rewritten(digest: Digest, writer: Writer, most_tokens: int = 0) -> tuple[Digest, Report]:
    """The digest with the sentences that the model wrote and that passed; its others stay as they are.

    `most_tokens`: after so many nothing more is asked; 0 for no limit.
    """
    tasks = _tasks(digest)
    work = _Work(writer, digest.article, most_tokens)
    done = work.write(tasks)
    takeaways = tuple(done.get(Task(c, TAKEAWAY_WORDS), c) for c in digest.takeaways)
    retelling = tuple(tuple(done.get(Task(c, _most(c)), c) for c in paragraph) for paragraph in digest.retelling)
    report = work.report(len(tasks), len(done))
    notes = (*digest.notes, _note(report, writer)) if tasks else digest.notes
    return replace(digest, takeaways=takeaways, retelling=retelling, notes=notes), report


def _tasks(digest: Digest) -> list[Task]:
    """The claims that the model is asked for, each once; none whose evidence speaks to machines."""
    takeaways = [Task(claim, TAKEAWAY_WORDS) for claim in digest.takeaways]
    sentences = [Task(claim, _most(claim)) for paragraph in digest.retelling for claim in paragraph]
    found = dict.fromkeys([*takeaways, *sentences])
    return [t for t in found if not any(map(prompts.is_addressed_to_machines, t.evidence))]


def _most(claim: Claim) -> int:
    return min(MOST_WORDS, max(LEAST_WORDS, len(claim.text.split())))


def _note(report: Report, writer: Writer) -> str:
    where = f" at {writer.place}" if writer.place else ""
    if report.failure is not None and not report.written:
        return f"The writer {writer.model}{where} failed ({report.failure.message}); the sentences are Retold's own."
    some = f"{report.written} of {report.asked} sentences"
    return f"{writer.model}{where} wrote {some} in other words; each was checked against the article."


class _Work:
    """The questions for one digest."""

    def __init__(self, writer: Writer, article: Article, most_tokens: int) -> None:
        self._writer, self._published = writer, article.metadata.published_day
        self._most_tokens = most_tokens
        self._flaws: Counter[Flaw] = Counter()
        self._failure: WriterError | None = None
        self._tokens, self._seconds = 0, 0.0

    def write(self, tasks: Sequence[Task]) -> dict[Task, Claim]:
        """The claims that pass, by their tasks."""
        passed: dict[Task, Claim] = {}
        wishes = dict.fromkeys(tasks, Wish.NONE)
        for _ in range(2):
            again: dict[Task, Wish] = {}
            drafts = self._ask([prompts.retell(t.claim.text, t.most, w) for t, w in wishes.items()])
            claims = {t: self._judged(t, d) for t, d in zip(wishes, drafts, strict=True) if d is not None}
            found = {t: c for t, c in claims.items() if isinstance(c, Claim)}
            refused = self._refused(found)
            passed |= {t: c for t, c in found.items() if t not in refused}
            for task, outcome in claims.items():
                reason = Flaw.DENIED if task in refused else outcome
                if isinstance(reason, Flaw):
                    self._flaws[reason] += 1
                    again[task] = _WISHES.get(reason, Wish.CLOSER)
            wishes = again
            if not wishes:
                break
        return passed

    def report(self, asked: int, written: int) -> Report:
        flaws = tuple((str(kind), count) for kind, count in self._flaws.most_common())
        return Report(asked, written, flaws, self._failure, self._tokens, round(self._seconds, 3))

    def _ask(self, asks: Sequence[Ask]) -> list[Draft | None]:
        """A draft for each question; None for one that failed, or that the budget does not allow."""
        found: list[Draft | None] = []
        allowed = self._allowed(asks)
        for outcome in self._writer.write(allowed) if allowed else ():
            if isinstance(outcome, WriterError):
                self._failure = self._failure or outcome
                found.append(None)
            else:
                self._tokens += outcome.tokens
                self._seconds += outcome.seconds
                found.append(outcome)
        return found + [None] * (len(asks) - len(allowed))

    def _allowed(self, asks: Sequence[Ask]) -> Sequence[Ask]:
        """The first of the questions, as many as the budget allows by an estimate of their tokens."""
        if not self._most_tokens:
            return asks
        spent = self._tokens
        for number, ask in enumerate(asks):
            spent += (len(ask.fixed) + len(ask.text)) // CHARACTERS_A_TOKEN + ask.most
            if spent > self._most_tokens:
                self._failure = self._failure or BudgetError(
                    f"the {self._most_tokens:,} tokens for one article are used (RETOLD_WRITER_TOKENS)",
                    self._writer.place,
                )
                return asks[:number]
        return asks

    def _judged(self, task: Task, draft: Draft) -> Claim | Flaw:
        """The claim of a draft that passes the rules and the checker; else what is wrong."""
        if not draft.is_whole:
            return Flaw.CUT_OFF
        text = cleaned(draft.text)
        wrong = flaw(text, task.evidence, task.most)
        if wrong is not None:
            return wrong
        verdict = check(text, task.evidence, self._published)
        if not verdict.supported:
            return Flaw.UNSUPPORTED
        return replace(task.claim, text=text, support=verdict.support, writer=draft.model)

    def _refused(self, found: dict[Task, Claim]) -> set[Task]:
        """The tasks whose claims the model itself does not stand by. Without probabilities it is not asked to."""
        asks = [prompts.confirm(claim.text, task.evidence) for task, claim in found.items()]
        refused = set()
        for task, answer in zip(found, self._ask(asks), strict=True):
            if answer is not None and answer.chances is not None:
                yes, no = answer.chances
                if yes / (yes + no) < CONFIRMED:
                    refused.add(task)
        return refused
