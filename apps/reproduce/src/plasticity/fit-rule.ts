import { type InferenceOptions, inferPlasticity, parametersOf } from '@perceptrons/plasticity';
import { Cancelled } from '../framework/cancelled';
import type { PartContext } from '../framework/run-context';
import { fusedGradient } from './fused-gradient';

/** What one inference leaves, as plain JSON. */
export type FittedRule = {
  /** Like `parametersOf` of the rule. */
  parameters: number[];
  /** Mean loss over the training experiments, without and with the penalty; null where the weights diverged. */
  loss: number | null;
  objective: number | null;
  iterations: number;
  converged: boolean;
  /** Of each parameter, null for one without; null where none were asked for. */
  standardErrors: Array<number | null> | null;
  /** On the clock of the wall. */
  seconds: number;
};

/** Lines that an inference leaves in the record. */
const LINES = 25;

/**
 * Infers a rule as a part of a run: progress, record, cancellation. Gradients of Adam come from the fused kernel of the
 * backend, Gauss-Newton computes in plain float64. An inference takes seconds to a minute and has no checkpoint; a part that
 * was stopped begins anew, to the same result.
 *
 * @throws Cancelled when the run was stopped.
 */
export async function fitRule(part: PartContext, options: InferenceOptions): Promise<FittedRule> {
  const start = performance.now();
  const seconds = () => (performance.now() - start) / 1000;
  const { rule, network, experiments, loss: kind = 'behavior', optimizer } = options;
  const fused = optimizer === 'adam' ? fusedGradient(rule, network, experiments, { loss: kind }) : undefined;
  try {
    const result = await inferPlasticity({
      ...options,
      ...(fused && { gradientOf: fused.gradientOf }),
      signal: part.signal,
      onProgress({ iteration, iterations, loss }) {
        const rate = iteration / seconds();
        part.progress({
          step: iteration,
          totalSteps: iterations,
          loss,
          examplesPerSecond: rate * experiments.length,
          secondsLeft: (iterations - iteration) / rate,
        });
      },
    });
    const { history, loss, objective, iterations, converged } = result;
    const spacing = Math.ceil(history.length / LINES);
    for (const [index, entry] of history.entries()) {
      if (index % spacing !== 0 && index !== history.length - 1) continue;
      // An epoch of which every step diverged has no loss.
      if (!Number.isFinite(entry.objective)) continue;
      await part.log({ kind: 'step', step: entry.iteration, loss: entry.loss, objective: entry.objective });
    }
    const parameters = Array.from(parametersOf(result.rule));
    return {
      parameters,
      loss: finiteOrNull(loss),
      objective: finiteOrNull(objective),
      iterations,
      converged,
      standardErrors: result.standardErrors ? Array.from(result.standardErrors, finiteOrNull) : null,
      seconds: seconds(),
    };
  } catch (error) {
    if (part.signal.aborted) throw new Cancelled();
    throw error;
  } finally {
    fused?.dispose();
  }
}

/** A number as JSON knows it: null for one that is not finite. */
export function finiteOrNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
