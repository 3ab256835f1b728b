// The layer and the animal of the running call, and what does not depend on the rule. Activities and their gradients lie in
// blocks of some vectors of units, [presentations][vectors]; lanes behind the last unit are 0 in all gradients.
import { fullExp4, tanh4 } from '../../tensor/assembly/math';
import { madd } from '../../tensor/assembly/simd';
import { loadUnits, storeUnits } from './lanes';

export let inputs: usize = 0;
export let units: usize = 0;
export let stepSize: f32 = 0;
let activation: i32 = 0;

export let presentations: usize = 0;
/** [presentations][inputs] */
export let x: usize = 0;
/** [presentations], factors of the updates. */
export let update: usize = 0;
/** [presentations], reward terms. */
export let reward: usize = 0;

const TANH: i32 = 1;
const SIGMOID: i32 = 2;

export function setLayer(inputCount: usize, unitCount: usize, unitActivation: i32, step: f32): void {
  inputs = inputCount;
  units = unitCount;
  activation = unitActivation;
  stepSize = step;
}

/** Sets the animal: what it saw, when it learned, and the reward term. */
export function setAnimal(count: usize, stimuli: usize, updates: usize, rewards: usize): void {
  presentations = count;
  x = stimuli;
  update = updates;
  reward = rewards;
}

/** True where weights change behind a presentation and a later one will show it. */
@inline
export function learns(presentation: usize): bool {
  return presentation + 1 < presentations && load<f32>(update + presentation * 4) != 0;
}

@inline
export function stepAt(presentation: usize): f32 {
  return stepSize * load<f32>(update + presentation * 4);
}

@inline
export function rewardAt(presentation: usize): f32 {
  return load<f32>(reward + presentation * 4);
}

/** sum over inputs of x times the weights [inputs] of four units. */
@inline
function product(stimulus: usize, w: usize): v128 {
  const end = stimulus + inputs * 4;
  let a = f32x4.mul(v128.load32_splat(stimulus), v128.load(w));
  stimulus += 4;
  w += 16;
  if (end - stimulus >= 16) {
    let b = f32x4.splat(0), c = b, d = b;
    do {
      a = madd(v128.load32_splat(stimulus), v128.load(w), a);
      b = madd(v128.load32_splat(stimulus, 4), v128.load(w, 16), b);
      c = madd(v128.load32_splat(stimulus, 8), v128.load(w, 32), c);
      d = madd(v128.load32_splat(stimulus, 12), v128.load(w, 48), d);
      stimulus += 16;
      w += 64;
    } while (end - stimulus >= 16);
    a = f32x4.add(f32x4.add(a, b), f32x4.add(c, d));
  }
  for (; stimulus < end; stimulus += 4, w += 16) a = madd(v128.load32_splat(stimulus), v128.load(w), a);
  return a;
}

/** Activities of some presentations by the same weights [vectors][inputs], to the rows from `y` on. */
export function present(first: usize, behind: usize, w: usize, vectors: usize, y: usize): void {
  const stride = inputs * 16;
  const lastWeights = w + vectors * stride;
  let stimulus = x + first * inputs * 4;
  const last = x + behind * inputs * 4;
  let u = y;
  do {
    let from = w;
    do {
      v128.store(u, product(stimulus, from));
      from += stride;
      u += 16;
    } while (from < lastWeights);
    stimulus += inputs * 4;
  } while (stimulus < last);
  activate(y, u);
}

// The loops below run over many vectors, with the test behind the body: constants then stay in registers.

/** Inputs of units become activities. */
function activate(at: usize, end: usize): void {
  if (activation == TANH) {
    do {
      v128.store(at, tanh4(v128.load(at)));
      at += 16;
    } while (at < end);
  } else if (activation == SIGMOID) {
    const one = f32x4.splat(1);
    do {
      v128.store(at, f32x4.div(one, f32x4.add(one, fullExp4(f32x4.neg(v128.load(at))))));
      at += 16;
    } while (at < end);
  }
}

/** The derivatives of the activation where it has the values y. */
export function slopesOf(y: usize, vectors: usize, slopes: usize): void {
  const one = f32x4.splat(1);
  for (let at: usize = 0, end = vectors * 16; at < end; at += 16) v128.store(slopes + at, one);
  throughActivation(y, slopes, vectors);
}

/** Gradients of activities become those of the inputs of the units. */
export function throughActivation(y: usize, dy: usize, vectors: usize): void {
  const end = y + vectors * 16;
  const one = f32x4.splat(1);
  if (activation == TANH) {
    do {
      const value = v128.load(y);
      v128.store(dy, f32x4.mul(v128.load(dy), f32x4.sub(one, f32x4.mul(value, value))));
      y += 16;
      dy += 16;
    } while (y < end);
  } else if (activation == SIGMOID) {
    do {
      const value = v128.load(y);
      v128.store(dy, f32x4.mul(v128.load(dy), f32x4.mul(value, f32x4.sub(one, value))));
      y += 16;
      dy += 16;
    } while (y < end);
  }
}

/** weights [inputs] += x du, for four units. */
@inline
export function addOuter(stimulus: usize, target: usize, du: v128): void {
  const end = target + inputs * 16;
  do {
    v128.store(target, madd(v128.load32_splat(stimulus), du, v128.load(target)));
    target += 16;
    stimulus += 4;
  } while (target < end);
}

/** The weights of all inputs to some vectors of units, from rows of all units to [vectors][inputs]. */
export function loadWeights(w0: usize, to: usize, vectors: usize, left: i32): void {
  for (let v: usize = 0; v < vectors; ++v) {
    const units4 = left - (v << 2) as i32;
    let from = w0 + v * 16;
    for (let j: usize = 0; j < inputs; ++j, from += units * 4, to += 16) v128.store(to, loadUnits(from, units4));
  }
}

/** Adds gradients [vectors][inputs] to rows of all units. */
export function addToRows(dw0: usize, from: usize, vectors: usize, left: i32): void {
  for (let v: usize = 0; v < vectors; ++v) {
    const units4 = left - (v << 2) as i32;
    let to = dw0 + v * 16;
    for (let j: usize = 0; j < inputs; ++j, from += 16, to += units * 4) {
      storeUnits(to, f32x4.add(loadUnits(to, units4), v128.load(from)), units4);
    }
  }
}
