// The PyTorch contender, on one thread: the modules of the published code, channels first.
import type { Peer } from '../harness/compare';
import { WorkerProcess } from '../harness/worker-process';
import { ADAM, CHECKED_STEPS, LEARNING_RATE } from '../mixer/case';
import { findPython, pythonEnvironment, pythonWorker } from '../python';
import { type StepCase, weightPlan } from './case';

export async function torchPeers(): Promise<{ peers: (task: StepCase) => Peer[]; note?: string }> {
  const { python, frameworks, note } = await findPython(['torch']);
  const peers = (task: StepCase): Peer[] => {
    if (frameworks.length === 0) return [];
    const name = 'PyTorch CPU, 1 thread';
    const start = (): WorkerProcess =>
      new WorkerProcess({
        name,
        command: python,
        args: [pythonWorker()],
        task: {
          ppgn: true,
          case: task,
          plan: weightPlan(task.shape, task.nodes),
          inputShape: [task.batch, task.nodes, task.nodes, task.shape.channels],
          adam: ADAM,
          learningRate: LEARNING_RATE,
          checkedSteps: CHECKED_STEPS,
        },
        env: pythonEnvironment(1),
      });
    return [{ name, family: 'torch', start }];
  };
  return { peers, note };
}
