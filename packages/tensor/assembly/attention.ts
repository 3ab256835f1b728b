// Scaled dot-product attention for a row of heads. Eight queries at a time: their scores lie as [key][8 queries], so that
// the softmax runs along memory with queries in the lanes, and the panel is the right operand of the next product as it
// is. No more than one such panel of scores exists in the forward pass, 64 queries of them in the backward pass.
import { ROWS, tile } from './generated/micro-kernels';
import { multiplyBlock } from './gemm/gemm';
import { packColumns, packRows, ROW_PITCH, roundUp } from './gemm/pack';
import { exp2Below4, LOG2_E } from './math';
import { madd, storePart } from './simd';

/** Queries whose probabilities are held for one step of the key and value gradients. */
const GROUP: usize = 64;
/** Rows of a panel that holds one value per channel: whole tiles of 4 or 6 and whole transposes of 4. */
@inline
function widestPanel(depth: usize, valueDepth: usize): usize {
  return roundUp(depth > valueDepth ? depth : valueDepth, 12);
}

/** Bytes of workspace of `attentionForward` or, with `backward`, `attentionBackward`. */
export function attentionWorkspace(keys: usize, depth: usize, valueDepth: usize, backward: bool): usize {
  const lines = roundUp(keys, ROWS);
  const widest = widestPanel(depth, valueDepth);
  const shared = 64 + widest * 16 + lines * 16 + lines * depth;
  if (!backward) return 4 * (shared + roundUp(valueDepth, ROWS) * keys);
  return 4 * (shared + lines * (valueDepth + 2 * GROUP) + roundUp(depth, ROWS) * keys + widest * GROUP);
}

/** c [rows][8] = a b, with a packed in panels of ROWS rows, `pitch` bytes apart; c has room for all of the last panel. */
function multiplyPanel(rows: usize, steps: usize, a: usize, pitch: usize, b: usize, c: usize): void {
  if (steps == 0) memory.fill(c, 0, rows * 32);
  else {
    for (let row: usize = 0; row < rows; row += ROWS) {
      tile(ROWS, steps, a, ROW_PITCH, b, 32, c, 32, false);
      a += pitch;
      c += ROWS * 32;
    }
  }
}

/** x *= factor; n vectors. */
function scaleVectors(n: usize, x: usize, factor: f32): void {
  const by = f32x4.splat(factor);
  for (; n > 0; --n) {
    v128.store(x, f32x4.mul(v128.load(x), by));
    x += 16;
  }
}

/** Number of keys that the last of 8 queries sees. Queries are the last `queries` positions of `keys`. */
@inline
function visible(query: usize, queries: usize, keys: usize, causal: bool): usize {
  if (!causal) return keys;
  const end = (query as isize) + 8 + (keys as isize) - (queries as isize);
  return end <= 0 ? 0 : end < (keys as isize) ? (end as usize) : keys;
}

/** Puts -Infinity where a query would see a later key; `limit` keys are there. */
function hideLater(query: usize, queries: usize, keys: usize, limit: usize, scores: usize): void {
  // Lane l sees key j when l >= j - first.
  const first = (query as isize) + (keys as isize) - (queries as isize);
  let key: isize = first + 1 > 0 ? first + 1 : 0;
  for (; key < (limit as isize); ++key) {
    const hidden = key - first < 8 ? key - first : 8;
    for (let lane: isize = 0; lane < hidden; ++lane) store<f32>(scores + (key as usize) * 32 + (lane as usize) * 4, -Infinity);
  }
}

