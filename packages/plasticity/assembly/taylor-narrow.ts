// The series for layers of few inputs: the twelve numbers of an input are made once a trial and serve all its synapses. The
// way forward keeps the derivatives of every update, so that the way back is two sums a synapse. Lanes are four units; the
// weights of a trial are [vectors of units][inputs].
import { madd } from '../../tensor/assembly/simd';
import { sumInLanes, sumsOfFour } from './lanes';
import { inReward, TAYLOR_TRIAL } from './taylor-table';

/** Bytes of the numbers of one input in a trial. */
export const NARROW_INPUT: usize = 3 * 16;

/** The numbers of a trial for each input, [inputs][12], times the step. */
export function narrowTrial(inputs: usize, table: usize, x: usize, reward: f32, step: f32, target: usize): void {
  const r = f32x4.splat(reward), scale = f32x4.splat(step);
  const a0 = inReward(table, r), a1 = inReward(table + 16, r), a2 = inReward(table + 32, r);
  const b0 = inReward(table + 48, r), b1 = inReward(table + 64, r), b2 = inReward(table + 80, r);
  const c0 = inReward(table + 96, r), c1 = inReward(table + 112, r), c2 = inReward(table + 128, r);
  const end = target + inputs * NARROW_INPUT;
  do {
    const pre = v128.load32_splat(x);
    v128.store(target, f32x4.mul(scale, madd(pre, madd(pre, c0, b0), a0)));
    v128.store(target, f32x4.mul(scale, madd(pre, madd(pre, c1, b1), a1)), 16);
    v128.store(target, f32x4.mul(scale, madd(pre, madd(pre, c2, b2), a2)), 32);
    x += 4;
    target += NARROW_INPUT;
  } while (target < end);
}

/**
 * The update of all weights, `w` to `next`, with its derivatives for the weights and for the activities, in `inW` and
 * `inY`. `y` [vectors] are the activities, `numbers` those of `narrowTrial`; `masks` [vectors] has the units that exist.
 */
export function narrowAdvance(
  inputs: usize, vectors: usize, numbers: usize, y: usize, w: usize, next: usize, inW: usize, inY: usize, masks: usize,
): void {
  const end = numbers + inputs * NARROW_INPUT;
  const stride = inputs * 16;
  const last = y + vectors * 16;
  const toMask = masks - y;
  do {
    const a0 = v128.load32_splat(numbers), a1 = v128.load32_splat(numbers, 4), a2 = v128.load32_splat(numbers, 8);
    const b0 = v128.load32_splat(numbers, 12), b1 = v128.load32_splat(numbers, 16), b2 = v128.load32_splat(numbers, 20);
    const c0 = v128.load32_splat(numbers, 24), c1 = v128.load32_splat(numbers, 28), c2 = v128.load32_splat(numbers, 32);
    let row = y;
    let at: usize = 0;
    do {
      const activity = v128.load(row);
      const weight = v128.load(w + at);
      const c = madd(activity, c2, c1);
      const d2 = madd(activity, c, c0), e2 = madd(activity, c2, c);
      const b = madd(activity, b2, b1);
      const d1 = madd(activity, b, b0), e1 = madd(activity, b2, b);
      const a = madd(activity, a2, a1);
      const d0 = madd(activity, a, a0), e0 = madd(activity, a2, a);
      const d = madd(weight, d2, d1);
      v128.store(inW + at, madd(weight, d2, d));
      v128.store(inY + at, madd(weight, madd(weight, e2, e1), e0));
      v128.store(next + at, f32x4.add(weight, v128.and(madd(weight, d, d0), v128.load(row + toMask))));
      row += 16;
      at += stride;
    } while (row < last);
    numbers += NARROW_INPUT;
    w += 16;
    next += 16;
    inW += 16;
    inY += 16;
  } while (numbers < end);
}

/**
 * Moments of an update over units and inputs, [power of x][12], times the step: from the gradient `lambda` of the weights
 * behind it, the weights `w` before it and the activities `y` [vectors].
 */
export function narrowMoments(
  inputs: usize, vectors: usize, x: usize, y: usize, w: usize, lambda: usize, step: f32, moments: usize,
): void {
  const end = x + inputs * 4;
  const stride = inputs * 16;
  const last = y + vectors * 16;
  const zero = f32x4.splat(0);
  for (let at = moments, behind = moments + TAYLOR_TRIAL; at < behind; at += 16) v128.store(at, zero);
  do {
    let s00 = zero, s01 = zero, s02 = zero, s10 = zero, s11 = zero, s12 = zero, s20 = zero, s21 = zero, s22 = zero;
    let row = y;
    let at: usize = 0;
    do {
      const activity = v128.load(row);
      const weight = v128.load(w + at);
      const e0 = v128.load(lambda + at);
      const e1 = f32x4.mul(e0, weight);
      const e2 = f32x4.mul(e1, weight);
      const f0 = f32x4.mul(e0, activity);
      const f1 = f32x4.mul(e1, activity);
      const f2 = f32x4.mul(e2, activity);
      s00 = f32x4.add(s00, e0);
      s01 = f32x4.add(s01, f0);
      s02 = madd(f0, activity, s02);
      s10 = f32x4.add(s10, e1);
      s11 = f32x4.add(s11, f1);
      s12 = madd(f1, activity, s12);
      s20 = f32x4.add(s20, e2);
      s21 = f32x4.add(s21, f2);
      s22 = madd(f2, activity, s22);
      row += 16;
      at += stride;
    } while (row < last);
    const pre = v128.load32_splat(x);
    const scale = f32x4.splat(step);
    const once = f32x4.mul(scale, pre);
    const twice = f32x4.mul(once, pre);
    addPowers(moments, sumsOfFour(s00, s01, s02, s10), scale, once, twice);
    addPowers(moments + 16, sumsOfFour(s11, s12, s20, s21), scale, once, twice);
    addPowers(moments + 32, sumInLanes(s22), scale, once, twice);
    x += 4;
    w += 16;
    lambda += 16;
  } while (x < end);
}

@inline
function addPowers(moments: usize, sums: v128, scale: v128, once: v128, twice: v128): void {
  v128.store(moments, madd(sums, scale, v128.load(moments)));
  v128.store(moments, madd(sums, once, v128.load(moments, 48)), 48);
  v128.store(moments, madd(sums, twice, v128.load(moments, 96)), 96);
}

/**
 * Through the update and the activities that drove it. `lambda` is the gradient of the weights behind the update; the one
 * of the weights before it is written over the derivatives `inW`. `du` [vectors] are the gradients of the inputs of the
 * units without the update, `slopes` [vectors] the derivatives of the activation.
 */
export function narrowPull(
  inputs: usize, vectors: usize, x: usize, du: usize, slopes: usize, lambda: usize, inW: usize, inY: usize,
): void {
  const last = du + vectors * 16;
  const toSlopes = slopes - du;
  const end = x + inputs * 4;
  do {
    let sum = f32x4.mul(v128.load(lambda), v128.load(inY));
    let behind = lambda + 16;
    inY += 16;
    for (const stop = lambda + inputs * 16; behind < stop; behind += 16, inY += 16) {
      sum = madd(v128.load(behind), v128.load(inY), sum);
    }
    const total = madd(sum, v128.load(du + toSlopes), v128.load(du));
    let stimulus = x;
    do {
      const e = v128.load(lambda);
      v128.store(inW, madd(v128.load32_splat(stimulus), total, madd(e, v128.load(inW), e)));
      stimulus += 4;
      lambda += 16;
      inW += 16;
    } while (stimulus < end);
    du += 16;
  } while (du < last);
}
