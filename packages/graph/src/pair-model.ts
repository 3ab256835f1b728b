import { ConfigError, ShapeError } from '@perceptrons/tensor';
import * as tf from '@tensorflow/tfjs';
import { checkPairShapes } from './pair-inputs';

type Inputs = tf.Tensor | tf.Tensor[] | Record<string, tf.Tensor>;
type Arguments<Method extends keyof tf.LayersModel> = tf.LayersModel[Method] extends (...args: infer Args) => unknown
  ? Args
  : never;

/** A backend that is a WebGPU device has limits; the others have none of that name. */
interface DeviceHolder {
  device?: { limits?: { maxStorageBufferBindingSize?: number } };
}

/** More bytes than one tensor can have on the heap of the WASM backend, or in one typed array of common engines. */
const largestTensor = 2 ** 31;

/**
 * A `tf.LayersModel` over vertex pairs that checks its inputs before any kernel runs, and says what to do about bad ones. It
 * saves, loads, fits and predicts like every other model.
 *
 * Inputs `pairs` [batch, n, n, channels], and `mask` [batch, n] if the model was built with one.
 *
 * @throws ShapeError `graph/model-inputs`, `graph/pair-rank`, `graph/pair-square`, `graph/pair-channels`, `graph/mask-shape`;
 * ConfigError `graph/too-large` for a batch whose widest layer is more than the backend can hold in one tensor.
 */
export class PairModel extends tf.LayersModel {
  static override readonly className: string = 'PerceptronsPairModel';

  override call(inputs: tf.Tensor | tf.Tensor[], options: Arguments<'call'>[1]): tf.Tensor | tf.Tensor[] {
    const [pairs] = this.check(inputs);
    if (pairs) this.checkSize(pairs.shape as number[], pairs.shape[0]);
    return super.call(inputs, options);
  }

  override predict(...[inputs, options]: Arguments<'predict'>): tf.Tensor | tf.Tensor[] {
    const [pairs] = this.check(inputs);
    if (pairs) this.checkSize(pairs.shape as number[], options?.batchSize);
    return super.predict(inputs, options);
  }

  override predictOnBatch(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor | tf.Tensor[] {
    this.check(inputs);
    return super.predictOnBatch(inputs);
  }

  override evaluate(...[inputs, targets, options]: Arguments<'evaluate'>): tf.Scalar | tf.Scalar[] {
    this.check(inputs);
    return super.evaluate(inputs, targets, options);
  }

  override async fit(...[inputs, targets, options]: Arguments<'fit'>): Promise<tf.History> {
    this.check(inputs);
    return super.fit(inputs, targets, options);
  }

  override async trainOnBatch(...[inputs, targets]: Arguments<'trainOnBatch'>): Promise<number | number[]> {
    this.check(inputs);
    return super.trainOnBatch(inputs, targets);
  }

  private check(inputs: Inputs): tf.Tensor[] {
    const tensors = this.ordered(inputs);
    if (!tensors.every((tensor) => tensor instanceof tf.Tensor)) return [];
    const wanted = this.inputs.map(({ shape }, i) => `${this.inputNames[i]} [${shape.map((size) => size ?? '?')}]`);
    if (tensors.length !== this.inputs.length) {
      throw new ShapeError({
        code: 'graph/model-inputs',
        argument: 'inputs',
        message: `${this.name} got ${tensors.length} tensors. It takes ${wanted.join(' and ')}; ${
          wanted.length === 1
            ? 'build it with masked: true to pass a mask too'
            : 'build it with masked: false to pass the pairs alone'
        }.`,
      });
    }
    checkPairShapes(
      this.name,
      tensors.map(({ shape }) => shape),
    );
    const channels = this.inputs[0].shape[3];
    if (tensors[0].shape[3] !== channels) {
      throw new ShapeError({
        code: 'graph/pair-channels',
        argument: 'inputs',
        message: `${this.name}: the pair tensor has shape [${tensors[0].shape.join(', ')}], with ${tensors[0].shape[3]} channels. The model takes ${channels}; encode the graphs as for training, or build a model with inputChannels: ${tensors[0].shape[3]}.`,
      });
    }
    return tensors;
  }

  /** The tensors in the order of the model's inputs, from any form in which models take them. */
  private ordered(inputs: Inputs): tf.Tensor[] {
    if (Array.isArray(inputs)) return inputs;
    if (inputs instanceof tf.Tensor) return [inputs];
    const named = this.inputNames.map((name) => inputs[name]);
    return named.every((tensor) => tensor !== undefined) ? named : Object.values(inputs);
  }

  private checkSize([graphs, n]: number[], batchSize = 32): void {
    const batch = Math.min(graphs, batchSize);
    const width = Math.max(
      ...this.layers.map(({ outputShape }) => (outputShape.length === 4 ? ((outputShape as tf.Shape)[3] ?? 0) : 0)),
    );
    const bytes = batch * n * n * width * 4;
    const device = (tf.backend() as DeviceHolder).device;
    const limit = device?.limits?.maxStorageBufferBindingSize ?? largestTensor;
    if (bytes <= limit) return;
    throw new ConfigError({
      code: 'graph/too-large',
      argument: 'inputs',
      message: `${this.name}: a batch of ${batch} graphs with ${n} vertices at width ${width} takes ${bytes} bytes in every layer, and one tensor holds at most ${limit} on ${tf.getBackend()}. Take smaller batches, narrower blocks, or smaller graphs.`,
    });
  }
}
tf.serialization.registerClass(PairModel, 'perceptrons');
