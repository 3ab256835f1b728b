// S4 of the Sequencer: where does a token look? The effective receptive field of the middle token, after each block, before
// and after training: how strongly every pixel acts on it. Recurrence along rows and columns sees the cross of its token and
// nothing else; a second block sees the crosses of the whole cross, that is everything.

import { takePerClass } from '@perceptrons/data';
import { type Claim, summariseSeeds } from '@perceptrons/evaluation';
import { random } from '@perceptrons/tensor';
import { seqNano28 } from '@perceptrons/vision';
import { drawnImages, howTrained, type TrainingSettings } from '../../comparison/comparison-report';
import { overSeeds, seedsFrom } from '../../comparison/over-seeds';
import { curveFigure } from '../../figures/curve-figure';
import { filterFigure } from '../../figures/filter-figure';
import { defineExperiment } from '../../framework/experiment';
import { armArea, blockFields, type CrossFigures, crossFigures, type FieldMap } from '../../sequencer/receptive-field';
import { imageData } from '../../training/image-data';
import { smallDataRecipe } from '../../training/recipe';
import { seedClaim } from '../../training/seed-claim';
import { trainClassifier } from '../../training/train-classifier';

/** Settings of the receptive fields; `fieldImagesPerClass` held-out images of each class give the maps. */
type Settings = TrainingSettings & { fieldImagesPerClass: number };
type State = 'untrained' | 'trained';
/** Maps of all blocks. */
type Run = Record<State, FieldMap[]> & { accuracy: number };

const states: readonly State[] = ['untrained', 'trained'];

