// The time loop of recurrent cells, backward. It gives the gradients of all pre-activations; the gradients of the
// kernels are large products over them, which the host runs afterwards.
import { copyRun } from '../copy';
import { gemm, gemmWorkspace, packedBytes, packMatrix } from '../gemm/gemm';
import { gruBackward, gruBeforeReset, lstmBackward, simpleBackward } from './backward-cells';
import { directGates, gateCount, GRU_AFTER, GRU_BEFORE, LSTM } from './cells';
import { copyOrClear, firstToken } from './places';
import { addProduct, panelSize, ROW_BLOCK } from './step-product';

/**
 * Sequences and tokens lie as in `recurrentForward`.
 *
 * @param z [tokens, gates units], `zToken` bytes apart, activated; dz gets the gradients before the activation, in the same
 *   layout.
 * @param y Hidden states and `extra` as the forward loop left them, both by token.
 * @param dInner `innerToken` bytes apart by token, written for GRU_AFTER: the gradient of the recurrent product of its third
 *   gate.
 * @param dy Gradient of the hidden states, `dyToken` bytes apart by token and `dyGap` more from sequence to sequence, 0 for
 *   none; dLast and dCarry those of the final states, 0 for none, with rows `dStateBatch` bytes apart.
 * @param dHidden Gradient of the initial hidden state, and dInitialCarry that of the carry, laid out as the states
 *   themselves; written where `hidden` or `carry` is given.
 */
export function recurrentBackward(
  cell: i32, batch: usize, steps: usize, units: usize, backwards: bool,
  inner: usize, outerTokens: usize, innerTokens: usize, stepTokens: usize,
  z: usize, dz: usize, zToken: usize, y: usize, yToken: usize, extra: usize, extraToken: usize, dInner: usize, innerToken: usize,
  hidden: usize, carry: usize, stateBatch: usize,
  dy: usize, dyToken: usize, dyGap: usize, dLast: usize, dCarry: usize, dStateBatch: usize, dHidden: usize, dInitialCarry: usize,
  weights: usize, gate: i32, activation: i32, workspace: usize,
): void {
  const width = gateCount(cell) * units, direct = directGates(cell) * units;
  const bRow = width * 4, row4 = units * 4;
  const blockRows = batch < ROW_BLOCK ? batch : ROW_BLOCK;
  // Rows of a product are evenly apart: where those of the sequences are not, gradients are made in a block of their own.
  const even = inner == 0;
  const zeros = workspace + 256 + panelSize(batch) * 4;
  const tokens = zeros + 3 * row4;
  const dhBlock = tokens + ROW_BLOCK * 4;
  const dcBlock = dhBlock + blockRows * row4;
  const dsBlock = dcBlock + blockRows * row4;
  const innerBlock = dsBlock + blockRows * row4;
  const dzBlock = innerBlock + blockRows * row4;
  const packed = dzBlock + blockRows * bRow;
  const packedInner = packed + packedBytes(units, direct);
  memory.fill(zeros, 0, row4);
  if (batch > 1) {
    packMatrix(units, direct, weights, 4, bRow, packed);
    if (direct < width) packMatrix(units, units, weights + direct * 4, 4, bRow, packedInner);
  }
  for (let first: usize = 0; first < batch; first += ROW_BLOCK) {
    const rows = batch - first < ROW_BLOCK ? batch - first : ROW_BLOCK;
    for (let row: usize = 0; row < rows; ++row) {
      store<u32>(tokens + row * 4, firstToken(first + row, inner, outerTokens, innerTokens) as u32);
    }
    copyOrClear(rows, row4, dLast == 0 ? 0 : dLast + first * dStateBatch, dStateBatch, dhBlock);
    copyOrClear(rows, row4, dCarry == 0 ? 0 : dCarry + first * dStateBatch, dStateBatch, dcBlock);
    for (let count = steps; count > 0; --count) {
      const step = (backwards ? steps - count : count - 1) * stepTokens;
      const start = count == 1;
      const firstZ = (first * innerTokens + step) * zToken;
      const products = even ? dz + firstZ : dzBlock, pitch = even ? innerTokens * zToken : bRow;
      const inners = even ? dInner + (first * innerTokens + step) * innerToken : innerBlock;
      const innerPitch = even ? innerTokens * innerToken : row4;
      for (let row: usize = 0; row < rows; ++row) {
        const token = (load<u32>(tokens + row * 4) as usize) + step;
        // The states before this step: those of the step before it in the loop, the initial ones, or zero.
        const earlier = backwards ? token + stepTokens : token - stepTokens;
        const zRow = z + token * zToken, gdz = products + row * pitch, gdh = dhBlock + row * row4;
        const e = extra + token * extraToken;
        const gdy = dy == 0 ? 0 : dy + token * dyToken + (first + row) * dyGap;
        const before = !start ? y + earlier * yToken : hidden == 0 ? zeros : hidden + (first + row) * stateBatch;
        if (cell == LSTM) {
          const held = !start ? extra + earlier * extraToken : carry == 0 ? zeros : carry + (first + row) * stateBatch;
          lstmBackward(units, zRow, held, e, gdy, gdh, dcBlock + row * row4, gdz, gate, activation);
        } else if (direct < width) {
          gruBackward(units, zRow, e, before, gdy, gdh, gdz, inners + row * innerPitch, cell == GRU_AFTER, gate, activation);
        } else {
          simpleBackward(units, y + token * yToken, gdy, gdh, gdz, activation);
        }
      }
      if (cell == GRU_BEFORE) {
        addProduct(rows, units, units, products + direct * 4, pitch, weights + direct * 4, 4, bRow, packedInner, dsBlock, row4, false, workspace);
        for (let row: usize = 0; row < rows; ++row) {
          const token = (load<u32>(tokens + row * 4) as usize) + step;
          const earlier = backwards ? token + stepTokens : token - stepTokens;
          const before = !start ? y + earlier * yToken : hidden == 0 ? zeros : hidden + (first + row) * stateBatch;
          gruBeforeReset(units, z + token * zToken, before, dsBlock + row * row4, dhBlock + row * row4, products + row * pitch, gate);
        }
      }
      if (!even) {
        for (let row: usize = 0; row < rows; ++row) {
          const token = (load<u32>(tokens + row * 4) as usize) + step;
          copyRun(bRow, dzBlock + row * bRow, dz + token * zToken);
          if (cell == GRU_AFTER) copyRun(row4, innerBlock + row * row4, dInner + token * innerToken);
        }
      }
      if (start && hidden == 0) continue;
      addProduct(rows, units, direct, products, pitch, weights, 4, bRow, packed, dhBlock, row4, direct < width, workspace);
      if (cell == GRU_AFTER) {
        addProduct(rows, units, units, inners, innerPitch, weights + direct * 4, 4, bRow, packedInner, dhBlock, row4, true, workspace);
      }
    }
    for (let row: usize = 0; row < rows; ++row) {
      if (hidden != 0) memory.copy(dHidden + (first + row) * stateBatch, dhBlock + row * row4, row4);
      if (carry != 0) memory.copy(dInitialCarry + (first + row) * stateBatch, dcBlock + row * row4, row4);
    }
  }
}

