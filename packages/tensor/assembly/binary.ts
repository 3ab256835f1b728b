// Two-sided ops with broadcasting. Codes in the order of `operations` in src/repairs/binary.ts.
import { copyRows, copyRun } from './copy';
import { power4 } from './power';

/** x^0.5, which unlike the square root is 0 at -0 and Infinity at -Infinity. */
@inline
function root4(x: v128): v128 {
  const root = f32x4.sqrt(f32x4.add(x, f32x4.splat(0)));
  return v128.bitselect(f32x4.splat(Infinity), root, f32x4.eq(x, f32x4.splat(-Infinity)));
}

@inline
function floorDividePair(a: v128, b: v128): v128 {
  const quotient = f64x2.div(f64x2.convert_low_i32x4_s(a), f64x2.convert_low_i32x4_s(b));
  return i32x4.trunc_sat_f64x2_s_zero(f64x2.floor(quotient));
}

/** a / b rounded down, 0 where b is 0. */
@inline
function floorDivideInt4(a: v128, b: v128): v128 {
  const high = floorDividePair(v128.shuffle<i32>(a, a, 2, 3, 2, 3), v128.shuffle<i32>(b, b, 2, 3, 2, 3));
  const quotient = v128.shuffle<i32>(floorDividePair(a, b), high, 0, 1, 4, 5);
  return v128.andnot(quotient, i32x4.eq(b, i32x4.splat(0)));
}

@inline
function words4(code: i32, a: v128, b: v128): v128 {
  if (code == 0) return f32x4.max(a, b);
  if (code == 1) return f32x4.min(a, b);
  if (code == 2) return power4(a, b);
  if (code == 3) return i32x4.max_s(a, b);
  if (code == 4) return i32x4.min_s(a, b);
  if (code == 5) return i32x4.add(a, b);
  if (code == 6) return i32x4.sub(a, b);
  if (code == 7) return i32x4.mul(a, b);
  if (code == 8) return v128.bitselect(f32x4.mul(a, b), a, f32x4.lt(a, f32x4.splat(0)));
  // Powers with a constant exponent, chosen by constantPower.
  if (code == 9) return f32x4.mul(a, a);
  if (code == 10) return f32x4.mul(f32x4.mul(a, a), a);
  if (code == 11) return root4(a);
  if (code == 20) return floorDivideInt4(a, b);
  if (code == 21) return i32x4.sub(v128.andnot(a, i32x4.eq(b, i32x4.splat(0))), i32x4.mul(floorDivideInt4(a, b), b));
  if (code == 22) return f32x4.add(a, b);
  if (code == 23) return f32x4.sub(a, b);
  if (code == 24) return f32x4.mul(a, b);
  if (code == 25) return f32x4.div(a, b);
  // The results of 12 to 19 are truth values.
  if (code == 12) return f32x4.gt(a, b);
  if (code == 13) return f32x4.ge(a, b);
  if (code == 14) return f32x4.eq(a, b);
  if (code == 15) return f32x4.ne(a, b);
  if (code == 16) return i32x4.gt_s(a, b);
  if (code == 17) return i32x4.ge_s(a, b);
  if (code == 18) return i32x4.eq(a, b);
  return i32x4.ne(a, b);
}

/** Lanes that are all ones or all zeros as four bytes 1 and 0. */
@inline
function truthBytes(mask: v128): i32 {
  const halves = i16x8.narrow_i32x4_s(mask, mask);
  return i32x4.extract_lane(i8x16.narrow_i16x8_s(halves, halves), 0) & 0x01010101;
}

/** The whole vectors of one row. The steps are 16 bytes, or 0 for an operand of four equal values. */
@inline
function row(code: i32, n: usize, a: usize, aStep: usize, b: usize, bStep: usize, y: usize): void {
  for (; n >= 4; n -= 4) {
    const value = words4(code, v128.load(a), v128.load(b));
    a += aStep;
    b += bStep;
    if (code >= 12 && code < 20) {
      store<i32>(y, truthBytes(value));
      y += 4;
    } else {
      v128.store(y, value);
      y += 16;
    }
  }
}

