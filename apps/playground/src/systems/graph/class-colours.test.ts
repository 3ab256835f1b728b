import { describe, expect, it } from 'vitest';
import { classColour, inkOn, placesOf } from './class-colours';

/** Sizes of the classes of two graphs, and the class that each comes from. */
const round = (sizes: number[], parents: number[] = sizes.map(() => 0)) => ({
  sizes: { a: Int32Array.from(sizes), b: new Int32Array(sizes.length) },
  parents: Int32Array.from(parents),
});
const rows = (rounds: ReturnType<typeof round>[]) => placesOf(rounds).map((places) => [...places]);

describe('placesOf', () => {
  it('lets the largest part of a class keep its colour, whatever its new name', () => {
    expect(rows([round([8]), round([2, 6]), round([2, 2, 4], [0, 1, 1])])).toEqual([[0], [1, 0], [1, 2, 0]]);
  });

  it('never uses one place for two classes of a round', () => {
    const places = rows([round([4, 4]), round([2, 4, 2], [0, 1, 0]), round([1, 3, 1, 3], [2, 1, 2, 0])]);
    for (const row of places) expect(new Set(row).size).toBe(row.length);
  });

  it('takes more classes than a call takes arguments', () => {
    const many = 300_000;
    expect(rows([round([many]), round(new Array(many).fill(1))])[1].at(-1)).toBe(many - 1);
  });
});

describe('classColour', () => {
  it('gives many different colours with readable ink', () => {
    const colours = Array.from({ length: 60 }, (_, place) => classColour(place));
    expect(new Set(colours).size).toBe(60);
    for (const colour of colours) expect(colour).toMatch(/^#[0-9a-f]{6}$/);
    expect(inkOn('#f0e442')).toBe('#000000');
    expect(inkOn('#0000a0')).toBe('#ffffff');
  });

  it('leaves the colours of models out', () => {
    const colours = Array.from({ length: 60 }, (_, place) => classColour(place));
    expect(colours).not.toContain('#0072b2');
    expect(colours).not.toContain('#e69f00');
  });
});
