import { describe, expect, it } from 'vitest';
import {
  addVertex,
  box,
  type Drawing,
  freePlace,
  hasEdge,
  moveVertex,
  neighboursOf,
  relabelled,
  removeVertex,
  toGraph,
  toggleEdge,
  vertexTowards,
} from './drawing';

/** A path 0 - 1 - 2 and a vertex 3 under its middle. */
const drawing: Drawing = {
  positions: [
    { x: 100, y: 100 },
    { x: 200, y: 100 },
    { x: 300, y: 100 },
    { x: 200, y: 250 },
  ],
  edges: [
    [0, 1],
    [1, 2],
  ],
};

describe('a drawing', () => {
  it('gets vertices inside of its box', () => {
    const larger = addVertex(drawing, { x: -50, y: 9999 });
    expect(larger.positions.at(-1)).toEqual({ x: box.margin, y: box.height - box.margin });
    expect(toGraph(larger).nodeCount).toBe(5);
    expect(drawing.positions).toHaveLength(4);
  });

  it('loses a vertex with its edges, and the later ones move up', () => {
    const smaller = removeVertex(toggleEdge(drawing, 2, 3), 0);
    expect(smaller.edges).toEqual([
      [0, 1],
      [1, 2],
    ]);
    expect(smaller.positions[0]).toEqual({ x: 200, y: 100 });
  });

  it('has each edge once, in either direction, and no loops', () => {
    const joined = toggleEdge(drawing, 3, 0);
    expect(hasEdge(joined, 0, 3)).toBe(true);
    expect(toggleEdge(joined, 0, 3).edges).toEqual(drawing.edges);
    expect(toggleEdge(drawing, 1, 1)).toBe(drawing);
    expect(neighboursOf(joined, 0)).toEqual([1, 3]);
  });

  it('looks the same after its vertices got other numbers', () => {
    const permutation = [2, 0, 3, 1];
    const other = relabelled(drawing, permutation);
    drawing.positions.forEach((position, vertex) => {
      expect(other.positions[permutation[vertex]]).toEqual(position);
    });
    expect(other.edges).toEqual([
      [0, 2],
      [0, 3],
    ]);
  });

  it('keeps a moved vertex in the box', () => {
    expect(moveVertex(drawing, 1, { x: 1e6, y: 50 }).positions[1]).toEqual({ x: box.width - box.margin, y: 50 });
  });

  it('finds room for a new vertex', () => {
    const place = freePlace(drawing);
    for (const { x, y } of drawing.positions) expect(Math.hypot(place.x - x, place.y - y)).toBeGreaterThan(60);
  });

  it('knows which vertex lies next in a direction', () => {
    expect(vertexTowards(drawing, 0, 0)).toBe(1);
    expect(vertexTowards(drawing, 2, 180)).toBe(1);
    expect(vertexTowards(drawing, 1, 90)).toBe(3);
    expect(vertexTowards(drawing, 1, 270)).toBeUndefined();
  });
});
