// The time loop of recurrent cells. A block of rows goes through all steps before the next block starts: its state
// stays in the first-level cache, and the packed recurrent kernel in the second.
import { copyRun } from '../copy';
import { packedBytes, packMatrix } from '../gemm/gemm';
import { directGates, gateCount, GRU_AFTER, GRU_BEFORE, LSTM } from './cells';
import { gruAfterForward, gruBeforeGates, gruBeforeState, lstmForward, simpleForward } from './forward-cells';
import { copyOrClear, firstToken } from './places';
import { addProduct, panelSize, ROW_BLOCK } from './step-product';

/** Bytes of workspace for the loops, forward or backward, over `batch` sequences. */
export function recurrentWorkspace(cell: i32, batch: usize, units: usize): usize {
  const width = gateCount(cell) * units;
  const packed = batch == 1 ? 0 : packedBytes(units, width) + packedBytes(width, units) + packedBytes(units, units);
  const rows = batch < ROW_BLOCK ? batch : ROW_BLOCK;
  return packed + 4 * (64 + panelSize(batch) + rows * (4 * units + width) + 3 * units + ROW_BLOCK);
}

/**
 * Runs the time loop over pre-activations that hold the input part and its bias. Sequences lie as `firstToken` has it, their
 * steps `stepTokens` apart.
 *
 * @param z [tokens, gates units], `zToken` bytes apart; becomes the activated gates.
 * @param y Hidden states, `yToken` bytes apart by token, or by sequence where only the last ones are wanted (`lastOnly`).
 * @param extra The carry of an LSTM, or what the third gate of a GRU multiplies: `extraToken` bytes apart by token, or by
 *   sequence for the last ones alone (`lastExtra`).
 * @param hidden Initial hidden state, 0 for none; `carry` likewise. Their rows are `stateBatch` bytes apart.
 * @param weights [units, gates units], recurrent kernel. `bias` [3 units] for GRU_AFTER, its recurrent bias,
 *   0 for none.
 */
export function recurrentForward(
  cell: i32, batch: usize, steps: usize, units: usize, backwards: bool,
  inner: usize, outerTokens: usize, innerTokens: usize, stepTokens: usize,
  z: usize, zToken: usize, y: usize, yToken: usize, lastOnly: bool, extra: usize, extraToken: usize, lastExtra: bool,
  hidden: usize, carry: usize, stateBatch: usize,
  weights: usize, bias: usize, gate: i32, activation: i32, workspace: usize,
): void {
  // The third gate of one GRU waits for the reset gate; all others are one product.
  const width = gateCount(cell) * units, direct = cell == GRU_BEFORE ? directGates(cell) * units : width;
  const bRow = width * 4, row4 = units * 4;
  const blockRows = batch < ROW_BLOCK ? batch : ROW_BLOCK;
  const zeros = workspace + 256 + panelSize(batch) * 4;
  const tokens = zeros + 3 * row4;
  const hBlock = tokens + ROW_BLOCK * 4;
  const cBlock = hBlock + blockRows * row4;
  const sBlock = cBlock + blockRows * row4;
  const pBlock = sBlock + blockRows * row4;
  const packed = pBlock + blockRows * bRow;
  const packedInner = packed + packedBytes(direct, units);
  memory.fill(zeros, 0, 3 * row4);
  if (bias == 0) bias = zeros;
  if (batch > 1) {
    packMatrix(direct, units, weights, bRow, 4, packed);
    if (direct < width) packMatrix(units, units, weights + direct * 4, bRow, 4, packedInner);
  }
  for (let first: usize = 0; first < batch; first += ROW_BLOCK) {
    const rows = batch - first < ROW_BLOCK ? batch - first : ROW_BLOCK;
    for (let row: usize = 0; row < rows; ++row) {
      store<u32>(tokens + row * 4, firstToken(first + row, inner, outerTokens, innerTokens) as u32);
    }
    copyOrClear(rows, row4, hidden == 0 ? 0 : hidden + first * stateBatch, stateBatch, hBlock);
    copyOrClear(rows, row4, carry == 0 ? 0 : carry + first * stateBatch, stateBatch, cBlock);
    memory.fill(pBlock, 0, rows * bRow);
    for (let count: usize = 0; count < steps; ++count) {
      const step = (backwards ? steps - 1 - count : count) * stepTokens;
      const known = count > 0 || hidden != 0;
      if (known) addProduct(rows, direct, units, hBlock, row4, weights, bRow, 4, packed, pBlock, bRow, false, workspace);
      if (cell == GRU_BEFORE) {
        for (let row: usize = 0; row < rows; ++row) {
          const token = (load<u32>(tokens + row * 4) as usize) + step;
          gruBeforeGates(units, z + token * zToken, pBlock + row * bRow, sBlock + row * row4, hBlock + row * row4, gate);
        }
        if (known) addProduct(rows, units, units, sBlock, row4, weights + direct * 4, bRow, 4, packedInner, pBlock + direct * 4, bRow, false, workspace);
      }
      for (let row: usize = 0; row < rows; ++row) {
        const token = (load<u32>(tokens + row * 4) as usize) + step;
        const zRow = z + token * zToken, p = pBlock + row * bRow, h = hBlock + row * row4, c = cBlock + row * row4;
        const e = extra + (lastExtra ? first + row : token) * extraToken;
        if (cell == LSTM) {
          lstmForward(units, zRow, p, c, c, h, gate, activation);
          copyRun(row4, c, e);
        } else if (cell == GRU_AFTER) {
          gruAfterForward(units, zRow, p, e, bias, h, gate, activation);
        } else if (cell == GRU_BEFORE) {
          gruBeforeState(units, zRow, p, h, activation);
          copyRun(row4, sBlock + row * row4, e);
        } else {
          simpleForward(units, zRow, p, h, activation);
        }
        copyRun(row4, h, y + (lastOnly ? first + row : token) * yToken);
      }
    }
  }
}
