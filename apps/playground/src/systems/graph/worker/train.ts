// One run: PPGN and GIN learn to name the relabelings of two graphs, on the same batches, step by step in turns. It knows
// neither the page nor the browser: the recording script runs it too.
import type { ByteStore } from '@perceptrons/data';
import { parseGraph6 } from '@perceptrons/graph';
import { AdamW, train } from '@perceptrons/layers';
import { batchingThrottle } from '../../../engine/throttle';
import type { RunProgress } from '../../../training/run';
import { JointProgress, takeTurns } from '../../../training/worker/take-turns';
import { type Contestant, contestants } from '../models';
import type { PairSettings, RunDescription, RunMessage, StepPoint } from '../run';
import { checkpointEvery, checkpointName } from './files';
import { buildModel, type Models } from './models';
import { relabelings } from './relabelings';
import { separationOf } from './separate';

/** Milliseconds between two messages about one network. */
const messageInterval = 100;

export interface TrainingCall extends PairSettings {
  store: ByteStore;
  resume: boolean;
  signal: AbortSignal;
  /** Awaited after every step of both networks. */
  breathe(): Promise<void>;
  send(message: RunMessage): void;
  /** Called after every step of a network. */
  onStep?(model: Contestant, point: StepPoint): Promise<void>;
  /** Called with the networks before the first step. */
  onModels?(models: Models, description: RunDescription): void;
}

/** Trains both networks. The caller owns them. */
export async function trainPair(
  call: TrainingCall,
): Promise<{ models: Models; description: RunDescription; stopped: 'finished' | 'cancelled' }> {
  const { settings, a, b, send } = call;
  const { steps, seed, copies, rate } = settings;
  const pair = { a, b };
  const graphs = { a: parseGraph6(a), b: parseGraph6(b) };
  const models: Models = { ppgn: buildModel('ppgn', settings), gin: buildModel('gin', settings) };
  const untrained = {
    ppgn: await separationOf(models.ppgn, pair, seed),
    gin: await separationOf(models.gin, pair, seed),
  };
  const description: RunDescription = {
    ...pair,
    settings,
    totalSteps: steps,
    parameters: { ppgn: models.ppgn.countParams(), gin: models.gin.countParams() },
    untrained,
  };
  call.onModels?.(models, description);
  send({ kind: 'prepared', description });

  const joint = new JointProgress<Contestant>();
  const stopped = await takeTurns(contestants, call, async (name, { signal, next }) => {
    const messages = batchingThrottle<{ progress: RunProgress; point: StepPoint }>((items) => {
      const { progress } = items[items.length - 1];
      send({
        kind: 'progress',
        model: name,
        progress: joint.after(name, progress),
        points: items.map(({ point }) => point),
      });
    }, messageInterval);
    // Adam: in contrast to that of TensorFlow.js this one goes on from a checkpoint to the last bit.
    const optimizer = new AdamW({ learningRate: rate, weightDecay: 0, epsilon: 1e-8 });
    try {
      const result = await train({
        model: models[name],
        optimizer,
        epochs: 1,
        stepsPerEpoch: steps,
        data: (_, skip) => relabelings({ ...graphs, copies, seed, steps, skip }),
        clipNorm: 1,
        signal,
        checkpoint: { store: call.store, name: checkpointName(name), everySteps: checkpointEvery },
        resume: call.resume,
        onStep: async ({ accuracy = Number.NaN, loss, ...progress }) => {
          const { gap, asB } = await separationOf(models[name], pair, seed);
          const point = { step: progress.step, loss, accuracy, gap, asB };
          messages.push({ progress, point });
          await call.onStep?.(name, point);
          await next();
        },
      });
      return result.stopped;
    } finally {
      messages.flush();
      optimizer.dispose();
    }
  });
  return { models, description, stopped };
}
