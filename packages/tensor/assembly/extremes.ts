// Largest and smallest values and their places, and running sums, over the middle of [outer, count, inner].

@inline
function fold4(code: i32, a: v128, b: v128): v128 {
  if (code == 0) return f32x4.max(a, b);
  if (code == 1) return f32x4.min(a, b);
  if (code == 2) return i32x4.max_s(a, b);
  return i32x4.min_s(a, b);
}

/** Like fold4, but NaN in b is passed over: one instruction. */
@inline
function quickFold4(code: i32, a: v128, b: v128): v128 {
  if (code == 0) return f32x4.pmax(a, b);
  if (code == 1) return f32x4.pmin(a, b);
  return fold4(code, a, b);
}

/** One value from `count` contiguous ones, in all lanes; at least one. */
@inline
function foldRun(code: i32, count: usize, x: usize): v128 {
  let best = v128.load32_splat(x), other = best;
  let unordered = f32x4.ne(best, best);
  for (; count >= 8; count -= 8) {
    const first = v128.load(x), second = v128.load(x, 16);
    best = quickFold4(code, best, first);
    other = quickFold4(code, other, second);
    if (code < 2) unordered = v128.or(unordered, v128.or(f32x4.ne(first, first), f32x4.ne(second, second)));
    x += 32;
  }
  best = fold4(code, best, other);
  for (; count > 0; --count) {
    best = fold4(code, best, v128.load32_splat(x));
    x += 4;
  }
  best = fold4(code, best, v128.shuffle<f32>(best, best, 2, 3, 0, 1));
  best = fold4(code, best, v128.shuffle<f32>(best, best, 1, 0, 3, 2));
  return code < 2 && v128.any_true(unordered) ? f32x4.splat(NaN) : best;
}

/** target = fold(target, x), n words. */
@inline
function foldRow(code: i32, n: usize, x: usize, target: usize): void {
  for (; n >= 4; n -= 4) {
    v128.store(target, fold4(code, v128.load(target), v128.load(x)));
    x += 16;
    target += 16;
  }
  for (; n > 0; --n) {
    v128.store32_lane(target, fold4(code, v128.load32_splat(target), v128.load32_splat(x)), 0);
    x += 4;
    target += 4;
  }
}

@inline
function foldMiddle(code: i32, outer: usize, count: usize, inner: usize, x: usize, y: usize): void {
  for (; outer > 0; --outer) {
    if (inner == 1) {
      v128.store32_lane(y, foldRun(code, count, x), 0);
    } else {
      memory.copy(y, x, inner * 4);
      for (let row: usize = 1; row < count; ++row) foldRow(code, inner, x + row * inner * 4, y);
    }
    x += count * inner * 4;
    y += inner * 4;
  }
}

function largest(outer: usize, count: usize, inner: usize, x: usize, y: usize): void { foldMiddle(0, outer, count, inner, x, y); }
function smallest(outer: usize, count: usize, inner: usize, x: usize, y: usize): void { foldMiddle(1, outer, count, inner, x, y); }
function largestInt(outer: usize, count: usize, inner: usize, x: usize, y: usize): void { foldMiddle(2, outer, count, inner, x, y); }
function smallestInt(outer: usize, count: usize, inner: usize, x: usize, y: usize): void { foldMiddle(3, outer, count, inner, x, y); }

/** y[outer, inner] = 0 largest, 1 smallest float (NaN when one is), 2 largest, 3 smallest int32; count is at least 1. */
export function extremeMiddle(code: i32, outer: usize, count: usize, inner: usize, x: usize, y: usize): void {
  switch (code) {
    case 0: return largest(outer, count, inner, x, y);
    case 1: return smallest(outer, count, inner, x, y);
    case 2: return largestInt(outer, count, inner, x, y);
    default: return smallestInt(outer, count, inner, x, y);
  }
}

