import type * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { values } from './arbitraries';

/** One input of a generated computation. */
export interface GeneratedInput {
  shape: number[];
  values: number[];
  dtype: 'float32' | 'int32';
}

/** A public op next to its definition in stock ops. */
export interface Computation {
  inputs: GeneratedInput[];
  ours(...inputs: tf.Tensor[]): tf.Tensor;
  definition(...inputs: tf.Tensor[]): tf.Tensor;
  /** Whether there are values that are not finite. Then gradients are not compared. */
  wild: boolean;
  /** What is called, for the report of a failure. */
  toString(): string;
}

/** What an op's generator chooses: everything but the values. */
export interface Plan {
  /** Attributes in words. */
  call: string;
  shapes: number[][];
  ours(...inputs: tf.Tensor[]): tf.Tensor;
  definition(...inputs: tf.Tensor[]): tf.Tensor;
  /** Inputs that are int32, with the number of values that they take: 0 to below it. */
  integers?: Readonly<Record<number, number>>;
  /** Inputs that must be finite, as the documentation of the op says. */
  finite?: readonly number[];
}

const sizeOf = (shape: number[]): number => shape.reduce((product, size) => product * size, 1);

/** The values themselves, where they are few. */
const shown = (list: number[]): string => (list.length > 12 ? '' : ` = [${list}]`);

/** Adds values to a plan. */
export function withValues(plan: Plan, wildAllowed: boolean): fc.Arbitrary<Computation> {
  const { call, shapes, ours, definition, integers = {}, finite = [] } = plan;
  return (wildAllowed ? fc.boolean() : fc.constant(false)).chain((wild) => {
    const lists = shapes.map((shape, index) =>
      integers[index] === undefined
        ? values(sizeOf(shape), wild && !finite.includes(index))
        : fc.array(fc.nat({ max: integers[index] - 1 }), { minLength: sizeOf(shape), maxLength: sizeOf(shape) }),
    );
    return fc.tuple(...lists).map((all) => ({
      inputs: all.map((list, index): GeneratedInput => {
        const dtype = integers[index] === undefined ? 'float32' : 'int32';
        return { shape: shapes[index], values: list, dtype };
      }),
      ours,
      definition,
      wild: all.some((list) => list.some((value) => !Number.isFinite(value))),
      toString: () => `${call} of ${shapes.map((shape, index) => `[${shape}]${shown(all[index])}`).join(', ')}`,
    }));
  });
}
