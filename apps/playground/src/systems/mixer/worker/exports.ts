import { memoryStore } from '@perceptrons/data';
import { experimentRecord } from '@perceptrons/evaluation';
import { ConfigError, io, lastReport } from '@perceptrons/tensor';
import { exportMixerWeights } from '@perceptrons/vision';
import * as tf from '@tensorflow/tfjs';
import type { ExportedFile, ExportKind } from '../download-menu';
import type { DataName } from '../settings';
import { browserStore } from './browser-store';
import { type CurrentModel, currentModel } from './current-model';
import { mixerBlocks } from './evaluate';
import { loadRun } from './saved-run';
import { zip } from './zip';

type Bytes = Uint8Array<ArrayBuffer>;
const text = (value: string) => new TextEncoder().encode(value) as Bytes;

/** Weights by name: those of timm for a Mixer, the names of the layers for the baselines. */
async function safetensors({ model, classNames }: CurrentModel): Promise<Bytes> {
  const weights = mixerBlocks(model) > 0 ? await exportMixerWeights(model) : await io.modelWeights(model);
  return io.writeSafetensors(weights, { metadata: { classNames: JSON.stringify(classNames) } }) as Bytes;
}

/** The two files that `tf.loadLayersModel` reads, in one archive. */
async function layersModel({ model }: CurrentModel): Promise<Bytes> {
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

/** The visitor's run as JSON lines: setting, environment, every held-out figure, the end result. */
async function runRecord(): Promise<Bytes> {
  const run = await loadRun(browserStore);
  if (!run) {
    throw new ConfigError({
      code: 'playground/no-run',
      message: 'There is no run of yours to record yet. Train a model first; the recorded runs have no record here.',
    });
  }
  const { settings, parameters, trainImages, heldOutImages } = run.description;
  const store = memoryStore();
  const { backend = 'none', kernels = 'reference', simd = 'none' } = lastReport() ?? {};
  const record = await experimentRecord({
    store,
    name: 'run.jsonl',
    seed: settings.seed,
    config: { ...settings, parameters, trainImages, heldOutImages },
    environment: { backend, kernels, simd, tfjs: tf.version.tfjs, browser: navigator.userAgent },
  });
  for (const { step, imagesSeen, accuracy, loss } of run.heldOut)
    await record.log({ step, imagesSeen, accuracy, loss });
  if (run.finished && run.evaluation) {
    const { accuracy, interval } = run.evaluation;
    await record.result('held-out accuracy', { value: accuracy, interval: interval ?? null });
    await record.finish();
  }
  return (await store.read('run.jsonl')) as Bytes;
}

/** Writes a file about the model that answers now, or about the run. */
export async function exportFile({ kind, data }: { kind: ExportKind; data: DataName }): Promise<ExportedFile> {
  if (kind === 'record') return { name: 'mixer-run.jsonl', type: 'application/jsonl', bytes: await runRecord() };
  const current = await currentModel(data);
  return kind === 'safetensors'
    ? { name: 'mixer.safetensors', type: 'application/octet-stream', bytes: await safetensors(current) }
    : { name: 'mixer-tfjs.zip', type: 'application/zip', bytes: await layersModel(current) };
}
