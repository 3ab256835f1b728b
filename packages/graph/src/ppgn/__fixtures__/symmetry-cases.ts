// What renumbering the vertices, exchanging the MLPs and another encoding change, and what they do not.
import { random } from '@perceptrons/tensor';
import * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import { gap, read } from '../../__fixtures__/read';
import { encodeGraphs } from '../../encoding/encode-graphs';
import type { EncodeOptions } from '../../encoding/encode-options';
import { graphFromEdges } from '../../graphs/graph-from-edges';
import { ppgn } from '../ppgn';
import { type PpgnBlock, ppgnBlock } from '../ppgn-block';
import { type Edges, formulaModel, hexagon, paw, relabelled, twoTriangles } from './golden-model';
import { scoresOf } from './golden-scores';
import { variantSizes, variants } from './variants';

/** What float32 leaves of an equality, as a share of the largest value. */
const tolerance = 1e-5;

interface Pairs {
  shape: [batch: number, n: number, columns: number, channels: number];
  values: ArrayLike<number>;
}

const drawn = (key: number, shape: Pairs['shape']): Pairs => ({
  shape,
  values: random.normalArray(key, shape[0] * shape[1] * shape[2] * shape[3]),
});

/** The pairs whose entry (i, j) stood at `from(i, j)`. */
function moved({ shape, values }: Pairs, from: (i: number, j: number) => [number, number]): Pairs {
  const [, n, , channels] = shape;
  const found = Array.from(values, (_, at) => {
    const pair = Math.floor(at / channels);
    const [i, j] = from(Math.floor(pair / n) % n, pair % n);
    return values[(Math.floor(pair / n / n) * n * n + i * n + j) * channels + (at % channels)];
  });
  return { shape, values: found };
}

const transposed = (pairs: Pairs): Pairs => moved(pairs, (i, j) => [j, i]);

async function outputOf(block: PpgnBlock, { shape, values }: Pairs): Promise<Pairs> {
  const found = await read(() => block.apply(tf.tensor4d(Float32Array.from(values), shape)) as tf.Tensor);
  return { shape: [shape[0], shape[1], shape[2], block.units], values: found };
}

const tailed: Edges = {
  n: 6,
  edges: [...paw.edges, [3, 4], [4, 5], [1, 5]],
};

export function itHasSymmetries(): void {
  it.each(['none', 'sqrt-n', 'n'] as const)('renumbers what a block gives, product scaled by %s', async (scaling) => {
    const order = [3, 0, 6, 2, 5, 1, 4];
    const renumbered = (pairs: Pairs) => moved(pairs, (i, j) => [order[i], order[j]]);
    const x = drawn(1, [2, 7, 7, 5]);
    const options = { units: 16, skipActivation: 'relu', productScaling: scaling, seed: 4 } as const;
    const block = ppgnBlock({ name: 'block', ...options });
    const expected = renumbered(await outputOf(block, x));
    expect(gap((await outputOf(block, renumbered(x))).values, expected.values)).toBeLessThan(tolerance);
    block.dispose();
  });

  it('does not keep symmetry, and transposes the product when the MLPs are exchanged', async () => {
    const x = drawn(1, [2, 7, 7, 5]);
    const other = transposed(x).values;
    const symmetric: Pairs = { shape: x.shape, values: Array.from(x.values, (value, at) => value + other[at]) };
    const block = ppgnBlock({ name: 'block', units: 16, mlpDepth: 1, seed: 4 });
    const y = await outputOf(block, symmetric);
    expect(gap(transposed(y).values, y.values)).toBeGreaterThan(1e-2);
    const exchanged = ppgnBlock({ name: 'block', units: 16, mlpDepth: 1 });
    tf.tidy(() => void exchanged.apply(tf.zeros([1, 1, 1, 5])));
    const [kernel1, bias1, kernel2, bias2, ...skip] = block.getWeights();
    exchanged.setWeights([kernel2, bias2, kernel1, bias1, ...skip]);
    expect(gap(transposed(await outputOf(exchanged, symmetric)).values, y.values)).toBeLessThan(tolerance);
    block.dispose();
    exchanged.dispose();
  });

  it.each(variants)('%s: scores do not depend on the numbering of the vertices', async (_, variant) => {
    const model = ppgn({ ...variantSizes, ...variant });
    const graphs = [hexagon, twoTriangles, tailed];
    const order = [5, 3, 0, 1, 4, 2];
    const scores = await scoresOf(model, graphs);
    const again = await scoresOf(
      model,
      graphs.map((graph) => relabelled(graph, order)),
    );
    expect(gap(again, scores)).toBeLessThan(tolerance);
    // Or nothing of the graphs would have reached the scores.
    expect(gap(scores.slice(0, 3), scores.slice(6))).toBeGreaterThan(1e-3);
    model.dispose();
  });

  it('reads the encoding with the adjacency in every channel with other first weights', async () => {
    const graphs = [
      graphFromEdges(paw.edges, { nodeLabels: [0, 0, 1, 0] }),
      graphFromEdges(hexagon.edges, { nodeLabels: [1, 0, 1, 1, 0, 0] }),
    ];
    const channels = 3;
    const scores = async (model: tf.LayersModel, options: EncodeOptions) => {
      const { pairs, mask } = encodeGraphs(graphs, { ...options, nodeLabelCount: 2 });
      const values = await read(() => model.predict([pairs, mask]) as tf.Tensor);
      tf.dispose([pairs, mask]);
      return values;
    };
    const separate = formulaModel({ ...variantSizes, inputChannels: channels, blockWidths: [4] });
    const joint = formulaModel({ ...variantSizes, inputChannels: channels, blockWidths: [4] });
    // What channels have in common is taken off the row of the first one.
    for (const weight of joint.getLayer('block0').weights) {
      if (!/(fc1|skip)\/kernel$/.test(weight.originalName)) continue;
      const values = Float32Array.from(await weight.read().data<'float32'>());
      const units = weight.shape[1]!;
      for (let row = 1; row < channels; row++)
        for (let unit = 0; unit < units; unit++) values[unit] -= values[row * units + unit];
      tf.tidy(() => {
        weight.write(tf.tensor(values, weight.shape as number[]));
      });
    }
    const expected = await scores(separate, { normalization: 'symmetric', includeIdentity: false });
    expect(gap(await scores(joint, { encoding: 'reference-tu' }), expected)).toBeLessThan(tolerance);
    expect(gap(await scores(separate, { encoding: 'reference-tu' }), expected)).toBeGreaterThan(1e-2);
    separate.dispose();
    joint.dispose();
  });
}
