// Figures of the fly experiment.
import { type ReportFigure, summariseSeeds } from '@perceptrons/evaluation';
import { type DotRow, dotFigure } from '../figures/dot-figure';
import { type Arm, type Arms, allFlies, armsOf } from './fly-arms';
import { median } from './match-control';
import { publishedFlies } from './published';
import type { GroupReport } from './test-flies';

const rowNames: Record<Arm, string> = {
  decay: 'simulated, decay',
  control: 'simulated, no decay',
  recordedLevel: 'no decay, recorded level',
};
const roles = { decay: 'ours', control: 'control', recordedLevel: 'control' } as const;

/** Level, in-sample gain and likelihood ratio of both arms. */
export function flyFigures(arms: Arms): ReportFigure[] {
  return [
    {
      name: 'level',
      title: 'Deviance explained without the weight term: decay and control are at one level (simulated)',
      description:
        'Percent deviance explained in-sample by the rule without w. Rings are simulated flies, in the last row the published fits to recorded flies; dots their mean, bars its 95% interval. Medians were matched: of the first two rows, and of the last two.',
      svg: dotFigure(
        [
          ...armsOf((arm) => dotRow(arm, allFlies(arms[arm]))),
          { ...dotRow('decay', publishedFlies.withoutWeight), name: 'published, recorded', role: 'baseline' },
        ],
        { xLabel: 'percent deviance explained' },
      ),
    },
    {
      name: 'gain',
      title: 'What the weight term gains in-sample (simulated)',
      description:
        'Median over the flies of a group of percent deviance explained with w minus without. Rings are groups, dots their mean, bars its 95% interval. The control has no decay, and gains as well.',
      svg: dotFigure(
        armsOf((arm) => dotRow(arm, arms[arm].map(gainOf))),
        { xLabel: 'median gain in points of deviance explained', digits: 2 },
      ),
    },
    {
      name: 'likelihood-ratio',
      title: 'The pooled likelihood ratio against groups without decay (simulated)',
      description:
        'Likelihood ratio of each group over the mean of the groups simulated from its own fits without decay; 1 is what a group without decay reaches. Rings are groups, dots their mean, bars its 95% interval.',
      svg: dotFigure(
        armsOf((arm) =>
          dotRow(
            arm,
            arms[arm].map(({ likelihoodRatio, nullMean }) => likelihoodRatio / nullMean),
          ),
        ),
        { xLabel: 'likelihood ratio over its mean without decay', digits: 2 },
      ),
    },
  ];
}

function dotRow(arm: Arm, values: readonly number[]): DotRow {
  const { mean, low, high } = summariseSeeds(values);
  return { name: rowNames[arm], role: roles[arm], values, mean, low, high };
}

function gainOf({ withWeight, withoutWeight }: GroupReport): number {
  return median(withWeight.map((value, fly) => value - withoutWeight[fly]));
}
