import type { PlasticitySettings } from './settings';
import { freshAnimals, sizesOf, startOptions } from './worker/choices';

/** A value as it is written in a program. */
function written(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(written).join(', ')}]`;
  if (typeof value === 'string') return `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
  if (typeof value !== 'object' || value === null) return String(value);
  const entries = Object.entries(value);
  return entries.length === 0 ? '{}' : `{ ${entries.map(([key, inner]) => `${key}: ${written(inner)}`).join(', ')} }`;
}

/** Animals simulated by the true rule. */
function simulation({ rule, units, animals, trials, noise, memory, seed }: PlasticitySettings): string[] {
  return [
    `const network = plasticNetwork({ sizes: ${written(sizesOf(2, units))} });`,
    `const truth = parseRule(${written(rule)});`,
    'const task = {',
    '  rule: truth,',
    '  network,',
    `  trialsPerBlock: ${trials},`,
    `  inputStd: ${noise},`,
    `  expectedReward: { kind: 'window', length: ${memory} },`,
    `  seed: ${seed},`,
    '};',
    `const animals = simulateBehaviour({ ...task, experiments: ${animals}, purpose: 'train' });`,
    `const fresh = simulateBehaviour({ ...task, experiments: ${freshAnimals}, purpose: 'eval' });`,
  ];
}

/** The visitor's trials. */
function ownTrials({ units, memory }: PlasticitySettings): string[] {
  return [
    '// One row for each presentation: subject, trial, presentation, stimulus, decision, reward.',
    "const rows = readTrialsCsv(await readFile('trials.csv', 'utf8'), { name: 'trials.csv' });",
    `const animals = experimentsFromTable(rows, { expectedReward: { kind: 'window', length: ${memory} } });`,
    `const network = plasticNetwork({ sizes: ${written(sizesOf('inputs', units)).replace("'inputs'", 'animals[0].inputs')} });`,
  ];
}

/** The program that does what the stage does with the current settings. */
export function codeSnippet(settings: PlasticitySettings): string {
  const { data, terms, method, iterations, penalty, seed } = settings;
  const own = data === 'own';
  const start = written(startOptions[terms]);
  const names = [
    'evaluateRule',
    ...(own ? ['experimentsFromTable'] : []),
    'formatRule',
    'inferPlasticity',
    ...(own
      ? ['plasticNetwork', 'readTrialsCsv', 'taylorRule']
      : ['parseRule', 'plasticNetwork', 'simulateBehaviour', 'taylorRule']),
  ];
  return [
    ...(own ? ["import { readFile } from 'node:fs/promises';"] : []),
    `import { ${names.join(', ')} } from '@perceptrons/plasticity';`,
    '',
    ...(own ? ownTrials(settings) : simulation(settings)),
    '',
    'const { rule, standardErrors } = await inferPlasticity({',
    '  experiments: animals,',
    '  network,',
    `  rule: taylorRule(${start === '{}' ? '' : start}),`,
    `  optimizer: '${method}',`,
    `  ${method === 'adam' ? 'epochs' : 'iterations'}: ${iterations},`,
    "  onDiverge: 'halveStep',",
    `  penalty: { l1: ${penalty} },`,
    "  uncertainty: 'selected',",
    `  seed: ${seed},`,
    '  onProgress: ({ iteration, loss }) => console.log(iteration, loss.toFixed(4)),',
    '});',
    "console.log('rule', formatRule(rule, { tolerance: 0.005 }));",
    "console.log('standard errors', standardErrors);",
    ...(own
      ? ["console.log('percent deviance explained', evaluateRule(rule, network, animals).percentDeviance);"]
      : [
          'const { r2Weights, percentDeviance } = evaluateRule(rule, network, fresh, { truth });',
          "console.log('R2 of weights', r2Weights.median, 'percent deviance explained', percentDeviance.half.mean);",
        ]),
    '',
  ].join('\n');
}
