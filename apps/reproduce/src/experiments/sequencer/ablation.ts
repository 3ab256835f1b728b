// S2 of the Sequencer: what does each part of its recurrence give? The axes, the directions, how the axes are joined, and
// the cell, each changed alone, at equal parameters. The last arm has no second dimension: all patches in one sequence.
import type { Claim } from '@perceptrons/evaluation';
import { compareModels, modelOf } from '../../comparison/compare-models';
import {
  accuracyFigures,
  accuracyTable,
  comparisonLimits,
  differenceTable,
  howTrained,
  leadClaim,
  ranking,
  type TrainingSettings,
} from '../../comparison/comparison-report';
import { seedsFrom } from '../../comparison/over-seeds';
import { defineExperiment } from '../../framework/experiment';
import { type ArmId, ablationArms, allArms } from '../../sequencer/ablation-models';
import { imageData } from '../../training/image-data';
import { smallDataRecipe } from '../../training/recipe';

/** Settings of the ablation. `arms` begins with the model that the others are measured against. */
type Settings = TrainingSettings & { arms: readonly ArmId[] };

/** What is claimed about an arm, if it takes part: both axes, both directions and gates are worth having. */
const lesser: ReadonlyArray<readonly [arm: ArmId, claim: string]> = [
  ['vertical', 'Both axes minus columns only, held-out accuracy in points'],
  ['horizontal', 'Both axes minus rows only, held-out accuracy in points'],
  ['forward', 'Both directions minus one direction, held-out accuracy in points'],
  ['rnn', 'LSTM minus plain RNN, held-out accuracy in points'],
  ['vanilla', 'Two dimensions minus one sequence, held-out accuracy in points'],
];

export default defineExperiment<Settings>({
  name: 'ablation',
  system: 'sequencer',
  title: 'What does each part of the recurrence of a Sequencer give?',
  question: 'What are both axes, both directions, gates and the second dimension worth at equal size?',
  presets: {
    smoke: {
      seeds: 1,
      recipe: { ...smallDataRecipe, batchSize: 10, epochs: 1 },
      data: { source: 'shapes', trainPerClass: 2, testPerClass: 1 },
      arms: ['cat', 'horizontal', 'vanilla'],
    },
    quick: {
      seeds: 3,
      recipe: { ...smallDataRecipe, epochs: 4 },
      data: { source: 'fashion-mnist', trainPerClass: 1000, testPerClass: 200 },
      arms: ['cat', 'vertical', 'horizontal', 'forward', 'gru', 'rnn', 'vanilla'],
    },
    full: {
      seeds: 3,
      recipe: { ...smallDataRecipe, epochs: 8 },
      data: { source: 'fashion-mnist', trainPerClass: 1000, testPerClass: 200 },
      arms: allArms,
    },
  },
  async run(context) {
    const { settings, seed } = context;
    const data = await imageData(context, settings.data);
    const seeds = seedsFrom(seed, settings.seeds);
    const contenders = ablationArms(settings.arms);
    const models = await compareModels(context, { contenders, seeds, data, recipe: settings.recipe });
    const [whole] = models;
    const claims = lesser
      .filter(([arm]) => settings.arms.includes(arm))
      .map(([arm, claim]): Claim => leadClaim(whole, modelOf(models, arm), claim, { above: 0 }));
    const left = allArms.filter((arm) => !settings.arms.includes(arm));
    return {
      claims,
      summary: [
        `${models.length} Sequencers of about 117,000 parameters were trained alike ${howTrained(data, settings)}. They differ in their recurrence alone; the hidden size of each is the one that brings it to the same number of parameters.`,
        `Held-out accuracy: ${ranking(models)}.`,
        '"Columns only" and "rows only" have twice the hidden size and no product after the recurrence, as published: they are not the model with one axis taken away.',
      ],
      tables: [accuracyTable(models), differenceTable(models, seed)],
      figures: accuracyFigures(models),
      limits: [
        ...comparisonLimits(settings.data),
        'The arm with one direction has a larger hidden size than the published one, which has fewer parameters than the model that it is compared with.',
        ...(left.length > 0 ? [`Not part of this preset: ${ablationNames(left)}. The full preset has them.`] : []),
      ],
    };
  },
});

function ablationNames(ids: readonly ArmId[]): string {
  return ablationArms(ids)
    .map(({ name }) => name)
    .join(', ');
}
