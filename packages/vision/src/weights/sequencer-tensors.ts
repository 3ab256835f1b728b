// One table for the recurrent models: which tensors a timm file has, and where each of them lies in the weights of a model
// here. Counting, loading and saving read this table.
import { type ResolvedSequencer, type SequencerStage, unionWidth } from '../config/resolve-sequencer';

/** How a tensor of timm differs from ours. */
export type TensorLayout =
  /** The same numbers in the same order. */
  | 'same'
  /** [in, out] here, [out, in] there. */
  | 'dense'
  /** [patch height * patch width * channels in, channels out] here, [out, in, height, width] there. */
  | 'conv'
  /** Kernels [in, 3 D] and biases [3 D] with the gates z, r, n here; [3 D, in] and r, z, n there. */
  | 'gru';

/** One tensor of a timm file and its place in a weight of ours. */
export interface SequencerTensor {
  /** Name in a timm file. */
  name: string;
  /** Shape there. */
  shape: number[];
  layout: TensorLayout;
  /** Layer that owns the weight here, and the weight's name inside it: `layer/weight` is its name in a saved model. */
  layer: string;
  weight: string;
  /** Shape of the weight here. */
  weightShape: number[];
  /**
   * Where a weight here holds several chains (vertical forward, vertical backward, horizontal forward, horizontal backward):
   * which one this is, and of how many. Kernels have them side by side, all others one after the other.
   */
  chain: number;
  chains: number;
  /** True for the second bias of PyTorch where a model here keeps one: the two are added. */
  added: boolean;
  /** Multiply-adds of one element for one image: how many tokens it is applied to. 0 for biases and norms. */
  uses: number;
}

const gateCounts = { lstm: 4, gru: 3, rnn: 1, layerNormLstm: 4, minGru: 2 };

/** All tensors of a model, in the order of timm's `state_dict`. */
export function sequencerTensors(config: ResolvedSequencer): SequencerTensor[] {
  const { stages, inChannels, numClasses } = config;
  const result = patches('stem', 'stem.proj', inChannels, stages[0]);
  if (config.positions) result.push(positions(stages[0]));
  stages.forEach((stage, i) => {
    if (i > 0) {
      result.push(...patches(`stage${i}_downsample`, `stages.${i}.downsample.down`, stages[i - 1].embedDim, stage));
    }
    for (let j = 0; j < stage.blocks; j++) {
      result.push(...blockTensors(config, stage, `stage${i}_block${j}`, `stages.${i}.blocks.${j}`));
    }
  });
  const features = stages[stages.length - 1].embedDim;
  result.push(...norm('norm', '', 'norm', features));
  if (config.outputs === 'logits') result.push(...dense('head', '', 'head.fc', features, numClasses, 1));
  return result;
}

function blockTensors(config: ResolvedSequencer, stage: SequencerStage, layer: string, timm: string) {
  const { embedDim } = stage;
  const hidden = Math.floor(stage.mlpRatio * embedDim);
  const width = unionWidth(config, stage.hiddenSize);
  const tokens = tokensOf(stage);
  return [
    ...norm(layer, 'norm1/', `${timm}.norm1`, embedDim),
    ...(config.project ? dense(layer, 'rnn/project/', `${timm}.rnn_tokens.fc`, width, embedDim, tokens) : []),
    ...recurrentTensors(config, stage, layer, `${timm}.rnn_tokens`),
    ...norm(layer, 'norm2/', `${timm}.norm2`, embedDim),
    ...dense(layer, 'mlp/fc1/', `${timm}.mlp_channels.fc1`, embedDim, hidden, tokens),
    ...dense(layer, 'mlp/fc2/', `${timm}.mlp_channels.fc2`, hidden, embedDim, tokens),
  ];
}

/** Names in timm of the recurrent layers of a block, one for each axis. */
function axesOf({ kind, union }: ResolvedSequencer): string[] {
  if (kind === 'vSequencer') return ['rnn'];
  if (union === 'vertical') return ['rnn_v'];
  return union === 'horizontal' ? ['rnn_h'] : ['rnn_v', 'rnn_h'];
}

/** One tensor of one direction of a recurrent layer. */
interface CellTensor {
  /** Name in PyTorch, before `_l0` and `_reverse`. The norms, which PyTorch lacks, are named alike. */
  name: string;
  /** Name here. */
  weight: string;
  /** Shape there. */
  shape: number[];
  added?: boolean;
}

