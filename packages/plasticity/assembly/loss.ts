// Loss of many animals and its gradients in one call: forward, cross-entropy of the decisions and squared error of the
// activities, and backward, each animal while its data are in the cache.
import { fullExp4, softplus4 } from '../../tensor/assembly/math';
import { madd, sumLanes } from '../../tensor/assembly/simd';
import { begin, beginAnimal, groupBackward, groupForward, groupVectors, groupWorkspace, writeGradient } from './group';
import { existing, loadUnits, pairSums, storeUnits } from './lanes';
import { vectorsLeft } from './rollout';

export function trajectoryLossWorkspace(hidden: usize, inputs: usize, units: usize, longest: usize): usize {
  return groupWorkspace(hidden, inputs, units, longest) + 2 * longest * units * 4 + longest * 4 + 64;
}

@inline
function lanesOf(value: v128): f64 {
  const pairs = pairSums(value);
  return f64x2.extract_lane(pairs, 0) + f64x2.extract_lane(pairs, 1);
}

/** logits [presentations] = y . readout */
function readLogits(presentations: usize, units: usize, y: usize, readout: usize, logits: usize): void {
  for (let p: usize = 0; p < presentations; ++p, y += units * 4) {
    let sum = f32x4.splat(0);
    for (let i: usize = 0; i < units; i += 4) {
      const left = (units - i) as i32;
      sum = madd(loadUnits(y + i * 4, left), loadUnits(readout + i * 4, left), sum);
    }
    store<f32>(logits + p * 4, sumLanes(sum));
  }
}

/** Sum of cross-entropies in nats; logits become slopes. Decisions below 0 do not count. */
function decisionLoss(presentations: usize, logits: usize, decisions: usize, scale: f32): f64 {
  const one = f32x4.splat(1), zero = f32x4.splat(0);
  let loss: f64 = 0;
  for (let p: usize = 0; p < presentations; p += 4) {
    const left = (presentations - p) as i32;
    const z = loadUnits(logits + p * 4, left);
    const decision = loadUnits(decisions + p * 4, left);
    const counts = v128.and(existing(left), f32x4.ge(decision, zero));
    loss += lanesOf(v128.and(f32x4.sub(softplus4(z), f32x4.mul(z, decision)), counts));
    const accepted = f32x4.div(one, f32x4.add(one, fullExp4(f32x4.neg(z))));
    const slope = f32x4.mul(f32x4.sub(accepted, decision), f32x4.splat(scale));
    storeUnits(logits + p * 4, v128.and(slope, counts), left);
  }
  return loss * (scale as f64);
}

/** dy = slope of the logit times readout, or 0 without decisions. */
function spreadSlopes(presentations: usize, units: usize, slopes: usize, readout: usize, dy: usize): void {
  for (let p: usize = 0; p < presentations; ++p, dy += units * 4) {
    const slope = v128.load32_splat(slopes + p * 4);
    for (let i: usize = 0; i < units; i += 4) {
      const left = (units - i) as i32;
      storeUnits(dy + i * 4, f32x4.mul(slope, loadUnits(readout + i * 4, left)), left);
    }
  }
}

/** Sum of squared errors times scale; their slopes are added to dy. An activity of NaN was not recorded and does not count. */
function activityLoss(
  presentations: usize, units: usize, from: usize, to: usize, y: usize, activity: usize, dy: usize, scale: f32,
): f64 {
  let loss: f64 = 0;
  const double = f32x4.splat(2 * scale);
  for (let p: usize = 0; p < presentations; ++p) {
    for (let i = from; i < to; i += 4) {
      const at = (p * units + i) * 4;
      const left = (units - i) as i32;
      const target = loadUnits(activity + at, left);
      const known = v128.and(f32x4.eq(target, target), existing(left));
      const error = v128.and(f32x4.sub(loadUnits(y + at, left), target), known);
      loss += lanesOf(f32x4.mul(error, error));
      storeUnits(dy + at, madd(double, error, loadUnits(dy + at, left)), left);
    }
  }
  return loss * (scale as f64);
}

/**
 * Losses [animals], the sum over animals of the gradient of the rule, and, where `dw0` is not 0, those of the first weights.
 * `scales` [animals][2] are what a decision and a squared error count; a pointer of 0 leaves decisions or activities out.
 */
export function trajectoryLoss(
  hidden: usize, inputs: usize, units: usize, activation: i32, step: f32, animals: usize, counts: usize, longest: usize,
  x: usize, update: usize, reward: usize, w0: usize, w0Step: usize, parameters: usize,
  readout: usize, decisions: usize, activity: usize, scales: usize,
  losses: usize, gradient: usize, dw0: usize, workspace: usize,
): void {
  const vectors = groupVectors(inputs, units, longest);
  const y = workspace;
  const dy = y + ((longest * units * 4 + 15) & ~15);
  const logits = dy + ((longest * units * 4 + 15) & ~15);
  begin(hidden, parameters, inputs, units, activation, step, vectors, logits + ((longest * 4 + 15) & ~15));
  if (dw0 != 0) memory.fill(dw0, 0, inputs * units * 4 * (w0Step == 0 ? 1 : animals));
  for (let a: usize = 0; a < animals; ++a) {
    const count = <usize>load<u32>(counts + a * 4);
    const decisionScale = load<f32>(scales + a * 8), activityScale = load<f32>(scales + a * 8, 4);
    beginAnimal(count, x, update, reward);
    let loss: f64 = 0;
    if (decisions != 0) {
      for (let unit: usize = 0; unit < units; unit += vectors * 4) {
        const now = vectorsLeft(units - unit, vectors);
        groupForward(w0 + unit * 4, y + unit * 4, now, (units - unit) as i32, true, false);
      }
      readLogits(count, units, y, readout, logits);
      loss += decisionLoss(count, logits, decisions, decisionScale);
      spreadSlopes(count, units, logits, readout, dy);
    } else {
      memory.fill(dy, 0, count * units * 4);
    }
    // From the last group to the first: its weights are still there.
    const groups = (units + vectors * 4 - 1) / (vectors * 4);
    for (let group = groups; group > 0;) {
      --group;
      const unit = group * vectors * 4;
      const now = vectorsLeft(units - unit, vectors);
      const left = (units - unit) as i32;
      const at = unit * 4;
      if (decisions == 0) groupForward(w0 + at, y + at, now, left, true, false);
      else if (group + 1 < groups) groupForward(w0 + at, y + at, now, left, true, true);
      if (activity != 0) {
        const end = unit + now * 4;
        loss += activityLoss(count, units, unit, end < units ? end : units, y, activity, dy, activityScale);
      }
      groupBackward(y + at, dy + at, dw0 == 0 ? 0 : dw0 + at, now, left);
    }
    store<f32>(losses + a * 4, loss as f32);
    x += count * inputs * 4;
    update += count * 4;
    reward += count * 4;
    if (decisions != 0) decisions += count * 4;
    if (activity != 0) activity += count * units * 4;
    w0 += w0Step;
    if (dw0 != 0) dw0 += w0Step;
  }
  writeGradient(gradient);
}
