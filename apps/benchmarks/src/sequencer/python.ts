import { inputShape, LAYER_NORM_EPSILON, outputShape, type SequencerCase, weightPlan } from './case';

/** What the Python worker is told. */
export function pythonTask(task: SequencerCase): object {
  return {
    sequencer: true,
    case: task,
    plan: weightPlan(task),
    inputShape: inputShape(task),
    outputShape: outputShape(task),
    epsilon: LAYER_NORM_EPSILON,
  };
}
