import { random } from '@perceptrons/tensor';
import { describe, expect, it } from 'vitest';
import type { GraphData } from '../graph-data';
import { disjointUnion } from '../graphs/disjoint-union';
import { circularSkipLink, cycleGraph, pathGraph, starGraph } from '../graphs/generators';
import { namedPairs } from '../graphs/named-pairs';
import { permuteGraph, randomPermutation } from '../graphs/permute-graph';
import { randomGraph } from '../graphs/random-graph';
import { cfiPair } from './__fixtures__/cfi-pair';
import { compareGraphs, compareGraphsAsync } from './compare-graphs';
import type { RefineProgress } from './refine';
import { type WlTest, wlTests } from './wl-test';

const pairOf = (name: string) => namedPairs.find((pair) => pair.name === name)!;
const never = undefined;

/** First differing rounds of 1-WL, 2-WL, 2-FWL, 3-WL, 3-FWL, computed by an independent implementation. */
const goldenRounds: Record<string, readonly (number | undefined)[]> = {
  'path-star': [1, 1, 1, 0, 0],
  'triangles-hexagon': [never, never, 1, 0, 0],
  'k33-prism': [never, never, 1, 0, 0],
  'decalin-bicyclopentyl': [never, never, 2, 1, 1],
  'cycle-two-cycles': [never, never, 1, 1, 1],
  'rook-shrikhande': [never, never, never, never, 1],
};

/** Classes of graphs A and B when nothing changes any more. */
const goldenClasses: ReadonlyArray<readonly [string, WlTest, number, number]> = [
  ['triangles-hexagon', '1-WL', 1, 1],
  ['triangles-hexagon', '2-FWL', 3, 4],
  ['decalin-bicyclopentyl', '1-WL', 3, 3],
  ['decalin-bicyclopentyl', '2-FWL', 26, 22],
  ['rook-shrikhande', '1-WL', 1, 1],
  ['rook-shrikhande', '2-FWL', 3, 3],
  ['rook-shrikhande', '3-FWL', 15, 31],
  ['k33-prism', '1-WL', 1, 1],
  ['k33-prism', '2-FWL', 3, 4],
  ['cycle-two-cycles', '1-WL', 1, 1],
  ['cycle-two-cycles', '2-FWL', 5, 4],
  ['csl-2-3', '1-WL', 1, 1],
  ['csl-2-3', '2-FWL', 21, 21],
];

describe('compareGraphs on named pairs', () => {
  it.each(Object.entries(goldenRounds))('%s: parts at the known round of every test', (name, rounds) => {
    const { a, b } = pairOf(name);
    expect(wlTests.map((test) => compareGraphs(a, b, { test }).round)).toEqual(rounds);
  });

  it.each(goldenClasses)('%s, %s: ends with %i and %i classes', (name, test, classesA, classesB) => {
    const { a, b } = pairOf(name);
    const result = compareGraphs(a, b, { test, untilStable: true });
    expect([result.classesA.at(-1), result.classesB.at(-1)]).toEqual([classesA, classesB]);
    expect(result.stableRound).toBe(result.rounds);
    expect(result.coloursA.map((colours) => new Set(colours).size)).toEqual(result.classesA);
    expect(result.exact).toBe(true);
  });

  it('starts 3-FWL of rook and Shrikhande with 15 classes each', () => {
    const { a, b } = pairOf('rook-shrikhande');
    const { classesA, classesB } = compareGraphs(a, b, { test: '3-FWL' });
    expect([classesA[0], classesB[0]]).toEqual([15, 15]);
  });

  it('tells all circular skip links of 41 vertices apart by 2-FWL, and none by 1-WL or 2-WL', {
    timeout: 120_000,
  }, () => {
    const skips = [2, 3, 4, 5, 6, 9, 11, 12, 13, 16];
    const graphs = skips.map((skip) => circularSkipLink({ nodeCount: 41, skip }));
    const rounds = new Map<number | undefined, number>();
    for (let i = 0; i < skips.length; i++) {
      for (let j = i + 1; j < skips.length; j++) {
        const { round } = compareGraphs(graphs[i], graphs[j], { test: '2-FWL', keepColours: false });
        expect(round).toBe(skips[i] <= 3 ? 1 : 2);
        rounds.set(round, (rounds.get(round) ?? 0) + 1);
        expect(compareGraphs(graphs[i], graphs[j], { test: '1-WL' }).distinguished).toBe(false);
      }
    }
    expect(rounds).toEqual(
      new Map([
        [1, 17],
        [2, 28],
      ]),
    );
    expect(compareGraphs(graphs[0], graphs[1], { test: '2-WL' }).distinguished).toBe(false);
  });

  it('needs ceil(log2 m) - 1 rounds of 2-FWL for a cycle of 2m against two of m', () => {
    const rounds = [3, 4, 5, 8, 9, 16, 17, 20].map((m) => {
      const pair = disjointUnion(cycleGraph(m), cycleGraph(m));
      return compareGraphs(cycleGraph(2 * m), pair, { test: '2-FWL', keepColours: false }).round;
    });
    expect(rounds).toEqual([1, 1, 2, 2, 3, 3, 4, 4]);
  });
});

