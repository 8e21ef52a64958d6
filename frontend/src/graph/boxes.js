/**
 * Room for names: a force of boxes that hold a shape and the label beside it. Circles around labels,
 * which are wide and low, would waste most of the page.
 */

const GAP = 3;
export const LINE = 15;

/**
 * @typedef {{x: number, y: number, vx?: number, vy?: number, fx?: number | null, fy?: number | null,
 *   r: number, text: number, side: -1 | 0 | 1}} Point `text`: width of its label; `side`: where that is, 0 beneath
 */

/** From the middle of a shape to where its label begins: corners reach farther than a circle. @param {number} r */
export const reach = (r) => 1.25 * r + 4;

/** Left, top, right, bottom of a point with its label. @param {Point} p */
export function box(p) {
  const high = Math.max(p.r, LINE / 2);
  if (p.side === 0) {
    const half = Math.max(p.r, p.text / 2);
    return [p.x - half, p.y - p.r, p.x + half, p.y + p.r + LINE];
  }
  const wide = reach(p.r) + p.text;
  return p.side > 0 ? [p.x - p.r, p.y - high, p.x + wide, p.y + high] : [p.x - wide, p.y - high, p.x + p.r, p.y + high];
}

/** Boxes as distances from the point, worked out once for many comparisons. @param {Point[]} points @returns {Float64Array} */
function extents(points) {
  const found = new Float64Array(points.length * 4);
  points.forEach((p, i) => {
    const [left, top, right, bottom] = box(p);
    found.set([left - p.x, top - p.y, right - p.x, bottom - p.y], 4 * i);
  });
  return found;
}

/**
 * Moves points apart where their boxes overlap, along the shorter way.
 * @param {Point[]} points
 * @param {number} strength 0..1, how much of the way at once
 * @returns {boolean} whether any did
 */
export function part(points, strength) {
  const around = extents(points);
  let any = false;
  for (let i = 0; i < points.length; i++) {
    for (let j = i + 1; j < points.length; j++) {
      const a = points[i];
      const b = points[j];
      const p = 4 * i;
      const q = 4 * j;
      const y = Math.min(a.y + around[p + 3], b.y + around[q + 3]) - Math.max(a.y + around[p + 1], b.y + around[q + 1]) + GAP;
      if (y <= 0) continue;
      const x = Math.min(a.x + around[p + 2], b.x + around[q + 2]) - Math.max(a.x + around[p], b.x + around[q]) + GAP;
      if (x <= 0) continue;
      any = true;
      if (y <= x) push(a, b, "y", y * strength * Math.sign(a.y - b.y + (around[p + 1] + around[p + 3] - around[q + 1] - around[q + 3]) / 2 || -1));
      else push(a, b, "x", x * strength * Math.sign(a.x - b.x + (around[p] + around[p + 2] - around[q] - around[q + 2]) / 2 || -1));
    }
  }
  return any;
}

/** What is pinned stays, and the other goes all the way. @param {Point} a @param {Point} b @param {"x" | "y"} axis */
function push(a, b, axis, way) {
  const still = axis === "x" ? "fx" : "fy";
  const share = b[still] != null ? 1 : a[still] != null ? 0 : 0.5;
  if (a[still] == null) a[axis] += way * share;
  if (b[still] == null) b[axis] -= way * (1 - share);
}

/** Keeps a point within a frame around 0, 0. @param {Point} p @param {[number, number]} frame width and height */
export function hold(p, [width, height]) {
  const [left, top, right, bottom] = box(p);
  if (p.fx == null) p.x += Math.max(0, -width / 2 - left) - Math.max(0, right - width / 2);
  if (p.fy == null) p.y += Math.max(0, -height / 2 - top) - Math.max(0, bottom - height / 2);
}

/** The force, for d3. @param {() => [number, number]} frame */
export function boxes(frame) {
  /** @type {Point[]} */
  let points = [];
  const force = () => {
    part(points, 0.8);
    for (const point of points) hold(point, frame());
  };
  force.initialize = (given) => {
    points = given;
  };
  return force;
}

/** The least frame of the same form in which all boxes have room. @param {Point[]} points @param {[number, number]} size */
export function roomFor(points, [width, height]) {
  const needed = points.reduce((sum, p) => sum + (p.r + reach(p.r) + p.text + 6) * (Math.max(2 * p.r, LINE) + 8), 0);
  const scale = Math.max(1, Math.sqrt(needed / (0.42 * width * height)));
  return [width * scale, height * scale];
}