function cellTensors({ cell, biasMode }: ResolvedSequencer, inputs: number, hidden: number): CellTensor[] {
  const width = gateCounts[cell] * hidden;
  const kernel = { name: 'weight_ih', weight: 'kernel', shape: [width, inputs] };
  const bias = { name: 'bias_ih', weight: 'bias', shape: [width] };
  if (cell === 'minGru') return [kernel, bias];
  const recurrent = { name: 'weight_hh', weight: 'recurrentKernel', shape: [width, hidden] };
  if (cell === 'layerNormLstm') {
    return [
      kernel,
      recurrent,
      bias,
      ...(['input', 'recurrent', 'carry'] as const).flatMap((part) => {
        const shape = [part === 'carry' ? hidden : width];
        return [
          { name: `${part}_norm_weight`, weight: `${part}Norm/gamma`, shape },
          { name: `${part}_norm_bias`, weight: `${part}Norm/beta`, shape },
        ];
      }),
    ];
  }
  const second =
    biasMode === 'torch'
      ? { name: 'bias_hh', weight: 'recurrentBias', shape: [width] }
      : { name: 'bias_hh', weight: 'bias', shape: [width], added: true };
  return [kernel, recurrent, bias, second];
}

function recurrentTensors(config: ResolvedSequencer, stage: SequencerStage, layer: string, timm: string) {
  const { hiddenSize } = stage;
  const directions = config.bidirectional ? ['', '_reverse'] : [''];
  const axes = axesOf(config);
  const chains = axes.length * directions.length;
  const result: SequencerTensor[] = [];
  for (const [axis, axisName] of axes.entries()) {
    for (let depth = 0; depth < config.numRnnLayers; depth++) {
      const prefix = depth === 0 ? 'rnn/' : `rnn/layer${depth}/`;
      const inputs = depth === 0 ? stage.embedDim : directions.length * hiddenSize;
      for (const [direction, suffix] of directions.entries()) {
        for (const { name, weight, shape, added = false } of cellTensors(config, inputs, hiddenSize)) {
          const isMatrix = shape.length === 2;
          result.push({
            name: `${timm}.${axisName}.${name}_l${depth}${suffix}`,
            shape,
            layout: config.cell === 'gru' ? 'gru' : isMatrix ? 'dense' : 'same',
            layer,
            weight: `${prefix}${weight}`,
            weightShape: packedShape(weight, shape, chains),
            chain: axis * directions.length + direction,
            chains,
            added,
            uses: isMatrix ? tokensOf(stage) : 0,
          });
        }
      }
    }
  }
  return result;
}

/** Shape of a weight that holds a tensor of each chain. */
function packedShape(weight: string, shape: number[], chains: number): number[] {
  if (weight === 'kernel') return [shape[1], chains * shape[0]];
  return shape.length === 2 ? [chains, shape[1], shape[0]] : [chains * shape[0]];
}

function tokensOf({ grid }: SequencerStage): number {
  return grid ? grid[0] * grid[1] : 0;
}

const whole = { chain: 0, chains: 1, added: false };

function patches(layer: string, timm: string, inputs: number, stage: SequencerStage): SequencerTensor[] {
  const { patchSize, embedDim } = stage;
  return [
    {
      ...whole,
      name: `${timm}.weight`,
      shape: [embedDim, inputs, patchSize, patchSize],
      layout: 'conv',
      layer,
      weight: 'kernel',
      weightShape: [patchSize * patchSize * inputs, embedDim],
      uses: tokensOf(stage),
    },
    vector(layer, 'bias', `${timm}.bias`, embedDim),
  ];
}

/** The V-Sequencer has its embedding as a grid, [1, rows, columns, channels]. */
function positions({ grid, embedDim }: SequencerStage): SequencerTensor {
  const [rows, columns] = grid ?? [0, 0];
  return {
    ...whole,
    name: 'absolute_pos_embed',
    shape: [1, rows, columns, embedDim],
    layout: 'same',
    layer: 'positions',
    weight: 'embedding',
    weightShape: [rows * columns, embedDim],
    uses: 0,
  };
}

function dense(layer: string, prefix: string, timm: string, inputs: number, outputs: number, uses: number) {
  const kernel: SequencerTensor = {
    ...whole,
    name: `${timm}.weight`,
    shape: [outputs, inputs],
    layout: 'dense',
    layer,
    weight: `${prefix}kernel`,
    weightShape: [inputs, outputs],
    uses,
  };
  return [kernel, vector(layer, `${prefix}bias`, `${timm}.bias`, outputs)];
}

function norm(layer: string, prefix: string, timm: string, size: number): SequencerTensor[] {
  return [
    vector(layer, `${prefix}gamma`, `${timm}.weight`, size),
    vector(layer, `${prefix}beta`, `${timm}.bias`, size),
  ];
}

function vector(layer: string, weight: string, name: string, size: number): SequencerTensor {
  return { ...whole, name, shape: [size], layout: 'same', layer, weight, weightShape: [size], uses: 0 };
}
