import { inferPlasticity } from '../../inference/infer-plasticity';
import type { FitRule } from './comparison-options';

/** Maximum likelihood of the decisions by Gauss-Newton, from the rule that is given. Several sessions weigh alike. */
export const likelihoodFit: FitRule = ({ rule, network, experiments, initialWeights, signal }) =>
  inferPlasticity({
    rule,
    network,
    experiments,
    loss: 'behavior',
    uncertainty: 'none',
    ...(initialWeights && { startingWeights: initialWeights }),
    ...(signal && { signal }),
  });
