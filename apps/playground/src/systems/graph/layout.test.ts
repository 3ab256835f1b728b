import { describe, expect, it } from 'vitest';
import { box, type Edge, type Point } from './drawing';
import { crossings, layOut, springsOf } from './layout';

const cycle = (nodeCount: number, from = 0): Edge[] =>
  Array.from({ length: nodeCount }, (_, index) => {
    const [a, b] = [from + index, from + ((index + 1) % nodeCount)];
    return a < b ? [a, b] : [b, a];
  });
const far = (a: Point, b: Point) => Math.hypot(a.x - b.x, a.y - b.y);

describe('layOut', () => {
  it('draws a hexagon with edges of one length', () => {
    const { positions, edges } = layOut(6, cycle(6));
    const lengths = edges.map(([a, b]) => far(positions[a], positions[b]));
    expect(Math.max(...lengths) / Math.min(...lengths)).toBeLessThan(1.02);
    expect(crossings(positions, edges)).toBe(0);
  });

  it('draws without crossings what the order of the vertices has crossed', () => {
    // A cycle of ten whose neighbours have numbers that are three apart.
    const edges = cycle(10).map(([a, b]): Edge => {
      const [u, v] = [(3 * a) % 10, (3 * b) % 10];
      return u < v ? [u, v] : [v, u];
    });
    expect(crossings(layOut(10, edges).positions, edges)).toBe(0);
  });

  it('keeps the parts of a graph and single vertices inside of the box, apart from each other', () => {
    const { positions } = layOut(9, [...cycle(4), ...cycle(4, 4)]);
    positions.forEach((position, vertex) => {
      expect(position.x).toBeGreaterThanOrEqual(box.margin);
      expect(position.x).toBeLessThanOrEqual(box.width - box.margin);
      expect(position.y).toBeGreaterThanOrEqual(box.margin);
      expect(position.y).toBeLessThanOrEqual(box.height - box.margin);
      for (const other of positions.slice(0, vertex)) expect(far(position, other)).toBeGreaterThan(20);
    });
    expect(layOut(1, []).positions).toEqual([{ x: box.width / 2, y: box.height / 2 }]);
  });

  it('gives the same graph the same places', () => {
    expect(layOut(7, cycle(7))).toEqual(layOut(7, cycle(7)));
  });
});

describe('springsOf', () => {
  it('pulls the neighbours of a dragged vertex along and leaves other parts alone', () => {
    const drawing = layOut(6, [...cycle(3), ...cycle(3, 3)]);
    const start = drawing.positions[0];
    const follow = springsOf(drawing, 0);
    let after: readonly Point[] = drawing.positions;
    for (let step = 1; step <= 10; step++) after = follow({ x: start.x, y: start.y - 6 * step });
    expect(after[0].x).toBeCloseTo(start.x);
    expect(after[1].y).toBeLessThan(drawing.positions[1].y - 5);
    expect(far(after[3], drawing.positions[3])).toBeLessThan(1e-6);
  });
});
