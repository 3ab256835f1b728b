// Values of one layer for a list of graphs, in double precision: every graph at its own size, without padding.

/** Features of all pairs of vertices of a graph, [side, side, channels]. */
export interface PairValues {
  side: number;
  channels: number;
  data: Float64Array;
}

/** A dense map. */
export interface DenseValues {
  /** [inputs, outputs]. */
  kernel: Float64Array;
  bias: Float64Array;
  inputs: number;
  outputs: number;
}

/** rows of x [rows, inputs] times the kernel, plus the bias, with ReLU as asked for. */
export function denseRows(
  x: Float64Array,
  { kernel, bias, inputs, outputs }: DenseValues,
  relu: boolean,
): Float64Array {
  const rows = x.length / inputs;
  const y = new Float64Array(rows * outputs);
  for (let row = 0; row < rows; row++) {
    const to = row * outputs;
    y.set(bias, to);
    for (let input = 0; input < inputs; input++) {
      const factor = x[row * inputs + input];
      if (factor === 0) continue;
      for (let output = 0; output < outputs; output++) y[to + output] += factor * kernel[input * outputs + output];
    }
  }
  if (relu) for (let at = 0; at < y.length; at++) if (y[at] < 0) y[at] = 0;
  return y;
}

/** The matrix product of every channel on its own. */
export function channelProduct(a: PairValues, b: PairValues): PairValues {
  const { side, channels } = a;
  const data = new Float64Array(a.data.length);
  const rowLength = side * channels;
  for (let row = 0; row < side; row++) {
    for (let step = 0; step < side; step++) {
      const from = (row * side + step) * channels;
      for (let column = 0; column < side; column++) {
        const to = row * rowLength + column * channels;
        const other = step * rowLength + column * channels;
        for (let c = 0; c < channels; c++) data[to + c] += a.data[from + c] * b.data[other + c];
      }
    }
  }
  return { side, channels, data };
}

/** Rows of a and b side by side. */
export function joinRows(a: PairValues, b: PairValues): PairValues {
  const channels = a.channels + b.channels;
  const places = a.side ** 2;
  const data = new Float64Array(places * channels);
  for (let place = 0; place < places; place++) {
    data.set(a.data.subarray(place * a.channels, (place + 1) * a.channels), place * channels);
    data.set(b.data.subarray(place * b.channels, (place + 1) * b.channels), place * channels + a.channels);
  }
  return { side: a.side, channels, data };
}

/** Readout over the diagonal, then over all other pairs; 0 for a part without a pair. */
export function poolPairs({ side, channels, data }: PairValues, readout: 'max' | 'sum' | 'mean'): Float64Array {
  const pooled = new Float64Array(2 * channels);
  const counts = [side, side * (side - 1)];
  if (readout === 'max') pooled.fill(Number.NEGATIVE_INFINITY);
  for (let place = 0; place < side * side; place++) {
    const to = Math.floor(place / side) === place % side ? 0 : channels;
    for (let c = 0; c < channels; c++) {
      const value = data[place * channels + c];
      if (readout === 'max') pooled[to + c] = Math.max(pooled[to + c], value);
      else pooled[to + c] += value;
    }
  }
  return pooled.map((value, at) => {
    const count = counts[at < channels ? 0 : 1];
    if (count === 0) return 0;
    return readout === 'mean' ? value / count : value;
  });
}
