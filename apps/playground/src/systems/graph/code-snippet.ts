import type { PairText } from './pairs';
import type { GraphSettings } from './settings';

/** A text as it is written in a program. */
const quoted = (text: string) => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;

/** The program that does what the stage does with the current graphs and settings. */
export function codeSnippet({ a, b }: PairText, settings: GraphSettings): string {
  const { test, steps, rate, blocks, seed, width, rounds, copies, scaling } = settings;
  const widths = (times: number) => `Array(${times}).fill(${width})`;
  return [
    "import '@tensorflow/tfjs-backend-wasm';",
    'import {',
    '  compareGraphs, encodeGraphs, gin, measureSeparation, pairChannels, parseGraph6, permuteGraph, ppgn, randomPermutation,',
    "} from '@perceptrons/graph';",
    "import { AdamW, train } from '@perceptrons/layers';",
    "import { init, random } from '@perceptrons/tensor';",
    "import * as tf from '@tensorflow/tfjs';",
    '',
    `const a = parseGraph6(${quoted(a)});`,
    `const b = parseGraph6(${quoted(b)});`,
    `const { round, classesA, classesB, explanation } = compareGraphs(a, b, { test: '${test}' });`,
    "console.log('round', round ?? 'never', classesA, classesB, explanation);",
    '',
    "await init({ backend: 'wasm' });",
    `const shape = { inputChannels: pairChannels(), outputUnits: 2, seed: ${seed} };`,
    'const models = {',
    `  ppgn: ppgn({ ...shape, blockWidths: ${widths(blocks)}, normalization: '${scaling}' }),`,
    `  gin: gin({ ...shape, widths: ${widths(rounds)} }),`,
    '};',
    '',
    '// Relabelings of A are class 0, those of B class 1; every step draws new ones.',
    'function batch(step) {',
    `  const key = random.foldIn(random.foldIn(random.key(${seed}), 3), step);`,
    '  const graphs = [a, b].flatMap((graph, side) =>',
    `    Array.from({ length: ${copies} }, (_, copy) =>`,
    '      permuteGraph(graph, randomPermutation(graph.nodeCount, random.foldIn(key, 2 * copy + side))),',
    '    ),',
    '  );',
    '  const { pairs, mask } = encodeGraphs(graphs);',
    `  const ys = tf.oneHot(graphs.map((_, index) => (index < ${copies} ? 0 : 1)), 2).toFloat();`,
    '  return { xs: [pairs, mask], ys };',
    '}',
    '',
    'for (const [name, model] of Object.entries(models)) {',
    `  const { gap, relabelingGap } = await measureSeparation(model, a, b, { key: ${seed} });`,
    "  console.log(name, 'untrained gap', gap, 'between labelings of one graph', relabelingGap);",
    '  await train({',
    '    model,',
    `    optimizer: new AdamW({ learningRate: ${rate}, weightDecay: 0, epsilon: 1e-8 }),`,
    '    epochs: 1,',
    `    stepsPerEpoch: ${steps},`,
    `    data: (_, skip) => tf.data.generator(function* () { for (let step = skip; step < ${steps}; step++) yield batch(step); }),`,
    '    clipNorm: 1,',
    '    onStep: ({ step, loss, accuracy }) => console.log(name, step, loss.toFixed(4), accuracy),',
    '  });',
    '}',
    '',
  ].join('\n');
}
