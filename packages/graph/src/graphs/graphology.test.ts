import Graph, { DirectedGraph, MultiGraph } from 'graphology';
import { describe, expect, it } from 'vitest';
import { fromGraphology, type GraphologyGraph, toGraphology } from './graphology';

function water(): Graph {
  const graph = new Graph({ type: 'undirected' });
  graph.addNode('left', { element: 'H', charge: 0.2, mass: 1 });
  graph.addNode('oxygen', { element: 'O', charge: -0.4, mass: 16 });
  graph.addNode('right', { element: 'H', charge: 0.2, mass: 1 });
  graph.addEdge('oxygen', 'left', { order: 1, length: 0.95 });
  graph.addEdge('right', 'oxygen', { order: 1, length: 0.96 });
  return graph;
}

describe('fromGraphology', () => {
  it('numbers vertices and edges in their order', () => {
    expect(fromGraphology(water())).toEqual({ nodeCount: 3, edges: Int32Array.of(0, 1, 1, 2) });
  });

  it('reads attributes by name and by function', () => {
    const elements = ['H', 'C', 'N', 'O'];
    const graph = fromGraphology(water(), {
      nodeLabel: ({ element }) => elements.indexOf(String(element)),
      nodeFeatures: ['charge', 'mass'],
      edgeLabel: 'order',
      edgeFeatures: ({ length }) => [Number(length) * 10],
    });
    expect(graph.nodeLabels).toEqual(Int32Array.of(0, 3, 0));
    expect(graph.nodeFeatures).toEqual(Float32Array.of(0.2, 1, -0.4, 16, 0.2, 1));
    expect(graph.edgeLabels).toEqual(Int32Array.of(1, 1));
    expect(graph.edgeFeatures).toEqual(Float32Array.of(9.5, 9.6));
  });

  it('takes directed edges when directions are to be ignored', () => {
    const graph = new DirectedGraph();
    for (const node of ['a', 'b', 'c']) graph.addNode(node);
    graph.addEdge('a', 'b', { weight: 1 });
    graph.addEdge('b', 'a', { weight: 2 });
    graph.addEdge('c', 'b', { weight: 3 });
    const read = fromGraphology(graph, { symmetrize: true, edgeFeatures: ['weight'] });
    expect(read.edges).toEqual(Int32Array.of(0, 1, 1, 2));
    expect(read.edgeFeatures).toEqual(Float32Array.of(1, 3));
    expect(() => fromGraphology(graph)).toThrow(/edge ".*" from "a" to "b" is directed\. .*symmetrize/);
  });

  it.each<[string, () => GraphologyGraph, string, string]>([
    ['no vertices', () => new Graph(), 'graph/empty', 'graph has 0 vertices'],
    [
      'a loop',
      () => {
        const graph = water();
        graph.addEdgeWithKey('loop', 'left', 'left');
        return graph;
      },
      'graph/self-loop',
      'edge "loop" from "left" to "left" joins a vertex with itself',
    ],
    [
      'parallel edges',
      () => {
        const graph = new MultiGraph({ type: 'undirected' });
        graph.addNode('a');
        graph.addNode('b');
        graph.addEdgeWithKey('first', 'a', 'b');
        graph.addEdgeWithKey('second', 'b', 'a');
        return graph;
      },
      'graph/repeated-edge',
      'edge "second" from "b" to "a" is not the only one',
    ],
  ])('refuses %s', (_, make, code, message) => {
    expect(() => fromGraphology(make())).toThrow(
      expect.objectContaining({ code, message: expect.stringContaining(message) }),
    );
  });

  it('refuses attributes that are no numbers', () => {
    const refused = (options: Parameters<typeof fromGraphology>[1]) => () => fromGraphology(water(), options);
    expect(refused({ nodeLabel: 'element', name: 'molecule 3' })).toThrow(
      'molecule 3: vertex "left" has "H" as attribute "element"',
    );
    expect(refused({ nodeLabel: ({ element }) => ['C', 'O'].indexOf(String(element)) })).toThrow('nodeLabels[0] is -1');
    expect(refused({ edgeFeatures: ['strength'] })).toThrow('has no attribute "strength"');
  });
});

describe('toGraphology', () => {
  it('gives back the same graph', () => {
    const graph = {
      nodeCount: 3,
      edges: Int32Array.of(0, 1, 1, 2),
      nodeLabels: Int32Array.of(5, 6, 7),
      nodeFeatures: Float32Array.of(0, 1, 2, 3, 4, 5),
      edgeLabels: Int32Array.of(8, 9),
      edgeFeatures: Float32Array.of(10, 11),
    };
    const back = fromGraphology(Graph.from(toGraphology(graph)), {
      nodeLabel: 'label',
      nodeFeatures: ({ features }) => features as number[],
      edgeLabel: 'label',
      edgeFeatures: ({ features }) => features as number[],
    });
    expect(back).toEqual(graph);
  });

  it('writes positions and target', () => {
    const written = toGraphology({
      nodeCount: 1,
      edges: new Int32Array(),
      positions: Float32Array.of(1, 2, 3),
      target: 4,
    });
    expect(written.nodes).toEqual([{ key: '0', attributes: { position: [1, 2, 3] } }]);
    expect(written.attributes).toEqual({ target: 4 });
    expect(toGraphology({ nodeCount: 1, edges: new Int32Array(), target: Float32Array.of(5, 6) }).attributes).toEqual({
      target: [5, 6],
    });
  });
});
