// E1 of the Mixer: can an image model do without attention and convolution? Five models of about 110,000 parameters,
// trained alike on few small images. The bag of patches is the Mixer without token mixing: what it lacks is what mixing
// is worth. The flat MLP is the plain model to beat, and is always shown.
import { bootstrapInterval, type Claim, type ReportTable } from '@perceptrons/evaluation';
import { random } from '@perceptrons/tensor';
import { bagOfPatches, convolutionalNetwork, flatMlp, mixerNano28, visionTransformer } from '@perceptrons/vision';
import type { Role } from '../../figures/colours';
import { curveFigure } from '../../figures/curve-figure';
import { dotFigure } from '../../figures/dot-figure';
import { defineExperiment } from '../../framework/experiment';
import { type ImageDataSettings, imageData } from '../../training/image-data';
import { type Recipe, smallDataRecipe } from '../../training/recipe';
import {
  accuracyCurve,
  accuracyOverSeeds,
  claimInterval,
  differenceOverSeeds,
  differencePerImage,
  type Runs,
} from '../../training/seeds';
import { trainClassifier } from '../../training/train-classifier';

const models = [
  { id: 'mixer', name: 'Mixer', role: 'ours', build: mixerNano28 },
  { id: 'vit', name: 'ViT (attention)', role: 'baseline', build: visionTransformer },
  { id: 'cnn', name: 'CNN (convolution)', role: 'baseline', build: convolutionalNetwork },
  { id: 'flat', name: 'flat MLP', role: 'baseline', build: flatMlp },
  { id: 'bag', name: 'bag of patches', role: 'control', build: bagOfPatches },
] as const satisfies ReadonlyArray<{ id: string; name: string; role: Role; build: unknown }>;

type ModelId = (typeof models)[number]['id'];

/** Points that the Mixer may lie behind ViT and CNN and still count as level. */
const LEVEL = 1.5;
/** Points that token mixing must be worth. */
const MIXING = 5;

const recipe = (epochs: number) => ({ ...smallDataRecipe, epochs });

/** Settings of E1. */
type Settings = { seeds: number; recipe: Recipe; data: ImageDataSettings };

