/**
 * The graph that is shown, as data. Nothing here is changed in place: each step gives a new graph.
 *
 * @typedef {{id: string, name: string, type: string, stories: number, total?: number, first?: string | null,
 *   last?: string | null, pinned?: boolean, column?: number, lane?: number}} Name `stories` is what sets its size;
 *   `total` all stories that have it, where known; on a path `column`, 0..1 from left to right, and `lane`, from top to bottom
 * @typedef {{article: string, start: number, end: number, exact: string}} Evidence
 * @typedef {{evidence: Evidence[], source: {id: string, publisher: string, headline: string}, speaker: string | null,
 *   name: string, said_by: string}} Attestation
 * @typedef {{subject: string, subject_name: string, relation: string, object: string, object_name: string, status: string,
 *   detail: string, since: string | null, stories: number, by: Attestation[]}} Relationship
 * @typedef {{key: string, sources: string[], target: string, stories: number, npmi: number | null,
 *   expected: number | null, first: string | null, last: string | null, evidence: Evidence[], together: boolean,
 *   relations: Relationship[]}} Link
 * @typedef {{of: string[], nodes: Map<string, Name>, links: Map<string, Link>, chains: boolean}} Graph
 */

/** Names beyond which a picture tells nothing. */
export const MOST = 150;

/** The key of two names, whichever is asked first. */
export const pair = (a, b) => (a < b ? `${a} ${b}` : `${b} ${a}`);

const named = (entity, more = {}) => ({
  id: entity.id, name: entity.name, type: entity.type, stories: entity.stories ?? 1,
  total: entity.stories, first: entity.first, last: entity.last, ...more,
});

const reached = (link, more = {}) => ({ id: link.target, name: link.name, type: link.type, stories: link.stories, ...more });

/** A link of one entity, or of several taken together. */
function linked(link, sources = [link.source]) {
  return {
    key: pair(sources[0], link.target), sources, target: link.target, stories: link.stories,
    npmi: link.npmi ?? null, expected: link.expected ?? null,
    first: link.first ?? null, last: link.last ?? null, evidence: link.evidence ?? [], together: link.together ?? true,
    relations: link.relations ?? [],
  };
}

/**
 * The graph of an answer: a neighbourhood, or paths.
 * @returns {Graph}
 */
export function opened(data, most = MOST) {
  const of = (data.of ?? []).map((entity) => entity.id);
  const nodes = new Map((data.of ?? []).map((entity) => [entity.id, named(entity, { pinned: true })]));
  if (data.paths) return chained(data.paths, { of, nodes, links: new Map(), chains: true });
  return merged({ of, nodes, links: new Map(), chains: false }, data, most).graph;
}

function chained(paths, graph) {
  const nodes = new Map(graph.nodes);
  const links = new Map();
  graph.of.forEach((id, i) => nodes.set(id, { ...nodes.get(id), column: i === 0 ? 0 : 1, lane: 0.5 }));
  paths.forEach(({ steps }, row) => {
    const lane = (row + 0.5) / paths.length;
    steps.forEach((step, i) => {
      const column = (i + 1) / steps.length;
      if (!nodes.has(step.target)) nodes.set(step.target, reached(step, { column, lane }));
      const link = linked(step);
      if (nodes.has(step.source) && !links.has(link.key)) links.set(link.key, link);
    });
  });
  return { ...graph, nodes, links };
}

/**
 * A graph with the neighbourhood of one of its names (or of those that it is of, taken together).
 * What is there already stays as it is; `left` counts names that would have been too many.
 * @param {Graph} graph
 * @returns {{graph: Graph, names: string[], links: string[], left: number}}
 */
export function merged(graph, data, most = MOST) {
  const nodes = new Map(graph.nodes);
  const links = new Map(graph.links);
  const sources = (data.of ?? []).map((entity) => entity.id).filter((id) => nodes.has(id));
  for (const entity of data.of ?? []) {
    const known = nodes.get(entity.id);
    if (known) nodes.set(entity.id, { ...known, total: entity.stories, first: entity.first, last: entity.last });
  }
  const added = { names: [], links: [], left: 0 };
  for (const link of data.links ?? []) {
    const whole = linked(link, sources.length ? sources : undefined);
    if (whole.sources.includes(link.target) || links.has(whole.key) || !nodes.has(whole.sources[0])) continue;
    if (!nodes.has(link.target)) {
      if (nodes.size >= most) {
        added.left += 1;
        continue;
      }
      nodes.set(link.target, reached(link));
      added.names.push(link.target);
    }
    links.set(whole.key, whole);
    added.links.push(whole.key);
  }
  return { graph: { ...graph, nodes, links }, ...added };
}

/**
 * What is left of a graph by types, null for all: pinned names always, others as long as they hang together with those.
 * @param {Graph} graph
 * @param {Set<string> | null} types
 * @returns {{nodes: Name[], links: Link[]}}
 */
export function shown(graph, types) {
  const wanted = (id) => {
    const node = graph.nodes.get(id);
    return node.pinned || !types || types.has(node.type);
  };
  const kept = [...graph.links.values()].filter((link) => [link.target, ...link.sources].every(wanted));
  const near = neighbours(kept);
  const seen = new Set([...graph.nodes.values()].filter((node) => node.pinned).map((node) => node.id));
  for (const id of seen) for (const other of near.get(id) ?? []) seen.add(other);
  return {
    nodes: [...graph.nodes.values()].filter((node) => seen.has(node.id)),
    links: kept.filter((link) => seen.has(link.target)),
  };
}

function neighbours(links) {
  const near = new Map();
  const add = (a, b) => near.set(a, [...(near.get(a) ?? []), b]);
  for (const { source, target } of edges(links)) {
    add(source, target);
    add(target, source);
  }
  return near;
}

/**
 * The lines of links: a link of two names taken together is two lines.
 * @param {Link[]} links
 * @returns {{id: string, source: string, target: string, link: Link}[]}
 */
export const edges = (links) =>
  links.flatMap((link) =>
    link.sources.map((source) => ({ id: pair(source, link.target), source, target: link.target, link })));

/** @param {Link} link @param {string} id */
export const touches = (link, id) => link.target === id || link.sources.includes(id);

/** The other end of a link, seen from one. @param {Link} link @param {string} id */
export const across = (link, id) => (link.target === id ? link.sources[0] : link.target);
