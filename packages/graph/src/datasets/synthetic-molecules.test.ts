import { describe, expect, it } from 'vitest';
import { checkGraph } from '../graph-data';
import { countTriangles } from './count-triangles';
import { randomRegularGraph } from './random-regular-graph';
import { syntheticMolecules } from './synthetic-molecules';

const degrees = ({ nodeCount, edges }: { nodeCount: number; edges: Int32Array }) => {
  const counts = new Array<number>(nodeCount).fill(0);
  for (const node of edges) counts[node]++;
  return counts;
};

describe('countTriangles', () => {
  it('counts those of known graphs', () => {
    const complete = [0, 1, 0, 2, 0, 3, 0, 4, 1, 2, 1, 3, 1, 4, 2, 3, 2, 4, 3, 4];
    expect(countTriangles({ nodeCount: 5, edges: Int32Array.from(complete) })).toBe(10);
    expect(countTriangles({ nodeCount: 6, edges: Int32Array.of(0, 1, 1, 2, 2, 0, 3, 4, 4, 5, 5, 3) })).toBe(2);
    expect(countTriangles({ nodeCount: 6, edges: Int32Array.of(0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 0) })).toBe(0);
    expect(countTriangles({ nodeCount: 1, edges: new Int32Array() })).toBe(0);
  });
});

describe('randomRegularGraph', () => {
  it.each([
    [4, 3],
    [6, 3],
    [12, 3],
    [9, 4],
    [10, 5],
    [7, 2],
  ])('draws connected graphs of %d vertices with %d neighbours each', (nodeCount, degree) => {
    for (let key = 0; key < 5; key++) {
      const graph = randomRegularGraph({ nodeCount, degree, key });
      checkGraph(graph);
      expect(degrees(graph)).toEqual(new Array(nodeCount).fill(degree));
      const reached = new Set([0]);
      for (let round = 0; round < nodeCount; round++) {
        for (let i = 0; i < graph.edges.length; i += 2) {
          const [a, b] = [graph.edges[i], graph.edges[i + 1]];
          if (reached.has(a) || reached.has(b)) reached.add(a).add(b);
        }
      }
      expect(reached.size).toBe(nodeCount);
    }
  });

  it('repeats exactly for a key', () => {
    const draw = (key: number) => randomRegularGraph({ nodeCount: 12, degree: 3, key }).edges;
    expect(draw(3)).toEqual(draw(3));
    expect(draw(3)).not.toEqual(draw(4));
  });

  it.each([
    [5, 3],
    [4, 4],
    [4, 1],
    [4.5, 2],
  ])('refuses %d vertices with %d neighbours', (nodeCount, degree) => {
    expect(() => randomRegularGraph({ nodeCount, degree, key: 0 })).toThrow(
      expect.objectContaining({ code: 'graph/regular-graph' }),
    );
  });
});

describe('syntheticMolecules', () => {
  const molecules = syntheticMolecules({ count: 200, key: 1 });

  it('draws molecules of unequal sizes with their triangles as target', () => {
    const sizes = new Set(molecules.map(({ nodeCount }) => nodeCount));
    expect(sizes.size).toBeGreaterThan(6);
    for (const molecule of molecules) {
      checkGraph(molecule);
      expect(molecule.target).toEqual(Float32Array.of(countTriangles(molecule)));
      // Carbon has four bonds, or three and room for none: the others one.
      degrees(molecule).forEach((degree, atom) => {
        expect(degree).toBe(molecule.nodeLabels?.[atom] === 1 ? 4 : 1);
      });
    }
  });

  it('holds molecules of one kind with different numbers of triangles', () => {
    const kinds = new Map<string, Set<number>>();
    for (const { nodeCount, nodeLabels, target } of molecules) {
      const kind = `${nodeCount} ${[0, 1, 2].map((label) => nodeLabels?.filter((own) => own === label).length)}`;
      kinds.set(kind, (kinds.get(kind) ?? new Set()).add((target as Float32Array)[0]));
    }
    expect(kinds.size).toBe(13);
    expect([...kinds.values()].filter(({ size }) => size > 1).length).toBeGreaterThanOrEqual(11);
  });

  it('repeats exactly for a key, and begins alike for another count', () => {
    expect(syntheticMolecules({ count: 200, key: 1 })).toEqual(molecules);
    expect(syntheticMolecules({ count: 20, key: 1 })).toEqual(molecules.slice(0, 20));
    expect(syntheticMolecules({ count: 20, key: 2 })).not.toEqual(molecules.slice(0, 20));
  });

  it('refuses no molecules', () => {
    expect(() => syntheticMolecules({ count: 0, key: 1 })).toThrow('count is 0');
  });
});
