// A few vectors of units of one animal through all its presentations, forward and back. Units depend on each other only
// through the loss, so a group needs no other: its whole trajectory of weights stays in a small work memory.
import { fullExp4, tanh4 } from '../../tensor/assembly/math';
import { madd } from '../../tensor/assembly/simd';
import { existing, loadUnits, storeUnits } from './lanes';
import {
  perceptronAdvance, perceptronFinish, perceptronFold, perceptronPull, perceptronTrial,
} from './perceptron';
import {
  TAYLOR_GRADIENT, TAYLOR_SUMS, TAYLOR_TABLE, TAYLOR_TRIAL,
  taylorAdvance, taylorFinish, taylorFold, taylorPrepare, taylorPull, taylorPush, taylorTrial,
} from './taylor';

// The rule and the network of the running call. `hidden` is 0 for a Taylor series.
let hidden: usize = 0;
let inputs: usize = 0;
let units: usize = 0;
let activation: i32 = 0;
let stepSize: f32 = 0;
// Work memory of the running call.
let parameters: usize = 0;
let trial: usize = 0;
let sums: usize = 0;
let gradient: usize = 0;
let base: usize = 0;
let deltas: usize = 0;
let lambda: usize = 0;
let weights: usize = 0;
// The animal.
let presentations: usize = 0;
let x: usize = 0;
let update: usize = 0;
let reward: usize = 0;

const TANH: i32 = 1;
const SIGMOID: i32 = 2;

/** Weights of a group that should fit into a cache of the second level beside what else is in use. */
const CACHE: usize = 1 << 19;

/** Vectors of units in a group, 1 to 4. */
export function groupVectors(inputCount: usize, unitCount: usize, longest: usize): usize {
  const fitting = CACHE / (longest * inputCount * 16 + 1);
  const all = (unitCount + 3) >> 2;
  const vectors = fitting < all ? fitting : all;
  return vectors < 1 ? 1 : vectors > 4 ? 4 : vectors;
}

@inline
function bytesOfSums(hiddenUnits: usize): usize {
  return hiddenUnits == 0 ? TAYLOR_SUMS : (5 * hiddenUnits + 1) * 16;
}

@inline
function bytesOfGradient(hiddenUnits: usize): usize {
  return hiddenUnits == 0 ? TAYLOR_GRADIENT : (6 * hiddenUnits + 1) * 16;
}

/** Bytes of work memory, at most, for animals of up to `longest` presentations. */
export function groupWorkspace(hiddenUnits: usize, inputCount: usize, unitCount: usize, longest: usize): usize {
  const vectors = groupVectors(inputCount, unitCount, longest);
  const fixed = TAYLOR_TABLE + TAYLOR_TRIAL + hiddenUnits * 4 + bytesOfSums(hiddenUnits) + bytesOfGradient(hiddenUnits) + hiddenUnits * 16;
  return fixed + 64 + inputCount * 16 * (1 + vectors * (longest + 2));
}

/** Sets the rule, the network and the work memory of a call. */
export function begin(
  hiddenUnits: usize, given: usize, inputCount: usize, unitCount: usize, unitActivation: i32, step: f32,
  vectors: usize, workspace: usize,
): void {
  hidden = hiddenUnits;
  inputs = inputCount;
  units = unitCount;
  activation = unitActivation;
  stepSize = step;
  // Vectors first, so that they stay aligned.
  sums = workspace;
  gradient = sums + bytesOfSums(hidden);
  base = gradient + bytesOfGradient(hidden);
  deltas = base + hidden * 16;
  lambda = deltas + inputs * 16;
  trial = lambda + inputs * vectors * 16;
  const table = trial + TAYLOR_TRIAL + ((hidden * 4 + 15) & ~15);
  weights = table + TAYLOR_TABLE;
  if (hidden == 0) {
    taylorPrepare(given, table);
    parameters = table;
  } else {
    parameters = given;
  }
  memory.fill(gradient, 0, bytesOfGradient(hidden));
}

/** Sets the animal: what it saw [presentations][inputs], when it learned, and the reward term. */
export function beginAnimal(count: usize, stimuli: usize, updates: usize, rewards: usize): void {
  presentations = count;
  x = stimuli;
  update = updates;
  reward = rewards;
}

/** Writes the sums over all animals since `begin`. */
export function writeGradient(target: usize): void {
  if (hidden == 0) taylorFinish(gradient, target);
  else perceptronFinish(hidden, gradient, target);
}

@inline
function activate(u: v128): v128 {
  if (activation == TANH) return tanh4(u);
  if (activation == SIGMOID) {
    const one = f32x4.splat(1);
    return f32x4.div(one, f32x4.add(one, fullExp4(f32x4.neg(u))));
  }
  return u;
}

/** dy times the slope of the activation where it has the value y. */
@inline
function slope(y: v128, dy: v128): v128 {
  const one = f32x4.splat(1);
  if (activation == TANH) return f32x4.mul(dy, f32x4.sub(one, f32x4.mul(y, y)));
  if (activation == SIGMOID) return f32x4.mul(dy, f32x4.mul(y, f32x4.sub(one, y)));
  return dy;
}

/** sum over inputs of x times the weights of four units. */
@inline
function product(stimulus: usize, w: usize): v128 {
  let a = f32x4.splat(0), b = a, c = a, d = a;
  let left = inputs;
  for (; left >= 4; left -= 4, stimulus += 16, w += 64) {
    a = madd(v128.load32_splat(stimulus), v128.load(w), a);
    b = madd(v128.load32_splat(stimulus, 4), v128.load(w, 16), b);
    c = madd(v128.load32_splat(stimulus, 8), v128.load(w, 32), c);
    d = madd(v128.load32_splat(stimulus, 12), v128.load(w, 48), d);
  }
  for (; left > 0; --left, stimulus += 4, w += 16) a = madd(v128.load32_splat(stimulus), v128.load(w), a);
  return f32x4.add(f32x4.add(a, b), f32x4.add(c, d));
}

