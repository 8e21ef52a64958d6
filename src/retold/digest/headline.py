"""Whether a text tells what its headline says. Where it does not, it is another text: a notice, an advertisement.

A text that tells its headline has a word of it, or a sentence close to it in meaning. The bounds were measured on 673
news articles. Two of them fail, and these are pages whose text is not the article. Of texts under the headline of
another article, which share no word with it, half are farther than the lower bound, and nine in ten than the higher
one.
"""

from __future__ import annotations

from retold.english.lexicon import NUMBERS, content_words, stem
from retold.types import Reading

FAR = 0.25
"""The cosine below which no sentence of a text that is mostly notices tells a headline with which it shares no word."""
FARTHER = 0.15
"""The same for any text."""
FARTHEST = 0.12
"""The same for a text that shares one word with it."""
LEAST, PLAIN = 2, 4
"""Words of content of a headline that can be judged, and of one that is no figure of speech."""
MOST_SENTENCES = 60
"""Sentences, from the first, in which the headline is looked for."""


def is_told(reading: Reading) -> bool:
    """Whether the text of a reading tells its headline. A headline that is short or not understood counts as told."""
    article = reading.article
    wanted = {stem(w) for w in content_words(article.metadata.headline) if w not in NUMBERS and not w[0].isdigit()}
    if len(wanted) < LEAST or reading.headline_vector is None or not reading.language_supported:
        return True
    sentences = reading.sentences[:MOST_SENTENCES]
    notices = sum(s.clutter for s in sentences)
    if len(wanted) < PLAIN and notices < len(sentences):
        return True
    said = {stem(w) for s in sentences for w in content_words(s.span.of(article.body))}
    closest = float((reading.vectors[: len(sentences)] @ reading.headline_vector).max())
    shared = len(wanted & said)
    if shared:
        return shared > 1 or closest >= FARTHEST
    return closest >= (FAR if 2 * notices >= len(sentences) else FARTHER)
