// The time loop of recurrent cells. A block of rows goes through all steps before the next block starts: its state
// stays in the first-level cache, and the packed recurrent kernel in the second.
import { packedBytes, packMatrix } from '../gemm/gemm';
import { directGates, gateCount, GRU_AFTER, GRU_BEFORE, LSTM } from './cells';
import { gruAfterForward, gruBeforeGates, gruBeforeState, lstmForward, simpleForward } from './forward-cells';
import { addProduct, panelSize, ROW_BLOCK } from './step-product';

/** Bytes of workspace for the loops, forward or backward. */
export function recurrentWorkspace(cell: i32, batch: usize, units: usize): usize {
  const direct = directGates(cell) * units;
  const packed = batch == 1 ? 0 : packedBytes(units, direct) + packedBytes(units, units);
  const rows = batch < ROW_BLOCK ? batch : ROW_BLOCK;
  return packed + 4 * (64 + panelSize(batch) + (3 * rows + 3) * units);
}

/**
 * Runs the time loop over pre-activations that hold the input part and its bias.
 *
 * @param z [batch, steps, gates units], contiguous; becomes the activated gates.
 * @param y Hidden states, strides in bytes. A step stride of 0 keeps the last one only; then so does `extra`.
 * @param extra [batch, steps, units] for the carry of an LSTM, or what the third gate of a GRU multiplies.
 * @param hidden Initial hidden state, 0 for none; `carry` likewise. Their rows are `stateBatch` bytes apart.
 * @param weights [units, gates units], recurrent kernel. `bias` [3 units] for GRU_AFTER, its recurrent bias,
 *   0 for none.
 */
export function recurrentForward(
  cell: i32, batch: usize, steps: usize, units: usize, backwards: bool, z: usize, y: usize, yBatch: usize, yStep: usize,
  extra: usize, extraBatch: usize, extraStep: usize, hidden: usize, carry: usize, stateBatch: usize,
  weights: usize, bias: usize, gate: i32, activation: i32, workspace: usize,
): void {
  const width = gateCount(cell) * units, direct = directGates(cell) * units;
  const bRow = width * 4;
  const zeros = workspace + 256 + panelSize(batch) * 4;
  const packed = zeros + 3 * units * 4;
  const packedInner = packed + packedBytes(direct, units);
  memory.fill(zeros, 0, 3 * units * 4);
  if (bias == 0) bias = zeros;
  if (batch > 1) {
    packMatrix(direct, units, weights, bRow, 4, packed);
    if (direct < width) packMatrix(units, units, weights + direct * 4, bRow, 4, packedInner);
  }
  for (let first: usize = 0; first < batch; first += ROW_BLOCK) {
    const rows = batch - first < ROW_BLOCK ? batch - first : ROW_BLOCK;
    let before = hidden == 0 ? zeros : hidden + first * stateBatch;
    let beforeRow = hidden == 0 ? 0 : stateBatch;
    let held = carry == 0 ? zeros : carry + first * stateBatch;
    let heldRow = carry == 0 ? 0 : stateBatch;
    for (let count: usize = 0; count < steps; ++count) {
      const t = backwards ? steps - 1 - count : count;
      let zRow = z + (first * steps + t) * width * 4;
      const zPitch = steps * width * 4;
      let h = y + first * yBatch + t * yStep;
      let e = extra + first * extraBatch + t * extraStep;
      const known = beforeRow != 0;
      if (known) addProduct(rows, direct, units, before, beforeRow, weights, bRow, 4, packed, zRow, zPitch, true, workspace);
      if (cell == GRU_AFTER) {
        if (known) addProduct(rows, units, units, before, beforeRow, weights + direct * 4, bRow, 4, packedInner, e, extraBatch, false, workspace);
        else for (let row: usize = 0; row < rows; ++row) memory.fill(e + row * extraBatch, 0, units * 4);
      } else if (cell == GRU_BEFORE) {
        for (let row: usize = 0; row < rows; ++row) {
          gruBeforeGates(units, zRow + row * zPitch, e + row * extraBatch, before + row * beforeRow, gate);
        }
        if (known) addProduct(rows, units, units, e, extraBatch, weights + direct * 4, bRow, 4, packedInner, zRow + direct * 4, zPitch, true, workspace);
      }
      const nextBefore = h, nextHeld = e;
      for (let row: usize = 0; row < rows; ++row) {
        if (cell == LSTM) lstmForward(units, zRow, held, e, h, gate, activation);
        else if (cell == GRU_AFTER) gruAfterForward(units, zRow, e, bias, before, h, gate, activation);
        else if (cell == GRU_BEFORE) gruBeforeState(units, zRow, before, h, activation);
        else simpleForward(units, zRow, h, activation);
        zRow += zPitch;
        h += yBatch;
        e += extraBatch;
        before += beforeRow;
        held += heldRow;
      }
      before = nextBefore;
      beforeRow = yBatch;
      held = nextHeld;
      heldRow = extraBatch;
    }
  }
}
