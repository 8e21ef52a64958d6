"""Who a sentence means by the pronoun that it opens with.

Only where one antecedent stands out: a person who is the subject of the sentence
before, and nobody else there who could be meant as well; a pronoun passes on whom
it stands for. Anything less sure is left unresolved, as a wrong name in a claim is
worse than a claim fewer. Measured by `bench/pronouns.py`; in the spirit of
centering (Grosz, Joshi & Weinstein 1995).
"""

from __future__ import annotations

import re

from retold.english.given_names import usual_gender
from retold.english.quotation_marks import begun_before, quoted
from retold.types import Chain, EntityType, Gender, Pronoun, Reading, Sentence, Span, Word

_FORMS = {
    Gender.HE: frozenset(("he", "his", "him")),
    Gender.SHE: frozenset(("she", "her")),
    Gender.IT: frozenset(("it", "its")),
}
_SUBJECTS = {"he": Gender.HE, "she": Gender.SHE, "it": Gender.IT}
_OWNERS = {"his": Gender.HE, "her": Gender.SHE, "its": Gender.IT}
_HONORIFICS = {
    **dict.fromkeys(("Mr", "Sir", "Lord", "King", "Prince", "Father", "Brother"), Gender.HE),
    **dict.fromkeys(("Mrs", "Ms", "Miss", "Lady", "Dame", "Queen", "Princess", "Sister"), Gender.SHE),
}
_NOT_ONE_PERSON = frozenset(
    """police report reports statement court company government council party club team university ministry agency
    department hospital study survey documents""".split()
)
"""Common nouns that "he" after them never means, besides plurals."""
_ACTS = re.compile(
    r"(?:sa(?:id|ys)|announce[sd]|plan(?:s|ned)|b(?:uys|ought)|reports|reported|launche[sd]|open(?:s|ed)|s(?:ells|old)|employ(?:s|ed)|"
    r"operate[sd]|own(?:s|ed)|runs|ran|expect(?:s|ed)|warn(?:s|ed)|add(?:s|ed)|post(?:s|ed)|agree[sd]|den(?:ies|ied)|"
    r"decline[sd]|refuse[sd]|want(?:s|ed)|hope[sd]|argue[sd]|file[sd]|sue[sd]|pa(?:ys|id)|earn(?:s|ed)|lost|hire[sd]|"
    r"sign(?:s|ed)|issue[sd]|publishe[sd]|offer(?:s|ed)|acquire[sd]|provide[sd]|aims|aimed|intends|makes|urge[sd]|"
    r"claim(?:s|ed)|confirm(?:s|ed)|promise[sd]|accuse[sd]|appeal(?:s|ed)|called|raised)$"
)
"""Verbs of what an organization does, not of what something is or comes to."""
_BACK = 3
"""Sentences that a pronoun may reach back over."""


def leading(reading: Reading) -> dict[int, Pronoun]:
    """The pronoun that is the subject of each sentence, or owns it, by sentence index;
    none where a person is named before it, or the sentence stands in a quotation."""
    names = _Names(reading)
    inside = begun_before(reading.article.body, reading.sentences)
    found: dict[int, Pronoun] = {}
    for sentence in reading.sentences:
        word = None if sentence.index in inside or sentence.clutter else _pronoun(reading, sentence)
        if word is None:
            continue
        start = sentence.span.start
        span = Span(start + word.span.start, start + word.span.end)
        text = span.of(reading.article.body).lower()
        gender = _OWNERS.get(text) or _SUBJECTS[text]
        if gender is not Gender.IT and any(
            at.start < span.start and c.type is EntityType.PERSON for at, c in names.of(sentence)
        ):
            continue
        possessive = word.relation == "nmod:poss"
        chain = _antecedent(reading, names, found, sentence, gender)
        if chain is not None and not possessive and any(c is chain for _, c in names.of(sentence)):
            chain = None  # "He said that Miller had lied": he is not Miller
        if chain is not None and gender is Gender.IT and not possessive and not _acts(reading, sentence):
            chain = None
        found[sentence.index] = Pronoun(span, gender, possessive, chain)
        if chain is not None:
            names.supposed.setdefault(chain.id, gender)
    return found


class _Names:
    """Names by sentence, and what is known, or only supposed, of their gender."""

    def __init__(self, reading: Reading) -> None:
        self._by_sentence: list[list[tuple[Span, Chain]]] = [[] for _ in reading.sentences]
        self._genders: dict[str, Gender] = {}
        self.supposed: dict[str, Gender] = {}
        for chain in reading.chains:
            for mention in chain.mentions:
                self._by_sentence[mention.sentence].append((mention.span, chain))
            gender = _gender(chain, reading.article.body)
            if gender is not None:
                self._genders[chain.id] = gender

    def of(self, sentence: Sentence) -> list[tuple[Span, Chain]]:
        return self._by_sentence[sentence.index]

    def at(self, sentence: Sentence, word: Word) -> Chain | None:
        """The chain of the name that a word belongs to."""
        place = sentence.span.start + word.span.start
        return next((c for span, c in self.of(sentence) if span.start <= place < span.end), None)

    def fits(self, chain: Chain, gender: Gender) -> bool:
        known = self._genders.get(chain.id) or self.supposed.get(chain.id) or gender
        return known is gender and chain.type is (EntityType.ORGANIZATION if gender is Gender.IT else EntityType.PERSON)

    def knows(self, chain: Chain, gender: Gender) -> bool:
        return self._genders.get(chain.id) is gender


