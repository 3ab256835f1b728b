// The 81 coefficients of the truncated Taylor series and their gradient, in the order of the kernels: [power of r][power of
// x][12], where the twelve are power of w * 3 + power of y, and three unused. One trial has one reward term, so it sees
// [power of x][12].
import { madd } from '../../tensor/assembly/simd';
import { addDoubles } from './lanes';

/** Bytes of the numbers of a trial. */
export const TAYLOR_TRIAL: usize = 9 * 16;
/** Bytes of the coefficients. */
export const TAYLOR_TABLE: usize = 3 * TAYLOR_TRIAL;
/** Bytes of the gradient: the sums of some trials in single precision, and those of all in double precision. */
export const TAYLOR_GRADIENT: usize = 3 * TAYLOR_TABLE;

/** Trials whose moments are summed in single precision. */
const TRIALS_IN_SINGLE: i32 = 32;
let pending: i32 = 0;

/** Place of a term in the coefficients as the host has them. */
@inline
function sourcePlace(x: usize, y: usize, w: usize, r: usize): usize {
  return ((x * 3 + y) * 3 + w) * 3 + r;
}

@inline
function tablePlace(x: usize, y: usize, w: usize, r: usize): usize {
  return (r * 3 + x) * 12 + w * 3 + y;
}

/** coefficients [81] to `table`. */
export function taylorPrepare(coefficients: usize, table: usize): void {
  memory.fill(table, 0, TAYLOR_TABLE);
  for (let x: usize = 0; x < 3; ++x) {
    for (let y: usize = 0; y < 3; ++y) {
      for (let w: usize = 0; w < 3; ++w) {
        for (let r: usize = 0; r < 3; ++r) {
          store<f32>(table + tablePlace(x, y, w, r) * 4, load<f32>(coefficients + sourcePlace(x, y, w, r) * 4));
        }
      }
    }
  }
}

/** Four numbers of a trial with the reward term r. */
@inline
export function inReward(table: usize, r: v128): v128 {
  const inner = madd(r, v128.load(table, 2 * TAYLOR_TRIAL), v128.load(table, TAYLOR_TRIAL));
  return madd(r, inner, v128.load(table));
}

/** The numbers of a trial. */
export function taylorTrial(table: usize, reward: f32, trial: usize): void {
  const r = f32x4.splat(reward);
  const end = trial + TAYLOR_TRIAL;
  do {
    v128.store(trial, inReward(table, r));
    trial += 16;
    table += 16;
  } while (trial < end);
}

export function taylorClear(gradient: usize): void {
  memory.fill(gradient, 0, TAYLOR_GRADIENT);
  pending = 0;
}

/** Adds the moments of a trial, [power of x][12], times the powers of its reward term, to the gradient. */
export function taylorFold(moments: usize, reward: f32, gradient: usize): void {
  const r = f32x4.splat(reward);
  const end = moments + TAYLOR_TRIAL;
  let to = gradient;
  do {
    const first = v128.load(moments);
    const second = f32x4.mul(first, r);
    v128.store(to, f32x4.add(v128.load(to), first));
    v128.store(to, f32x4.add(v128.load(to, TAYLOR_TRIAL), second), TAYLOR_TRIAL);
    v128.store(to, madd(second, r, v128.load(to, 2 * TAYLOR_TRIAL)), 2 * TAYLOR_TRIAL);
    moments += 16;
    to += 16;
  } while (moments < end);
  if (++pending == TRIALS_IN_SINGLE) taylorFlush(gradient);
}

/** Moves the sums in single precision to those in double precision. */
export function taylorFlush(gradient: usize): void {
  if (pending == 0) return;
  pending = 0;
  const zero = f32x4.splat(0);
  let to = gradient + TAYLOR_TABLE;
  const end = to;
  do {
    const sum = v128.load(gradient);
    addDoubles(to, f64x2.promote_low_f32x4(sum));
    addDoubles(to + 16, f64x2.promote_low_f32x4(v128.shuffle<f32>(sum, sum, 2, 3, 0, 1)));
    v128.store(gradient, zero);
    gradient += 16;
    to += 32;
  } while (gradient < end);
}

/** The finished gradient, in the order of the host's coefficients. */
export function taylorFinish(gradient: usize, target: usize): void {
  taylorFlush(gradient);
  const sums = gradient + TAYLOR_TABLE;
  for (let x: usize = 0; x < 3; ++x) {
    for (let y: usize = 0; y < 3; ++y) {
      for (let w: usize = 0; w < 3; ++w) {
        for (let r: usize = 0; r < 3; ++r) {
          store<f32>(target + sourcePlace(x, y, w, r) * 4, load<f64>(sums + tablePlace(x, y, w, r) * 8) as f32);
        }
      }
    }
  }
}
