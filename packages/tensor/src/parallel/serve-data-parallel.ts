import * as tf from '@tensorflow/tfjs';
import { PerceptronsError } from '../errors/perceptrons-error';
import { init } from '../init/init';
import type { InitOptions } from '../init/init-options';
import { isNode } from '../init/node-gpu';
import { ownerPort } from './ports';
import { type NumberLayout, sendError, type ToWorker } from './protocol';
import { ShardWork } from './shard-work';
import { SharedNumbers } from './shared-numbers';
import type { DataParallelTask, TaskSetting } from './task';

/**
 * Makes this worker a part of a `DataParallel` group. Call it once, in the module that was given to the group.
 *
 * @param makeTask Builds model, loss and optimizer, after TensorFlow.js was started. Start values of worker 0 count.
 * @throws ConfigError `tensor/not-a-worker` outside of a worker. All later errors go to the caller of the group.
 */
export function serveDataParallel(
  makeTask: (setting: TaskSetting) => DataParallelTask | Promise<DataParallelTask>,
): void {
  const owner = ownerPort();
  let start: Extract<ToWorker, { kind: 'start' }>;
  let task: DataParallelTask;
  let variables: readonly tf.Variable[] = [];
  let work: ShardWork;

  async function answer(message: ToWorker): Promise<void> {
    switch (message.kind) {
      case 'start': {
        start = message;
        const report = await startEngine(message.init);
        task = await makeTask({ config: message.config, index: message.index, workers: message.workers });
        variables = variablesOf(task);
        const described = variables.map(({ name, shape }) => ({ name, shape }));
        owner.send({ kind: 'ready', variables: described, backend: report.backend, warnings: report.warnings });
        break;
      }
      case 'memory':
        work = makeWork(message.buffer, message.layout);
        await work.shareStartValues();
        owner.send({ kind: 'done' });
        break;
      case 'step':
        await step(message);
        break;
      case 'read':
        owner.send({
          kind: 'values',
          values: await Promise.all(variables.map(async (v) => (await v.data()).slice() as Float32Array)),
        });
        break;
      case 'write':
        work.write(message.values);
        owner.send({ kind: 'done' });
        break;
      case 'readOptimizer':
        owner.send({ kind: 'optimizer', optimizer: await work.optimizerState() });
        break;
      case 'restore':
        await work.restore(message.optimizer, message.values, message.step);
        owner.send({ kind: 'done' });
        break;
      case 'end':
        tf.dispose(variables as tf.Variable[]);
        task?.optimizer.dispose();
        owner.send({ kind: 'done' });
        break;
    }
  }

  function makeWork(buffer: ArrayBufferLike | undefined, layout: NumberLayout): ShardWork {
    const numbers = new SharedNumbers(buffer ?? new ArrayBuffer(SharedNumbers.bytes(layout)), layout);
    return new ShardWork({
      task,
      variables,
      numbers,
      layout,
      index: start.index,
      timeout: start.timeout,
    });
  }

  async function step({ turn, inputs, progress }: Extract<ToWorker, { kind: 'step' }>): Promise<void> {
    const onShard = progress ? (shard: number) => owner.send({ kind: 'shard', shard }) : undefined;
    const { loss, stopped } = await work.step(turn, inputs, onShard);
    owner.send({ kind: 'stepped', loss, stopped });
  }

  // One message after the other: a step must not begin while values are read.
  let running: Promise<void> = Promise.resolve();
  owner.listen((message) => {
    running = running
      .then(() => answer(message))
      .catch((error) => {
        // What went wrong before any weight changed can be tried again.
        const fatal = work?.damaged ?? true;
        owner.send({ kind: 'failed', error: sendError(error), fatal });
      });
  });
}

async function startEngine(options: InitOptions) {
  // Workers are the threads here. In a page the backend would start threads of its own in each of them.
  if (!isNode() && (options.backend ?? 'auto') !== 'webgpu') {
    const loaded = await import('@tensorflow/tfjs-backend-wasm').catch(() => undefined);
    if (loaded) tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  }
  return init(options);
}

function variablesOf({ variables }: DataParallelTask): readonly tf.Variable[] {
  const list = 'trainableWeights' in variables ? variables.trainableWeights.map((weight) => weight.read()) : variables;
  const wrong = list.find((variable) => !(variable instanceof tf.Variable) || variable.dtype !== 'float32');
  if (wrong === undefined && list.length > 0) return list as readonly tf.Variable[];
  throw new PerceptronsError({
    code: 'tensor/parallel-variables',
    argument: 'variables',
    message: wrong
      ? `DataParallel: the variable ${(wrong as Partial<tf.Variable>).name ?? ''} of dtype ${wrong.dtype} is no tf.Variable of dtype float32.`
      : 'DataParallel: the task has no variables; without them there is nothing to train.',
  });
}
