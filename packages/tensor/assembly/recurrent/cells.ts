// What recurrent cells are made of, as numbers that the host passes.

/** Cells, in the order of `cells` in src/ops/recurrent/cells.ts. */
export const LSTM: i32 = 0;
/** GRU whose reset gate acts after the recurrent product. */
export const GRU_AFTER: i32 = 1;
/** GRU whose reset gate acts before the recurrent product. */
export const GRU_BEFORE: i32 = 2;
export const SIMPLE: i32 = 3;

/** Gates side by side in one row of pre-activations. */
export function gateCount(cell: i32): usize {
  return cell == LSTM ? 4 : cell == SIMPLE ? 1 : 3;
}

/** Gates whose recurrent product is taken straight from the previous hidden state; the third gate of a GRU is not. */
export function directGates(cell: i32): usize {
  return cell == LSTM ? 4 : cell == SIMPLE ? 1 : 2;
}
