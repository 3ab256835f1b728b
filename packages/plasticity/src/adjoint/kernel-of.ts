import type { PlasticityRule } from '../rules/rule';
import { mlpKernel } from './mlp-kernel';
import type { SynapseKernel } from './synapse-kernel';
import { taylorKernel } from './taylor-kernel';

/** The kernel of a rule, with its parameters as they are now. */
export function kernelOf(rule: PlasticityRule): SynapseKernel {
  return rule.kind === 'taylor' ? taylorKernel(rule) : mlpKernel(rule);
}
