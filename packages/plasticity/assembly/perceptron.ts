// The multilayer perceptron rule: tanh(w2 . leakyRelu(x W1x + y W1y + w W1w + r W1r + b1) + b2). Lanes are four units.
//
// Parameters [6 hidden + 1]: W1 in four rows x, y, w, r, then b1, w2, b2.
import { tanh4 } from '../../tensor/assembly/math';
import { madd } from '../../tensor/assembly/simd';
import { addDoubles, pairSums } from './lanes';

const BELOW: f32 = 0.01;

/** Bytes of the sums of a trial, and of the gradient. */
export function perceptronSums(hidden: usize): usize {
  return (5 * hidden + 1) * 16;
}

export function perceptronGradient(hidden: usize): usize {
  return (6 * hidden + 1) * 16;
}

/** The scalars of a trial: b1 + r W1r. */
export function perceptronTrial(hidden: usize, parameters: usize, reward: f32, trial: usize): void {
  const row = hidden * 4;
  for (let end = parameters + row; parameters < end; parameters += 4, trial += 4) {
    store<f32>(trial, load<f32>(parameters + 4 * row) + reward * load<f32>(parameters + 3 * row));
  }
}

/** The vectors of a trial and four units: scalars + y W1y, [hidden]. */
function unitBase(hidden: usize, parameters: usize, trial: usize, y: v128, base: usize): void {
  let from = parameters + hidden * 4;
  for (let end = trial + hidden * 4; trial < end; trial += 4, from += 4, base += 16) {
    v128.store(base, madd(y, v128.load32_splat(from), v128.load32_splat(trial)));
  }
}

/** What a hidden unit sees. */
@inline
function before(base: usize, parameter: usize, row: usize, pre: v128, w: v128): v128 {
  return madd(w, v128.load32_splat(parameter + 2 * row), madd(pre, v128.load32_splat(parameter), v128.load(base)));
}

/** The rule for one input and four units. */
@inline
function value(hidden: usize, parameters: usize, base: usize, pre: v128, w: v128): v128 {
  const row = hidden * 4;
  const below = f32x4.splat(BELOW);
  let sum = v128.load32_splat(parameters + 6 * row);
  for (let p = parameters, end = parameters + row; p < end; p += 4, base += 16) {
    const z = before(base, p, row, pre, w);
    sum = madd(f32x4.pmax(z, f32x4.mul(z, below)), v128.load32_splat(p + 5 * row), sum);
  }
  return tanh4(sum);
}

/** to = from + step rule, for the weights of all inputs to four units. */
export function perceptronAdvance(
  inputs: usize, hidden: usize, parameters: usize, x: usize, y: v128, from: usize, to: usize,
  trial: usize, base: usize, step: f32, mask: v128,
): void {
  unitBase(hidden, parameters, trial, y, base);
  const scale = v128.and(f32x4.splat(step), mask);
  for (let end = x + inputs * 4; x < end; x += 4, from += 16, to += 16) {
    const w = v128.load(from);
    v128.store(to, madd(scale, value(hidden, parameters, base, v128.load32_splat(x), w), w));
  }
}

/** `sums` gets a vector, added to what is there unless it is the first of the trial. */
@inline
function put(sums: usize, sum: v128, first: bool): void {
  v128.store(sums, first ? sum : f32x4.add(v128.load(sums), sum));
}

/**
 * Through the update of four units: `lambda` becomes the gradient of the weights before it, and the result is what the update
 * adds to the gradient of their activities. `sums` [hidden][5] gets the sums of dh, x dh, y dh, w dh and delta h, and one more
 * vector that of delta. `deltas` is work memory, one vector for each input.
 */
export function perceptronPull(
  inputs: usize, hidden: usize, parameters: usize, x: usize, y: v128, w: usize, lambda: usize,
  trial: usize, base: usize, deltas: usize, step: f32, mask: v128, sums: usize, first: bool,
): v128 {
  unitBase(hidden, parameters, trial, y, base);
  const row = hidden * 4;
  const one = f32x4.splat(1), zero = f32x4.splat(0), below = f32x4.splat(BELOW);
  const scale = v128.and(f32x4.splat(step), mask);
  let deltaSum = zero;
  for (let j: usize = 0; j < inputs; ++j) {
    const output = value(hidden, parameters, base, v128.load32_splat(x + j * 4), v128.load(w + j * 16));
    const e = f32x4.mul(scale, v128.load(lambda + j * 16));
    const delta = f32x4.mul(e, f32x4.sub(one, f32x4.mul(output, output)));
    v128.store(deltas + j * 16, delta);
    deltaSum = f32x4.add(deltaSum, delta);
  }
  put(sums + hidden * 80, deltaSum, first);
  let dy = zero;
  for (let k: usize = 0; k < hidden; ++k) {
    const p = parameters + k * 4;
    const out = v128.load32_splat(p + 5 * row), inW = v128.load32_splat(p + 2 * row);
    let s0 = zero, sx = zero, sw = zero, sh = zero;
    for (let j: usize = 0; j < inputs; ++j) {
      const pre = v128.load32_splat(x + j * 4);
      const weight = v128.load(w + j * 16);
      const delta = v128.load(deltas + j * 16);
      const z = before(base + k * 16, p, row, pre, weight);
      const slope = v128.bitselect(one, below, f32x4.gt(z, zero));
      const dh = f32x4.mul(f32x4.mul(delta, slope), out);
      sh = madd(delta, f32x4.mul(z, slope), sh);
      s0 = f32x4.add(s0, dh);
      sx = madd(dh, pre, sx);
      sw = madd(dh, weight, sw);
      v128.store(lambda + j * 16, madd(dh, inW, v128.load(lambda + j * 16)));
    }
    const target = sums + k * 80;
    put(target, s0, first);
    put(target + 16, sx, first);
    put(target + 32, f32x4.mul(s0, y), first);
    put(target + 48, sw, first);
    put(target + 64, sh, first);
    dy = madd(s0, v128.load32_splat(p + row), dy);
  }
  return dy;
}

/** Adds the sums of a trial to the gradient in double precision, in the order of the parameters. */
export function perceptronFold(hidden: usize, sums: usize, reward: f32, gradient: usize): void {
  const r = f64x2.splat(reward as f64);
  const row = hidden * 16;
  for (let k: usize = 0; k < hidden; ++k, sums += 80, gradient += 16) {
    const s0 = pairSums(v128.load(sums));
    addDoubles(gradient, pairSums(v128.load(sums, 16)));
    addDoubles(gradient + row, pairSums(v128.load(sums, 32)));
    addDoubles(gradient + 2 * row, pairSums(v128.load(sums, 48)));
    addDoubles(gradient + 3 * row, f64x2.mul(s0, r));
    addDoubles(gradient + 4 * row, s0);
    addDoubles(gradient + 5 * row, pairSums(v128.load(sums, 64)));
  }
  addDoubles(gradient + 5 * row, pairSums(v128.load(sums)));
}

export function perceptronFinish(hidden: usize, gradient: usize, target: usize): void {
  for (let end = target + (6 * hidden + 1) * 4; target < end; target += 4, gradient += 16) {
    store<f32>(target, (load<f64>(gradient) + load<f64>(gradient, 8)) as f32);
  }
}
