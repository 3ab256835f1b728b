import { ConfigError, DataError, TrainingError } from '@perceptrons/tensor';
import * as tf from '@tensorflow/tfjs';
import { positiveInteger, positiveNumber } from '../layer-support';
import { softmaxCrossEntropy } from '../losses/softmax-cross-entropy';
import { stepSeededLayers } from '../mask-keys';
import { ExponentialMovingAverage } from '../optimizers/exponential-moving-average';
import { encodeCheckpoint, type RunState, restoreCheckpoint } from './checkpoint';
import { evaluateModel } from './evaluate-model';
import { learningRateOf, setLearningRate } from './learning-rate';
import { OutcomeReader } from './outcome-reader';
import type { Batch, EpochRecord, TrainingResult, TrainOptions } from './train-options';
import { checkBatch, trainingStep } from './training-step';
import { yieldToEventLoop } from './yield-to-event-loop';

/** Steps whose losses are read together when nobody asks for events. A loss that is not finite is noticed at most this late. */
const stepsPerRead = 16;

/** Milliseconds of work between two turns of the event loop: one frame at 60 per second has 16. */
const turn = 12;

const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);

/**
 * Trains a model: what `model.fit` does, plus schedule, clipping, running average, cancel, pause, checkpoint and resume.
 *
 * A step is forward, backward, clip, update; nothing of it waits for the device. Losses are read in groups, and with every
 * `onStep` event. The masks of dropout and stochastic depth depend on the layer's seed and the step alone, so a run that was
 * killed and resumed follows the same curve as one that was not.
 *
 * @returns Counts, history and the reason for the end.
 * @throws ConfigError for bad options. ShapeError `layers/batch-shape`, DataError `layers/no-data` for data that do not fit.
 *   TrainingError `layers/loss-not-finite` naming step and learning rate (the last checkpoint stays as it was), and
 *   `layers/checkpoint` for a checkpoint of another run. Errors of the callbacks pass through.
 *
 * ```ts
 * const result = await train({
 *   model,
 *   data: (epoch, skip) => imageBatches(images, { batchSize: 100, key: 1, epoch, skip }),
 *   epochs: 8,
 *   optimizer: new AdamW({ weightDecay: 0.05 }),
 *   schedule: warmupCosine({ base: 2e-3, warmupSteps: 40, totalSteps: 800 }),
 *   clipNorm: 1,
 *   onEpoch: ({ epoch, loss }) => console.log(epoch, loss.toFixed(3)),
 * });
 * ```
 */
export async function train(options: TrainOptions): Promise<TrainingResult> {
  checkOptions(options);
  const averageSettings = options.ema === true ? {} : options.ema || undefined;
  const ema = averageSettings && new ExponentialMovingAverage(options.model, averageSettings);
  try {
    return await new Run(options, ema).go();
  } catch (error) {
    ema?.dispose();
    throw error;
  }
}

class Run {
  private readonly state: RunState = {
    step: 0,
    epoch: 0,
    epochStep: 0,
    stepsPerEpoch: 0,
    history: [],
    stepLosses: [],
    stepAccuracies: [],
  };
  private readonly reader = new OutcomeReader();
  private readonly takeStep: ReturnType<typeof trainingStep>;
  private readonly seeded: ReturnType<typeof stepSeededLayers>;
  private readonly accuracy: boolean;
  private secondsPerStep = 0;
  private lastEvent = Number.NEGATIVE_INFINITY;
  private lastTurn = performance.now();
  private savedStep = -1;
  private settled = false;

  constructor(
    private readonly options: TrainOptions,
    private readonly ema: ExponentialMovingAverage | undefined,
  ) {
    const { model, optimizer, clipNorm, loss = softmaxCrossEntropy, accuracy = true } = options;
    this.accuracy = accuracy;
    this.takeStep = trainingStep({ model, optimizer, loss, clipNorm, accuracy });
    this.seeded = stepSeededLayers(model);
  }

  async go(): Promise<TrainingResult> {
    const { options, state } = this;
    try {
      await this.resume();
      while (state.epoch < options.epochs && !options.signal?.aborted) {
        const complete = await this.epoch();
        if (!complete) break;
      }
      await this.readLosses();
      const finished = state.epoch >= options.epochs;
      if (this.savedStep !== state.step) await this.save();
      const { step, epoch, history, stepLosses } = state;
      const stopped = finished ? 'finished' : 'cancelled';
      return { steps: step, epochs: epoch, history, stepLosses, stopped, ema: this.ema };
    } finally {
      this.reader.discard();
    }
  }

