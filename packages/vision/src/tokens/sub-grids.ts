// Splitting a token grid into sub-grids of the size of another one.
import { ImageSizeError } from '../config/image-size';
import type { Grid } from '../config/stage-grids';

/** A grid cut into copies of a smaller grid. */
export interface SubGrids {
  /** Number of sub-grids. */
  count: number;
  /** For each token of the large grid, the sub-grid that it belongs to. */
  member: number[];
  /** For each token of the large grid, its place in its sub-grid. */
  place: number[];
}

/**
 * Cuts a grid into sub-grids. `strided`: a sub-grid holds the tokens of one phase, so that neighbours lie in different
 * ones. `blocked`: a sub-grid is a rectangle of neighbours.
 *
 * @throws ImageSizeError `vision/resize-factor` if the large grid is not a whole multiple of the small one.
 */
export function subGrids(small: Grid, large: Grid, method: 'strided' | 'blocked'): SubGrids {
  const [down, across] = [large[0] / small[0], large[1] / small[1]];
  if (!Number.isInteger(down) || !Number.isInteger(across)) {
    throw new ImageSizeError({
      code: 'vision/resize-factor',
      argument: 'imageSize',
      message: `The model has ${small.join('x')} tokens and the new size has ${large.join('x')}. Method '${method}' needs a whole multiple along both sides; choose such an image size, or method 'interpolate'.`,
    });
  }
  const member: number[] = [];
  const place: number[] = [];
  for (let row = 0; row < large[0]; row++) {
    for (let column = 0; column < large[1]; column++) {
      const [r, i] = split(row, down, small[0], method);
      const [c, j] = split(column, across, small[1], method);
      member.push(r * across + c);
      place.push(i * small[1] + j);
    }
  }
  return { count: down * across, member, place };
}

function split(index: number, factor: number, side: number, method: 'strided' | 'blocked'): [number, number] {
  if (method === 'strided') return [index % factor, Math.floor(index / factor)];
  return [Math.floor(index / side), index % side];
}
