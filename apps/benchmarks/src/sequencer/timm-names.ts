import { type SequencerShape, weightPlan } from './case';
import { chainValues, type Values } from './values';

type Weights = ReadonlyMap<string, Values>;

function transposed({ shape: [rows, columns], data }: Values): Values {
  const result = new Float32Array(data.length);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) result[column * rows + row] = data[row * columns + column];
  }
  return { shape: [columns, rows], data: result };
}

/** [P*P*C, D] with rows (patch row, patch column, channel) to the convolution layout [D, C, P, P]. */
function patchKernel({ shape: [rows, filters], data }: Values, patch: number): Values {
  const area = patch ** 2;
  const channels = rows / area;
  const result = new Float32Array(data.length);
  for (let place = 0; place < area; place++) {
    for (let channel = 0; channel < channels; channel++) {
      for (let filter = 0; filter < filters; filter++) {
        result[(filter * channels + channel) * area + place] = data[(place * channels + channel) * filters + filter];
      }
    }
  }
  return { shape: [filters, channels, patch, patch], data: result };
}

const PARTS: Record<string, string> = {
  fc: 'rnn_tokens.fc',
  mlp1: 'mlp_channels.fc1',
  mlp2: 'mlp_channels.fc2',
  head: 'head.fc',
};

/** The tensors of one block's recurrent layers, under the names of PyTorch; the second biases are 0. */
function chainTensors(weights: Weights, name: string, block: string): Array<[string, Values]> {
  return [0, 1, 2, 3].flatMap((chain): Array<[string, Values]> => {
    const layer = `${block}.rnn_tokens.${chain < 2 ? 'rnn_v' : 'rnn_h'}`;
    const suffix = `_l0${chain % 2 === 1 ? '_reverse' : ''}`;
    const [kernel, recurrent, bias] = chainValues(weights, name, chain);
    return [
      [`${layer}.weight_ih${suffix}`, transposed(kernel)],
      [`${layer}.weight_hh${suffix}`, transposed(recurrent)],
      [`${layer}.bias_ih${suffix}`, bias],
      [`${layer}.bias_hh${suffix}`, { shape: bias.shape, data: new Float32Array(bias.data.length) }],
    ];
  });
}

/** The weights of a model under the names and in the layouts of published checkpoints (timm). */
export function toTimm(weights: Weights, shape: SequencerShape): Map<string, Values> {
  const result = new Map<string, Values>();
  for (const { name } of weightPlan({ name: '', kind: 'model', mode: 'forward', batch: 1, shape })) {
    const words = name.split('.');
    const kind = words.pop()!;
    const part = words.pop()!;
    const weight = weights.get(name)!;
    const path = words.join('.');
    if (part === 'rnn') {
      if (kind !== 'kernel') continue;
      for (const [tensor, values] of chainTensors(weights, `${path}.rnn`, path)) result.set(tensor, values);
    } else if (part === 'patches') {
      const stage = Number(words[1]);
      const layer = stage === 0 ? 'stem.proj' : `${path}.downsample.down`;
      if (kind === 'bias') result.set(`${layer}.bias`, weight);
      else result.set(`${layer}.weight`, patchKernel(weight, shape.stages[stage].patch));
    } else {
      const target = [...words, PARTS[part] ?? part].join('.');
      const suffix = kind === 'kernel' || kind === 'gamma' ? 'weight' : 'bias';
      result.set(`${target}.${suffix}`, kind === 'kernel' ? transposed(weight) : weight);
    }
  }
  return result;
}
