import { ConfigError, DataError, random } from '@perceptrons/tensor';
import * as tf from '@tensorflow/tfjs';
import type { Augmentation } from '../augmentations/augmentation';
import { checkedMixup, type MixupOptions, mixBatch } from '../augmentations/mixup';
import { type HostImage, imageAt } from '../images/host-image';
import type { LabelledImages } from '../images/labelled-images';
import {
  type Normalisation,
  normalisationTables,
  normaliseBytes,
  symmetricNormalisation,
} from '../preprocessing/normalise';
import { checkSmoothing, writeTarget } from './smoothed-targets';

/** One batch: xs [batch, height, width, channels] float32, ys [batch, classes] float32 target distributions. */
export type ImageBatch = { xs: tf.Tensor4D; ys: tf.Tensor2D };

/** Settings of `imageBatches`. */
export interface ImageBatchesOptions {
  /** Images per batch. */
  batchSize: number;
  /** Where order and augmentation come from. Needed for `shuffle`, `augment` and `mixup`. */
  key?: random.KeyOrSeed;
  /** Number of the pass over the data; each has its own order and augmentation. Default 0. */
  epoch?: number;
  /** Random order. Default: true if there is a key. */
  shuffle?: boolean;
  /** Applied in this order, those of stage `pixels` first. Default none. */
  augment?: readonly Augmentation[];
  /** Mixes the images of a batch; needs an even batch size. Default off. */
  mixup?: MixupOptions;
  /** Default 0: one-hot targets. */
  labelSmoothing?: number;
  /** Default { mean: 0.5, std: 0.5 }, that is [-1, 1]. */
  normalise?: Normalisation;
  /** Leaves out the last batch if it is not full. Default false. */
  dropRemainder?: boolean;
  /** Starts after this many batches, to go on with an interrupted epoch. Default 0. */
  skip?: number;
}

/**
 * Batches of a labelled set as a `tf.data.Dataset`, made on the host when they are asked for.
 *
 * The order depends on `key` and `epoch` alone, the augmentation of an image also on its index in the set, and the mixing
 * of a batch also on its number. So a run that stopped after n batches gets exactly the missing ones with `skip: n`, and two
 * iterations over the same dataset agree.
 *
 * Memory: every batch holds two tensors, which the consumer disposes (`model.fitDataset` does).
 *
 * @returns Dataset with its number of batches in `size`.
 * @throws ConfigError `data/batch-size`, `data/batch-key`, `data/mixup`, `data/normalisation`, `data/label-smoothing`;
 *   while iterating DataError `data/augmented-size` if augmentation leaves images of different sizes.
 */
export function imageBatches(data: LabelledImages, options: ImageBatchesOptions): tf.data.Dataset<ImageBatch> {
  const plan = checkedPlan(data, options);
  const dataset = tf.data.generator<ImageBatch>(() => batches(data, plan));
  // tf.data cannot count a generator; Dataset.size is what fitDataset and loops read.
  return Object.assign(dataset, { size: plan.batchCount - plan.skip });
}

/** Number of batches in one pass over the data. */
export function batchCount(
  data: { count: number },
  { batchSize, dropRemainder = false }: Pick<ImageBatchesOptions, 'batchSize' | 'dropRemainder'>,
): number {
  return dropRemainder ? Math.floor(data.count / batchSize) : Math.ceil(data.count / batchSize);
}

interface Plan {
  batchSize: number;
  batchCount: number;
  skip: number;
  shuffle: boolean;
  orderKey: random.Key;
  imageKey: random.Key;
  mixKey: random.Key;
  pixelStage: readonly Augmentation[];
  normalisedStage: readonly Augmentation[];
  mixup?: MixupOptions;
  labelSmoothing: number;
  tables: Float32Array[];
}

function* batches(data: LabelledImages, plan: Plan): Generator<ImageBatch> {
  const order = plan.shuffle ? random.permutation(plan.orderKey, data.count) : undefined;
  for (let number = plan.skip; number < plan.batchCount; number++) {
    yield makeBatch(data, plan, order, number);
  }
}

