// One animal that chooses between two odours with baited rewards and learns by a plasticity rule.
import { random } from '@perceptrons/tensor';
import { finish } from '../inference/event-loop';
import type { PlasticNetwork } from '../networks/plastic-network';
import type { PlasticityRule } from '../rules/rule';
import { type RewardExpectation, rewardMemory } from './expected-reward';
import type { AcceptedTrial } from './experiment-of-trials';
import { PlasticLayer } from './plastic-layer';
import { Draws } from './seeded-draws';

export interface AnimalSettings {
  rule: PlasticityRule;
  network: PlasticNetwork;
  /** Chances that a reward is put out for odour A and B, for each block. */
  blocks: readonly (readonly [number, number])[];
  trialsPerBlock: number;
  /** True: a reward that was not collected stays. */
  baited: boolean;
  expectedReward: RewardExpectation;
  inputMean: number;
  inputStd: number;
  initialStd: number;
  initialMean: number;
  /** A trial that is longer ends the simulation. */
  maximumPresentations: number;
  /** False: odour A is the first half of the inputs. */
  shuffleInputs: boolean;
  recordWeights: boolean;
}

export interface SimulatedAnimal {
  trials: AcceptedTrial[];
  /** Odour of each presentation of each trial, 0 or 1. */
  odours: number[][];
  /** What the animal itself smelled at the accept of each trial. */
  seen: Float32Array[];
  /** Its own weights [inputs, units] before the first trial. */
  ownInitialWeights: Float64Array;
  /** [trials, inputs, units] after each update. */
  weights?: Float32Array;
  /** Set where the simulation stopped early: the trial, and why. */
  stopped?: { trial: number; reason: 'endless' | 'diverged' };
}

/** Weights beyond this size saturate every choice; the rule is not one that learns. */
const largestWeight = 1e6;

/**
 * Runs one animal. Every kind of draw has a key of its own, so that no odour, bait or choice depends on the same numbers.
 *
 * Source: Mehta et al. 2024, simulated behaviour. The input that is recorded is a second draw for the same odour: the model
 * never sees the noise that the animal saw.
 */
export function simulateAnimal(settings: AnimalSettings, key: random.Key): SimulatedAnimal {
  return finish(animalSteps(settings, key));
}

/** The same in steps, one for each trial. */
export function* animalSteps(settings: AnimalSettings, key: random.Key): Generator<void, SimulatedAnimal> {
  const { network, blocks, trialsPerBlock, baited, maximumPresentations } = settings;
  const [weightKey, inputKey, odourKey, baitKey, choiceKey, seenKey, recordedKey] = random.split(key, 7);
  const means = odourMeans(settings, inputKey);
  const odourDraws = Draws.uniform(odourKey);
  const baitDraws = Draws.uniform(baitKey);
  const choiceDraws = Draws.uniform(choiceKey);
  const seenDraws = Draws.normal(seenKey);
  const recordedDraws = Draws.normal(recordedKey);
  const smell = (odour: number, noise: Draws) => means[odour].map((mean) => mean + settings.inputStd * noise.next());

  const size = network.inputs * network.units;
  const { initialMean: mean, initialStd: stddev } = settings;
  const ownInitialWeights = Float64Array.from(random.normalArray(weightKey, size, { mean, stddev }));
  const layer = new PlasticLayer(settings.rule, network, ownInitialWeights);
  const memory = rewardMemory(settings.expectedReward);
  const count = blocks.length * trialsPerBlock;
  const weights = settings.recordWeights ? new Float32Array(count * size) : undefined;
  const animal: SimulatedAnimal = { trials: [], odours: [], seen: [], ownInitialWeights, weights };
  const bait = [false, false];

  for (let trial = 0; trial < count; trial++) {
    const chances = blocks[Math.floor(trial / trialsPerBlock)];
    for (const odour of [0, 1]) bait[odour] = baitDraws.next() < chances[odour] || (baited && bait[odour]);
    const presentations: Float32Array[] = [];
    const odours: number[] = [];
    for (let accepted = false; !accepted; ) {
      if (presentations.length === maximumPresentations) return { ...animal, stopped: { trial, reason: 'endless' } };
      const odour = odourDraws.next() < 0.5 ? 0 : 1;
      const seen = smell(odour, seenDraws);
      presentations.push(smell(odour, recordedDraws));
      odours.push(odour);
      layer.present(seen);
      accepted = choiceDraws.next() < 1 / (1 + Math.exp(-layer.logit()));
      if (!accepted) continue;
      const reward = bait[odour] ? 1 : 0;
      bait[odour] = false;
      layer.update(seen, reward - memory.expected());
      memory.observe(reward);
      animal.trials.push({ presentations, reward });
      animal.odours.push(odours);
      animal.seen.push(seen);
    }
    if (!layer.weights.every((weight) => Math.abs(weight) < largestWeight)) {
      return { ...animal, stopped: { trial, reason: 'diverged' } };
    }
    weights?.set(layer.weights, trial * size);
    yield;
  }
  return animal;
}

/** Mean input of odour A, on half of the inputs, and of odour B, on the others. */
function odourMeans({ network, inputMean, shuffleInputs }: AnimalSettings, key: random.Key): Float32Array[] {
  const { inputs } = network;
  const order = shuffleInputs ? random.permutation(key, inputs) : Int32Array.from({ length: inputs }, (_, i) => i);
  const means = [new Float32Array(inputs), new Float32Array(inputs)];
  order.forEach((input, place) => {
    means[place < Math.floor(inputs / 2) ? 0 : 1][input] = inputMean;
  });
  return means;
}