/** Bytes of workspace for `recurrentProduct`. */
export function recurrentProductWorkspace(batch: usize, steps: usize, units: usize, n: usize): usize {
  const products = gemmWorkspace(1, units, n, batch * steps, 1), initial = gemmWorkspace(1, units, n, batch, 1);
  return batch * n * 4 + (products > initial ? products : initial);
}

/**
 * target [units, n] = sum over all steps of (state before)^T (gradient of the pre-activations): one product of the states
 * y by token with dz by token, moved by one step. The gradients of the first steps would meet a foreign sequence, so they
 * are set aside meanwhile. Initial states are for sequences that are evenly apart.
 */
export function recurrentProduct(
  batch: usize, steps: usize, units: usize, n: usize, backwards: bool,
  inner: usize, outerTokens: usize, innerTokens: usize, stepTokens: usize,
  y: usize, yToken: usize, dz: usize, dzToken: usize,
  hidden: usize, stateBatch: usize, target: usize, targetRow: usize, workspace: usize,
): void {
  const start = dz + (backwards && steps > 0 ? steps - 1 : 0) * stepTokens * dzToken;
  const products = workspace + batch * n * 4;
  const count = steps > 1 && batch > 0 ? batch * steps - stepTokens : 0;
  for (let row: usize = 0; row < batch && count > 0; ++row) {
    const own = start + firstToken(row, inner, outerTokens, innerTokens) * dzToken;
    memory.copy(workspace + row * n * 4, own, n * 4);
    memory.fill(own, 0, n * 4);
  }
  const move = stepTokens * dzToken;
  gemm(
    1, units, n, count, backwards ? y + stepTokens * yToken : y, 0, 4, yToken, backwards ? dz : dz + move, 0, dzToken, 4,
    target, 0, targetRow, false, 0, 0, 0, target, products,
  );
  for (let row: usize = 0; row < batch && count > 0; ++row) {
    memory.copy(start + firstToken(row, inner, outerTokens, innerTokens) * dzToken, workspace + row * n * 4, n * 4);
  }
  if (hidden != 0 && steps > 0) {
    gemm(
      1, units, n, batch, hidden, 0, 4, stateBatch, start, 0, innerTokens * dzToken, 4,
      target, 0, targetRow, true, 0, 0, 0, target, products,
    );
  }
}
