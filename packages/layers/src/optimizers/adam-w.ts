import { type AdamWVariable, adamWStep, ShapeError } from '@perceptrons/tensor';
import * as tf from '@tensorflow/tfjs';
import { dropRate, notNegative, positiveNumber } from '../layer-support';

/** Weights that are updated differently. The first group that matches a weight counts. */
export interface ParameterGroup {
  /** A pattern for the weight's name, or a test of name and weight. */
  match: RegExp | ((name: string, weight: tf.Variable) => boolean);
  /** Factor on the learning rate. Default 1. */
  learningRateScale?: number;
  /** Weight decay of the group, without regard to `decayPredicate`. Default: as for all weights. */
  weightDecay?: number;
}

/** Arguments of `AdamW`. */
export interface AdamWArgs {
  /** Default 1e-3. May be changed between updates. */
  learningRate?: number;
  /** Decay of the first moment, below 1. Default 0.9. */
  beta1?: number;
  /** Decay of the second moment, below 1. Default 0.999. */
  beta2?: number;
  /** Added to the root of the second moment. Default 1e-8. */
  epsilon?: number;
  /** Decoupled: each update also takes learningRate * weightDecay * weight away. Default 0.01. */
  weightDecay?: number;
  /** Which weights decay. Default: those of rank 2 or more, hence no biases, norms and scales. Not saved with a model. */
  decayPredicate?: (name: string, weight: tf.Variable) => boolean;
  /** Not saved with a model. Default none. */
  groups?: ParameterGroup[];
}

type NamedTensor = Awaited<ReturnType<tf.Optimizer['getWeights']>>[number];

interface Slot {
  name: string;
  weight: tf.Variable;
  firstMoment: tf.Variable;
  secondMoment: tf.Variable;
  learningRateScale: number;
  weightDecay: number;
}

/** Moments read from a file that wait for the first update of their weight. */
interface Waiting {
  name: string;
  firstMoment: tf.Tensor;
  secondMoment: tf.Tensor;
}

/**
 * Adam with decoupled weight decay. Works in `model.compile` and `model.fit`, in `minimize` and in `train`.
 *
 * The moments start at zero and have the usual bias correction. `getWeights` and `setWeights` save and restore them with the
 * number of updates, in the order in which the weights were first updated.
 *
 * @throws ConfigError for arguments out of range.
 * Source: Loshchilov and Hutter, "Decoupled Weight Decay Regularization" (2019), algorithm 2.
 */
export class AdamW extends tf.Optimizer {
  static readonly className = 'PerceptronsAdamW';
  learningRate: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  readonly weightDecay: number;
  private readonly decayPredicate: (name: string, weight: tf.Variable) => boolean;
  private readonly groups: ParameterGroup[];
  private slots: Slot[] = [];
  private readonly slotOfName = new Map<string, Slot>();
  private waiting: Waiting[] = [];

  constructor(args: AdamWArgs = {}) {
    super();
    this.learningRate = notNegative('AdamW', 'learningRate', args.learningRate ?? 1e-3);
    this.beta1 = dropRate('AdamW', 'beta1', args.beta1 ?? 0.9);
    this.beta2 = dropRate('AdamW', 'beta2', args.beta2 ?? 0.999);
    this.epsilon = positiveNumber('AdamW', 'epsilon', args.epsilon ?? 1e-8);
    this.weightDecay = notNegative('AdamW', 'weightDecay', args.weightDecay ?? 0.01);
    this.decayPredicate = args.decayPredicate ?? ((_, weight) => weight.rank >= 2);
    this.groups = args.groups ?? [];
  }

  /**
   * Updates the weights: on WASM in one call for all of them.
   *
   * @param gradients By name. Weights without a gradient stay as they are.
   * @param options Settings of this update.
   * @param options.clipNorm Scales the gradients down together to this global norm on the way in. Default: no clipping.
   */
  override applyGradients(
    gradients: tf.NamedTensorMap | Array<{ name: string; tensor: tf.Tensor }>,
    { clipNorm }: { clipNorm?: number } = {},
  ): void {
    const named = Array.isArray(gradients)
      ? gradients
      : Object.entries(gradients).map(([name, tensor]) => ({ name, tensor }));
    const { learningRate, beta1, beta2, epsilon } = this;
    const updates: AdamWVariable[] = [];
    for (const { name, tensor } of named) {
      // A weight that the loss does not depend on has a slot, so that the order of slots never changes, but no update.
      const slot = this.slotOfName.get(name) ?? this.addSlot(name);
      if (tensor != null) updates.push({ ...slot, gradient: tensor });
    }
    adamWStep(updates, { learningRate, beta1, beta2, epsilon, step: this.iterations + 1, clipNorm });
    this.incrementIterations();
  }

