import { forEachPresentation } from '../deviance';
import type { ChoiceModel, ChoiceSequence } from './choice-model';
import { logisticRegression } from './logistic-regression';

/**
 * Logistic regression of a decision on earlier trials. For each lag k there are two features: +1 where trial t - k
 * accepted the stimulus that is now presented, -1 where it accepted another one; and the same number times the reward of
 * that trial. Both are 0 before the first trial.
 *
 * Source: Lau and Glimcher, "Dynamic response-by-response models of matching behavior" (2005), for one offer at a time.
 */
export function laggedLogisticModel(lags: number): ChoiceModel {
  const columns = 1 + 2 * lags;
  const fill = (row: Float64Array, sequence: ChoiceSequence, trial: number, stimulus: number) => {
    row.fill(0);
    row[0] = 1;
    for (let lag = 1; lag <= Math.min(lags, trial); lag++) {
      const accepted = sequence.accepted[trial - lag];
      if (accepted < 0) continue;
      const same = accepted === stimulus ? 1 : -1;
      row[2 * lag - 1] = same;
      row[2 * lag] = same * sequence.rewards[trial - lag];
    }
  };
  return {
    name: 'lagged logistic regression',
    fit: (sequences, ends) => {
      const features: number[] = [];
      const targets: number[] = [];
      const row = new Float64Array(columns);
      for (const [index, sequence] of sequences.entries()) {
        const add = (cell: number, trial: number) => {
          fill(row, sequence, trial, sequence.stimuli[cell]);
          features.push(...row);
          targets.push(sequence.decisions[cell]);
        };
        forEachPresentation(sequence.experiment, add, { end: ends[index] });
      }
      const weights = logisticRegression(Float64Array.from(features), targets, columns);
      const parameters: Record<string, number> = { constant: weights[0] };
      for (let lag = 1; lag <= lags; lag++) {
        parameters[`choice, lag ${lag}`] = weights[2 * lag - 1];
        parameters[`reward, lag ${lag}`] = weights[2 * lag];
      }
      return {
        parameters,
        logits: (sequence) => {
          const { trials, longest } = sequence.experiment;
          const logits = new Float64Array(trials * longest);
          forEachPresentation(sequence.experiment, (cell, trial) => {
            fill(row, sequence, trial, sequence.stimuli[cell]);
            logits[cell] = row.reduce((sum, value, column) => sum + value * weights[column], 0);
          });
          return logits;
        },
      };
    },
  };
}
