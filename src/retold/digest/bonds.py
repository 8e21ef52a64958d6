"""What must stay in a sentence while something else in it stays.

A word that limits what another says ("not", "allegedly", "at least", "in March last year", "police said") stays while
the other one does. A denial, and what begins with "but" or "although", always stay, except in an aside that goes as
a whole.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from retold.digest.trees import SentenceTree
from retold.english.calendar import MONTH, UNAMBIGUOUS_DATE_NAMES
from retold.english.hedges import HEDGE
from retold.english.speech_verbs import SPEECH_VERB
from retold.types import Attribution, Span

_LIMIT = re.compile(
    r"""\b(?:not|never|no|nor|neither|nobody|nothing|none|without|hardly|barely|cannot|only|if|unless|until|before|since
    |except|rather|instead|than|former(?:ly)?|so-called|some|most|many)\b|n['’]t\b""",
    re.VERBOSE | re.I,
)
_DENIAL = re.compile(r"(?:den(?:y|ies|ied|ying)|disput\w+|reject(?:s|ed|ing)?|refut\w+|contradict\w+)$", re.I)
_CONTRAST = re.compile(r"(?:but|although|though|despite|whereas)$", re.I)
_OTHER_TIME = re.compile(
    rf"""
    \b(?:
        (?:18|19|20)\d\d(?:s\b)? | (?-i:{MONTH}) | ago | earlier | formerly | previously | originally | initially
        |(?:last|next|past|previous|following|coming|same)\s(?:\w+\s)?(?:week|month|year|decade|century|season|spring
        |summer|autumn|fall|winter|night)s?
    )\b
    """,
    re.VERBOSE | re.I,
)
"""When something was, if that is not the day of the news: without it, the past looks like news."""
LONGEST_TIME = 6
"""Words of the longest phrase that is kept whole because it says when something was."""
_FIGURE = re.compile(
    r"""[$£€%]|\b(?:per\s?cent|percent(?:age)?|[mb]illions?|points?|degrees?|inch(?:es)?|revenues?|sales|profits?
    |shares?|prices?|rates?|rose|rises?|rising|fell|falls?|grew|grows?|growth|average)\b""",
    re.VERBOSE | re.I,
)
"""What is measured: its day is part of what is said."""
LONGEST_TAG = 8
"""Words up to the verb of a tag that says who says so."""
_SOURCE = re.compile(r"according$", re.I)
_CONTENT = ("ccomp", "xcomp")
_TIMES = ("obl", "advmod", "advcl", "nmod")
_OBJECTS = ("obj", "iobj", "xcomp", "ccomp")
_CLAUSES = ("root", "ccomp", "parataxis", "conj")
_OPENERS = ("mark", "case", "cc", "fixed")
"""Relations of words that open a phrase: the phrase hangs from elsewhere by its head."""
_ASIDES = ("acl", "appos")


@dataclass(frozen=True, slots=True)
class Bond:
    """`words` stay while one of the `anchors` stays; always, if there are none. All are indices of words."""

    words: frozenset[int]
    anchors: frozenset[int] = frozenset()

    def is_broken(self, kept: frozenset[int]) -> bool:
        """Whether a word that must stay is gone from those that are `kept`."""
        return not self.words <= kept and (not self.anchors or not self.anchors.isdisjoint(kept))


def bonds(tree: SentenceTree, attributions: Sequence[Attribution] = ()) -> list[Bond]:
    """What must stay for a sentence to be true."""
    found = [*_of_limits(tree), *_of_other_sides(tree), *_of_times(tree), *_of_verbs(tree), *_of_sources(tree)]
    return [*found, *_of_attributions(tree, attributions), *_of_lists(tree), *_of_commas(tree)]


def introductions(tree: SentenceTree, new_people: Sequence[Span]) -> list[Bond]:
    """Who somebody is stays with a name. `new_people`: the places of those whom the article names first here."""
    return list(_beside(tree, lambda head, _: any(p.overlaps(tree.words[head].span) for p in new_people)))


