// The cases of the engine benchmark, each with the peers that it is compared with and what we want to hold.
import { MIXER_CASES, type MixerCase } from '../mixer/case';
import {
  convolutionalNetwork,
  convolutionalNetworkLarge,
  denseNetwork,
  denseNetworkFromOps,
  type NetworkCase,
  quickNetworks,
  transformerNetwork,
} from '../networks/case';
import { layerNorm, type OpCase, product } from '../ops/case';

/** Least ratios by peer. A peer without one is there for honesty. */
export interface Targets {
  stock?: number;
  'jax-js'?: number;
  /** Fraction of the arithmetic peak. */
  peak?: number;
  'onnxruntime-web'?: number;
  /** One worker beside two. */
  'one worker'?: number;
  /** One thread without workers beside two workers. */
  alone?: number;
}

export type EngineCase = { name: string; targets: Targets } & (
  | { kind: 'op'; case: OpCase }
  | { kind: 'mixer'; case: MixerCase }
  | { kind: 'network'; case: NetworkCase }
  | { kind: 'parallel'; case: NetworkCase }
);

const op = (task: OpCase, targets: Targets): EngineCase => ({ name: task.name, kind: 'op', case: task, targets });
const network = (task: NetworkCase, targets: Targets): EngineCase => ({
  name: task.name,
  kind: 'network',
  case: task,
  targets,
});
/** Two workers of DataParallel. */
const parallel = (task: NetworkCase, targets: Targets): EngineCase => ({
  name: `two workers, ${task.name}`,
  kind: 'parallel',
  case: task,
  targets,
});
const mixer = (task: MixerCase, targets: Targets): EngineCase => ({
  name: task.name,
  kind: 'mixer',
  case: task,
  targets,
});

const layouts = ['nn', 'nt', 'tn', 'tt'] as const;
const products = [256, 512, 1024].flatMap((size) =>
  layouts.map((layout) =>
    op(product(size, size, size, layout), { peak: 0.9, 'jax-js': 1, stock: layout === 'nn' ? 1 : 14 }),
  ),
);
const batched = [
  op(product(32, 32, 32, 'nn', [64]), { stock: 12, 'jax-js': 1 }),
  op(product(197, 64, 197, 'nt', [8]), { stock: 12, 'jax-js': 1 }),
  op(product(768, 196, 1024, 'tn'), { stock: 14, 'jax-js': 1 }),
];

const gradient = (name: string, rest: { op: 'lstm' | 'channelMatMul' } | { op: 'attention'; causal: boolean }) => ({
  name,
  mode: 'gradient' as const,
  ...rest,
});

const lstm = (batch: number, time: number, inputs: number, units: number): OpCase => ({
  ...gradient(`LSTM forward and backward [${batch}, ${time}, ${inputs}] units ${units}`, { op: 'lstm' }),
  shapes: [[batch, time, inputs], [inputs, 4 * units], [units, 4 * units], [4 * units]],
});

const attention = (batch: number, tokens: number, size: number, causal: boolean): OpCase => ({
  ...gradient(`${causal ? 'causal' : 'full'} attention forward and backward ${batch} x ${tokens} x ${size}`, {
    op: 'attention',
    causal,
  }),
  shapes: [0, 1, 2].map(() => [batch, tokens, size]),
});

const channelMatMul = (batch: number, nodes: number, channels: number): OpCase => ({
  ...gradient(`channel-wise product forward and backward ${batch} x ${nodes} x ${nodes} x ${channels}`, {
    op: 'channelMatMul',
  }),
  shapes: [0, 1].map(() => [batch, nodes, nodes, channels]),
});

const filterGradient = (batch: number, side: number, inputs: number, outputs: number, kernel: number): OpCase => ({
  name: `convolution filter gradient ${batch} x ${side} x ${side}, ${inputs} to ${outputs}, kernel ${kernel}`,
  op: 'filterGradient',
  mode: 'forward',
  strides: 1,
  pad: 'same',
  shapes: [
    [batch, side, side, inputs],
    [batch, side, side, outputs],
    [kernel, kernel, inputs, outputs],
  ],
});

