// What both protocols share: training on batches of graphs, with something measured after every epoch, able to stop and go on.
import type { ByteStore } from '@perceptrons/data';
import { AdamW, type Loss, type StepEvent, train } from '@perceptrons/layers';
import { DataError, type random } from '@perceptrons/tensor';
import type * as tf from '@tensorflow/tfjs';
import type { GraphData } from '../graph-data';
import { type DecayOptions, decaySchedule } from './decay-schedule';
import { type GraphBatching, graphBatches, planBatches } from './graph-batches';
import { takesMask } from './predict-graphs';

/** What both protocols take beside graphs and models. */
export interface ProtocolOptions extends GraphBatching, DecayOptions {
  epochs: number;
  /** Decides the order of the graphs. */
  key: random.KeyOrSeed;
  /** Ends the training after a step. */
  signal?: AbortSignal;
  /** Called after training steps, `eventsPerSecond` times a second at most. */
  onStep?: (event: StepEvent) => void | Promise<void>;
  /** Default 4. */
  eventsPerSecond?: number;
  /** Where an unfinished training keeps its state, under names that begin with `name`. It goes on from what it finds there. */
  checkpoint?: { readonly store: ByteStore; readonly name: string; readonly everyEpochs?: number };
}

/** What is kept about an epoch of any protocol. */
export type EpochCurve = {
  /** Mean of the summed losses of its batches. */
  loss: number;
  /** Seconds of its training steps; measuring and checkpoints do not count. */
  seconds: number;
};

/** What {@link trainGraphs} needs. */
interface TrainGraphsOptions<Measured> extends ProtocolOptions {
  model: tf.LayersModel;
  graphs: readonly GraphData[];
  /** [graphs, K] row by row. */
  targets: Float32Array;
  loss: Loss;
  /** Called after every epoch; what it returns is kept with the epoch. */
  measure: (epoch: number) => Promise<Measured>;
  onEpoch?: (epoch: number, values: EpochCurve & Measured) => void | Promise<void>;
}

/** The curve of a training, and whether it came to its end. */
export interface TrainedGraphs<Measured> {
  curve: Array<EpochCurve & Measured>;
  stopped: 'finished' | 'cancelled';
}

/** Trains with Adam (epsilon 1e-8, no weight decay) and measures after every epoch. */
export async function trainGraphs<Measured extends object>(
  options: TrainGraphsOptions<Measured>,
): Promise<TrainedGraphs<Measured>> {
  const { model, graphs, targets, loss, measure, epochs, checkpoint, key, signal, onStep, onEpoch } = options;
  const { batchSize, batching, sortWindow, encoding, eventsPerSecond = 4 } = options;
  if (graphs.length === 0) {
    throw new DataError({
      code: 'graph/no-graphs',
      argument: 'graphs',
      message: 'There are 0 graphs to train on. Give at least one.',
    });
  }
  const batches = { batchSize, batching, sortWindow, encoding, masked: takesMask(model), key };
  const stepsPerEpoch = planBatches(graphs, batches).length;
  const schedule = decaySchedule(options, { batchSize, stepsPerEpoch, examples: graphs.length });
  const optimizer = new AdamW({ learningRate: options.learningRate, weightDecay: 0, epsilon: 1e-8 });
  const curveName = `${checkpoint?.name}-curve.json`;
  const curve = await readCurve<Measured>(checkpoint?.store, curveName);
  let started = 0;
  try {
    const { stopped } = await train({
      model,
      data: (epoch, skip) => {
        started = performance.now();
        return graphBatches(graphs, targets, { ...batches, epoch, skip });
      },
      stepsPerEpoch,
      epochs,
      optimizer,
      loss,
      schedule,
      accuracy: false,
      signal,
      onStep,
      eventsPerSecond,
      ...(checkpoint && {
        checkpoint: {
          store: checkpoint.store,
          name: `${checkpoint.name}.safetensors`,
          everyEpochs: checkpoint.everyEpochs,
        },
        resume: true,
      }),
      async onEpoch({ epoch, loss: mean }) {
        const seconds = (performance.now() - started) / 1000;
        curve[epoch] = { loss: mean, seconds, ...(await measure(epoch)) };
        await onEpoch?.(epoch, curve[epoch]);
        await checkpoint?.store.write(curveName, new TextEncoder().encode(JSON.stringify(curve)));
      },
    });
    return { curve, stopped };
  } finally {
    optimizer.dispose();
  }
}

/** The epochs that an earlier call measured. Those after its last checkpoint are measured again. */
async function readCurve<Measured>(store: ByteStore | undefined, name: string): Promise<Array<EpochCurve & Measured>> {
  const bytes = await store?.read(name);
  return bytes === undefined ? [] : JSON.parse(new TextDecoder().decode(bytes));
}

/** Removes what a training kept. */
export async function removeCheckpoint({ checkpoint }: ProtocolOptions): Promise<void> {
  if (checkpoint === undefined) return;
  for (const end of ['.safetensors', '-curve.json', '-best.safetensors'])
    await checkpoint.store.remove(`${checkpoint.name}${end}`);
}