def names_beside(tree: SentenceTree, new_people: Sequence[Span]) -> list[Bond]:
    """A name stays with what it stands beside: "her brother, Karl Vik"."""
    return list(_beside(tree, lambda _, word: any(p.overlaps(tree.words[word].span) for p in new_people)))


def days(tree: SentenceTree) -> list[Bond]:
    """The day stays with the verb: "voted on Tuesday"."""
    return [
        Bond(frozenset((i,)), frozenset((word.head,)))
        for i, word in enumerate(tree.words)
        if word.head >= 0 and tree.lower[i] in UNAMBIGUOUS_DATE_NAMES and word.relation.startswith("obl")
    ]


def _beside(tree: SentenceTree, holds: Callable[[int, int], bool]) -> Iterator[Bond]:
    for i, word in enumerate(tree.words):
        if word.head >= 0 and word.relation in ("appos", "nmod:desc") and holds(word.head, i):
            yield Bond(frozenset((i,)), frozenset((word.head,)))


def broken(found: Iterable[Bond], kept: Iterable[int]) -> set[int]:
    """The words that must stay beside those that are `kept`."""
    left = frozenset(kept)
    return {word for bond in found if bond.is_broken(left) for word in bond.words} - left


def _of_limits(tree: SentenceTree) -> Iterator[Bond]:
    """ "Not", "allegedly", "at least", "if" and what it opens."""
    for pattern in (_LIMIT, HEDGE):
        for match in pattern.finditer(tree.text):
            words = set(tree.within(Span(*match.span())))
            anchors = {k for i in words for k in tree.children[i] if tree.words[k].relation.startswith(_CONTENT)}
            for i in tuple(words):
                head = tree.words[i].head
                if tree.words[i].relation.split(":")[0] in _OPENERS and head >= 0:
                    words.add(head)
                    head = tree.words[head].head
                anchors.add(head)
            anchors -= words | {-1}
            if words and anchors:
                yield Bond(frozenset(words), frozenset(anchors))


def _of_other_sides(tree: SentenceTree) -> Iterator[Bond]:
    """Denials and contrasts, with who denies. Those in an aside stay while its head stays."""
    for i, shown in enumerate(tree.lower):
        above = tree.words[i].head
        if _DENIAL.match(shown):
            words = {i, *_subjects(tree, i)}
        elif _CONTRAST.match(shown) and above >= 0 and tree.words[i].relation in _OPENERS:
            words = {i, above, *_subjects(tree, above)}
        else:
            continue
        aside = next((k for k in tree.path(i) if tree.words[k].relation.startswith(_ASIDES)), -1)
        yield Bond(frozenset(words), frozenset((aside,)) if aside >= 0 else frozenset())


def _of_times(tree: SentenceTree) -> Iterator[Bond]:
    """Another time than the day of the news; and the day of a figure."""
    for match in _OTHER_TIME.finditer(tree.text):
        words = tree.within(Span(*match.span()))
        for i in words:
            if tree.words[i].head in words or tree.words[i].head < 0:
                continue
            near = tree.below(i)
            top = i
            while tree.words[top].relation.startswith("nmod") and tree.words[top].head >= 0:
                top = tree.words[top].head
            top = top if tree.words[top].relation.startswith(_TIMES) else i
            whole = words | (near if len(near) <= LONGEST_TIME else frozenset()) | {top}
            if tree.words[top].head >= 0:
                yield Bond(whole - {tree.words[top].head}, frozenset((tree.words[top].head,)))
    if _FIGURE.search(tree.text):
        yield from days(tree)


