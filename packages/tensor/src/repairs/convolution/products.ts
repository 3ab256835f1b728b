// The three products of a convolution on the WASM heap: forward, to the input and to the filter. The rows of the
// products are read where they lie in the image; nothing is copied but a border, where there is one.
import type * as tf from '@tensorflow/tfjs';
import type { WasmHeap } from '../../backends/wasm-heap';
import { byteStrides, type ConvolutionGeometry, type Extent, isPointwise, perAxis, volume } from './geometry';
import { eachGroup, imagesOf, type Windows, windowsOf } from './windows';

/** How one axis is walked: place = start + pixel * step + tap * tapStep. */
interface Walk {
  pixels: number;
  taps: number;
  start: number;
  step: number;
  tapStep: number;
}

type Walks = [Walk, Walk, Walk];

/** Rounds up to a multiple of 16. */
const aligned = (bytes: number): number => Math.ceil(bytes / 16) * 16;

/** Share of the products along one axis that meet the image, over all walks. */
function insideShare(walks: Walk[], length: number): number {
  let [inside, all] = [0, 0];
  for (const { pixels, taps, start, step, tapStep } of walks) {
    all += pixels * taps;
    for (let tap = 0; tap < taps; tap++) {
      const first = Math.max(0, Math.ceil(-(start + tap * tapStep) / step));
      const end = Math.min(pixels, Math.ceil((length - start - tap * tapStep) / step));
      inside += Math.max(0, end - first);
    }
  }
  return all === 0 ? 1 : inside / all;
}

/** The images or copies of them with their border: whichever leaves fewer products with nothing. */
function windowsFor(
  heap: WasmHeap,
  source: number,
  batch: number,
  size: Extent,
  channels: number,
  walks: Walk[][],
): { windows: Windows; clipped: boolean } {
  const share = walks.reduce((product, walk, axis) => product * insideShare(walk, size[axis]), 1);
  // A tile takes six images at the same place, or six pixels of one image.
  const clipped = share < 0.9 * (batch / (Math.ceil(batch / 6) * 6));
  if (clipped) return { windows: imagesOf(source, batch, size, channels), clipped };
  const from = perAxis((a) => Math.min(...walks[a].map(({ start }) => start)));
  const last = ({ start, pixels, step, taps, tapStep }: Walk): number =>
    start + (pixels - 1) * step + (taps - 1) * tapStep;
  const extent = perAxis((a) => Math.max(0, Math.max(...walks[a].map(last)) - from[a] + 1));
  return { windows: windowsOf(heap, source, batch, size, channels, from, extent), clipped };
}

/** Arguments that `convolve` and `convolveFilter` share: sizes, pixels, taps, starts and steps. */
type WalkArguments = [...Extent, ...Extent, ...Extent, ...Extent, ...Extent, ...Extent];

function walkArguments(walks: Walks, { size, from }: Windows): WalkArguments {
  return [
    ...size,
    ...perAxis((a) => walks[a].pixels),
    ...perAxis((a) => walks[a].taps),
    ...perAxis((a) => walks[a].start - from[a]),
    ...perAxis((a) => walks[a].step),
    ...perAxis((a) => walks[a].tapStep),
  ];
}

/** The walk over x: every output pixel meets all taps. */
function forwardWalks(g: ConvolutionGeometry): Walks {
  const walk = (a: number): Walk => ({
    pixels: g.output[a],
    taps: g.filter[a],
    start: -g.pads[a],
    step: g.strides[a],
    tapStep: g.dilations[a],
  });
  return [walk(0), walk(1), walk(2)];
}

/** A plain product of row-major matrices, either of them transposed by its strides. */
function product(
  heap: WasmHeap,
  [m, n, k]: Extent,
  [a, aRow, aColumn]: Extent,
  [b, bRow, bColumn]: Extent,
  c: number,
  bias = 0,
  activation = 0,
): void {
  const workspace = heap.workspace(heap.kernels.gemmWorkspace(1, m, n, k, 0) >>> 0);
  const mode = bias === 0 ? 0 : 1;
  const operands = [a, 0, aRow, aColumn, b, 0, bRow, bColumn, c, 0, n * 4] as const;
  heap.kernels.gemm(1, m, n, k, ...operands, 0, bias, mode, activation, c, workspace);
}

