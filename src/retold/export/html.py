"""Digests as one HTML page that needs nothing else: no script, no other file.

Each takeaway and each sentence of the retelling links to its evidence, which is marked in the source text below.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape

from retold.export import view
from retold.types import Claim, Digest, DigestEntity

_STYLE = """
:root{color-scheme:light dark;--ink:#1b1b1a;--soft:#5c5c58;--rule:#d9d8d2;--page:#fdfcf9;--mark:#fff1a8;--link:#0b4f8a}
@media(prefers-color-scheme:dark){
:root{--ink:#ececE6;--soft:#a9a9a2;--rule:#3a3a37;--page:#161614;--mark:#5a4d00;--link:#8cc4ff}}
body{margin:0 auto;max-width:42rem;padding:1.5rem 1rem 4rem;background:var(--page);color:var(--ink);
font:1.0625rem/1.6 Georgia,"Times New Roman",serif}
h1{font-size:1.8rem;line-height:1.2;margin:2rem 0 .5rem}
h2{font-size:1.15rem;margin:2rem 0 .5rem}
h3{font-size:1rem;margin:1.2rem 0 .2rem}
sup a{font:.7rem system-ui,sans-serif;text-decoration:none;margin-left:.15em;padding:.2em}
.soft,.tags,table,figcaption{font-family:system-ui,sans-serif;font-size:.9rem;color:var(--soft)}
.tags{color:var(--link)}a{color:var(--link)}ol,ul{padding-left:1.3rem}li{margin:.4rem 0}
table{border-collapse:collapse;width:100%}
th,td{text-align:left;padding:.3rem .5rem .3rem 0;border-bottom:1px solid var(--rule);vertical-align:top}
td:last-child,th:last-child{text-align:right}td:first-child{color:var(--ink)}
.source{white-space:pre-wrap;overflow-wrap:anywhere;border-top:1px solid var(--rule);padding-top:1rem}
dt{font-family:system-ui,sans-serif;font-size:.9rem;color:var(--soft);margin-top:.6rem}dd{margin:0}
blockquote{margin:.8rem 0;padding-left:1rem;border-left:3px solid var(--rule)}blockquote p{margin:0}
blockquote footer{font-family:system-ui,sans-serif;font-size:.9rem;color:var(--soft)}
mark{background:var(--mark);color:inherit}mark:target{outline:3px solid var(--link);outline-offset:2px}
article+article{border-top:3px solid var(--ink);margin-top:3rem}
@media print{body{max-width:none}a{color:inherit}}
"""

HEAD = (
    '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
    '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
    f"<title>Retold</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n"
)
TAIL = "</main>\n</body>\n</html>\n"


def article(digest: Digest, number: int = 1) -> str:
    """One digest as an `<article>`. `number` makes its anchors different from those of other digests on the page."""
    language = escape(digest.language)
    parts = [
        f'<article aria-labelledby="d{number}">',
        f'<h1 id="d{number}">{_text(view.title(digest))}</h1>',
        f'<p class="soft">{_text(view.credit(digest))}</p>',
    ]
    if digest.hashtags:
        parts.append(f'<p class="tags">{_text(" ".join(digest.hashtags))}</p>')
    parts += [f'<p class="soft" role="note">{_text(note)}</p>' for note in digest.notes]
    parts += _takeaways(digest, number)
    parts += _retelling(digest, number)
    parts += _answers(digest)
    parts += _timeline(digest)
    parts += _quotes(digest)
    parts += _statements(digest)
    parts += _themes(digest)
    parts += _entities(digest)
    parts += _relations(digest)
    parts += _graph(digest)
    parts.append("<h2>Original source</h2>")
    url = digest.article.metadata.url
    if url.startswith(("https://", "http://")):
        parts.append(
            f'<p class="soft"><a rel="noopener nofollow" href="{escape(url)}">{escape(view.printable(url))}</a></p>'
        )
    parts.append(f'<div class="source" lang="{language}" dir="auto">{_marked(digest, number)}</div>')
    parts.append("</article>\n")
    return "\n".join(parts)


def page(digests: Iterable[Digest]) -> str:
    """A whole page of digests."""
    return HEAD + "".join(article(digest, number) for number, digest in enumerate(digests, start=1)) + TAIL


def _text(text: str) -> str:
    """`text` on one line, escaped."""
    return escape(view.printable(" ".join(text.split())))


def _takeaways(digest: Digest, number: int) -> list[str]:
    if not digest.takeaways:
        return []
    rows = [
        f'<li>{_text(claim.text)} <a class="soft" href="#d{number}-{_mark_start(digest, claim)}" '
        f'aria-label="Show the source of takeaway {i}">source</a></li>'
        for i, claim in enumerate(digest.takeaways, start=1)
    ]
    return ["<h2>Key takeaways</h2>", "<ol>", *rows, "</ol>"]


def _retelling(digest: Digest, number: int) -> list[str]:
    """The retelling. Each sentence links to its evidence, like a footnote."""
    rows: list[str] = []
    count = 0
    for claims in digest.retelling:
        sentences = []
        for claim in claims:
            count += 1
            sentences.append(
                f'{_text(claim.text)}<sup><a href="#d{number}-{_mark_start(digest, claim)}" '
                f'aria-label="Show the source of sentence {count}">{count}</a></sup>'
            )
        rows.append(f"<p>{' '.join(sentences)}</p>")
    return ["<h2>Full retelling</h2>", *rows] if rows else []


def _answers(digest: Digest) -> list[str]:
    rows = [f"<dt>{question}</dt><dd>{_text(answer)}</dd>" for question, answer in view.answers(digest)]
    return ["<h2>Answers</h2>", "<dl>", *rows, "</dl>"] if rows else []


def _timeline(digest: Digest) -> list[str]:
    if not digest.timeline:
        return []
    rows = [
        f'<dt><time datetime="{dated.date}">{view.when(dated.date)}</time></dt><dd>{_text(dated.claim.text)}</dd>'
        for dated in digest.timeline
    ]
    return ["<h2>Timeline</h2>", "<dl>", *rows, "</dl>"]


def _quotes(digest: Digest) -> list[str]:
    rows = [
        f"<blockquote><p>“{_text(quotation.text)}”</p>"
        + (f"<footer>{_text(quotation.speaker)}</footer>" if quotation.speaker else "")
        + "</blockquote>"
        for quotation in view.quotations(digest)
    ]
    return ["<h2>Quotes</h2>", *rows] if rows else []


def _statements(digest: Digest) -> list[str]:
    rows = [f"<dt>{_text(who)}</dt><dd>{_text(words)}</dd>" for who, words in view.statements(digest)]
    return ["<h2>Statements</h2>", "<dl>", *rows, "</dl>"] if rows else []


def _themes(digest: Digest) -> list[str]:
    rows = [f'<li data-qcode="{escape(theme.qcode)}">{_text(" › ".join(theme.path))}</li>' for theme in digest.themes]
    return ["<h2>Themes</h2>", "<ul>", *rows, "</ul>"] if rows else []


def _entities(digest: Digest) -> list[str]:
    entities = view.people_and_topics(digest)
    if not entities:
        return []
    rows = [
        f"<tr><td>{_text(entity.name)}{_facts(entity)}</td><td>{entity.type.value}</td>"
        f"<td>{len(entity.mentions)}</td></tr>"
        for entity in entities
    ]
    head = "<thead><tr><th>name</th><th>type</th><th>mentions</th></tr></thead>"
    return ["<h2>Related people and topics</h2>", f"<table>{head}<tbody>", *rows, "</tbody></table>"]


def _facts(entity: DigestEntity) -> str:
    """The role and the other names of an entity, on a line below its name."""
    role = entity.role.text if entity.role else ""
    aliases = f"also {', '.join(entity.aliases[:4])}" if entity.aliases else ""
    facts = "; ".join(part for part in (role, aliases) if part)
    return f'<div class="soft">{_text(facts)}</div>' if facts else ""


def _relations(digest: Digest) -> list[str]:
    rows = [
        f"<li>{_text(r.subject)} — {r.words} — {_text(r.target)}{_text(f': {r.detail}' if r.detail else '')}</li>"
        for r in view.relations(digest)
    ]
    return ["<h2>Relations</h2>", "<ul>", *rows, "</ul>"] if rows else []


def _graph(digest: Digest) -> list[str]:
    links = view.intersections(digest)
    if not links:
        return []
    rows = [
        f"<tr><td>{_text(link.source)} – {_text(link.target)}</td>"
        f"<td>{_text(view.snippet(link.edge.evidence[0].exact))}</td><td>{link.edge.weight:g}</td></tr>"
        for link in links
        if link.edge.evidence
    ]
    head = "<thead><tr><th>meet</th><th>where</th><th>sentences</th></tr></thead>"
    return ["<h2>Entity intersection graph</h2>", f"<table>{head}<tbody>", *rows, "</tbody></table>"]


def _claims(digest: Digest) -> Iterator[Claim]:
    yield from digest.takeaways
    for paragraph in digest.retelling:
        yield from paragraph


def _spans(digest: Digest) -> list[tuple[int, int]]:
    """The places of all evidence in the body. Places that overlap are joined."""
    places = {(evidence.start, evidence.end) for claim in _claims(digest) for evidence in claim.evidence}
    joined: list[tuple[int, int]] = []
    for start, end in sorted(places):
        if joined and start < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _mark_start(digest: Digest, claim: Claim) -> int:
    """The start of the mark that holds the longest evidence of a claim."""
    longest = max(claim.evidence, key=lambda evidence: evidence.end - evidence.start)
    return next(start for start, end in _spans(digest) if start <= longest.start < end)


def _marked(digest: Digest, number: int) -> str:
    """The body, with the evidence of takeaways and retelling marked."""
    body = digest.article.body
    parts, position = [], 0
    for start, end in _spans(digest):
        parts.append(escape(view.printable(body[position:start])))
        parts.append(f'<mark id="d{number}-{start}">{escape(view.printable(body[start:end]))}</mark>')
        position = end
    return "".join(parts) + escape(view.printable(body[position:]))
