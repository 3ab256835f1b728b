// Optimizer updates of many variables in one call. A table has one row per variable, twelve words of four bytes:
//   0 values, 1 gradient, 2 weight, 3 new weight, 4 5, 6 7, 8 9 each state and new state (may be the same place),
//   10 11 two factors of this row as f32.
// A rule reads the settings of the call, four bytes each; the gradient is scaled by `scale` on the way in.
import { madd } from './simd';

const ROW: usize = 48;

@inline
function at(row: usize, word: usize): usize {
  return load<u32>(row + (word << 2)) as usize;
}

@inline
function setting(address: usize, index: usize): v128 {
  return v128.load32_splat(address + (index << 2));
}

@inline
function gradientAt(g: usize, scale: v128): v128 {
  return f32x4.mul(v128.load(g), scale);
}

@inline
function moving(average: v128, decay: v128, value: v128, rest: v128): v128 {
  return f32x4.add(f32x4.mul(average, decay), f32x4.mul(value, rest));
}

/** m = s0 m + s1 g; v = s2 v + s3 g^2; weight = keep weight - rate m / (s4 sqrt(v) + s5). Row: rate, keep. */
function adam(row: usize, n: usize, s: usize, scale: v128): void {
  const g = at(row, 1), p = at(row, 2), q = at(row, 3), m = at(row, 4), mNew = at(row, 5), v = at(row, 6), vNew = at(row, 7);
  const b1 = setting(s, 0), c1 = setting(s, 1), b2 = setting(s, 2), c2 = setting(s, 3), root = setting(s, 4), eps = setting(s, 5);
  const rate = f32x4.neg(setting(row, 10)), keep = setting(row, 11);
  for (let i: usize = 0; i < n; i += 16) {
    const gradient = gradientAt(g + i, scale);
    const first = moving(v128.load(m + i), b1, gradient, c1);
    const second = moving(v128.load(v + i), b2, f32x4.mul(gradient, gradient), c2);
    v128.store(mNew + i, first);
    v128.store(vNew + i, second);
    const move = f32x4.div(first, madd(f32x4.sqrt(second), root, eps));
    v128.store(q + i, madd(rate, move, f32x4.mul(keep, v128.load(p + i))));
  }
}

/** weight += s0 g. */
function descent(row: usize, n: usize, s: usize, scale: v128): void {
  const g = at(row, 1), p = at(row, 2), q = at(row, 3);
  const rate = setting(s, 0);
  for (let i: usize = 0; i < n; i += 16) {
    v128.store(q + i, madd(rate, gradientAt(g + i, scale), v128.load(p + i)));
  }
}

/** a = s1 a + g; weight += s0 a, or after Nesterov, where s2 is not 0, s0 (g + s1 a). */
function momentum(row: usize, n: usize, s: usize, scale: v128): void {
  const g = at(row, 1), p = at(row, 2), q = at(row, 3), a = at(row, 4), aNew = at(row, 5);
  const rate = setting(s, 0), mu = setting(s, 1), ahead = load<f32>(s, 8) != 0;
  for (let i: usize = 0; i < n; i += 16) {
    const gradient = gradientAt(g + i, scale);
    const sum = madd(mu, v128.load(a + i), gradient);
    v128.store(aNew + i, sum);
    v128.store(q + i, madd(rate, ahead ? madd(mu, sum, gradient) : sum, v128.load(p + i)));
  }
}

