import { PerceptronsError, random } from '@perceptrons/tensor';
import { type BehaviourOptions, simulateBehaviour } from '../../experiments/simulate-behaviour';
import { firstTrials } from '../trial-split';
import type { SimulateSession } from './comparison-options';

/** The surroundings of the simulated animals: blocks, chances of rewards, noise of inputs. */
export type SurroundingsOptions = Omit<
  BehaviourOptions,
  'rule' | 'network' | 'experiments' | 'blocks' | 'purpose' | 'recordWeights' | 'seed'
>;

/** How often a session with an endless trial is drawn again. */
const ATTEMPTS = 50;

/**
 * A simulator of sessions on two odours for `compareRules`, by `simulateBehaviour`. Give it the blocks, chances of rewards,
 * inputs and expected reward of the recorded experiment, because a simulated group is a fair comparison only where its
 * surroundings are those of the animals. Odour A has the first half of the inputs.
 *
 * A session in which a trial needs more than `maximumPresentations` (default 400) is drawn again, up to 50 times.
 *
 * @throws ConfigError of `simulateBehaviour`.
 */
export function sessionSimulator(surroundings: SurroundingsOptions = {}): SimulateSession {
  const { trialsPerBlock = 80, maximumPresentations = 400 } = surroundings;
  return ({ rule, network, experiment, key }) => {
    const blocks = Math.ceil(experiment.trials / trialsPerBlock);
    for (let attempt = 0; ; attempt++) {
      const [high, low] = random.foldIn(key, attempt);
      try {
        const [session] = simulateBehaviour({
          shuffleInputs: false,
          ...surroundings,
          trialsPerBlock,
          maximumPresentations,
          rule,
          network,
          experiments: 1,
          blocks,
          recordWeights: false,
          // A seed has 53 bits.
          seed: (high & 0x1fffff) * 2 ** 32 + low,
        });
        return firstTrials(session, experiment.trials);
      } catch (error) {
        const endless = PerceptronsError.isInstance(error) && error.code === 'plasticity/endless-trial';
        if (!endless || attempt + 1 === ATTEMPTS) throw error;
      }
    }
  };
}
