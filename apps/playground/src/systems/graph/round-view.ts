// What one round of a test looks like on the page.
import { classColour, placesOf } from './class-colours';
import type { VertexLook } from './editor/editor-view';
import { type Side, sides } from './graphs-store';
import type { ReportedRound, TestReport } from './oracles/report';

/** One class after a round. */
export interface ClassBar {
  /** Number of the colour on the page, from 1. */
  number: number;
  a: number;
  b: number;
}

/** The colour that goes with a number. */
export const colourOf = (number: number): string => classColour(number - 1);

export interface RoundView {
  round: number;
  bars: ClassBar[];
  vertices: Record<Side, { colour: string; number: number }[]>;
  /** Colours of all pairs, row by row; only of tests that colour pairs or triples. */
  pairs?: Record<Side, string[]>;
}

/** The rounds of a test with the places of their classes in the palette. */
export interface ColouredRounds {
  rounds: readonly ReportedRound[];
  places: readonly Int32Array[];
}

export const coloursOf = ({ colours }: TestReport): ColouredRounds => ({ rounds: colours, places: placesOf(colours) });

/** Number on the page of a colour after a round. */
export const numberOf = ({ places }: ColouredRounds, round: number, colour: number): number =>
  places[round][colour] + 1;

/** Colours of vertices, pairs and classes after one round. */
export function roundView(coloured: ColouredRounds, round: number): RoundView {
  const { sizes, vertices, pairs } = coloured.rounds[round];
  const number = (name: number) => numberOf(coloured, round, name);
  const bars = Array.from(sizes.a, (a, name) => ({ number: number(name), a, b: sizes.b[name] }));
  bars.sort((one, other) => one.number - other.number);
  const looks = (side: Side) =>
    Array.from(vertices[side], (name) => ({ colour: colourOf(number(name)), number: number(name) }));
  const ofPairs = pairs && ((side: Side) => Array.from(pairs[side], (name) => colourOf(number(name))));
  const [a, b] = sides;
  return {
    round,
    bars,
    vertices: { a: looks(a), b: looks(b) },
    ...(ofPairs && { pairs: { a: ofPairs(a), b: ofPairs(b) } }),
  };
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
