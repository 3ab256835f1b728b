// Experiments whose sessions are chosen so that choices constrain the decay of a rule, before anything is fitted.
import {
  type Experiment,
  identifiabilityOf,
  informationMatrix,
  type PlasticNetwork,
  type Purpose,
  parseRule,
  powersAt,
  presentations,
  simulateBehaviour,
  type TaylorRule,
  taylorRule,
} from '@perceptrons/plasticity';
import { finiteOrNull } from './fit-rule';

/** Chances of a reward at odours A and B in blocks of trials, one after the other. */
export type Schedule = {
  name: string;
  rewardProbabilities: Array<[number, number]>;
  trialsPerBlock: number;
};

/**
 * Terms that are free in a fit: those of the rule itself, all products with powers of at most 1, or all of this total power at
 * most; 8 means all 81.
 */
export type TermSet = 'own' | 'products' | number;

/**
 * Animals of each combination of schedule, odour and inclination. Weak odours and an inclination against them keep the units
 * from saturation; different strengths tell powers of x apart, blocks without reward show a decay by itself.
 */
export type DecayDesign = {
  rule: string;
  schedules: Schedule[];
  /** Inputs of an odour; the published one is 0.75. */
  intensities: number[];
  /** Input times weight at the start: -0.5, 0 and 0.5 are accepted with a chance of 9, 50 and 91%. */
  inclinations: number[];
  /** Combinations that are left out, [intensity, inclination]: there an animal may never accept again. */
  without?: Array<[number, number]>;
  /** Standard deviation of the inputs. */
  inputStd: number;
  /** Animals of each combination: to learn from, and others for the prediction. */
  animals: number;
  pilot: number;
  /** Fitted one after the other, each from the result of the last, the first one from 0. */
  steps: TermSet[];
  /** For these the standard error is predicted too. */
  predicted: TermSet[];
};

/** What a design is expected to say about the decay, computed at the rule of the animals before anything is fitted. */
export type DecayPrediction = {
  sets: Array<{ set: TermSet; terms: number; standardError: number | null }>;
  /** Presentations of all animals that are learnt from, and the share that is accepted. */
  presentations: number;
  accepted: number;
};

/** Combinations of a design. */
export function sessionsOf({ schedules, intensities, inclinations, without = [] }: DecayDesign) {
  return schedules.flatMap((schedule) =>
    intensities.flatMap((intensity) =>
      inclinations
        .filter((inclination) => !without.some(([odour, start]) => odour === intensity && start === inclination))
        .map((inclination) => ({ schedule, intensity, inclination })),
    ),
  );
}

/** Animals of a design. Each combination has random numbers of its own, and so have training and evaluation. */
export function animalsOfDesign(
  design: DecayDesign,
  network: PlasticNetwork,
  { seed, purpose, animals }: { seed: number; purpose: Purpose; animals: number },
): Experiment[] {
  return sessionsOf(design).flatMap(({ schedule, intensity, inclination }, session) =>
    simulateBehaviour({
      rule: parseRule(design.rule),
      network,
      experiments: animals,
      rewardProbabilities: schedule.rewardProbabilities,
      trialsPerBlock: schedule.trialsPerBlock,
      inputMean: intensity,
      inputStd: design.inputStd,
      initialMean: inclination / intensity,
      recordWeights: false,
      purpose,
      seed: (seed + 1) * SESSIONS + session,
    }),
  );
}

/** More sessions than a design has. */
const SESSIONS = 1000;

/** 1 for the terms that are free. */
export function maskOf(set: TermSet, truth: TaylorRule): Uint8Array {
  return truth.mask.map((_, place) => {
    if (set === 'own') return Number(truth.coefficients[place] !== 0);
    const powers = powersAt(place);
    if (set === 'products') return Number(Math.max(...powers) <= 1);
    return Number(powers.reduce((sum, power) => sum + power, 0) <= set);
  });
}

/** "the 31 terms of total power up to 3" */
export function setName(set: TermSet, rule: string): string {
  const count = maskOf(set, parseRule(rule)).reduce((sum, free) => sum + free, 0);
  if (set === 'own') return `its own ${count} terms`;
  if (set === 'products') return `the ${count} terms with powers of at most 1`;
  return count === taylorRule().mask.length ? `all ${count} terms` : `the ${count} terms of total power up to ${set}`;
}

/** The term of a rule that counts as its decay: the one with a negative coefficient. */
export function decayPlace(rule: string): number {
  return parseRule(rule).coefficients.findIndex((value) => value < 0);
}

/** Standard errors of the decay by the information of a few other animals, which adds up over animals. */
export function predictDecay(design: DecayDesign, network: PlasticNetwork, seed: number): DecayPrediction {
  const { rule, animals, pilot, steps, predicted } = design;
  const truth = parseRule(rule);
  const others = animalsOfDesign(design, network, { seed, purpose: 'eval', animals: pilot });
  const share = animals / pilot;
  const sets = [...new Set([...steps, ...predicted])].map((set) => {
    const free = { ...truth, mask: maskOf(set, truth) };
    const information = informationMatrix(free, network, others);
    const matrix = information.matrix.map((value) => share * value);
    const { coefficients } = identifiabilityOf(free, { ...information, matrix }, { experiments: others.length });
    const { standardError } = coefficients.find(({ place }) => place === decayPlace(rule))!;
    return { set, terms: coefficients.length, standardError: finiteOrNull(standardError) };
  });
  const count = others.reduce((sum, experiment) => sum + presentations(experiment), 0);
  const trials = others.reduce((sum, experiment) => sum + experiment.trials, 0);
  return { sets, presentations: Math.round(share * count), accepted: trials / count };
}