/** Scores of up to 8 queries against `limit` keys: (q k^T scale + mask) log2(e). */
function panelScores(
  query: usize, queries: usize, keys: usize, depth: usize, limit: usize, q: usize, packedK: usize,
  mask: usize, maskRow: usize, maskColumn: usize, causal: bool, scale: f32, panel: usize, scores: usize, maskPanel: usize,
): void {
  const width: usize = queries - query < 8 ? queries - query : 8;
  packColumns(q + query * depth * 4, width, depth, 4, depth * 4, panel);
  scaleVectors(depth * 2, panel, scale * LOG2_E);
  multiplyPanel(limit, depth, packedK, depth * ROW_PITCH, panel, scores);
  if (mask != 0) {
    packColumns(mask + query * maskRow, width, limit, maskColumn, maskRow, maskPanel);
    for (let at: usize = 0; at < limit * 32; at += 16) {
      v128.store(scores + at, madd(v128.load(maskPanel + at), f32x4.splat(LOG2_E), v128.load(scores + at)));
    }
  }
  if (causal) hideLater(query, queries, keys, limit, scores);
}

/** 2^(score - largest): scores are kept times log2(e). */
@inline
function weight4(score: v128, largest: v128): v128 {
  return exp2Below4(f32x4.sub(score, largest));
}

/** Turns the scores of four queries into 2^(score - largest). `statistics` gets the largest score and 1 / sum, or zeros. */
function softmaxLanes(limit: usize, scores: usize, statistics: usize): void {
  const least = f32x4.splat(-Infinity);
  let largest = least;
  const end = scores + limit * 32;
  for (let at = scores; at < end; at += 32) largest = f32x4.pmax(largest, v128.load(at));
  // A query that sees no key gets weights of 0.
  const some = f32x4.ne(largest, least);
  largest = v128.and(largest, some);
  let sum = f32x4.splat(0);
  // Checked at the end, so that constants stay outside of the loop.
  if (limit > 0) {
    let at = scores;
    do {
      const weight = weight4(v128.load(at), largest);
      v128.store(at, weight);
      sum = f32x4.add(sum, weight);
      at += 32;
    } while (at < end);
  }
  v128.store(statistics, largest);
  v128.store(statistics, v128.andnot(f32x4.div(f32x4.splat(1), sum), f32x4.eq(sum, f32x4.splat(0))), 32);
}

/** target[lane][row] = panel[row][lane] * factor[lane], for `width` lanes of up to 8. */
function storeTransposed(rows: usize, width: usize, panel: usize, factor: usize, target: usize): void {
  const pitch = rows * 4;
  for (let lane: usize = 0; lane < width; lane += 4) {
    const by = v128.load(factor + lane * 4);
    const left = width - lane;
    for (let row: usize = 0; row < rows; row += 4) {
      const from = panel + row * 32 + lane * 4;
      const r0 = f32x4.mul(v128.load(from), by), r1 = f32x4.mul(v128.load(from, 32), by);
      const r2 = f32x4.mul(v128.load(from, 64), by), r3 = f32x4.mul(v128.load(from, 96), by);
      const low01 = v128.shuffle<f32>(r0, r1, 0, 4, 1, 5), low23 = v128.shuffle<f32>(r2, r3, 0, 4, 1, 5);
      const high01 = v128.shuffle<f32>(r0, r1, 2, 6, 3, 7), high23 = v128.shuffle<f32>(r2, r3, 2, 6, 3, 7);
      const to = target + lane * pitch + row * 4, count = rows - row;
      storeLane(to, v128.shuffle<f32>(low01, low23, 0, 1, 4, 5), count);
      if (left > 1) storeLane(to + pitch, v128.shuffle<f32>(low01, low23, 2, 3, 6, 7), count);
      if (left > 2) storeLane(to + 2 * pitch, v128.shuffle<f32>(high01, high23, 0, 1, 4, 5), count);
      if (left > 3) storeLane(to + 3 * pitch, v128.shuffle<f32>(high01, high23, 2, 3, 6, 7), count);
    }
  }
}

@inline
function storeLane(to: usize, value: v128, count: usize): void {
  if (count >= 4) v128.store(to, value);
  else storePart(to, value, count);
}

/**
 * y [count, queries, valueDepth] = softmax(q k^T scale + mask) v for a row of heads. `mask` may be 0; head h reads item
 * (h / maskRepeat) % maskCount of it, with byte strides maskRow and maskColumn. `statistics` [2, count * queries], if not 0,
 * gets the largest score of each query, times log2(e), and 1 / sum of exp(score - largest); both are 0 for a query that
 * sees no key.
 */
