// What one round of a test looks like on the page.
import type { GraphComparison } from '@perceptrons/graph';
import { type ColouredRound, classColour, classSizes, placesOf } from './class-colours';
import { tupleSize } from './comparisons';
import type { VertexLook } from './editor/editor-view';
import { type Side, sides } from './graphs-store';
import type { TestName } from './settings';

/** One class after a round. */
export interface ClassBar {
  /** Number of the colour on the page, from 1. */
  number: number;
  colour: string;
  a: number;
  b: number;
}

export interface RoundView {
  round: number;
  bars: ClassBar[];
  vertices: Record<Side, { colour: string; number: number }[]>;
  /** Colours of all pairs, row by row; only of tests that colour pairs or triples. */
  pairs?: Record<Side, string[]>;
}

/** The rounds of a comparison with their places in the palette. */
export function coloursOf({ coloursA, coloursB }: GraphComparison): { rounds: ColouredRound[]; places: number[][] } {
  const rounds = coloursA.map((a, round): ColouredRound => [a, coloursB[round]]);
  return { rounds, places: placesOf(rounds) };
}

const countOf = (tuples: number, size: number) => Math.round(tuples ** (1 / size));

/** Colours of vertices, pairs and classes after one round. Of a tuple with repeated vertices the vertex or pair gets the colour. */
export function roundView({ rounds, places }: ReturnType<typeof coloursOf>, test: TestName, round: number): RoundView {
  const size = tupleSize(test);
  const place = (name: number) => places[round][name];
  const bars = classSizes(rounds[round])
    .map(({ name, a, b }) => ({ number: place(name) + 1, colour: classColour(place(name)), a, b }))
    .sort((one, other) => one.number - other.number);
  const view: RoundView = { round, bars, vertices: { a: [], b: [] } };
  if (size > 1) view.pairs = { a: [], b: [] };
  sides.forEach((side, index) => {
    const colours = rounds[round][index];
    const count = countOf(colours.length, size);
    const diagonal = size === 1 ? 1 : size === 2 ? count + 1 : count * count + count + 1;
    for (let vertex = 0; vertex < count; vertex++) {
      const at = place(colours[vertex * diagonal]);
      view.vertices[side].push({ colour: classColour(at), number: at + 1 });
    }
    if (!view.pairs) return;
    // The pair (i, j), or the triple (i, j, j).
    for (let i = 0; i < count; i++) {
      for (let j = 0; j < count; j++) {
        const tuple = size === 2 ? i * count + j : i * count * count + j * count + j;
        view.pairs[side].push(classColour(place(colours[tuple])));
      }
    }
  });
  return view;
}

/** What is drawn into the vertices of one graph. */
export function looksOf(
  view: RoundView | undefined,
  side: Side,
  count: number,
  numbers: 'vertex' | 'colour' | 'nothing',
): VertexLook[] {
  return Array.from({ length: count }, (_, vertex) => {
    const look = view?.vertices[side][vertex];
    const text = numbers === 'vertex' ? `${vertex}` : numbers === 'colour' && look ? `${look.number}` : '';
    return { colour: look?.colour, text, said: look ? `colour ${look.number}` : 'not coloured yet' };
  });
}