/** Gradients only: the forward cases of an op are in the benchmark `ops`. */
const gradientsOf = (cases: OpCase[]): OpCase[] => cases.filter(({ mode }) => mode === 'gradient');

const elementwise: EngineCase[] = [
  ...[...gradientsOf(layerNorm(3136, 192)), ...gradientsOf(layerNorm(1576, 768))].map((task) =>
    op(task, { stock: 20 }),
  ),
  op({ name: 'tanh 64k values', op: 'tanh', mode: 'forward', shapes: [[65536]] }, { stock: 6 }),
  op(
    {
      name: 'AdamW step over 100 variables of 32 x 32',
      op: 'optimizer',
      mode: 'forward',
      shapes: Array.from({ length: 100 }, () => [32, 32]),
    },
    { stock: 8 },
  ),
];

const mixerBlock: MixerCase = {
  name: 'Mixer block training, 196 tokens of 512, batch 4',
  shape: {
    imageSize: 224,
    channels: 3,
    patchSize: 16,
    hiddenDim: 512,
    tokensDim: 256,
    channelsDim: 2048,
    blocks: 1,
    classes: 10,
  },
  batch: 4,
  mode: 'training',
  gelu: 'tanh',
};
export const ENGINE_CASES: EngineCase[] = [
  ...products,
  ...batched,
  ...elementwise,
  op(lstm(64, 16, 192, 48), { stock: 12 }),
  op(lstm(1, 128, 32, 128), { stock: 40 }),
  op(channelMatMul(8, 16, 32), { stock: 10 }),
  op(channelMatMul(8, 32, 64), { stock: 10 }),
  op(attention(48, 64, 16, true), { stock: 10 }),
  op(attention(8, 197, 64, false), { stock: 10 }),
  op(filterGradient(32, 28, 1, 8, 5), {}),
  op(filterGradient(32, 12, 8, 16, 5), { peak: 0.6 }),
  op(filterGradient(8, 32, 32, 64, 3), { peak: 0.6 }),
  op(filterGradient(4, 56, 64, 64, 1), { peak: 0.6 }),
  mixer(mixerBlock, { stock: 8, 'jax-js': 2 }),
  network(transformerNetwork, { stock: 8, 'jax-js': 2 }),
  // Unchanged code of `tf.layers` against the stock backend; ops against ops.
  network(denseNetwork, { stock: 4 }),
  network(denseNetworkFromOps, { 'jax-js': 2 }),
  network(convolutionalNetwork, { stock: 50, 'jax-js': 2 }),
  ...[transformerNetwork, denseNetwork, convolutionalNetworkLarge].map((task) => parallel(task, { 'one worker': 1.6 })),
  // Steps of 4 ms: two workers shall not be slower than one thread.
  parallel(convolutionalNetwork, { alone: 1 }),
  ...MIXER_CASES.filter(({ mode, batch }) => mode === 'inference' && batch === 1).map((task) =>
    mixer(task, task.name.startsWith('Mixer-S/16') ? { 'onnxruntime-web': 1 } : {}),
  ),
];

export const QUICK_ENGINE_CASES: EngineCase[] = [
  op(product(7, 5, 6, 'tt'), {}),
  op(lstm(2, 3, 4, 5), {}),
  op(attention(2, 5, 3, true), {}),
  op(channelMatMul(2, 3, 5), {}),
  op(filterGradient(2, 6, 2, 3, 3), {}),
  op({ name: 'AdamW step over 3 variables', op: 'optimizer', mode: 'forward', shapes: [[3], [2, 2], [5]] }, {}),
  ...quickNetworks.map((task) => network(task, {})),
  ...quickNetworks.slice(0, 1).map((task) => parallel(task, {})),
];
