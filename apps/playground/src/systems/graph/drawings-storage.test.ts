import { describe, expect, it } from 'vitest';
import { addVertex, type Drawing, type DrawnPair, moveVertex } from './drawing';
import { saveDrawings, savedDrawings } from './drawings-storage';
import { commit, startHistory, undo } from './history';

function memory() {
  const items = new Map<string, string>();
  return {
    items,
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, value: string) => void items.set(key, value),
  };
}

const path: Drawing = {
  positions: [
    { x: 100, y: 100 },
    { x: 200, y: 100 },
  ],
  edges: [[0, 1]],
};
const start: DrawnPair = { a: path, b: path };

describe('the drawings of a visit', () => {
  it('are found again with the way back and forth', () => {
    const storage = memory();
    const moved = commit(
      startHistory(start),
      { ...start, a: moveVertex(path, 0, { x: 50.256, y: 60 }) },
      'move vertex 0',
    );
    const history = undo(commit(moved, { ...start, b: addVertex(path, { x: 30, y: 30 }) }, 'add a vertex'));
    saveDrawings(storage, history);
    const found = savedDrawings(storage)!;
    expect(found.present.a.positions[0]).toEqual({ x: 50.26, y: 60 });
    expect(undo(found).present).toEqual(start);
    expect(found.future).toMatchObject([{ label: 'add a vertex' }]);
  });

  it('lose their oldest steps when there are many, or when they are large', () => {
    const storage = memory();
    let history = startHistory(start);
    for (let step = 0; step < 100; step++) history = commit(history, { ...start }, `step ${step}`);
    saveDrawings(storage, history);
    expect(savedDrawings(storage)?.past).toHaveLength(60);
    expect(savedDrawings(storage)?.past.at(-1)?.label).toBe('step 99');
    const large = { ...start, a: { ...path, edges: new Array(2000).fill([0, 1]) } };
    for (let step = 0; step < 60; step++) history = commit(history, { ...large }, 'large');
    saveDrawings(storage, history);
    expect([...storage.items.values()][0].length).toBeLessThanOrEqual(500_000);
    expect(savedDrawings(storage)?.past.length).toBeGreaterThan(10);
  });

  it('are left alone where they are damaged, and a full storage does no harm', () => {
    const storage = memory();
    expect(savedDrawings(storage)).toBeUndefined();
    for (const text of [
      '{',
      '{}',
      JSON.stringify({ present: { a: path, b: { positions: [], edges: [] } }, past: [], future: [] }),
    ]) {
      storage.setItem('graph/drawings', text);
      expect(savedDrawings(storage)).toBeUndefined();
    }
    const full = () => {
      throw new Error('full');
    };
    expect(() => saveDrawings({ setItem: full }, startHistory(start))).not.toThrow();
  });
});
