// The recurrent cells, and the numbers under which kernels know them.

/**
 * `gruAfter` applies the reset gate after the recurrent product, as PyTorch and Keras 3 do; `gruBefore` before it, as
 * the stock layer does.
 */
export type Cell = 'lstm' | 'gruAfter' | 'gruBefore' | 'simple';

/** Every cell; the position is the code that kernels receive. */
export const cells: readonly Cell[] = ['lstm', 'gruAfter', 'gruBefore', 'simple'];

/** Functions of gates and states. `hardSigmoid` is min(max(0.2 x + 0.5, 0), 1). */
export type Squashing = 'linear' | 'relu' | 'tanh' | 'sigmoid' | 'hardSigmoid';

/** Every function; the position is the code that kernels receive. */
export const squashings: readonly Squashing[] = ['linear', 'relu', 'tanh', 'sigmoid', 'hardSigmoid'];

/** Gates side by side in the kernels of a cell. */
export const gateCounts: Record<Cell, number> = { lstm: 4, gruAfter: 3, gruBefore: 3, simple: 1 };

/**
 * What the result holds: all hidden states [batch, time, units]; the last ones [batch, units]; or both and the final
 * states, [batch, time + states, units], the hidden state first, then the carry of an LSTM.
 */
export type RecurrentOutput = 'sequence' | 'last' | 'all';

export interface RecurrentAttributes {
  cell: Cell;
  /** The first direction runs from the last step to the first. */
  reverse: boolean;
  output: RecurrentOutput;
  gate: Squashing;
  activation: Squashing;
}

/** Number of states that a cell carries from step to step. */
export function stateCount(cell: Cell): number {
  return cell === 'lstm' ? 2 : 1;
}

/** True when a direction, 0 or 1, runs from the last step to the first: the second one runs against the first. */
export function runsBackwards({ reverse }: RecurrentAttributes, direction: number): boolean {
  return reverse !== (direction === 1);
}

/** Shape of the result. `columns` counts the units of all directions. */
export function outputShape(
  { cell, output }: RecurrentAttributes,
  batch: number,
  steps: number,
  columns: number,
): number[] {
  if (output === 'last') return [batch, columns];
  return [batch, output === 'all' ? steps + stateCount(cell) : steps, columns];
}
