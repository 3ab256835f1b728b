import { choice, number, type SettingValues, text } from '../../settings/setting';

/** The controls of the page. Seven are visible, the rest is under "more". */
export const plasticitySettings = {
  rule: text({ label: 'True rule', unit: 'in x, y, w, r', default: 'x*r - 0.05*w', maximum: 120 }),
  data: choice({
    label: 'Data',
    default: 'simulated',
    options: [
      { value: 'simulated', label: 'Simulated animals' },
      { value: 'own', label: 'Your own trials' },
    ],
  }),
  units: choice({
    label: 'Network',
    unit: 'plastic layer',
    default: '10',
    options: [
      { value: '1', label: 'Inputs decide directly' },
      { value: '10', label: '10 units, one decision' },
      { value: '50', label: '50 units, one decision' },
    ],
  }),
  animals: number({ label: 'Animals', unit: 'trained on', default: 18, minimum: 1, maximum: 40, step: 1 }),
  trials: number({ label: 'Trials', unit: 'per block, 3 blocks', default: 80, minimum: 5, maximum: 400, step: 1 }),
  terms: choice({
    label: 'Rule fitted',
    unit: 'its form',
    default: 'all',
    options: [
      { value: 'all', label: 'Series, all 81 terms' },
      { value: 'second', label: 'Series, 15 terms up to second order' },
      { value: 'without-y', label: 'Series, 27 terms without y' },
      { value: 'perceptron', label: 'Perceptron, 10 hidden units' },
    ],
  }),
  seed: number({ label: 'Seed', unit: 'whole number', default: 1, minimum: 0, maximum: 9999, step: 1 }),
  method: choice({
    label: 'Method',
    default: 'gaussNewton',
    more: true,
    options: [
      { value: 'gaussNewton', label: 'Gauss-Newton' },
      { value: 'adam', label: 'Adam, as published' },
    ],
  }),
  penalty: number({
    label: 'Penalty',
    unit: 'on absolute values',
    default: 0.01,
    minimum: 0,
    maximum: 1,
    step: 0.001,
    more: true,
  }),
  iterations: number({
    label: 'Iterations',
    unit: 'at most',
    default: 60,
    minimum: 1,
    maximum: 500,
    step: 1,
    more: true,
  }),
  noise: number({
    label: 'Input noise',
    unit: 'standard deviation',
    default: 0.05,
    minimum: 0,
    maximum: 0.5,
    step: 0.01,
    more: true,
  }),
  memory: number({
    label: 'Expected reward',
    unit: 'mean of last trials',
    default: 10,
    minimum: 1,
    maximum: 200,
    step: 1,
    more: true,
  }),
  draws: number({
    label: 'Draws',
    unit: 'of the bootstrap',
    default: 100,
    minimum: 20,
    maximum: 1000,
    step: 1,
    more: true,
  }),
};

export type PlasticitySettings = SettingValues<typeof plasticitySettings>;
