// E2 of the Mixer: what happens when pixels change place? Mixer and CNN on images as they are, on images whose patches
// and pixels inside patches are permuted, and on images whose pixels are all permuted. The Mixer has no built-in idea of
// place: with matching first weights the second arrangement is the same problem to it, step by step. The CNN has one.
import { type Claim, patchPermutation, permutePixels, summariseSeeds } from '@perceptrons/evaluation';
import { random } from '@perceptrons/tensor';
import { convolutionalNetwork, mixerNano28, permuteMixerWeights } from '@perceptrons/vision';
import { curveFigure } from '../../figures/curve-figure';
import { dotFigure } from '../../figures/dot-figure';
import { defineExperiment } from '../../framework/experiment';
import { type ImageData, type ImageDataSettings, imageData } from '../../training/image-data';

import { type Recipe, smallDataRecipe } from '../../training/recipe';
import { accuracyCurve, accuracyOverSeeds, claimInterval, differenceOverSeeds, type Runs } from '../../training/seeds';
import { trainClassifier } from '../../training/train-classifier';

const arrangements = [
  { id: 'normal', name: 'normal' },
  { id: 'patches', name: 'patches and pixels inside patches permuted' },
  { id: 'pixels', name: 'all pixels permuted' },
] as const;
const models = [
  { id: 'mixer', name: 'Mixer', role: 'ours', build: mixerNano28 },
  { id: 'cnn', name: 'CNN', role: 'baseline', build: convolutionalNetwork },
] as const;
/** Side of a patch of both the permutation and `mixerNano28`. */
const PATCH_SIZE = 4;
/** Steps over which two mathematically equal runs are compared: in a long training rounding errors may grow. */
const COMPARED_STEPS = 100;
/** What float32 rounding may add to a loss of about 2 in that many steps: some forty spacings of its last digit. */
const ROUNDING = 1e-5;

type ModelId = (typeof models)[number]['id'];
type ArrangementId = (typeof arrangements)[number]['id'];
type Settings = { seeds: number; recipe: Recipe; data: ImageDataSettings };