export function attentionForward(
  count: usize, queries: usize, keys: usize, depth: usize, valueDepth: usize, q: usize, k: usize, v: usize,
  mask: usize, maskRepeat: usize, maskCount: usize, maskBytes: usize, maskRow: usize, maskColumn: usize,
  causal: bool, scale: f32, y: usize, statistics: usize, workspace: usize,
): void {
  const lines = roundUp(keys, ROWS);
  const numbers = workspace;
  const panel = numbers + 256;
  const widest = widestPanel(depth, valueDepth);
  const sums = panel + widest * 32;
  const scores = sums + widest * 32;
  const maskPanel = scores + lines * 32;
  const packedK = maskPanel + lines * 32;
  const packedV = packedK + lines * depth * 4;
  for (let head: usize = 0; head < count; ++head) {
    packRows(k, keys, depth, depth * 4, 4, packedK);
    packRows(v, valueDepth, keys, 4, valueDepth * 4, packedV);
    const headMask = mask == 0 ? 0 : mask + ((head / maskRepeat) % maskCount) * maskBytes;
    for (let query: usize = 0; query < queries; query += 8) {
      const width: usize = queries - query < 8 ? queries - query : 8;
      const limit = visible(query, queries, keys, causal);
      panelScores(
        query, queries, keys, depth, limit, q, packedK, headMask, maskRow, maskColumn, causal, scale, panel, scores, maskPanel,
      );
      softmaxLanes(limit, scores, numbers);
      softmaxLanes(limit, scores + 16, numbers + 16);
      multiplyPanel(valueDepth, limit, packedV, keys * ROW_PITCH, scores, sums);
      storeTransposed(valueDepth, width, sums, numbers + 32, y + query * valueDepth * 4);
      if (statistics != 0) {
        const to = statistics + (head * queries + query) * 4;
        memory.copy(to, numbers, width * 4);
        memory.copy(to + count * queries * 4, numbers + 32, width * 4);
      }
    }
    q += queries * depth * 4;
    k += keys * depth * 4;
    v += keys * valueDepth * 4;
    y += queries * valueDepth * 4;
  }
}

/**
 * Four queries: scores become probabilities p, and `slopes`, the gradient of p, becomes that of the scores before scaling:
 * p (dp - sum p dp) scale.
 */
function softmaxBackwardLanes(limit: usize, scores: usize, slopes: usize, statistics: usize, scale: f32): void {
  const largest = v128.load(statistics), inverse = v128.load(statistics, 32);
  const end = limit * 32;
  let sum = f32x4.splat(0);
  if (limit == 0) return;
  let at: usize = 0;
  do {
    const p = f32x4.mul(weight4(v128.load(scores + at), largest), inverse);
    v128.store(scores + at, p);
    sum = madd(p, v128.load(slopes + at), sum);
    at += 32;
  } while (at < end);
  const by = f32x4.splat(scale);
  for (let at: usize = 0; at < end; at += 32) {
    const p = f32x4.mul(v128.load(scores + at), by);
    v128.store(slopes + at, f32x4.mul(p, f32x4.sub(v128.load(slopes + at), sum)));
  }
}

/** Adds the panel [key][8] to the left operands [key / ROWS][step][ROWS] of the key and value gradients. */
function appendSteps(limit: usize, steps: usize, panel: usize, target: usize, pitch: usize): void {
  for (let key: usize = 0; key < limit; key += ROWS) {
    packRows(panel + key * 32, ROWS, steps, 32, 4, target);
    target += pitch;
  }
}

