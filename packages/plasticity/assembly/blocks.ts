// Between rows of all units, as tensors have them, and blocks of some vectors of units, [presentations][vectors].
import { loadUnits, storeUnits } from './lanes';
import { units } from './layer';

/** Some units of each row to a block, with lanes of 0 behind the last unit. */
export function toBlock(rows: usize, block: usize, vectors: usize, left: i32, count: usize): void {
  for (let p: usize = 0; p < count; ++p, rows += units * 4) {
    for (let v: usize = 0; v < vectors; ++v, block += 16) {
      v128.store(block, loadUnits(rows + v * 16, left - (v << 2) as i32));
    }
  }
}

/** A block to its place in the rows. */
export function fromBlock(block: usize, rows: usize, vectors: usize, left: i32, count: usize): void {
  for (let p: usize = 0; p < count; ++p, rows += units * 4) {
    for (let v: usize = 0; v < vectors; ++v, block += 16) {
      storeUnits(rows + v * 16, v128.load(block), left - (v << 2) as i32);
    }
  }
}

/** Vectors of the next group where `left` units remain. */
@inline
export function vectorsLeft(left: usize, vectors: usize): usize {
  const needed = (left + 3) >> 2;
  return needed < vectors ? needed : vectors;
}