/** y = activation(x * filter + bias), with the bias per channel of y and the code of an activation. */
export function convolveForward(
  heap: WasmHeap,
  g: ConvolutionGeometry,
  x: tf.TensorInfo,
  filter: tf.TensorInfo,
  y: tf.TensorInfo,
  bias?: tf.TensorInfo,
  activation = 0,
): void {
  const biasAt = bias == null ? 0 : heap.pointer(bias);
  if (isPointwise(g)) {
    const rows = g.batch * volume(g.output);
    const a: Extent = [heap.pointer(x), g.channels * 4, 4];
    const b: Extent = [heap.pointer(filter), g.columns * 4, 4];
    product(heap, [rows, g.columns, g.channels], a, b, heap.pointer(y), biasAt, activation);
    return;
  }
  const walks = forwardWalks(g);
  const source = heap.pointer(x);
  const { windows, clipped } = windowsFor(
    heap,
    source,
    g.batch,
    g.input,
    g.channels,
    walks.map((walk) => [walk]),
  );
  const taps = volume(g.filter);
  const bytes = heap.kernels.convolveWorkspace(taps * g.channels, taps, g.columns) >>> 0;
  const workspace = heap.workspace(aligned(bytes) + windows.bytes);
  const image = volume(g.output) * g.columns * 4;
  eachGroup(g.batch, windows.group, (first, count) => {
    heap.kernels.convolve(
      count,
      g.channels,
      g.columns,
      ...walkArguments(walks, windows),
      windows.open(first, count, workspace + aligned(bytes)),
      heap.pointer(filter),
      ...byteStrides(g.filter, g.channels * g.columns),
      g.columns * 4,
      4,
      heap.pointer(y) + first * image,
      image,
      ...byteStrides(g.output, g.columns),
      biasAt,
      activation,
      clipped ? 1 : 0,
      first > 0 ? 1 : 0,
      workspace,
    );
  });
}

/** Pixels per pass of `pointwiseToFilter`: their rows of x stay in the second-level cache while all channels go by. */
const passPixels = 512;

/** dw for filters of one tap and few columns: the pixels are one long line, cut into passes. */
function pointwiseToFilter(
  heap: WasmHeap,
  pixels: number,
  { channels, columns }: ConvolutionGeometry,
  x: tf.TensorInfo,
  dy: tf.TensorInfo,
  dw: tf.TensorInfo,
): void {
  const bytes = heap.kernels.convolveFilterWorkspace(1, channels, 1, Math.min(pixels, passPixels), columns) >>> 0;
  const workspace = heap.workspace(bytes);
  const [from, slopes, target] = [heap.pointer(x), heap.pointer(dy), heap.pointer(dw)];
  const pass = (first: number, count: number): void => {
    const line = { pixels: 1, taps: 1, start: 0, step: 1, tapStep: 1 };
    const window: Windows = imagesOf(from + first * channels * 4, 1, [1, 1, count], channels);
    heap.kernels.convolveFilter(
      1,
      channels,
      columns,
      ...walkArguments([line, line, { ...line, pixels: count }], window),
      window.open(0, 1, 0),
      slopes + first * columns * 4,
      target,
      first > 0 ? 1 : 0,
      workspace,
    );
  };
  if (pixels === 0) pass(0, 0);
  eachGroup(pixels, passPixels, pass);
}

/** dw = sum over pixels of x at the taps times dy. */
export function convolveToFilter(
  heap: WasmHeap,
  g: ConvolutionGeometry,
  x: tf.TensorInfo,
  dy: tf.TensorInfo,
  dw: tf.TensorInfo,
): void {
  if (isPointwise(g)) {
    const rows = g.batch * volume(g.output);
    if (g.channels >= 8 && g.columns > 1 && g.columns <= 4) {
      pointwiseToFilter(heap, rows, g, x, dy, dw);
      return;
    }
    const a: Extent = [heap.pointer(x), 4, g.channels * 4];
    product(heap, [g.channels, g.columns, rows], a, [heap.pointer(dy), g.columns * 4, 4], heap.pointer(dw));
    return;
  }
  const walks = forwardWalks(g);
  const extent = perAxis((a) => Math.max(0, (g.output[a] - 1) * g.strides[a] + (g.filter[a] - 1) * g.dilations[a] + 1));
  const from = perAxis((a) => -g.pads[a]);
  const windows = windowsOf(heap, heap.pointer(x), g.batch, g.input, g.channels, from, extent);
  const lines = windows.group * g.output[0] * g.output[1];
  const taps = volume(g.filter);
  const bytes = heap.kernels.convolveFilterWorkspace(taps, g.channels, lines, g.output[2], g.columns) >>> 0;
  const workspace = heap.workspace(aligned(bytes) + windows.bytes);
  const image = volume(g.output) * g.columns * 4;
  const pass = (first: number, count: number): void =>
    heap.kernels.convolveFilter(
      count,
      g.channels,
      g.columns,
      ...walkArguments(walks, windows),
      windows.open(first, count, workspace + aligned(bytes)),
      heap.pointer(dy) + first * image,
      heap.pointer(dw),
      first > 0 ? 1 : 0,
      workspace,
    );
  if (g.batch === 0) pass(0, 0);
  eachGroup(g.batch, windows.group, pass);
}

