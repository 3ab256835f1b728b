// The arm of the experiment on behaviour whose sessions are designed: predictions first, then fits.
import {
  type Experiment,
  parseRule,
  plasticNetwork,
  type TaylorRule,
  taylorRule,
  withParameters,
} from '@perceptrons/plasticity';
import type { RunContext } from '../framework/run-context';
import { animalsOfDesign, type DecayDesign, type DecayPrediction, maskOf, predictDecay } from './decay-design';
import { type FittedRule, fitRule } from './fit-rule';

/** What was predicted and found for one design. */
export type DecayRun = {
  design: DecayDesign;
  prediction: DecayPrediction;
  /** Fits of every step, each in the order of the seeds. */
  fits: FittedRule[][];
};

/** Parts of the arm, in order: for each design a prediction, then for each seed its steps. */
export interface DecayPart {
  name: string;
  group: string;
  place: number;
  /** Undefined for the prediction. */
  fit?: { seed: number; step: number };
}

/** A fall of the loss by this share of it is far below what noise makes of it. */
const TOLERANCE = 1e-6;

export function decayParts(designs: readonly DecayDesign[], seeds: readonly number[]): DecayPart[] {
  return designs.flatMap(({ steps }, place) => [
    { name: `design${place + 1}-prediction`, group: 'design-prediction', place },
    ...seeds.flatMap((seed) =>
      steps.map((set, step) => ({
        name: `design${place + 1}-terms-${set}-seed${seed}`,
        group: `design${place + 1}-${set}`,
        place,
        fit: { seed, step },
      })),
    ),
  ]);
}

/** Runs the parts; those on record need no animals. */
export async function runDecays(
  context: Pick<RunContext, 'part'>,
  designs: readonly DecayDesign[],
  { seeds, iterations }: { seeds: readonly number[]; iterations: number },
): Promise<DecayRun[]> {
  const network = plasticNetwork({ sizes: [2, 10, 1] });
  const parts = decayParts(designs, seeds);
  const runs: DecayRun[] = [];
  for (const [place, design] of designs.entries()) {
    const [first, ...later] = parts.filter((part) => part.place === place);
    const prediction = await context.part(first.name, async () => predictDecay(design, network, seeds[0]));
    const fits: FittedRule[][] = design.steps.map(() => []);
    let drawn: { seed: number; animals: Experiment[] } | undefined;
    for (const { name, fit } of later) {
      const { seed, step } = fit!;
      const found = await context.part(name, (part) => {
        if (drawn?.seed !== seed) {
          drawn = {
            seed,
            animals: animalsOfDesign(design, network, { seed, purpose: 'train', animals: design.animals }),
          };
        }
        const before = step > 0 ? fits[step - 1].at(-1)! : undefined;
        return fitRule(part, {
          experiments: drawn.animals,
          network,
          rule: startOf(design, step, before),
          optimizer: 'gaussNewton',
          iterations,
          tolerance: TOLERANCE,
          uncertainty: 'all',
        });
      });
      fits[step].push(found);
    }
    runs.push({ design, prediction, fits });
  }
  return runs;
}

/** From 0, or from what the last step found, with the terms of the step free. */
function startOf({ rule, steps }: DecayDesign, step: number, before?: FittedRule): TaylorRule {
  const from = taylorRule();
  const { coefficients } = before ? (withParameters(from, before.parameters) as TaylorRule) : from;
  return { ...from, coefficients, mask: maskOf(steps[step], parseRule(rule)) };
}
