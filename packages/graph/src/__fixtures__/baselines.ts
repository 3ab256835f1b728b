// The two baselines as in tooling/reference/graph/baselines.py: graphs, weights by formula, and what is compared.
import * as tf from '@tensorflow/tfjs';
import { ign } from '../invariant/ign';
import { gin } from '../message-passing/gin';
import golden from './baselines-golden.json';

const [channels, units, largest] = [2, 2, 5];

/** The graphs of the reference as a padded batch; `padding` stands where a graph has no vertex. */
export function goldenBatch(padding = 0): { pairs: tf.Tensor4D; mask: tf.Tensor2D } {
  const { graphs } = golden;
  const pairs = tf.buffer([graphs.length, largest, largest, channels], 'float32');
  pairs.values.fill(padding);
  const mask = tf.buffer([graphs.length, largest], 'float32');
  graphs.forEach(({ nodeCount, edges }, graph) => {
    for (let i = 0; i < nodeCount; i++) {
      mask.set(1, graph, i);
      for (let j = 0; j < nodeCount; j++) for (let c = 0; c < channels; c++) pairs.set(0, graph, i, j, c);
      pairs.set(1 + 0.5 * i, graph, i, i, 1);
    }
    for (const [a, b] of edges) {
      pairs.set(1, graph, a, b, 0);
      pairs.set(1, graph, b, a, 0);
    }
  });
  return { pairs: pairs.toTensor() as tf.Tensor4D, mask: mask.toTensor() as tf.Tensor2D };
}

const dense = (layer: string): string[] => [`${layer}/kernel`, `${layer}/bias`];
const equivariant = (layer: string): string[] => [`${layer}/coeffs`, `${layer}/diag_bias`, `${layer}/all_bias`];
const round = (number: number, depth: number, norm: boolean): string[] => [
  `sum${number}/epsilon`,
  ...Array.from({ length: depth }, (_, at) => [
    ...dense(`round${number}_dense${at + 1}`),
    ...(norm ? [`round${number}_norm${at + 1}/gamma`, `round${number}_norm${at + 1}/beta`] : []),
  ]).flat(),
  ...dense(`score${number}`),
];

/** Every model of the reference file, with its weights in the order of the formula. */
export const goldenModels = [
  {
    name: 'ign',
    make: (masked = true) =>
      ign({ inputChannels: channels, outputUnits: units, widths: [3, 4], hiddenUnits: [5], masked }),
    weights: [...equivariant('equi0'), ...equivariant('equi1'), ...dense('fully1'), ...dense('fully2')],
  },
  {
    name: 'ignWithoutNormalization',
    make: (masked = true) =>
      ign({
        inputChannels: channels,
        outputUnits: units,
        widths: [3, 4],
        hiddenUnits: [],
        normalization: 'none',
        masked,
      }),
    weights: [...equivariant('equi0'), ...equivariant('equi1'), ...dense('fully1')],
  },
  {
    name: 'gin',
    make: (masked = true) =>
      gin({ inputChannels: channels, outputUnits: units, widths: [4, 3], trainEpsilon: true, masked }),
    weights: [...dense('score0'), ...round(1, 2, false), ...round(2, 2, false)],
  },
  {
    name: 'ginWithBatchNormalization',
    make: (masked = true) => {
      const options = { widths: [4, 3], trainEpsilon: true, normalization: 'batch', masked } as const;
      return gin({ inputChannels: channels, outputUnits: units, ...options });
    },
    weights: [...dense('score0'), ...round(1, 2, true), ...round(2, 2, true)],
  },
  {
    name: 'ginMean',
    make: (masked = true) => {
      const options = { widths: [4], mlpDepth: 1, trainEpsilon: true, readout: 'mean', masked } as const;
      return gin({ inputChannels: channels, outputUnits: units, ...options });
    },
    weights: [...dense('score0'), ...round(1, 1, false)],
  },
] as const;

export type GoldenModel = (typeof goldenModels)[number];

/** Weight number s is 0.3 sin(1.3 place + 0.9 s + 0.5). */
export function fillByFormula(model: tf.LayersModel, names: readonly string[]): tf.Variable[] {
  return names.map((name, number) => {
    const weight = model.weights.find(({ originalName }) => originalName === name);
    if (!weight)
      throw new Error(`${model.name} has no ${name}: ${model.weights.map((w) => w.originalName).join(', ')}`);
    const shape = weight.shape as number[];
    const size = shape.reduce((product, each) => product * each, 1);
    const values = Float32Array.from({ length: size }, (_, at) => 0.3 * Math.sin(1.3 * at + 0.9 * number + 0.5));
    tf.tidy(() => {
      weight.write(tf.tensor(values, shape));
    });
    return weight.read() as tf.Variable;
  });
}

/** Scores, loss and, per weight, norm and projection of the gradient, as the reference has them. */
export async function measureGolden(
  { make, weights }: GoldenModel,
  padding = 0,
): Promise<{ scores: Float32Array; loss: number; gradients: number[][] }> {
  const model = make();
  const variables = fillByFormula(model, weights);
  const { pairs, mask } = goldenBatch(padding);
  const predict = () => model.apply([pairs, mask], { training: true }) as tf.Tensor;
  const { value, grads } = tf.variableGrads(() => {
    const scores = predict();
    // On the host: the cosine of a device is not exact.
    const factors = tf.tensor(
      Float32Array.from({ length: scores.size }, (_, at) => Math.cos(at + 1)),
      scores.shape,
    );
    return tf.add(tf.sum(tf.mul(factors, scores)), tf.mul(0.5, tf.sum(tf.square(scores)))) as tf.Scalar;
  }, variables);
  const scores = tf.tidy(predict);
  const gradients = await Promise.all(
    variables.map(async ({ name }) => {
      const numbers = await grads[name].data<'float32'>();
      const norm = Math.sqrt(numbers.reduce((sum, each) => sum + each * each, 0));
      return [norm, numbers.reduce((sum, each, at) => sum + each * Math.sin(at + 1), 0)];
    }),
  );
  const result = { scores: (await scores.data()) as Float32Array, loss: (await value.data())[0], gradients };
  tf.dispose([pairs, mask, scores, value, ...Object.values(grads)]);
  model.dispose();
  return result;
}

/** Largest difference to the reference values, as a share of 1 + their largest. */
export function worstError(actual: ArrayLike<number>, expected: readonly number[]): number {
  if (actual.length !== expected.length) return Number.POSITIVE_INFINITY;
  const scale = 1 + Math.max(...expected.map(Math.abs));
  return Math.max(...expected.map((value, i) => Math.abs(value - actual[i]) / scale));
}

export { golden };
