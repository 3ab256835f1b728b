import { snippetData, snippetTraining } from '../../images/snippet-data';
import { numBlocks, type SequencerSettings, type SizeName } from './settings';

const widths: Record<SizeName, string[]> = { pico: ['embedDims: [28]', 'hiddenSizes: [7]'], nano: [] };
const unions = { both: undefined, rows: 'horizontal', columns: 'vertical' };

/** What is unlike `seqNano28`, which is the larger of the two sizes. */
function overrides({ size, cell, axes, directions, seed }: SequencerSettings): string {
  const union = unions[axes];
  return [
    'imageSize: null',
    ...widths[size],
    cell === 'lstm' ? undefined : `cell: '${cell}'`,
    union && `union: '${union}'`,
    directions === 'both' ? undefined : 'bidirectional: false',
    'numClasses: images.classNames.length',
    `seed: ${seed}`,
  ]
    .filter(Boolean)
    .join(', ');
}

/** The program that does what the stage does with the current settings: train at 28, look at the chosen size. */
export function codeSnippet(settings: SequencerSettings): string {
  const { side } = settings;
  const source = snippetData(settings);
  const dataImports = [...source.dataImports, 'imageAt', 'imageTensor', 'resizeImage'].sort();
  const blocks = Array.from({ length: numBlocks }, (_, block) => `'stage0_block${block}'`).join(', ');
  return [
    `import { ${dataImports.join(', ')} } from '@perceptrons/data';`,
    `import { ${source.nodeImport} } from '@perceptrons/data/node';`,
    "import { accuracy } from '@perceptrons/evaluation';",
    "import { AdamW, train as fit, warmupCosine } from '@perceptrons/layers';",
    "import { init, random } from '@perceptrons/tensor';",
    "import { effectiveReceptiveField, seqNano28 } from '@perceptrons/vision';",
    '',
    'await init();',
    ...source.load,
    ...source.pick,
    '',
    `const model = seqNano28({ ${overrides(settings)} });`,
    ...snippetTraining(settings),
    '',
    '// The same weights at another size.',
    `const resized = Array.from({ length: heldOut.count }, (_, index) =>`,
    `  resizeImage(imageAt(heldOut, index), { height: ${side}, width: ${side}, method: 'bilinear' }),`,
    ');',
    'const logits = model.predict(imageTensor(resized), { batchSize: 250 });',
    `console.log('accuracy at ${side} pixels', await accuracy(logits, heldOut.labels));`,
    'const maps = await effectiveReceptiveField(model, imageTensor(resized.slice(0, 12)), {',
    `  layers: [${blocks}],`,
    '});',
    "for (const { name, map } of maps) console.log(name, map.shape, 'mean', (await map.mean().data())[0]);",
    '',
  ].join('\n');
}
