// The cases of the sequencer benchmark as plain data: every contender, in whatever language, builds the same from them.
import type { WeightPlan } from '../networks/case';

/** One stage: patches of `patch` pixels a side become `dim` channels, then blocks with `hidden` units a chain. */
export interface SequencerStage {
  patch: number;
  dim: number;
  hidden: number;
  blocks: number;
}

/** Sizes of a Sequencer2D with LSTMs, both axes and both directions, and MLPs three times as wide. */
export interface SequencerShape {
  imageSize: number;
  channels: number;
  stages: SequencerStage[];
  classes: number;
}

/** Forward alone, or forward and the gradients of the input and of all weights. */
type Mode = 'forward' | 'gradient';

export type SequencerCase = { name: string; batch: number; mode: Mode } & (
  | { kind: 'bilstm'; steps: number; inputs: number; units: number }
  | { kind: 'bilstm2d'; height: number; width: number; inputs: number; units: number }
  | { kind: 'model'; shape: SequencerShape }
);

export const LAYER_NORM_EPSILON = 1e-6;
export const MLP_RATIO = 3;

const kernel = (name: string, shape: number[], inputs: number): WeightPlan => ({
  name,
  shape,
  centre: 0,
  reach: Math.sqrt(3 / inputs),
});
const bias = (name: string, size: number): WeightPlan => ({ name, shape: [size], centre: 0, reach: 0.05 });
const dense = (name: string, inputs: number, outputs: number): WeightPlan[] => [
  kernel(`${name}.kernel`, [inputs, outputs], inputs),
  bias(`${name}.bias`, outputs),
];
const norm = (name: string, size: number): WeightPlan[] => [
  { name: `${name}.gamma`, shape: [size], centre: 1, reach: 0.05 },
  bias(`${name}.beta`, size),
];

/** Weights of all chains side by side, drawn as PyTorch draws them. */
const chains = (name: string, inputs: number, units: number, count: number): WeightPlan[] =>
  [
    { name: `${name}.kernel`, shape: [inputs, count * 4 * units] },
    { name: `${name}.recurrentKernel`, shape: [count, units, 4 * units] },
    { name: `${name}.bias`, shape: [count * 4 * units] },
  ].map((weight) => ({ ...weight, centre: 0, reach: 1 / Math.sqrt(units) }));

const mixing = (name: string, inputs: number, units: number): WeightPlan[] => [
  ...chains(`${name}.rnn`, inputs, units, 4),
  ...dense(`${name}.fc`, 4 * units, inputs),
];

/** Names and shapes of all weights, in the order of the forward pass. Kernels of patches have one row per value of a patch. */
export function weightPlan(task: SequencerCase): WeightPlan[] {
  if (task.kind === 'bilstm') return chains('rnn', task.inputs, task.units, 2);
  if (task.kind === 'bilstm2d') return mixing('layer', task.inputs, task.units);
  const { stages, channels, classes } = task.shape;
  const plans = stages.flatMap(({ patch, dim, hidden, blocks }, index) => {
    const inputs = patch ** 2 * (index === 0 ? channels : stages[index - 1].dim);
    const block = (name: string): WeightPlan[] => [
      ...norm(`${name}.norm1`, dim),
      ...mixing(name, dim, hidden),
      ...norm(`${name}.norm2`, dim),
      ...dense(`${name}.mlp1`, dim, MLP_RATIO * dim),
      ...dense(`${name}.mlp2`, MLP_RATIO * dim, dim),
    ];
    const names = Array.from({ length: blocks }, (_, place) => `stages.${index}.blocks.${place}`);
    return [...dense(`stages.${index}.patches`, inputs, dim), ...names.flatMap(block)];
  });
  const { dim } = stages[stages.length - 1];
  return [...plans, ...norm('norm', dim), ...dense('head', dim, classes)];
}

/** Shape of the input. */
export function inputShape(task: SequencerCase): number[] {
  if (task.kind === 'bilstm') return [task.batch, task.steps, task.inputs];
  if (task.kind === 'bilstm2d') return [task.batch, task.height, task.width, task.inputs];
  const { imageSize, channels } = task.shape;
  return [task.batch, imageSize, imageSize, channels];
}

