// The optimizers of `tf.train` take ten to twenty ops per weight and step. On the WASM backend their rule runs in one call
// for all weights instead. State, names, order and saved form stay those of the stock class, which goes on where this one
// stops: on other backends, under a tape, for weights that are not float32, and after `restore()`.
import * as tf from '@tensorflow/tfjs';
import type { WasmHeap } from '../backends/wasm-heap';
import { fitsStep, optimizerHeap, stepVariables, type VariableRow } from '../ops/optimizer-step/assign';
import type { OptimizerRule } from '../ops/optimizer-step/wasm';
import type { MethodRepair } from './repair';

type Gradients = tf.NamedTensorMap | Array<{ name: string; tensor: tf.Tensor }>;

/** A weight and its gradient, or a weight that the loss does not depend on. */
interface Named {
  name: string;
  weight: tf.Variable;
  gradient: tf.Tensor | null | undefined;
}

/** How stock optimizers keep their state: in the order of the weights of the first call. */
interface StockState {
  originalName: string;
  variable: tf.Variable;
}

/** The fields of the stock classes that the rules read. */
interface StockOptimizer {
  learningRate: number;
  beta1: number;
  beta2: number;
  epsilon: number;
  decay: number;
  momentum: number;
  rho: number;
  centered: boolean;
  useNesterov: boolean;
  initialAccumulatorValue: number;
  /** Minus the learning rate. */
  c: tf.Scalar;
  m: tf.Scalar;
  accBeta1: tf.Variable;
  accBeta2: tf.Variable;
  iteration: tf.Variable;
  incrementIterations(): void;
  applyGradients(gradients: Gradients): void;
  [state: string]: unknown;
}

/** The state of one weight: the field that holds it, the ending of its name, and its first value. */
interface StatePlan {
  field: string;
  ending: string;
  start?: number;
}

interface Plan {
  rule: OptimizerRule;
  states(optimizer: StockOptimizer): StatePlan[];
  settings(optimizer: StockOptimizer, read: (scalar: tf.Tensor) => number): number[];
  factors?(optimizer: StockOptimizer, read: (scalar: tf.Tensor) => number): [number, number];
  /** Moves the counters that the stock class keeps as tensors. */
  advance?(optimizer: StockOptimizer): void;
}

const { fround } = Math;

/** A counter of the stock class, multiplied as the stock class does. */
function multiply(counter: tf.Variable, factor: number): void {
  tf.tidy(() => counter.assign(tf.mul(counter, factor)));
}

const adam: Plan = {
  rule: 'adam',
  states: () => [
    { field: 'accumulatedFirstMoment', ending: 'm' },
    { field: 'accumulatedSecondMoment', ending: 'v' },
  ],
  settings: ({ beta1, beta2, epsilon, accBeta2 }, read) => [
    beta1,
    1 - beta1,
    beta2,
    1 - beta2,
    1 / Math.sqrt(fround(1 - read(accBeta2))),
    epsilon,
  ],
  factors: ({ learningRate, accBeta1 }, read) => [learningRate / fround(1 - read(accBeta1)), 1],
  advance({ accBeta1, accBeta2, beta1, beta2 }) {
    multiply(accBeta1, beta1);
    multiply(accBeta2, beta2);
  },
};

const descent: Plan = {
  rule: 'descent',
  states: () => [],
  settings: ({ c }, read) => [read(c)],
};

const momentum: Plan = {
  rule: 'momentum',
  states: () => [{ field: 'accumulations', ending: 'momentum' }],
  settings: ({ c, m, useNesterov }, read) => [read(c), read(m), Number(useNesterov)],
};

const rootMeanSquare: Plan = {
  rule: 'rootMeanSquare',
  states: ({ centered }) => [
    { field: 'accumulatedMeanSquares', ending: 'rms' },
    { field: 'accumulatedMoments', ending: 'momentum' },
    ...(centered ? [{ field: 'accumulatedMeanGrads', ending: 'mg' }] : []),
  ],
  settings: ({ decay, momentum: past, learningRate, epsilon }) => [decay, 1 - decay, past, learningRate, epsilon],
};

const adagrad: Plan = {
  rule: 'adagrad',
  states: ({ initialAccumulatorValue }) => [
    { field: 'accumulatedGrads', ending: 'accumulator', start: initialAccumulatorValue },
  ],
  settings: ({ learningRate }) => [learningRate, tf.backend().epsilon()],
};

const adadelta: Plan = {
  rule: 'adadelta',
  states: () => [
    { field: 'accumulatedGrads', ending: 'accum_grad' },
    { field: 'accumulatedUpdates', ending: 'accum_var' },
  ],
  settings: ({ rho, epsilon, learningRate }) => [rho, 1 - rho, epsilon, learningRate],
};

const adamax: Plan = {
  rule: 'adamax',
  states: () => [
    { field: 'accumulatedFirstMoment', ending: 'm' },
    { field: 'accumulatedWeightedInfNorm', ending: 'v' },
  ],
  settings: ({ beta1, beta2, epsilon, learningRate, decay, iteration, accBeta1 }, read) => [
    beta1,
    1 - beta1,
    beta2,
    learningRate / (read(iteration) * decay + 1) / fround(1 - read(accBeta1)),
    epsilon,
  ],
  advance({ accBeta1, beta1, iteration }) {
    tf.tidy(() => iteration.assign(tf.add(iteration, 1)));
    multiply(accBeta1, beta1);
  },
};

