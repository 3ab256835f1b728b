// Files that every page of a trained model hands out.
import { memoryStore } from '@perceptrons/data';
import { experimentRecord, type Json } from '@perceptrons/evaluation';
import { ConfigError, lastReport } from '@perceptrons/tensor';
import * as tf from '@tensorflow/tfjs';
import { zip } from '../../export/zip';

type Bytes = Uint8Array<ArrayBuffer>;
const text = (value: string) => new TextEncoder().encode(value) as Bytes;

/** The two files that `tf.loadLayersModel` reads, in one archive. */
export async function layersModelArchive(model: tf.LayersModel): Promise<Bytes> {
  let archive: Bytes | undefined;
  await model.save(
    tf.io.withSaveHandler(async ({ modelTopology, weightSpecs, weightData, ...rest }) => {
      const manifest = [{ paths: ['weights.bin'], weights: weightSpecs }];
      const { format, generatedBy, convertedBy } = rest;
      const json = { format, generatedBy, convertedBy, modelTopology, weightsManifest: manifest };
      const bytes = tf.io.CompositeArrayBuffer.join(weightData);
      archive = zip({ 'model.json': text(JSON.stringify(json)), 'weights.bin': new Uint8Array(bytes) });
      return { modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: 'JSON' } };
    }),
  );
  return archive!;
}

interface RecordedRun {
  seed: number;
  config: Json;
  /** Every held-out figure, in its order. */
  entries: readonly Record<string, number | string>[];
  /** End results by name, where the run is finished. */
  results?: Record<string, Json>;
}

/** A run as JSON lines: setting, environment, every held-out figure, the end results. @throws ConfigError for none. */
export async function runRecord(run: RecordedRun | undefined): Promise<Bytes> {
  if (!run) {
    throw new ConfigError({
      code: 'playground/no-run',
      message: 'There is no run of yours to record yet. Train a model first; the recorded runs have no record here.',
    });
  }
  const store = memoryStore();
  const { backend = 'none', kernels = 'reference', simd = 'none' } = lastReport() ?? {};
  const record = await experimentRecord({
    store,
    name: 'run.jsonl',
    seed: run.seed,
    config: run.config,
    environment: { backend, kernels, simd, tfjs: tf.version.tfjs, browser: navigator.userAgent },
  });
  for (const entry of run.entries) await record.log(entry);
  if (run.results) {
    for (const [name, value] of Object.entries(run.results)) await record.result(name, value);
    await record.finish();
  }
  return (await store.read('run.jsonl')) as Bytes;
}
