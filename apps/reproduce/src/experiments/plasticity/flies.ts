// Does the choice of a rule with a weight term show a decay of weights? A larger rule always fits better. Four tests say
// what that is worth: on many groups of simulated flies with a decay, on as many whose decay is exactly zero and that are
// explained equally well, and on recorded flies where their files are at hand.
import { type Claim, summariseSeeds } from '@perceptrons/evaluation';
import { syntheticFlies } from '@perceptrons/plasticity';
import { defineExperiment } from '../../framework/experiment';
import { type Arm, type Arms, armNames, armsOf, digits, levelOf, SIGNIFICANCE } from '../../plasticity/fly-arms';
import { flyFigures } from '../../plasticity/fly-figures';
import { groupsTable, levelsTable, testsTable } from '../../plasticity/fly-tables';
import { matchControl, median } from '../../plasticity/match-control';
import { publishedFlies } from '../../plasticity/published';
import { flyFolder, recordedFlies } from '../../plasticity/recorded-flies';
import { shareOf } from '../../plasticity/share-interval';
import { type GroupReport, type RecordedReport, reportFlies, testFlies } from '../../plasticity/test-flies';

/** Settings of the experiment. */
type Settings = {
  flies: number;
  trialsPerBlock: number;
  /** Groups of flies of each arm; the last one is a control at the level of recorded flies. */
  decayGroups: number;
  controlGroups: number;
  recordedLevelGroups: number;
  /** Groups of each arm from which the level of the control is found. */
  matchGroups: number;
  /** Simulated groups of each likelihood ratio, at most. */
  draws: number;
  /** Ends a likelihood ratio when so many simulated groups reach it; null: never. */
  stopAfter: number | null;
  reductions: string[];
};

/** Share of groups with decay in which it has to be found: the usual power that a test is planned for. */
const POWER = 0.8;
/** Share of groups without decay in which it may be found: one in twenty. */
const FALSE_ALARMS = 0.05;
/** The arms are at one level within this share of it, or this many points. */
const LEVEL = { share: 0.1, points: 0.3 };

/** Names of the parts. */
const kebab: Record<Arm, string> = { decay: 'decay', control: 'control', recordedLevel: 'recorded-level' };

/** The arms share no random numbers in their tests. */
const testSeeds: Record<Arm, (seed: number) => number> = {
  decay: (seed) => 2 * seed,
  control: (seed) => 2 * seed + 1,
  recordedLevel: (seed) => 2 ** 40 + seed,
};

const published = { flies: 18, trialsPerBlock: 80, draws: 200 } as const;