/** Place of the first largest of `count` floats times `sign`; NaN never is the largest unless it comes first. */
function placeInRun(count: usize, x: usize, sign: f32): i32 {
  const factor = f32x4.splat(sign);
  let best = f32x4.mul(v128.load32_splat(x), factor);
  let at: usize = 0;
  for (; at + 4 <= count; at += 4) best = f32x4.pmax(best, f32x4.mul(v128.load(x + at * 4), factor));
  for (; at < count; ++at) best = f32x4.pmax(best, f32x4.mul(v128.load32_splat(x + at * 4), factor));
  best = f32x4.pmax(best, v128.shuffle<f32>(best, best, 2, 3, 0, 1));
  best = f32x4.pmax(best, v128.shuffle<f32>(best, best, 1, 0, 3, 2));
  at = 0;
  for (; at + 4 <= count; at += 4) {
    const hits = i32x4.bitmask(f32x4.eq(best, f32x4.mul(v128.load(x + at * 4), factor)));
    if (hits != 0) return (at as i32) + ctz(hits);
  }
  const value = f32x4.extract_lane(best, 0);
  for (; at < count; ++at) if (load<f32>(x + at * 4) * sign == value) return at as i32;
  return 0;
}

/** The same for every column of rows; `scratch` takes one row. */
function placesInRows(count: usize, inner: usize, x: usize, y: usize, sign: f32, scratch: usize): void {
  memory.fill(y, 0, inner * 4);
  memory.copy(scratch, x, inner * 4);
  for (let row: usize = 1; row < count; ++row) {
    x += inner * 4;
    for (let at: usize = 0; at < inner * 4; at += 4) {
      const value = load<f32>(x + at);
      if (value * sign > load<f32>(scratch + at) * sign) {
        store<f32>(scratch + at, value);
        store<i32>(y + at, row as i32);
      }
    }
  }
}

/** y[outer, inner] = place of the first largest (sign 1) or smallest (sign -1) float along the middle axis. */
export function extremePlaces(
  outer: usize, count: usize, inner: usize, x: usize, y: usize, sign: f32, scratch: usize,
): void {
  for (; outer > 0; --outer) {
    if (inner == 1) store<i32>(y, placeInRun(count, x, sign));
    else placesInRows(count, inner, x, y, sign, scratch);
    x += count * inner * 4;
    y += inner * 4;
  }
}

@inline
function loadNumber(from: usize, whole: i32): f64 {
  return whole ? (load<i32>(from) as f64) : (load<f32>(from) as f64);
}

@inline
function storeNumber(to: usize, value: f64, whole: i32): void {
  if (whole) store<i32>(to, (value as i64) as i32);
  else store<f32>(to, value as f32);
}

/** Running sums of one contiguous run. */
function runningRun(count: usize, from: usize, to: usize, step: usize, whole: i32, exclusive: i32): void {
  let sum: f64 = 0;
  for (; count > 0; --count) {
    const after = sum + loadNumber(from, whole);
    storeNumber(to, exclusive ? sum : after, whole);
    sum = after;
    from += step;
    to += step;
  }
}

/** Running sums of all columns of rows; `sums` takes one double per column. */
function runningRows(
  count: usize, inner: usize, from: usize, to: usize, step: usize, whole: i32, exclusive: i32, sums: usize,
): void {
  memory.fill(sums, 0, inner * 8);
  for (; count > 0; --count) {
    for (let at: usize = 0; at < inner; ++at) {
      const before = load<f64>(sums + at * 8);
      const after = before + loadNumber(from + at * 4, whole);
      store<f64>(sums + at * 8, after);
      storeNumber(to + at * 4, exclusive ? before : after, whole);
    }
    from += step;
    to += step;
  }
}

/**
 * y[outer, count, inner] = running sums of x along the middle axis, kept in double precision. `whole` is 1 for int32,
 * `exclusive` leaves the own value out, `reverse` begins at the end; `sums` takes `inner` doubles.
 */
export function runningSums(
  outer: usize, count: usize, inner: usize, x: usize, y: usize, whole: i32, exclusive: i32, reverse: i32, sums: usize,
): void {
  const rowBytes = inner * 4;
  const step = reverse ? 0 - rowBytes : rowBytes;
  const start = reverse ? (count - 1) * rowBytes : 0;
  for (; outer > 0; --outer) {
    if (inner == 1) runningRun(count, x + start, y + start, step, whole, exclusive);
    else runningRows(count, inner, x + start, y + start, step, whole, exclusive, sums);
    x += count * rowBytes;
    y += count * rowBytes;
  }
}
