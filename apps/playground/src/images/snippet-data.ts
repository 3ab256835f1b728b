import { type DataName, dataNames } from './image-data';

const loaders = { 'fashion-mnist': 'loadFashionMnist', mnist: 'loadMnist' };

interface Settings {
  data: DataName;
  images: number;
  heldOut: number;
  seed: number;
}

/**
 * The lines of a program that load the images of a run as `images` and `heldOut`: of a packaged set, or of a folder with one
 * folder per class.
 *
 * @param ordered wraps an expression of images, where a page changes the order of their pixels.
 */
export function snippetData({ data, images, heldOut, seed }: Settings, ordered = (expression: string) => expression) {
  if (data === 'own') {
    return {
      dataImports: ['imageBatches', 'splitPerClass'],
      nodeImport: 'readImageFolder',
      load: [
        `// ${dataNames[data]}`,
        '// One folder per class; the images are 28 x 28 grey.',
        "const all = await readImageFolder('my-images');",
        'const [train, test] = splitPerClass(all, { last: 1 });',
      ],
      pick: [`const images = ${ordered('train')};`, `const heldOut = ${ordered('test')};`],
    };
  }
  const loader = loaders[data];
  const parts =
    data === 'mnist'
      ? [`const { train, test } = await ${loader}();`]
      : [
          `const all = await ${loader}();`,
          '// The page carries a part of the set.',
          'const train = takePerClass(all.train, 1000, 0);',
          'const test = takePerClass(all.test, 200, 0);',
        ];
  const perClass = (count: number) => Math.floor(count / 10);
  const picked = (set: string, count: number, key: string) =>
    ordered(`takePerClass(${set}, ${perClass(count)}, ${key})`);
  return {
    dataImports: ['imageBatches', 'takePerClass'],
    nodeImport: loader,
    load: [`// ${dataNames[data]}`, ...parts],
    pick: [
      `const images = ${picked('train', images, `random.foldIn(random.key(${seed}), 1)`)};`,
      `const heldOut = ${picked('test', heldOut, 'random.key(1000)')};`,
    ],
  };
}

/** The lines that train `model` on `images` by the recipe of the pages. */
export function snippetTraining(settings: {
  epochs: number;
  batch: number;
  smoothing: number;
  seed: number;
  rate: number;
  decay: number;
}): string[] {
  const { epochs, batch, smoothing, seed, rate, decay } = settings;
  return [
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
  ];
}