export default defineExperiment<Settings>({
  name: 'e2',
  system: 'mixer',
  title: 'What does an image model lose when pixels change place?',
  question: 'Does the Mixer train identically on permuted patches, and how much do Mixer and CNN lose?',
  presets: {
    smoke: {
      seeds: 2,
      recipe: { ...smallDataRecipe, batchSize: 5, epochs: 2 },
      data: { source: 'shapes', trainPerClass: 3, testPerClass: 2 },
    },
    quick: {
      seeds: 3,
      recipe: { ...smallDataRecipe, epochs: 1 },
      data: { source: 'fashion-mnist', trainPerClass: 1000, testPerClass: 200 },
    },
    full: {
      seeds: 3,
      recipe: { ...smallDataRecipe, epochs: 8 },
      data: { source: 'fashion-mnist', trainPerClass: 1000, testPerClass: 200 },
    },
  },
  async run(context) {
    const { settings, seed } = context;
    const normal = await imageData(context, settings.data);
    const grid = { height: normal.train.height, width: normal.train.width, patchSize: PATCH_SIZE };
    const [patchKey, pixelKey] = random.split(random.foldIn(random.key(seed), 1), 2);
    const permutation = patchPermutation(grid, patchKey);
    const everything = random.permutation(pixelKey, grid.height * grid.width);
    const permuted = (order: Int32Array): ImageData => ({
      train: permutePixels(normal.train, order),
      test: permutePixels(normal.test, order),
    });
    const data: Record<ArrangementId, ImageData> = {
      normal,
      patches: permuted(permutation.all),
      pixels: permuted(everything),
    };
    const seeds = Array.from({ length: settings.seeds }, (_, index) => seed + index);
    const partName = (model: ModelId, arrangement: ArrangementId, runSeed: number) =>
      `${model}-${arrangement}-seed${runSeed}`;
    const cells = models.flatMap((model) => arrangements.map((arrangement) => ({ model, arrangement })));
    context.plan(
      seeds.flatMap((runSeed) =>
        cells.map(({ model, arrangement }) => ({ name: partName(model.id, arrangement.id, runSeed), group: model.id })),
      ),
    );

    const runs = new Map<string, Array<Runs[number]>>();
    const of = (model: ModelId, arrangement: ArrangementId): Runs => runs.get(`${model} ${arrangement}`) ?? [];
    for (const runSeed of seeds) {
      for (const { model, arrangement } of cells) {
        const trained = await context.part(partName(model.id, arrangement.id, runSeed), async (part) => {
          const built = model.build({ seed: runSeed });
          try {
            if (model.id === 'mixer' && arrangement.id === 'patches') permuteMixerWeights(built, permutation);
            const key = random.key(runSeed);
            return await trainClassifier({
              part,
              model: built,
              data: data[arrangement.id],
              recipe: settings.recipe,
              key,
            });
          } finally {
            built.dispose();
          }
        });
        runs.set(`${model.id} ${arrangement.id}`, [...of(model.id, arrangement.id), trained]);
      }
    }

    const gaps = seeds.map((_, index) =>
      lossGap(of('mixer', 'normal')[index].stepLosses, of('mixer', 'patches')[index].stepLosses),
    );
    const firstSteps = Math.min(COMPARED_STEPS, gaps[0].length);
    const largestGap = Math.max(...gaps.flatMap((gap) => gap.slice(0, firstSteps)));
    const loss = (model: ModelId, arrangement: ArrangementId) =>
      differenceOverSeeds(of(model, 'normal'), of(model, arrangement));
    const cnnPatches = loss('cnn', 'patches');
    const [cnnPixels, mixerPixels] = [loss('cnn', 'pixels'), loss('mixer', 'pixels')];
    const extra = extraLoss(of('cnn', 'normal'), of('cnn', 'pixels'), of('mixer', 'normal'), of('mixer', 'pixels'));
    const claims: Claim[] = [
      {
        claim: `Mixer, permuted patches: largest gap of the training loss to normal images over the first ${firstSteps} steps`,
        value: largestGap,
        interval: null,
        expected: `<= ${ROUNDING} (rounding)`,
        holds: largestGap <= ROUNDING,
      },
      {
        claim: 'CNN, permuted patches: held-out accuracy lost, in points',
        value: cnnPatches.mean,
        interval: claimInterval(cnnPatches),
        expected: '> 0 points',
        holds: cnnPatches.mean > 0,
      },
      {
        claim: 'All pixels permuted: held-out accuracy the CNN loses beyond what the Mixer loses, in points',
        value: extra.mean,
        interval: claimInterval(extra),
        expected: '> 0 points',
        holds: extra.mean > 0,
      },
    ];
    const figureName = (model: (typeof models)[number], arrangement: (typeof arrangements)[number]) =>
      `${model.name}, ${arrangement.id === 'patches' ? 'patches permuted' : arrangement.id === 'pixels' ? 'pixels permuted' : 'normal'}`;
    const summaries = cells.map(({ model, arrangement }) => {
      const own = of(model.id, arrangement.id);
      return { model, arrangement, own, ...accuracyOverSeeds(own) };
    });
    return {
      claims,
      summary: [
        `Mixer and CNN were trained on ${normal.train.count.toLocaleString('en-US')} images (${settings.data.source}) for ${settings.recipe.epochs} epochs with ${settings.seeds} seeds: as they are, with patches of ${PATCH_SIZE}x${PATCH_SIZE} pixels and the pixels inside every patch permuted, and with all pixels permuted. Training and held-out images are permuted alike, always by the same permutation.`,
        `On permuted patches the Mixer starts from matching weights: the same weights, moved to where the pixels went. Over the first ${firstSteps} steps its loss differs from that on normal images by at most ${largestGap.toExponential(1)}. Over all ${gaps[0].length} steps the largest difference is ${Math.max(...gaps.flat()).toExponential(1)}.`,
        `With all pixels permuted the Mixer ${inWords(mixerPixels.mean)} of held-out accuracy and the CNN ${inWords(cnnPixels.mean)}; with permuted patches the Mixer ${inWords(loss('mixer', 'patches').mean)} and the CNN ${inWords(cnnPatches.mean)}.`,
      ],
      tables: [
        {
          title: 'Held-out accuracy (%)',
          columns: [
            'model',
            'images',
            'parameters',
            'mean',
            'lowest seed',
            'highest seed',
            'lost to permutation (points)',
          ],
          rows: summaries.map(({ model, arrangement, own, mean, minimum, maximum }) => [
            model.name,
            arrangement.name,
            own[0].parameters,
            mean,
            minimum,
            maximum,
            loss(model.id, arrangement.id).mean,
          ]),
        },
      ],
      figures: [
        {
          name: 'accuracy',
          title: 'Held-out accuracy by arrangement',
          description: `Rings are single seeds, dots their mean, bars the 95% interval over seeds. ${summaries.map((row) => `${figureName(row.model, row.arrangement)} ${row.mean.toFixed(1)}%`).join('; ')}.`,
          svg: dotFigure(
            summaries.map(({ model, arrangement, own, mean, low, high }) => ({
              name: figureName(model, arrangement),
              role: model.role,
              mean,
              low,
              high,
              values: own.map((run) => 100 * run.accuracy),
            })),
            { xLabel: 'held-out accuracy (%)' },
          ),
        },
        {
          name: 'loss-by-step',
          title: 'Training loss by step, normal images and permuted patches',
          description: `Seed ${seed}. The two curves of the Mixer lie on each other: they differ by at most ${largestGap.toExponential(1)} in the first ${firstSteps} steps, over all seeds. Those of the CNN part.`,
          svg: curveFigure(
            cells
              .filter(({ arrangement }) => arrangement.id !== 'pixels')
              .map(({ model, arrangement }) => ({
                name: figureName(model, arrangement),
                role: model.role,
                points: of(model.id, arrangement.id)[0].stepLosses.map((y, step) => ({
                  x: step + 1,
                  y,
                  low: y,
                  high: y,
                })),
              })),
            { xLabel: 'step', yLabel: 'training loss (nats)' },
          ),
        },
        ...(settings.recipe.epochs > 1
          ? [
              {
                name: 'accuracy-by-epoch',
                title: 'Held-out accuracy by epoch',
                description: 'Mean over seeds, bands from the lowest to the highest seed.',
                svg: curveFigure(
                  cells.map(({ model, arrangement }) => ({
                    name: figureName(model, arrangement),
                    role: model.role,
                    points: accuracyCurve(of(model.id, arrangement.id)),
                  })),
                  { xLabel: 'epoch', yLabel: 'held-out accuracy (%)', wholeX: true },
                ),
              },
            ]
          : []),
      ],
      limits: [
        'One permutation of each kind per run; its choice follows from the seed of the run.',
        `The identity of the Mixer holds in exact arithmetic for every step. In float32, sums in another order differ in the last digit, and a long training may amplify that; at most the first ${COMPARED_STEPS} steps are checked.`,
        ...(settings.data.source === 'shapes'
          ? ['The images are drawn patterns for trying out the program. The accuracies say nothing about the models.']
          : []),
      ],
    };
  },
});

/** Points lost, or gained when negative. */
function inWords(lost: number): string {
  return `${lost < 0 ? 'gains' : 'loses'} ${Math.abs(lost).toFixed(1)} points`;
}

function lossGap(first: readonly number[], second: readonly number[]): number[] {
  return first.map((value, step) => Math.abs(value - second[step]));
}

/** What the first model loses from `normal` to `changed` beyond what the second loses, seed by seed, in points. */
function extraLoss(firstNormal: Runs, firstChanged: Runs, secondNormal: Runs, secondChanged: Runs) {
  const lost = (normal: Runs, changed: Runs, index: number) => 100 * (normal[index].accuracy - changed[index].accuracy);
  return summariseSeeds(
    firstNormal.map((_, index) => lost(firstNormal, firstChanged, index) - lost(secondNormal, secondChanged, index)),
  );
}