export default defineExperiment<Settings>({
  name: 'flies',
  system: 'plasticity',
  title: 'A decay of weights in simulated flies: four tests and a matched control',
  question: 'Do four tests find a decay of weights where there is one, and none where there is none?',
  presets: {
    smoke: {
      flies: 5,
      trialsPerBlock: 10,
      decayGroups: 2,
      controlGroups: 2,
      recordedLevelGroups: 2,
      matchGroups: 1,
      draws: 3,
      stopAfter: null,
      reductions: ['2 groups of 5 flies of 30 trials for each arm, 3 draws: shows that everything runs, nothing more'],
    },
    quick: {
      ...published,
      decayGroups: 10,
      controlGroups: 20,
      recordedLevelGroups: 20,
      matchGroups: 10,
      stopAfter: 10,
      reductions: [],
    },
    full: {
      ...published,
      decayGroups: 20,
      controlGroups: 40,
      recordedLevelGroups: 40,
      matchGroups: 20,
      stopAfter: 10,
      reductions: [],
    },
  },
  async run(context) {
    const { settings, seed, dataDirectory } = context;
    const { flies, trialsPerBlock, matchGroups, draws, stopAfter } = settings;
    const counts = {
      decay: settings.decayGroups,
      control: settings.controlGroups,
      recordedLevel: settings.recordedLevelGroups,
    };
    const recorded = await recordedFlies(dataDirectory, seed);
    const seeds = (count: number) => Array.from({ length: count }, (_, index) => seed + index);
    const groups = armsOf((arm) =>
      seeds(counts[arm]).map((own) => ({ arm, seed: own, name: `${kebab[arm]}-seed${own}` })),
    ).flat();
    // Other files make another part: a record must not answer for data that it has not seen.
    const recordedName = `recorded-${recorded.length}-flies`;
    context.plan([
      { name: 'match', group: 'match' },
      { name: 'match-recorded-level', group: 'match' },
      ...groups.map(({ name, arm }) => ({ name, group: arm })),
      ...(recorded.length > 0 ? [{ name: recordedName, group: 'recorded' }] : []),
    ]);
    const search = { flies, trialsPerBlock, seeds: seeds(matchGroups) };
    const target = median(publishedFlies.withoutWeight);
    const matched = {
      control: await context.part('match', (part) => matchControl(part, search)),
      recordedLevel: await context.part('match-recorded-level', (part) => matchControl(part, { ...search, target })),
    };
    const common = { trialsPerBlock, draws, significance: SIGNIFICANCE };
    const arms: Arms = { decay: [], control: [], recordedLevel: [] };
    for (const { arm, seed: own, name } of groups) {
      const report = await context.part(name, (part) => {
        const { rewardDrive, driftStd } = matched[arm === 'decay' ? 'control' : arm];
        const drives = arm === 'decay' ? {} : { rewardDrive, driftStd };
        const animals = syntheticFlies({ flies, trialsPerBlock, decay: arm === 'decay', ...drives, seed: own });
        return testFlies(part, animals, { ...common, stopAfter, seed: testSeeds[arm](own) });
      });
      arms[arm].push(report);
    }
    const recordedReport =
      recorded.length === 0
        ? undefined
        : await context.part(recordedName, (part) => reportFlies(part, recorded, { ...common, stopAfter: null, seed }));

    const [decay, control, recordedLevel] = armsOf((arm) => levelOf(arms[arm]));
    const levels = { decay, control, recordedLevel };
    return {
      claims: [...simulatedClaims(arms, levels), ...(recordedReport ? recordedClaims(recordedReport) : [])],
      summary: [
        `Rules of the terms 1, x, r, x r without and with w were fitted to each fly without penalty, network [2, 1]; the coefficient of w was kept at or below 0. Each of ${counts.decay} + ${counts.control} + ${counts.recordedLevel} groups has ${flies} flies and its own seed. Four tests of each group: the in-sample Wilcoxon test of the publication; the pooled likelihood ratio against up to ${draws} groups simulated without decay${stopAfter === null ? '' : `, ended early when ${stopAfter} of them had reached it`}; the deviance of the last 30% of the trials; the mean coefficient with a bootstrap interval over flies.`,
        `The control without decay was matched first, on ${matched.control.flies} other flies: with rewardDrive ${digits(matched.control.rewardDrive)} and driftStd ${digits(matched.control.driftStd)} the rule without w explains ${digits(matched.control.percent)}% of its deviance in the median, and ${digits(matched.control.target)}% of that of flies with decay. In the groups that were tested it explains ${digits(levels.control)}% and ${digits(levels.decay)}%. A second control was brought to the level of published fits of 18 recorded flies, ${digits(target)}%; there the rule explains ${digits(levels.recordedLevel)}%.`,
        `What these runs can show: whether the pooled likelihood ratio finds a decay that is there, and stays silent where there is none, for flies like the simulated ones. What they cannot show: that flies forget, or how fast. The in-sample p supports no claim by itself, because a larger rule fits better without decay too: here it is below 0.05 in ${smallInSample(arms.control)} of ${counts.control} groups of the control. Nor does a failure of the held-out test show that there is no decay.`,
        recordedReport
          ? `Recorded flies: ${recorded.length} files of the folder ${flyFolder}. May be claimed: ${recordedReport.may.length > 0 ? recordedReport.may.join(' ') : 'nothing about a decay.'} May not be claimed: ${recordedReport.mayNot.join(' ')}`
          : `All flies are simulated. Recorded flies join where their files lie as ${flyFolder}/Fly1.mat, ${flyFolder}/Fly2.mat and so on in the folder of data sets.`,
        ...(settings.reductions.length > 0 ? [`Reductions: ${settings.reductions.join('; ')}.`] : []),
      ],
      tables: [testsTable(arms, recordedReport), levelsTable(arms, matched), groupsTable(groups, arms)],
      figures: flyFigures(arms),
      limits: [
        ...(recordedReport
          ? []
          : ['No animal made these data. They say what the tests detect, not that flies forget.']),
        'The in-sample p is small without decay too: a larger rule fits at least as well.',
        'One size of decay, one spread over flies and, with decay, one level of deviance, below that of recorded flies. Chances of rewards, inputs and expected reward are known to the tests, as those of a real experiment may not be.',
        'The coefficient of w is kept at or below 0, so that its mean is negative without decay too; only its distance from the control says something.',
        ...settings.reductions,
      ],
    };
  },
});

