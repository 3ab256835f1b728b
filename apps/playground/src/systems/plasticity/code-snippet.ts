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

/** Where the search starts. */
function startOf({ terms, seed }: PlasticitySettings): string {
  if (terms === 'perceptron') return `mlpRule({ seed: ${seed} })`;
  const options = written(startOptions[terms]);
  return `taylorRule(${options === '{}' ? '' : options})`;
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

/** The visitor's trials: a table, or flies in MATLAB files. */
function ownTrials({ units, memory, noise, seed }: PlasticitySettings, flies: boolean): string[] {
  const expected = `expectedReward: { kind: 'window', length: ${memory} }`;
  return [
    ...(flies
      ? [
          '// X [presentations, odours], Y [presentations] and R [accepts] of one fly.',
          "const fly = await readFly(await readFile('Fly1.mat'), { name: 'Fly1' });",
          `const animals = flyExperiment(fly, { inputStd: ${noise}, seed: ${seed}, ${expected} });`,
        ]
      : [
          '// One row for each presentation: subject, trial, presentation, stimulus, decision, reward.',
          "const rows = readTrialsCsv(await readFile('trials.csv', 'utf8'), { name: 'trials.csv' });",
          `const animals = experimentsFromTable(rows, { ${expected} });`,
        ]),
    `const network = plasticNetwork({ sizes: ${written(sizesOf('inputs', units)).replace("'inputs'", 'animals[0].inputs')} });`,
  ];
}

/** The program that does what the stage does with the current settings; `flies` where MATLAB files were picked. */
export function codeSnippet(settings: PlasticitySettings, flies = false): string {
  const { data, terms, method, iterations, penalty, seed } = settings;
  const own = data === 'own';
  const perceptron = terms === 'perceptron';
  const names = ['evaluateRule', 'formatRule', 'inferPlasticity', 'plasticNetwork'];
  names.push(perceptron ? 'mlpRule' : 'taylorRule');
  if (!own) names.push('parseRule', 'simulateBehaviour');
  else names.push(...(flies ? ['flyExperiment', 'readFly'] : ['experimentsFromTable', 'readTrialsCsv']));
  names.sort();
  return [
    ...(own ? ["import { readFile } from 'node:fs/promises';"] : []),
    `import { ${names.join(', ')} } from '@perceptrons/plasticity';`,
    '',
    ...(own ? ownTrials(settings, flies) : simulation(settings)),
    '',
    `const { rule${perceptron ? '' : ', standardErrors'} } = await inferPlasticity({`,
    '  experiments: animals,',
    '  network,',
    `  rule: ${startOf(settings)},`,
    `  optimizer: '${method}',`,
    `  ${method === 'adam' ? 'epochs' : 'iterations'}: ${iterations},`,
    "  onDiverge: 'halveStep',",
    ...(perceptron ? ["  uncertainty: 'none',"] : [`  penalty: { l1: ${penalty} },`, "  uncertainty: 'selected',"]),
    `  seed: ${seed},`,
    '  onProgress: ({ iteration, loss }) => console.log(iteration, loss.toFixed(4)),',
    '});',
    "console.log('rule', formatRule(rule, { tolerance: 0.005 }));",
    ...(perceptron ? [] : ["console.log('standard errors', standardErrors);"]),
    ...(own
      ? ["console.log('percent deviance explained', evaluateRule(rule, network, animals).percentDeviance);"]
      : [
          'const { r2Weights, percentDeviance } = evaluateRule(rule, network, fresh, { truth });',
          "console.log('R2 of weights', r2Weights.median, 'percent deviance explained', percentDeviance.half.mean);",
        ]),
    '',
  ].join('\n');
}
