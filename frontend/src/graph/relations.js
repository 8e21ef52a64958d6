/** What articles say that two names are or do to one another. */

import { el } from "./dom.js";
import { count, relationWords, statusWords, t } from "./words.js";

/** @param {import("./model.js").Attestation} a @param {string} base the address of articles */
function voice(a, base) {
  const speaker = a.name || a.said_by;
  const said = [speaker, a.source.publisher || a.source.headline || t("graph.source", "In the article")];
  const place = a.evidence.length ? `#s${a.evidence[0].start}` : "";
  return el("a", { href: `${base}${encodeURIComponent(a.source.id)}${place}` }, said.filter(Boolean).join(", "));
}

function item(r, places) {
  const page = (id, name) => el("a", { href: places.entity + encodeURIComponent(id) }, name);
  const more = [r.detail, statusWords(r.status)].filter(Boolean).join(", ");
  const stories = count("graph.stories", r.stories, "{n} story", "{n} stories");
  const since = r.since ? [t("graph.firstSaid", "first said"), " ", el("time", { datetime: r.since }, r.since), ", "] : [];
  return el("li", {},
    page(r.subject, r.subject_name), ` ${relationWords(r.relation)} `, page(r.object, r.object_name),
    more && ` (${more})`, " ", el("span", { class: "soft" }, ...since, `${stories}:`),
    ...r.by.flatMap((a, i) => [
      i ? ", " : " ", i === 0 && a.evidence.length ? el("q", {}, a.evidence[0].exact) : null, i === 0 ? " " : null,
      voice(a, places.article),
    ]));
}

/**
 * A list, null if there is nothing to say.
 * @param {import("./model.js").Relationship[]} relations
 * @param {{entity: string, article: string}} places
 */
export const relationList = (relations, places) =>
  relations.length ? el("ul", { class: "relations" }, ...relations.map((r) => item(r, places))) : null;
