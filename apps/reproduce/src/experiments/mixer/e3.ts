// E3 of the Mixer: what does token mixing learn? The first kernel of every token MLP has one column per hidden unit with a
// weight for each patch: a picture of where the unit looks. The paper shows such pictures, smooth and rough ones, often in
// pairs of opposite sign. A short training moves weights by less than their random start, so a picture of the weights mostly
// shows the start. Shown here is therefore also what training added: trained minus first weights.
import { oppositePartners, spatialAutocorrelation, summariseSeeds } from '@perceptrons/evaluation';
import { random } from '@perceptrons/tensor';
import { mixerNano28, tokenFilters } from '@perceptrons/vision';
import type * as tf from '@tensorflow/tfjs';
import { filterFigure } from '../../figures/filter-figure';
import { defineExperiment } from '../../framework/experiment';
import { type ImageDataSettings, imageData } from '../../training/image-data';
import { type Recipe, smallDataRecipe } from '../../training/recipe';
import { claimInterval } from '../../training/seeds';
import { trainClassifier } from '../../training/train-classifier';

type Settings = { seeds: number; recipe: Recipe; data: ImageDataSettings };
/** Weights of one block: one list of rows x columns numbers per hidden unit. */
type Filters = { rows: number; columns: number; values: number[][] };

/** A unit has an opposite when another unit's weights correlate with its own at or below this. */
const OPPOSITE = -0.5;
/** By how much Moran's I must rise to count as smoother; for 32 random pictures its mean scatters by about 0.02. */
const SMOOTHER = 0.1;

/** Weights before training, after it, and the difference. */
type State = 'before' | 'after' | 'added';
type Run = { before: Filters[]; after: Filters[]; accuracy: number };

const titles: Record<State, string> = {
  added: 'what training added',
  after: 'trained weights',
  before: 'first weights',
};

export default defineExperiment<Settings>({
  name: 'e3',
  system: 'mixer',
  title: 'Where do the token-mixing units of a Mixer look?',
  question: 'Does token mixing learn smooth pictures, in pairs of opposite sign?',
  presets: {
    smoke: {
      seeds: 2,
      recipe: { ...smallDataRecipe, batchSize: 5, epochs: 2 },
      data: { source: 'shapes', trainPerClass: 10, testPerClass: 2 },
    },
    quick: {
      seeds: 3,
      recipe: { ...smallDataRecipe, epochs: 4 },
      data: { source: 'fashion-mnist', trainPerClass: 1000, testPerClass: 200 },
    },
    full: {
      seeds: 3,
      recipe: { ...smallDataRecipe, epochs: 8 },
      data: { source: 'fashion-mnist', trainPerClass: 6000, testPerClass: 1000 },
    },
  },
  async run(context) {
    const { settings, seed } = context;
    const data = await imageData(context, settings.data);
    const seeds = Array.from({ length: settings.seeds }, (_, index) => seed + index);
    context.plan(seeds.map((runSeed) => ({ name: `mixer-seed${runSeed}`, group: 'mixer' })));
    const runs: Run[] = [];
    for (const runSeed of seeds) {
      runs.push(
        await context.part(`mixer-seed${runSeed}`, async (part) => {
          const model = mixerNano28({ seed: runSeed });
          try {
            const before = allFilters(model);
            const key = random.key(runSeed);
            const { accuracy } = await trainClassifier({ part, model, data, recipe: settings.recipe, key });
            return { before, after: allFilters(model), accuracy };
          } finally {
            model.dispose();
          }
        }),
      );
    }

    const over = (state: State, block: number, measure: (filters: Filters) => number) =>
      summariseSeeds(runs.map((run) => measure(filtersOf(run, state, block))));
    const gain = (state: State, block: number, measure: (filters: Filters) => number) =>
      summariseSeeds(
        runs.map((run) => measure(filtersOf(run, state, block)) - measure(filtersOf(run, 'before', block))),
      );
    const learnedSmoother = gain('added', 0, smoothness);
    const learnedPairs = gain('added', 0, oppositeShare);
    const weightsSmoother = gain('after', 0, smoothness);
    const moved = summariseSeeds(
      runs.map((run) => 100 * (size(filtersOf(run, 'added', 0)) / size(filtersOf(run, 'before', 0)))),
    );
    const accuracy = summariseSeeds(runs.map((run) => 100 * run.accuracy));
    const blocks = runs[0].after.map((_, block) => block);
    const mean = (state: State, block: number, measure: (filters: Filters) => number) =>
      over(state, block, measure).mean;
    return {
      claims: [
        {
          claim: 'Block 1: smoothness of what training added, minus that of the first weights (mean Moran I)',
          value: learnedSmoother.mean,
          interval: claimInterval(learnedSmoother),
          expected: `>= ${SMOOTHER}`,
          holds: learnedSmoother.mean >= SMOOTHER,
        },
        {
          claim: `Block 1: share of units with an opposite (correlation <= ${OPPOSITE}) in what training added, minus that in the first weights`,
          value: learnedPairs.mean,
          interval: claimInterval(learnedPairs),
          expected: '> 0',
          holds: learnedPairs.mean > 0,
        },
        {
          claim:
            'Block 1: smoothness of the trained weights themselves, minus that of the first weights (mean Moran I)',
          value: weightsSmoother.mean,
          interval: claimInterval(weightsSmoother),
          expected: `>= ${SMOOTHER}`,
          holds: weightsSmoother.mean >= SMOOTHER,
        },
      ],
      summary: [
        `The small Mixer was trained on ${data.train.count.toLocaleString('en-US')} images (${settings.data.source}) for ${settings.recipe.epochs} epochs with ${settings.seeds} seeds; it classifies ${accuracy.mean.toFixed(1)}% of the held-out images correctly. Every picture below is one hidden unit of a token MLP: its weight for each of the 7x7 patches, blue negative, orange positive.`,
        `Training moved the weights of the first block by ${moved.mean.toFixed(0)}% of their size, so pictures of the trained weights still show much of the random start. What training added is what was learned: smoothness (Moran's I: 1 for a slowly changing picture, about 0 for noise) is ${mean('before', 0, smoothness).toFixed(2)} for the first weights, ${mean('added', 0, smoothness).toFixed(2)} for what was added and ${mean('after', 0, smoothness).toFixed(2)} for the sum of the two. A share of ${mean('added', 0, oppositeShare).toFixed(2)} of the units has an opposite in what was added, ${mean('before', 0, oppositeShare).toFixed(2)} in the first weights.`,
      ],
      tables: [
        {
          title: 'Token-mixing weights by block, mean over seeds',
          columns: [
            'block',
            'smoothness: first weights',
            'added',
            'trained weights',
            'share with an opposite: first weights',
            'added',
            'trained weights',
          ],
          rows: blocks.map((block) => [
            `${block + 1}`,
            ...[smoothness, oppositeShare].flatMap((measure) =>
              (['before', 'added', 'after'] as const).map((state) => mean(state, block, measure)),
            ),
          ]),
        },
      ],
      figures: [
        ...blocks.map((block) => ({ state: 'added' as const, block })),
        { state: 'after' as const, block: 0 },
        { state: 'before' as const, block: 0 },
      ].map(({ state, block }) => {
        const filters = filtersOf(runs[0], state, block);
        return {
          name: `${state}-block-${block + 1}`,
          title: `Block ${block + 1}: ${titles[state]}`,
          description: `Hidden units of the token MLP of block ${block + 1}, seed ${seed}; the most opposite pairs come first, side by side. Mean smoothness ${smoothness(filters).toFixed(2)}.`,
          svg: picture(filters),
        };
      }),
      limits: [
        'The paper shows filters of a model trained on hundreds of millions of images. These come from minutes of training on small grey images.',
        'Weight decay also changes weights: what training added holds a small share of minus the first weights.',
        'After few steps what was added has few independent directions, so opposites arise with little learning: smoothness is the stronger sign.',
        ...(settings.data.source === 'shapes' ? ['The images are drawn patterns for trying out the program.'] : []),
      ],
    };
  },
});