export default defineExperiment<Settings>({
  name: 'e1',
  system: 'mixer',
  title: 'Can an image model do without attention and convolution?',
  question: 'Is the Mixer level with attention and convolution at equal size, and what is token mixing worth?',
  presets: {
    smoke: {
      seeds: 3,
      recipe: { ...recipe(2), batchSize: 10 },
      data: { source: 'shapes', trainPerClass: 3, testPerClass: 2 },
    },
    quick: {
      seeds: 3,
      recipe: recipe(2),
      data: { source: 'fashion-mnist', trainPerClass: 1000, testPerClass: 200 },
    },
    full: {
      seeds: 3,
      recipe: recipe(8),
      data: { source: 'fashion-mnist', trainPerClass: 1000, testPerClass: 200 },
    },
  },
  async run(context) {
    const { settings, seed } = context;
    const data = await imageData(context, settings.data);
    const seeds = Array.from({ length: settings.seeds }, (_, index) => seed + index);
    const partName = (id: ModelId, runSeed: number) => `${id}-seed${runSeed}`;
    context.plan(seeds.flatMap((runSeed) => models.map(({ id }) => ({ name: partName(id, runSeed), group: id }))));

    const runs = new Map<ModelId, Array<Runs[number]>>(models.map(({ id }) => [id, []]));
    for (const runSeed of seeds) {
      for (const { id, build } of models) {
        const trained = await context.part(partName(id, runSeed), async (part) => {
          const model = build({ seed: runSeed });
          try {
            return await trainClassifier({ part, model, data, recipe: settings.recipe, key: random.key(runSeed) });
          } finally {
            model.dispose();
          }
        });
        runs.get(id)!.push(trained);
      }
    }
    const of = (id: ModelId): Runs => runs.get(id)!;
    const summaries = models.map((model) => ({ ...model, runs: of(model.id), ...accuracyOverSeeds(of(model.id)) }));
    const percent = (id: ModelId) => `${accuracyOverSeeds(of(id)).mean.toFixed(1)}%`;

    const ahead = (other: ModelId, claim: string, least: number): Claim => {
      const difference = differenceOverSeeds(of('mixer'), of(other));
      return {
        claim,
        value: difference.mean,
        interval: claimInterval(difference),
        expected: `>= ${least} points`,
        holds: difference.mean >= least,
      };
    };
    const claims = [
      ahead('vit', 'Mixer minus ViT, held-out accuracy in points (level with attention)', -LEVEL),
      ahead('cnn', 'Mixer minus CNN, held-out accuracy in points (level with convolution)', -LEVEL),
      ahead('bag', 'Mixer minus bag of patches, held-out accuracy in points (what token mixing is worth)', MIXING),
    ];

    const accuracyTable: ReportTable = {
      title: 'Held-out accuracy (%)',
      columns: ['model', 'parameters', 'mean', '95% low', '95% high', 'lowest seed', 'highest seed'],
      rows: summaries.map(({ name, runs: own, mean, low, high, minimum, maximum }) => [
        name,
        own[0].parameters,
        mean,
        low,
        high,
        minimum,
        maximum,
      ]),
    };
    const differenceTable: ReportTable = {
      title: 'Mixer minus the others (points)',
      columns: ['other model', 'mean', 'lowest seed', 'highest seed', '95% over images, low', '95% over images, high'],
      rows: models.slice(1).map(({ id, name }) => {
        const { mean, minimum, maximum } = differenceOverSeeds(of('mixer'), of(id));
        const { low, high } = bootstrapInterval(differencePerImage(of('mixer'), of(id)), { key: seed });
        return [name, mean, minimum, maximum, low, high];
      }),
    };
    const order = [...summaries].sort((a, b) => b.mean - a.mean);
    const ranking = order.map(({ name, mean }) => `${name} ${mean.toFixed(1)}%`).join(', ');
    return {
      claims,
      summary: [
        `Five models of about 110,000 parameters were trained alike on ${data.train.count.toLocaleString('en-US')} images (${settings.data.source}, 28x28 grey) for ${settings.recipe.epochs} epochs, with ${settings.seeds} seeds, and measured on ${data.test.count.toLocaleString('en-US')} held-out images.`,
        `Held-out accuracy: ${ranking}.`,
        `The bag of patches is the Mixer without token mixing. The flat MLP (${percent('flat')}) sees all pixels at once and knows no structure; on centred images it is strong, and is shown beside the others.`,
      ],
      tables: [accuracyTable, differenceTable],
      figures: [
        {
          name: 'accuracy-by-epoch',
          title: 'Held-out accuracy by epoch',
          description: `Mean over ${settings.seeds} seeds, bands from the lowest to the highest seed. At the end: ${ranking}.`,
          svg: curveFigure(
            models.map(({ id, name, role }) => ({ name, role, points: accuracyCurve(of(id)) })),
            { xLabel: 'epoch', yLabel: 'held-out accuracy (%)', wholeX: true },
          ),
        },
        {
          name: 'accuracy',
          title: 'Held-out accuracy after the last epoch',
          description: `Rings are single seeds, dots their mean, bars the 95% interval of the mean over seeds. ${ranking}.`,
          svg: dotFigure(
            summaries.map(({ name, role, runs: own, mean, low, high }) => ({
              name,
              role,
              mean,
              low,
              high,
              values: own.map((run) => 100 * run.accuracy),
            })),
            { xLabel: 'held-out accuracy (%)' },
          ),
        },
      ],
      limits: [
        'Small models, few images and a short training: the ranking at this size says little about the size of the paper.',
        'Intervals over seeds cover first weights and the order of images, not the choice of images; those over images are in the second table.',
        'One recipe for all models, tuned for none of them.',
        'Models whose weights are tied to a place (Mixer, flat MLP) learn fastest. A run of few epochs favours them over ViT and CNN; the full preset trains longer.',
        ...(settings.data.source === 'shapes'
          ? ['The images are drawn patterns for trying out the program. The figures say nothing about the models.']
          : []),
      ],
    };
  },
});
