import { ADAM, CHECKED_STEPS, LEARNING_RATE } from '../mixer/case';
import { type StepCase, weightPlan } from './case';

/** What the Python worker is told: it has the modules of the published code, channels first. */
export function pythonTask(task: StepCase): object {
  return {
    ppgn: true,
    case: task,
    plan: weightPlan(task.shape, task.nodes),
    inputShape: [task.batch, task.nodes, task.nodes, task.shape.channels],
    adam: ADAM,
    learningRate: LEARNING_RATE,
    checkedSteps: CHECKED_STEPS,
  };
}
