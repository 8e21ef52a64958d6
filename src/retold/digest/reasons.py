"""Reasons and manners that a sentence gives in so many words: "because", "due to", "led to", "by doing".

Only constructions that say nothing else. "After", "as", "amid" and "with" may tell a reason or only a time, and "to"
may tell what followed, so they are none. What a word opens is taken from the tree, in whole phrases.
"""

from __future__ import annotations

from collections.abc import Iterator

from retold.digest.clauses import Clause, SentenceTree
from retold.english.quotation_marks import quoted_spans

Phrase = tuple[int, int]
"""First and last word."""

_BEFORE_CLAUSE = (("because",), ("in", "order", "to"), ("so", "that"))
_BEFORE_ACTION = (("in", "an", "effort", "to"), ("in", "an", "attempt", "to"), ("in", "a", "bid", "to"))
_BEFORE_NOUN = tuple(
    tuple(mark.split())
    for mark in (
        "because of",
        "due to",
        "owing to",
        "thanks to",
        "as a result of",
        "on account of",
        "in response to",
        "in retaliation for",
        "in revenge for",
        "in protest at",
        "in protest over",
        "in protest against",
        "caused by",
        "prompted by",
        "triggered by",
        "sparked by",
        "blamed on",
        "attributed to",
        "stemmed from",
        "stems from",
    )
)
"""Words before a reason: before a clause, before what somebody means to do, before a noun."""
LONGEST_SUBJECT = 12
"""Words of the longest subject that is taken for a reason without the tree."""
_PRONOUNS = frozenset("he she it they we this that which who".split())
_CAUSES = frozenset(
    "cause caused causes prompt prompted prompts trigger triggered triggers spark sparked sparks".split()
)
_LEADS = {"led": "to", "leads": "to", "lead": "to", "resulted": "in", "results": "in"}
"""Verbs whose subject is a reason, and those that need a preposition for it."""
_PENALTIES = frozenset(
    """arrested charged convicted sentenced fined jailed imprisoned indicted sued banned suspended sacked dismissed
    fired criticised criticized punished condemned honoured honored thanked praised""".split()
)
"""What is done to somebody "for" something."""
_GIVES = frozenset("named gave cited called described".split())
_NOUNS = frozenset("reason reasons cause".split())
_MEANS = (("by", "means", "of"), ("with", "the", "help", "of"))
_HARMED = frozenset("died dies killed hurt injured wounded drowned burned burnt crushed trapped".split())
"""What happens to somebody "when" something else happens, which is how."""
_THINGS = frozenset("evening morning spring beijing meeting building ceiling wedding something anything".split())
"""Nouns in "-ing" that may stand after "by" or "for"."""
_DENIALS = frozenset("not n't n’t never if whether except".split())
_VAIN = frozenset("failed fails fail succeeded lost".split())


def reasons(tree: SentenceTree) -> Iterator[Phrase]:
    """The reasons in a sentence for what its main clause or its speaker says."""
    for k in _unquoted(tree):
        for mark in (*_BEFORE_CLAUSE, *_BEFORE_ACTION, *_BEFORE_NOUN):
            if _is_at(tree, k, mark) and not _is_other_use(tree, k, mark):
                yield from _opened(tree, k, k + len(mark), mark not in _BEFORE_NOUN)
        if (
            tree.lower[k] == "for"
            and _is_action(tree, k + 1)
            and _PENALTIES.intersection(tree.lower[max(0, k - 6) : k])
        ):
            yield from _opened(tree, k, k + 1, True)
        if tree.lower[k] == "citing":
            yield from _opened(tree, k, k + 1, False)
        yield from _named_reason(tree, k)
        if (run := _said_cause(tree, k)) is not None:
            yield run
    for clause in tree.clauses:
        if clause.subject is not None and _is_cause(tree, clause):
            yield tree.core(*clause.subject)


def manners(tree: SentenceTree) -> Iterator[Phrase]:
    """How the main clause of a sentence came about."""
    for k in _unquoted(tree):
        if tree.lower[k] == "by" and _is_action(tree, k + 1):
            yield from _opened(tree, k, k + 1, True)
        for mark in _MEANS:
            if _is_at(tree, k, mark):
                yield from _opened(tree, k, k + len(mark), False)
        if tree.lower[k] == "when":
            verb = tree.words[k].head
            harmed = tree.words[verb].head if verb > k else -1
            if 0 <= harmed < k and tree.lower[harmed] in _HARMED and tree.words[verb].relation == "advcl":
                yield from _opened(tree, k, k + 1, True)


def _opened(tree: SentenceTree, mark: int, first: int, is_clause: bool) -> Iterator[Phrase]:
    """The phrase that begins with `first`, if what the mark before it explains is told by the sentence itself."""
    if first >= len(tree.words) or _DENIALS.intersection(tree.lower[max(0, mark - 2) : mark]):
        return
    phrase = tree.phrase_from(first, is_clause)
    if phrase is not None and _explains_clause(tree, mark, phrase[1]):
        yield phrase


