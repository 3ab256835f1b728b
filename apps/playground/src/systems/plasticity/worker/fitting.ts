// Settings of the page as options of the package, the same for the search and for the checks that follow it.
import { type InferenceOptions, mlpRule, type PlasticityRule, taylorRule } from '@perceptrons/plasticity';
import type { PlasticitySettings } from '../settings';
import { startOptions } from './choices';

/** Where the search starts: a series of zeros, or a perceptron with small numbers. */
export function startRule({ terms, seed }: PlasticitySettings): PlasticityRule {
  return terms === 'perceptron' ? mlpRule({ seed }) : taylorRule(startOptions[terms]);
}

/** How the search goes on. */
export function searchOptions({
  terms,
  method,
  iterations,
  penalty,
  seed,
}: PlasticitySettings): Pick<
  InferenceOptions,
  'optimizer' | 'epochs' | 'iterations' | 'onDiverge' | 'penalty' | 'uncertainty' | 'seed'
> {
  const perceptron = terms === 'perceptron';
  return {
    optimizer: method,
    ...(method === 'adam' ? { epochs: iterations } : { iterations }),
    onDiverge: 'halveStep',
    // Neither a penalty nor an interval has a meaning for numbers that can trade places.
    ...(!perceptron && { penalty: { l1: penalty } }),
    uncertainty: perceptron ? 'none' : 'selected',
    seed,
  };
}
