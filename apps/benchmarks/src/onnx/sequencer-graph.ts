import { inputShape, LAYER_NORM_EPSILON, outputShape, type SequencerCase } from '../sequencer/case';
import { chainValues, type Values } from '../sequencer/values';
import { type Parts, walkModel } from '../sequencer/walk';
import { OnnxGraph } from './model';

/** LayerNormalization is an operator from 17 on, Gelu from 20 on. */
const OPSET = 20;

/** ONNX has the gates in the order input, output, forget, cell; ours are input, forget, cell, output. */
const GATES = [0, 3, 1, 2];

/** [rows, 4 units] to [4 units, rows], with the gates in the order of ONNX. */
function gatesFirst({ shape: [rows, width], data }: Values): Float32Array {
  const units = width / 4;
  const result = new Float32Array(data.length);
  GATES.forEach((from, to) => {
    for (let unit = 0; unit < units; unit++) {
      for (let row = 0; row < rows; row++) {
        result[(to * units + unit) * rows + row] = data[row * width + from * units + unit];
      }
    }
  });
  return result;
}

function joined(parts: Float32Array[]): Float32Array {
  const result = new Float32Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) {
    result.set(part, at);
    at += part.length;
  }
  return result;
}

/** A case as an ONNX file: input `x`, output `y`. */
export function sequencerOnnx(task: SequencerCase, weights: ReadonlyMap<string, Values>): Uint8Array {
  const graph = new OnnxGraph();
  const { batch } = task;
  const weight = (name: string): string => {
    const { shape, data } = weights.get(name)!;
    return graph.weight(name, shape, data);
  };
  const reshape = (x: string, shape: number[]): string => graph.node('Reshape', [x, graph.integers(shape)]);
  const transpose = (x: string, perm: number[]): string => graph.node('Transpose', [x], { perm });
  const dense = (x: string, name: string): string =>
    graph.node('Add', [graph.node('MatMul', [x, weight(`${name}.kernel`)]), weight(`${name}.bias`)]);

  /** Chains `first` and the one after it over x [time, count, inputs], to [time, directions, count, units]. */
  const both = (x: string, units: number, name: string, first: number): string => {
    const chains = [first, first + 1].map((chain) => chainValues(weights, name, chain));
    const inputs = chains[0][0].shape[0];
    const tensors = [0, 1, 2].map((part) => {
      const values = chains.map((chain) =>
        part < 2 ? gatesFirst(chain[part]) : gatesFirst({ shape: [1, 4 * units], data: chain[2].data }),
      );
      // ONNX has the two biases of each direction side by side.
      const data = part < 2 ? joined(values) : joined(values.flatMap((bias) => [bias, new Float32Array(4 * units)]));
      const shape = part === 2 ? [2, 8 * units] : [2, 4 * units, part === 0 ? inputs : units];
      return graph.weight(`${name}.${first}.${part}`, shape, data);
    });
    return graph.node('LSTM', [x, ...tensors], { hidden_size: units, direction: 'bidirectional' });
  };

  const parts: Parts<string> = {
    patches: (x, side, patch, name) => {
      const { shape } = weights.get(`${name}.kernel`)!;
      const [rows, channels] = [side / patch, shape[0] / patch ** 2];
      if (patch === 1) return dense(x, name);
      const split = reshape(x, [batch, rows, patch, rows, patch * channels]);
      return dense(reshape(transpose(split, [0, 1, 3, 2, 4]), [batch, rows, rows, shape[0]]), name);
    },
    norm: (x, name) =>
      graph.node('LayerNormalization', [x, weight(`${name}.gamma`), weight(`${name}.beta`)], {
        epsilon: { float: LAYER_NORM_EPSILON },
      }),
    dense,
    chains: (x, side, units, name) => {
      const inputs = weights.get(`${name}.kernel`)!.shape[0];
      // Steps come first, which for the columns of a single image they do already.
      const byRow = batch === 1 ? x : transpose(x, [1, 0, 2, 3]);
      const columns = both(reshape(byRow, [side, batch * side, inputs]), units, name, 0);
      const vertical = transpose(reshape(columns, [side, 2, batch, side, units]), [2, 0, 3, 1, 4]);
      const byColumn = reshape(transpose(x, [2, 0, 1, 3]), [side, batch * side, inputs]);
      const rows = both(byColumn, units, name, 2);
      const horizontal = transpose(reshape(rows, [side, 2, batch, side, units]), [2, 3, 0, 1, 4]);
      const image = [batch, side, side, 2 * units];
      return graph.node('Concat', [reshape(vertical, image), reshape(horizontal, image)], { axis: 3 });
    },
    gelu: (x) => graph.node('Gelu', [x], { approximate: 'none' }),
    add: (x, y) => graph.node('Add', [x, y]),
    mean: (x) => graph.node('ReduceMean', [x, graph.integers([1, 2])], { keepdims: 0 }),
  };

  const resultOf = (): string => {
    if (task.kind === 'model') return walkModel(task.shape, 'x', parts);
    if (task.kind === 'bilstm2d') return dense(parts.chains('x', task.height, task.units, 'layer.rnn'), 'layer.fc');
    const y = both(transpose('x', [1, 0, 2]), task.units, 'rnn', 0);
    return reshape(transpose(y, [2, 0, 1, 3]), outputShape(task));
  };
  graph.node('Identity', [resultOf()], {}, 'y');
  return graph.finish({
    input: { name: 'x', shape: inputShape(task) },
    output: { name: 'y', shape: outputShape(task) },
    opset: OPSET,
  });
}
