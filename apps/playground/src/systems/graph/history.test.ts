import { describe, expect, it } from 'vitest';
import { commit, redo, startHistory, undo } from './history';

describe('history', () => {
  const two = commit(commit(startHistory('empty'), 'one', 'write one'), 'two', 'write two');

  it('goes back and forth, step by step', () => {
    const back = undo(two);
    expect(back.present).toBe('one');
    expect(back.past.at(-1)?.label).toBe('write one');
    expect(back.future.at(-1)?.label).toBe('write two');
    expect(redo(back)).toMatchObject({ present: 'two', future: [] });
    expect(redo(undo(undo(back))).present).toBe('one');
  });

  it('stays where there is nothing to undo or to do again', () => {
    const start = startHistory(1);
    expect(undo(start)).toBe(start);
    expect(redo(start)).toBe(start);
    expect(commit(start, 1, 'nothing')).toBe(start);
  });

  it('forgets what was undone when something else is done', () => {
    const other = commit(undo(two), 'three', 'write three');
    expect(other.future).toEqual([]);
    expect(undo(other).present).toBe('one');
  });

  it('undoes steps of one kind together', () => {
    let moved = two;
    for (const place of ['a', 'b', 'c']) moved = commit(moved, place, 'move', 'move 3');
    expect(undo(moved).present).toBe('two');
    expect(undo(commit(moved, 'd', 'move', 'move 4')).present).toBe('c');
    // What is done after an undo is a step of its own.
    expect(undo(commit(undo(commit(moved, 'e', 'write')), 'f', 'move', 'move 3')).present).toBe('c');
  });

  it('keeps two hundred steps', () => {
    let long = startHistory(0);
    for (let state = 1; state <= 250; state++) long = commit(long, state, 'count');
    for (let step = 0; step < 300; step++) long = undo(long);
    expect(long.present).toBe(50);
  });
});