  /** Trains to the end of the current epoch; false if the signal came first. */
  private async epoch(): Promise<boolean> {
    const { options, state } = this;
    const { signal } = options;
    const dataset = options.data(state.epoch, state.epochStep);
    this.settleSteps(dataset);
    const iterator = await dataset.iterator();
    let started = performance.now();
    while (state.epochStep < state.stepsPerEpoch) {
      if (signal?.aborted) return false;
      const { value: batch, done } = await iterator.next();
      if (done || !batch) this.refuseShortData();
      const examples = this.step(batch);
      const now = performance.now();
      const reports = options.onStep !== undefined && this.reportIsDue(now);
      if (reports || this.reader.count >= stepsPerRead) await this.readLosses();
      const ended = performance.now();
      const seconds = (ended - started) / 1000;
      this.secondsPerStep = this.secondsPerStep === 0 ? seconds : 0.9 * this.secondsPerStep + 0.1 * seconds;
      if (reports) await this.report(examples, ended);
      const { everySteps } = options.checkpoint ?? {};
      if (everySteps && state.step % everySteps === 0 && state.epochStep < state.stepsPerEpoch) await this.save();
      if (performance.now() - this.lastTurn > turn) {
        await yieldToEventLoop();
        this.lastTurn = performance.now();
      }
      started = performance.now();
    }
    await this.endEpoch();
    return true;
  }

  private step(batch: Batch): number {
    const { options, state } = this;
    try {
      checkBatch(options.model, batch);
      if (options.schedule) setLearningRate(options.optimizer, options.schedule(state.step));
      for (const layer of this.seeded) layer.beginTrainingStep(state.step);
      this.reader.add(this.takeStep(batch));
      state.step++;
      state.epochStep++;
      this.ema?.update(state.step);
      return batch.ys.shape[0];
    } finally {
      tf.dispose([batch.xs, batch.ys]);
    }
  }

  private async endEpoch(): Promise<void> {
    const { options, state } = this;
    await this.readLosses();
    const record: EpochRecord = {
      epoch: state.epoch,
      step: state.step,
      loss: mean(state.stepLosses.slice(-state.stepsPerEpoch)),
      learningRate: learningRateOf(options.optimizer),
    };
    if (this.accuracy) record.accuracy = mean(state.stepAccuracies.slice(-state.stepsPerEpoch));
    Object.assign(record, await this.validate());
    state.history.push(record);
    state.epoch++;
    state.epochStep = 0;
    await options.onEpoch?.(record);
    const { everySteps, everyEpochs = everySteps ? 0 : 1 } = options.checkpoint ?? {};
    const dueByEpoch = everyEpochs > 0 && state.epoch % everyEpochs === 0;
    const dueByStep = everySteps !== undefined && state.step % everySteps === 0;
    if (dueByEpoch || dueByStep || state.epoch === options.epochs) await this.save();
  }

  private async validate(): Promise<Partial<EpochRecord>> {
    const { model, validation, loss, epochs, signal } = this.options;
    const number = this.state.epoch + 1;
    if (!validation || (number % (validation.everyEpochs ?? 1) !== 0 && number !== epochs)) return {};
    const measure = () => evaluateModel(model, validation.data(), { loss, signal });
    const measured = await (this.ema ? this.ema.use(measure) : measure());
    if (signal?.aborted) return {};
    return { validationLoss: measured.loss, validationAccuracy: measured.accuracy };
  }

  private reportIsDue(now: number): boolean {
    const { eventsPerSecond = Number.POSITIVE_INFINITY } = this.options;
    const { epochStep, stepsPerEpoch } = this.state;
    return epochStep === stepsPerEpoch || now - this.lastEvent >= 1000 / eventsPerSecond;
  }

  private async report(examples: number, now: number): Promise<void> {
    const { options, state } = this;
    const totalSteps = options.epochs * state.stepsPerEpoch;
    this.lastEvent = now;
    await options.onStep?.({
      epoch: state.epoch,
      step: state.step,
      totalSteps,
      loss: state.stepLosses[state.step - 1],
      ...(this.accuracy ? { accuracy: state.stepAccuracies[state.step - 1] } : {}),
      learningRate: learningRateOf(options.optimizer),
      examplesPerSecond: examples / this.secondsPerStep,
      secondsLeft: (totalSteps - state.step) * this.secondsPerStep,
    });
  }

