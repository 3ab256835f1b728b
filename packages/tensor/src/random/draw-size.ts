import { ConfigError, ShapeError } from '../errors/perceptrons-error';

/** Options of every draw into a host array. */
export interface ArrayDrawOptions {
  /** Index of the first element: a draw of n from offset k equals elements k to k + n - 1 of a longer draw. Default 0. */
  offset?: number;
}

/**
 * Number of elements of a shape.
 *
 * @throws ShapeError `tensor/random-shape` unless every size is a non-negative integer.
 */
export function elementCount(shape: readonly number[]): number {
  const valid = Array.isArray(shape) && shape.every((size) => Number.isInteger(size) && size >= 0);
  const count = valid ? shape.reduce((product, size) => product * size, 1) : Number.NaN;
  if (!(count <= 2 ** 31 - 1)) {
    throw new ShapeError({
      code: 'tensor/random-shape',
      argument: 'shape',
      message: `The shape of a draw is ${JSON.stringify(shape) ?? String(shape)}. It must be a list of non-negative integers with at most 2147483647 elements, for example [32, 10].`,
    });
  }
  return count;
}

/**
 * Checks the element range of a host draw and returns its offset.
 *
 * @throws ShapeError `tensor/random-count` for a bad count, ConfigError `tensor/random-offset` for a bad offset.
 */
export function checkedOffset(count: number, { offset = 0 }: ArrayDrawOptions): number {
  if (!Number.isInteger(count) || count < 0 || count > 2 ** 31 - 1) {
    throw new ShapeError({
      code: 'tensor/random-count',
      argument: 'count',
      message: `Cannot draw ${String(count)} numbers. The count is an integer from 0 to 2147483647.`,
    });
  }
  if (!Number.isInteger(offset) || offset < 0 || offset + count > 2 ** 32) {
    throw new ConfigError({
      code: 'tensor/random-offset',
      argument: 'offset',
      message: `Cannot draw ${count} numbers from offset ${String(offset)}. The offset is a non-negative integer, and offset + count at most 4294967296; take another key with random.foldIn for more numbers.`,
    });
  }
  return offset;
}

/**
 * Checks a number that must be finite.
 *
 * @throws ConfigError `tensor/random-parameter` naming the parameter.
 */
export function checkFinite(name: string, value: number): void {
  if (typeof value !== 'number' || !Number.isFinite(value)) {
    throw new ConfigError({
      code: 'tensor/random-parameter',
      argument: name,
      message: `${name} is ${String(value)}. It must be a finite number.`,
    });
  }
}

/**
 * Checks a scale: finite and not negative.
 *
 * @throws ConfigError `tensor/random-parameter`.
 */
export function checkScale(name: string, value: number): void {
  checkFinite(name, value);
  if (value < 0) {
    throw new ConfigError({
      code: 'tensor/random-parameter',
      argument: name,
      message: `${name} is ${value}. It must be 0 or larger.`,
    });
  }
}
