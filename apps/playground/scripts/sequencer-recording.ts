// What `record-sequencer.mjs` does: one run after the other, then the files of the page from all of them.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { memoryStore } from '@perceptrons/data';
import { init, io } from '@perceptrons/tensor';
import { exportSequencerWeights } from '@perceptrons/vision';
import * as tf from '@tensorflow/tfjs';
import { defaults } from '../src/settings/setting';
import { type Contestant, contestants } from '../src/systems/sequencer/models';
import type { RecordedFile, RecordedRun } from '../src/systems/sequencer/recorded/recorded-experiment';
import type { FieldMap, RunDescription, RunMessage, Score, SizePoint, SizeView } from '../src/systems/sequencer/run';
import { sequencerSettings, sides } from '../src/systems/sequencer/settings';
import { trainModels } from '../src/systems/sequencer/worker/train';
import { viewOf } from '../src/systems/sequencer/worker/view';
import { fromText, toText } from '../src/training/worker/saved-run';
import { halfSafetensors } from './half-safetensors';
import { pageImages } from './page-images';
import { thinLosses } from './thin-losses';

interface KeptRun {
  description: RunDescription;
  environment: Record<string, string>;
  messages: RunMessage[];
  views: SizeView[];
}

const runFile = (folder: string, seed: number) => path.join(folder, 'recorded-runs', `sequencer-${seed}.json`);
const weightsFile = (folder: string, seed: number) => runFile(folder, seed).replace(/json$/, 'safetensors');
const out = path.join(import.meta.dirname, '..', 'src', 'systems', 'sequencer', 'recorded');

/** Trains both models with the default settings of the page. */
export async function record({ seed, folder }: { seed: number; folder: string }): Promise<void> {
  const { backend, kernels, simd } = await init({ backend: 'wasm' });
  const sets = await pageImages('fashion-mnist', folder);
  const settings = { ...defaults(sequencerSettings), seed };
  const messages: RunMessage[] = [];
  const started = performance.now();
  let measuring = started;
  const { models, description } = await trainModels({
    settings,
    sets,
    store: memoryStore(),
    resume: false,
    signal: new AbortController().signal,
    breathe: async () => {},
    send: (message) => {
      if (message.kind === 'progress') measuring = performance.now();
      messages.push(message);
    },
  });
  const seconds = [measuring - started, performance.now() - measuring].map((time) => (time / 1000).toFixed(0));
  const { sampleImages: images, classNames } = description;
  const views: SizeView[] = [];
  for (const side of sides) views.push(await viewOf(models, { images, classNames }, side));
  const environment = { backend, kernels, simd, 'TensorFlow.js': tf.version.tfjs, node: process.versions.node };
  await mkdir(path.dirname(runFile(folder, seed)), { recursive: true });
  await writeFile(runFile(folder, seed), toText({ description, environment, messages, views } satisfies KeptRun));
  const weights = await exportSequencerWeights(models.sequencer);
  await writeFile(weightsFile(folder, seed), io.writeSafetensors(weights));
  const said = sizesOf(messages).map(
    ({ side, accuracy, mixer }) =>
      `${side}: ${(100 * accuracy).toFixed(1)}${mixer ? ` (Mixer ${(100 * mixer.accuracy).toFixed(1)})` : ''}`,
  );
  console.log(`seed ${seed}, trained in ${seconds[0]} s, measured in ${seconds[1]} s; ${said.join(', ')}`);
  for (const model of Object.values(models)) model?.dispose();
}

const round = (value: number, digits = 4) => Number(value.toFixed(digits));
const sizesOf = (messages: readonly RunMessage[]): SizePoint[] =>
  messages.flatMap((message) => (message.kind === 'size' ? [message.point] : []));
const rangeOf = ({ accuracy, interval }: Score): [number, number, number] => [
  round(accuracy),
  round(interval[0]),
  round(interval[1]),
];

function reportsOf({ messages }: KeptRun, model: Contestant) {
  return messages.flatMap((message) => (message.kind === 'progress' && message.model === model ? [message] : []));
}

