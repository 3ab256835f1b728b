// A checkpoint is one safetensors file, written at once: weights, optimizer state, running average and history belong
// to the same step or are not there at all. Tensors are named by position (`model/0`, `optimizer/3`); the names that
// the weights had are in the metadata, for messages and for people who open the file.
import { io, TrainingError } from '@perceptrons/tensor';
import * as tf from '@tensorflow/tfjs';
import type { ExponentialMovingAverage } from '../optimizers/exponential-moving-average';
import type { EpochRecord } from './train-options';

/** The part of a run that is plain numbers. */
export interface RunState {
  /** Finished steps. */
  step: number;
  /** Epoch that the next step belongs to. */
  epoch: number;
  /** Finished steps of that epoch. */
  epochStep: number;
  stepsPerEpoch: number;
  history: EpochRecord[];
  stepLosses: number[];
  stepAccuracies: number[];
}

/** The part of a run that is tensors. */
export interface RunTensors {
  model: tf.LayersModel;
  optimizer: tf.Optimizer;
  ema?: ExponentialMovingAverage;
}

const format = 'perceptrons-training-checkpoint';
const version = '1';

type Stored = Map<string, io.WeightArray>;

async function download(tensor: tf.Tensor): Promise<io.WeightArray> {
  const data = await tensor.data();
  const shape = [...tensor.shape];
  if (tensor.dtype === 'int32') return { dtype: 'int32', shape, data: data as Int32Array };
  if (tensor.dtype === 'bool') return { dtype: 'bool', shape, data: data as Uint8Array };
  return { dtype: 'float32', shape, data: data as Float32Array };
}

async function store(into: Stored, part: string, tensors: readonly tf.Tensor[]): Promise<void> {
  const arrays = await Promise.all(tensors.map(download));
  arrays.forEach((array, i) => {
    into.set(`${part}/${i}`, array);
  });
}

function numbers(values: number[]): io.WeightArray {
  return { dtype: 'float32', shape: [values.length], data: Float32Array.from(values) };
}

/** Name of the first tensor with a value that is not finite. */
function notFinite(stored: Stored): string | undefined {
  for (const [name, { dtype, data }] of stored) {
    if (dtype === 'float32' && !data.every(Number.isFinite)) return name;
  }
  return undefined;
}

/**
 * Turns the state of a run into the bytes of a checkpoint.
 *
 * @throws TrainingError `layers/weights-not-finite` instead of saving a broken model.
 */
export async function encodeCheckpoint(tensors: RunTensors, state: RunState): Promise<Uint8Array> {
  const { model, optimizer, ema } = tensors;
  const stored: Stored = new Map();
  await store(
    stored,
    'model',
    model.weights.map((weight) => weight.read()),
  );
  const optimizerWeights = await optimizer.getWeights();
  await store(
    stored,
    'optimizer',
    optimizerWeights.map(({ tensor }) => tensor),
  );
  // The step counter is made for this call; the moments are the optimizer's own variables.
  tf.dispose(optimizerWeights.map(({ tensor }) => tensor).filter((tensor) => !(tensor instanceof tf.Variable)));
  if (ema) await store(stored, 'ema', ema.getWeights());
  const broken = notFinite(stored);
  if (broken !== undefined) {
    throw new TrainingError({
      code: 'layers/weights-not-finite',
      message: `Tensor ${broken} holds values that are not finite after step ${state.step}, so no checkpoint was written; the last good one is untouched. Lower the learning rate or pass clipNorm: 1, and resume from it.`,
    });
  }
  stored.set('history/loss', numbers(state.stepLosses));
  stored.set('history/accuracy', numbers(state.stepAccuracies));
  const { step, epoch, epochStep, stepsPerEpoch, history } = state;
  return io.writeSafetensors(stored, {
    metadata: {
      format,
      version,
      optimizer: optimizer.getClassName(),
      state: JSON.stringify({ step, epoch, epochStep, stepsPerEpoch, history }),
      optimizerNames: JSON.stringify(optimizerWeights.map(({ name }) => name)),
      modelNames: JSON.stringify(model.weights.map(({ originalName }) => originalName)),
    },
  });
}

