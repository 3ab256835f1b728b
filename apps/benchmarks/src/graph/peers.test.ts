import { compareGraphs } from '@perceptrons/graph';
import { describe, expect, it } from 'vitest';
import { relativeDifference } from '../harness/measure';
import { oursOp } from '../ops/ours';
import { stockOp } from '../ops/stock';
import { batchesOf } from './batches';
import {
  ENZYMES_SIZES,
  EPOCH_CASES,
  MUTAG_SIZES,
  multiplyAdds,
  ORACLE_NAME,
  QUICK_EPOCH_CASES,
  QUICK_ORACLE_NAME,
  QUICK_PRODUCT_CASES,
  QUICK_STEP_CASES,
  STEP_CASES,
  sizesOf,
} from './case';
import { growthName } from './growth';
import { jaxPpgn } from './jax-js';
import { ppgnStep } from './network';
import { oraclePairs } from './oracle';
import { oursGin, oursPpgn } from './ours';
import { stockKit } from './stock';

/** Float32 through two blocks and three steps of Adam. */
const TOLERANCE = 1e-4;

describe('the contenders', () => {
  it.each(QUICK_STEP_CASES)('$name: all find the same losses', async (task) => {
    const losses = (await (await oursPpgn(task, 'wasm', 'model')).check()).losses!;
    expect(losses).toHaveLength(3);
    expect(losses[2]).toBeLessThan(losses[0]);
    const peers = [await oursPpgn(task, 'wasm', 'ops'), ppgnStep(task, stockKit), await jaxPpgn(task)];
    for (const peer of peers) expect(relativeDifference(losses, (await peer.check()).losses!)).toBeLessThan(TOLERANCE);
  });

  it.each(QUICK_PRODUCT_CASES)('$name: both find the same gradients', async (task) => {
    const { outputs } = await (await oursOp(task, 'wasm')).check();
    expect(relativeDifference(outputs!, (await stockOp(task).check()).outputs!)).toBeLessThan(TOLERANCE);
  });

  it.each(QUICK_STEP_CASES)('$name: a GIN of equal width trains on the same pairs', async (task) => {
    const losses = (await (await oursGin(task, 'wasm')).check()).losses!;
    expect(losses[2]).toBeLessThan(losses[0]);
  });

  it('run epochs of every way of batching', async () => {
    for (const task of QUICK_EPOCH_CASES.flat()) await (await oursPpgn(task, 'wasm', 'model')).step();
  });
});

describe('the cases', () => {
  it('have the sizes of the collections', () => {
    const [mutag, enzymes] = [MUTAG_SIZES, ENZYMES_SIZES].map((counts) => sizesOf(counts));
    const squares = (sizes: number[]): number => sizes.reduce((sum, size) => sum + size ** 2, 0);
    expect([mutag.length, squares(mutag)]).toEqual([188, 64_381]);
    expect([enzymes.length, squares(enzymes)]).toEqual([600, 778_970]);
  });

  it('count multiplications as 12 d^2 n^2 and 2 n^3 d operations a block do', () => {
    const [{ shape, nodes, batch }] = STEP_CASES;
    const { dense, channelWise } = multiplyAdds({ ...shape, channels: shape.width, blocks: 1 }, nodes, batch);
    expect(2 * dense).toBe(batch * 12 * 64 ** 2 * 32 ** 2);
    expect(2 * channelWise).toBe(batch * 2 * 32 ** 3 * 64);
    expect(growthName(STEP_CASES[0], { ...STEP_CASES[0], nodes: 64 })).toContain('(n^3: 8x, multiplications: 4.');
  });

  it('name the number of pairs that the oracles compare', () => {
    for (const [quick, name] of [
      [false, ORACLE_NAME],
      [true, QUICK_ORACLE_NAME],
    ] as const) {
      const pairs = oraclePairs(quick);
      expect(name).toContain(` ${pairs.length} pairs`);
      for (const [a, b] of pairs) {
        expect(compareGraphs(a, b, { test: '1-WL', keepColours: false }).distinguished).toBe(false);
      }
    }
  });

  it('lose no graph, whatever the batching', () => {
    for (const task of EPOCH_CASES.flat()) {
      const batches = batchesOf(task);
      const sizes = batches.flatMap((batch) => batch.sizes);
      expect(sizes.sort((a, b) => a - b)).toEqual([...task.sizes].sort((a, b) => a - b));
      for (const { nodes, padded, sizes: own } of batches) {
        expect(own.length).toBeLessThanOrEqual(task.batch);
        expect(Math.max(...own)).toBeLessThanOrEqual(nodes);
        if (!padded) expect(Math.min(...own)).toBe(nodes);
      }
    }
    // Five graphs of equal size at a time leave remainders.
    expect(batchesOf(EPOCH_CASES[0][0])).toHaveLength(46);
  });
});
