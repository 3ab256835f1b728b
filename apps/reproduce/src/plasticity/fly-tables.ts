// Tables of the fly experiment.
import { type ReportTable, summariseSeeds } from '@perceptrons/evaluation';
import { type Arm, type Arms, allFlies, armNames, armsOf, digits, levelOf, SIGNIFICANCE } from './fly-arms';
import { type MatchedControl, median } from './match-control';
import { publishedFlies } from './published';
import type { GroupReport, RecordedReport } from './test-flies';

/** Level of the in-sample and of the held-out test. */
const USUAL = 0.05;

/** The four tests of each arm, side by side. */
export function testsTable(arms: Arms, recorded: RecordedReport | undefined): ReportTable {
  const share = (reports: readonly GroupReport[], test: (report: GroupReport) => boolean) => {
    const count = reports.filter(test).length;
    return `${count} of ${reports.length}`;
  };
  const row = (name: string, reports: readonly GroupReport[]) => {
    const { mean, low, high } = summariseSeeds(reports.map(({ weightTerm }) => weightTerm[0]));
    const [only] = reports;
    const [value, from, to] = reports.length > 1 ? [mean, low, high] : only.weightTerm;
    return [
      name,
      digits(median(allFlies(reports))),
      digits(median(reports.flatMap(({ withWeight }) => withWeight))),
      share(reports, ({ wilcoxonP }) => wilcoxonP < USUAL),
      share(reports, ({ likelihoodRatioP }) => likelihoodRatioP < SIGNIFICANCE),
      share(reports, ({ heldOutP, heldOutGain }) => heldOutP < USUAL && heldOutGain > 0),
      share(reports, ({ heldOutP, heldOutGain }) => heldOutP < USUAL && heldOutGain < 0),
      `${digits(value)} (${digits(from)} to ${digits(to)})`,
    ];
  };
  return {
    title: 'The four tests side by side, groups in which each one is significant',
    columns: [
      'arm',
      'deviance without w %',
      'deviance with w %',
      `1 in-sample as published, p < ${USUAL} (no evidence by itself)`,
      `2 likelihood ratio, p < ${SIGNIFICANCE}`,
      `3 held out, better, p < ${USUAL}`,
      `3 held out, worse, p < ${USUAL}`,
      '4 mean coefficient of w (95%)',
    ],
    rows: [
      ...armsOf((arm) => row(armNames[arm], arms[arm])),
      ...(recorded ? [row('recorded flies', [recorded])] : []),
      [
        'published, 18 recorded flies',
        digits(median(publishedFlies.withoutWeight)),
        digits(median(publishedFlies.withWeight)),
        'p = 5.34e-5',
        '',
        '',
        '',
        '',
      ],
    ],
  };
}

/** How the controls were brought to a level, and whether they stayed there. */
export function levelsTable(arms: Arms, matched: Record<'control' | 'recordedLevel', MatchedControl>): ReportTable {
  const row = (arm: 'control' | 'recordedLevel') => [
    armNames[arm],
    digits(matched[arm].rewardDrive),
    digits(matched[arm].driftStd),
    digits(matched[arm].target),
    digits(matched[arm].percent),
    digits(levelOf(arms[arm])),
  ];
  return {
    title: 'Median percent deviance explained without w',
    columns: ['arm', 'rewardDrive', 'driftStd', 'target', 'flies of the search', 'flies that were tested'],
    rows: [
      [armNames.decay, 1, 0.02, '', digits(matched.control.target), digits(levelOf(arms.decay))],
      row('control'),
      row('recordedLevel'),
    ],
  };
}

/** One row for each group. */
export function groupsTable(groups: ReadonlyArray<{ arm: Arm; name: string }>, arms: Arms): ReportTable {
  const reports = armsOf((arm) => arms[arm]).flat();
  return {
    title: 'Every group (simulated)',
    columns: [
      'group',
      'deviance without w %',
      'deviance with w %',
      'in-sample p',
      'likelihood ratio',
      'its mean without decay',
      'draws',
      'its p',
      'held-out p',
      'held-out gain, -2 log p',
      'mean coefficient of w',
    ],
    rows: reports.map((report, index) => [
      groups[index].name,
      digits(median(report.withoutWeight)),
      digits(median(report.withWeight)),
      digits(report.wilcoxonP),
      digits(report.likelihoodRatio),
      digits(report.nullMean),
      report.draws,
      digits(report.likelihoodRatioP),
      digits(report.heldOutP),
      digits(report.heldOutGain),
      digits(report.weightTerm[0]),
    ]),
  };
}