describe('compareGraphs on random graphs', () => {
  const small = Array.from({ length: 24 }, (_, seed) =>
    randomGraph({ nodeCount: 5 + (seed % 4), probability: 0.3 + 0.05 * (seed % 5), key: random.foldIn(7, seed) }),
  );

  it('never tells a graph from itself with other numbers, whatever the test', () => {
    for (const [seed, graph] of small.entries()) {
      const moved = permuteGraph(graph, randomPermutation(graph.nodeCount, random.foldIn(11, seed)));
      for (const test of wlTests) {
        const { distinguished, classesA, classesB } = compareGraphs(graph, moved, { test });
        expect({ test, seed, distinguished }).toEqual({ test, seed, distinguished: false });
        expect(classesA).toEqual(classesB);
      }
    }
  });

  it('is monotone, and agrees between 2-WL and 1-WL and between 3-WL and 2-FWL', () => {
    // Graphs of equal numbers of vertices and edges, so that there is something to decide.
    const candidates = [...small, ...namedPairs.filter(({ a }) => a.nodeCount <= 10).flatMap(({ a, b }) => [a, b])];
    let compared = 0;
    const seen = new Map<string, number>();
    for (const [i, a] of candidates.entries()) {
      for (const b of candidates.slice(i + 1)) {
        if (a.nodeCount !== b.nodeCount || a.edges.length !== b.edges.length) continue;
        const [one, two, folklore2, three, folklore3] = wlTests.map(
          (test) => compareGraphs(a, b, { test, keepColours: false }).distinguished,
        );
        compared++;
        const key = [one, folklore2, folklore3].map(Number).join('');
        seen.set(key, (seen.get(key) ?? 0) + 1);
        expect([two, three]).toEqual([one, folklore2]);
        expect(Number(one) <= Number(folklore2) && Number(folklore2) <= Number(folklore3)).toBe(true);
      }
    }
    expect(compared).toBeGreaterThan(20);
    expect(seen.get('111')).toBeGreaterThan(0);
    expect(seen.get('011')).toBeGreaterThan(0);
  });
});

describe('compareGraphs with labels', () => {
  const path = (labels: number[], edgeLabels?: number[]): GraphData => ({
    ...pathGraph(3),
    nodeLabels: Int32Array.from(labels),
    ...(edgeLabels && { edgeLabels: Int32Array.from(edgeLabels) }),
  });

  it.each(wlTests)('%s respects the labels of vertices and edges, unless told not to', (test) => {
    const round = (a: GraphData, b: GraphData, useLabels = true) => compareGraphs(a, b, { test, useLabels }).round;
    expect(round(path([0, 1, 0]), path([1, 0, 0]))).toBe(test === '1-WL' ? 1 : round(path([0, 1, 0]), path([1, 0, 0])));
    expect(round(path([0, 1, 0]), path([1, 0, 0]))).toBeDefined();
    expect(round(path([0, 1, 0]), path([1, 1, 0]))).toBe(0);
    expect(round(path([0, 0, 0], [0, 1]), path([0, 0, 0], [1, 1]))).toBeDefined();
    expect(round(path([0, 1, 0]), path([1, 0, 0]), false)).toBeUndefined();
    expect(round(path([0, 0, 0], [0, 1]), path([0, 0, 0], [1, 1]), false)).toBeUndefined();
    expect(round(path([0, 0, 1]), path([1, 0, 0]))).toBeUndefined();
  });
});

