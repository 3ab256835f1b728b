import { snippetData, snippetTraining } from '../../images/snippet-data';
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
  const { model, size, seed } = settings;
  const builder = builders[model];
  const order = orderLines(settings);
  const source = snippetData(settings, (expression) =>
    order.imports ? `permutePixels(${expression}, order)` : expression,
  );
  const sized = builder.sizes[size];
  const config = [sized, 'numClasses: images.classNames.length', `seed: ${seed}`].filter(Boolean).join(', ');
  return [
    `import { ${source.dataImports.join(', ')} } from '@perceptrons/data';`,
    `import { ${source.nodeImport} } from '@perceptrons/data/node';`,
    ...(order.imports ? [`import { ${order.imports} } from '@perceptrons/evaluation';`] : []),
    "import { AdamW, evaluateModel, train as fit, warmupCosine } from '@perceptrons/layers';",
    "import { init, random } from '@perceptrons/tensor';",
    `import { ${builder.name} } from '@perceptrons/vision';`,
    '',
    'await init();',
    ...source.load,
    ...order.lines,
    ...source.pick,
    '',
    `const model = ${builder.name}({ ${config} });`,
    ...snippetTraining(settings),
    'const { accuracy } = await evaluateModel(model, imageBatches(heldOut, { batchSize: 250 }));',
    "console.log('held-out accuracy', (100 * accuracy).toFixed(1), '%');",
    '',
  ].join('\n');
}