  private addSlot(name: string): Slot {
    const weight = tf.engine().registeredVariables[name];
    const group = this.groups.find(({ match }) => (match instanceof RegExp ? match.test(name) : match(name, weight)));
    const decays = this.decayPredicate(name, weight);
    const [firstMoment, secondMoment] = this.takeMoments(name, weight);
    const slot: Slot = {
      name,
      weight,
      firstMoment,
      secondMoment,
      learningRateScale: group?.learningRateScale ?? 1,
      weightDecay: group?.weightDecay ?? (decays ? this.weightDecay : 0),
    };
    this.slots.push(slot);
    this.slotOfName.set(name, slot);
    return slot;
  }

  private takeMoments(name: string, weight: tf.Variable): [tf.Variable, tf.Variable] {
    const saved = this.waiting.shift();
    if (saved === undefined) {
      return tf.tidy(() => [tf.variable(tf.zerosLike(weight), false), tf.variable(tf.zerosLike(weight), false)]);
    }
    for (const moment of [saved.firstMoment, saved.secondMoment]) {
      if (tf.util.arraysEqual(moment.shape, weight.shape)) continue;
      throw new ShapeError({
        code: 'layers/optimizer-state',
        argument: 'weightValues',
        message: `The saved moments number ${this.slots.length} of AdamW, of weight ${saved.name}, have shape [${moment.shape}]; the weight ${name} has shape [${weight.shape}]. Restore the state into the model that it was saved with.`,
      });
    }
    const moments: [tf.Variable, tf.Variable] = [
      tf.variable(saved.firstMoment, false),
      tf.variable(saved.secondMoment, false),
    ];
    tf.dispose([saved.firstMoment, saved.secondMoment]);
    return moments;
  }

  /** The number of updates, then the first moments, then the second moments. The moments are the live variables. */
  override async getWeights(): Promise<NamedTensor[]> {
    const all: Waiting[] = [...this.slots, ...this.waiting];
    return [
      await this.saveIterations(),
      ...all.map(({ name, firstMoment }) => ({ name: `${name}/m`, tensor: firstMoment })),
      ...all.map(({ name, secondMoment }) => ({ name: `${name}/v`, tensor: secondMoment })),
    ];
  }

  /** Restores what `getWeights` returned. The tensors are copied; the caller still owns them. */
  override async setWeights(weightValues: NamedTensor[]): Promise<void> {
    const moments = await this.extractIterations(weightValues);
    if (moments.length % 2 !== 0) {
      throw new ShapeError({
        code: 'layers/optimizer-state',
        argument: 'weightValues',
        message: `The saved state of AdamW has ${moments.length} moments after the number of updates. It must hold two for each weight; pass exactly what getWeights returned.`,
      });
    }
    const count = moments.length / 2;
    this.releaseState();
    this.waiting = moments.slice(0, count).map(({ name, tensor }, i) => ({
      name: name.replace(/\/m$/, ''),
      firstMoment: tf.keep(tensor.clone()),
      secondMoment: tf.keep(moments[count + i].tensor.clone()),
    }));
  }

  override dispose(): void {
    this.releaseState();
  }

  override getConfig(): tf.serialization.ConfigDict {
    const { learningRate, beta1, beta2, epsilon, weightDecay } = this;
    return { learningRate, beta1, beta2, epsilon, weightDecay };
  }

  private releaseState(): void {
    for (const { firstMoment, secondMoment } of [...this.slots, ...this.waiting])
      tf.dispose([firstMoment, secondMoment]);
    this.slots = [];
    this.slotOfName.clear();
    this.waiting = [];
  }
}
tf.serialization.registerClass(AdamW, 'perceptrons');

/** True for an `AdamW`. The operator instanceof takes every optimizer for one, because the base class redefines it. */
export function isAdamW(optimizer: tf.Optimizer): optimizer is AdamW {
  return Object.prototype.isPrototypeOf.call(AdamW.prototype, optimizer);
}
