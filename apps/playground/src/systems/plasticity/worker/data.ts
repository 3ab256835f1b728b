import {
  type Experiment,
  type PlasticityRule,
  type PlasticNetwork,
  parseRule,
  plasticNetwork,
  simulateBehaviour,
} from '@perceptrons/plasticity';
import type { PlasticitySettings } from '../settings';
import { freshAnimals, sizesOf } from './choices';

/** What a run works with. */
export interface RunData {
  network: PlasticNetwork;
  /** Animals that the rule is fitted to. */
  animals: Experiment[];
  /** Animals that the rule is judged by. */
  fresh: Experiment[];
  /** The rule that made the data, where it is known. */
  truth?: PlasticityRule;
  source: string;
}

/** Simulates animals by the true rule. */
export function runData(settings: PlasticitySettings): RunData {
  const { rule, units, animals, trials, noise, memory, seed } = settings;
  const expectedReward = { kind: 'window', length: memory } as const;
  const truth = parseRule(rule);
  const network = plasticNetwork({ sizes: sizesOf(2, units) });
  const simulate = (purpose: 'train' | 'eval', experiments: number) =>
    simulateBehaviour({
      rule: truth,
      network,
      experiments,
      trialsPerBlock: trials,
      inputStd: noise,
      expectedReward,
      purpose,
      seed,
      // A rule that silences all choices would keep the worker busy for long.
      maximumPresentations: 2000,
    });
  return {
    network,
    animals: simulate('train', animals),
    fresh: simulate('eval', freshAnimals),
    truth,
    source: `${animals} simulated ${animals === 1 ? 'animal' : 'animals'}`,
  };
}
