import { ImageSizeError } from './image-size';

/** Rows and columns of tokens. */
export type Grid = readonly [rows: number, columns: number];

/**
 * Grids of tokens of the stages of a model, each made of patches of the one before.
 *
 * @param sides Height and width of the image.
 * @param patchSizes Side of the patches of each stage.
 * @param onMismatch `floor` cuts what fills no patch, stage by stage.
 * @throws ImageSizeError `vision/image-size` for a side that is no multiple of the product of the patch sides, or too small.
 */
export function stageGrids(
  sides: readonly [height: number, width: number],
  patchSizes: readonly number[],
  onMismatch: 'error' | 'floor',
): Grid[] {
  const columns = ['height', 'width'].map((name, axis) => stageSides(name, sides[axis], patchSizes, onMismatch));
  return patchSizes.map((_, stage) => [columns[0][stage], columns[1][stage]]);
}

function stageSides(
  name: string,
  side: number,
  patchSizes: readonly number[],
  onMismatch: 'error' | 'floor',
): number[] {
  const product = patchSizes.reduce((total, patch) => total * patch, 1);
  if (onMismatch === 'error' && side % product !== 0) throw misfit(name, side, product, patchSizes);
  let left = side;
  return patchSizes.map((patch) => {
    left = Math.floor(left / patch);
    if (left === 0) throw misfit(name, side, product, patchSizes);
    return left;
  });
}

function misfit(name: string, side: number, product: number, patchSizes: readonly number[]): ImageSizeError {
  const below = Math.floor(side / product) * product;
  const factors = patchSizes.filter((patch) => patch > 1);
  const what = factors.length > 1 ? `${product}, the product of the patch sides ${factors.join(', ')}` : `${product}`;
  if (below === 0) {
    return new ImageSizeError({
      code: 'vision/image-size',
      argument: 'imageSize',
      message: `image ${name} ${side} leaves no token: it must be at least ${what}. Resize the images, or build the model with smaller patchSizes.`,
    });
  }
  return new ImageSizeError({
    code: 'vision/image-size',
    argument: 'imageSize',
    message: `image ${name} ${side} is not a multiple of ${what} (nearest ${below}, ${below + product}). Resize or crop the images to one of these, or build the model with onMismatch: 'floor', which cuts the rest.`,
  });
}
