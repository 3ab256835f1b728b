// Generated shapes and values, in the order in which a failure is made smaller: the simplest first.
import fc from 'fast-check';

/** Axis lengths around the width of vectors and tiles, and none. */
export const length = fc.constantFrom(1, 2, 3, 0, 4, 5, 7, 8, 9, 16, 17, 33);

/** The same, never empty. */
export const vectorLength = fc.constantFrom(1, 2, 3, 4, 5, 7, 8, 9, 16, 17, 33);

/** Short axes: batches, images, steps. */
export const shortLength = fc.constantFrom(1, 2, 3, 0, 5);

/** Like `shortLength`, never empty. */
export const someLength = fc.constantFrom(1, 2, 3, 5, 8);

/** Batch axes of a result, and those of two sides that broadcast to it. */
export const broadcastBatches: fc.Arbitrary<{ left: number[]; right: number[] }> = fc
  .array(fc.record({ size: shortLength, side: fc.constantFrom('both', 'left', 'right') }), { maxLength: 3 })
  .chain((axes) =>
    fc
      .record({ dropped: fc.nat({ max: axes.length }), from: fc.constantFrom('left', 'right') })
      .map(({ dropped, from }) => {
        const ofSide = (side: 'left' | 'right'): number[] =>
          axes.map((axis) => (axis.side === 'both' || axis.side === side ? axis.size : 1));
        // Leading axes of length 1 may be left out.
        const shorten = (shape: number[]): number[] => {
          const leading = shape.findIndex((size) => size !== 1);
          return shape.slice(Math.min(dropped, leading < 0 ? shape.length : leading));
        };
        const [left, right] = [ofSide('left'), ofSide('right')];
        return from === 'left' ? { left: shorten(left), right } : { left, right: shorten(right) };
      }),
  );

const ordinary = fc.integer({ min: -32, max: 32 }).map((sixteenths) => sixteenths / 16);
const special = fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0);

/** Numbers in [-2, 2], with NaN, infinities and negative zeros among them when `wild`. */
export function values(count: number, wild: boolean): fc.Arbitrary<number[]> {
  const value = wild ? fc.oneof({ weight: 12, arbitrary: ordinary }, { weight: 1, arbitrary: special }) : ordinary;
  return fc.array(value, { minLength: count, maxLength: count });
}