/** Shape of the result. */
export function outputShape(task: SequencerCase): number[] {
  if (task.kind === 'bilstm') return [task.batch, task.steps, 2 * task.units];
  return task.kind === 'bilstm2d' ? inputShape(task) : [task.batch, task.shape.classes];
}

/** Sides of the grids of all stages. */
export function gridSides({ imageSize, stages }: SequencerShape): number[] {
  let side = imageSize;
  return stages.map(({ patch }) => {
    side /= patch;
    return side;
  });
}

/** Multiply-adds of one call, forward. */
export function multiplyAdds(task: SequencerCase): number {
  if (task.kind === 'bilstm') return task.batch * task.steps * 8 * task.units * (task.inputs + task.units);
  const mixed = (tokens: number, inputs: number, units: number): number =>
    tokens * (16 * units * (inputs + units) + 4 * units * inputs);
  if (task.kind === 'bilstm2d') return task.batch * mixed(task.height * task.width, task.inputs, task.units);
  const { stages, channels, classes } = task.shape;
  const sides = gridSides(task.shape);
  const perStage = stages.map(({ patch, dim, hidden, blocks }, index) => {
    const tokens = sides[index] ** 2;
    const before = index === 0 ? channels : stages[index - 1].dim;
    return (
      tokens * patch ** 2 * before * dim + blocks * (mixed(tokens, dim, hidden) + 2 * tokens * MLP_RATIO * dim ** 2)
    );
  });
  const image = perStage.reduce((sum, each) => sum + each, stages[stages.length - 1].dim * classes);
  return task.batch * image;
}

const both = (make: (mode: Mode) => SequencerCase): SequencerCase[] => [make('forward'), make('gradient')];

const bilstm = (batch: number, steps: number, inputs: number, units: number): SequencerCase[] =>
  both((mode) => ({
    name: `BiLSTM [${batch}, ${steps}, ${inputs}] units ${units} ${mode}`,
    kind: 'bilstm',
    mode,
    batch,
    steps,
    inputs,
    units,
  }));

const bilstm2d = (batch: number, side: number, inputs: number, units: number): SequencerCase[] =>
  both((mode) => ({
    name: `BiLSTM2D layer [${batch}, ${side}, ${side}, ${inputs}] units ${units} ${mode}`,
    kind: 'bilstm2d',
    mode,
    batch,
    height: side,
    width: side,
    inputs,
    units,
  }));

/** Sequencer2D-S for 1000 classes. */
export const small: SequencerShape = {
  imageSize: 224,
  channels: 3,
  stages: [
    { patch: 7, dim: 192, hidden: 48, blocks: 4 },
    { patch: 2, dim: 384, hidden: 96, blocks: 3 },
    { patch: 1, dim: 384, hidden: 96, blocks: 8 },
    { patch: 1, dim: 384, hidden: 96, blocks: 3 },
  ],
  classes: 1000,
};

const model = (name: string, shape: SequencerShape): SequencerCase[] =>
  both((mode) => ({ name: `${name} ${mode}`, kind: 'model', mode, batch: 1, shape }));

export const SEQUENCER_CASES: SequencerCase[] = [
  ...bilstm(64, 16, 192, 48),
  ...bilstm2d(1, 32, 192, 48),
  ...bilstm2d(1, 16, 384, 96),
  ...model('Sequencer2D-S at 224x224, batch 1', small),
];

const tiny: SequencerShape = {
  imageSize: 12,
  channels: 3,
  stages: [
    { patch: 2, dim: 8, hidden: 2, blocks: 1 },
    { patch: 2, dim: 12, hidden: 3, blocks: 2 },
    { patch: 1, dim: 12, hidden: 3, blocks: 1 },
  ],
  classes: 5,
};

export const QUICK_SEQUENCER_CASES: SequencerCase[] = [
  ...bilstm(3, 4, 6, 5),
  ...bilstm2d(2, 3, 8, 2),
  ...model('tiny Sequencer2D', tiny),
];
