// tf.layers.lstm, gru and simpleRNN run ten to twenty ops per time step. Where the fused op knows what they ask for, it
// takes the whole loop; everything else stays with the stock method: masks, dropout in training, stateful layers, other
// activations, other backends, sequences without a step.
import * as tf from '@tensorflow/tfjs';
import { kernelName } from '../engine/define-op';
import type { Cell, Squashing } from '../ops/recurrent/cells';
import { squashings } from '../ops/recurrent/cells';
import { runRecurrent } from '../ops/recurrent/index';
import type { MethodRepair } from './repair';

interface Weight {
  read(): tf.Tensor;
}

interface StockActivation {
  getClassName(): string;
}

/** The fields of the stock cells that the op needs. */
interface StockCell {
  getClassName(): string;
  units: number;
  kernel: Weight;
  recurrentKernel: Weight;
  bias: Weight | null;
  activation: StockActivation | null;
  recurrentActivation?: StockActivation | null;
  dropout: number;
  recurrentDropout: number;
}

interface StockLayer {
  cell: StockCell;
  returnSequences: boolean;
  returnState: boolean;
  goBackwards: boolean;
  stateful: boolean;
  unroll: boolean;
}

interface CallArguments {
  mask?: unknown;
  training?: boolean;
  initialState?: tf.Tensor[] | null;
  constants?: unknown;
}

type Call = (this: StockLayer, inputs: tf.Tensor | tf.Tensor[], kwargs?: CallArguments) => tf.Tensor | tf.Tensor[];

/** Stock layers and what they are here. */
const layers: ReadonlyArray<{ className: string; cellName: string; cell: Cell; states: number }> = [
  { className: 'LSTM', cellName: 'LSTMCell', cell: 'lstm', states: 2 },
  { className: 'GRU', cellName: 'GRUCell', cell: 'gruBefore', states: 1 },
  { className: 'SimpleRNN', cellName: 'SimpleRNNCell', cell: 'simple', states: 1 },
];

function squashingOf(activation: StockActivation | null | undefined): Squashing | undefined {
  const name = activation?.getClassName();
  return squashings.find((squashing) => squashing === name);
}

function isFloat(tensor: tf.Tensor, shape: number[]): boolean {
  return tensor.dtype === 'float32' && tf.util.arraysEqual(tensor.shape, shape);
}

/** The call in one op, or undefined where the stock method has to do it. */
function fused(
  layer: StockLayer,
  { cellName, cell, states }: (typeof layers)[number],
  inputs: tf.Tensor | tf.Tensor[],
  { mask, training, initialState, constants }: CallArguments,
): tf.Tensor | tf.Tensor[] | undefined {
  const x = Array.isArray(inputs) ? inputs[0] : inputs;
  const own = layer.cell;
  const dropout = training === true && (own.dropout > 0 || own.recurrentDropout > 0);
  const activation = squashingOf(own.activation);
  const gate = cell === 'simple' ? 'sigmoid' : squashingOf(own.recurrentActivation);
  if (
    tf.getKernel(kernelName('Recurrent'), tf.getBackend()) === undefined ||
    own.getClassName() !== cellName ||
    mask != null ||
    constants != null ||
    dropout ||
    layer.stateful ||
    layer.unroll ||
    activation === undefined ||
    gate === undefined ||
    (Array.isArray(inputs) && inputs.length !== 1) ||
    x.rank !== 3 ||
    x.dtype !== 'float32' ||
    x.shape[1] === 0
  ) {
    return undefined;
  }
  const [batch, steps] = x.shape as [number, number, number];
  const initial = initialState ?? [];
  const fits = initial.length === 0 || initial.length === states;
  if (!fits || !initial.every((state) => isFloat(state, [batch, own.units]))) return undefined;
  return tf.tidy(() => {
    const output = layer.returnState ? 'all' : layer.returnSequences ? 'sequence' : 'last';
    const value = runRecurrent(
      {
        x,
        kernel: own.kernel.read(),
        recurrentKernel: own.recurrentKernel.read(),
        bias: own.bias?.read(),
        hidden: initial[0],
        carry: initial[1],
      },
      { cell, reverse: layer.goBackwards, output, gate, activation },
    );
    // A stock layer that goes backwards returns its states in the order in which it made them.
    const inOrder = (sequence: tf.Tensor): tf.Tensor => (layer.goBackwards ? tf.reverse(sequence, 1) : sequence);
    if (output === 'last') return value;
    if (output === 'sequence') return inOrder(value);
    const rows = (from: number, count: number): tf.Tensor => tf.slice(value, [0, from, 0], [batch, count, own.units]);
    const final = Array.from({ length: states }, (_, state) => rows(steps + state, 1).reshape([batch, own.units]));
    return [layer.returnSequences ? inOrder(rows(0, steps)) : final[0].clone(), ...final];
  });
}