// One function each, so that each is compiled when it is first used.
function maximum(n: usize, a: usize, i: usize, b: usize, j: usize, y: usize): void { row(0, n, a, i, b, j, y); }
function minimum(n: usize, a: usize, i: usize, b: usize, j: usize, y: usize): void { row(1, n, a, i, b, j, y); }
function pow(n: usize, a: usize, i: usize, b: usize, j: usize, y: usize): void { row(2, n, a, i, b, j, y); }
function maximumInt(n: usize, a: usize, i: usize, b: usize, j: usize, y: usize): void { row(3, n, a, i, b, j, y); }
function minimumInt(n: usize, a: usize, i: usize, b: usize, j: usize, y: usize): void { row(4, n, a, i, b, j, y); }
function addInt(n: usize, a: usize, i: usize, b: usize, j: usize, y: usize): void { row(5, n, a, i, b, j, y); }
function subtractInt(n: usize, a: usize, i: usize, b: usize, j: usize, y: usize): void { row(6, n, a, i, b, j, y); }
function multiplyInt(n: usize, a: usize, i: usize, b: usize, j: usize, y: usize): void { row(7, n, a, i, b, j, y); }
function prelu(n: usize, a: usize, i: usize, b: usize, j: usize, y: usize): void { row(8, n, a, i, b, j, y); }
function square(n: usize, a: usize, i: usize, y: usize): void { row(9, n, a, i, a, i, y); }
function cube(n: usize, a: usize, i: usize, y: usize): void { row(10, n, a, i, a, i, y); }
function root(n: usize, a: usize, i: usize, y: usize): void { row(11, n, a, i, a, i, y); }
function greater(n: usize, a: usize, i: usize, b: usize, j: usize, y: usize): void { row(12, n, a, i, b, j, y); }
function greaterEqual(n: usize, a: usize, i: usize, b: usize, j: usize, y: usize): void { row(13, n, a, i, b, j, y); }
function equal(n: usize, a: usize, i: usize, b: usize, j: usize, y: usize): void { row(14, n, a, i, b, j, y); }
function notEqual(n: usize, a: usize, i: usize, b: usize, j: usize, y: usize): void { row(15, n, a, i, b, j, y); }
function greaterInt(n: usize, a: usize, i: usize, b: usize, j: usize, y: usize): void { row(16, n, a, i, b, j, y); }
function greaterEqualInt(n: usize, a: usize, i: usize, b: usize, j: usize, y: usize): void { row(17, n, a, i, b, j, y); }
function equalInt(n: usize, a: usize, i: usize, b: usize, j: usize, y: usize): void { row(18, n, a, i, b, j, y); }
function floorDivideInt(n: usize, a: usize, i: usize, b: usize, j: usize, y: usize): void { row(20, n, a, i, b, j, y); }
function moduloInt(n: usize, a: usize, i: usize, b: usize, j: usize, y: usize): void { row(21, n, a, i, b, j, y); }
function add(n: usize, a: usize, i: usize, b: usize, j: usize, y: usize): void { row(22, n, a, i, b, j, y); }
function subtract(n: usize, a: usize, i: usize, b: usize, j: usize, y: usize): void { row(23, n, a, i, b, j, y); }
function multiply(n: usize, a: usize, i: usize, b: usize, j: usize, y: usize): void { row(24, n, a, i, b, j, y); }
function divide(n: usize, a: usize, i: usize, b: usize, j: usize, y: usize): void { row(25, n, a, i, b, j, y); }
function notEqualInt(n: usize, a: usize, i: usize, b: usize, j: usize, y: usize): void { row(19, n, a, i, b, j, y); }

/** base^exponent for two lanes and a whole exponent from 0 on, by squaring. */
@inline
function wholePowerPair(base: v128, exponent: i32): v128 {
  let result = f64x2.splat(1);
  for (; exponent != 0; exponent >>= 1) {
    if (exponent & 1) result = f64x2.mul(result, base);
    base = f64x2.mul(base, base);
  }
  return result;
}

/** x^exponent for a whole exponent, in double precision. */
function wholePower4(x: v128, exponent: i32): v128 {
  const high = v128.shuffle<f32>(x, x, 2, 3, 2, 3);
  let p = wholePowerPair(f64x2.promote_low_f32x4(x), abs(exponent));
  let q = wholePowerPair(f64x2.promote_low_f32x4(high), abs(exponent));
  if (exponent < 0) {
    p = f64x2.div(f64x2.splat(1), p);
    q = f64x2.div(f64x2.splat(1), q);
  }
  return v128.shuffle<f32>(f32x4.demote_f64x2_zero(p), f32x4.demote_f64x2_zero(q), 0, 1, 4, 5);
}

function wholePower(n: usize, a: usize, aStep: usize, exponent: i32, y: usize): void {
  for (; n >= 4; n -= 4) {
    v128.store(y, wholePower4(v128.load(a), exponent));
    a += aStep;
    y += 16;
  }
}

/** Powers with the same exponent for a whole row. */
function constantPower(n: usize, a: usize, aStep: usize, b: usize, y: usize): void {
  const exponent = load<f32>(b);
  if (exponent == 2) square(n, a, aStep, y);
  else if (exponent == 3) cube(n, a, aStep, y);
  else if (exponent == 0.5) root(n, a, aStep, y);
  else if (abs(exponent) <= 64 && trunc(exponent) == exponent) wholePower(n, a, aStep, exponent as i32, y);
  else pow(n, a, aStep, b, 0, y);
}