/** The gradients dq, dk, dv for a row of heads, from the statistics of the forward pass. Arguments as there. */
export function attentionBackward(
  count: usize, queries: usize, keys: usize, depth: usize, valueDepth: usize, q: usize, k: usize, v: usize,
  mask: usize, maskRepeat: usize, maskCount: usize, maskBytes: usize, maskRow: usize, maskColumn: usize,
  causal: bool, scale: f32, dy: usize, statistics: usize, dq: usize, dk: usize, dv: usize, workspace: usize,
): void {
  const lines = roundUp(keys, ROWS);
  const widest = widestPanel(depth, valueDepth);
  const numbers = workspace;
  const panel = numbers + 256;
  const sums = panel + widest * 32;
  const scores = sums + widest * 32;
  // The panel of the mask is free again when the slopes are formed.
  const slopes = scores + lines * 32;
  const packedK = slopes + lines * 32;
  const packedV = packedK + lines * depth * 4;
  const turnedK = packedV + lines * valueDepth * 4;
  const weights = turnedK + roundUp(depth, ROWS) * keys * 4;
  const weightSlopes = weights + lines * GROUP * 4;
  const columns = weightSlopes + lines * GROUP * 4;
  memory.fill(dk, 0, count * keys * depth * 4);
  memory.fill(dv, 0, count * keys * valueDepth * 4);
  for (let head: usize = 0; head < count; ++head) {
    packRows(k, keys, depth, depth * 4, 4, packedK);
    packRows(v, keys, valueDepth, valueDepth * 4, 4, packedV);
    packRows(k, depth, keys, 4, depth * 4, turnedK);
    const headMask = mask == 0 ? 0 : mask + ((head / maskRepeat) % maskCount) * maskBytes;
    for (let group: usize = 0; group < queries; group += GROUP) {
      const size = queries - group < GROUP ? queries - group : GROUP;
      const reach = visible(group + ((size - 1) & ~7), queries, keys, causal);
      const pitch = size * ROW_PITCH;
      for (let step: usize = 0; step < size; step += 8) {
        const query = group + step;
        const width: usize = queries - query < 8 ? queries - query : 8;
        const limit = visible(query, queries, keys, causal);
        panelScores(
          query, queries, keys, depth, limit, q, packedK, headMask, maskRow, maskColumn, causal, scale, panel, scores, slopes,
        );
        packColumns(dy + query * valueDepth * 4, width, valueDepth, 4, valueDepth * 4, panel);
        multiplyPanel(limit, valueDepth, packedV, valueDepth * ROW_PITCH, panel, slopes);
        memory.fill(numbers, 0, 64);
        const from = statistics + (head * queries + query) * 4;
        memory.copy(numbers, from, width * 4);
        memory.copy(numbers + 32, from + count * queries * 4, width * 4);
        softmaxBackwardLanes(limit, scores, slopes, numbers, scale);
        softmaxBackwardLanes(limit, scores + 16, slopes + 16, numbers + 16, scale);
        const unused = (roundUp(reach, ROWS) - limit) * 32;
        memory.fill(scores + limit * 32, 0, unused);
        memory.fill(slopes + limit * 32, 0, unused);
        multiplyPanel(depth, limit, turnedK, keys * ROW_PITCH, slopes, sums);
        v128.store(numbers, f32x4.splat(1));
        v128.store(numbers, f32x4.splat(1), 16);
        storeTransposed(depth, width, sums, numbers, dq + query * depth * 4);
        appendSteps(reach, width, scores, weights + step * ROW_PITCH, pitch);
        appendSteps(reach, width, slopes, weightSlopes + step * ROW_PITCH, pitch);
      }
      packColumns(q + group * depth * 4, depth, size, depth * 4, 4, columns);
      multiplyBlock(reach, depth, size, weightSlopes, columns, dk, depth * 4, true, numbers);
      packColumns(dy + group * valueDepth * 4, valueDepth, size, valueDepth * 4, 4, columns);
      multiplyBlock(reach, valueDepth, size, weights, columns, dv, valueDepth * 4, true, numbers);
    }
    q += queries * depth * 4;
    k += keys * depth * 4;
    v += keys * valueDepth * 4;
    dy += queries * valueDepth * 4;
    dq += queries * depth * 4;
    dk += keys * depth * 4;
    dv += keys * valueDepth * 4;
  }
}
