// The same from stock `tf.layers`: bidirectional(lstm) along each axis, with reshaping between them, as users write it.
import * as tf from '@tensorflow/tfjs';
import type { Subject } from '../harness/contender';
import { LAYER_NORM_EPSILON, type SequencerCase } from './case';
import { tfSubject } from './tf-subject';
import { chainValues, type Values, weightValues } from './values';
import { type Parts, walkModel } from './walk';

type Weights = ReadonlyMap<string, Values>;

/** Stock layers by name, built on first use. */
class LayerShelf {
  private readonly layers = new Map<string, tf.layers.Layer>();

  apply(name: string, x: tf.Tensor, make: () => tf.layers.Layer, values: () => Values[]): tf.Tensor {
    let layer = this.layers.get(name);
    if (layer === undefined) {
      layer = make();
      layer.build(x.shape);
      layer.built = true;
      const tensors = values().map(({ shape, data }) => tf.tensor(data, shape));
      layer.setWeights(tensors);
      tf.dispose(tensors);
      this.layers.set(name, layer);
    }
    return layer.apply(x) as tf.Tensor;
  }

  variables(): tf.Variable[] {
    return [...this.layers.values()].flatMap((layer) =>
      layer.trainableWeights.map((weight) => weight.read() as tf.Variable),
    );
  }
}

/** Two LSTMs whose weights are the chains from `first` on. */
function both(
  shelf: LayerShelf,
  weights: Weights,
  x: tf.Tensor,
  units: number,
  name: string,
  first: number,
): tf.Tensor {
  const make = (): tf.layers.Layer =>
    tf.layers.bidirectional({
      layer: tf.layers.lstm({
        units,
        returnSequences: true,
        recurrentActivation: 'sigmoid',
        unitForgetBias: false,
      }) as tf.RNN,
      mergeMode: 'concat',
    });
  const values = (): Values[] => [first, first + 1].flatMap((chain) => chainValues(weights, name, chain));
  return shelf.apply(`${name}.${first}`, x, make, values);
}

function layerParts(shelf: LayerShelf, weights: Weights, batch: number): Parts<tf.Tensor> {
  const own = (name: string, parts: string[]): Values[] => parts.map((part) => weights.get(`${name}.${part}`)!);
  return {
    patches: (x, _side, patch, name) => {
      const [kernel, bias] = own(name, ['kernel', 'bias']);
      const channels = x.shape[3]!;
      const filters = kernel.shape[1];
      return shelf.apply(
        name,
        x,
        () => tf.layers.conv2d({ filters, kernelSize: patch, strides: patch }),
        () => [{ shape: [patch, patch, channels, filters], data: kernel.data }, bias],
      );
    },
    norm: (x, name) =>
      shelf.apply(
        name,
        x,
        () => tf.layers.layerNormalization({ axis: -1, epsilon: LAYER_NORM_EPSILON }),
        () => own(name, ['gamma', 'beta']),
      ),
    dense: (x, name) =>
      shelf.apply(
        name,
        x,
        () => tf.layers.dense({ units: weights.get(`${name}.kernel`)!.shape[1] }),
        () => own(name, ['kernel', 'bias']),
      ),
    chains: (x, _side, units, name) => {
      const [, height, width, inputs] = x.shape as [number, number, number, number];
      const columns = tf.transpose(x, [0, 2, 1, 3]).reshape([batch * width, height, inputs]);
      const vertical = both(shelf, weights, columns, units, name, 0).reshape([batch, width, height, 2 * units]);
      const rows = x.reshape([batch * height, width, inputs]);
      const horizontal = both(shelf, weights, rows, units, name, 2).reshape([batch, height, width, 2 * units]);
      return tf.concat([tf.transpose(vertical, [0, 2, 1, 3]), horizontal], 3);
    },
    gelu: (x) =>
      shelf.apply(
        'gelu',
        x,
        () => tf.layers.activation({ activation: 'gelu' }),
        () => [],
      ),
    add: (x, y) => tf.add(x, y),
    mean: (x) => tf.mean(x, [1, 2]),
  };
}

export function stockLayersSequencer(task: SequencerCase): Subject {
  const shelf = new LayerShelf();
  const weights = weightValues(task);
  const parts = layerParts(shelf, weights, task.batch);
  const run = (x: tf.Tensor): tf.Tensor => {
    if (task.kind === 'bilstm') return both(shelf, weights, x, task.units, 'rnn', 0);
    if (task.kind === 'model') return walkModel(task.shape, x, parts);
    return parts.dense(parts.chains(x, task.height, task.units, 'layer.rnn'), 'layer.fc');
  };
  return tfSubject(task, run, () => shelf.variables());
}
