import { awkwardSizes, type OpCases, sizeOf, zeros } from '../../testing/op-cases';
import { slope } from '../../testing/scalar-functions';
import { activations } from '../activation-names';
import type { ActivationGradAttributes } from './reference';

const shapes = [...awkwardSizes.map((size) => [3, size]), [2, 5, 7], [130, 6], [0, 4], [4, 0]];

export const activationGradCases: OpCases<ActivationGradAttributes> = {
  op: 'ActivationGrad',
  cases: activations.flatMap((activation) =>
    (['columns', 'rows', undefined] as const).flatMap((biasAlong) =>
      activation === 'linear' && biasAlong === undefined
        ? []
        : shapes.map((shape) => ({
            shapes: { dy: shape, ...(activation !== 'linear' && { z: shape }) },
            attributes: { activation, biasAlong },
          })),
    ),
  ),
  oracle({ dy, z }, { activation, biasAlong }) {
    const dz = dy.values.map((value, index) => value * (z === undefined ? 1 : slope(z.values[index], activation)));
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
};