interface LayerClass {
  className: string;
  prototype: { call: Call };
}

/** The stock class itself: one that an application registered under the same name is none of ours. */
function stockClass(className: string): LayerClass | undefined {
  const found = tf.serialization.SerializationMap.getMap().classNameMap[className]?.[0] as unknown as
    | LayerClass
    | undefined;
  const parent = found && (Object.getPrototypeOf(found) as Partial<LayerClass>);
  const stock = parent?.className === 'RNN' && Object.hasOwn(found!.prototype, 'call');
  return stock ? found : undefined;
}

/** A layer over a sequence of one step, whose gradient stock TensorFlow.js cannot form. */
function oneStep(make: () => tf.layers.Layer): tf.Tensor {
  const layer = make();
  const x = tf.tensor3d([0.5], [1, 1, 1]);
  const gradient = () => tf.grad((values) => tf.sum(layer.apply(values) as tf.Tensor))(x);
  try {
    return gradient();
  } finally {
    layer.dispose();
  }
}

const ones = { units: 1, kernelInitializer: 'ones', recurrentInitializer: 'ones', useBias: false } as const;
const makers: Record<string, [make: () => tf.layers.Layer, right: number]> = {
  // With s = sigmoid(0.5), g = tanh(0.5), c = s g: d/dx s tanh(c).
  LSTM: [() => tf.layers.lstm({ ...ones, recurrentActivation: 'sigmoid' }), oneStepSlope('lstm')],
  GRU: [() => tf.layers.gru({ ...ones, recurrentActivation: 'sigmoid' }), oneStepSlope('gru')],
  SimpleRNN: [() => tf.layers.simpleRNN(ones), 1 - Math.tanh(0.5) ** 2],
};

/** The right slope at x = 0.5 by the chain rule. */
function oneStepSlope(kind: 'lstm' | 'gru'): number {
  const s = 1 / (1 + Math.exp(-0.5));
  const g = Math.tanh(0.5);
  const [ds, dg] = [s * (1 - s), 1 - g * g];
  if (kind === 'gru') return -ds * g + (1 - s) * dg;
  const out = Math.tanh(s * g);
  return ds * out + s * (1 - out * out) * (ds * g + s * dg);
}

function repairOf(layer: (typeof layers)[number]): MethodRepair {
  const [make, right] = makers[layer.className];
  return {
    name: `${layer.className}.call`,
    why: 'runs ten to twenty ops per time step, and throws in the gradient of a single step',
    apply() {
      const found = stockClass(layer.className);
      if (found === undefined) return undefined;
      const stock = found.prototype.call;
      const ours: Call = function (this: StockLayer, inputs, kwargs) {
        return fused(this, layer, inputs, kwargs ?? {}) ?? stock.call(this, inputs, kwargs);
      };
      found.prototype.call = ours;
      return () => {
        if (found.prototype.call === ours) found.prototype.call = stock;
      };
    },
    proofs: [
      {
        expression: `gradient of ${layer.className} over a sequence of one step`,
        compute: () => oneStep(make),
        stock: { throws: 'must be a `Tensor[]`' },
        right: [right],
      },
    ],
  };
}

/** The stock recurrent layers, whole sequences at a time. */
export const recurrentLayers: readonly MethodRepair[] = layers.map(repairOf);