describe('what compareGraphs refuses and reports', () => {
  it('tells graphs of different size apart before the first round', () => {
    const result = compareGraphs(pathGraph(3), pathGraph(4), { test: '3-FWL' });
    expect(result).toMatchObject({
      distinguished: true,
      round: 0,
      explanation: 'Graph A has 3 vertices, graph B has 4.',
    });
  });

  it('stops at maxRounds without claiming that nothing changes', () => {
    const result = compareGraphs(cycleGraph(18), disjointUnion(cycleGraph(9), cycleGraph(9)), {
      test: '2-FWL',
      maxRounds: 2,
    });
    expect(result).toMatchObject({ distinguished: false, rounds: 2, stableRound: undefined });
    expect(result.explanation).toContain('Not distinguished so far');
    expect(result.coloursA).toHaveLength(3);
  });

  it('uses hashes above 200,000 tuples and says so; the answer is that of the exact form', () => {
    // 60 vertices have 216,000 triples.
    const four = (a: number, b: number) => disjointUnion(cycleGraph(a), cycleGraph(b), cycleGraph(22));
    const result = compareGraphs(four(19, 19), four(16, 22), { test: '3-FWL', maxRounds: 1, keepColours: false });
    expect(result.exact).toBe(false);
    // 432,000 tuples and two rounds: 2 * 432,000^2 / 2^65.
    expect(result.note).toMatch(/200,000 tuples.* below 1e-7\./);
    expect(result.coloursA).toEqual([]);
  });

  it('names tuples and memory where there are too many', () => {
    expect(() => compareGraphs(pathGraph(20), pathGraph(20), { test: '3-FWL', maxTuples: 5000 })).toThrow(
      /20 vertices have 20\^3 = 8,000 3-tuples, 5,000 are allowed\..*MiB of memory/,
    );
    expect(() => compareGraphs(pathGraph(101), pathGraph(3), { test: '3-WL' })).toThrow('1,030,301 3-tuples');
  });

  it('refuses unknown tests, rounds that are no number, and broken graphs', () => {
    const path = pathGraph(2);
    expect(() => compareGraphs(path, path, { test: '4-WL' as WlTest })).toThrow('Choose one of 1-WL, 2-WL, 2-FWL');
    expect(() => compareGraphs(path, path, { test: '1-WL', maxRounds: -1 })).toThrow('maxRounds is -1.');
    const broken = { nodeCount: 2, edges: Int32Array.of(0, 2) };
    expect(() => compareGraphs(path, broken, { test: '1-WL' })).toThrow('graph b: edge 0 is (0, 2)');
  });

  it('stops when its signal is aborted', () => {
    const signal = AbortSignal.abort(new Error('enough'));
    expect(() => compareGraphs(pathGraph(3), starGraph(2), { test: '2-WL', signal })).toThrow('enough');
  });

  it.each(wlTests)('%s reports every round from its start to its end', (test) => {
    const { a, b } = pairOf('decalin-bicyclopentyl');
    const reports: RefineProgress[] = [];
    const { rounds } = compareGraphs(a, b, { test, onProgress: (progress) => reports.push(progress) });
    for (let round = 0; round <= rounds; round++) {
      const shares = reports.filter((report) => report.round === round).map(({ share }) => share);
      expect(shares[0]).toBe(0);
      expect(shares).toEqual([...shares].sort((one, other) => one - other));
      expect(shares.at(-1)).toBeLessThanOrEqual(1);
      if (test !== '1-WL') expect(shares.at(-1)).toBeGreaterThan(0.9);
    }
  });
});

describe('compareGraphsAsync', () => {
  const big = disjointUnion(...Array.from({ length: 5 }, () => cycleGraph(13)));

  it('says what compareGraphs says', async () => {
    const { a, b } = pairOf('rook-shrikhande');
    expect(await compareGraphsAsync(a, b, { test: '3-FWL' })).toEqual(compareGraphs(a, b, { test: '3-FWL' }));
  });

  it('gives way, so that it can be ended before its time', async () => {
    const controller = new AbortController();
    setTimeout(() => controller.abort(new Error('enough')), 0);
    const reports: RefineProgress[] = [];
    const options = { test: '3-FWL', signal: controller.signal } as const;
    const compared = compareGraphsAsync(big, big, { ...options, onProgress: (progress) => reports.push(progress) });
    await expect(compared).rejects.toThrow('enough');
    expect(reports.length).toBeGreaterThan(0);
  });

  it('rejects instead of throwing', async () => {
    await expect(compareGraphsAsync(big, big, { test: '3-FWL', maxTuples: 5 })).rejects.toThrow('5 are allowed');
  });
});

