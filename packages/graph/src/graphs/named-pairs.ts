import type { GraphData } from '../graph-data';
import { configError } from '../graph-errors';
import { circularSkipLink } from './generators';
import { parseGraph6 } from './graph6';

/** Two graphs of equal numbers of vertices and edges, to tell apart. */
export interface NamedPair {
  /** Short name, for programs. */
  name: string;
  /** What the graphs are, for people. */
  title: string;
  a: GraphData;
  b: GraphData;
}

/**
 * Pairs of graphs that separate the tests of the Weisfeiler-Leman hierarchy. Colour refinement tells path and star
 * apart and no other pair; pairs of vertices coloured together (2-FWL) all but the rook's and the Shrikhande graph.
 */
export const namedPairs: readonly NamedPair[] = /* @__PURE__ */ Object.freeze(
  /* @__PURE__ */ [
    ['path-star', 'Path of four vertices and star of three leaves', 'Ch', 'Cs'],
    ['triangles-hexagon', 'Two triangles and a hexagon', 'EwCW', 'EhEG'],
    ['k33-prism', 'Complete bipartite graph K3,3 and prism', 'EFz_', 'E{Sw'],
    ['decalin-bicyclopentyl', 'Decalin and bicyclopentyl', 'IhEGGC@_G', 'Ihe?GC@@G'],
    ['cycle-two-cycles', 'Cycle of eight and two cycles of four', 'GhCGKC', 'Gl?GGS'],
    ['rook-shrikhande', "Rook's graph and Shrikhande graph", 'O~`HW}GPHDaNaGPCcPWaN', 'OlfJHsHBGK_\\oHWKeBK_\\'],
  ]
    .map(([name, title, a, b]): NamedPair => ({ name, title, a: parseGraph6(a), b: parseGraph6(b) }))
    .concat({
      name: 'csl-2-3',
      title: 'Circular skip links of 41 vertices, skips 2 and 3',
      a: circularSkipLink({ nodeCount: 41, skip: 2 }),
      b: circularSkipLink({ nodeCount: 41, skip: 3 }),
    }),
);

/**
 * One of `namedPairs`.
 *
 * @throws ConfigError `graph/pair-name` for another name; the message lists all.
 */
export function namedPair(name: string): NamedPair {
  const pair = namedPairs.find((candidate) => candidate.name === name);
  if (pair) return pair;
  const known = namedPairs.map((candidate) => candidate.name).join(', ');
  throw configError('pair-name', 'name', `There is no pair ${JSON.stringify(name)}. The names are ${known}.`);
}
