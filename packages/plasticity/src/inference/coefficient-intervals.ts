import { type Interval, studentQuantile } from '@perceptrons/evaluation';
import { ConfigError } from '@perceptrons/tensor';
import { parametersOf } from '../rules/rule';
import type { InferenceResult } from './infer-plasticity';

/** Student's t with this many degrees of freedom is normal to six digits. */
const NORMAL = 1e6;

/**
 * Normal intervals of the parameters of an inferred rule, value plus or minus a multiple of its standard error. What these
 * cover is told at `uncertainty` of the options of the inference.
 *
 * @param level between 0 and 1. Default: 0.95.
 * @returns [parameters]; low and high are NaN for parameters without a standard error, infinite for those without information.
 * @throws ConfigError `plasticity/no-standard-errors`, `plasticity/level`.
 */
export function coefficientIntervals(
  { rule, standardErrors }: Pick<InferenceResult, 'rule' | 'standardErrors'>,
  { level = 0.95 }: { level?: number } = {},
): Interval[] {
  if (!standardErrors) {
    throw new ConfigError({
      code: 'plasticity/no-standard-errors',
      argument: 'result',
      message: "coefficientIntervals: the result has no standard errors. Infer with uncertainty: 'selected' or 'all'.",
    });
  }
  if (!(level > 0 && level < 1)) {
    throw new ConfigError({
      code: 'plasticity/level',
      argument: 'level',
      message: `coefficientIntervals: level is ${level}. It must lie between 0 and 1; 0.95 is usual.`,
    });
  }
  const reach = studentQuantile((1 + level) / 2, NORMAL);
  return Array.from(parametersOf(rule), (value, place) => {
    const half = reach * standardErrors[place];
    return { value, low: value - half, high: value + half, level };
  });
}