/**
 * The walk over dy for the pixels p, p + stride, p + 2 stride, ... of one axis of dx. The taps that reach them are walked
 * from the last, filter position `last`, to the first, in steps of the stride, because dy is then walked forward.
 */
interface Phase extends Walk {
  last: number;
}

function phasesOf(g: ConvolutionGeometry, axis: number): Phase[] {
  const [stride, pad, size, length] = [g.strides[axis], g.pads[axis], g.filter[axis], g.input[axis]];
  return Array.from({ length: stride }, (_, p) => {
    const first = (p + pad) % stride;
    const taps = Math.max(0, Math.ceil((size - first) / stride));
    const pixels = Math.max(0, Math.ceil((length - p) / stride));
    const start = (p + pad - first) / stride - (taps - 1);
    return { pixels, taps, start, step: 1, tapStep: 1, last: first + stride * (taps - 1) };
  });
}

/** dx[pixel] = sum over the taps that read this pixel of dy times the filter; for dilations of 1. */
export function convolveToInput(
  heap: WasmHeap,
  g: ConvolutionGeometry,
  dy: tf.TensorInfo,
  filter: tf.TensorInfo,
  dx: tf.TensorInfo,
): void {
  const { channels, columns } = g;
  if (isPointwise(g)) {
    const rows = g.batch * volume(g.output);
    const a: Extent = [heap.pointer(dy), columns * 4, 4];
    product(heap, [rows, channels, columns], a, [heap.pointer(filter), 4, columns * 4], heap.pointer(dx));
    return;
  }
  const phases = [0, 1, 2].map((axis) => phasesOf(g, axis));
  const { windows, clipped } = windowsFor(heap, heap.pointer(dy), g.batch, g.output, columns, phases);
  const most = perAxis((a) => Math.max(...phases[a].map(({ taps }) => taps)));
  const bytes = heap.kernels.convolveWorkspace(volume(most) * columns, volume(most), channels) >>> 0;
  const workspace = heap.workspace(aligned(bytes) + windows.bytes);
  const filterStrides = byteStrides(g.filter, channels * columns);
  const dxStrides = byteStrides(g.input, channels);
  const image = volume(g.input) * channels * 4;
  const single = volume(g.strides) === 1;
  eachGroup(g.batch, windows.group, (first, count) => {
    const frame = windows.open(first, count, workspace + aligned(bytes));
    eachPhase(phases, (chosen, place) => {
      heap.kernels.convolve(
        count,
        columns,
        channels,
        ...walkArguments(chosen, windows),
        frame,
        heap.pointer(filter) + sumAxes((a) => chosen[a].last * filterStrides[a]),
        ...perAxis((a) => -g.strides[a] * filterStrides[a]),
        4,
        columns * 4,
        heap.pointer(dx) + first * image + sumAxes((a) => place[a] * dxStrides[a]),
        image,
        ...perAxis((a) => g.strides[a] * dxStrides[a]),
        0,
        0,
        clipped ? 1 : 0,
        single && first > 0 ? 1 : 0,
        workspace,
      );
    });
  });
}

function sumAxes(compute: (axis: number) => number): number {
  return compute(0) + compute(1) + compute(2);
}

/** Every choice of one phase per axis, with its place. */
function eachPhase(phases: Phase[][], visit: (chosen: [Phase, Phase, Phase], place: Extent) => void): void {
  for (const [d, depth] of phases[0].entries()) {
    for (const [h, height] of phases[1].entries()) {
      for (const [w, width] of phases[2].entries()) visit([depth, height, width], [d, h, w]);
    }
  }
}