/** r = s0 r + s1 g^2, and when centred c = s0 c + s1 g; a = s2 a + s3 g / sqrt(r + s4 or r - (c^2 + s4)); weight -= a. */
function rootMeanSquare(row: usize, n: usize, s: usize, scale: v128): void {
  const g = at(row, 1), p = at(row, 2), q = at(row, 3), r = at(row, 4), rNew = at(row, 5), a = at(row, 6), aNew = at(row, 7);
  const c = at(row, 8), cNew = at(row, 9);
  const decay = setting(s, 0), rest = setting(s, 1), mu = setting(s, 2), rate = setting(s, 3), eps = setting(s, 4);
  for (let i: usize = 0; i < n; i += 16) {
    const gradient = gradientAt(g + i, scale);
    const square = moving(v128.load(r + i), decay, f32x4.mul(gradient, gradient), rest);
    v128.store(rNew + i, square);
    let under = f32x4.add(square, eps);
    if (c != 0) {
      const centre = moving(v128.load(c + i), decay, gradient, rest);
      v128.store(cNew + i, centre);
      under = f32x4.sub(square, f32x4.add(f32x4.mul(centre, centre), eps));
    }
    const step = moving(v128.load(a + i), mu, f32x4.div(gradient, f32x4.sqrt(under)), rate);
    v128.store(aNew + i, step);
    v128.store(q + i, f32x4.sub(v128.load(p + i), step));
  }
}

/** r += g^2; weight -= s0 g / sqrt(r + s1). */
function adagrad(row: usize, n: usize, s: usize, scale: v128): void {
  const g = at(row, 1), p = at(row, 2), q = at(row, 3), r = at(row, 4), rNew = at(row, 5);
  const rate = setting(s, 0), eps = setting(s, 1);
  for (let i: usize = 0; i < n; i += 16) {
    const gradient = gradientAt(g + i, scale);
    const square = madd(gradient, gradient, v128.load(r + i));
    v128.store(rNew + i, square);
    const move = f32x4.div(gradient, f32x4.sqrt(f32x4.add(square, eps)));
    v128.store(q + i, f32x4.sub(v128.load(p + i), f32x4.mul(rate, move)));
  }
}

/** u = g sqrt((d + s2) / (r + s2)); r = s0 r + s1 g^2; d = s0 d + s1 u^2; weight -= s3 u. */
function adadelta(row: usize, n: usize, s: usize, scale: v128): void {
  const g = at(row, 1), p = at(row, 2), q = at(row, 3), r = at(row, 4), rNew = at(row, 5), d = at(row, 6), dNew = at(row, 7);
  const decay = setting(s, 0), rest = setting(s, 1), eps = setting(s, 2), rate = setting(s, 3);
  for (let i: usize = 0; i < n; i += 16) {
    const gradient = gradientAt(g + i, scale);
    const square = v128.load(r + i);
    const change = v128.load(d + i);
    const ratio = f32x4.div(f32x4.sqrt(f32x4.add(change, eps)), f32x4.sqrt(f32x4.add(square, eps)));
    const update = f32x4.mul(ratio, gradient);
    v128.store(rNew + i, moving(square, decay, f32x4.mul(gradient, gradient), rest));
    v128.store(dNew + i, moving(change, decay, f32x4.mul(update, update), rest));
    v128.store(q + i, f32x4.sub(v128.load(p + i), f32x4.mul(rate, update)));
  }
}

/** m = s0 m + s1 g; u = max(s2 u, |g|); weight -= s3 m / (u + s4). */
function adamax(row: usize, n: usize, s: usize, scale: v128): void {
  const g = at(row, 1), p = at(row, 2), q = at(row, 3), m = at(row, 4), mNew = at(row, 5), u = at(row, 6), uNew = at(row, 7);
  const b1 = setting(s, 0), c1 = setting(s, 1), b2 = setting(s, 2), rate = setting(s, 3), eps = setting(s, 4);
  for (let i: usize = 0; i < n; i += 16) {
    const gradient = gradientAt(g + i, scale);
    const first = moving(v128.load(m + i), b1, gradient, c1);
    const largest = f32x4.max(f32x4.mul(b2, v128.load(u + i)), f32x4.abs(gradient));
    v128.store(mNew + i, first);
    v128.store(uNew + i, largest);
    v128.store(q + i, f32x4.sub(v128.load(p + i), f32x4.mul(rate, f32x4.div(first, f32x4.add(largest, eps)))));
  }
}

