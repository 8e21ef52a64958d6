import assert from "node:assert/strict";
import { test } from "node:test";
import { edges, merged, opened, pair, shown } from "../src/graph/model.js";

const entity = (id, more = {}) => ({ id, name: `Name ${id}`, type: "organization", stories: 9, ...more });
const link = (source, target, type = "person", stories = 3) => ({
  source, target, name: `Name ${target}`, type, stories, expected: 0.4, npmi: 0.41, first: null, last: null, evidence: [],
});
const around = (id, ...links) => ({ of: [entity(id)], links });

test("a neighbourhood becomes names and links, and the centre is pinned", () => {
  const graph = opened(around("E1", link("E1", "E2"), link("E1", "E3", "place")));
  assert.deepEqual([...graph.nodes.keys()], ["E1", "E2", "E3"]);
  assert.deepEqual([...graph.links.keys()], [pair("E1", "E2"), pair("E1", "E3")]);
  assert.equal(graph.nodes.get("E1").pinned, true);
  assert.equal(graph.nodes.get("E2").stories, 3);
});

test("expanding adds names, and links between names that are shown", () => {
  const before = opened(around("E1", link("E1", "E2"), link("E1", "E3")));
  const { graph, names, links } = merged(before, around("E2", link("E2", "E1"), link("E2", "E3"), link("E2", "E4")));
  assert.deepEqual(names, ["E4"]);
  assert.deepEqual(links, [pair("E2", "E3"), pair("E2", "E4")]);
  assert.equal(graph.nodes.get("E2").total, 9);
  assert.equal(before.nodes.size, 3, "the graph before does not change");
});

test("expanding twice adds nothing", () => {
  const answer = around("E2", link("E2", "E4"));
  const once = merged(opened(around("E1", link("E1", "E2"))), answer).graph;
  const twice = merged(once, answer);
  assert.deepEqual([twice.names, twice.links], [[], []]);
  assert.deepEqual(twice.graph, once);
});

test("no names are added beyond the limit, but links among the shown names are", () => {
  const before = opened(around("E1", link("E1", "E2"), link("E1", "E3")), 3);
  const { graph, names, links, left } = merged(before, around("E2", link("E2", "E4"), link("E2", "E5"), link("E2", "E3")), 3);
  assert.deepEqual([names, links, left], [[], [pair("E2", "E3")], 2]);
  assert.equal(graph.nodes.size, 3);
});

test("an answer about a name that is no longer shown adds nothing", () => {
  const before = opened(around("E1", link("E1", "E2")));
  assert.deepEqual(merged(before, around("E9", link("E9", "E8"))).graph, before);
});

test("a filter of types hides names, and those that were linked to them only, but never the centre", () => {
  const start = opened(around("E1", link("E1", "E2", "person"), link("E1", "E3", "place")));
  const { graph } = merged(start, around("E2", link("E2", "E4", "place")));
  const ids = (types) => shown(graph, types).nodes.map((node) => node.id);
  assert.deepEqual(ids(null), ["E1", "E2", "E3", "E4"]);
  assert.deepEqual(ids(new Set(["place"])), ["E1", "E3"]);
  assert.deepEqual(ids(new Set(["event"])), ["E1"]);
  assert.deepEqual(shown(graph, new Set(["place"])).links.map((l) => l.key), [pair("E1", "E3")]);
});

test("a link of two centres is one link and two lines", () => {
  const graph = opened({ of: [entity("E1"), entity("E2")], links: [link("E1", "E3")] });
  const { links } = shown(graph, null);
  assert.equal(links.length, 1);
  assert.deepEqual(edges(links).map((edge) => [edge.source, edge.target]), [["E1", "E3"], ["E2", "E3"]]);
});

test("paths go from the first name on the left to the second on the right", () => {
  const graph = opened({
    of: [entity("E1"), entity("E9")],
    paths: [{ steps: [link("E1", "E2"), link("E2", "E9")] }, { steps: [link("E1", "E3"), link("E3", "E4"), link("E4", "E9")] }],
  });
  const columns = Object.fromEntries([...graph.nodes.values()].map((node) => [node.id, node.column]));
  assert.deepEqual(columns, { E1: 0, E9: 1, E2: 1 / 2, E3: 1 / 3, E4: 2 / 3 });
  assert.equal(graph.links.size, 5);
  assert.deepEqual([...graph.nodes.values()].filter((node) => node.pinned).map((node) => node.id), ["E1", "E9"]);
});

test("an answer without links gives a graph of its names only", () => {
  assert.deepEqual(shown(opened({ of: [entity("E1")], links: [] }), null).nodes.length, 1);
  assert.equal(opened({}).nodes.size, 0);
});
