import { ConfigError, ShapeError } from '@perceptrons/tensor';

/** Side of a square image, or [height, width], in pixels. */
export type ImageSize = number | readonly [height: number, width: number];

/** The side of an image does not fit the patches of a model, or differs from what the model was built for. */
export class ImageSizeError extends ShapeError {}

/** [height, width] of an image size. */
export function imageSides(imageSize: ImageSize): [number, number] {
  const sides: readonly number[] = typeof imageSize === 'number' ? [imageSize, imageSize] : imageSize;
  const fits = Array.isArray(sides) && sides.length === 2 && sides.every((side) => Number.isInteger(side) && side > 0);
  if (!fits) {
    throw new ConfigError({
      code: 'vision/image-size',
      argument: 'imageSize',
      message: `imageSize is ${JSON.stringify(imageSize) ?? String(imageSize)}. It must be a positive whole number of pixels, or two: [height, width].`,
    });
  }
  return [sides[0], sides[1]];
}

/**
 * Rows and columns of patches in an image.
 *
 * @throws ImageSizeError `vision/image-size` if a side is not a multiple of the patch side. The reference pads or cuts
 * silently; we do not.
 */
export function tokenGrid(imageSize: ImageSize, patchSize: number): [rows: number, columns: number] {
  const [height, width] = imageSides(imageSize);
  return [patches('height', height, patchSize), patches('width', width, patchSize)];
}

function patches(name: string, side: number, patchSize: number): number {
  if (side % patchSize === 0) return side / patchSize;
  const below = Math.floor(side / patchSize) * patchSize;
  const nearest = below === 0 ? [patchSize] : [below, below + patchSize];
  throw new ImageSizeError({
    code: 'vision/image-size',
    argument: 'imageSize',
    message: `image ${name} ${side} is not a multiple of patch size ${patchSize} (nearest ${nearest.join(', ')}). Resize or crop the images to one of these.`,
  });
}