function makeBatch(data: LabelledImages, plan: Plan, order: Int32Array | undefined, number: number): ImageBatch {
  const start = number * plan.batchSize;
  const batch = Math.min(plan.batchSize, data.count - start);
  const classes = data.classNames.length;
  const targets = new Float32Array(batch * classes);
  let images: Float32Array<ArrayBuffer> | undefined;
  let shape = { height: data.height, width: data.width, channels: data.channels };
  for (let i = 0; i < batch; i++) {
    const index = order ? order[start + i] : start + i;
    const image = makeImage(data, plan, index);
    if (images === undefined) {
      shape = { height: image.height, width: image.width, channels: image.channels };
      images = new Float32Array(batch * image.data.length);
    } else if (image.height !== shape.height || image.width !== shape.width || image.channels !== shape.channels) {
      throw new DataError({
        code: 'data/augmented-size',
        message: `${data.name}: augmented image ${index} is ${image.height}x${image.width}x${image.channels}, the first of its batch ${shape.height}x${shape.width}x${shape.channels}. End the augmentation with one that gives all images the same size, for example randomResizedCrop.`,
      });
    }
    const target = images;
    if (image.data instanceof Uint8Array)
      normaliseBytes({ ...image, data: image.data }, plan.tables, target, i * image.data.length);
    else target.set(image.data, i * image.data.length);
    writeTarget(targets, i * classes, classes, data.labels[index], plan.labelSmoothing);
  }
  const pixels = images ?? new Float32Array();
  if (plan.mixup) {
    mixBatch({ images: pixels, targets, batch, classes, ...shape }, plan.mixup, random.foldIn(plan.mixKey, number));
  }
  return {
    xs: tf.tensor4d(pixels, [batch, shape.height, shape.width, shape.channels]),
    ys: tf.tensor2d(targets, [batch, classes]),
  };
}

/** Bytes if nothing works on normalised values, else floats. */
function makeImage(data: LabelledImages, plan: Plan, index: number): HostImage {
  let image: HostImage = imageAt(data, index);
  if (plan.pixelStage.length + plan.normalisedStage.length === 0) return image;
  const key = random.foldIn(plan.imageKey, index);
  plan.pixelStage.forEach((augmentation, position) => {
    image = augmentation.apply(image, random.foldIn(key, position));
  });
  if (plan.normalisedStage.length === 0) return image;
  if (image.data instanceof Uint8Array) {
    image = { ...image, data: normaliseBytes({ ...image, data: image.data }, plan.tables) };
  }
  plan.normalisedStage.forEach((augmentation, position) => {
    image = augmentation.apply(image, random.foldIn(key, plan.pixelStage.length + position));
  });
  return image;
}

function checkedPlan(data: LabelledImages, options: ImageBatchesOptions): Plan {
  const { batchSize, key, epoch = 0, shuffle = key !== undefined, augment = [], mixup, labelSmoothing = 0 } = options;
  const { normalise = symmetricNormalisation, dropRemainder = false, skip = 0 } = options;
  checkInteger('batchSize', batchSize, 1);
  checkInteger('epoch', epoch, 0);
  checkInteger('skip', skip, 0);
  checkSmoothing(labelSmoothing);
  if (key === undefined && (shuffle || augment.length > 0 || mixup)) {
    throw new ConfigError({
      code: 'data/batch-key',
      argument: 'key',
      message: `${data.name}: shuffle, augment and mixup need a key, but none came. Pass key: 0 or any other seed; the same key gives the same batches.`,
    });
  }
  if (mixup) {
    checkedMixup(mixup);
    if (batchSize % 2 !== 0) {
      throw new ConfigError({
        code: 'data/mixup',
        argument: 'batchSize',
        message: `batchSize is ${batchSize}. Mixing pairs the images of a batch, so the batch size must be even.`,
      });
    }
  }
  const epochKey = random.foldIn(key ?? 0, epoch);
  const [orderKey, imageKey, mixKey] = random.split(epochKey, 3);
  const count = batchCount(data, { batchSize, dropRemainder });
  return {
    batchSize,
    batchCount: count,
    skip: Math.min(skip, count),
    shuffle,
    orderKey,
    imageKey,
    mixKey,
    pixelStage: augment.filter(({ stage }) => stage === 'pixels'),
    normalisedStage: augment.filter(({ stage }) => stage === 'normalised'),
    mixup,
    labelSmoothing,
    tables: normalisationTables(normalise, data.channels),
  };
}

function checkInteger(argument: string, value: number, smallest: number): void {
  if (Number.isInteger(value) && value >= smallest) return;
  throw new ConfigError({
    code: 'data/batch-size',
    argument,
    message: `${argument} is ${String(value)}. It must be an integer of at least ${smallest}.`,
  });
}
