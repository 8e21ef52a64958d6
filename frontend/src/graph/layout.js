/** Where names stand: forces from a start that depends on nothing but the order of the names. */

import { forceLink, forceManyBody, forceSimulation, forceX, forceY } from "d3-force";
import { box, boxes, hold, part, roomFor } from "./boxes.js";

/** The angle at which the seeds of a sunflower follow one another: no two in a line. */
const GOLDEN = Math.PI * (3 - Math.sqrt(5));
const FLIP = 12;
const GLIDE = 350;

/** @typedef {(id: string) => import("./boxes.js").Point} At */

const radius = (node, most) => (node.pinned ? 4 : 0) + 5 + 9 * Math.sqrt(node.stories / most);

export class Layout {
  #points = new Map();
  #frame = [600, 400];
  #size = [600, 400];
  #frameAsked = 0;
  #simulation;
  #links = forceLink().id((point) => point.id);
  #charge = forceManyBody().distanceMax(500);
  #x = forceX();
  #y = forceY();

  /** @param {() => void} moved called at each step */
  constructor(moved) {
    this.#simulation = forceSimulation([])
      .force("links", this.#links).force("charge", this.#charge)
      .force("x", this.#x).force("y", this.#y)
      .force("boxes", boxes(() => this.#frame))
      .on("tick", () => {
        this.#turn();
        moved();
      })
      .stop();
  }

  /** @type {At} */
  at = (id) => this.#points.get(id);

  get points() {
    return [...this.#points.values()];
  }

  /**
   * @param {import("./model.js").Name[]} nodes
   * @param {{source: string, target: string}[]} edges
   * @param {(name: string) => number} measure width of a label
   */
  update(nodes, edges, measure) {
    const most = Math.max(1, ...nodes.filter((node) => !node.pinned).map((node) => node.stories));
    const before = this.#points;
    this.#points = new Map();
    nodes.forEach((node, i) => {
      const known = before.get(node.id);
      const r = Math.min(20, radius(node, most));
      const point = { ...(known ?? this.#start(node, i, edges, before)), id: node.id, r, text: measure(node.name) };
      point.pinned = Boolean(node.pinned);
      point.column = node.column;
      point.lane = node.lane;
      this.#points.set(node.id, point);
    });
    // Links of names that are gone would be looked for among the new ones.
    this.#links.links([]);
    this.#simulation.nodes(this.points);
    this.#links.links(edges.map((edge) => ({ ...edge })));
    this.resize(this.#size);
  }

  #start(node, i, edges, before) {
    const edge = edges.find((e) => e.target === node.id && before.has(e.source));
    const { x, y } = edge ? before.get(edge.source) : { x: 0, y: 0 };
    const far = (edge ? 12 : 32) * Math.sqrt(i + 1);
    return { x: x + far * Math.cos(i * GOLDEN), y: y + far * Math.sin(i * GOLDEN), side: 1 };
  }

  /** @param {[number, number]} size of the picture */
  resize(size) {
    this.#size = size;
    this.#frame = roomFor(this.points, size);
    const [width, height] = this.#frame;
    const inner = Math.max(80, width - 140);
    for (const point of this.points) {
      if (point.pinned) this.#pin(point, inner);
    }
    const columns = this.points.some((point) => point.column != null);
    this.#x.x((p) => (p.column == null ? 0 : (p.column - 0.5) * inner)).strength(columns ? 0.6 : 0.05 * Math.sqrt(height / width));
    this.#y.y((p) => (p.column == null ? 0 : (p.lane - 0.5) * (height - 60))).strength(columns ? 0.6 : 0.05 * Math.sqrt(width / height));
    // Chains have their places; links would only draw them together.
    this.#links.strength(columns ? 0 : 0.25);
    const apart = Math.sqrt(this.#size[0] * this.#size[1]) / 6;
    this.#links.distance((l) => apart + l.source.r + l.target.r);
    this.#charge.strength(-4 * apart);
  }

  #pin(point, inner) {
    const pinned = this.points.filter((other) => other.pinned);
    const place = pinned.indexOf(point) - (pinned.length - 1) / 2;
    const step = point.column == null ? Math.min(inner / 3, 220) : inner;
    if (!point.placed) point.fx = place * step;
    if (!point.placed) point.fy = 0;
    point.x = point.fx;
    point.y = point.fy;
  }

  /** Labels stand away from the middle, where the lines come from; near it they do not flicker from side to side. */
  #turn() {
    for (const point of this.points) {
      if (point.pinned || point.column != null) point.side = 0;
      else if (Math.abs(point.x) > FLIP) point.side = point.x < 0 ? -1 : 1;
    }
  }

  /** To the end at once. */
  settle() {
    this.#simulation.alpha(1).stop();
    for (let i = 0; i < 300; i++) {
      this.#simulation.tick();
      this.#turn();
    }
    this.#clear();
  }

  /** Forces are a compromise; at the end labels may have the last word. */
  #clear() {
    const points = this.points;
    for (let turn = 0; turn < 60 && part(points, 1); turn++) {
      for (const point of points) hold(point, this.#frame);
    }
  }

  /** From where all stand to where they will: the eye can follow, and the end is the same as at once. @param {(at: At) => void} moved */
  glide(moved) {
    const from = new Map(this.points.map(({ id, x, y }) => [id, { x, y }]));
    this.settle();
    const start = performance.now();
    const step = (now) => {
      const k = Math.min(1, Math.max(0, (now - start) / GLIDE)) ** 0.5;
      moved((id) => {
        const point = this.at(id);
        const { x, y } = from.get(id);
        return { ...point, x: x + (point.x - x) * k, y: y + (point.y - y) * k };
      });
      this.#frameAsked = k < 1 ? requestAnimationFrame(step) : 0;
    };
    step(start);
  }

  /** Gives way around a name that is dragged. */
  yield() {
    this.stop();
    this.#simulation.alpha(0.15).restart();
  }

  stop() {
    this.#simulation.stop();
    cancelAnimationFrame(this.#frameAsked);
  }

  /** Puts a name where it is to stay. @param {string} id */
  place(id, x, y) {
    Object.assign(this.#points.get(id), { x, y, fx: x, fy: y, placed: true });
  }

  /** Left, top, right, bottom of all. */
  bounds() {
    const all = this.points.map(box);
    if (!all.length) return [-1, -1, 1, 1];
    return [0, 1, 2, 3].map((i) => (i < 2 ? Math.min : Math.max)(...all.map((b) => b[i])));
  }
}
