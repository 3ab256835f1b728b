import {
  choiceBaselines,
  type Experiment,
  evaluateRule,
  type PlasticityRule,
  type PlasticNetwork,
} from '@perceptrons/plasticity';
import type { Evaluation, ModelScore } from '../run';

interface Judged {
  rule: PlasticityRule;
  truth?: PlasticityRule;
  network: PlasticNetwork;
  animals: readonly Experiment[];
  fresh: readonly Experiment[];
  breathe(): Promise<void>;
}

function scoreOf(name: string, kind: ModelScore['kind'], percents: readonly number[]): ModelScore {
  const mean = percents.reduce((sum, percent) => sum + percent, 0) / percents.length;
  return { name, kind, mean, low: Math.min(...percents), high: Math.max(...percents) };
}

/** Judges a rule on animals that it was not fitted to; own trials have none, so there those of the fit. */
export async function evaluate({
  rule,
  truth,
  network,
  animals,
  fresh,
  breathe,
}: Judged): Promise<Omit<Evaluation, 'seconds' | 'ended'>> {
  const judged = fresh.length > 0 ? fresh : animals;
  const percents = (model: PlasticityRule) =>
    evaluateRule(model, network, judged).perExperiment.map(
      ({ percentDeviance }) => percentDeviance?.half ?? Number.NaN,
    );
  const { r2Weights, r2Activity } = truth ? evaluateRule(rule, network, judged, { truth }) : {};
  const scores = [scoreOf('Found rule', 'found', percents(rule))];
  if (truth) scores.unshift(scoreOf('True rule', 'truth', percents(truth)));
  await breathe();
  if (judged.every(({ rewards }) => rewards)) {
    const perModel = new Map<string, number[]>();
    // One animal at a time, so that a large table can be cancelled in between.
    for (const animal of judged) {
      for (const { name, perAnimal } of choiceBaselines([[animal]])) {
        perModel.set(name, [...(perModel.get(name) ?? []), ...perAnimal.map(({ percentOfHalf }) => percentOfHalf)]);
      }
      await breathe();
    }
    for (const [name, values] of perModel) {
      scores.push(scoreOf(name, name === 'base rate' ? 'control' : 'baseline', values));
    }
  }
  return {
    fresh: fresh.length > 0,
    animals: judged.length,
    ...(r2Weights && { r2Weights: r2Weights.median }),
    ...(r2Activity && { r2Activity: r2Activity.median }),
    scores,
  };
}
