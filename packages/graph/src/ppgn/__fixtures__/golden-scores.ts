// Scores of networks with weights by formula, from an implementation in float64.
import * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import { encodeGraphs } from '../../encoding/encode-graphs';
import { graphFromEdges } from '../../graphs/graph-from-edges';
import type { PpgnConfig } from '../ppgn-config';
import {
  adjacencyAndIdentity,
  type Edges,
  formulaModel,
  hexagon,
  paw,
  rook,
  shrikhande,
  twoTriangles,
} from './golden-model';

export const goldenConfig: PpgnConfig = {
  inputChannels: 2,
  outputUnits: 2,
  blockWidths: [3, 3],
  hiddenUnits: [4, 3],
};

/** Scores of graphs in one batch. */
export async function scoresOf(
  model: tf.LayersModel,
  graphs: Edges[],
  options?: { size?: number; fill?: number },
): Promise<number[]> {
  const [pairs, mask] = adjacencyAndIdentity(graphs, options);
  const scores = model.predict(model.inputs.length === 2 ? [pairs, mask] : pairs) as tf.Tensor;
  const values = Array.from(await scores.data());
  tf.dispose([pairs, mask, scores]);
  return values;
}

/** Scores, and values inside of the blocks. `tolerance` is absolute; the scores are below 0.5. */
export function itHasGoldenScores(tolerance: number): void {
  const expectClose = (actual: ArrayLike<number>, expected: readonly number[]) => {
    expect(actual.length).toBe(expected.length);
    for (const [i, value] of expected.entries()) {
      expect(Math.abs(actual[i] - value), `entry ${i}: ${actual[i]} against ${value}`).toBeLessThan(tolerance);
    }
  };

  it.each([
    ['new', 'linear', [0.16826364, -0.08509678]],
    ['new', 'relu', [0.12913659, 0.10370769]],
    ['old', 'linear', [0.13606669, 0.14698442]],
    ['old', 'relu', [0.13359462, 0.14254881]],
  ] as const)('suffix %s, skip %s: scores of the paw, alone and padded', async (suffix, skipActivation, expected) => {
    for (const masked of [true, false]) {
      const model = formulaModel({ ...goldenConfig, suffix, skipActivation, masked });
      expectClose(await scoresOf(model, [paw]), expected);
      if (masked) expectClose(await scoresOf(model, [paw], { size: 6, fill: Number.NaN }), expected);
      model.dispose();
    }
  });

  it('has the reference values inside the blocks', async () => {
    const model = formulaModel(goldenConfig);
    const names = ['block0_pool', 'block1_pool', 'block1'];
    const outputs = names.map((name) => model.getLayer(name).output as tf.SymbolicTensor);
    const inside = tf.model({ inputs: model.inputs, outputs });
    const tensors = inside.predict(adjacencyAndIdentity([paw])) as tf.Tensor[];
    const [first, second, values] = await Promise.all(tensors.map((tensor) => tensor.data()));
    expectClose(first, [-0.33320003, 0.00353065, 0.44263031, 0.37522121, 0.37682555, -0.05976326]);
    expectClose(second, [0.01735246, 0.25754003, 0.2514802, 0.29341368, 0.11650433, 0.02684994]);
    const at = (i: number, j: number) => values.slice((i * 4 + j) * 3, (i * 4 + j) * 3 + 3);
    expectClose(at(0, 0), [0.01670576, 0.25617659, 0.24757904]);
    expectClose(at(2, 3), [0.29313782, 0.1164339, 0.02597272]);
    expectClose(at(3, 2), [0.29137117, 0.11180408, 0.01916404]);
    model.dispose();
  });

  it('tells the hexagon from two triangles, and the rook graph not from that of Shrikhande', async () => {
    const model = formulaModel(goldenConfig);
    const given = await scoresOf(model, [paw, twoTriangles, hexagon, rook, shrikhande]);
    expectClose(given.slice(2, 6), [0.16448249, -0.08859991, 0.163129, -0.08988469]);
    expectClose(given.slice(6), [0.19265859, -0.05592599, 0.19265859, -0.05592599]);
    model.dispose();
  });

  it('reads the encoding with the scaled adjacency in every channel', async () => {
    const model = formulaModel({ ...goldenConfig, inputChannels: 3 });
    const graph = graphFromEdges(paw.edges, { nodeLabels: [0, 0, 1, 0] });
    const { pairs, mask } = encodeGraphs([graph], { encoding: 'reference-tu', nodeLabelCount: 2 });
    const given = await pairs.data();
    const at = (i: number, j: number) => given.slice((i * 4 + j) * 3, (i * 4 + j) * 3 + 3);
    expectClose(at(0, 0), [0, 1, 0]);
    expectClose(at(0, 2), [0.40824829, 0.40824829, 0.40824829]);
    expectClose(at(2, 2), [0, 0, 1]);
    expectClose(at(2, 3), [0.57735027, 0.57735027, 0.57735027]);
    const scores = model.predict([pairs, mask]) as tf.Tensor;
    expectClose(await scores.data(), [0.04338461, 0.27145912]);
    tf.dispose([pairs, mask, scores]);
    model.dispose();
  });

  it('is the other network on a padded graph without a mask', async () => {
    const model = formulaModel({ ...goldenConfig, masked: false });
    expectClose(await scoresOf(model, [paw], { size: 6 }), [0.15724385, 0.01865958]);
    model.dispose();
  });
}