function allFilters(model: tf.LayersModel): Filters[] {
  const count = model.layers.filter(({ name }) => /^block\d+_tokens$/.test(name)).length;
  return Array.from({ length: count }, (_, block) => {
    const filters = tokenFilters(model, block);
    const [units, rows, columns] = filters.shape;
    const flat = Array.from(filters.dataSync());
    filters.dispose();
    const size = rows * columns;
    return {
      rows,
      columns,
      values: Array.from({ length: units }, (_, unit) => flat.slice(unit * size, (unit + 1) * size)),
    };
  });
}

function filtersOf(run: Run, state: State, block: number): Filters {
  const { before, after } = { before: run.before[block], after: run.after[block] };
  if (state !== 'added') return state === 'before' ? before : after;
  const values = after.values.map((unit, index) => unit.map((value, at) => value - before.values[index][at]));
  return { ...after, values };
}

/** Root of the sum of squares. */
function size({ values }: Filters): number {
  return Math.sqrt(values.flat().reduce((sum, value) => sum + value * value, 0));
}

/** Mean Moran I over the units. */
function smoothness({ rows, columns, values }: Filters): number {
  const each = values.map((unit) => spatialAutocorrelation({ values: unit, rows, columns }));
  return each.reduce((sum, value) => sum + value, 0) / each.length;
}

/** Share of units that have an opposite. */
function oppositeShare({ values }: Filters): number {
  return oppositePartners(values).filter(({ value }) => value <= OPPOSITE).length / values.length;
}

/** Pictures of all units, the most opposite ones side by side. */
function picture({ rows, columns, values }: Filters): string {
  const partners = oppositePartners(values);
  const order = partners.map((_, unit) => unit).sort((a, b) => partners[a].value - partners[b].value);
  const shown = new Set<number>();
  for (const unit of order) {
    shown.add(unit);
    shown.add(partners[unit].partner);
  }
  return filterFigure([...shown].map((unit) => ({ values: values[unit], rows, columns })));
}
