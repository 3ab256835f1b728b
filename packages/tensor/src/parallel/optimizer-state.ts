// What an optimizer remembers, as plain numbers: per weight (moments) and once for all (counters). The optimizers of
// `tf.train` save less than they use: Adam works out powers of its decay rates again, with other last bits, and Adamax
// refuses. So their fields are read as they are; other optimizers are asked by `getWeights` and `setWeights`.
import * as tf from '@tensorflow/tfjs';
import { ConfigError } from '../errors/perceptrons-error';

/** State of an optimizer of some weights. */
export interface OptimizerState {
  /** Single numbers by name; `iterations` is the number of updates. */
  readonly counters: ReadonlyMap<string, number>;
  /** By name, one array for each weight in the order of the weights. Empty before the first update. */
  readonly slots: ReadonlyMap<string, readonly Float32Array[]>;
}

/** How stock optimizers keep what belongs to one weight. */
interface StockSlot {
  originalName: string;
  variable: tf.Variable;
}

type Fields = Record<string, unknown> & { iterations_?: number; centered?: boolean };

const stockClasses = () => [
  tf.AdamOptimizer,
  tf.AdamaxOptimizer,
  tf.AdagradOptimizer,
  tf.AdadeltaOptimizer,
  tf.MomentumOptimizer,
  tf.RMSPropOptimizer,
  tf.SGDOptimizer,
];

const iterations = 'iterations';

function isStock(optimizer: tf.Optimizer): boolean {
  // Not instanceof: the base class takes everything with its methods for an optimizer.
  return stockClasses().some(({ prototype }) => Object.prototype.isPrototypeOf.call(prototype, optimizer));
}

/** Names of the fields that hold a list with one state per weight. */
function slotFields(optimizer: Fields): string[] {
  return Object.keys(optimizer).filter(
    (name) => Array.isArray(optimizer[name]) && (name !== 'accumulatedMeanGrads' || optimizer.centered === true),
  );
}

function counterFields(optimizer: Fields): string[] {
  return Object.keys(optimizer).filter((name) => optimizer[name] instanceof tf.Variable);
}

async function values(tensor: tf.Tensor): Promise<Float32Array> {
  return (await tensor.data()).slice() as Float32Array;
}

/** Reads the state of an optimizer that updates `weights`, in this order. @throws ConfigError for a state that is not one array per weight. */
export async function readOptimizer(optimizer: tf.Optimizer, weights: readonly tf.Variable[]): Promise<OptimizerState> {
  const counters = new Map<string, number>();
  const slots = new Map<string, Float32Array[]>();
  if (isStock(optimizer)) {
    const fields = optimizer as unknown as Fields;
    counters.set(iterations, fields.iterations_ ?? 0);
    for (const name of counterFields(fields)) counters.set(name, (await values(fields[name] as tf.Variable))[0]);
    for (const name of slotFields(fields)) {
      const list = fields[name] as StockSlot[];
      if (list.length > 0) slots.set(name, await Promise.all(list.map(({ variable }) => values(variable))));
    }
    return { counters, slots };
  }
  const [count, ...rest] = await optimizer.getWeights();
  counters.set(iterations, (await values(count.tensor))[0]);
  if (!(count.tensor instanceof tf.Variable)) count.tensor.dispose();
  if (rest.length % Math.max(1, weights.length) !== 0) {
    throw stateError(
      `getWeights() of ${optimizer.getClassName()} returned ${rest.length} tensors for ${weights.length} weights; it must be the number of updates and then as many for each weight`,
    );
  }
  const arrays = await Promise.all(rest.map(({ tensor }) => values(tensor)));
  for (let slot = 0; slot * weights.length < arrays.length; slot++) {
    slots.set(String(slot), arrays.slice(slot * weights.length, (slot + 1) * weights.length));
  }
  return { counters, slots };
}

/**
 * Puts an optimizer of `weights` into a state.
 *
 * @param onChange Called when all checks are done and the first change follows.
 * @throws ConfigError `tensor/parallel-optimizer` for the state of another class; then nothing has changed.
 */
export async function writeOptimizer(
  optimizer: tf.Optimizer,
  weights: readonly tf.Variable[],
  { counters, slots }: OptimizerState,
  onChange: () => void,
): Promise<void> {
  if (isStock(optimizer)) {
    const fields = optimizer as unknown as Fields;
    requireNames(optimizer, 'counters', [...counters.keys()], [iterations, ...counterFields(fields)]);
    if (slots.size > 0) requireNames(optimizer, 'moments', [...slots.keys()], slotFields(fields));
    onChange();
    fields.iterations_ = counters.get(iterations);
    for (const name of counterFields(fields)) {
      tf.tidy(() => (fields[name] as tf.Variable).assign(tf.scalar(counters.get(name)!)));
    }
    for (const name of slotFields(fields)) {
      tf.dispose((fields[name] as StockSlot[]).map(({ variable }) => variable));
      fields[name] = slots.size === 0 ? [] : weights.map((weight, i) => slotOf(weight, name, slots.get(name)![i]));
    }
    return;
  }
  requireNames(optimizer, 'counters', [...counters.keys()], [iterations]);
  const numbers = [...slots.keys()].map((_, slot) => String(slot));
  requireNames(optimizer, 'moments', [...slots.keys()], numbers);
  const count = { name: 'iter', tensor: tf.scalar(counters.get(iterations)!, 'int32') };
  const moments = numbers.flatMap((slot) =>
    slots.get(slot)!.map((data, i) => ({
      name: `${weights[i].name}/${slot}`,
      tensor: tf.tensor(data, weights[i].shape) as tf.Tensor,
    })),
  );
  onChange();
  await optimizer.setWeights([count, ...moments]);
  // It has copied them or made variables of them, which hold the values by themselves.
  tf.dispose([count.tensor, moments.map(({ tensor }) => tensor)]);
}

function slotOf(weight: tf.Variable, field: string, data: Float32Array): StockSlot {
  const variable = tf.tidy(() => tf.tensor(data, weight.shape).variable(false));
  return { originalName: `${weight.name}/${field}`, variable };
}

function requireNames(optimizer: tf.Optimizer, what: string, given: string[], wanted: string[]): void {
  if ([...given].sort().join() === [...wanted].sort().join()) return;
  const list = (names: string[]): string => (names.length === 0 ? 'none' : names.join(', '));
  throw stateError(
    `the state has the ${what} ${list(given)}; the optimizer ${optimizer.getClassName()} takes ${list(wanted)}. Restore into the optimizer that it was saved from`,
  );
}

function stateError(problem: string): ConfigError {
  return new ConfigError({
    code: 'tensor/parallel-optimizer',
    argument: 'optimizer',
    message: `DataParallel: ${problem}.`,
  });
}
