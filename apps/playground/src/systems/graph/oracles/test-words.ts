// What the tests do and what their answers mean, in words.
import type { TestName } from '../settings';

/** What each test colours. */
export const coloured: Record<TestName, string> = {
  '1-WL': 'vertices',
  '2-WL': 'pairs of vertices',
  '2-FWL': 'pairs of vertices',
  '3-WL': 'triples of vertices',
  '3-FWL': 'triples of vertices',
};

/** One round of each test. */
export const rules: Record<TestName, string> = {
  '1-WL':
    'All vertices begin alike. In every round a vertex takes a new colour, made of its own and those of its neighbours. This is what a layer of message passing can do at best.',
  '2-WL':
    'Pairs (i, j) begin as vertex, edge or non-edge. In every round a pair takes a new colour, made of its own, of those of all pairs (w, j), and of those of all pairs (i, w).',
  '2-FWL':
    'Pairs (i, j) begin as vertex, edge or non-edge. In every round a pair takes a new colour, made of its own and, for every vertex w, of the two colours of (i, w) and (w, j) together. A product of matrices sums over the same w: that is how PPGN gets as far.',
  '3-WL':
    'Triples begin as the graph that their vertices form. In every round a triple takes a new colour, made of its own and of those of the triples with another vertex at one place, place by place.',
  '3-FWL':
    'Triples begin as the graph that their vertices form. In every round a triple takes a new colour, made of its own and, for every vertex w, of the three colours with w at each of its places together.',
};

/** What it means for networks that a test parts two graphs, or cannot. */
export function meaning(test: TestName, parts: boolean): string {
  switch (test) {
    case '1-WL':
    case '2-WL':
      return parts
        ? 'So a network that passes messages can tell A and B apart, if it has enough layers and channels.'
        : 'So no network that passes messages can tell A and B apart, whatever its weights: GIN gives both the same answer.';
    case '2-FWL':
    case '3-WL':
      return parts
        ? 'So PPGN can tell A and B apart, if it has enough blocks and channels.'
        : 'So PPGN cannot tell A and B apart, whatever its weights.';
    case '3-FWL':
      return parts
        ? 'A network would need a feature for every triple of vertices to do the same.'
        : 'Not even a network over triples of vertices can tell A and B apart.';
  }
}
