"""Texts of articles that are made to cost time: each is one thing, repeated up to a size in characters."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count

Make = Callable[[int], str]


def repeated(unit: str, start: str = "", end: str = "") -> Make:
    """`unit` again and again, to about the size that is asked for."""
    return lambda size: start + unit * max(1, size // len(unit)) + end


def numbered(unit: str) -> Make:
    """`unit` with another word of letters in place of each `{}`: all its repeats differ."""

    def make(size: int) -> str:
        parts: list[str] = []
        length = 0
        for number in count():
            parts.append(unit.replace("{}", word(number)))
            length += len(parts[-1])
            if length >= size:
                return "".join(parts)
        raise AssertionError

    return make


def word(number: int) -> str:
    """A word of lower-case letters for each number, such as "bacu"."""
    text = ""
    for _ in range(3):
        number, vowel = divmod(number, 5)
        number, consonant = divmod(number, 19)
        text += "bcdfghjklmnpqrstvwz"[consonant] + "aeiou"[vowel]
    return text


def between(start: str, make: Make, end: str) -> Make:
    """A text with something before and after it."""
    return lambda size: start + make(size) + end


def nested(opening: str, inner: str, closing: str) -> Make:
    """`inner` within marks within marks."""

    def make(size: int) -> str:
        depth = max(1, size // (len(opening) + len(closing)))
        return opening * depth + inner + closing * depth

    return make


TEXTS: dict[str, Make] = {
    # quotation marks
    "single quotes that open": repeated("'a "),
    "single quotes that close": repeated("a' "),
    "curly single quotes that open": repeated("‘a "),
    "curly single quotes that close": repeated("a’ "),
    "double quotes that open": repeated('"a '),
    "double quotes that close": repeated('a" '),
    "curly double quotes that open": repeated("“a "),
    "curly double quotes that close": repeated("a” "),
    "double quotes alone": repeated('"'),
    "single quotes alone": repeated("'"),
    "curly quotes alone": repeated("“”‘’"),
    "quotations": repeated("“We will win,” she said. "),
    "short quotations": repeated('He called it "the best of the best days". '),
    "quotations in one sentence": repeated('"We will win it", '),
    "one quotation over paragraphs": repeated("“We will win it all.\n"),
    "quotations without a speaker": repeated("“We will go on and on for ever.” "),
    "quotations of a minister": repeated("“We will go on and on for ever,” the minister said. "),
    "quotations of an airline": numbered("“We will go on and on,” the airline said. {} Airways flew. "),
    "titles in quotation marks": numbered("The film “The {} Story” opened. "),
    "apostrophes": repeated("rock'n'roll "),
    "possessives": repeated("Ann's "),
    "inches": repeated('12" '),
    # signs
    "dashes": repeated("—"),
    "dashes between words": repeated("a – b -- "),
    "hyphens": repeated("a-"),
    "round brackets that open": repeated("(a "),
    "nested brackets": nested("(a ", "b", ") "),
    "square brackets": repeated("[1] "),
    "full stops": repeated("."),
    "full stops and spaces": repeated(". "),
    "stops between capitals": repeated("aa.Aa"),
    "initials": repeated("J. "),
    "abbreviations": repeated("U.S.A. "),
    "ellipses": repeated("… "),
    "question marks": repeated("?! "),
    "question and a name": repeated('"Why?" Ann Lee '),
    "commas": repeated(", "),
    "comma lists": repeated("one, "),
    "and lists": repeated("Ann and "),
    "semicolons": repeated("a; "),
    "colons": repeated("Note: "),
    "slashes": repeated("and/or/"),
    "pipes": repeated("Home | "),
    "bullets": repeated("• one\n"),
    "numbered list": repeated("1. One\n"),
    "hashtags": repeated("#Tag "),
    "handles": repeated("@name "),
    # white space and unusual characters
    "newlines": repeated("\n"),
    "lines": repeated("a\n"),
    "spaces": repeated(" "),
    "spaces between words": repeated("          a"),
    "spaces before a stop": repeated("     ."),
    "spaces before the end": repeated(" ", "A"),
    "tabs": repeated("\t"),
    "no-break spaces": repeated("\u00a0"),
    "carriage returns": repeated("a\r\n \r\n"),
    "combining marks": repeated("a\u0301\u0323"),
    "combining marks alone": repeated("\u0301"),
    "emoji": repeated("👩‍🚀"),
    "zero-width": repeated("a\u200b\u200d"),
    "right to left": repeated("שלום עולם. "),
    "Chinese": repeated("我们今天去北京。"),
    "Chinese without a stop": repeated("我们今天去北京"),
    "surrogates": repeated("\ud800 "),
    "null": repeated("a\x00"),
    # words
    "one long word": repeated("a"),
    "one long word in capitals": repeated("A"),
    "one long number": repeated("1"),
    "one word": repeated("the "),
    "one word in capitals": repeated("AND "),
    "one capital": repeated("A "),
    "capitals": repeated("President "),
    "mixed case": repeated("iPhone "),
    "underscores": repeated("_"),
    "different words": numbered("{} "),
    "one sentence": repeated("The council met on Monday and agreed a new plan for the town. "),
    "one sentence without a stop": repeated("the council met and agreed a plan for the town "),
    "different sentences": numbered("The {} met the {} and agreed a new {} for the town. "),
    "lower-case sentences": repeated("the men went home. "),
    "paragraphs": numbered("The {} met the {} in town.\n\n"),
    "one paragraph": numbered("The {} met in town. "),
    "leading pronouns": repeated("He went home. "),
    "pronouns": repeated("He told him that she gave it to them. "),
    "it said": repeated("It said so. Acme said it. "),
    "clauses": repeated("who met the man which saw "),
    "relative clauses": repeated("The men, who met, which left, "),
    "participles": repeated(", leaving the town"),
    "said verbs": repeated("said "),
    "said and a name": repeated("said Ann Lee, "),
    "adverbs": repeated("quickly also then "),
    "according to": repeated("according to the minister, "),
    "quoted as": repeated("quoted Ann as "),
    "because": repeated("because of the "),
    "was due to": repeated("was due to leave "),
    "the the": repeated("the a of "),
    # names
    "one name": repeated("Ann Lee met Bo Kim. "),
    "one name alone": repeated("Ann Lee "),
    "different names": numbered("A{} B{} met. "),
    "different first names": numbered("A{} Lee met. "),
    "different surnames": numbered("Ann B{} met. "),
    "names in one sentence": numbered("A{} B{}, "),
    "surname after names": numbered("A{} Lee met. Lee left. "),
    "names that grow": numbered("Acme A{} B{} Inc met Acme. "),
    "acronyms": numbered("A{} B{} C{} (ABC) met. "),
    "different acronyms": numbered("National {} Union (NBCU) met. "),
    "camel case": numbered("Ti{}Wa{} met. "),
    "honorifics": repeated("Mr Dr Prof Sir "),
    "honorific and name": repeated("Dr. Ann Lee met Mrs. Kim. "),
    "roles": numbered("Ann B{}, minister of the town, met. "),
    "roles in one sentence": numbered("Ann B{}, the minister, "),
    "titles before names": repeated("Foreign minister Ann Lee met. "),
    "small words of names": repeated("van de la al "),
    "bylines": repeated("By Ann Lee and "),
    "headline": repeated("Ann Lee Wins The Prize "),
    "places": repeated("in New York, "),
    "initials after a name": repeated("J. ", "By Ann "),
    "initials after names": repeated("Ann J. J. J. J. J. J. J. J. "),
    "hyphens in a name": repeated("Aa-"),
    "hyphenated names": numbered("A{}-Lee met Bo A{}-Lee. "),
    "names with an initial": numbered("A B{} Lee met. "),
    "names of a growing length": lambda size: " ".join(f"Ann B{'a' * n} met." for n in range(int((2 * size) ** 0.5))),
    "names of one initial": numbered("A{} Lee met A Lee and A B{} Lee. "),
    "acronyms in brackets": numbered("National {} Union (N{}U) met. "),
    "ministers who speak": numbered("Ann B{}, the minister, met. “We go on and on,” the minister said. "),
    "speakers": numbered("“We will go on and on,” Ann B{} said. "),
    "one speaker": repeated("“We will go on and on,” said Ann Lee. “And we will win it,” she said. "),
    "statements": repeated("“We will go on and on,” the statement said. "),
    "verbs of saying in one word": repeated("say", '"Ann Lee Story" '),
    "verbs of captions": repeated("holds "),
    "verbs and a date": repeated("holds ", "", "on March 3, 2026."),
    "words in lower case": repeated("a b ", "Ann "),
    "prepositions": repeated("in on at of for "),
    # times and amounts
    "dates": repeated("24 February 2026, "),
    "dates in sentences": repeated("They met on 24 February 2026. "),
    "weekdays": repeated("on Tuesday, "),
    "weekdays in sentences": repeated("They met on Tuesday. "),
    "different dates": numbered("The {} met on 24 February 1999. "),
    "months": repeated("May "),
    "months and years": repeated("March and April "),
    "years": repeated("2019 "),
    "decades": repeated("the 1990s "),
    "clocks": repeated("9:05 "),
    "clock words": repeated("at around about just after "),
    "relative times": repeated("last week "),
    "days ago": repeated("three days ago "),
    "hours ago": repeated("2 hours ago "),
    "today": repeated("today "),
    "quarters": repeated("the first quarter "),
    "published": repeated("Published on Tuesday, "),
    "money": repeated("$1,000.50 "),
    "percent": repeated("5 percent "),
    "decimals": repeated("1.2"),
    "commas in numbers": repeated("1,"),
    "addresses": repeated("https://example.org/a?b=c#d "),
    "one long address": repeated("/2026/01/", "https://example.org"),
    "mail": repeated("ann.lee@example.org "),
    "mail names": repeated("a.b-c_"),
    "domain names": repeated("www.a.b."),
    # clutter
    "read more": repeated("Read more: "),
    "advertisement": repeated("Advertisement "),
    "subscribe": repeated("Subscribe to "),
    "copyright": repeated("Copyright "),
    "photo": repeated("Photo: "),
    "photo in brackets": repeated("(Photo: "),
    "agencies": repeated("Reuters/"),
    "share": repeated("Share on Facebook "),
    "is not responsible": repeated("a is not responsible for the content of "),
    "get updates": repeated("Get a "),
}
"""Texts of an article."""
