import { PatchEmbedding } from '@perceptrons/layers';
import { ShapeError } from '@perceptrons/tensor';
import * as tf from '@tensorflow/tfjs';
import { ImageSizeError } from '../config/image-size';
import { stageGrids } from '../config/stage-grids';

type Images = tf.Tensor | tf.Tensor[] | Record<string, tf.Tensor>;
type Parameters1<Method extends keyof tf.LayersModel> = tf.LayersModel[Method] extends (...args: infer Args) => unknown
  ? Args
  : never;

/**
 * A `tf.LayersModel` over images that checks its input before any kernel runs, and says what to do about a bad one.
 * It saves, loads, fits and predicts like every other model.
 *
 * Input [batch, height, width, channels], float32 or int32, of the size that the model was built for; of every size whose
 * sides are multiples of its patches when it was built without one.
 *
 * @throws ImageSizeError `vision/image-size` for another height or width; ShapeError `vision/image-rank`,
 * `vision/image-channels`, `vision/image-dtype` for images of another form.
 */
export class ImageModel extends tf.LayersModel {
  static override readonly className: string = 'PerceptronsImageModel';

  override call(inputs: tf.Tensor | tf.Tensor[], options: Parameters1<'call'>[1]): tf.Tensor | tf.Tensor[] {
    this.check(inputs);
    return super.call(inputs, options);
  }

  override predict(...[images, options]: Parameters1<'predict'>): tf.Tensor | tf.Tensor[] {
    this.check(images);
    return super.predict(images, options);
  }

  override predictOnBatch(images: tf.Tensor | tf.Tensor[]): tf.Tensor | tf.Tensor[] {
    this.check(images);
    return super.predictOnBatch(images);
  }

  override evaluate(...[images, targets, options]: Parameters1<'evaluate'>): tf.Scalar | tf.Scalar[] {
    this.check(images);
    return super.evaluate(images, targets, options);
  }

  override async fit(...[images, targets, options]: Parameters1<'fit'>): Promise<tf.History> {
    this.check(images);
    return super.fit(images, targets, options);
  }

  override async trainOnBatch(...[images, targets]: Parameters1<'trainOnBatch'>): Promise<number | number[]> {
    this.check(images);
    return super.trainOnBatch(images, targets);
  }

  private check(images: Images): void {
    const [, height, width, channels] = this.inputs[0].shape;
    const values = images instanceof tf.Tensor ? [images] : Object.values(images);
    const [image] = values;
    if (values.length !== 1 || !(image instanceof tf.Tensor)) return;
    const shape = `[${image.shape}]`;
    if (image.rank !== 4) {
      throw new ShapeError({
        code: 'vision/image-rank',
        argument: 'images',
        message: `The images have shape ${shape}, rank ${image.rank}. ${this.name} takes [batch, ${height ?? 'height'}, ${width ?? 'width'}, ${channels}]; add a batch axis with expandDims(0), or reshape.`,
      });
    }
    if (image.shape[3] !== channels) {
      throw new ShapeError({
        code: 'vision/image-channels',
        argument: 'images',
        message: `The images have shape ${shape}, with ${image.shape[3]} channels last. ${this.name} takes ${channels}, in the order [batch, height, width, channels]; convert the images, or build the model with inChannels: ${image.shape[3]}.`,
      });
    }
    if (image.dtype !== 'float32' && image.dtype !== 'int32') {
      throw new ShapeError({
        code: 'vision/image-dtype',
        argument: 'images',
        message: `The images have dtype ${image.dtype}. ${this.name} takes float32 or int32; call images.toFloat() first.`,
      });
    }
    const [, rows, columns] = image.shape as number[];
    this.checkSides(rows, columns);
  }

  private checkSides(height: number, width: number): void {
    const [, builtHeight, builtWidth] = this.inputs[0].shape;
    if (builtHeight === null || builtWidth === null) {
      const patches = this.layers.filter((layer) => layer instanceof PatchEmbedding);
      const floors = patches.every(({ onMismatch }) => onMismatch === 'floor');
      const sizes = patches.map(({ patchSize }) => patchSize[0]);
      stageGrids([height, width], sizes, floors ? 'floor' : 'error');
      return;
    }
    if (height === builtHeight && width === builtWidth) return;
    const isMixer = this.layers.some(({ name }) => /^block\d+_(tokens|gate)$/.test(name));
    throw new ImageSizeError({
      code: 'vision/image-size',
      argument: 'images',
      message: `The images are ${height}x${width}, and ${this.name} was built for ${builtHeight}x${builtWidth} (height x width). Resize the images, or make a model of the other size with ${isMixer ? 'resizeMixerTokens' : 'resizeModel'}(model, [${height}, ${width}]).`,
    });
  }
}
tf.serialization.registerClass(ImageModel, 'perceptrons');
