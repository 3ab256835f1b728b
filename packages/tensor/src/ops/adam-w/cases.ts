import { awkwardSizes, type OpCases } from '../../testing/op-cases';
import type { AdamWAttributes } from './reference';

const attributes: AdamWAttributes = {
  learningRate: 1e-2,
  beta1: 0.9,
  beta2: 0.999,
  epsilon: 1e-8,
  weightDecay: 0.1,
  step: 1,
};

export const adamWCases: OpCases<AdamWAttributes> = {
  op: 'AdamW',
  cases: [...awkwardSizes.map((size) => [size]), [], [0], [3, 7]].flatMap((shape) =>
    [1, 1000].map((step) => ({
      shapes: { parameter: shape, gradient: shape, firstMoment: shape, secondMoment: shape },
      attributes: { ...attributes, step },
    })),
  ),
  fill: (input, normal) => (input === 'secondMoment' ? normal.map((value) => value * value + 0.1) : normal),
  oracle(
    { parameter, gradient, firstMoment, secondMoment },
    { learningRate, beta1, beta2, epsilon, weightDecay, step },
  ) {
    const { shape } = parameter;
    const m = firstMoment.values.map((value, i) => beta1 * value + (1 - beta1) * gradient.values[i]);
    const v = secondMoment.values.map((value, i) => beta2 * value + (1 - beta2) * gradient.values[i] ** 2);
    const p = parameter.values.map((value, i) => {
      const first = m[i] / (1 - beta1 ** step);
      const second = v[i] / (1 - beta2 ** step);
      return value - learningRate * (first / (Math.sqrt(second) + epsilon) + weightDecay * value);
    });
    return [p, m, v].map((values) => ({ shape, values }));
  },
};
