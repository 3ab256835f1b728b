// The state of a group as named tensors, which a weight file holds. It says nothing of the number of workers: what each
// of them remembers is filed by variable.
import * as tf from '@tensorflow/tfjs';
import { ShapeError } from '../errors/perceptrons-error';
import type { WeightArray } from '../io/weight-array';
import type { OptimizerState } from './optimizer-state';

/** What is trained, and by whom. */
export interface GroupVariables {
  readonly variables: ReadonlyArray<{ readonly name: string; readonly shape: readonly number[] }>;
  /** For each variable the worker that updates it. */
  readonly owners: readonly number[];
}

/** The state of a group in parts. */
export interface GroupState {
  /** Finished steps. */
  readonly step: number;
  /** Values of the variables. */
  readonly values: readonly Float32Array[];
  /** For each worker what its optimizer remembers of the variables that it updates. */
  readonly optimizers: readonly OptimizerState[];
}

const int32 = (value: number): WeightArray => ({ dtype: 'int32', shape: [], data: Int32Array.of(value) });
const float32 = (shape: readonly number[], data: Float32Array): WeightArray => {
  return { dtype: 'float32', shape: [...shape], data };
};

/** Files the state of a group by name. */
export function encodeState(state: GroupState, { variables, owners }: GroupVariables): Map<string, WeightArray> {
  const named = new Map<string, WeightArray>([['step', int32(state.step)]]);
  variables.forEach(({ name, shape }, i) => {
    named.set(`weights/${name}`, float32(shape, state.values[i]));
  });
  // All optimizers count alike, and worker 0 always has a variable.
  for (const [name, value] of state.optimizers[0].counters) {
    named.set(`counters/${name}`, name === 'iterations' ? int32(value) : float32([], Float32Array.of(value)));
  }
  for (const slot of state.optimizers[0].slots.keys()) {
    const places = new Array<number>(state.optimizers.length).fill(0);
    variables.forEach(({ name, shape }, i) => {
      const moments = state.optimizers[owners[i]].slots.get(slot)!;
      named.set(`moments/${slot}/${name}`, float32(shape, moments[places[owners[i]]++]));
    });
  }
  return named;
}

/**
 * The parts of a state for a group of `workers`, which may be another number than that of the group it comes from.
 *
 * @throws ShapeError `tensor/parallel-state` if a tensor is missing, unknown or of another size.
 */
export function decodeState(
  named: ReadonlyMap<string, WeightArray>,
  { variables, owners }: GroupVariables,
  workers: number,
): GroupState {
  const left = new Set(named.keys());
  const take = (name: string, dtype: WeightArray['dtype'], shape: readonly number[]): WeightArray['data'] => {
    const found = named.get(name);
    left.delete(name);
    if (found === undefined) throw stateError(name, 'it is missing');
    if (found.dtype !== dtype || found.shape.join() !== shape.join()) {
      throw stateError(name, `it is ${found.dtype} [${found.shape}] and must be ${dtype} [${shape}]`);
    }
    if (found.data.length !== tf.util.sizeFromShape([...shape])) {
      throw stateError(name, `it has ${found.data.length} values for the shape [${shape}]`);
    }
    return found.data;
  };
  const [step] = take('step', 'int32', []);
  const values = variables.map(({ name, shape }) => take(`weights/${name}`, 'float32', shape) as Float32Array);
  const counters = new Map<string, number>();
  const slots = new Set<string>();
  for (const name of named.keys()) {
    const [kind, what] = name.split('/', 2);
    if (kind === 'counters') counters.set(what, take(name, what === 'iterations' ? 'int32' : 'float32', [])[0]);
    if (kind === 'moments') slots.add(what);
  }
  const optimizers = Array.from({ length: workers }, () => ({ counters, slots: new Map<string, Float32Array[]>() }));
  for (const slot of slots) {
    for (const { slots } of optimizers) slots.set(slot, []);
    variables.forEach(({ name, shape }, i) => {
      const moments = take(`moments/${slot}/${name}`, 'float32', shape) as Float32Array;
      optimizers[owners[i]].slots.get(slot)!.push(moments);
    });
  }
  const [unknown] = left;
  if (unknown !== undefined) throw stateError(unknown, 'nothing here has this name');
  return { step, values, optimizers };
}

function stateError(name: string, problem: string): ShapeError {
  return new ShapeError({
    code: 'tensor/parallel-state',
    argument: name,
    message: `DataParallel.setState: "${name}" does not fit: ${problem}. Pass what state() of a group with the same model returned.`,
  });
}
