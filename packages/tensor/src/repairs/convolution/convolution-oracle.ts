// Convolutions in float64, for tests: every product of the definition is visited once, and forward pass and gradients
// are sums over the same visits.
import type { ConvolutionGeometry } from './geometry';
import { volume } from './geometry';

/** Calls `visit` with the flat positions in x, filter and y of every product. With `depthwise` a filter has one column. */
export function eachProduct(
  g: ConvolutionGeometry,
  depthwise: boolean,
  visit: (x: number, filter: number, y: number) => void,
): void {
  const [outD, outH, outW] = g.output;
  const [tapsD, tapsH, tapsW] = g.filter;
  const multiplier = g.columns / g.channels;
  const perChannel = depthwise ? multiplier : g.columns;
  const at = (axis: number, out: number, tap: number): number =>
    out * g.strides[axis] + tap * g.dilations[axis] - g.pads[axis];
  const inside = (axis: number, place: number): boolean => place >= 0 && place < g.input[axis];
  for (let item = 0; item < g.batch; item++) {
    for (let pixel = 0; pixel < outD * outH * outW; pixel++) {
      const out = [Math.floor(pixel / (outH * outW)), Math.floor(pixel / outW) % outH, pixel % outW];
      for (let tap = 0; tap < tapsD * tapsH * tapsW; tap++) {
        const taps = [Math.floor(tap / (tapsH * tapsW)), Math.floor(tap / tapsW) % tapsH, tap % tapsW];
        const place = out.map((position, axis) => at(axis, position, taps[axis]));
        if (!place.every((position, axis) => inside(axis, position))) continue;
        const x = item * volume(g.input) + (place[0] * g.input[1] + place[1]) * g.input[2] + place[2];
        const y = (item * outD * outH * outW + pixel) * g.columns;
        for (let channel = 0; channel < g.channels; channel++) {
          for (let column = 0; column < perChannel; column++) {
            const filter = (tap * g.channels + channel) * perChannel + column;
            visit(x * g.channels + channel, filter, y + (depthwise ? channel * multiplier : 0) + column);
          }
        }
      }
    }
  }
}

/** y, dx and dw of a convolution. */
export function convolutionOracle(
  g: ConvolutionGeometry,
  depthwise: boolean,
  x: ArrayLike<number>,
  filter: ArrayLike<number>,
  dy: ArrayLike<number>,
): { y: Float64Array; dx: Float64Array; dw: Float64Array } {
  const [y, dx, dw] = [dy, x, filter].map(({ length }) => new Float64Array(length));
  eachProduct(g, depthwise, (a, b, c) => {
    y[c] += x[a] * filter[b];
    dx[a] += dy[c] * filter[b];
    dw[b] += x[a] * dy[c];
  });
  return { y, dx, dw };
}
