/** The explorer: holds what is shown, and tells each part when it changes. */

import { bar } from "./bar.js";
import { calm, el } from "./dom.js";
import { Drawing } from "./draw.js";
import { Questions } from "./fetching.js";
import { Filters } from "./filters.js";
import { keys } from "./keyboard.js";
import { Layout } from "./layout.js";
import { across, edges, merged, MOST, opened, shown, touches } from "./model.js";
import { Panel } from "./panel.js";
import { slider } from "./slider.js";
import { Table } from "./table.js";
import { View } from "./view.js";
import { count, t } from "./words.js";

const FEW = 8;

export class Explorer {
  #graph;
  #seen;
  #selected = null;
  #expanded = new Set();
  #questions;
  /** Types that the graph was asked for; others are not in it. */
  #known;

  /** @param {HTMLElement} section @param {object} data */
  constructor(section, data) {
    const { api, entity, article, center } = section.dataset;
    this.section = section;
    this.#questions = new Questions(api, this.#waiting);
    this.open = Boolean(api);
    this.#graph = opened(data);
    this.center = center || this.#graph.of[0];
    // The server answers for one centre; of two, and of paths, the form asks for a new page.
    this.alive = Boolean(api) && !this.#graph.chains && this.#graph.of.length === 1;
    const form = section.querySelector("form.graph-filter");
    const places = { entity, article, center: (id) => `${form?.getAttribute("action") || "/graph"}?of=${encodeURIComponent(id)}` };
    this.figure = section.querySelector("figure.graph");
    this.drawing = new Drawing(this.figure);
    this.view = new View(this.drawing.svg, this.drawing.viewport);
    this.layout = new Layout(() => this.drawing.move(this.layout.at));
    this.panel = new Panel(section.querySelector(".graph-panel") ?? section.appendChild(el("aside", { class: "graph-panel", "aria-live": "polite" })), places, this.clear);
    const table = section.querySelector(".graph-table");
    this.table = table && new Table(table, places, { select: this.select, expand: api ? this.expand : null });
    this.status = section.appendChild(el("p", { class: "visually-hidden", role: "status" }));
    this.filters = new Filters(form, { types: this.#typed, asked: () => this.alive && this.#ask() });
    this.#known = this.filters.types;
    const place = section.querySelector(".slider");
    if (place && form) slider(place, form);
    bar(section.querySelector(".graph-bar"), this.drawing, this.view, { fit: this.fit, bounds: () => this.layout.bounds(), query: this.#query, failed: (words) => this.panel.note(words) });
    this.#listen();
    if (this.alive) this.#expanded.add(this.center);
    this.#draw(true);
  }

  #listen() {
    const { svg } = this.drawing;
    const under = (event) => event.target.closest(".node")?.dataset.id ?? event.target.dataset.link;
    svg.addEventListener("click", (event) => (under(event) ? this.select(under(event)) : this.clear()));
    svg.addEventListener("dblclick", (event) => this.#graph.nodes.has(under(event)) && this.expand(under(event)));
    keys(this.drawing, this.view, this.layout, { select: this.select, expand: this.expand, clear: this.clear, fit: this.fit });
    let width = this.figure.clientWidth;
    new ResizeObserver(() => {
      // Its own height, which follows from the width, must not bring it here again.
      if (this.figure.clientWidth === width || !this.figure.clientWidth) return;
      width = this.figure.clientWidth;
      this.#draw(true);
    }).observe(this.figure);
  }

  /** Brings picture and table to what the graph and the filters are. @param {boolean} [still] without a run */
  #draw(still = false, anew = false) {
    this.#seen = shown(this.#graph, this.filters.types);
    const lines = edges(this.#seen.links);
    this.layout.stop();
    const size = this.view.resize(this.figure.clientWidth);
    this.layout.update(this.#seen.nodes, lines, this.drawing.measure);
    this.layout.resize(size);
    const fresh = this.drawing.update(this.#seen.nodes, lines, this.layout.at);
    this.view.draggable(fresh, this.layout.at, this.#drag);
    if (!this.drawing.reached) this.drawing.rove(this.center);
    const quiet = still || calm();
    if (quiet) this.layout.settle();
    else this.layout.glide((at) => this.drawing.move(at));
    if (quiet) this.drawing.move(this.layout.at);
    this.view.fit(this.layout.bounds(), quiet);
    this.table?.update(this.#graph, this.#seen.links, anew);
    this.#mark();
  }

  #drag = (id, x, y) => {
    this.layout.place(id, x, y);
    this.drawing.move(this.layout.at);
    if (!calm()) this.layout.yield();
  };

  fit = () => this.view.fit(this.layout.bounds());

  /** @param {string} key of a name or a link */
  select = (key) => {
    this.#selected = key;
    this.#mark();
  };

  clear = () => {
    this.#selected = null;
    this.#mark();
  };

  /** What is selected, brought out in picture and table and told in the panel. */
  #mark() {
    const { nodes, links } = this.#seen;
    const key = this.#selected;
    const link = links.find((l) => l.key === key);
    const name = nodes.find((n) => n.id === key);
    const its = name ? links.filter((l) => touches(l, key)) : [];
    const near = link ? [...link.sources, link.target] : its.flatMap((l) => [l.key, across(l, key), ...l.sources]);
    this.drawing.mark(new Set(link || name ? [key] : []), new Set(near));
    this.table?.mark(new Set(link ? [key] : its.map((l) => l.key)));
    this.table?.states(this.#questions.busy, this.#expanded);
    if (link) this.panel.link(link, this.#graph.nodes);
    else if (name) this.#tell(name, its);
    else this.panel.hide();
  }

  #tell(node, links) {
    this.panel.name(node, links, this.#graph.nodes, {
      expand: this.open ? () => this.expand(node.id) : undefined,
      expanded: this.#expanded.has(node.id), busy: this.#questions.busy.has(node.id), select: this.select,
    });
  }

  /** @param {string} id */
  expand = async (id) => {
    if (!this.open || this.#questions.busy.has(id)) return;
    if (this.#expanded.has(id)) return this.#say(this.#counted(0));
    const asked = this.filters.asked();
    asked.set("limit", FEW);
    await this.#questions.ask(id, asked, this.#failed(() => this.expand(id)), (data) => {
      const { graph, names, left } = merged(this.#graph, data);
      this.#graph = graph;
      this.#expanded.add(id);
      this.#draw();
      const words = [this.#counted(names.length), left && t("graph.full", "The picture has at most {most} names; {left} were left out.", { most: MOST, left })];
      this.#say(words.filter(Boolean).join(". "));
      if (left) this.panel.note(words[1]);
    });
  };

  #counted = (n) => count("graph.added", n, "{n} name added", "{n} names added");

  /** The centre's graph anew; what was expanded was for another question. @param {boolean} [more] to what is there */
  async #ask(more = false) {
    this.#questions.drop();
    history.replaceState(history.state, "", this.filters.address());
    const known = this.filters.types;
    await this.#questions.ask(this.center, this.filters.asked(), this.#failed(() => this.#ask(more)), (data) => {
      this.#graph = more ? merged(this.#graph, data).graph : opened(data);
      this.#expanded = new Set(this.#graph.of);
      this.#known = known;
      this.#draw(false, !more);
      this.#say(count("graph.shown", this.#seen.nodes.length, "{n} name shown", "{n} names shown"));
    });
  }

  /** Hidden at once; what was never asked for has to be. */
  #typed = () => {
    const { types } = this.filters;
    if (this.alive) history.replaceState(history.state, "", this.filters.address());
    this.#draw();
    const unknown = this.#known && (!types || [...types].some((type) => !this.#known.has(type)));
    if (this.alive && unknown) this.#ask(true);
  };

  #failed = (again) => (words) => this.panel.failure(words, again);

  /** Shows what is being asked for. */
  #waiting = () => {
    const { busy } = this.#questions;
    this.figure.setAttribute("aria-busy", String(busy.size > 0));
    this.drawing.busy(busy);
    this.#mark();
  };

  #say(words) {
    this.status.textContent = words;
  }

  #query = () => {
    const asked = this.filters.asked();
    const [since, until] = ["since", "until"].map((name) => asked.get(name) ?? "");
    const others = [...asked].filter(([key]) => key === "type" || key === "with").map(([, value]) => value);
    return [...this.#graph.of.map((id) => this.#graph.nodes.get(id).name), ...(since || until ? [`${since}–${until}`] : []), ...others];
  };
}
