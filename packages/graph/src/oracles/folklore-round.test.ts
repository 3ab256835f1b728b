import { random } from '@perceptrons/tensor';
import { describe, expect, it } from 'vitest';
import type { GraphData } from '../graph-data';
import { cycleGraph } from '../graphs/generators';
import { namedPair } from '../graphs/named-pairs';
import { randomGraph } from '../graphs/random-graph';
import type { Colouring } from './colouring';
import { exactNames } from './exact-names';
import { folkloreRound } from './folklore-round';
import { hashedNames } from './hashed-names';
import { finish } from './steps';
import { tupleStart } from './tuple-start';
import { tupleVertices } from './tuple-vertices';
import { wlGraph } from './wl-graph';

/** A round by its definition: every tuple is looked at, and signatures are texts. */
function plainRound({ colours }: Colouring, nodeCounts: readonly number[], k: number): string[][] {
  return colours.map((own, g) => {
    const nodeCount = nodeCounts[g];
    return Array.from(own, (colour, t) => {
      const tuple = tupleVertices(t, nodeCount, k);
      const members = Array.from({ length: nodeCount }, (_, w) => {
        const replaced = tuple.map((_, p) => tuple.map((vertex, i) => (i === p ? w : vertex)));
        return replaced.map((vertices) => own[vertices.reduce((index, vertex) => index * nodeCount + vertex, 0)]);
      });
      return `${colour} ${members.map(String).sort()}`;
    });
  });
}

/** Numbers of values in order of first appearance: equal for equal partitions. */
function partition(values: ReadonlyArray<ArrayLike<string | number>>): number[] {
  const numbers = new Map<string | number, number>();
  return values.flatMap((own) =>
    Array.from(own, (value) => {
      if (!numbers.has(value)) numbers.set(value, numbers.size);
      return numbers.get(value)!;
    }),
  );
}

const labelled: GraphData = {
  ...cycleGraph(6),
  nodeLabels: Int32Array.of(0, 1, 0, 0, 1, 0),
  edgeLabels: Int32Array.of(0, 1, 0, 0, 1, 1),
};
const { a, b } = namedPair('k33-prism');
const some = (nodeCount: number, key: number) => randomGraph({ nodeCount, probability: 0.4, key: random.key(key) });

describe('folkloreRound', () => {
  it.each<[string, number, GraphData[]]>([
    ['pairs', 2, [some(7, 1), some(7, 2)]],
    ['triples', 3, [some(6, 3), some(5, 4)]],
    ['triples of a regular pair', 3, [a, b]],
    ['triples of a graph with labels', 3, [labelled, cycleGraph(6)]],
    ['tuples of four', 4, [some(4, 5), some(5, 6)]],
    ['tuples of five, in whose orders nothing is known', 5, [some(3, 7), some(3, 8)]],
  ])('names %s as the definition does, number by number and by hashes', (_, k, given) => {
    const graphs = given.map((graph) => wlGraph(graph, true, 'graph'));
    const nodeCounts = given.map(({ nodeCount }) => nodeCount);
    let now = finish(tupleStart(graphs, k));
    for (let round = 0; round < 3; round++) {
      const exact = finish(exactNames(now.colours, nodeCounts, k));
      const refined = finish(folkloreRound(now, nodeCounts, k, exact));
      const hashed = finish(folkloreRound(now, nodeCounts, k, hashedNames(now.colours, nodeCounts, k)));
      const wanted = partition(plainRound(now, nodeCounts, k));
      expect(partition(refined.colours)).toEqual(wanted);
      expect(partition(hashed.colours)).toEqual(wanted);
      for (const { colours, count } of [refined, hashed]) {
        expect(new Set(colours.flatMap((own) => [...own])).size).toBe(count);
        expect(Math.max(...colours.flatMap((own) => [...own]))).toBe(count - 1);
      }
      now = refined;
    }
  });
});
