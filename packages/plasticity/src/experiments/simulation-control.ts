// Simulations that take seconds let the event loop have its turns, tell how far they are, and can be stopped.
import { AbortedError } from '../inference/aborted-error';
import { inTurns } from '../inference/event-loop';
import type { Experiment } from './experiment';

/** How far a simulation has come. */
export interface SimulationProgress {
  /** Experiments that are complete, and how many there will be. */
  done: number;
  total: number;
}

/** What the asynchronous forms of the simulators take besides their options. */
export interface SimulationControl {
  /** The error of an aborted simulation has the complete experiments in its field `partial`. */
  signal?: AbortSignal;
  /** Called after each experiment. */
  onProgress?: (progress: SimulationProgress) => void;
}

/** Told of each experiment that is complete: all so far, and how many there will be. */
export type OnExperiment<E extends Experiment> = (done: readonly E[], total: number) => void;

/** Runs the steps of a simulator with turns of the event loop in between. */
export async function simulateInTurns<E extends Experiment>(
  steps: (onExperiment: OnExperiment<E>) => Generator<void, E[]>,
  { signal, onProgress }: SimulationControl,
): Promise<E[]> {
  let partial: readonly E[] = [];
  const check = () => {
    if (signal?.aborted) throw new AbortedError({ what: 'The simulation', signal, partial });
  };
  const onExperiment: OnExperiment<E> = (done, total) => {
    partial = [...done];
    onProgress?.({ done: done.length, total });
    check();
  };
  check();
  return inTurns(check)(steps(onExperiment));
}
