// E1 of the Mixer: can an image model do without attention and convolution? Five models of about 110,000 parameters,
// trained alike on few small images. The bag of patches is the Mixer without token mixing: what it lacks is what mixing
// is worth. The flat MLP is the plain model to beat, and is always shown.
import { bagOfPatches, convolutionalNetwork, flatMlp, mixerNano28, visionTransformer } from '@perceptrons/vision';
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
  { id: 'mixer', name: 'Mixer', role: 'ours', build: mixerNano28 },
  { id: 'vit', name: 'ViT (attention)', role: 'baseline', build: visionTransformer },
  { id: 'cnn', name: 'CNN (convolution)', role: 'baseline', build: convolutionalNetwork },
  { id: 'flat', name: 'flat MLP', role: 'baseline', build: flatMlp },
  { id: 'bag', name: 'bag of patches', role: 'control', build: bagOfPatches },
] as const;

/** Points that the Mixer may lie behind ViT and CNN and still count as level. */
const LEVEL = 1.5;
/** Points that token mixing must be worth. */
const MIXING = 5;

const recipe = (epochs: number) => ({ ...smallDataRecipe, epochs });

export default defineExperiment<TrainingSettings>({
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
    const models = await compareModels(context, {
      contenders,
      seeds: seedsFrom(seed, settings.seeds),
      data,
      recipe: settings.recipe,
    });
    const mixer = modelOf(models, 'mixer');
    const claims = [
      leadClaim(mixer, modelOf(models, 'vit'), 'Mixer minus ViT, held-out accuracy in points (level with attention)', {
        atLeast: -LEVEL,
      }),
      leadClaim(
        mixer,
        modelOf(models, 'cnn'),
        'Mixer minus CNN, held-out accuracy in points (level with convolution)',
        { atLeast: -LEVEL },
      ),
      leadClaim(
        mixer,
        modelOf(models, 'bag'),
        'Mixer minus bag of patches, held-out accuracy in points (what token mixing is worth)',
        { atLeast: MIXING },
      ),
    ];
    return {
      claims,
      summary: [
        `Five models of about 110,000 parameters were trained alike ${howTrained(data, settings)}.`,
        `Held-out accuracy: ${ranking(models)}.`,
        `The bag of patches is the Mixer without token mixing. The flat MLP (${meanAccuracy(modelOf(models, 'flat'))}) sees all pixels at once and knows no structure; on centred images it is strong, and is shown beside the others.`,
      ],
      tables: [accuracyTable(models), differenceTable(models, seed)],
      figures: accuracyFigures(models),
      limits: [
        ...comparisonLimits(settings.data),
        'Models whose weights are tied to a place (Mixer, flat MLP) learn fastest. A run of few epochs favours them over ViT and CNN; the full preset trains longer.',
      ],
    };
  },
});
