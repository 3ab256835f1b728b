// The time loop of recurrent cells, backward. It gives the gradients of all pre-activations; the gradients of the
// kernels are large products over them, which the host runs afterwards.
import { gemm, gemmWorkspace, packedBytes, packMatrix } from '../gemm/gemm';
import { gruBackward, gruBeforeReset, lstmBackward, simpleBackward } from './backward-cells';
import { directGates, gateCount, GRU_AFTER, GRU_BEFORE, LSTM } from './cells';
import { addProduct, panelSize, ROW_BLOCK } from './step-product';

/** Copies rows, or clears them where there is no source. */
function copyOrClear(rows: usize, bytes: usize, source: usize, sourceRow: usize, target: usize): void {
  for (let row: usize = 0; row < rows; ++row) {
    if (source == 0) memory.fill(target, 0, bytes);
    else memory.copy(target, source + row * sourceRow, bytes);
    target += bytes;
  }
}

/**
 * @param z [batch, steps, gates units], activated; dz gets the gradients before the activation, in the same layout.
 * @param y Hidden states and `extra` as the forward loop left them, strides in bytes.
 * @param dInner [batch, steps, units], written for GRU_AFTER: the gradient of the recurrent product of its third gate.
 * @param dy Gradient of the hidden states, 0 for none; dLast and dCarry those of the final states, 0 for none, with rows
 *   `dStateBatch` bytes apart.
 * @param dHidden Gradient of the initial hidden state, and dInitialCarry that of the carry, laid out as the states
 *   themselves; written where `hidden` or `carry` is given.
 */
export function recurrentBackward(
  cell: i32, batch: usize, steps: usize, units: usize, backwards: bool, z: usize, dz: usize, y: usize, yBatch: usize, yStep: usize,
  extra: usize, dInner: usize, hidden: usize, carry: usize, stateBatch: usize,
  dy: usize, dyBatch: usize, dyStep: usize, dLast: usize, dCarry: usize, dStateBatch: usize, dHidden: usize, dInitialCarry: usize,
  weights: usize, gate: i32, activation: i32, workspace: usize,
): void {
  const width = gateCount(cell) * units, direct = directGates(cell) * units;
  const bRow = width * 4, row4 = units * 4;
  const zPitch = steps * width * 4, ePitch = steps * row4;
  const blockRows = batch < ROW_BLOCK ? batch : ROW_BLOCK;
  const zeros = workspace + 256 + panelSize(batch) * 4;
  const dhBlock = zeros + row4;
  const dcBlock = dhBlock + blockRows * row4;
  const dsBlock = dcBlock + blockRows * row4;
  const packed = dsBlock + blockRows * row4;
  const packedInner = packed + packedBytes(units, direct);
  memory.fill(zeros, 0, row4);
  if (batch > 1) {
    packMatrix(units, direct, weights, 4, bRow, packed);
    if (direct < width) packMatrix(units, units, weights + direct * 4, 4, bRow, packedInner);
  }
  for (let first: usize = 0; first < batch; first += ROW_BLOCK) {
    const rows = batch - first < ROW_BLOCK ? batch - first : ROW_BLOCK;
    copyOrClear(rows, row4, dLast == 0 ? 0 : dLast + first * dStateBatch, dStateBatch, dhBlock);
    copyOrClear(rows, row4, dCarry == 0 ? 0 : dCarry + first * dStateBatch, dStateBatch, dcBlock);
    for (let count = steps; count > 0; --count) {
      const t = backwards ? steps - count : count - 1;
      const start = count == 1;
      const zRow = z + (first * steps + t) * width * 4, dzRow = dz + (first * steps + t) * width * 4;
      const e = extra + (first * steps + t) * row4, dInnerRow = dInner + (first * steps + t) * row4;
      const h = y + first * yBatch + t * yStep;
      const g = dy == 0 ? 0 : dy + first * dyBatch + t * dyStep;
      // The states before this step: those of the step before it in the loop, the initial ones, or zero.
      let before = backwards ? h + yStep : h - yStep, beforeRow = yBatch;
      let held = backwards ? e + row4 : e - row4, heldRow = ePitch;
      if (start) {
        before = hidden == 0 ? zeros : hidden + first * stateBatch;
        beforeRow = hidden == 0 ? 0 : stateBatch;
        held = carry == 0 ? zeros : carry + first * stateBatch;
        heldRow = carry == 0 ? 0 : stateBatch;
      }
      for (let row: usize = 0; row < rows; ++row) {
        const gz = zRow + row * zPitch, gdz = dzRow + row * zPitch, gdh = dhBlock + row * row4;
        const gdy = g == 0 ? 0 : g + row * dyBatch;
        if (cell == LSTM) {
          lstmBackward(units, gz, held + row * heldRow, e + row * ePitch, gdy, gdh, dcBlock + row * row4, gdz, gate, activation);
        } else if (direct < width) {
          gruBackward(units, gz, e + row * ePitch, before + row * beforeRow, gdy, gdh, gdz, dInnerRow + row * ePitch, cell == GRU_AFTER, gate, activation);
        } else {
          simpleBackward(units, h + row * yBatch, gdy, gdh, gdz, activation);
        }
      }
      if (cell == GRU_BEFORE) {
        addProduct(rows, units, units, dzRow + direct * 4, zPitch, weights + direct * 4, 4, bRow, packedInner, dsBlock, row4, false, workspace);
        for (let row: usize = 0; row < rows; ++row) {
          gruBeforeReset(units, zRow + row * zPitch, before + row * beforeRow, dsBlock + row * row4, dhBlock + row * row4, dzRow + row * zPitch, gate);
        }
      }
      if (start && hidden == 0) continue;
      addProduct(rows, units, direct, dzRow, zPitch, weights, 4, bRow, packed, dhBlock, row4, direct < width, workspace);
      if (cell == GRU_AFTER) {
        addProduct(rows, units, units, dInnerRow, ePitch, weights + direct * 4, 4, bRow, packedInner, dhBlock, row4, true, workspace);
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
 * y [batch, steps, units] with dz, moved by one step. The gradients of the first steps would meet a foreign sequence, so
 * they are set aside meanwhile.
 */
export function recurrentProduct(
  batch: usize, steps: usize, units: usize, n: usize, backwards: bool, y: usize, yStep: usize, dz: usize, dzStep: usize,
  hidden: usize, stateBatch: usize, target: usize, targetRow: usize, workspace: usize,
): void {
  const start = dz + (backwards && steps > 0 ? steps - 1 : 0) * dzStep;
  const dzBatch = steps * dzStep;
  const products = workspace + batch * n * 4;
  const count = steps > 1 && batch > 0 ? batch * steps - 1 : 0;
  if (count > 0) {
    for (let row: usize = 0; row < batch; ++row) {
      memory.copy(workspace + row * n * 4, start + row * dzBatch, n * 4);
      memory.fill(start + row * dzBatch, 0, n * 4);
    }
  }
  gemm(
    1, units, n, count, backwards ? y + yStep : y, 0, 4, yStep, backwards ? dz : dz + dzStep, 0, dzStep, 4,
    target, 0, targetRow, false, 0, 0, 0, target, products,
  );
  if (count > 0) {
    for (let row: usize = 0; row < batch; ++row) memory.copy(start + row * dzBatch, workspace + row * n * 4, n * 4);
  }
  if (hidden != 0 && steps > 0) {
    gemm(1, units, n, batch, hidden, 0, 4, stateBatch, start, 0, dzBatch, 4, target, 0, targetRow, true, 0, 0, 0, target, products);
  }
}