const byContestant = <Value>(value: (model: Contestant) => Value) =>
  Object.fromEntries(contestants.map((model) => [model, value(model)])) as Record<Contestant, Value>;

function recordedRun(run: KeptRun): RecordedRun {
  const sizes = sizesOf(run.messages);
  const mixerAt = (side: number) => {
    const score = sizes.find((point) => point.side === side)?.mixer;
    if (!score) throw new Error(`The recorded run has no Mixer at ${side} pixels; record it again.`);
    return rangeOf(score);
  };
  return {
    seed: run.description.settings.seed,
    courses: byContestant((model) =>
      reportsOf(run, model).flatMap(({ heldOut }) =>
        heldOut.map(({ imagesSeen, accuracy, loss }): [number, number, number] => [
          imagesSeen,
          round(accuracy),
          round(loss),
        ]),
      ),
    ),
    sizes: Object.fromEntries(sizes.map((point) => [point.side, rangeOf(point)])),
    mixer: { own: mixerAt(28), rebuilt: mixerAt(56) },
  };
}

const rounded = (rows: readonly number[][]) => rows.map((row) => row.map((value) => round(value, 3)));
const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');

/** As bytes. What is not 0 stays so: 0 says that a pixel cannot matter. */
function mapBytes({ values, ...shape }: FieldMap) {
  const bytes = Uint8Array.from(values, (value) => (value > 0 ? Math.max(1, Math.round(255 * value)) : 0));
  return { ...shape, values: base64(bytes) };
}

function showcaseOf(run: KeptRun): RecordedFile['showcase'] {
  const { settings, sampleImages, sampleLabels } = run.description;
  const bySide = <Value>(value: (view: SizeView) => Value) =>
    Object.fromEntries(run.views.map((view) => [view.side, value(view)]));
  const chosen = run.views.find(({ side }) => side === Number(settings.side));
  const trained = run.views.find(({ side }) => side === 28);
  return {
    sampleImages: base64(sampleImages),
    sampleLabels,
    losses: byContestant((model) => thinLosses(reportsOf(run, model).flatMap(({ losses }) => losses))),
    perClass: Object.fromEntries(
      sizesOf(run.messages).map(({ side, perClass }) => [side, perClass.map((share) => round(share, 3))]),
    ),
    probabilities: bySide(({ probabilities }) => rounded(probabilities)),
    mixerProbabilities: rounded(trained?.mixer.probabilities ?? []),
    maps: (chosen?.maps ?? []).map(mapBytes),
  };
}

/** Writes `fashion-mnist.json` and `fashion-mnist.safetensors` (half precision) for the page from the kept runs. */
export async function assemble({ seeds, folder }: { seeds: readonly number[]; folder: string }): Promise<void> {
  const runs: KeptRun[] = [];
  for (const seed of seeds) runs.push(fromText(await readFile(runFile(folder, seed), 'utf8')) as KeptRun);
  const [showcase] = runs;
  const { description, environment } = showcase;
  const { sequencer, mixer } = description.costs;
  if (!mixer) throw new Error('The recorded run has no Mixer; record it with the default settings.');
  const file: RecordedFile = {
    settings: description.settings,
    environment,
    costs: { sequencer, mixer },
    trainImages: description.trainImages,
    heldOutImages: description.heldOutImages,
    stepsPerEpoch: description.stepsPerEpoch,
    classNames: description.classNames,
    runs: runs.map(recordedRun),
    showcase: showcaseOf(showcase),
  };
  await mkdir(out, { recursive: true });
  await writeFile(path.join(out, 'fashion-mnist.json'), `${JSON.stringify(file)}\n`);
  const weights = io.readSafetensors(await readFile(weightsFile(folder, seeds[0])));
  const classNames = JSON.stringify(description.classNames);
  await writeFile(path.join(out, 'fashion-mnist.safetensors'), halfSafetensors(weights, { classNames }));
}
