import type { MixerShape } from './case';
import type { MixerWeights, Weight } from './weights';

function transposed({ shape: [rows, columns], data }: Weight): Weight {
  const result = new Float32Array(data.length);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) result[column * rows + row] = data[row * columns + column];
  }
  return { shape: [columns, rows], data: result };
}

/** [P*P*C, D] with rows (patch row, patch column, channel) to the convolution layout [D, C, P, P]. */
function stemKernel({ data }: Weight, { patchSize, channels, hiddenDim }: MixerShape): Weight {
  const result = new Float32Array(data.length);
  const area = patchSize ** 2;
  for (let place = 0; place < area; place++) {
    for (let channel = 0; channel < channels; channel++) {
      for (let unit = 0; unit < hiddenDim; unit++) {
        result[(unit * channels + channel) * area + place] = data[(place * channels + channel) * hiddenDim + unit];
      }
    }
  }
  return { shape: [hiddenDim, channels, patchSize, patchSize], data: result };
}

const PARTS: Record<string, string> = {
  stem: 'stem.proj',
  token1: 'mlp_tokens.fc1',
  token2: 'mlp_tokens.fc2',
  channel1: 'mlp_channels.fc1',
  channel2: 'mlp_channels.fc2',
};
const KINDS: Record<string, string> = { kernel: 'weight', gamma: 'weight', bias: 'bias', beta: 'bias' };

/** The weights under the names and in the layouts of PyTorch checkpoints of the Mixer (timm). */
export function toTimm(weights: MixerWeights, shape: MixerShape): MixerWeights {
  const renamed: MixerWeights = new Map();
  for (const [name, weight] of weights) {
    const words = name.split('.');
    const kind = words.pop()!;
    const part = words.pop()!;
    const target = [...words, PARTS[part] ?? part, KINDS[kind]].join('.');
    if (kind !== 'kernel') renamed.set(target, weight);
    else renamed.set(target, part === 'stem' ? stemKernel(weight, shape) : transposed(weight));
  }
  return renamed;
}