def _gender(chain: Chain, body: str) -> Gender | None:
    """From an honorific before any mention, else from the first name."""
    if chain.type is not EntityType.PERSON:
        return Gender.IT
    for mention in chain.mentions:
        before = re.search(r"(\w+)\.?\s*$", body[max(0, mention.span.start - 12) : mention.span.start])
        if before and before[1] in _HONORIFICS:
            return _HONORIFICS[before[1]]
    return usual_gender(chain.name)


def _pronoun(reading: Reading, sentence: Sentence) -> Word | None:
    """The subject of the main clause or its owner, if it is a pronoun and no clause
    with a subject of its own stands before it."""
    text = sentence.span.of(reading.article.body)
    words = sentence.words
    marks = quoted(text)
    for word in words:
        lowered = word.span.of(text).lower()
        governor = words[word.head] if word.head >= 0 else None
        acts = governor is not None and lowered == "it" and bool(_ACTS.match(governor.span.of(text).lower()))
        if word.relation.startswith("expl") and not acts:
            return None
        if governor is None:
            continue
        subject = word.relation.startswith("nsubj") or (word.relation == "expl" and acts)
        owner = word.relation == "nmod:poss" and governor.relation.startswith("nsubj") and governor.head >= 0
        if not (subject or owner or lowered in _SUBJECTS):
            continue
        clause = governor if subject else words[governor.head] if owner else None
        known = lowered in (_SUBJECTS if subject else _OWNERS)
        in_quotes = any(a <= word.span.start < b for a, b in marks)
        return word if known and clause is not None and clause.head < 0 and not in_quotes else None
    return None


def _acts(reading: Reading, sentence: Sentence) -> bool:
    """Whether the main verb is something that an organization does."""
    text = sentence.span.of(reading.article.body)
    root = next((w for w in sentence.words if w.head < 0), None)
    return root is not None and bool(_ACTS.match(root.span.of(text).lower()))


def _antecedent(
    reading: Reading, names: _Names, found: dict[int, Pronoun], sentence: Sentence, gender: Gender
) -> Chain | None:
    left = 1 if gender is Gender.IT else _BACK
    index = sentence.index
    while left and index > 0:
        index -= 1
        before = reading.sentences[index]
        if before.clutter:
            continue
        left -= 1
        if sentence.paragraph - before.paragraph > 1:
            return None
        stood = found.get(index)
        if stood and stood.gender is gender:
            return stood.chain if _alone(names, before, gender, stood.chain) else None
        chain, ambiguous = _named(reading, names, before, gender)
        if chain is not None or ambiguous or not _says(reading, before, _FORMS[gender]):
            return chain
    return None


def _alone(names: _Names, sentence: Sentence, gender: Gender, chain: Chain | None) -> bool:
    """Whether nobody else of that gender is a subject in a sentence about `chain`."""
    return all(c is chain or not names.fits(c, gender) for c in _in_focus(names, sentence))


def _named(reading: Reading, names: _Names, before: Sentence, gender: Gender) -> tuple[Chain | None, bool]:
    """Who of those named in the sentence before is meant, and, if nobody, whether
    somebody there could be."""
    main = _main_subject(before)
    subject = names.at(before, main) if main is not None else None
    fitting = {c.id: c for _, c in names.of(before) if names.fits(c, gender)}
    focus = {c.id: c for c in _in_focus(names, before) if c.id in fitting}
    if subject is not None and subject.id in focus:
        return subject, False
    if not fitting:
        return None, False
    if gender is Gender.IT or _says(reading, before, _FORMS[gender]):
        return None, True
    if subject is not None and subject.type is EntityType.PERSON:
        # "Mary Jones met Robert Hill. He …"
        [only, *others] = fitting.values()
        sure = not others and names.knows(only, gender) and not _owns(names, before, only)
        return (only, False) if sure else (None, True)
    if len(focus) == 1 and (main is None or subject is not None or _impersonal(reading, before, main)):
        return next(iter(focus.values())), False
    return None, True


def _impersonal(reading: Reading, sentence: Sentence, subject: Word) -> bool:
    """Whether a common noun cannot be a person whom "he" might mean."""
    text = subject.span.of(sentence.span.of(reading.article.body)).lower()
    return text in _NOT_ONE_PERSON or (text.endswith("s") and not text.endswith("ss")) or text == "it"


def _owns(names: _Names, sentence: Sentence, chain: Chain) -> bool:
    return any(w.relation == "nmod:poss" and names.at(sentence, w) is chain for w in sentence.words)


def _in_focus(names: _Names, sentence: Sentence) -> list[Chain]:
    """Chains whose name is the subject of a clause, stands in apposition to one, or is
    the whole sentence; of two that are joined ("Ann and Bo") neither."""
    words = sentence.words
    joined = {w.head for w in words if w.relation == "conj"}
    found = []
    for i, word in enumerate(words):
        beside = word.relation == "appos" and word.head >= 0 and words[word.head].relation.startswith("nsubj")
        if (beside or word.relation.startswith("nsubj") or word.relation == "root") and i not in joined:
            chain = names.at(sentence, word)
            if chain is not None:
                found.append(chain)
    return found


def _main_subject(sentence: Sentence) -> Word | None:
    for word in sentence.words:
        if word.relation.startswith("nsubj") and word.head >= 0 and sentence.words[word.head].head < 0:
            return word
    return None


def _says(reading: Reading, sentence: Sentence, forms: frozenset[str]) -> bool:
    text = sentence.span.of(reading.article.body).lower()
    return not forms.isdisjoint(re.findall(r"\w+", text))
