/** The picture: lines below, names above, each kept from one drawing to the next. */

import { svg } from "./dom.js";
import { LINE, reach } from "./boxes.js";
import { outline } from "./shapes.js";
import { count, t, typeName } from "./words.js";

const NARROW = 520;

export class Drawing {
  #nodes = new Map();
  #edges = new Map();
  #lines = svg("g", { class: "edges" });
  #names = svg("g", { class: "nodes" });
  #ruler = svg("text", { class: "label", visibility: "hidden", "aria-hidden": "true" });

  /** @param {HTMLElement} figure whose static picture this takes the place of */
  constructor(figure) {
    this.figure = figure;
    this.viewport = svg("g", { class: "viewport" }, this.#lines, this.#names);
    const plain = figure.querySelector("svg");
    this.svg = svg("svg", {
      class: "explorer", tabindex: 0, role: "application",
      "aria-label": plain?.getAttribute("aria-label") || t("graph.picture", "The graph"),
      "aria-roledescription": t("graph.explorer", "graph explorer"),
      "aria-keyshortcuts": "ArrowUp ArrowDown ArrowLeft ArrowRight + - 0 Enter E Escape",
    }, this.viewport, this.#ruler);
    if (plain) plain.replaceWith(this.svg);
    else figure.prepend(this.svg);
  }

  get narrow() {
    return this.figure.clientWidth < NARROW;
  }

  /** A name as it is written beside its shape. @param {string} name */
  label(name) {
    const most = this.narrow ? 18 : 26;
    if (name.length <= most) return name;
    const cut = name.slice(0, most - 1);
    // At the end of a word where there is one: who speaks to the page says words.
    return `${name[most - 1] === " " ? cut : cut.replace(/(?<=\S)\s+\S*$/, "")}`.trimEnd() + "…";
  }

  /** Width of a label. @param {string} name */
  measure = (name) => {
    this.#ruler.textContent = this.label(name);
    return this.#ruler.getComputedTextLength();
  };

  /** @param {string} id */
  node(id) {
    return this.#nodes.get(id);
  }

  get ids() {
    return [...this.#nodes.keys()];
  }

  /**
   * @param {import("./model.js").Name[]} nodes
   * @param {ReturnType<typeof import("./model.js").edges>} edges
   * @param {import("./layout.js").At} at
   * @returns {Element[]} names that are new
   */
  update(nodes, edges, at) {
    const most = Math.max(1, ...edges.map((edge) => edge.link.stories));
    keep(this.#edges, edges, (edge) => {
      const lines = [svg("line", { class: "edge" }), svg("line", { class: "hit", stroke: "transparent", "stroke-width": 16 })];
      for (const line of lines) line.dataset.link = edge.link.key;
      this.#lines.append(...lines);
      return lines;
    });
    for (const edge of edges) {
      const [line] = this.#edges.get(edge.id);
      line.setAttribute("stroke-width", (0.75 + 5 * Math.sqrt(edge.link.stories / most)).toFixed(2));
      this.#edges.get(edge.id).ends = [edge.source, edge.target];
    }
    const added = keep(this.#nodes, nodes, (node) => [this.#drawn(node)]);
    for (const node of nodes) this.#fit(this.#nodes.get(node.id)[0], node, at(node.id));
    return added.flat();
  }

  #drawn(node) {
    const group = svg("g", { class: `node ${node.type}`, tabindex: -1, role: "button" },
      svg("title"), svg("path", { class: "shape" }), svg("text", { class: "label" }));
    group.dataset.id = node.id;
    if (node.pinned) group.classList.add("center");
    this.#names.append(group);
    return group;
  }

  #fit(group, node, point) {
    const [title, shape, label] = group.children;
    const stories = count("graph.stories", node.stories, "{n} story", "{n} stories");
    group.setAttribute("aria-label", `${node.name}, ${typeName(node.type)}, ${stories}`);
    title.textContent = node.name;
    shape.setAttribute("d", outline(node.type, point.r));
    label.textContent = this.label(node.name);
  }

  /** @param {import("./layout.js").At} at */
  move(at) {
    for (const lines of this.#edges.values()) {
      const [a, b] = lines.ends.map(at);
      if (!a || !b) continue;
      for (const line of lines) {
        line.setAttribute("x1", a.x.toFixed(1));
        line.setAttribute("y1", a.y.toFixed(1));
        line.setAttribute("x2", b.x.toFixed(1));
        line.setAttribute("y2", b.y.toFixed(1));
      }
    }
    for (const [id, [group]] of this.#nodes) {
      const point = at(id);
      if (!point) continue;
      group.setAttribute("transform", `translate(${point.x.toFixed(1)},${point.y.toFixed(1)})`);
      const label = group.lastElementChild;
      label.setAttribute("text-anchor", ["end", "middle", "start"][point.side + 1]);
      label.setAttribute("x", (point.side * reach(point.r)).toFixed(1));
      label.setAttribute("y", point.side === 0 ? (point.r + LINE - 2).toFixed(1) : "0");
      label.setAttribute("dy", point.side === 0 ? "0" : "0.34em");
    }
  }

  /**
   * Brings names and links out, and lets the rest fade; none at all where both are empty.
   * @param {Set<string>} chosen ids and keys that are selected
   * @param {Set<string>} near those that belong to them
   */
  mark(chosen, near) {
    const mark = (element, key) => {
      element.classList.toggle("selected", chosen.has(key));
      element.classList.toggle("near", near.has(key));
      element.classList.toggle("faded", chosen.size > 0 && !chosen.has(key) && !near.has(key));
    };
    for (const [id, [group]] of this.#nodes) {
      mark(group, id);
      group.setAttribute("aria-pressed", String(chosen.has(id)));
    }
    for (const [line] of this.#edges.values()) mark(line, line.dataset.link);
  }

  /** @param {Set<string>} ids names that are being asked for */
  busy(ids) {
    for (const [id, [group]] of this.#nodes) group.classList.toggle("busy", ids.has(id));
  }

  /** Whether the Tab key comes to any name: the one that it came to may be gone. */
  get reached() {
    return this.#names.querySelector('[tabindex="0"]') !== null;
  }

  /** The one name that the Tab key comes to. @param {string} id */
  rove(id) {
    for (const [other, [group]] of this.#nodes) group.setAttribute("tabindex", other === id ? 0 : -1);
  }
}

/** Lets go what is no longer there and makes what is new: elements by id. */
function keep(known, items, make) {
  const ids = new Set(items.map((item) => item.id));
  for (const [id, elements] of known) {
    if (ids.has(id)) continue;
    for (const element of elements) element.remove();
    known.delete(id);
  }
  const fresh = items.filter((item) => !known.has(item.id));
  for (const item of fresh) known.set(item.id, make(item));
  return fresh.map((item) => known.get(item.id));
}
