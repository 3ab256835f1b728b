// The PyTorch contender of a benchmark with networks of its own, on one thread.
import type { Peer } from './harness/compare';
import { WorkerProcess } from './harness/worker-process';
import { findPython, pythonEnvironment, pythonWorker } from './python';

/** @param describe What the Python worker is told about a case. */
export async function torchPeers<Case>(
  describe: (task: Case) => object,
): Promise<{ peers: (task: Case) => Peer[]; note?: string }> {
  const { python, frameworks, note } = await findPython(['torch']);
  const name = 'PyTorch CPU, 1 thread';
  const peers = (task: Case): Peer[] => {
    if (frameworks.length === 0) return [];
    const start = (): WorkerProcess =>
      new WorkerProcess({
        name,
        command: python,
        args: [pythonWorker()],
        task: describe(task),
        env: pythonEnvironment(1),
      });
    return [{ name, family: 'torch', start }];
  };
  return { peers, note };
}