function vectors(code: i32, n: usize, a: usize, aStep: usize, b: usize, bStep: usize, y: usize): void {
  switch (code) {
    case 0: return maximum(n, a, aStep, b, bStep, y);
    case 1: return minimum(n, a, aStep, b, bStep, y);
    case 2: return bStep == 0 ? constantPower(n, a, aStep, b, y) : pow(n, a, aStep, b, bStep, y);
    case 3: return maximumInt(n, a, aStep, b, bStep, y);
    case 4: return minimumInt(n, a, aStep, b, bStep, y);
    case 5: return addInt(n, a, aStep, b, bStep, y);
    case 6: return subtractInt(n, a, aStep, b, bStep, y);
    case 7: return multiplyInt(n, a, aStep, b, bStep, y);
    case 8: return prelu(n, a, aStep, b, bStep, y);
    case 12: return greater(n, a, aStep, b, bStep, y);
    case 13: return greaterEqual(n, a, aStep, b, bStep, y);
    case 14: return equal(n, a, aStep, b, bStep, y);
    case 15: return notEqual(n, a, aStep, b, bStep, y);
    case 16: return greaterInt(n, a, aStep, b, bStep, y);
    case 17: return greaterEqualInt(n, a, aStep, b, bStep, y);
    case 18: return equalInt(n, a, aStep, b, bStep, y);
    case 20: return floorDivideInt(n, a, aStep, b, bStep, y);
    case 21: return moduloInt(n, a, aStep, b, bStep, y);
    case 22: return add(n, a, aStep, b, bStep, y);
    case 23: return subtract(n, a, aStep, b, bStep, y);
    case 24: return multiply(n, a, aStep, b, bStep, y);
    case 25: return divide(n, a, aStep, b, bStep, y);
    default: return notEqualInt(n, a, aStep, b, bStep, y);
  }
}

/** The last one to three values of a row, through `scratch`. */
function rest(code: i32, n: usize, a: usize, aStep: usize, b: usize, bStep: usize, y: usize, size: usize, scratch: usize): void {
  if (aStep != 0) {
    copyRun(n * 4, a, scratch);
    a = scratch;
  }
  if (bStep != 0) {
    copyRun(n * 4, b, scratch + 16);
    b = scratch + 16;
  }
  vectors(code, 4, a, 16, b, bStep, scratch + 32);
  copyRun(n * size, scratch + 32, y);
}

@inline
function bytes16(code: i32, a: v128, b: v128): v128 {
  const zero = i8x16.splat(0);
  const x = i8x16.ne(a, zero), y = i8x16.ne(b, zero);
  if (code == 0) return v128.and(x, y);
  if (code == 1) return v128.or(x, y);
  if (code == 2) return v128.xor(x, y);
  return v128.not(v128.xor(x, y));
}

/** One row of truth values: 0 and, 1 or, 2 unequal, 3 equal. */
function truthRow(code: i32, n: usize, a: usize, aStep: usize, b: usize, bStep: usize, y: usize): void {
  const one = i8x16.splat(1);
  for (; n >= 16; n -= 16) {
    v128.store(y, v128.and(bytes16(code, v128.load(a), v128.load(b)), one));
    a += aStep;
    b += bStep;
    y += 16;
  }
  for (; n > 0; --n) {
    const value = bytes16(code, i8x16.splat(load<i8>(a)), i8x16.splat(load<i8>(b)));
    store<u8>(y, (i8x16.extract_lane_u(value, 0) & 1) as u8);
    a += aStep >> 4;
    b += bStep >> 4;
    ++y;
  }
}

/** Four words or sixteen bytes equal to the one at `from`. */
function spread(truth: bool, from: usize, to: usize): usize {
  v128.store(to, truth ? v128.load8_splat(from) : v128.load32_splat(from));
  return to;
}

function grid(
  code: i32, size: usize, ySize: usize, a: usize, b: usize, y: usize, scratch: usize,
  n0: usize, a0: usize, b0: usize, n1: usize, a1: usize, b1: usize, n2: usize, a2: usize, b2: usize,
): void {
  const truth = size == 1;
  const aStep: usize = a2 == 0 ? 0 : 16, bStep: usize = b2 == 0 ? 0 : 16;
  const whole = n2 >> 2, over = n2 & 3;
  for (let i0: usize = 0; i0 < n0; ++i0) {
    for (let i1: usize = 0; i1 < n1; ++i1) {
      const first = a + i1 * a1, second = b + i1 * b1;
      const left = a2 == 0 ? spread(truth, first, scratch) : first;
      const right = b2 == 0 ? spread(truth, second, scratch + 16) : second;
      if (truth) {
        truthRow(code, n2, left, aStep, right, bStep, y);
      } else {
        vectors(code, n2, left, aStep, right, bStep, y);
        if (over) {
          rest(code, over, left + whole * aStep, aStep, right + whole * bStep, bStep, y + whole * 4 * ySize, ySize, scratch + 32);
        }
      }
      y += n2 * ySize;
    }
    a += a0;
    b += b0;
  }
}

