import { forEachPresentation } from '../deviance';
import type { ChoiceModel } from './choice-model';

/** Accepts every presentation with one probability, the share of accepts in training. */
export const baseRateModel: ChoiceModel = {
  name: 'base rate',
  fit: (sequences, ends) => {
    let accepts = 0;
    let count = 0;
    for (const [index, { experiment, decisions }] of sequences.entries()) {
      const add = (cell: number) => {
        accepts += decisions[cell];
        count++;
      };
      forEachPresentation(experiment, add, { end: ends[index] });
    }
    // Half a count each way keeps the logit finite where all decisions are alike.
    const certain = accepts === 0 || accepts === count;
    const logit = certain ? Math.log((accepts + 0.5) / (count - accepts + 0.5)) : Math.log(accepts / (count - accepts));
    return {
      parameters: { accept: 1 / (1 + Math.exp(-logit)) },
      logits: ({ experiment }) => new Float64Array(experiment.trials * experiment.longest).fill(logit),
    };
  },
};
