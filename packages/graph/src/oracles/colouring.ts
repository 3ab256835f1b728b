import type { SignatureTable } from './signature-table';

/** Colours of one or several graphs under names that all of them share. */
export interface Colouring {
  /** For each graph the colour of every vertex or tuple, from 0. */
  colours: Int32Array[];
  /** Number of different colours over all graphs. */
  count: number;
  /** False where colours were told apart by a hash of 64 bits. */
  exact: boolean;
}

/** One test on given graphs, round by round. A yield, of the share of the round that is done, is a place to pause. */
export interface ColourRounds {
  /** Vertices in a tuple. */
  readonly k: number;
  start(): Generator<number, Colouring>;
  next(colouring: Colouring): Generator<number, Colouring>;
}

/** Turns numbers of a table into canonical names: equal for isomorphic graphs, whatever the order of their vertices. */
export function named(table: SignatureTable, colours: Int32Array[], exact = true): Colouring {
  const ranks = table.ranks();
  for (const own of colours) for (let i = 0; i < own.length; i++) own[i] = ranks[own[i]];
  return { colours, count: table.count, exact };
}

/** How often each of `count` colours occurs. */
export function histogram(colours: Int32Array, count: number): Int32Array {
  const result = new Int32Array(count);
  for (const colour of colours) result[colour]++;
  return result;
}

/** Number of colours that occur. */
export function classCount(colours: Int32Array, count: number): number {
  const seen = new Uint8Array(count);
  let classes = 0;
  for (const colour of colours) {
    if (seen[colour] === 0) classes++;
    seen[colour] = 1;
  }
  return classes;
}

/** True when two graphs have every colour equally often. */
export function balanced({ colours: [a, b], count }: Colouring): boolean {
  const balance = histogram(a, count);
  for (const colour of b) balance[colour]--;
  return balance.every((value) => value === 0);
}
