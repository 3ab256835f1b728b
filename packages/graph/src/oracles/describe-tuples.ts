import { degreeOf, describeDegree, type Labelling } from './describe-vertices';
import { ADJACENT, type WlGraph } from './wl-graph';
import type { WlForm } from './wl-test';
import { counted, listed, numberWord, type Words } from './words';

/** A graph with the relations of all its pairs. */
export interface RelatedGraph {
  graph: WlGraph;
  relations: Int32Array;
}

/**
 * The different vertices of a tuple that stands for a set of them: (v, v, ...), (u, v, v, ...), or all different. Other
 * tuples repeat what these say; undefined for them.
 */
function setOf(tuple: readonly number[]): number[] | undefined {
  const set = [...new Set(tuple)];
  if (set.length === tuple.length || set.length === 1) return set;
  return set.length === 2 && tuple.slice(1).every((vertex) => vertex === tuple[1]) ? set : undefined;
}

function adjacent({ graph: { nodeCount }, relations }: RelatedGraph, u: number, v: number): boolean {
  return relations[u * nodeCount + v] >= ADJACENT;
}

/** What a set of vertices is: known from the start. */
export function kindOf(related: RelatedGraph, set: readonly number[]): Words {
  const orderings = [1, 1, 2, 6][set.length] ?? factorial(set.length);
  if (set.length === 1) return { one: 'vertex', many: 'vertices', orderings };
  let edges = 0;
  for (const [i, u] of set.entries()) for (const v of set.slice(i + 1)) if (adjacent(related, u, v)) edges++;
  if (set.length === 2) {
    const kind = edges === 1 ? 'edge' : 'non-adjacent pair';
    return { one: kind, many: `${kind}s`, orderings };
  }
  if (set.length === 3) return { ...triples[edges], orderings };
  const rest = `of ${numberWord(set.length)} vertices with ${counted(edges, 'edge', 'edges')}`;
  return { one: `set ${rest}`, many: `sets ${rest}`, orderings };
}

/** Three vertices with 0, 1, 2, 3 edges. */
const triples = [
  { one: 'triple of pairwise non-adjacent vertices', many: 'triples of pairwise non-adjacent vertices' },
  { one: 'triple of vertices with one edge', many: 'triples of vertices with one edge' },
  { one: 'path of three vertices', many: 'paths of three vertices' },
  { one: 'triangle', many: 'triangles' },
];

function factorial(value: number): number {
  return value < 2 ? 1 : value * factorial(value - 1);
}

export function extended({ one, many, orderings }: Words, tail: string): Words {
  return { one: `${one} ${tail}`, many: `${many} ${tail}`, orderings };
}

/** Known from the start: what the vertices are to each other, and their labels. */
export function describeKind(related: RelatedGraph, tuple: readonly number[], labelling: Labelling): Words | undefined {
  const set = setOf(tuple);
  if (!set) return undefined;
  const kind = kindOf(related, set);
  if (!labelling.vertices) return kind;
  const labels = set.map((vertex) => related.graph.labels[vertex]).sort((a, b) => a - b);
  return extended(kind, `with ${labels.length === 1 ? 'label' : 'labels'} ${listed(labels.map(String))}`);
}

/** Number of vertices next to 0, 1, ... of the vertices of a set. */
function outsiders(related: RelatedGraph, set: readonly number[]): number[] {
  const counts = new Array<number>(set.length + 1).fill(0);
  for (let w = 0; w < related.graph.nodeCount; w++) {
    if (!set.includes(w)) counts[set.filter((vertex) => adjacent(related, w, vertex)).length]++;
  }
  return counts;
}

const neighbourNoun = (count: number) => counted(count, 'common neighbour', 'common neighbours');

/** Known from round 1: the degree, or how many neighbours vertices have in common. */
export function describeSurroundings(
  related: RelatedGraph,
  tuple: readonly number[],
  { k, variant }: WlForm,
): Words | undefined {
  const set = setOf(tuple);
  if (!set) return undefined;
  const { graph } = related;
  if (set.length === 1) return describeDegree(graph, set[0], { vertices: false, edges: false });
  const kind = kindOf(related, set);
  if (set.length === 2 && k === 2 && variant === 'oblivious') {
    const degrees = set.map((vertex) => degreeOf(graph, vertex)).sort((a, b) => a - b);
    const both = kind.one === 'edge' ? 'ends' : 'vertices';
    const [least, most] = degrees;
    const have = least === most ? `both have degree ${least}` : `have degrees ${least} and ${most}`;
    return extended(kind, `whose ${both} ${have}`);
  }
  if (set.length === 2) return extended(kind, `with ${neighbourNoun(outsiders(related, set)[2])}`);
  if (variant === 'folklore') {
    const all = outsiders(related, set)[set.length];
    const further = counted(all, 'further vertex', 'further vertices');
    return extended(kind, `with ${further} next to all ${numberWord(set.length)}`);
  }
  // Sets of three: with another vertex at one position, k-WL sees what that vertex and the two others are.
  if (set.length > 3) return undefined;
  const common = [
    [0, 1],
    [0, 2],
    [1, 2],
  ].map(([i, j]) => {
    let count = 0;
    for (let w = 0; w < graph.nodeCount; w++) {
      if (adjacent(related, w, set[i]) && adjacent(related, w, set[j])) count++;
    }
    return count;
  });
  common.sort((a, b) => a - b);
  if (common[2] === 0) return extended(kind, 'no two of which have a common neighbour');
  if (common[0] === common[2]) return extended(kind, `every two of which have ${neighbourNoun(common[0])}`);
  return extended(kind, `whose pairs have ${listed(common.map(String))} common neighbours`);
}

/** Known from round 1 of a folklore test: how many vertices are next to how many of these. */
export function describeOutsiders(related: RelatedGraph, tuple: readonly number[]): Words | undefined {
  const set = setOf(tuple);
  if (!set || set.length === 1) return undefined;
  const counts = outsiders(related, set);
  const among = (next: number) => (next === 0 ? 'none' : next === set.length ? 'all' : numberWord(next));
  const parts = counts.flatMap((count, next) =>
    count === 0 ? [] : [`${numberWord(count)} ${count === 1 ? 'is' : 'are'} next to ${among(next)} of them`],
  );
  if (parts.length === 0) return undefined;
  return extended(kindOf(related, set), `where, of the other vertices, ${listed(parts.reverse())}`);
}