/** weight += s0 (g - weight): a running average of what stands in the place of the gradient. */
function average(row: usize, n: usize, s: usize): void {
  const g = at(row, 1), p = at(row, 2), q = at(row, 3);
  const share = setting(s, 0);
  for (let i: usize = 0; i < n; i += 16) {
    const old = v128.load(p + i);
    v128.store(q + i, madd(share, f32x4.sub(v128.load(g + i), old), old));
  }
}

function update(rule: i32, row: usize, bytes: usize, s: usize, scale: v128): void {
  switch (rule) {
    case 0: adam(row, bytes, s, scale); break;
    case 1: descent(row, bytes, s, scale); break;
    case 2: momentum(row, bytes, s, scale); break;
    case 3: rootMeanSquare(row, bytes, s, scale); break;
    case 4: adagrad(row, bytes, s, scale); break;
    case 5: adadelta(row, bytes, s, scale); break;
    case 6: adamax(row, bytes, s, scale); break;
    default: average(row, bytes, s); break;
  }
}

/** The last 1 to 3 values go through `scratch`: a row, then nine vectors. */
function updateTail(rule: i32, row: usize, bytes: usize, s: usize, scale: v128, scratch: usize): void {
  const offset = (at(row, 0) << 2) & ~15;
  const vectors = scratch + ROW;
  store<u64>(scratch + 40, load<u64>(row + 40));
  for (let word: usize = 1; word < 10; word++) {
    const from = at(row, word);
    const place = vectors + (word << 4);
    store<u32>(scratch + (word << 2), from == 0 ? 0 : (place as u32));
    // Ones keep roots and quotients of the unused lanes harmless.
    v128.store(place, f32x4.splat(1));
    if (from != 0) memory.copy(place, from + offset, bytes);
  }
  update(rule, scratch, 16, s, scale);
  for (let word: usize = 3; word < 10; word += 2) {
    const to = at(row, word);
    if (to != 0) memory.copy(to + offset, vectors + (word << 4), bytes);
  }
}

/** Sum of the squares of all gradients of a table. */
function squaredNorm(count: usize, table: usize): f64 {
  let total: f64 = 0;
  for (let row = table; count > 0; count--, row += ROW) {
    let n = at(row, 0), g = at(row, 1);
    let low = f64x2.splat(0), high = f64x2.splat(0);
    for (; n >= 4; n -= 4, g += 16) {
      const gradient = v128.load(g);
      const first = f64x2.promote_low_f32x4(gradient);
      const second = f64x2.promote_low_f32x4(v128.shuffle<f32>(gradient, gradient, 2, 3, 0, 1));
      low = f64x2.add(low, f64x2.mul(first, first));
      high = f64x2.add(high, f64x2.mul(second, second));
    }
    low = f64x2.add(low, high);
    total += f64x2.extract_lane(low, 0) + f64x2.extract_lane(low, 1);
    for (; n > 0; n--, g += 4) {
      const gradient = load<f32>(g) as f64;
      total += gradient * gradient;
    }
  }
  return total;
}

/**
 * Updates `count` variables. A `maxNorm` above 0 scales all gradients down together, so that the root of the sum of their
 * squares is at most that. Behind the table lies scratch memory of 208 bytes.
 */
export function updateVariables(rule: i32, count: usize, table: usize, settings: usize, maxNorm: f32): void {
  let factor: f64 = 1;
  if (maxNorm > 0) {
    const norm = Math.sqrt(squaredNorm(count, table));
    // Written so that a norm that is NaN makes the factor NaN.
    if (!(norm <= (maxNorm as f64))) factor = (maxNorm as f64) / norm;
  }
  const scale = f32x4.splat(factor as f32);
  const scratch = table + count * ROW;
  for (let row = table; row < scratch; row += ROW) {
    const bytes = at(row, 0) << 2;
    update(rule, row, bytes & ~15, settings, scale);
    if ((bytes & 15) > 0) updateTail(rule, row, bytes & 15, settings, scale, scratch);
  }
}