function refuse(what: string, name: string): never {
  throw new TrainingError({
    code: 'layers/checkpoint',
    argument: 'checkpoint',
    message: `Cannot resume from ${name}: ${what}. Resume with the model, optimizer and settings that the run was started with, or pass resume: false to start anew and replace it.`,
  });
}

function restoreTensors(stored: Stored, part: string): tf.Tensor[] {
  const found: tf.Tensor[] = [];
  for (let i = 0; stored.has(`${part}/${i}`); i++) {
    const { data, shape, dtype } = stored.get(`${part}/${i}`)!;
    found.push(tf.tensor(data, shape, dtype));
  }
  return found;
}

/** Differences between stored and present weights, as text; empty if they fit. */
function mismatches(stored: Stored, part: string, present: readonly tf.Tensor[], names: string[]): string[] {
  const differences: string[] = [];
  present.forEach(({ shape }, i) => {
    const saved = stored.get(`${part}/${i}`);
    if (saved === undefined) differences.push(`${names[i]} is missing`);
    else if (!tf.util.arraysEqual(saved.shape, shape)) {
      differences.push(`${names[i]} has shape [${saved.shape}] there and [${shape}] here`);
    }
  });
  let extra = 0;
  while (stored.has(`${part}/${present.length + extra}`)) extra++;
  if (extra > 0) differences.push(`it holds ${extra} more weights than the model`);
  return differences;
}

/**
 * Puts the bytes of a checkpoint back into model, optimizer and average, and returns the plain state.
 *
 * @param name Name of the checkpoint, for messages.
 * @throws TrainingError `layers/checkpoint` listing everything that does not fit; nothing is changed then. DataError for
 *   damaged bytes.
 */
export async function restoreCheckpoint(
  bytes: Uint8Array,
  name: string,
  { model, optimizer, ema }: RunTensors,
): Promise<RunState> {
  const { metadata } = io.readSafetensorsHeader(bytes);
  if (metadata.get('format') !== format || metadata.get('version') !== version) {
    refuse(
      `it is no training checkpoint of version ${version} (format ${metadata.get('format')}, version ${metadata.get('version')})`,
      name,
    );
  }
  const stored: Stored = io.readSafetensors(bytes);
  const names = model.weights.map(({ originalName }) => originalName);
  const present = model.weights.map((weight) => weight.read());
  const differences = mismatches(stored, 'model', present, names);
  if (metadata.get('optimizer') !== optimizer.getClassName()) {
    differences.push(`its optimizer is ${metadata.get('optimizer')}, not ${optimizer.getClassName()}`);
  }
  if (ema && !stored.has('ema/0')) differences.push('it holds no running average');
  if (differences.length > 0) refuse(differences.join('; '), name);

  const values = restoreTensors(stored, 'model');
  model.weights.forEach((weight, i) => {
    weight.write(values[i]);
  });
  const optimizerNames = JSON.parse(metadata.get('optimizerNames') ?? '[]') as string[];
  const optimizerTensors = restoreTensors(stored, 'optimizer');
  await optimizer.setWeights(optimizerTensors.map((tensor, i) => ({ name: optimizerNames[i], tensor })));
  const averages = ema ? restoreTensors(stored, 'ema') : [];
  ema?.setWeights(averages);
  tf.dispose([values, optimizerTensors, averages]);

  const state = JSON.parse(metadata.get('state') ?? '{}') as Omit<RunState, 'stepLosses' | 'stepAccuracies'>;
  return {
    ...state,
    stepLosses: Array.from(stored.get('history/loss')!.data),
    stepAccuracies: Array.from(stored.get('history/accuracy')!.data),
  };
}
