import {
  type Experiment,
  type PlasticityRule,
  type PlasticNetwork,
  parseRule,
  plasticNetwork,
  simulateBehaviourAsync,
} from '@perceptrons/plasticity';
import type { RunInput } from '../run';
import { freshAnimals, sizesOf } from './choices';
import { ownAnimals } from './own-animals';

/** What a run works with. */
export interface RunData {
  network: PlasticNetwork;
  /** Animals that the rule is fitted to. */
  animals: Experiment[];
  /** Animals that the rule is judged by; empty for own trials. */
  fresh: Experiment[];
  /** The rule that made the data, where it is known. */
  truth?: PlasticityRule;
  source: string;
}

/** Simulates animals by the true rule, or reads the visitor's trials. @throws DOMException AbortError when cancelled. */
export async function runData({ settings, files = [] }: RunInput, signal?: AbortSignal): Promise<RunData> {
  const { data, rule, units, animals, trials, noise, memory, seed } = settings;
  const expectedReward = { kind: 'window', length: memory } as const;
  if (data === 'own') {
    const own = await ownAnimals(files, { expectedReward, inputStd: noise, seed });
    return {
      network: plasticNetwork({ sizes: sizesOf(own[0].inputs, units) }),
      animals: own,
      fresh: [],
      source: files.length === 1 ? files[0].name : `${files.length} files`,
    };
  }
  const truth = parseRule(rule);
  const network = plasticNetwork({ sizes: sizesOf(2, units) });
  const simulate = (purpose: 'train' | 'eval', experiments: number) =>
    simulateBehaviourAsync({
      rule: truth,
      network,
      experiments,
      trialsPerBlock: trials,
      inputStd: noise,
      expectedReward,
      purpose,
      seed,
      // A rule that silences all choices would keep the worker busy for long.
      maximumPresentations: 200,
      signal,
    }).catch((error: unknown) => {
      throw signal?.aborted ? new DOMException('The simulation was cancelled.', 'AbortError') : error;
    });
  return {
    network,
    animals: await simulate('train', animals),
    fresh: await simulate('eval', freshAnimals),
    truth,
    source: `${animals} simulated ${animals === 1 ? 'animal' : 'animals'}`,
  };
}
