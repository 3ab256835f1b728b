// Between the tensors of a timm file and the weights of a model here, which hold the chains of a recurrent layer together.
import { DataError, io } from '@perceptrons/tensor';
import { requireFloats } from './layouts';
import type { SequencerTensor } from './sequencer-tensors';

/** The tensors that make one weight of a model, in the order of timm. */
export function tensorsByWeight(tensors: readonly SequencerTensor[]): Map<string, SequencerTensor[]> {
  const result = new Map<string, SequencerTensor[]>();
  for (const tensor of tensors) {
    const name = `${tensor.layer}/${tensor.weight}`;
    result.set(name, [...(result.get(name) ?? []), tensor]);
  }
  return result;
}

/** One weight of a model from the tensors of a file. */
export function weightOf(tensors: readonly SequencerTensor[], values: readonly io.WeightArray[]): io.WeightArray {
  const { weightShape } = tensors[0];
  const data = new Float32Array(weightShape.reduce((product, side) => product * side, 1));
  tensors.forEach((tensor, i) => {
    const value = requireFloats(tensor.name, values[i]);
    if (value.shape.join() !== tensor.shape.join()) {
      throw new DataError({
        code: 'vision/weight-shape',
        argument: tensor.name,
        message: `[${value.shape}] from ${tensor.name}, the model has [${tensor.shape}]`,
      });
    }
    const turned = turn(tensor, value, false).data;
    forEachRun(tensor, (ours, theirs, length) => {
      for (let k = 0; k < length; k++) {
        data[ours + k] = tensor.added ? data[ours + k] + turned[theirs + k] : turned[theirs + k];
      }
    });
  });
  return { dtype: 'float32', shape: weightShape, data };
}

/** One tensor of a file from a weight of a model. The second bias of a model that keeps one is 0. */
export function tensorOf(tensor: SequencerTensor, weight: io.WeightArray): io.WeightArray {
  const size = tensor.shape.reduce((product, side) => product * side, 1);
  const data = new Float32Array(size);
  if (!tensor.added) {
    forEachRun(tensor, (ours, theirs, length) => {
      for (let k = 0; k < length; k++) data[theirs + k] = weight.data[ours + k];
    });
  }
  return turn(tensor, { dtype: 'float32', shape: turnedShape(tensor), data }, true);
}

/** Visits the places of a chain inside a weight: columns of a kernel, or one run. */
function forEachRun(
  { weight, weightShape, chain, chains }: SequencerTensor,
  visit: (ours: number, theirs: number, length: number) => void,
): void {
  const size = weightShape.reduce((product, side) => product * side, 1) / chains;
  const rows = chains > 1 && weight.endsWith('kernel') ? weightShape[0] : 1;
  const length = size / rows;
  for (let row = 0; row < rows; row++) visit((row * chains + chain) * length, row * length, length);
}

/** Shape of a tensor in our layout, before it takes its place. */
function turnedShape({ layout, shape }: SequencerTensor): number[] {
  if (layout === 'conv') return [shape[2], shape[3], shape[1], shape[0]];
  return layout === 'same' ? shape : [...shape].reverse();
}

function turn({ layout }: SequencerTensor, value: io.WeightArray, inverse: boolean): io.WeightArray {
  if (layout === 'same') return value;
  return io.transformWeight(value, layout === 'gru' ? 'gruReset' : layout, { inverse });
}
