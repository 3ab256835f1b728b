// The cases of the ops benchmark as plain data. Sizes are those that Mixers of the mixer benchmark meet, and a few
// around them.

interface Sizes {
  /** Shapes of the inputs, in the order that both sides take them. */
  shapes: number[][];
}

export type OpCase = Sizes & {
  name: string;
  /** Forward alone, or forward and the gradient of every input. */
  mode: 'forward' | 'gradient';
} & (
    | { op: 'matMul'; transposeA: boolean; transposeB: boolean }
    | { op: 'layerNorm' }
    | { op: 'gelu'; approximate: boolean }
    | { op: 'dense'; axis: -1 | -2; activation: 'linear' | 'gelu_new' }
    | { op: 'adamW' }
    | { op: 'tanh' }
    | { op: 'attention'; causal: boolean }
    | { op: 'lstm' }
    | { op: 'channelMatMul' }
    | { op: 'productDense' }
    | { op: 'filterGradient'; strides: number; pad: 'same' | 'valid' }
    | { op: 'optimizer' }
  );

export const OP_EPSILON = 1e-6;
export const ADAMW = {
  learningRate: 1e-3,
  beta1: 0.9,
  beta2: 0.999,
  epsilon: 1e-8,
  weightDecay: 0.05,
  step: 3,
} as const;

/** Multiply-adds of a forward pass, for ops that are products; undefined for the others. */
export function multiplyAddsOf(task: OpCase): number | undefined {
  const [first, second] = task.shapes;
  if (task.op === 'matMul') {
    const size = first.reduce((a, b) => a * b, 1);
    return size * second[second.length - (task.transposeB ? 2 : 1)];
  }
  if (task.op === 'filterGradient') {
    const [height, width, inputs, outputs] = task.shapes[2];
    return second.slice(0, 3).reduce((a, b) => a * b, 1) * height * width * inputs * outputs;
  }
  return undefined;
}

export function product(
  rows: number,
  inner: number,
  columns: number,
  layout: 'nn' | 'nt' | 'tn' | 'tt',
  batch: number[] = [],
): OpCase {
  const [transposeA, transposeB] = [layout[0] === 't', layout[1] === 't'];
  const sizes = `${batch.length > 0 ? `${batch.join('x')} of ` : ''}${rows}x${inner}x${columns}`;
  const a = transposeA ? [inner, rows] : [rows, inner];
  const b = transposeB ? [columns, inner] : [inner, columns];
  return {
    name: `matMul ${layout} ${sizes}`,
    op: 'matMul',
    mode: 'forward',
    transposeA,
    transposeB,
    shapes: [
      [...batch, ...a],
      [...batch, ...b],
    ],
  };
}

const both = (make: (mode: OpCase['mode']) => OpCase) => [make('forward'), make('gradient')];

export const layerNorm = (rows: number, channels: number) =>
  both((mode) => ({
    name: `layerNorm ${mode} ${rows}x${channels}`,
    op: 'layerNorm',
    mode,
    shapes: [[rows, channels], [channels], [channels]],
  }));

const gelu = (approximate: boolean, shape: number[]) =>
  both((mode) => ({
    name: `gelu ${approximate ? 'tanh' : 'erf'} ${mode} ${shape.join('x')}`,
    op: 'gelu',
    mode,
    approximate,
    shapes: [shape],
  }));

const dense = (axis: -1 | -2, shape: number[], outputs: number, activation: 'linear' | 'gelu_new') =>
  both((mode) => ({
    name: `dense axis ${axis} ${activation} ${mode} ${shape.join('x')} to ${outputs}`,
    op: 'dense',
    mode,
    axis,
    activation,
    shapes: [shape, [shape[shape.length + axis], outputs], [outputs]],
  }));

const adamW = (shape: number[]): OpCase => ({
  name: `adamW ${shape.join('x')}`,
  op: 'adamW',
  mode: 'forward',
  shapes: [shape, shape, shape, shape],
});

export const OP_CASES: OpCase[] = [
  product(512, 512, 512, 'nn'),
  product(512, 512, 512, 'nt'),
  product(512, 512, 512, 'tn'),
  product(64, 64, 64, 'nn'),
  product(32, 32, 32, 'nn', [64]),
  product(197, 64, 197, 'nt', [8]),
  ...layerNorm(4900, 64),
  ...layerNorm(1576, 768),
  ...gelu(true, [4900, 256]),
  ...gelu(false, [4900, 256]),
  ...dense(-1, [4900, 64], 256, 'gelu_new'),
  ...dense(-1, [128, 512], 2048, 'gelu_new'),
  ...dense(-2, [100, 49, 64], 32, 'gelu_new'),
  ...dense(-2, [8, 196, 512], 256, 'gelu_new'),
  adamW([64, 256]),
  adamW([512, 2048]),
];

export const QUICK_OP_CASES: OpCase[] = [
  product(7, 5, 6, 'nt'),
  ...layerNorm(12, 16),
  ...gelu(true, [6, 16]),
  ...dense(-2, [2, 6, 8], 4, 'gelu_new'),
  adamW([8, 8]),
];
