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
}

function scoreOf(name: string, kind: ModelScore['kind'], percents: readonly number[]): ModelScore {
  const mean = percents.reduce((sum, percent) => sum + percent, 0) / percents.length;
  return { name, kind, mean, low: Math.min(...percents), high: Math.max(...percents) };
}

/** Judges a rule on animals that it was not fitted to; own trials have none, so there those of the fit. */
export function evaluate({ rule, truth, network, animals, fresh }: Judged): Omit<Evaluation, 'seconds' | 'ended'> {
  const judged = fresh.length > 0 ? fresh : animals;
  const percents = (model: PlasticityRule) =>
    evaluateRule(model, network, judged).perExperiment.map(
      ({ percentDeviance }) => percentDeviance?.half ?? Number.NaN,
    );
  const { r2Weights, r2Activity } = truth ? evaluateRule(rule, network, judged, { truth }) : {};
  const scores = [scoreOf('Found rule', 'found', percents(rule))];
  if (truth) scores.unshift(scoreOf('True rule', 'truth', percents(truth)));
  if (judged.every(({ rewards }) => rewards)) {
    for (const { name, perAnimal } of choiceBaselines(judged.map((animal) => [animal]))) {
      const kind = name === 'base rate' ? 'control' : 'baseline';
      scores.push(
        scoreOf(
          name,
          kind,
          perAnimal.map(({ percentOfHalf }) => percentOfHalf),
        ),
      );
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