function named(gradients: Gradients): Named[] {
  const list = Array.isArray(gradients)
    ? gradients
    : Object.entries(gradients).map(([name, tensor]) => ({ name, tensor }));
  const { registeredVariables } = tf.engine();
  return list.map(({ name, tensor }) => ({ name, weight: registeredVariables[name], gradient: tensor }));
}

/** The state variables of weight number `index`; made as the stock class makes them. */
function stateOf(optimizer: StockOptimizer, plans: StatePlan[], index: number, { name, weight }: Named): tf.Variable[] {
  return plans.map(({ field, ending, start = 0 }) => {
    const all = optimizer[field] as StockState[];
    all[index] ??= {
      originalName: `${name}/${ending}`,
      variable: tf.tidy(() => tf.fill(weight.shape, start).variable(false)),
    };
    return all[index].variable;
  });
}

/** Runs the plan, or answers false where the stock class has to. */
function runPlan(plan: Plan, optimizer: StockOptimizer, gradients: Gradients, heap: WasmHeap): boolean {
  const all = named(gradients);
  const weights = new Set(all.map(({ weight }) => weight));
  if (weights.size !== all.length || weights.has(undefined as never)) return false;
  if (all.some(({ weight }) => weight.isDisposed || weight.dtype !== 'float32')) return false;
  const plans = plan.states(optimizer);
  const rows: VariableRow[] = [];
  const read = (scalar: tf.Tensor): number => scalar.dataSync()[0];
  const settings = plan.settings(optimizer, read);
  const factors = plan.factors?.(optimizer, read);
  all.forEach((entry, index) => {
    const states = stateOf(optimizer, plans, index, entry);
    if (entry.gradient != null) rows.push({ weight: entry.weight, gradient: entry.gradient, states, factors });
  });
  if (!fitsStep(rows)) return false;
  stepVariables(heap, plan.rule, rows, { settings });
  plan.advance?.(optimizer);
  optimizer.incrementIterations();
  return true;
}

function repair(
  className: string,
  find: () => object | undefined,
  plan: Plan,
  make: () => tf.Optimizer,
  right: number[],
): MethodRepair {
  return {
    name: `${className}.applyGradients`,
    why: 'takes ten to twenty ops per weight; one call for all weights gives the same numbers',
    apply() {
      const owner = find() as unknown as { prototype: StockOptimizer } | undefined;
      const stock = owner?.prototype.applyGradients;
      if (owner === undefined || typeof stock !== 'function') return undefined;
      const fused = function (this: StockOptimizer, gradients: Gradients): void {
        const heap = optimizerHeap();
        if (heap === undefined || !runPlan(plan, this, gradients, heap)) stock.call(this, gradients);
      };
      owner.prototype.applyGradients = fused;
      return () => {
        if (owner.prototype.applyGradients === fused) owner.prototype.applyGradients = stock;
      };
    },
    proofs: [
      {
        expression: `the weight [1, -2] after two steps of ${className} on its own square`,
        compute: () => twoSteps(make()),
        stock: { values: right },
        right,
      },
    ],
  };
}

function twoSteps(optimizer: tf.Optimizer): tf.Tensor {
  const weight = tf.tidy(() => tf.tensor1d([1, -2]).variable());
  for (let step = 0; step < 2; step++) optimizer.minimize(() => tf.sum(tf.square(weight)), false, [weight]);
  const value = weight.clone();
  weight.dispose();
  optimizer.dispose();
  // The stock class forgets this one where momentum is used.
  (optimizer as { c?: tf.Scalar }).c?.dispose();
  return value;
}

/** Optimizers of `tf.train` whose step runs in one call on the WASM backend. */
export const optimizers: readonly MethodRepair[] = [
  repair(
    'Adam',
    () => tf.AdamOptimizer,
    adam,
    () => tf.train.adam(0.1),
    [0.80041224, -1.80016649],
  ),
  repair(
    'SGD',
    () => tf.SGDOptimizer,
    descent,
    () => tf.train.sgd(0.1),
    [0.64, -1.28],
  ),
  repair(
    'Momentum',
    () => tf.MomentumOptimizer,
    momentum,
    () => tf.train.momentum(0.1, 0.9),
    [0.46, -0.92],
  ),
  repair(
    'RMSProp',
    () => tf.RMSPropOptimizer,
    rootMeanSquare,
    () => tf.train.rmsprop(0.1),
    [0.49887066, -1.47387533],
  ),
  repair(
    'Adagrad',
    () => tf.AdagradOptimizer,
    adagrad,
    () => tf.train.adagrad(0.1),
    [0.83473728, -1.83154302],
  ),
  repair(
    'Adadelta',
    () => tf.AdadeltaOptimizer,
    adadelta,
    () => tf.train.adadelta(0.1),
    [0.64, -1.28],
  ),
  repair(
    'Adamax',
    () => tf.AdamaxOptimizer,
    adamax,
    () => tf.train.adamax(0.1),
    [0.80516833, -1.80253412],
  ),
];