def _explains_clause(tree: SentenceTree, mark: int, last: int) -> bool:
    """Whether the phrase from `mark` to `last` hangs from a word of a main clause, or of what somebody says."""
    at = mark
    for _ in tree.words:
        at = tree.words[at].head
        if at < 0:
            break  # its own head is the root: the tree has taken the phrase for the clause
        if not mark <= at <= last:
            return tree.owner(at) is not None or tree.is_tangled(at)
    return True


def _named_reason(tree: SentenceTree, k: int) -> Iterator[Phrase]:
    """ "… named his back as the reason", "the reason was a fire", "a fire was the cause"."""
    low = tree.lower
    if low[k] not in _NOUNS:
        return
    if k >= 2 and low[k - 2] == "as" and low[k - 1] in ("the", "a"):
        verb = next((i for i in range(k - 3, max(-1, k - 15), -1) if low[i] in _GIVES), None)
        if verb is not None and k - 3 > verb:
            yield tree.core(verb + 1, k - 3)
    elif low[k - 1 : k] == ["the"] and low[k + 1 : k + 2] in (["was"], ["is"]):
        first = k + 2 + (low[k + 2 : k + 3] == ["that"])
        if first < len(low) and (phrase := tree.phrase_from(first, True)) is not None:
            yield phrase


def _said_cause(tree: SentenceTree, verb: int) -> Phrase | None:
    """The words between "said" and a verb such as "caused", if they can only be its subject; None if not.

    The tree often takes such a subject for two phrases: "said heavy rain and a strike caused the delay".
    """
    if not _causes(tree, verb) or tree.words[verb].head < 0:
        return None
    for k in range(verb - 1, max(-1, verb - LONGEST_SUBJECT), -1):
        if tree.lower[k] in ("said", "says", "that"):
            first = k + 1
            return (first, verb - 1) if first < verb and tree.lower[first] not in _PRONOUNS else None
        if not tree.shown[k][0].isalnum() or tree.words[k].relation.startswith(("aux", "cop", "mark", "advmod")):
            return None
    return None


def _causes(tree: SentenceTree, verb: int) -> bool:
    """Whether a word is a verb such as "caused" or "led to"."""
    shown, follows = tree.lower[verb], tree.lower[verb + 1 : verb + 2]
    return (shown in _CAUSES and follows != ["by"]) or [_LEADS.get(shown, "")] == follows


def _is_cause(tree: SentenceTree, clause: Clause) -> bool:
    """Whether the subject of a clause is the reason for its object."""
    if _DENIALS.intersection(tree.lower[clause.start : clause.verb]):
        return False
    is_passive = any(w.head == clause.verb and w.relation in ("aux:pass", "nsubj:pass") for w in tree.words)
    return not is_passive and _causes(tree, clause.verb)


def _is_other_use(tree: SentenceTree, k: int, mark: tuple[str, ...]) -> bool:
    """Whether the words mean something else: "because of" for "because", "due to open", "failed in a bid to"."""
    after = k + len(mark)
    if mark == ("because",):
        return tree.lower[after : after + 1] == ["of"]
    if mark == ("so", "that"):
        return tree.words[k].relation not in ("mark", "advmod") or k == 0 or tree.lower[k - 1] in ("is", "was", "are")
    if mark in _BEFORE_ACTION:
        return bool(_VAIN.intersection(tree.lower[max(0, k - 3) : k]))
    is_preposition = tree.words[k].relation in ("case", "mark") or tree.words[k + 1].relation == "fixed"
    return mark == ("due", "to") and not is_preposition


def _is_action(tree: SentenceTree, k: int) -> bool:
    """Whether the word is a verb in "-ing", and no noun such as "evening"."""
    if (
        k >= len(tree.words)
        or not tree.lower[k].endswith("ing")
        or len(tree.lower[k]) < 5
        or not tree.shown[k].islower()
    ):
        return False
    if tree.lower[k] in _THINGS:
        return False
    return tree.words[k].relation in ("advcl", "acl", "xcomp", "ccomp", "obl", "root", "nmod")


def _is_at(tree: SentenceTree, k: int, mark: tuple[str, ...]) -> bool:
    return tree.lower[k] == mark[0] and tuple(tree.lower[k : k + len(mark)]) == mark


def _unquoted(tree: SentenceTree) -> Iterator[int]:
    """The words that stand in no quotation: its reasons are the speaker's."""
    quoted = quoted_spans(tree.text)
    for k, word in enumerate(tree.words):
        if not any(start <= word.span.start < end for start, end in quoted):
            yield k
