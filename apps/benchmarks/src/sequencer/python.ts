// The PyTorch contender, on one thread.
import type { Peer } from '../harness/compare';
import { WorkerProcess } from '../harness/worker-process';
import { findPython, pythonEnvironment, pythonWorker } from '../python';
import { inputShape, LAYER_NORM_EPSILON, outputShape, type SequencerCase, weightPlan } from './case';

export async function torchPeers(): Promise<{ peers: (task: SequencerCase) => Peer[]; note?: string }> {
  const { python, frameworks, note } = await findPython(['torch']);
  const peers = (task: SequencerCase): Peer[] => {
    if (frameworks.length === 0) return [];
    const name = 'PyTorch CPU, 1 thread';
    const start = (): WorkerProcess =>
      new WorkerProcess({
        name,
        command: python,
        args: [pythonWorker()],
        task: {
          sequencer: true,
          case: task,
          plan: weightPlan(task),
          inputShape: inputShape(task),
          outputShape: outputShape(task),
          epsilon: LAYER_NORM_EPSILON,
        },
        env: pythonEnvironment(1),
      });
    return [{ name, family: 'torch', start }];
  };
  return { peers, note };
}
