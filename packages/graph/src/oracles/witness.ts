/** A colour that two graphs have in different numbers. */
export interface Witness {
  colour: number;
  /** How many vertices or tuples of each graph have it. */
  countA: number;
  countB: number;
  /** The first tuple of each graph that has it, as vertices; absent where none has. */
  tupleA?: number[];
  tupleB?: number[];
}
