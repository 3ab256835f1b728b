import { type SeedSummary, summariseSeeds } from '@perceptrons/evaluation';
import type { BehaviourFit, Method, MethodId } from './behaviour-fits';
import type { Constraints } from './constraints';

/** A figure of a fit. */
export type Figure = 'r2Weights' | 'r2Activity' | 'deviance' | 'devianceBaseRate' | 'devianceTruth' | 'seconds';

/** A rule by which animals learn. */
export type AnimalRule = {
  rule: string;
  /** How table 1 of the publication writes it. */
  label: string;
};

/** All parts of a run of the experiment on behaviour. `place` counts the rules of the animals from 0. */
export interface BehaviourRuns {
  rules: readonly AnimalRule[];
  seedsOf(place: number): readonly number[];
  methodsOf(place: number): readonly Method[];
  /** In the order of the seeds. */
  fitsOf(place: number, method: MethodId): BehaviourFit[];
  constraintsOf(place: number): Constraints[];
}

/** Scores beyond this come from weights that grow without bound, though they are still finite numbers. */
const DIVERGED = 1e6;

/** Numbers without those of fits that diverged. */
export function finite(values: ReadonlyArray<number | null>): number[] {
  return values.filter((value) => value !== null && Math.abs(value) < DIVERGED) as number[];
}

/** Over the seeds that did not diverge; undefined where all did. */
export function figureOf(
  runs: BehaviourRuns,
  place: number,
  method: MethodId,
  figure: Figure,
): SeedSummary | undefined {
  const values = finite(runs.fitsOf(place, method).map((fit) => fit[figure]));
  return values.length > 0 ? summariseSeeds(values) : undefined;
}

/** The term of a rule that counts as its decay: the one with a negative coefficient. Undefined for a rule without. */
export function decayOf(runs: BehaviourRuns, place: number) {
  return runs.constraintsOf(place)[0].terms.find(({ value }) => value < 0);
}
