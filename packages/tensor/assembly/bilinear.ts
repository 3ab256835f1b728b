// Bilinear sampling of images at any places, and its gradients. Channels last.
import { loadPart, madd, storePart, sumLanes } from './simd';

/**
 * The two neighbours of a place along one axis, in `cell`: their positions, weights and slopes (derivatives of the weights
 * by the coordinate). Neighbours outside of the image have the weight 0 with `zero`; places are held inside without.
 */
function findCell(coordinate: f32, size: i32, corners: bool, zero: bool, cell: usize): void {
  const last = <f32>(size - 1);
  const scale: f32 = 0.5 * (corners ? last : <f32>size);
  const place = coordinate * scale + 0.5 * last;
  const low: f32 = zero ? -1 : 0;
  const high: f32 = zero ? <f32>size : last;
  const held = min<f32>(max<f32>(place, low), high);
  let base = floor<f32>(held);
  if (!zero && size > 1) base = min<f32>(base, last - 1);
  const share = held - base;
  // NaN has no position; its weights are NaN all the same.
  const first: i32 = base == base ? <i32>base : 0;
  const inside0: f32 = first >= 0 && first < size ? 1 : 0;
  const inside1: f32 = first + 1 < size || !zero ? 1 : 0;
  const slope: f32 = place >= low && place <= high ? scale : 0;
  store<i32>(cell, max(0, min(first, size - 1)));
  store<i32>(cell, min(first + 1, size - 1), 4);
  store<f32>(cell, (1 - share) * inside0, 8);
  store<f32>(cell, share * inside1, 12);
  store<f32>(cell, -slope * inside0, 16);
  store<f32>(cell, slope * inside1, 20);
}

/** Four channels, or the few that are left. */
@inline
function loadSome(address: usize, count: usize): v128 {
  return count >= 4 ? v128.load(address) : loadPart(address, count);
}

@inline
function storeSome(address: usize, v: v128, count: usize): void {
  if (count >= 4) v128.store(address, v);
  else storePart(address, v, count);
}

/** y = sum over the four neighbours of weight times pixel. */
function mix(channels: usize, upper: usize, lower: usize, left: usize, right: usize, rows: usize, columns: usize, y: usize): void {
  const w0 = load<f32>(rows, 8), w1 = load<f32>(rows, 12);
  const w00 = f32x4.splat(w0 * load<f32>(columns, 8)), w01 = f32x4.splat(w0 * load<f32>(columns, 12));
  const w10 = f32x4.splat(w1 * load<f32>(columns, 8)), w11 = f32x4.splat(w1 * load<f32>(columns, 12));
  let p = upper + left, q = lower + left;
  const step = right - left;
  while (channels > 0) {
    const count: usize = channels < 4 ? channels : 4;
    let sum = f32x4.mul(w00, loadSome(p, count));
    sum = madd(w01, loadSome(p + step, count), sum);
    sum = madd(w10, loadSome(q, count), sum);
    storeSome(y, madd(w11, loadSome(q + step, count), sum), count);
    p += 16;
    q += 16;
    y += 16;
    channels -= count;
  }
}

/** target += weight dy. */
function addScaled(channels: usize, weight: f32, dy: usize, target: usize): void {
  const w = f32x4.splat(weight);
  while (channels > 0) {
    const count: usize = channels < 4 ? channels : 4;
    storeSome(target, madd(w, loadSome(dy, count), loadSome(target, count)), count);
    dy += 16;
    target += 16;
    channels -= count;
  }
}

function dot(channels: usize, a: usize, b: usize): f32 {
  let sum = f32x4.splat(0);
  while (channels > 0) {
    const count: usize = channels < 4 ? channels : 4;
    sum = madd(loadSome(a, count), loadSome(b, count), sum);
    a += 16;
    b += 16;
    channels -= count;
  }
  return sumLanes(sum);
}

/**
 * Samples `points` places of each image; `mode` 0 writes y [images, points, channels] from the image, 1 adds dy to the
 * image, which is cleared first, and 2 writes the gradient of the coordinates [images, points, 2] to y. `workspace` takes
 * 48 bytes.
 */
export function bilinearSample(
  mode: i32, images: usize, points: usize, height: i32, width: i32, channels: usize,
  image: usize, coordinates: usize, dy: usize, y: usize, corners: bool, zero: bool, workspace: usize,
): void {
  const rows = workspace, columns = workspace + 24;
  const pixel = channels << 2;
  const line = (width as usize) * pixel;
  const bytes = (height as usize) * line;
  if (mode == 1) memory.fill(image, 0, images * bytes);
  for (let item: usize = 0; item < images; ++item) {
    for (let point: usize = 0; point < points; ++point) {
      findCell(load<f32>(coordinates), height, corners, zero, rows);
      findCell(load<f32>(coordinates, 4), width, corners, zero, columns);
      coordinates += 8;
      const upper = image + (load<i32>(rows) as usize) * line, lower = image + (load<i32>(rows, 4) as usize) * line;
      const left = (load<i32>(columns) as usize) * pixel, right = (load<i32>(columns, 4) as usize) * pixel;
      const r0 = load<f32>(rows, 8), r1 = load<f32>(rows, 12), c0 = load<f32>(columns, 8), c1 = load<f32>(columns, 12);
      if (mode == 0) {
        mix(channels, upper, lower, left, right, rows, columns, y);
        y += pixel;
      } else if (mode == 1) {
        addScaled(channels, r0 * c0, dy, upper + left);
        addScaled(channels, r0 * c1, dy, upper + right);
        addScaled(channels, r1 * c0, dy, lower + left);
        addScaled(channels, r1 * c1, dy, lower + right);
      } else {
        const d00 = dot(channels, dy, upper + left), d01 = dot(channels, dy, upper + right);
        const d10 = dot(channels, dy, lower + left), d11 = dot(channels, dy, lower + right);
        const s0 = load<f32>(columns, 16), s1 = load<f32>(columns, 20);
        store<f32>(y, load<f32>(rows, 16) * (c0 * d00 + c1 * d01) + load<f32>(rows, 20) * (c0 * d10 + c1 * d11));
        store<f32>(y, s0 * (r0 * d00 + r1 * d10) + s1 * (r0 * d01 + r1 * d11), 4);
        y += 8;
      }
      dy += pixel;
    }
    image += bytes;
  }
}
