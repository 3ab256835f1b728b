// What `record-graph.mjs` does.
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { memoryStore } from '@perceptrons/data';
import { compareGraphs, parseGraph6 } from '@perceptrons/graph';
import { init } from '@perceptrons/tensor';
import * as tf from '@tensorflow/tfjs';
import { defaults } from '../src/settings/setting';
import { type Contestant, contestants } from '../src/systems/graph/models';
import { knownPairs } from '../src/systems/graph/pairs';
import type { RecordedFile } from '../src/systems/graph/recorded/recorded-file';
import type { StepPoint } from '../src/systems/graph/run';
import { graphSettings } from '../src/systems/graph/settings';
import { ladder } from '../src/systems/graph/verdict-strip';
import { trainPair } from '../src/systems/graph/worker/train';

const file = path.join(import.meta.dirname, '..', 'src', 'systems', 'graph', 'recorded', 'named-pairs.json');
/** Digits that a figure can show, so that the file stays small. */
const digits = 2;

/** Compares and trains every named pair, and writes the file of the page. */
export async function record(): Promise<void> {
  const { backend, kernels, simd } = await init({ backend: 'wasm' });
  const settings = defaults(graphSettings);
  const pairs: RecordedFile['pairs'] = [];
  let parameters: RecordedFile['parameters'] = { ppgn: 0, gin: 0 };
  for (const { name, title, a, b } of knownPairs) {
    const started = performance.now();
    const [one, other] = [parseGraph6(a), parseGraph6(b)];
    const rounds = Object.fromEntries(
      ladder.map((test) => [test, compareGraphs(one, other, { test }).round ?? null]),
    ) as RecordedFile['pairs'][number]['rounds'];
    const points: Record<Contestant, StepPoint[]> = { ppgn: [], gin: [] };
    const { models, description } = await trainPair({
      settings,
      a,
      b,
      store: memoryStore(),
      resume: false,
      signal: new AbortController().signal,
      breathe: async () => {},
      send: () => {},
      onStep: async (model, point) => {
        points[model].push(point);
      },
    });
    for (const model of contestants) models[model].dispose();
    parameters = description.parameters;
    const columns = (model: Contestant) => ({
      accuracy: points[model].map(({ accuracy }) => accuracy),
      gap: points[model].map(({ gap }) => Number(gap.toPrecision(digits))),
      asB: (points[model].at(-1)?.asB ?? []).map((share) => Number(share.toFixed(3))) as [number, number],
    });
    const { untrained } = description;
    pairs.push({ name, title, a, b, rounds, untrained, points: { ppgn: columns('ppgn'), gin: columns('gin') } });
    const ends = contestants.map((model) => `${model} ${points[model].at(-1)?.accuracy}`);
    console.log(
      `${name}: ${JSON.stringify(rounds)} ${ends.join(', ')}, ${((performance.now() - started) / 1000).toFixed(1)} s`,
    );
  }
  const recorded: RecordedFile = {
    settings,
    parameters,
    pairs,
    environment: { backend, kernels, simd, 'TensorFlow.js': tf.version.tfjs, node: process.versions.node },
  };
  await writeFile(file, `${JSON.stringify(recorded)}\n`);
}