export default defineExperiment<Settings>({
  name: 'erf',
  system: 'sequencer',
  title: 'Where does a token of a Sequencer look?',
  question: 'Is the receptive field of one block exactly a cross, that of two global, and does a cross remain?',
  presets: {
    smoke: {
      seeds: 1,
      recipe: { ...smallDataRecipe, batchSize: 10, epochs: 1 },
      data: { source: 'shapes', trainPerClass: 2, testPerClass: 1 },
      fieldImagesPerClass: 1,
    },
    quick: {
      seeds: 3,
      recipe: { ...smallDataRecipe, epochs: 4 },
      data: { source: 'fashion-mnist', trainPerClass: 1000, testPerClass: 200 },
      fieldImagesPerClass: 3,
    },
    full: {
      seeds: 3,
      recipe: { ...smallDataRecipe, epochs: 8 },
      data: { source: 'fashion-mnist', trainPerClass: 1000, testPerClass: 200 },
      fieldImagesPerClass: 20,
    },
  },
  async run(context) {
    const { settings, seed } = context;
    const data = await imageData(context, settings.data);
    const images = takePerClass(data.test, settings.fieldImagesPerClass, random.foldIn(random.key(seed), 3));
    const subjects = [{ id: 'sequencer' }];
    const [{ values: runs }] = await overSeeds(
      context,
      subjects,
      seedsFrom(seed, settings.seeds),
      async (part, _, runSeed): Promise<Run> => {
        const model = seqNano28({ seed: runSeed });
        try {
          const untrained = await blockFields(model, images);
          const key = random.key(runSeed);
          const { accuracy } = await trainClassifier({ part, model, data, recipe: settings.recipe, key });
          return { untrained, trained: await blockFields(model, images), accuracy };
        } finally {
          model.dispose();
        }
      },
    );
    const blocks = runs[0].trained.map((_, block) => block);
    const last = blocks.length - 1;
    const over = (state: State, block: number, figure: (figures: CrossFigures) => number) =>
      summariseSeeds(runs.map((run) => figure(crossFigures(run[state][block]))));
    const percentOf = (name: 'reachedOn' | 'reachedOff' | 'armShare') => (figures: CrossFigures) => 100 * figures[name];
    const smallest = (block: number, name: 'reachedOn' | 'reachedOff') =>
      Math.min(...states.map((state) => over(state, block, percentOf(name)).minimum));
    const largestOff = Math.max(...states.map((state) => over(state, 0, (figures) => figures.largestOff).maximum));
    const share = (state: State, block: number) => over(state, block, percentOf('armShare'));
    const accuracy = summariseSeeds(runs.map((run) => 100 * run.accuracy));

    const claims: Claim[] = [
      {
        claim: 'One block, untrained and trained: largest value of the map off the cross',
        value: largestOff,
        interval: null,
        expected: 'exactly 0',
        holds: largestOff === 0,
      },
      wholeClaim(
        'One block, untrained and trained: patches on the cross that act on the token',
        smallest(0, 'reachedOn'),
      ),
      wholeClaim(
        'Two blocks, untrained and trained: patches off the cross that act on the token',
        smallest(1, 'reachedOff'),
      ),
      ...states.map((state) =>
        seedClaim(
          `All blocks, ${state}: share of the map on the arms of the cross, which are ${100 * armArea}% of the area`,
          share(state, last),
          { above: 100 * armArea },
          '%',
        ),
      ),
    ];
    const inWords = (state: State) =>
      blocks.map((block) => `${share(state, block).mean.toFixed(0)}% after block ${block + 1}`).join(', ');
    return {
      claims,
      summary: [
        `The small Sequencer was trained ${howTrained(data, settings)}; it classifies ${accuracy.mean.toFixed(1)}% of those correctly. The maps add up the positive gradients of the middle token (row 4, column 4 of 7x7) with respect to the pixels of ${images.count} held-out images, as E = log10(1 + sum), the measure of the paper.`,
        `The cross of a token is the row and the column of patches in which it lies. Its own patch reaches it by the residual path as well, and is left out of all shares. The arms hold of the map, untrained: ${inWords('untrained')}; trained: ${inWords('trained')}. Without a cross it would be ${100 * armArea}%, their share of the area.`,
      ],
      tables: [
        {
          title: 'The receptive field of the middle token, mean over seeds',
          columns: [
            'model',
            'after block',
            'largest value off the cross',
            'patches reached on the cross (%)',
            'off the cross (%)',
            'share of the map on the arms (%)',
            'lowest seed',
            'highest seed',
          ],
          rows: states.flatMap((state) =>
            blocks.map((block) => [
              state,
              block + 1,
              over(state, block, (figures) => figures.largestOff).mean,
              over(state, block, percentOf('reachedOn')).mean,
              over(state, block, percentOf('reachedOff')).mean,
              share(state, block).mean,
              share(state, block).minimum,
              share(state, block).maximum,
            ]),
          ),
        },
      ],
      figures: [
        ...states.map((state) => ({
          name: `fields-${state}`,
          title: `Receptive field after each block, ${state}`,
          description: `Seed ${seed}, from the first block to the last; the darker, the stronger. Every map has its own scale. On the arms: ${inWords(state)}.`,
          svg: filterFigure(runs[0][state], { perLine: blocks.length, cell: 8 }),
        })),
        {
          name: 'share-on-arms',
          title: 'Share of the map on the arms of the cross, by depth',
          description: `Mean over ${settings.seeds} seeds, bands from the lowest to the highest seed. Untrained: ${inWords('untrained')}; trained: ${inWords('trained')}.`,
          svg: curveFigure(
            states.map((state) => ({
              name: state,
              role: state === 'trained' ? ('ours' as const) : ('control' as const),
              points: blocks.map((block) => {
                const { mean, minimum, maximum } = share(state, block);
                return { x: block + 1, y: mean, low: minimum, high: maximum };
              }),
            })),
            { xLabel: 'block', yLabel: 'share of the map on the arms (%)', wholeX: true },
          ),
        },
      ],
      limits: [
        'Three blocks on a grid of 7x7 patches. The models of the paper have 18 to 36 blocks on 32x32 and 16x16.',
        'A gradient says how a small change of a pixel would act, added up over channels of the token; effects of opposite sign cancel.',
        'Shares are shares of the map E; its logarithm lowers strong values more than weak ones.',
        ...drawnImages(settings.data),
      ],
    };
  },
});

/** A claim that all patches of a kind are reached, with every seed. */
function wholeClaim(claim: string, percent: number): Claim {
  return {
    claim: `${claim} (%), in the seed with fewest`,
    value: percent,
    interval: null,
    expected: '100%',
    holds: percent === 100,
  };
}
