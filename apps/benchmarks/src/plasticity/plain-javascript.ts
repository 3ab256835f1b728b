// Loss and gradient by hand in plain JavaScript and float64, as the package defines them.
import { type Experiment, lossAndGradient, type PlasticityRule, plasticNetwork } from '@perceptrons/plasticity';
import type { Subject } from '../harness/contender';
import { HIDDEN, type PlasticityCase, READOUT } from './case';
import { plasticityData, ruleParameters } from './data';

/** Rule, network and experiments of a case in the terms of the package. */
export function plasticityProblem(task: PlasticityCase) {
  const { inputs, units, trials, recording } = task;
  const isBehaviour = recording === 'behaviour';
  const parameters = Float64Array.from(ruleParameters(task));
  const rule: PlasticityRule =
    task.rule === 'mlp'
      ? { kind: 'mlp', units: HIDDEN, parameters }
      : { kind: 'taylor', coefficients: parameters, mask: new Uint8Array(81).fill(1) };
  const network = plasticNetwork({ sizes: isBehaviour ? [inputs, units, 1] : [inputs, units], readout: READOUT });
  const experiments = Array.from({ length: task.experiments }, (_, index): Experiment => {
    const { activity, ...data } = plasticityData(task, index);
    const decisions = new Int8Array(trials * data.longest).fill(-1);
    for (const [trial, length] of data.lengths.entries()) {
      decisions.fill(0, trial * data.longest, trial * data.longest + length - 1);
      decisions[trial * data.longest + length - 1] = 1;
    }
    return {
      name: `experiment ${index}`,
      simulated: true,
      inputs,
      trials,
      ...data,
      ...(isBehaviour ? { decisions } : { activity }),
    };
  });
  return { rule, network, experiments, loss: isBehaviour ? ('behavior' as const) : ('neural' as const) };
}

export function plainPlasticity(task: PlasticityCase): Subject {
  const { rule, network, experiments, loss } = plasticityProblem(task);
  const run = () => lossAndGradient(rule, network, experiments, { loss });
  return {
    async check() {
      const found = run();
      return { losses: [found.loss], outputs: Array.from(found.gradient) };
    },
    step: () => void run(),
  };
}
