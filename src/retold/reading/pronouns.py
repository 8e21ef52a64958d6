"""Who a sentence refers to by the pronoun at its beginning.

Resolved only if one antecedent stands out: a person who is the subject of the sentence before, if it
names nobody else who fits. An antecedent carries over from one pronoun to the next. Anything less sure
is left unresolved, because a wrong name in a claim is worse than a missing claim. Measured by
`bench/pronouns.py`; in the spirit of centering (Grosz, Joshi & Weinstein 1995).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from retold.english.given_names import usual_gender
from retold.english.nouns import IMPERSONAL_NOUNS, can_be
from retold.english.pronouns import FORMS, GENDERED_TITLES, POSSESSIVE_PRONOUNS, SUBJECT_PRONOUNS
from retold.english.quotation_marks import quoted_spans, starting_inside_quotation, without_quotations
from retold.reading.pronoun_ranker import AGREED, LEADING, PronounRanker
from retold.types import Chain, EntityType, Gender, Pronoun, Reading, Sentence, Span, Word

_ORGANIZATION_VERB = re.compile(
    r"""
    (?:
        sa(?:id|ys)|announce[sd]|plan(?:s|ned)|b(?:uys|ought)|reports|reported|launche[sd]|open(?:s|ed)|s(?:ells|old)
        |employ(?:s|ed)
        |operate[sd]|own(?:s|ed)|runs|ran|expect(?:s|ed)|warn(?:s|ed)|add(?:s|ed)|post(?:s|ed)|agree[sd]|den(?:ies|ied)
        |decline[sd]|refuse[sd]|want(?:s|ed)|hope[sd]|argue[sd]|file[sd]|sue[sd]|pa(?:ys|id)|earn(?:s|ed)|lost|hire[sd]
        |sign(?:s|ed)|issue[sd]|publishe[sd]|offer(?:s|ed)|acquire[sd]|provide[sd]|aims|aimed|intends|makes|urge[sd]
        |claim(?:s|ed)|confirm(?:s|ed)|promise[sd]|accuse[sd]|appeal(?:s|ed)|called|raised
    )$
    """,
    re.VERBOSE,
)
"""Verbs for actions of an organization, not for what something is or costs."""
_TALK = re.compile(r"\b(?:I|[Yy]ou|[Mm]y|me|[Ww]e)\b")
_OF_PEOPLE = {form: gender for gender in (Gender.HE, Gender.SHE) for form in FORMS[gender]}
_REACH = 3
"""Sentences that "he" or "she" may refer back over; "it" only reaches the sentence before."""


def find_leading_pronouns(reading: Reading, ranker: PronounRanker | None = None) -> dict[int, Pronoun]:
    """The pronoun that is the subject of each sentence, or the owner of the subject, by sentence index.

    What a rule says must be likely to `ranker`, too. Where no rule has an answer, `ranker` has one if it is sure.

    None if a person is named before it, or if the sentence is inside a quotation.
    """
    names = _Names(reading)
    inside_quotation = starting_inside_quotation(reading.article.body, reading.sentences)
    found: dict[int, Pronoun] = {}
    for sentence in reading.sentences:
        if sentence.index in inside_quotation or sentence.clutter:
            continue
        word = _leading_pronoun(reading, sentence)
        if word is None:
            continue
        start = sentence.span.start
        span = Span(start + word.span.start, start + word.span.end)
        text = span.of(reading.article.body).lower()
        gender = POSSESSIVE_PRONOUNS.get(text) or SUBJECT_PRONOUNS[text]
        person_before = any(
            s.start < span.start and c.type is EntityType.PERSON for s, c in names.in_sentence(sentence)
        )
        if gender is not Gender.IT and person_before:
            continue
        possessive = word.relation == "nmod:poss"
        chain = _antecedent(reading, names, found, sentence, gender)
        if ranker is not None and gender is not Gender.IT:
            likely = ranker.chain(span, LEADING if chain is None else AGREED)
            by_rule = chain is not None and likely is chain
            is_sure = likely is not None and names.fits(likely, gender) and not _is_talk(reading, sentence)
            chain = likely if by_rule or (chain is None and is_sure) else None
        if chain is not None and not possessive:
            if any(c is chain for _, c in names.in_sentence(sentence)):
                chain = None  # "He said that Miller had lied": he is not Miller
            elif gender is Gender.IT and not _is_organization_action(reading, sentence):
                chain = None
        found[sentence.index] = Pronoun(span, gender, possessive, chain)
        if chain is not None:
            names.supposed_genders.setdefault(chain.id, gender)
    return found


def find_inner_pronouns(reading: Reading, ranker: PronounRanker) -> Iterator[tuple[int, Pronoun]]:
    """The first "he" and the first "she" of each sentence, in any form, where `ranker` is sure whom it stands for.

    With the index of the sentence, in text order; without those of `find_leading_pronouns`, and none in quotations or
    after a noun without a name that it may stand for.
    """
    leading = {pronoun.span for _, pronoun in reading.pronouns}
    inside_quotation = starting_inside_quotation(reading.article.body, reading.sentences)
    for sentence in reading.sentences:
        if sentence.index in inside_quotation or sentence.clutter:
            continue
        text, start = sentence.span.of(reading.article.body), sentence.span.start
        quotations, seen = quoted_spans(text), set[Gender]()
        for word in sentence.words:
            form = word.span.of(text).lower()
            if word.relation.startswith("nsubj") and (form == "old" or can_be(form, EntityType.PERSON)):
                break  # "the 68-year-old blamed his knee"
            gender = _OF_PEOPLE.get(form)
            if gender is None or gender in seen or any(a <= word.span.start < b for a, b in quotations):
                continue
            seen.add(gender)
            span = Span(start + word.span.start, start + word.span.end)
            chain = None if span in leading else ranker.chain(span, LEADING)
            if chain is not None:
                yield sentence.index, Pronoun(span, gender, word.relation == "nmod:poss", chain)


class _Names:
    """Mentions by sentence, and the gender of chains: known, or supposed from a pronoun."""

    def __init__(self, reading: Reading) -> None:
        self._by_sentence: list[list[tuple[Span, Chain]]] = [[] for _ in reading.sentences]
        self._genders: dict[str, Gender] = {}
        self.supposed_genders: dict[str, Gender] = {}
        for chain in reading.chains:
            for mention in chain.mentions:
                self._by_sentence[mention.sentence].append((mention.span, chain))
            gender = known_gender(chain, reading.article.body)
            if gender is not None:
                self._genders[chain.id] = gender

    def in_sentence(self, sentence: Sentence) -> list[tuple[Span, Chain]]:
        return self._by_sentence[sentence.index]

    def at(self, sentence: Sentence, word: Word) -> Chain | None:
        """The chain of the name that a word is part of."""
        place = sentence.span.start + word.span.start
        return next((c for span, c in self.in_sentence(sentence) if span.start <= place < span.end), None)

    def fits(self, chain: Chain, gender: Gender) -> bool:
        """Whether a pronoun of that gender may refer to a chain."""
        known = self._genders.get(chain.id) or self.supposed_genders.get(chain.id) or gender
        return known is gender and chain.type is (EntityType.ORGANIZATION if gender is Gender.IT else EntityType.PERSON)

    def has_gender(self, chain: Chain, gender: Gender) -> bool:
        """Whether a chain is known to have that gender."""
        return self._genders.get(chain.id) is gender


def known_gender(chain: Chain, body: str) -> Gender | None:
    """The gender by a title before any mention, else by the given name."""
    if chain.type is not EntityType.PERSON:
        return Gender.IT
    for mention in chain.mentions:
        before = re.search(r"(\w+)\.?\s*$", body[max(0, mention.span.start - 12) : mention.span.start])
        if before and before[1] in GENDERED_TITLES:
            return GENDERED_TITLES[before[1]]
    return usual_gender(chain.name)


def _leading_pronoun(reading: Reading, sentence: Sentence) -> Word | None:
    """The subject of the main clause, or the owner of the subject, if it is a pronoun.

    None if a clause with a subject of its own stands before it.
    """
    text = sentence.span.of(reading.article.body)
    words = sentence.words
    quotations = quoted_spans(text)
    for word in words:
        lowered = word.span.of(text).lower()
        governor = words[word.head] if word.head >= 0 else None
        # Trees call the "it" of "It said …" an expletive, too.
        acts = (
            governor is not None and lowered == "it" and bool(_ORGANIZATION_VERB.match(governor.span.of(text).lower()))
        )
        if word.relation.startswith("expl") and not acts:
            return None
        if governor is None:
            continue
        is_subject = word.relation.startswith("nsubj") or (word.relation == "expl" and acts)
        is_owner = word.relation == "nmod:poss" and governor.relation.startswith("nsubj") and governor.head >= 0
        if not (is_subject or is_owner or lowered in SUBJECT_PRONOUNS):
            continue
        clause = governor if is_subject else words[governor.head] if is_owner else None
        is_pronoun = lowered in (SUBJECT_PRONOUNS if is_subject else POSSESSIVE_PRONOUNS)
        in_quotation = any(start <= word.span.start < end for start, end in quotations)
        in_main_clause = clause is not None and clause.head < 0
        return word if is_pronoun and in_main_clause and not in_quotation else None
    return None


def _is_talk(reading: Reading, sentence: Sentence) -> bool:
    """Whether the writer speaks of himself or to somebody here: then "she" may be whom both of them know."""
    start = reading.sentences[max(0, sentence.index - 2)].span.start
    return bool(_TALK.search(without_quotations(reading.article.body[start : sentence.span.end])))


def _is_organization_action(reading: Reading, sentence: Sentence) -> bool:
    """Whether the main verb is an action of an organization."""
    text = sentence.span.of(reading.article.body)
    root = next((w for w in sentence.words if w.head < 0), None)
    return root is not None and bool(_ORGANIZATION_VERB.match(root.span.of(text).lower()))


def _antecedent(
    reading: Reading, names: _Names, found: dict[int, Pronoun], sentence: Sentence, gender: Gender
) -> Chain | None:
    """The chain that the pronoun of `sentence` refers to; `found`: the pronouns before it."""
    left = 1 if gender is Gender.IT else _REACH
    index = sentence.index
    while left and index > 0:
        index -= 1
        before = reading.sentences[index]
        if before.clutter:
            continue
        left -= 1
        if sentence.paragraph - before.paragraph > 1:
            return None
        pronoun = found.get(index)
        if pronoun and pronoun.gender is gender:
            return pronoun.chain if _is_only_subject(names, before, gender, pronoun.chain) else None
        chain, ambiguous = _named_antecedent(reading, names, before, gender)
        if chain is not None or ambiguous or not _has_form(reading, before, FORMS[gender]):
            return chain
    return None


def _is_only_subject(names: _Names, sentence: Sentence, gender: Gender, chain: Chain | None) -> bool:
    """Whether no other chain that fits is a subject in a sentence about `chain`."""
    return all(c is chain or not names.fits(c, gender) for c in _in_focus(names, sentence))


def _named_antecedent(reading: Reading, names: _Names, before: Sentence, gender: Gender) -> tuple[Chain | None, bool]:
    """The chain named in the sentence before that is meant; and if there is none, whether one there could be."""
    main = _main_subject(before)
    subject = names.at(before, main) if main is not None else None
    fitting = {c.id: c for _, c in names.in_sentence(before) if names.fits(c, gender)}
    focus = {c.id: c for c in _in_focus(names, before) if c.id in fitting}
    if subject is not None and subject.id in focus:
        return subject, False
    if not fitting:
        return None, False
    if gender is Gender.IT or _has_form(reading, before, FORMS[gender]):
        return None, True
    if subject is not None and subject.type is EntityType.PERSON:
        # "Mary Jones met Robert Hill. He …"
        [only, *others] = fitting.values()
        sure = not others and names.has_gender(only, gender) and not _is_owner(names, before, only)
        return (only, False) if sure else (None, True)
    if len(focus) == 1 and (main is None or subject is not None or _is_impersonal(reading, before, main)):
        return next(iter(focus.values())), False
    return None, True


def _is_impersonal(reading: Reading, sentence: Sentence, subject: Word) -> bool:
    """Whether "he" cannot refer to a common noun: a thing, an organization or a plural."""
    text = subject.span.of(sentence.span.of(reading.article.body)).lower()
    return text in IMPERSONAL_NOUNS or (text.endswith("s") and not text.endswith("ss")) or text == "it"


def _is_owner(names: _Names, sentence: Sentence, chain: Chain) -> bool:
    return any(w.relation == "nmod:poss" and names.at(sentence, w) is chain for w in sentence.words)


def _in_focus(names: _Names, sentence: Sentence) -> list[Chain]:
    """Chains that are the subject of a clause, an apposition to one, or the whole sentence.

    Of two that are joined ("Ann and Bo"), neither.
    """
    words = sentence.words
    joined = {w.head for w in words if w.relation == "conj"}
    found = []
    for i, word in enumerate(words):
        in_apposition = word.relation == "appos" and word.head >= 0 and words[word.head].relation.startswith("nsubj")
        if (in_apposition or word.relation.startswith("nsubj") or word.relation == "root") and i not in joined:
            chain = names.at(sentence, word)
            if chain is not None:
                found.append(chain)
    return found


def _main_subject(sentence: Sentence) -> Word | None:
    for word in sentence.words:
        if word.relation.startswith("nsubj") and word.head >= 0 and sentence.words[word.head].head < 0:
            return word
    return None


def _has_form(reading: Reading, sentence: Sentence, forms: frozenset[str]) -> bool:
    """Whether a sentence has one of these forms of a pronoun."""
    text = sentence.span.of(reading.article.body).lower()
    return not forms.isdisjoint(re.findall(r"\w+", text))
