/** A shape for each type, of equal area, so that colour is never the only sign. */

const corners = (n, turn) =>
  Array.from({ length: n }, (_, i) => {
    const angle = turn + (2 * Math.PI * i) / n;
    return [Math.cos(angle), Math.sin(angle)];
  });

const CROSS = [[1, 3], [1, 1], [3, 1], [3, -1], [1, -1], [1, -3], [-1, -3], [-1, -1], [-3, -1], [-3, 1], [-1, 1], [-1, 3]];

const OUTLINES = {
  organization: corners(4, Math.PI / 4),
  place: corners(4, 0),
  event: corners(3, -Math.PI / 2),
  work: corners(5, -Math.PI / 2),
  product: corners(6, 0),
  topic: CROSS,
  other: corners(3, Math.PI / 2),
};

function area(points) {
  return Math.abs(points.reduce((sum, [x, y], i) => {
    const [nextX, nextY] = points[(i + 1) % points.length];
    return sum + x * nextY - nextX * y;
  }, 0)) / 2;
}

/**
 * The path of a shape around 0, 0 with the area of a circle.
 * @param {string} type
 * @param {number} radius of that circle
 */
export function outline(type, radius) {
  const r = radius.toFixed(2);
  if (type === "person") return `M${r},0A${r},${r} 0 1 1 -${r},0A${r},${r} 0 1 1 ${r},0Z`;
  const points = OUTLINES[type] ?? OUTLINES.other;
  const scale = radius * Math.sqrt(Math.PI / area(points));
  return `M${points.map(([x, y]) => `${(x * scale).toFixed(2)},${(y * scale).toFixed(2)}`).join("L")}Z`;
}
