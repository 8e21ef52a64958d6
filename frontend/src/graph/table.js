/** The table beside the picture: always the same content. */

import { button, el } from "./dom.js";
import { pair } from "./model.js";
import { quotes } from "./panel.js";
import { relationList } from "./relations.js";
import { t, twoDigits, typeName } from "./words.js";

const CELLS = 7;

export class Table {
  #rows = new Map();

  /**
   * @param {HTMLTableElement} table
   * @param {{entity: string, article: string}} places
   * @param {{select: (key: string) => void, expand: ((id: string) => void) | null}} act
   */
  constructor(table, places, act) {
    this.body = table.tBodies[0] ?? table.createTBody();
    this.places = places;
    this.act = act;
    for (const row of this.body.rows) {
      if (!row.dataset.target) continue;
      this.#rows.set(pair(row.dataset.source, row.dataset.target), row);
      this.#button(row);
    }
    this.body.addEventListener("click", (event) => {
      const row = event.target.closest("tr[data-target]");
      if (row && !event.target.closest("a, button, summary")) act.select(pair(row.dataset.source, row.dataset.target));
    });
  }

  #button(row) {
    while (row.cells.length < CELLS) row.insertCell();
    if (!this.act.expand) return;
    const name = row.cells[0].querySelector("a")?.textContent ?? row.cells[0].textContent.trim();
    row.cells[CELLS - 1].replaceChildren(button(t("graph.expand", "Expand"), () => this.act.expand(row.dataset.target), {
      class: "expand", "aria-label": t("graph.expandName", "Expand {name}", { name }),
    }));
  }

  #made(link, nodes, of) {
    const name = nodes.get(link.target);
    // A row of a name that is not the centre's neighbour would else be read as one.
    const via = of.includes(link.sources[0]) ? [] : [" ", el("span", { class: "via" }, t("graph.with", "with {name}", { name: nodes.get(link.sources[0]).name }))];
    const row = el("tr", { "data-source": link.sources[0], "data-target": link.target },
      el("td", {}, el("a", { href: this.places.entity + encodeURIComponent(name.id) }, name.name), ...via),
      el("td", {}, typeName(name.type)),
      el("td", { class: "num" }, String(link.stories)),
      el("td", { class: "num" }, link.npmi == null ? "" : twoDigits(link.npmi)),
      el("td", {}, link.first ? el("time", { datetime: link.first }, link.first) : ""),
      el("td", {}, relationList(link.relations, this.places), ...quotes(link.evidence.slice(0, link.together ? 1 : 2), this.places.article),
        link.together ? "" : el("span", { class: "soft" }, t("graph.one", "(not in one sentence)"))));
    this.#button(row);
    return row;
  }

  /**
   * @param {import("./model.js").Graph} graph
   * @param {import("./model.js").Link[]} links those that are shown
   * @param {boolean} [anew] whether numbers may have changed
   */
  update(graph, links, anew = false) {
    if (anew) {
      for (const row of this.#rows.values()) row.remove();
      this.#rows.clear();
    }
    for (const [key, row] of this.#rows) {
      if (graph.links.has(key)) continue;
      row.remove();
      this.#rows.delete(key);
    }
    for (const link of graph.links.values()) {
      if (this.#rows.has(link.key)) continue;
      const row = this.#made(link, graph.nodes, graph.of);
      this.#rows.set(link.key, row);
      this.body.append(row);
    }
    const seen = new Set(links.map((link) => link.key));
    for (const [key, row] of this.#rows) row.hidden = !seen.has(key);
  }

  /** @param {Set<string>} keys */
  mark(keys) {
    for (const [key, row] of this.#rows) row.classList.toggle("selected", keys.has(key));
  }

  /** @param {Set<string>} busy @param {Set<string>} done names that are being asked for, and that have been */
  states(busy, done) {
    for (const row of this.#rows.values()) {
      const expand = row.querySelector("button.expand");
      if (!expand) continue;
      expand.disabled = busy.has(row.dataset.target) || done.has(row.dataset.target);
      expand.textContent = busy.has(row.dataset.target) ? t("graph.loading", "Loading…")
        : done.has(row.dataset.target) ? t("graph.expanded", "Expanded") : t("graph.expand", "Expand");
    }
  }
}
