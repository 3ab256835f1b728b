// A padded batch against its graphs one by one, in a model that knows no masks: scores, gradients, training.
import * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import { gap, read } from '../../__fixtures__/read';
import { ppgn } from '../ppgn';
import { adjacencyAndIdentity, type Edges, formulaModel, hexagon, paw, twoTriangles } from './golden-model';
import { goldenConfig, scoresOf } from './golden-scores';
import { variantSizes, variants } from './variants';

const tolerance = 1e-5;

type Gradients = Map<string, Float32Array>;

/** Gradients of the sum of the squared scores by every weight. */
async function gradientsOf(
  model: tf.LayersModel,
  graphs: Edges[],
  options?: { size?: number; fill?: number },
): Promise<Gradients> {
  const inputs = adjacencyAndIdentity(graphs, options);
  const given = model.inputs.length === 2 ? inputs : inputs[0];
  const { value, grads } = tf.variableGrads(() => (model.apply(given) as tf.Tensor).square().sum().asScalar());
  const weights = model.weights.filter(({ name }) => name in grads);
  const values = await Promise.all(weights.map(({ name }) => grads[name].data<'float32'>()));
  tf.dispose([inputs, value, grads]);
  return new Map(weights.map(({ originalName }, at) => [originalName, values[at]]));
}

function sumOf(parts: readonly Gradients[]): Gradients {
  const entries = [...parts[0]].map(([name, first]): [string, Float32Array] => [
    name,
    first.map((_, at) => parts.reduce((sum, gradients) => sum + gradients.get(name)![at], 0)),
  ]);
  return new Map(entries);
}

const largestOf = (values: Float32Array): number => values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);

const oneVertex: Edges = { n: 1, edges: [] };

export function itPadsExactly(): void {
  it.each(variants)('%s: a padded batch gives what its graphs give alone, also their gradient', async (_, variant) => {
    const masked = ppgn({ ...variantSizes, ...variant });
    const plain = ppgn({ ...variantSizes, ...variant, masked: false });
    const graphs = [paw, hexagon, oneVertex];
    const alone: number[][] = [];
    const parts: Gradients[] = [];
    for (const graph of graphs) {
      alone.push(await scoresOf(plain, [graph]));
      parts.push(await gradientsOf(plain, [graph]));
    }
    const padding = { size: 8, fill: Number.NaN };
    expect(gap(await scoresOf(masked, graphs, padding), alone.flat())).toBeLessThan(tolerance);
    const together = await gradientsOf(masked, graphs, padding);
    const expected = sumOf(parts);
    expect([...together.keys()]).toEqual([...expected.keys()]);
    const largest = Math.max(...[...expected.values()].map(largestOf));
    for (const [name, gradient] of together) {
      const sum = expected.get(name)!;
      // A bias in front of a normalisation has a gradient of 0: what is left of it is rounding.
      const scale = variant.normalization === undefined ? largestOf(sum) : largest;
      const difference = largestOf(gradient.map((value, at) => value - sum[at]));
      expect(difference, name).toBeLessThan(tolerance * (scale || 1));
    }
    masked.dispose();
    plain.dispose();
  });

  it('trains alike on padded and on unpadded batches', async () => {
    const targets = tf.tensor2d([
      [1, 0],
      [0, 1],
    ]);
    const curve = async (masked: boolean, options?: { size: number; fill: number }) => {
      const model = formulaModel({ ...goldenConfig, masked });
      const inputs = adjacencyAndIdentity([hexagon, twoTriangles], options);
      const optimizer = tf.train.sgd(0.05);
      const losses: number[] = [];
      for (let step = 0; step < 5; step++) {
        const [loss] = await read(
          () =>
            optimizer.minimize(() => {
              const scores = model.apply(masked ? inputs : inputs[0], { training: true }) as tf.Tensor;
              return tf.losses.softmaxCrossEntropy(targets, scores, 1, 0, tf.Reduction.SUM).asScalar();
            }, true)!,
        );
        losses.push(loss);
      }
      tf.dispose(inputs);
      optimizer.dispose();
      model.dispose();
      return losses;
    };
    const bucketed = await curve(false);
    expect(gap(await curve(true, { size: 9, fill: Number.NaN }), bucketed)).toBeLessThan(tolerance);
    expect(bucketed[4]).toBeLessThan(bucketed[0]);
    targets.dispose();
  });
}
