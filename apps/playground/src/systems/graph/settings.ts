import { choice, number, type SettingValues } from '../../settings/setting';

/** The controls of the page. Seven are visible, the rest is under "more"; the graphs have their own part of the address. */
export const graphSettings = {
  test: choice({
    label: 'Test',
    unit: 'Weisfeiler-Leman',
    default: '1-WL',
    options: [
      { value: '1-WL', label: '1-WL colours vertices' },
      { value: '2-WL', label: '2-WL colours pairs' },
      { value: '2-FWL', label: '2-FWL colours pairs' },
      { value: '3-WL', label: '3-WL colours triples' },
      { value: '3-FWL', label: '3-FWL colours triples' },
    ],
  }),
  round: number({ label: 'Round', unit: '99: the last', default: 99, minimum: 0, maximum: 99, step: 1, more: true }),
  numbers: choice({
    label: 'In the vertices',
    unit: 'what is written',
    default: 'vertex',
    options: [
      { value: 'vertex', label: 'Number of the vertex' },
      { value: 'colour', label: 'Number of its colour' },
      { value: 'nothing', label: 'Nothing' },
    ],
  }),
  steps: number({
    label: 'Training steps',
    unit: 'of both networks',
    default: 100,
    minimum: 5,
    maximum: 2000,
    step: 1,
  }),
  rate: number({ label: 'Learning rate', unit: 'Adam', default: 0.003, minimum: 0.00001, maximum: 0.1, step: 0.0005 }),
  blocks: number({ label: 'PPGN blocks', unit: 'products', default: 3, minimum: 1, maximum: 6, step: 1 }),
  seed: number({ label: 'Seed', unit: 'whole number', default: 1, minimum: 0, maximum: 9999, step: 1 }),
  width: number({
    label: 'Width',
    unit: 'channels of both',
    default: 16,
    minimum: 4,
    maximum: 64,
    step: 1,
    more: true,
  }),
  rounds: number({
    label: 'GIN rounds',
    unit: 'of messages',
    default: 5,
    minimum: 1,
    maximum: 10,
    step: 1,
    more: true,
  }),
  copies: number({
    label: 'Relabelings',
    unit: 'of each graph in a batch',
    default: 8,
    minimum: 1,
    maximum: 32,
    step: 1,
    more: true,
  }),
  scaling: choice({
    label: 'PPGN normalisation',
    unit: 'after a block',
    default: 'graph',
    more: true,
    options: [
      { value: 'graph', label: 'Over each graph' },
      { value: 'none', label: 'None, as published' },
    ],
  }),
};

export type GraphSettings = SettingValues<typeof graphSettings>;
export type TestName = GraphSettings['test'];

/** The largest graphs that are trained on here. */
export const mostTrained = 41;
