// S1 of the Sequencer: can recurrence along rows and columns take the place of attention? Sequencer, Mixer, ViT and CNN of
// about 110,000 parameters, trained alike on few small images. The bag of patches mixes no patches at all; the flat MLP is
// the plain model to beat, and is always shown.
import {
  bagOfPatches,
  convolutionalNetwork,
  flatMlp,
  mixerNano28,
  seqNano28,
  visionTransformer,
} from '@perceptrons/vision';
import { compareModels, modelOf } from '../../comparison/compare-models';
import {
  accuracyFigures,
  accuracyTable,
  comparisonLimits,
  differenceTable,
  howTrained,
  leadClaim,
  meanAccuracy,
  ranking,
  type TrainingSettings,
} from '../../comparison/comparison-report';
import { seedsFrom } from '../../comparison/over-seeds';
import { defineExperiment } from '../../framework/experiment';
import { imageData } from '../../training/image-data';
import { smallDataRecipe } from '../../training/recipe';

const contenders = [
  { id: 'sequencer', name: 'Sequencer', role: 'ours', build: seqNano28 },
  { id: 'vit', name: 'ViT (attention)', role: 'baseline', build: visionTransformer },
  { id: 'mixer', name: 'Mixer', role: 'baseline', build: mixerNano28 },
  { id: 'cnn', name: 'CNN (convolution)', role: 'baseline', build: convolutionalNetwork },
  { id: 'flat', name: 'flat MLP', role: 'baseline', build: flatMlp },
  { id: 'bag', name: 'bag of patches', role: 'control', build: bagOfPatches },
] as const;

/** Points that the Sequencer may lie behind the ViT and still count as level. */
const LEVEL = 1.5;
/** Points that recurrence must be worth: what `mixer/e1` asks of token mixing. */
const RECURRENCE = 5;

export default defineExperiment<TrainingSettings>({
  name: 's1',
  system: 'sequencer',
  title: 'Can recurrence along rows and columns take the place of attention?',
  question: 'Is the Sequencer level with attention at equal size, and what is its recurrence worth?',
  presets: {
    smoke: {
      seeds: 1,
      recipe: { ...smallDataRecipe, batchSize: 10, epochs: 1 },
      data: { source: 'shapes', trainPerClass: 2, testPerClass: 1 },
    },
    quick: {
      seeds: 3,
      recipe: { ...smallDataRecipe, epochs: 4 },
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
    const data = await imageData(context, settings.data);
    const seeds = seedsFrom(seed, settings.seeds);
    const models = await compareModels(context, { contenders, seeds, data, recipe: settings.recipe });
    const sequencer = modelOf(models, 'sequencer');
    return {
      claims: [
        leadClaim(
          sequencer,
          modelOf(models, 'vit'),
          'Sequencer minus ViT, held-out accuracy in points (level with attention)',
          { atLeast: -LEVEL },
        ),
        leadClaim(
          sequencer,
          modelOf(models, 'bag'),
          'Sequencer minus bag of patches, held-out accuracy in points (what recurrence is worth)',
          { atLeast: RECURRENCE },
        ),
      ],
      summary: [
        `Six models of about 110,000 parameters were trained alike ${howTrained(data, settings)}.`,
        `Held-out accuracy: ${ranking(models)}.`,
        `The bag of patches has no path from one patch to another before the mean. The flat MLP (${meanAccuracy(modelOf(models, 'flat'))}) sees all pixels at once and knows no structure; on centred images it is strong, and is shown beside the others.`,
      ],
      tables: [accuracyTable(models), differenceTable(models, seed)],
      figures: accuracyFigures(models),
      limits: [
        ...comparisonLimits(settings.data),
        'The Sequencer learns slowly at first and models whose weights are tied to a place (Mixer, flat MLP) fast: the fewer the epochs, the more a run favours those.',
      ],
    };
  },
});
