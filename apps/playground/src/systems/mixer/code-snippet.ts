import { dataNames } from './model-names';
import type { MixerSettings, ModelName, SizeName } from './settings';

const builders: Record<ModelName, { name: string; sizes: Record<SizeName, string> }> = {
  mixer: {
    name: 'mixerNano28',
    sizes: {
      pico: 'hiddenDim: 26, tokensMlpDim: 13, channelsMlpDim: 104, numBlocks: 2',
      nano: '',
      micro: 'hiddenDim: 128, tokensMlpDim: 64, channelsMlpDim: 512',
    },
  },
  vit: {
    name: 'visionTransformer',
    sizes: { pico: 'hiddenDim: 24, numBlocks: 2', nano: '', micro: 'hiddenDim: 116' },
  },
  cnn: {
    name: 'convolutionalNetwork',
    sizes: { pico: 'channels: [12, 24, 32, 16]', nano: '', micro: 'channels: [64, 128, 192, 76]' },
  },
  bag: { name: 'bagOfPatches', sizes: { pico: 'hiddenDim: 28', nano: '', micro: 'hiddenDim: 150' } },
  flat: { name: 'flatMlp', sizes: { pico: 'hiddenUnits: 19', nano: '', micro: 'hiddenUnits: 528' } },
};

const loaders = {
  'fashion-mnist': { name: 'loadFashionMnist', classes: 10 },
  mnist: { name: 'loadMnist', classes: 10 },
};

/** The images of the run: a packaged set, or a folder of the visitor with one folder per class. */
function dataLines({ data }: MixerSettings): { imports: string; lines: string[] } {
  if (data === 'own') {
    return {
      imports: 'readImageFolder',
      lines: [
        '// One folder per class; the images are 28 x 28 grey.',
        "const all = await readImageFolder('my-images');",
        'const [train, test] = splitPerClass(all, { last: 1 });',
      ],
    };
  }
  const { name } = loaders[data];
  const load = `await ${name}();`;
  if (data === 'mnist') return { imports: name, lines: [`const { train, test } = ${load}`] };
  return {
    imports: name,
    lines: [
      `const all = ${load}`,
      '// The page carries a part of the set.',
      'const train = takePerClass(all.train, 1000, 0);',
      'const test = takePerClass(all.test, 200, 0);',
    ],
  };
}

/** The pixel order of the run, where it is not the natural one. */
function orderLines({ pixels }: MixerSettings): { imports?: string; lines: string[] } {
  if (pixels === 'kept') return { lines: [] };
  const key = 'random.key(2000)';
  return pixels === 'patches'
    ? {
        imports: 'patchPermutation, permutePixels',
        lines: [`const order = patchPermutation({ height: 28, width: 28, patchSize: 4 }, ${key}).all;`],
      }
    : { imports: 'permutePixels', lines: [`const order = random.permutation(${key}, 28 * 28);`] };
}

/** The program that does what the stage does with the current settings. */
export function codeSnippet(settings: MixerSettings): string {
  const { model, size, images, epochs, seed, rate, batch, decay, smoothing, heldOut, data } = settings;
  const builder = builders[model];
  const source = dataLines(settings);
  const order = orderLines(settings);
  const ordered = (expression: string) => (order.imports ? `permutePixels(${expression}, order)` : expression);
  const own = data === 'own';
  const sized = builder.sizes[size];
  const config = [sized, 'numClasses: images.classNames.length', `seed: ${seed}`].filter(Boolean).join(', ');
  const dataImports = ['imageBatches', own ? 'splitPerClass' : 'takePerClass'].join(', ');
  const perClass = (count: number) => Math.floor(count / 10);
  return [
    `import { ${dataImports} } from '@perceptrons/data';`,
    `import { ${source.imports} } from '@perceptrons/data/node';`,
    ...(order.imports ? [`import { ${order.imports} } from '@perceptrons/evaluation';`] : []),
    "import { AdamW, evaluateModel, train as fit, warmupCosine } from '@perceptrons/layers';",
    "import { init, random } from '@perceptrons/tensor';",
    `import { ${builder.name} } from '@perceptrons/vision';`,
    '',
    'await init();',
    `// ${dataNames[data]}`,
    ...source.lines,
    ...order.lines,
    own
      ? `const images = ${ordered('train')};`
      : `const images = ${ordered(`takePerClass(train, ${perClass(images)}, random.foldIn(random.key(${seed}), 1))`)};`,
    own
      ? `const heldOut = ${ordered('test')};`
      : `const heldOut = ${ordered(`takePerClass(test, ${perClass(heldOut)}, random.key(1000))`)};`,
    '',
    `const model = ${builder.name}({ ${config} });`,
    `const totalSteps = ${epochs} * Math.ceil(images.count / ${batch});`,
    'await fit({',
    '  model,',
    `  epochs: ${epochs},`,
    '  data: (epoch, skip) =>',
    '    imageBatches(images, {',
    `      batchSize: ${batch}, labelSmoothing: ${smoothing}, key: random.foldIn(random.key(${seed}), 2), epoch, skip,`,
    '    }),',
    `  optimizer: new AdamW({ learningRate: ${rate}, weightDecay: ${decay} }),`,
    `  schedule: warmupCosine({ base: ${rate}, warmupSteps: Math.round(0.05 * totalSteps), totalSteps }),`,
    '  clipNorm: 1,',
    '  onStep: ({ step, loss }) => console.log(step, loss.toFixed(3)),',
    '});',
    'const { accuracy } = await evaluateModel(model, imageBatches(heldOut, { batchSize: 250 }));',
    "console.log('held-out accuracy', (100 * accuracy).toFixed(1), '%');",
    '',
  ].join('\n');
}
