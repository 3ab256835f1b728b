// Places of pairs of vertices, [batch, side, side, channels]: largest values on and off the diagonal with gradients that ties
// share, and clearing.

/** True where vertex `index` counts; without a mask all do. */
@inline
function counts(mask: usize, index: usize): bool {
  return mask == 0 || load<f32>(mask + index * 4) != 0;
}

/** target = max(target, x), n floats; NaN stays. */
@inline
function raise(n: usize, x: usize, target: usize): void {
  for (; n >= 4; n -= 4) {
    v128.store(target, f32x4.max(v128.load(target), v128.load(x)));
    x += 16;
    target += 16;
  }
  for (; n > 0; --n) {
    store<f32>(target, max<f32>(load<f32>(target), load<f32>(x)));
    x += 4;
    target += 4;
  }
}

/**
 * y[batch, 2 channels] = largest values of x[batch, side, side, channels] on the diagonal, then off it, among the rows and
 * columns that `mask`[batch, side] counts; `mask` 0 counts all. A part without a place is 0.
 */
export function pairMaxForward(batch: usize, side: usize, channels: usize, x: usize, mask: usize, y: usize): void {
  const bytes = channels * 4;
  for (let item: usize = 0; item < batch; ++item) {
    let onSeen = false, offSeen = false;
    for (let row: usize = 0; row < side; ++row) {
      if (!counts(mask, row)) {
        x += side * bytes;
        continue;
      }
      for (let column: usize = 0; column < side; ++column) {
        if (counts(mask, column)) {
          if (row == column) {
            if (onSeen) raise(channels, x, y);
            else memory.copy(y, x, bytes);
            onSeen = true;
          } else {
            if (offSeen) raise(channels, x, y + bytes);
            else memory.copy(y + bytes, x, bytes);
            offSeen = true;
          }
        }
        x += bytes;
      }
    }
    if (!onSeen) memory.fill(y, 0, bytes);
    if (!offSeen) memory.fill(y + bytes, 0, bytes);
    y += 2 * bytes;
    if (mask != 0) mask += side * 4;
  }
}

/** ties += 1 where x = y, n floats. */
@inline
function countTies(n: usize, x: usize, y: usize, ties: usize): void {
  const one = f32x4.splat(1);
  for (; n >= 4; n -= 4) {
    const hit = f32x4.eq(v128.load(x), v128.load(y));
    v128.store(ties, f32x4.add(v128.load(ties), v128.and(hit, one)));
    x += 16;
    y += 16;
    ties += 16;
  }
  for (; n > 0; --n) {
    if (load<f32>(x) == load<f32>(y)) store<f32>(ties, load<f32>(ties) + 1);
    x += 4;
    y += 4;
    ties += 4;
  }
}

/** dx = share where x = y, else 0, n floats. */
@inline
function spread(n: usize, x: usize, y: usize, share: usize, dx: usize): void {
  for (; n >= 4; n -= 4) {
    v128.store(dx, v128.and(f32x4.eq(v128.load(x), v128.load(y)), v128.load(share)));
    x += 16;
    y += 16;
    share += 16;
    dx += 16;
  }
  for (; n > 0; --n) {
    store<f32>(dx, load<f32>(x) == load<f32>(y) ? load<f32>(share) : 0);
    x += 4;
    y += 4;
    share += 4;
    dx += 4;
  }
}

/** dx of `pairMaxForward`, whose result is y; equal largest values share dy equally. `shares` takes 2 channels floats. */
export function pairMaxBackward(
  batch: usize, side: usize, channels: usize, x: usize, mask: usize, y: usize, dy: usize, dx: usize, shares: usize,
): void {
  const bytes = channels * 4;
  for (let item: usize = 0; item < batch; ++item) {
    memory.fill(shares, 0, 2 * bytes);
    for (let row: usize = 0; row < side; ++row) {
      if (!counts(mask, row)) continue;
      for (let column: usize = 0; column < side; ++column) {
        if (!counts(mask, column)) continue;
        const part: usize = row == column ? 0 : bytes;
        countTies(channels, x + (row * side + column) * bytes, y + part, shares + part);
      }
    }
    for (let at: usize = 0; at < 2 * bytes; at += 4) store<f32>(shares + at, load<f32>(dy + at) / load<f32>(shares + at));
    for (let row: usize = 0; row < side; ++row) {
      const live = counts(mask, row);
      for (let column: usize = 0; column < side; ++column) {
        const part: usize = row == column ? 0 : bytes;
        if (live && counts(mask, column)) spread(channels, x, y + part, shares + part, dx);
        else memory.fill(dx, 0, bytes);
        x += bytes;
        dx += bytes;
      }
    }
    y += 2 * bytes;
    dy += 2 * bytes;
    if (mask != 0) mask += side * 4;
  }
}

/**
 * Sets `bytes` bytes to 0 at every pair of vertices of which `mask`[batch, side] leaves one out; places of y[batch, side, side]
 * are `step` bytes apart.
 */
export function clearPairs(batch: usize, side: usize, mask: usize, y: usize, bytes: usize, step: usize): void {
  for (let item: usize = 0; item < batch; ++item) {
    for (let row: usize = 0; row < side; ++row) {
      const live = counts(mask, row);
      for (let column: usize = 0; column < side; ++column) {
        if (!live || !counts(mask, column)) memory.fill(y, 0, bytes);
        y += step;
      }
    }
    mask += side * 4;
  }
}
