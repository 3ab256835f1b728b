import { describe, expect, it } from 'vitest';
import { type ColouredRound, classColour, classSizes, inkOn, placesOf } from './class-colours';

const round = (a: number[], b: number[]): ColouredRound => [Int32Array.from(a), Int32Array.from(b)];

describe('placesOf', () => {
  it('lets the largest part of a class keep its colour, whatever its new name', () => {
    const places = placesOf([
      round([0, 0, 0, 0], [0, 0, 0, 0]),
      round([1, 1, 0, 1], [1, 1, 1, 0]),
      round([2, 2, 0, 1], [2, 2, 1, 0]),
    ]);
    expect(places).toEqual([[0], [1, 0], [1, 2, 0]]);
  });

  it('never uses one place for two classes of a round', () => {
    const places = placesOf([round([0, 1], [1, 0]), round([0, 1], [1, 2]), round([3, 1], [0, 2])]);
    for (const row of places) expect(new Set(row).size).toBe(row.length);
  });
});

describe('classSizes', () => {
  it('counts the members of every class in both graphs', () => {
    expect(classSizes(round([0, 2, 2], [1, 2, 0]))).toEqual([
      { name: 0, a: 1, b: 1 },
      { name: 1, a: 0, b: 1 },
      { name: 2, a: 2, b: 1 },
    ]);
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
