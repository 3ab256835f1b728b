// The optimizers of `tf.train` take ten to twenty ops per weight and step. On the WASM and WebGPU backends their rule
// runs in one call for all weights instead. State, names, order and saved form stay those of the stock class, which goes on where this one
// stops: on other backends, under a tape, for weights that are not float32, and after `restore()`.
import * as tf from '@tensorflow/tfjs';
import { fitsStep, type StepRunner, stepRunner } from '../ops/optimizer-step/assign';
import type { VariableRow } from '../ops/optimizer-step/variable-row';
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
  readonly iterations: number;
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

/** A scalar of the stock class; where its value is not at hand, the number that it holds by the rules of the class. */
type Read = (scalar: tf.Tensor, otherwise: number) => number;

interface Plan {
  rule: OptimizerRule;
  states(optimizer: StockOptimizer): StatePlan[];
  settings(optimizer: StockOptimizer, read: Read): number[];
  factors?(optimizer: StockOptimizer, read: Read): [number, number];
  /** Moves the counters that the stock class keeps as tensors. */
  advance?(optimizer: StockOptimizer, read: Read): void;
}

const { fround } = Math;

/** A power that Adam and Adamax keep: beta, multiplied by itself once a step. */
const power = (beta: number, { iterations }: StockOptimizer): number => fround(beta ** (iterations + 1));

/** Gives a counter of the stock class its next value. */
function count(counter: tf.Variable, value: number): void {
  tf.tidy(() => counter.assign(tf.scalar(fround(value))));
}

const adam: Plan = {
  rule: 'adam',
  states: () => [
    { field: 'accumulatedFirstMoment', ending: 'm' },
    { field: 'accumulatedSecondMoment', ending: 'v' },
  ],
  settings(optimizer, read) {
    const { beta1, beta2, epsilon, accBeta2 } = optimizer;
    const correction = fround(1 - read(accBeta2, power(beta2, optimizer)));
    return [beta1, 1 - beta1, beta2, 1 - beta2, 1 / Math.sqrt(correction), epsilon];
  },
  factors(optimizer, read) {
    const { learningRate, accBeta1, beta1 } = optimizer;
    return [learningRate / fround(1 - read(accBeta1, power(beta1, optimizer))), 1];
  },
  advance(optimizer, read) {
    const { accBeta1, accBeta2, beta1, beta2 } = optimizer;
    count(accBeta1, read(accBeta1, power(beta1, optimizer)) * fround(beta1));
    count(accBeta2, read(accBeta2, power(beta2, optimizer)) * fround(beta2));
  },
};

const descent: Plan = {
  rule: 'descent',
  states: () => [],
  settings: ({ c, learningRate }, read) => [read(c, -learningRate)],
};

const momentum: Plan = {
  rule: 'momentum',
  states: () => [{ field: 'accumulations', ending: 'momentum' }],
  settings: ({ c, m, learningRate, momentum: past, useNesterov }, read) => [
    read(c, -learningRate),
    read(m, past),
    Number(useNesterov),
  ],
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
  settings(optimizer, read) {
    const { beta1, beta2, epsilon, learningRate, decay, iteration, iterations, accBeta1 } = optimizer;
    const rate = learningRate / (read(iteration, iterations) * decay + 1);
    const correction = fround(1 - read(accBeta1, power(beta1, optimizer)));
    return [beta1, 1 - beta1, beta2, rate / correction, epsilon];
  },
  advance(optimizer, read) {
    const { accBeta1, beta1, iteration, iterations } = optimizer;
    count(iteration, read(iteration, iterations) + 1);
    count(accBeta1, read(accBeta1, power(beta1, optimizer)) * fround(beta1));
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
function runPlan(plan: Plan, optimizer: StockOptimizer, gradients: Gradients, runner: StepRunner): boolean {
  const all = named(gradients);
  const weights = new Set(all.map(({ weight }) => weight));
  if (weights.size !== all.length || weights.has(undefined as never)) return false;
  if (all.some(({ weight }) => weight.isDisposed || weight.dtype !== 'float32')) return false;
  const plans = plan.states(optimizer);
  const rows: VariableRow[] = [];
  const read: Read = (scalar, otherwise) => runner.read(scalar) ?? otherwise;
  const settings = plan.settings(optimizer, read);
  const factors = plan.factors?.(optimizer, read);
  all.forEach((entry, index) => {
    const states = stateOf(optimizer, plans, index, entry);
    if (entry.gradient != null) rows.push({ weight: entry.weight, gradient: entry.gradient, states, factors });
  });
  if (!fitsStep(rows)) return false;
  if (!runner.run(plan.rule, rows, { settings })) return false;
  plan.advance?.(optimizer, read);
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
        const runner = stepRunner();
        if (runner === undefined || !runPlan(plan, this, gradients, runner)) stock.call(this, gradients);
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

/** Optimizers of `tf.train` whose step runs in one call on the WASM and WebGPU backends. */
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
