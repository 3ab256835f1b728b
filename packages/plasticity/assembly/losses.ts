// Losses of one animal and their slopes, from blocks of activities [presentations][vectors].
import { fullExp4, softplus4 } from '../../tensor/assembly/math';
import { madd, sumLanes } from '../../tensor/assembly/simd';
import { existing, loadUnits, pairSums } from './lanes';

@inline
function lanesOf(value: v128): f64 {
  const pairs = pairSums(value);
  return f64x2.extract_lane(pairs, 0) + f64x2.extract_lane(pairs, 1);
}

/** logits [presentations] += y . readout */
export function readLogits(presentations: usize, vectors: usize, y: usize, readout: usize, logits: usize): void {
  const end = logits + presentations * 4;
  const last = readout + vectors * 16;
  do {
    let sum = f32x4.mul(v128.load(y), v128.load(readout));
    y += 16;
    for (let at = readout + 16; at < last; at += 16, y += 16) sum = madd(v128.load(y), v128.load(at), sum);
    store<f32>(logits, load<f32>(logits) + sumLanes(sum));
    logits += 4;
  } while (logits < end);
}

/**
 * Sum of cross-entropies in nats; logits become slopes. Decisions below 0 do not count. `answers` is work memory like the
 * logits, which are whole vectors.
 */
export function decisionLoss(presentations: usize, logits: usize, decisions: usize, answers: usize, scale: f32): f64 {
  const end = answers + presentations * 4;
  v128.store((end - 1) & ~15, f32x4.splat(-1));
  memory.copy(answers, decisions, presentations * 4);
  const one = f32x4.splat(1), zero = f32x4.splat(0), scales = f32x4.splat(scale);
  let low = f64x2.splat(0);
  do {
    const z = v128.load(logits);
    const decision = v128.load(answers);
    const counts = f32x4.ge(decision, zero);
    low = f64x2.add(low, pairSums(v128.and(f32x4.sub(softplus4(z), f32x4.mul(z, decision)), counts)));
    const accepted = f32x4.div(one, f32x4.add(one, fullExp4(f32x4.neg(z))));
    v128.store(logits, v128.and(f32x4.mul(f32x4.sub(accepted, decision), scales), counts));
    answers += 16;
    logits += 16;
  } while (answers < end);
  return (f64x2.extract_lane(low, 0) + f64x2.extract_lane(low, 1)) * (scale as f64);
}

/** dy = slope of the logit times readout. */
export function spreadSlopes(presentations: usize, vectors: usize, slopes: usize, readout: usize, dy: usize): void {
  const end = slopes + presentations * 4;
  const last = readout + vectors * 16;
  do {
    const slope = v128.load32_splat(slopes);
    let at = readout;
    do {
      v128.store(dy, f32x4.mul(slope, v128.load(at)));
      at += 16;
      dy += 16;
    } while (at < last);
    slopes += 4;
  } while (slopes < end);
}

/**
 * Sum of squared errors times scale; their slopes are added to dy. An activity of NaN was not recorded and does not count.
 * `activity` points at the first of `left` units in rows of all units.
 */
export function activityLoss(
  presentations: usize, units: usize, vectors: usize, left: i32, y: usize, activity: usize, dy: usize, scale: f32,
): f64 {
  let loss: f64 = 0;
  const double = f32x4.splat(2 * scale);
  for (let p: usize = 0; p < presentations; ++p, activity += units * 4) {
    for (let v: usize = 0; v < vectors; ++v, y += 16, dy += 16) {
      const left4 = left - (v << 2) as i32;
      const target = loadUnits(activity + v * 16, left4);
      const known = v128.and(f32x4.eq(target, target), existing(left4));
      const error = v128.and(f32x4.sub(v128.load(y), target), known);
      loss += lanesOf(f32x4.mul(error, error));
      v128.store(dy, madd(double, error, v128.load(dy)));
    }
  }
  return loss * (scale as f64);
}
