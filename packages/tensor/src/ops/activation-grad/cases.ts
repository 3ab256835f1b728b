import { awkwardSizes, type OpCases, sizeOf, zeros } from '../../testing/op-cases';
import { slope } from '../../testing/scalar-functions';
import { everyActivation } from '../activation-names';
import type { ActivationGradAttributes } from './reference';

/** The loop is one for all activations. */
const everySize = [...awkwardSizes.map((size) => [3, size]), [130, 6], [0, 4], [4, 0]];

export const activationGradCases: OpCases<ActivationGradAttributes> = {
  op: 'ActivationGrad',
  cases: everyActivation.flatMap((activation) =>
    (['columns', 'rows', undefined] as const).flatMap((biasAlong) =>
      activation.activation === 'linear' && biasAlong === undefined
        ? []
        : [[2, 5, 7], ...(activation.activation === 'gelu' ? everySize : [])].map((shape) => ({
            shapes: { dy: shape, ...(activation.activation !== 'linear' && { z: shape }) },
            attributes: { ...activation, biasAlong },
          })),
    ),
  ),
  oracle({ dy, z }, { activation, alpha, biasAlong }) {
    const dz = dy.values.map(
      (value, index) => value * (z === undefined ? 1 : slope(z.values[index], activation, alpha)),
    );
    const results = activation === 'linear' ? [] : [{ shape: dy.shape, values: dz }];
    if (biasAlong === undefined) return results;
    const columns = dy.shape[dy.shape.length - 1];
    const rows = dy.shape[dy.shape.length - 2];
    const dbias = zeros([biasAlong === 'columns' ? columns : rows]);
    for (let index = 0; index < sizeOf(dy.shape); index++) {
      const along = biasAlong === 'columns' ? index % columns : Math.floor(index / columns) % rows;
      dbias.values[along] += dz[index];
    }
    return [...results, dbias];
  },
  // Wide enough to reach both sides of every bend.
  fill: (input, normal) => normal.map((value) => (input === 'z' ? value * 3 : value)),
};