function simulatedClaims(arms: Arms, levels: Record<Arm, number>): Claim[] {
  const found = (reports: readonly GroupReport[]) =>
    shareOf(reports.map(({ likelihoodRatioP }) => likelihoodRatioP < SIGNIFICANCE));
  const [decay, ...controls] = armsOf((arm) => ({ arm, ...found(arms[arm]) }));
  const difference = levels.control - levels.decay;
  const allowed = Math.max(LEVEL.points, LEVEL.share * levels.decay);
  const pairs = Math.min(arms.decay.length, arms.control.length);
  const distances = arms.decay
    .slice(0, pairs)
    .map(({ weightTerm: [mean] }, index) => mean - arms.control[index].weightTerm[0]);
  const distance = summariseSeeds(distances);
  return [
    {
      claim: 'simulated flies: deviance explained without w, control minus decay, points',
      value: difference,
      interval: null,
      expected: `within ${digits(allowed)} of 0`,
      holds: Math.abs(difference) <= allowed,
    },
    {
      claim: `${armNames.decay}: share of ${arms.decay.length} groups with p < ${SIGNIFICANCE} of the pooled likelihood ratio`,
      value: decay.value,
      interval: [decay.low, decay.high],
      expected: `>= ${POWER}`,
      holds: decay.value >= POWER,
    },
    ...controls.map(({ arm, value, low, high }) => ({
      claim: `${armNames[arm]}: share of ${arms[arm].length} groups with p < ${SIGNIFICANCE} of the pooled likelihood ratio`,
      value,
      interval: [low, high] as const,
      expected: `<= ${FALSE_ALARMS}, 1 of 20`,
      holds: value <= FALSE_ALARMS,
    })),
    {
      claim: `simulated flies: mean coefficient of w, decay minus control, ${pairs} pairs of groups`,
      value: distance.mean,
      interval: [distance.low, distance.high],
      expected: '< 0',
      holds: distance.high < 0,
    },
  ];
}

function smallInSample(reports: readonly GroupReport[]): number {
  return reports.filter(({ wilcoxonP }) => wilcoxonP < 0.05).length;
}

function recordedClaims({ likelihoodRatioP, controlP }: RecordedReport): Claim[] {
  return [
    {
      claim: 'recorded flies: p of the pooled likelihood ratio',
      value: likelihoodRatioP,
      interval: null,
      expected: `< ${SIGNIFICANCE}`,
      holds: likelihoodRatioP < SIGNIFICANCE,
    },
    {
      claim: 'control simulated from fits to the recorded flies without decay: p of the pooled likelihood ratio',
      value: controlP,
      interval: null,
      expected: `>= ${SIGNIFICANCE}`,
      holds: controlP >= SIGNIFICANCE,
    },
  ];
}