describe('explanations', () => {
  const explain = (name: string, test: WlTest) => {
    const { a, b } = pairOf(name);
    return compareGraphs(a, b, { test }).explanation;
  };

  it.each<[string, WlTest, string]>([
    [
      'path-star',
      '1-WL',
      'After round 1, graph A has 2 vertices of degree 2, graph B has none. For example vertex 1 of graph A.',
    ],
    [
      'triangles-hexagon',
      '1-WL',
      '1-WL cannot distinguish the graphs: after the start colours nothing changes, with 1 class of vertices, equally large in both graphs.',
    ],
    [
      'triangles-hexagon',
      '2-FWL',
      'After round 1, graph A has 6 edges with one common neighbour, graph B has none. For example vertices 0 and 1 of graph A.',
    ],
    [
      'triangles-hexagon',
      '3-WL',
      'Before the first round, graph A has 2 triangles, graph B has none. For example vertices 0, 1 and 2 of graph A.',
    ],
    [
      'k33-prism',
      '3-FWL',
      'Before the first round, graph A has no triangle, graph B has 2. For example vertices 0, 1 and 2 of graph B.',
    ],
    [
      'rook-shrikhande',
      '3-FWL',
      'After round 1, graph A has 32 triangles with one further vertex next to all three, graph B has none. For example vertices 0, 1 and 2 of graph A.',
    ],
  ])('%s by %s', (name, test, text) => {
    expect(explain(name, test)).toBe(text);
  });

  it('says what neighbours see', () => {
    // Both trees have degrees 3, 2, 2, 1, 1, 1.
    const a = { nodeCount: 6, edges: Int32Array.of(0, 1, 0, 2, 0, 3, 3, 4, 4, 5) };
    const b = { nodeCount: 6, edges: Int32Array.of(0, 1, 0, 2, 0, 3, 2, 4, 3, 5) };
    const { round, explanation, witness } = compareGraphs(a, b, { test: '1-WL' });
    expect(round).toBe(2);
    expect(explanation).toMatch(
      /^After round 2, graph A has .* next to .*, graph B has none\. For example vertex 4 of graph A\.$/,
    );
    expect(witness!.countB).toBe(0);
    expect(witness!.tupleB).toBeUndefined();
    expect(witness!.tupleA).toHaveLength(1);
  });

  it('says in pieces which classes it names', () => {
    // A cycle of ten with leaves at two of its vertices, four or five edges apart.
    const withLeaves = (second: number): GraphData => ({
      nodeCount: 12,
      edges: Int32Array.of(...cycleGraph(10).edges, 0, 10, second, 11),
    });
    const { round, explanation, explanationParts, coloursA, coloursB } = compareGraphs(withLeaves(4), withLeaves(5), {
      test: '1-WL',
    });
    expect(round).toBe(3);
    expect(explanationParts.map((part) => (typeof part === 'string' ? part : part.text)).join('')).toBe(explanation);
    const mentions = explanationParts.filter((part) => typeof part !== 'string');
    expect(mentions.length).toBeGreaterThan(0);
    for (const mention of mentions) {
      expect(mention).toMatchObject({ text: `class ${mention.colour}`, round: 2 });
      expect([...coloursA[2], ...coloursB[2]]).toContain(mention.colour);
    }
  });

  it('gives the numbers of the graphs: every 2-FWL sentence on triangles counts their edges', () => {
    const [a, b] = cfiPair([
      [0, 1],
      [0, 2],
      [0, 3],
      [1, 2],
      [1, 3],
      [2, 3],
    ]);
    const { explanation, round } = compareGraphs(a, b, { test: '3-FWL', keepColours: false });
    expect(round).toBeGreaterThan(0);
    expect(explanation).toMatch(/^After round \d+, graph A has /);
  });
});
