import assert from "node:assert/strict";
import { test } from "node:test";
import { box } from "../src/graph/boxes.js";
import { fileName } from "../src/graph/export.js";
import { nearest } from "../src/graph/keyboard.js";
import { Layout } from "../src/graph/layout.js";

const names = (n) => Array.from({ length: n }, (_, i) => ({ id: `E${i}`, name: `Name ${i}`, stories: 1 + (i % 7), pinned: i === 0 }));
const star = (n) => Array.from({ length: n - 1 }, (_, i) => ({ source: "E0", target: `E${i + 1}` }));

function settled(n, size) {
  const layout = new Layout(() => {});
  layout.resize(size);
  layout.update(names(n), star(n), (name) => name.length * 7);
  layout.settle();
  return layout;
}

const overlaps = (points) =>
  points.flatMap((a, i) => points.slice(i + 1).map((b) => [box(a), box(b)]))
    .filter(([a, b]) => Math.min(a[2], b[2]) > Math.max(a[0], b[0]) + 0.5 && Math.min(a[3], b[3]) > Math.max(a[1], b[1]) + 0.5);

test("the same names get the same places", () => {
  const places = () => settled(21, [1000, 600]).points.map(({ x, y }) => [x, y]);
  assert.deepEqual(places(), places());
});

for (const [n, size] of [[21, [1000, 600]], [21, [330, 445]], [60, [1000, 600]]]) {
  test(`the labels of ${n} names do not overlap in ${size.join(" by ")}`, () => {
    assert.equal(overlaps(settled(n, size).points).length, 0);
  });
}

test("the centre stays in the middle, and a name stays where it was placed", () => {
  const layout = settled(10, [800, 500]);
  layout.place("E3", 123, -45);
  layout.settle();
  assert.deepEqual([layout.at("E0").x, layout.at("E0").y], [0, 0]);
  assert.deepEqual([layout.at("E3").x, layout.at("E3").y], [123, -45]);
});

test("an arrow key finds the nearest name in its direction", () => {
  const [middle, right, far, above] = [{ x: 0, y: 0 }, { x: 50, y: 10 }, { x: 90, y: 0 }, { x: 5, y: -40 }];
  const all = [middle, right, far, above];
  assert.equal(nearest(all, middle, [1, 0]), right);
  assert.equal(nearest(all, middle, [0, -1]), above);
  assert.equal(nearest(all, middle, [-1, 0]), null);
});

test("file names have only letters, digits and dashes", () => {
  assert.equal(fileName(["retold", "Škoda Auto (Czechia)", "2026-01"]), "retold-skoda-auto-czechia-2026-01");
});
