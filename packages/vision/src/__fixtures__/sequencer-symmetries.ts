// The symmetries of recurrent models, tested on every backend.
import type { io } from '@perceptrons/tensor';
import * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import { sequencer2d } from '../families/sequencer';
import { loadSequencerWeights } from '../weights/load-sequencer-weights';
import { goldenImages } from './golden-model';
import { filledSequencer, filledTensors, goldenSequencer } from './golden-sequencer';

type Tensors = Map<string, io.WeightArray>;

/** The outputs of a model; asynchronous, since WebGPU reads no other way. */
export async function predict(model: tf.LayersModel, images: tf.Tensor): Promise<number[]> {
  const logits = model.predict(images) as tf.Tensor;
  const values = Array.from(await logits.data());
  logits.dispose();
  return values;
}

/** Largest difference of two lists. */
export function gap(left: number[], right: number[]): number {
  return Math.max(...left.map((value, i) => Math.abs(value - right[i])));
}

/** Rearranges the elements of a tensor. */
async function changed(weight: io.WeightArray, change: (value: tf.Tensor) => tf.Tensor): Promise<io.WeightArray> {
  const value = tf.tidy(() => change(tf.tensor(weight.data, weight.shape, 'float32')));
  const data = (await value.data<'float32'>()).slice();
  value.dispose();
  return { dtype: 'float32', shape: value.shape, data };
}

/** Exchanges blocks of columns of a [C, 4 D] matrix: `order` lists the old block of each new one. */
function columns(weight: io.WeightArray, order: number[]): Promise<io.WeightArray> {
  return changed(weight, (value) =>
    tf.concat(
      order.map((part) => tf.split(value, order.length, 1)[part]),
      1,
    ),
  );
}

/** The weights of a model that sees its images with rows and columns exchanged. */
async function transposed(tensors: Tensors): Promise<Tensors> {
  const result: Tensors = new Map();
  for (const [name, weight] of tensors) {
    const other = name.replace(/rnn_([vh])\./, (_, axis) => `rnn_${axis === 'v' ? 'h' : 'v'}.`);
    if (weight.shape.length === 4) result.set(name, await changed(weight, (kernel) => kernel.transpose([0, 1, 3, 2])));
    else result.set(other, name.endsWith('rnn_tokens.fc.weight') ? await columns(weight, [2, 3, 0, 1]) : weight);
  }
  return result;
}

/** The weights of a model that sees its images in a mirror. */
async function mirrored(tensors: Tensors): Promise<Tensors> {
  const result: Tensors = new Map();
  for (const [name, weight] of tensors) {
    const other = name.replace(/(rnn_h\..*_l\d)(_reverse)?$/, (_, stem, reverse) =>
      reverse ? stem : `${stem}_reverse`,
    );
    if (weight.shape.length === 4) result.set(name, await changed(weight, (kernel) => kernel.reverse(3)));
    else result.set(other, name.endsWith('rnn_tokens.fc.weight') ? await columns(weight, [0, 1, 3, 2]) : weight);
  }
  return result;
}

/** [height / patch, width / patch]: largest gradient of the pixels of each patch, for one token of one layer. */
async function influence(
  model: tf.LayersModel,
  layer: string,
  [row, column]: [number, number],
  patch: number,
): Promise<number[][]> {
  const part = tf.model({ inputs: model.inputs, outputs: model.getLayer(layer).output as tf.SymbolicTensor });
  const largest = tf.tidy(() => {
    const images = goldenImages([1, 8, 12, 3]);
    const token = (x: tf.Tensor) => (part.apply(x) as tf.Tensor).slice([0, row, column, 0], [-1, 1, 1, -1]).sum();
    const gradient = tf.grad(token)(images).abs();
    return gradient.reshape([8 / patch, patch, 12 / patch, patch, 3]).max<tf.Tensor2D>([1, 3, 4]);
  });
  const values = await largest.array();
  largest.dispose();
  return values;
}

/** Tests what holds for the weights of every recurrent model; `tolerance` is of logits of order 1. */
export function itHasSymmetries(tolerance: number): void {
  it('rows and columns can be exchanged in the weights', async () => {
    const images = goldenImages();
    const expected = await predict(await filledSequencer('cat'), images);
    const model = sequencer2d({ ...goldenSequencer, imageSize: [12, 8] });
    await loadSequencerWeights(model, filledTensors('cat'));
    const turned = images.transpose([0, 2, 1, 3]);
    expect(gap(await predict(model, turned), expected)).toBeGreaterThan(0.1);
    await loadSequencerWeights(model, await transposed(filledTensors('cat')));
    expect(gap(await predict(model, turned), expected)).toBeLessThan(tolerance);
  });

  it('left and right can be exchanged in the weights', async () => {
    const images = goldenImages();
    const model = await filledSequencer('cat');
    const expected = await predict(model, images);
    const mirror = images.reverse(2);
    expect(gap(await predict(model, mirror), expected)).toBeGreaterThan(0.1);
    await loadSequencerWeights(model, await mirrored(filledTensors('cat')));
    expect(gap(await predict(model, mirror), expected)).toBeLessThan(tolerance);
  });

  it('one block sees the cross through its token and nothing else; two blocks see everything', async () => {
    const layers = { layers: [2], patchSizes: [2], embedDims: [8], hiddenSizes: [2] };
    const [row, column] = [1, 4];
    for (const bidirectional of [true, false]) {
      const model = sequencer2d({ ...goldenSequencer, ...layers, bidirectional, seed: 3 });
      const first = await influence(model, 'stage0_block0', [row, column], 2);
      first.forEach((line, r) => {
        line.forEach((value, c) => {
          const isOnCross = bidirectional
            ? r === row || c === column
            : (r === row && c <= column) || (c === column && r <= row);
          if (isOnCross) expect(value, `${r}, ${c}`).toBeGreaterThan(0);
          else expect(value, `${r}, ${c}`).toBe(0);
        });
      });
      const second = (await influence(model, 'stage0_block1', [row, column], 2)).flat();
      if (bidirectional) expect(Math.min(...second)).toBeGreaterThan(0);
      // One direction sees the rectangle above and to the left.
      else expect(second.filter((value) => value > 0)).toHaveLength((row + 1) * (column + 1));
    }
  });

  it.each(['cat', 'rnn-relu', 'stacked', 'vSequencer'] as const)(
    '%s: one bias in place of two gives the same logits',
    async (variant) => {
      const images = goldenImages();
      const two = await filledSequencer(variant);
      const one = await filledSequencer(variant, { biasMode: 'single' });
      expect(one.countParams()).toBeLessThan(two.countParams());
      expect(gap(await predict(one, images), await predict(two, images))).toBeLessThan(tolerance / 10);
    },
  );
}