def _of_verbs(tree: SentenceTree) -> Iterator[Bond]:
    """A verb stays with the clause that is only true with it ("fear that", "want to", "said"), and so does who says it.

    Its subject and its objects stay with it.
    """
    for i, word in enumerate(tree.words):
        content = [k for k in tree.children[i] if tree.words[k].relation.startswith(_CONTENT)]
        if SPEECH_VERB.match(tree.lower[i]):
            if _is_tag(tree, i):
                yield Bond(frozenset((i, *(_subjects(tree, i) or [i - 1]))))
            if word.relation.startswith("parataxis") and word.head >= 0:
                content.append(word.head)
            content += [k for k in tree.children[i] if tree.words[k].relation.startswith("parataxis")]
        if content:
            yield Bond(frozenset((i, *_subjects(tree, i))), frozenset(content))
        for k in tree.children[i]:
            if tree.words[k].relation.startswith(_OBJECTS):
                yield Bond(frozenset((k,)), frozenset((i,)))
        if word.relation.startswith(_CLAUSES) and (subjects := _subjects(tree, i)):
            yield Bond(frozenset(subjects), frozenset((i,)))
        if word.relation == "obl:agent" and word.head >= 0:
            yield Bond(frozenset((i,)), frozenset((word.head,)))


def _of_sources(tree: SentenceTree) -> Iterator[Bond]:
    """ "According to" somebody."""
    for i, shown in enumerate(tree.lower):
        if _SOURCE.match(shown):
            words, above = {i}, tree.words[i].head
            while above >= 0 and tree.words[above].relation.startswith(("obl", "fixed", "case", "nmod")):
                words.add(above)
                above = tree.words[above].head
            words.update(k for k in tree.children[i] if tree.words[k].relation.startswith("obl"))
            words.update(k for w in tuple(words) for k in tree.children[w] if tree.words[k].relation == "nmod")
            if above >= 0:
                yield Bond(frozenset(words), frozenset((above,)))


def _of_attributions(tree: SentenceTree, attributions: Sequence[Attribution]) -> Iterator[Bond]:
    """The word that says that something is said, and who says it, stay with the main word of what is said."""
    for attribution in attributions:
        cue = tree.within(attribution.cue)
        source = tree.within(attribution.source) if attribution.source is not None else frozenset()
        content = {i for place in attribution.content for i in tree.within(place)} - cue - source
        heads = frozenset(i for i in content if tree.words[i].head not in content and tree.is_word[i])
        main = {i for i in cue if tree.words[i].head not in cue}
        main |= {i for i in source if tree.words[i].head not in source}
        if main and heads:
            yield Bond(frozenset(main), heads)


def _of_commas(tree: SentenceTree) -> Iterator[Bond]:
    """The comma that closes an aside stays with the one that opens it: "Lee, a teacher, said"."""
    for i, word in enumerate(tree.words):
        below = tree.below(i) if word.relation.startswith(_ASIDES) and word.head < i else frozenset[int]()
        if below:
            before, after = min(below) - 1, max(below) + 1
            if before > 0 and after < len(tree.words) and tree.lower[before] == tree.lower[after] == ",":
                yield Bond(frozenset((after,)), frozenset((before,)))


def _of_lists(tree: SentenceTree) -> Iterator[Bond]:
    """The last of a list stays while others than the first stay: else its "and" would be missing."""
    for i in range(len(tree.words)):
        members = [k for k in tree.children[i] if tree.words[k].relation == "conj"]
        if len(members) > 1:
            yield Bond(frozenset((members[-1],)), frozenset(members[:-1]))
    for i, word in enumerate(tree.words):
        if word.relation == "cc" and word.head >= 0:
            yield Bond(frozenset((i,)), frozenset((word.head,)))


def _is_tag(tree: SentenceTree, verb: int) -> bool:
    """Whether a verb of speech stands in the last part of a sentence, after a comma: ", two officials told the BBC"."""
    commas = [i for i, shown in enumerate(tree.lower) if shown == ","]
    return bool(commas) and 0 < verb - commas[-1] <= LONGEST_TAG and tree.words[verb].head >= 0


def _subjects(tree: SentenceTree, verb: int) -> list[int]:
    return [k for k in tree.children[verb] if tree.words[k].relation.startswith("nsubj")]