/**
 * y = a op b over n0 x n1 x n2 elements; y is contiguous. Operands have a stride in bytes per axis; that of the inner axis
 * is 0 or one element. `size` is 4, or 1 for truth values on both sides; `ySize` is the size of a result.
 * `scratch` takes 320 bytes.
 */
export function binary(
  code: i32, size: usize, ySize: usize, a: usize, b: usize, y: usize, scratch: usize,
  n0: usize, a0: usize, b0: usize, n1: usize, a1: usize, b1: usize, n2: usize, a2: usize, b2: usize,
): void {
  const rowBytes = n2 * 4;
  // Many short rows against one of them: four at a time, against four copies of that one.
  if (size == 4 && n0 == 1 && n1 >= 8 && n2 < 16 && a2 == 4 && b2 == 4 && (a1 | b1) == rowBytes && (a1 & b1) == 0) {
    const pattern = scratch + 80;
    copyRows(4, rowBytes, a1 == 0 ? a : b, 0, pattern, rowBytes);
    if (a1 == 0) a = pattern;
    else b = pattern;
    const fours = n1 >> 2, left = n1 & 3;
    grid(code, 4, ySize, a, b, y, scratch, 1, 0, 0, fours, a1 * 4, b1 * 4, n2 * 4, 4, 4);
    if (left == 0) return;
    const done = fours * 4;
    grid(code, 4, ySize, a + done * a1, b + done * b1, y + done * n2 * ySize, scratch, 1, 0, 0, 1, 0, 0, left * n2, 4, 4);
    return;
  }
  grid(code, size, ySize, a, b, y, scratch, n0, a0, b0, n1, a1, b1, n2, a2, b2);
}

/** y = condition ? t : e, n elements of `size` bytes (4 or 1). The condition is bytes. */
export function select(size: usize, n: usize, condition: usize, t: usize, e: usize, y: usize): void {
  const zero = i8x16.splat(0);
  if (size == 4) {
    for (; n >= 4; n -= 4) {
      const bytes = i16x8.extend_low_i8x16_u(v128.load32_zero(condition));
      const none = i32x4.eq(i32x4.extend_low_i16x8_u(bytes), zero);
      v128.store(y, v128.bitselect(v128.load(e), v128.load(t), none));
      condition += 4;
      t += 16; e += 16; y += 16;
    }
    for (; n > 0; --n) {
      store<u32>(y, load<u32>(load<u8>(condition) != 0 ? t : e));
      ++condition;
      t += 4; e += 4; y += 4;
    }
    return;
  }
  for (; n > 0; --n) {
    store<u8>(y, load<u8>(load<u8>(condition) != 0 ? t : e));
    ++condition; ++t; ++e; ++y;
  }
}

/** Whole part of a float modulo 2^32, as JavaScript converts; 0 for NaN and infinities. */
function wholePart(x: f32): i32 {
  return abs(x) < 9.2233720e18 ? ((x as i64) as i32) : 0;
}

/** y = x as int32, n values. */
export function castToInt(n: usize, x: usize, y: usize): void {
  const limit = f32x4.splat(2147483648);
  for (; n >= 4; n -= 4) {
    const v = v128.load(x);
    v128.store(y, i32x4.trunc_sat_f32x4_s(v));
    if (!i32x4.all_true(f32x4.lt(f32x4.abs(v), limit))) {
      for (let at: usize = 0; at < 16; at += 4) store<i32>(y + at, wholePart(load<f32>(x + at)));
    }
    x += 16;
    y += 16;
  }
  for (; n > 0; --n) {
    store<i32>(y, wholePart(load<f32>(x)));
    x += 4;
    y += 4;
  }
}

/** y = (x & mask) != 0 as bytes, n words. The mask leaves out the sign of a float, so that -0 is false. */
export function castToBool(n: usize, x: usize, y: usize, mask: i32): void {
  const bits = i32x4.splat(mask), zero = i32x4.splat(0);
  for (; n >= 4; n -= 4) {
    store<i32>(y, truthBytes(i32x4.ne(v128.and(v128.load(x), bits), zero)));
    x += 16;
    y += 4;
  }
  for (; n > 0; --n) {
    store<u8>(y, (load<i32>(x) & mask) != 0 ? 1 : 0);
    x += 4;
    ++y;
  }
}
