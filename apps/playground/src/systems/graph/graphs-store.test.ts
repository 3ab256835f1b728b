import { describe, expect, it } from 'vitest';
import { moveVertex, toggleEdge } from './drawing';
import {
  arrange,
  edit,
  followAddress,
  graphsStore,
  queryWithPair,
  redoEdit,
  relabelAtRandom,
  replaceGraphs,
  textOf,
  undoEdit,
} from './graphs-store';
import { firstPair, samePair } from './pairs';

const texts = () => {
  const { a, b } = graphsStore.get().history.present;
  return { a: textOf(a), b: textOf(b) };
};

describe('the graphs of the page', () => {
  it('begin with the first pair', () => {
    expect(texts()).toEqual({ a: firstPair.a, b: firstPair.b });
  });

  it('are drawn, undone and done again', () => {
    const { a } = graphsStore.get().history.present;
    edit('a', toggleEdge(a, 0, 2), 'join 0 and 2');
    const joined = texts();
    expect(joined.a).not.toBe(firstPair.a);
    edit('a', moveVertex(graphsStore.get().history.present.a, 1, { x: 50, y: 50 }), 'move vertex 1');
    expect(texts()).toEqual(joined);
    undoEdit();
    undoEdit();
    expect(texts()).toEqual({ a: firstPair.a, b: firstPair.b });
    expect(graphsStore.get().history.present.a).toBe(a);
    redoEdit();
    expect(texts()).toEqual(joined);
    undoEdit();
  });

  it('stay the same graphs under other numbers, and in another arrangement', () => {
    relabelAtRandom();
    expect(texts()).not.toEqual({ a: firstPair.a, b: firstPair.b });
    expect(samePair(texts(), firstPair)).toBe(true);
    const before = texts();
    arrange();
    expect(texts()).toEqual(before);
    undoEdit();
    undoEdit();
  });

  it('are in the address, the first pair by its absence', () => {
    expect(queryWithPair('?page=graph&a=Ch', firstPair)).toBe('?page=graph');
    const query = queryWithPair('?page=graph&seed=3', { a: 'O~`HW}GPHDaNaGPCcPWaN', b: 'OlfJHsHBGK_\\oHWKeBK_\\' });
    followAddress(query);
    expect(queryWithPair('?page=graph&seed=3', texts())).toBe(query);
    followAddress('?page=graph');
    expect(queryWithPair('?page=graph&seed=3', texts())).toBe(query);
    undoEdit();
    followAddress('?page=graph&a=C');
    expect(graphsStore.get().problem).toContain('cannot be read');
    replaceGraphs({ a: 'Cs', b: 'Ch' }, 'choose a pair');
    expect(graphsStore.get().problem).toBeUndefined();
    expect(texts()).toEqual({ a: 'Cs', b: 'Ch' });
  });
});
