/** What is selected, in words: a name, or a link with the sentences that show it. */

import { button, el } from "./dom.js";
import { across } from "./model.js";
import { relationList } from "./relations.js";
import { count, t, twoDigits, typeName } from "./words.js";

/** @typedef {{entity: string, article: string, center: (id: string) => string}} Places where pages are */

const stories = (n) => count("graph.stories", n, "{n} story", "{n} stories");

function days(first, last) {
  if (!first) return null;
  const day = (date) => el("time", { datetime: date }, date);
  return el("p", { class: "days" }, day(first), ...(last && last !== first ? [" – ", day(last)] : []));
}

const facts = (...parts) => el("p", { class: "facts" }, parts.filter(Boolean).join(" · "));

/** Blockquotes, each with the way to where it stands. @param {import("./model.js").Evidence[]} evidence @param {string} base */
export const quotes = (evidence, base) =>
  evidence.map((e) =>
    el("blockquote", {}, el("p", {}, e.exact), " ",
      el("a", { href: `${base}${encodeURIComponent(e.article)}#s${e.start}` }, t("graph.source", "In the article"))));

export class Panel {
  /** @param {HTMLElement} aside @param {Places} places @param {() => void} close */
  constructor(aside, places, close) {
    this.aside = aside;
    this.places = places;
    this.close = close;
  }

  #show(...children) {
    const close = button("×", this.close, { class: "close", "aria-label": t("graph.close", "Close") });
    this.aside.replaceChildren(close, ...children.filter((child) => child != null));
    this.aside.hidden = false;
  }

  hide() {
    this.aside.hidden = true;
    this.aside.replaceChildren();
  }

  /** @param {string} id @param {string} name */
  #page(id, name) {
    return el("a", { href: this.places.entity + encodeURIComponent(id) }, name);
  }

  /**
   * @param {import("./model.js").Name} node
   * @param {import("./model.js").Link[]} links of it that are shown
   * @param {Map<string, import("./model.js").Name>} nodes
   * @param {{expand?: () => void, expanded: boolean, busy: boolean, select: (key: string) => void}} act
   */
  name(node, links, nodes, act) {
    const many = node.total ?? node.stories;
    const lines = links.map((link) => {
      const other = nodes.get(across(link, node.id));
      return el("li", {}, button(other.name, () => act.select(link.key), { class: "link" }), ` ${stories(link.stories)}`);
    });
    const label = act.busy ? t("graph.loading", "Loading…") : act.expanded ? t("graph.expanded", "Expanded") : t("graph.expand", "Expand");
    this.#show(
      el("h2", {}, this.#page(node.id, node.name)),
      facts(typeName(node.type), stories(many)),
      days(node.first, node.last),
      el("p", { class: "actions" },
        act.expand && button(label, act.expand, { class: "expand", disabled: act.busy || act.expanded }),
        " ", el("a", { href: this.places.center(node.id) }, t("graph.center", "Centre here"))),
      el("h3", {}, t("graph.links", "Linked with")),
      el("ul", { class: "links" }, ...lines),
    );
  }

  /** @param {import("./model.js").Link} link @param {Map<string, import("./model.js").Name>} nodes */
  link(link, nodes) {
    const sources = link.sources.flatMap((id, i) => [i ? " + " : "", this.#page(id, nodes.get(id).name)]);
    this.#show(
      el("h2", {}, ...sources, " – ", this.#page(link.target, nodes.get(link.target).name)),
      facts(stories(link.stories), link.npmi != null && t("graph.beyond", "beyond chance: {npmi}", { npmi: twoDigits(link.npmi) })),
      days(link.first, link.last),
      relationList(link.relations, this.places),
      ...(link.together ? [] : [el("p", { class: "note" }, t("graph.apart", "A story has both names, but no sentence does. Here is a sentence for each."))]),
      ...(link.evidence.length ? quotes(link.evidence, this.places.article)
        : [el("p", { class: "none" }, t("graph.none", "No sentence has both names."))]),
    );
  }

  /** @param {string} detail @param {() => void} retry */
  failure(detail, retry) {
    this.#show(el("p", { class: "failure" }, detail), button(t("graph.retry", "Try again"), retry));
  }

  /** @param {string} words */
  note(words) {
    this.aside.append(el("p", { class: "note" }, words));
    this.aside.hidden = false;
  }
}