  /** Reads the losses of all steps so far. Throws at the first one that is not finite. */
  private async readLosses(): Promise<void> {
    const { options, state } = this;
    for (const { loss, accuracy } of await this.reader.read()) {
      const step = state.stepLosses.length;
      if (!Number.isFinite(loss)) {
        const rate = options.schedule ? options.schedule(step) : learningRateOf(options.optimizer);
        const saved =
          this.savedStep >= 0 ? `The checkpoint of step ${this.savedStep} is untouched; resume from it. ` : '';
        throw new TrainingError({
          code: 'layers/loss-not-finite',
          message: `The loss of step ${step + 1} (epoch ${Math.floor(step / state.stepsPerEpoch)}) is ${loss}, at learning rate ${rate}. It must be finite. ${saved}Lower the learning rate, lengthen the warm-up, pass clipNorm: 1, or look for inputs that are not finite.`,
        });
      }
      state.stepLosses.push(loss);
      if (accuracy !== undefined) state.stepAccuracies.push(accuracy);
    }
  }

  private async save(): Promise<void> {
    const { model, optimizer, checkpoint } = this.options;
    if (!checkpoint) return;
    await this.readLosses();
    const bytes = await encodeCheckpoint({ model, optimizer, ema: this.ema }, this.state);
    await checkpoint.store.write(checkpoint.name, bytes);
    this.savedStep = this.state.step;
  }

  private async resume(): Promise<void> {
    const { model, optimizer, checkpoint, resume } = this.options;
    if (!resume || !checkpoint) return;
    const bytes = await checkpoint.store.read(checkpoint.name);
    if (bytes === undefined) return;
    Object.assign(this.state, await restoreCheckpoint(bytes, checkpoint.name, { model, optimizer, ema: this.ema }));
    this.savedStep = this.state.step;
  }

  /** Fixes the number of steps per epoch, once, when the first data set of this run is there. */
  private settleSteps(dataset: tf.data.Dataset<Batch>): void {
    const { options, state } = this;
    if (this.settled) return;
    const rest = typeof dataset.size === 'number' ? dataset.size + state.epochStep : undefined;
    const wanted = options.stepsPerEpoch ?? rest ?? (state.stepsPerEpoch || undefined);
    if (wanted === undefined || !Number.isFinite(wanted) || wanted < 1) {
      throw new ConfigError({
        code: 'layers/steps-per-epoch',
        argument: 'stepsPerEpoch',
        message: `stepsPerEpoch is ${options.stepsPerEpoch} and the data set has size ${dataset.size}. One of them must tell the number of batches in an epoch, at least 1; pass stepsPerEpoch.`,
      });
    }
    if (state.stepsPerEpoch !== 0 && state.stepsPerEpoch !== wanted) {
      throw new TrainingError({
        code: 'layers/checkpoint',
        argument: 'stepsPerEpoch',
        message: `Cannot resume: the checkpoint has ${state.stepsPerEpoch} steps per epoch and the options say ${wanted}. Resume with the same data and batch size, or pass resume: false.`,
      });
    }
    state.stepsPerEpoch = wanted;
    this.settled = true;
  }

  private refuseShortData(): never {
    const { epoch, epochStep, stepsPerEpoch } = this.state;
    throw new DataError({
      code: 'layers/no-data',
      argument: 'data',
      message: `The data of epoch ${epoch} ended after ${epochStep} of ${stepsPerEpoch} batches. Every epoch needs stepsPerEpoch batches: lower stepsPerEpoch to ${epochStep}, or repeat the data set.`,
    });
  }
}

function checkOptions({
  model,
  epochs,
  stepsPerEpoch,
  clipNorm,
  eventsPerSecond,
  checkpoint,
  resume,
}: TrainOptions): void {
  positiveInteger('train', 'epochs', epochs);
  if (stepsPerEpoch !== undefined) positiveInteger('train', 'stepsPerEpoch', stepsPerEpoch);
  if (clipNorm !== undefined) positiveNumber('train', 'clipNorm', clipNorm);
  if (eventsPerSecond !== undefined && eventsPerSecond !== Number.POSITIVE_INFINITY) {
    positiveNumber('train', 'eventsPerSecond', eventsPerSecond);
  }
  if (checkpoint?.everySteps !== undefined) positiveInteger('train', 'checkpoint.everySteps', checkpoint.everySteps);
  if (checkpoint?.everyEpochs !== undefined) positiveInteger('train', 'checkpoint.everyEpochs', checkpoint.everyEpochs);
  if (resume && !checkpoint) {
    throw new ConfigError({
      code: 'layers/resume',
      argument: 'resume',
      message:
        'resume is true and checkpoint is undefined. Pass checkpoint: { store, name } to say where to resume from.',
    });
  }
  if (model.outputs.length !== 1) {
    throw new ConfigError({
      code: 'layers/model-ends',
      argument: 'model',
      message: `The model ${model.name} has ${model.outputs.length} outputs. train takes models with one; write a loop of your own with setTrainingStep and tf.variableGrads for others.`,
    });
  }
}