/** True where weights change behind a presentation and a later one will show it. */
@inline
function learns(presentation: usize): bool {
  return presentation + 1 < presentations && load<f32>(update + presentation * 4) != 0;
}

@inline
function beginTrial(presentation: usize): void {
  const r = load<f32>(reward + presentation * 4);
  if (hidden == 0) taylorTrial(parameters, r, trial);
  else perceptronTrial(hidden, parameters, r, trial);
}

/** The weights of all inputs to the group. */
function loadWeights(w0: usize, vectors: usize, left: i32): void {
  let to = weights;
  for (let v: usize = 0; v < vectors; ++v) {
    const units4 = left - (v << 2) as i32;
    let from = w0 + v * 16;
    for (let j: usize = 0; j < inputs; ++j, from += units * 4, to += 16) v128.store(to, loadUnits(from, units4));
  }
}

/**
 * The group forward. `w0` and `y` point at its first unit. With `keep` the weights of all trials stay for `groupBackward`;
 * with `known` the activities are there already and only weights are computed.
 */
export function groupForward(w0: usize, y: usize, vectors: usize, left: i32, keep: bool, known: bool): void {
  loadWeights(w0, vectors, left);
  const vectorBytes = inputs * 16;
  const slot = keep ? vectors * vectorBytes : 0;
  let w = weights;
  for (let p: usize = 0; p < presentations; ++p) {
    const stimulus = x + p * inputs * 4;
    const row = y + p * units * 4;
    if (!known) {
      for (let v: usize = 0; v < vectors; ++v) {
        storeUnits(row + v * 16, activate(product(stimulus, w + v * vectorBytes)), left - (v << 2) as i32);
      }
    }
    if (!learns(p)) continue;
    beginTrial(p);
    const step = stepSize * load<f32>(update + p * 4);
    for (let v: usize = 0; v < vectors; ++v) {
      const units4 = left - (v << 2) as i32;
      const activity = loadUnits(row + v * 16, units4);
      const from = w + v * vectorBytes;
      const mask = existing(units4);
      if (hidden == 0) taylorAdvance(inputs, stimulus, activity, from, from + slot, trial, step, mask);
      else perceptronAdvance(inputs, hidden, parameters, stimulus, activity, from, from + slot, trial, base, step, mask);
    }
    w += slot;
  }
}

/** lambda += x du. */
function addOuter(stimulus: usize, target: usize, du: v128): void {
  for (let end = target + inputs * 16; target < end; target += 16, stimulus += 4) {
    v128.store(target, madd(v128.load32_splat(stimulus), du, v128.load(target)));
  }
}

/**
 * The group backward, after `groupForward` with `keep`. Adds to the gradient of the rule, and writes that of the first
 * weights to `dw0`, added to what is there.
 */
export function groupBackward(y: usize, dy: usize, dw0: usize, vectors: usize, left: i32): void {
  const vectorBytes = inputs * 16;
  const slot = vectors * vectorBytes;
  memory.fill(lambda, 0, slot);
  let w = weights;
  for (let p: usize = 0; p < presentations; ++p) {
    if (learns(p)) w += slot;
  }
  for (let p = presentations; p > 0;) {
    --p;
    const stimulus = x + p * inputs * 4;
    const offset = p * units * 4;
    const learned = learns(p);
    let step: f32 = 0;
    if (learned) {
      w -= slot;
      step = stepSize * load<f32>(update + p * 4);
      beginTrial(p);
    }
    for (let v: usize = 0; v < vectors; ++v) {
      const units4 = left - (v << 2) as i32;
      const activity = loadUnits(y + offset + v * 16, units4);
      let d = loadUnits(dy + offset + v * 16, units4);
      const mask = existing(units4);
      const from = w + v * vectorBytes;
      const target = lambda + v * vectorBytes;
      if (!learned) {
        addOuter(stimulus, target, v128.and(slope(activity, d), mask));
      } else if (hidden == 0) {
        d = f32x4.add(d, taylorPull(inputs, stimulus, activity, from, target, trial, step, mask, sums, v == 0));
        const du = v128.and(slope(activity, d), mask);
        taylorPush(inputs, stimulus, activity, from, target, trial, step, mask, du);
      } else {
        d = f32x4.add(
          d,
          perceptronPull(
            inputs, hidden, parameters, stimulus, activity, from, target, trial, base, deltas, step, mask, sums, v == 0,
          ),
        );
        addOuter(stimulus, target, v128.and(slope(activity, d), mask));
      }
    }
    if (!learned) continue;
    const r = load<f32>(reward + p * 4);
    if (hidden == 0) taylorFold(sums, r, gradient);
    else perceptronFold(hidden, sums, r, gradient);
  }
  if (dw0 != 0) storeFirst(dw0, vectors, left);
}

function storeFirst(dw0: usize, vectors: usize, left: i32): void {
  let from = lambda;
  for (let v: usize = 0; v < vectors; ++v) {
    const units4 = left - (v << 2) as i32;
    let to = dw0 + v * 16;
    for (let j: usize = 0; j < inputs; ++j, from += 16, to += units * 4) {
      storeUnits(to, f32x4.add(loadUnits(to, units4), v128.load(from)), units4);
    }
  }
}
