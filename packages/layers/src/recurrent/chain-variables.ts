// The weights of a layer that keeps each chain by itself.
import type * as tf from '@tensorflow/tfjs';
import type { Initializer } from '../initializers/seeded-initializer';
import type { RecurrentCell } from './cell';
import { type ChainTensors, chainShape } from './chain-weights';
import type { FirstValues } from './first-values';

/** The variables of one chain by the names of its weights. */
export type ChainVariables = Record<string, tf.LayerVariable>;

/** Adds a weight to a layer. */
export type AddWeight = (name: string, shape: number[], initializer: Initializer) => tf.LayerVariable;

/** Makes the variables of one chain; `prefix` precedes their names. */
export function addChain(
  cell: RecurrentCell,
  inputs: number,
  prefix: string,
  first: FirstValues,
  add: AddWeight,
): ChainVariables {
  return Object.fromEntries(
    cell.weights.map((weight) => {
      const name = `${prefix}${weight.name}`;
      return [weight.name, add(name, chainShape(weight, inputs, cell.units), first.of(weight.role, name))];
    }),
  );
}

/** The present values of variables. */
export function readChain(variables: ChainVariables): ChainTensors {
  return Object.fromEntries(Object.entries(variables).map(([name, variable]) => [name, variable.read()]));
}
