// What the baselines of the Mixer experiments share: small images, the same head, the same seeds.
import { dense, deriveSeed, initializers } from '@perceptrons/layers';
import * as tf from '@tensorflow/tfjs';
import { finiteNumber, wholeNumber } from '../config/checks';
import { type ImageSize, imageSides } from '../config/image-size';
import { apply } from '../model/build-model';
import { ImageModel } from '../model/image-model';

/** Images, classes and seed of a baseline. The defaults are those of `mixerNano28`. */
export interface BaselineConfig {
  /** Side of the square image, or [height, width], in pixels. Default 28. */
  imageSize?: ImageSize;
  /** Default 1. */
  inChannels?: number;
  /** Width of the head, at least 1. Default 10. */
  numClasses?: number;
  /** Seed of the first weights. Default 0. */
  seed?: number;
  /** Name of the model. Default: that of the function. */
  name?: string;
}

/** Builds what lies between the images and the head. `seeded` gives a layer its name and its seed. */
export type BuildBody = (
  images: tf.SymbolicTensor,
  seeded: (name: string) => { name: string; seed: number },
) => tf.SymbolicTensor;

/** A classifier: images [B, height, width, inChannels], a body that ends in features [B, C], and a head that starts at 0. */
export function baselineModel(name: string, config: BaselineConfig, body: BuildBody): tf.LayersModel {
  const [height, width] = imageSides(config.imageSize ?? 28);
  const units = wholeNumber('numClasses', config.numClasses ?? 10);
  const seed = finiteNumber('seed', config.seed ?? 0);
  const images = tf.input({
    shape: [height, width, wholeNumber('inChannels', config.inChannels ?? 1)],
    name: 'images',
  });
  const features = body(images, (layer) => ({ name: layer, seed: deriveSeed(seed, layer) }));
  const head = dense({ name: 'head', units, kernelInitializer: initializers.zeros() });
  return new ImageModel({ inputs: images, outputs: apply(head, features), name: config.name ?? name });
}
