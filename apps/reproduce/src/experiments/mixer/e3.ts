// E3 of the Mixer: what does token mixing learn? The first kernel of every token MLP has one column per hidden unit with a
// weight for each patch: a picture of where the unit looks. The paper shows such pictures, smooth and rough ones, often in
// pairs of opposite sign. Here the same pictures, and two figures that do not depend on the eye, against the first weights.
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

export default defineExperiment<Settings>({
  name: 'e3',
  system: 'mixer',
  title: 'Where do the token-mixing units of a Mixer look?',
  question: 'Do the token-mixing weights of the first block become smooth pictures, in pairs of opposite sign?',
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
    const runs: Array<{ before: Filters[]; after: Filters[]; accuracy: number }> = [];
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

    const over = (state: 'before' | 'after', block: number, measure: (filters: Filters) => number) =>
      summariseSeeds(runs.map((run) => measure(run[state][block])));
    const gain = (block: number, measure: (filters: Filters) => number) =>
      summariseSeeds(runs.map((run) => measure(run.after[block]) - measure(run.before[block])));
    const smoother = gain(0, smoothness);
    const paired = gain(0, oppositeShare);
    const accuracy = summariseSeeds(runs.map((run) => 100 * run.accuracy));
    const blocks = runs[0].after.map((_, block) => block);
    return {
      claims: [
        {
          claim:
            'Block 1: smoothness of the trained token-mixing pictures minus that of the first weights (mean Moran I)',
          value: smoother.mean,
          interval: claimInterval(smoother),
          expected: '>= 0.1',
          holds: smoother.mean >= 0.1,
        },
        {
          claim: `Block 1: share of units with an opposite (correlation <= ${OPPOSITE}), trained minus first weights`,
          value: paired.mean,
          interval: claimInterval(paired),
          expected: '> 0',
          holds: paired.mean > 0,
        },
      ],
      summary: [
        `The small Mixer was trained on ${data.train.count.toLocaleString('en-US')} images (${settings.data.source}) for ${settings.recipe.epochs} epochs with ${settings.seeds} seeds; it classifies ${accuracy.mean.toFixed(1)}% of the held-out images correctly. Every picture below is one hidden unit of a token MLP: its weight for each of the 7x7 patches, blue negative, orange positive.`,
        `Smoothness is Moran's I: 1 for a slowly changing picture, about 0 for noise. In the first block it goes from ${over('before', 0, smoothness).mean.toFixed(2)} to ${over('after', 0, smoothness).mean.toFixed(2)}; the share of units that have an opposite goes from ${over('before', 0, oppositeShare).mean.toFixed(2)} to ${over('after', 0, oppositeShare).mean.toFixed(2)}.`,
      ],
      tables: [
        {
          title: 'Token-mixing weights by block, mean over seeds',
          columns: [
            'block',
            'smoothness, first weights',
            'smoothness, trained',
            'opposites, first weights',
            'opposites, trained',
          ],
          rows: blocks.map((block) => [
            `${block + 1}`,
            over('before', block, smoothness).mean,
            over('after', block, smoothness).mean,
            over('before', block, oppositeShare).mean,
            over('after', block, oppositeShare).mean,
          ]),
        },
      ],
      figures: [
        ...blocks.map((block) => ({
          name: `filters-block-${block + 1}`,
          title: `Block ${block + 1}, after training`,
          description: `Weights of the hidden units of the token MLP of block ${block + 1}, seed ${seed}; the most opposite pairs come first, side by side. Mean smoothness ${smoothness(runs[0].after[block]).toFixed(2)}.`,
          svg: picture(runs[0].after[block]),
        })),
        {
          name: 'filters-block-1-first-weights',
          title: 'Block 1, before training',
          description: `The same units with their first, random weights. Mean smoothness ${smoothness(runs[0].before[0]).toFixed(2)}.`,
          svg: picture(runs[0].before[0]),
        },
      ],
      limits: [
        'The paper shows filters of a model trained on hundreds of millions of images. These come from minutes of training on small grey images.',
        'Weight decay alone also changes weights; the comparison with the first weights does not separate it from learning.',
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
