// What `record-mixer.mjs` does: one run after the other, then the files of the page from all of them.
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { memoryStore } from '@perceptrons/data';
import { init, io } from '@perceptrons/tensor';
import { exportMixerWeights } from '@perceptrons/vision';
import * as tf from '@tensorflow/tfjs';
import { defaults } from '../src/settings/setting';
import type { RecordedFile, RecordedRun } from '../src/systems/mixer/recorded/recorded-experiment';
import type { Evaluation, RunDescription, RunMessage } from '../src/systems/mixer/run';
import { type MixerSettings, type ModelName, mixerSettings } from '../src/systems/mixer/settings';
import { trainModel } from '../src/systems/mixer/worker/train';
import { fromText, toText } from '../src/training/worker/saved-run';
import { halfSafetensors } from './half-safetensors';
import { type PackagedData, pageImages } from './page-images';
import { thinLosses } from './thin-losses';

interface KeptRun {
  description: RunDescription;
  environment: Record<string, string>;
  messages: RunMessage[];
}

const runFile = (folder: string, data: string, model: string, seed: number) =>
  path.join(folder, 'recorded-runs', `${data}-${model}-${seed}.json`);
const models = mixerSettings.model.options.map(({ value }) => value);
const out = path.join(import.meta.dirname, '..', 'src', 'systems', 'mixer', 'recorded');

/** Trains one model with the default settings of the page; the weights of a Mixer are kept too. */
export async function record(run: {
  data: PackagedData;
  model: ModelName;
  seed: number;
  folder: string;
}): Promise<void> {
  const { data, model, seed, folder } = run;
  const { backend, kernels, simd } = await init({ backend: 'wasm' });
  const sets = await pageImages(data, folder);
  const settings = { ...defaults(mixerSettings), data, model, seed } as MixerSettings;
  const messages: RunMessage[] = [];
  const started = performance.now();
  const trained = await trainModel({
    settings,
    sets,
    store: memoryStore(),
    resume: false,
    signal: new AbortController().signal,
    breathe: async () => {},
    send: (message) => messages.push(message),
  });
  const seconds = (performance.now() - started) / 1000;
  const environment = { backend, kernels, simd, 'TensorFlow.js': tf.version.tfjs, node: process.versions.node };
  const kept: KeptRun = { description: trained.description, environment, messages };
  const file = runFile(folder, data, model, seed);
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, toText(kept));
  if (model === 'mixer') {
    await writeFile(file.replace(/json$/, 'safetensors'), io.writeSafetensors(await exportMixerWeights(trained.model)));
  }
  const last = messages.flatMap((message) => (message.kind === 'progress' ? message.heldOut : [])).at(-1);
  console.log(
    `${data} ${model} seed ${seed}: ${(100 * (last?.accuracy ?? 0)).toFixed(1)} % in ${seconds.toFixed(0)} s`,
  );
  trained.model.dispose();
}

const round = (value: number, digits: number) => Number(value.toFixed(digits));

function pointsOf({ messages }: KeptRun): RecordedRun['points'] {
  return messages
    .flatMap((message) => (message.kind === 'progress' ? message.heldOut : []))
    .map(({ imagesSeen, accuracy, loss }) => [imagesSeen, round(accuracy, 4), round(loss, 4)]);
}

function lastEvaluation({ messages }: KeptRun): Evaluation {
  const last = messages.filter((message) => message.kind === 'evaluation').at(-1)?.evaluation;
  if (!last) throw new Error('A recorded run has no evaluation; record it again.');
  return last;
}

const roundedInterval = (run: KeptRun) =>
  (lastEvaluation(run).interval ?? []).map((bound) => round(bound, 4)) as [number, number];

function showcaseOf(run: KeptRun): RecordedFile['showcase'] {
  const { filters, ...evaluation } = lastEvaluation(run);
  return {
    sampleImages: Buffer.from(run.description.sampleImages).toString('base64'),
    losses: thinLosses(run.messages.flatMap((message) => (message.kind === 'progress' ? message.losses : []))),
    evaluation: {
      ...evaluation,
      interval: roundedInterval(run),
      samples: evaluation.samples.map(({ label, probabilities }) => ({
        label,
        probabilities: probabilities.map((probability) => round(probability, 4)),
      })),
    },
    filters: filters.slice(0, 1).map(({ values, ...shape }) => {
      const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
      const bytes = Uint8Array.from(values, (value) => Math.round(128 + (127 * value) / largest));
      return { ...shape, largest: round(largest, 5), values: Buffer.from(bytes).toString('base64') };
    }),
  };
}

/** Writes `<data>.json` and `<data>.safetensors` (half precision) for the page from the kept runs. */
export async function assemble({ data, folder }: { data: PackagedData; folder: string }): Promise<void> {
  // Every model gets the same seeds.
  const seeds = [1, 2, 3].filter((seed) => models.every((model) => existsSync(runFile(folder, data, model, seed))));
  if (seeds.length === 0) throw new Error(`There is no seed for which all models were recorded on ${data}.`);
  const read = async (model: ModelName, seed: number) =>
    fromText(await readFile(runFile(folder, data, model, seed), 'utf8')) as KeptRun;
  const showcase = await read('mixer', seeds[0]);
  const { description } = showcase;
  const file: RecordedFile = {
    settings: description.settings,
    environment: showcase.environment,
    trainImages: description.trainImages,
    heldOutImages: description.heldOutImages,
    stepsPerEpoch: description.stepsPerEpoch,
    classNames: description.classNames,
    models: {} as RecordedFile['models'],
    showcase: showcaseOf(showcase),
  };
  for (const model of models) {
    const runs = await Promise.all(seeds.map((seed) => read(model, seed)));
    file.models[model] = {
      parameters: runs[0].description.parameters,
      runs: runs.map((run, index) => ({ seed: seeds[index], interval: roundedInterval(run), points: pointsOf(run) })),
    };
  }
  await writeFile(path.join(out, `${data}.json`), `${JSON.stringify(file)}\n`);
  const weights = io.readSafetensors(
    await readFile(runFile(folder, data, 'mixer', seeds[0]).replace(/json$/, 'safetensors')),
  );
  const classNames = JSON.stringify(description.classNames);
  await writeFile(path.join(out, `${data}.safetensors`), halfSafetensors(weights, { classNames }));
}
