/** The picture without a mouse. */

/** @type {Record<string, [number, number]>} */
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const STEP = 60;

/**
 * The nearest point in a direction; what lies aside counts as farther.
 * @template {{x: number, y: number}} P
 * @param {P[]} points
 * @param {P} from
 * @param {[number, number]} direction
 * @returns {P | null}
 */
export function nearest(points, from, [dx, dy]) {
  let best = null;
  let least = Infinity;
  for (const point of points) {
    const along = (point.x - from.x) * dx + (point.y - from.y) * dy;
    const aside = Math.abs((point.x - from.x) * dy) + Math.abs((point.y - from.y) * dx);
    const far = along + 2 * aside;
    if (point !== from && along > 0 && aside <= 2 * along && far < least) [best, least] = [point, far];
  }
  return best;
}

/**
 * @param {import("./draw.js").Drawing} drawing
 * @param {import("./view.js").View} view
 * @param {import("./layout.js").Layout} layout
 * @param {{select(id: string): void, expand(id: string): void, clear(): void, fit(): void}} act
 */
export function keys(drawing, view, layout, act) {
  const focused = () => document.activeElement?.closest?.(".node")?.dataset.id;

  const arrow = (direction) => {
    const id = focused();
    if (!id) return view.pan(-direction[0] * STEP, -direction[1] * STEP);
    const next = nearest(layout.points, layout.at(id), direction);
    if (!next) return;
    drawing.rove(next.id);
    drawing.node(next.id)[0].focus({ preventScroll: true });
    view.reveal(next);
  };

  const plain = {
    "+": () => view.scale(1.3), "=": () => view.scale(1.3), "-": () => view.scale(1 / 1.3), 0: act.fit,
    Escape: act.clear,
  };
  const onName = { Enter: act.select, " ": act.select, e: act.expand, E: act.expand };

  drawing.svg.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const id = focused();
    if (ARROWS[event.key]) arrow(ARROWS[event.key]);
    else if (plain[event.key]) plain[event.key]();
    else if (id && onName[event.key]) onName[event.key](id);
    else return;
    event.preventDefault();
  });

  drawing.svg.addEventListener("focusin", () => {
    const id = focused();
    if (id) drawing.rove(id);
  });
}
