// The process of one contender. What a task does not need is never imported: the stock contenders must not see our
// kernels, and each library starts in a fresh process.
import type { Subject } from './harness/contender';
import { serve } from './harness/serve';
import type { Task } from './task';

async function build(task: Task): Promise<Subject> {
  switch (task.kind) {
    case 'mixer-ours':
      return (await import('./mixer/ours')).oursMixer(task.case, task.backend);
    case 'mixer-stock-ops': {
      await (await import('./backend')).startStock(task.backend);
      return (await import('./mixer/stock-ops')).stockOps(task.case, task.gelu);
    }
    case 'mixer-stock-layers': {
      await (await import('./backend')).startStock(task.backend);
      return (await import('./mixer/stock-layers')).stockLayers(task.case);
    }
    case 'mixer-jax-js':
      return (await import('./mixer/jax-js')).jaxMixer(task.case);
    case 'mixer-onnx':
      return (await import('./mixer/onnx-runtime')).onnxMixer(task.case, task.threads);
    case 'op-ours':
      return (await import('./ops/ours')).oursOp(task.case, task.backend);
    case 'op-stock': {
      await (await import('./backend')).startStock(task.backend);
      return (await import('./ops/stock')).stockOp(task.case);
    }
    case 'op-jax-js':
      return (await import('./ops/jax-js')).jaxOp(task.case);
    case 'network-ours':
      return (await import('./networks/ours')).oursNetwork(task.case, task.backend);
    case 'network-parallel':
      return (await import('./networks/parallel')).parallelNetwork(task.case, task.workers);
    case 'network-stock': {
      await (await import('./backend')).startStock(task.backend);
      return (await import('./networks/stock')).stockNetwork(task.case);
    }
    case 'network-jax-js':
      return (await import('./networks/jax-js')).jaxNetwork(task.case);
    case 'plasticity-ours':
      return (await import('./plasticity/ours')).oursPlasticity(task.case, task.backend);
    case 'plasticity-plain':
      return (await import('./plasticity/plain-javascript')).plainPlasticity(task.case);
    case 'plasticity-stock': {
      await (await import('./backend')).startStock(task.backend);
      return (await import('./plasticity/stock-ops')).stockPlasticity(task.case);
    }
    case 'sequencer-ours':
      return (await import('./sequencer/ours')).oursSequencer(task.case, task.backend);
    case 'sequencer-composed':
      return (await import('./sequencer/ours')).composedSequencer(task.case, task.backend);
    case 'sequencer-stock-layers': {
      await (await import('./backend')).startStock(task.backend);
      return (await import('./sequencer/stock-layers')).stockLayersSequencer(task.case);
    }
    case 'sequencer-stock-ops': {
      await (await import('./backend')).startStock(task.backend);
      return (await import('./sequencer/stock-ops')).stockOpsSequencer(task.case);
    }
    case 'sequencer-onnx':
      return (await import('./sequencer/onnx-runtime')).onnxSequencer(task.case);
    case 'graph-ours': {
      const { unchecked } = await import('./graph/unchecked');
      const subject = await (await import('./graph/ours')).oursPpgn(task.case, task.backend, task.form);
      return task.unchecked ? unchecked(subject) : subject;
    }
    case 'graph-gin': {
      const { unchecked } = await import('./graph/unchecked');
      return unchecked(await (await import('./graph/ours')).oursGin(task.case, task.backend));
    }
    case 'graph-oracle':
      return (await import('./graph/oracle')).oracleSubject(task.test, task.quick);
    case 'graph-stock': {
      await (await import('./backend')).startStock(task.backend);
      const [{ ppgnStep }, { stockKit }] = await Promise.all([import('./graph/network'), import('./graph/stock')]);
      return ppgnStep(task.case, stockKit);
    }
    case 'graph-jax-js':
      return (await import('./graph/jax-js')).jaxPpgn(task.case);
  }
}

await serve((task) => build(task as Task));
process.exit(0);
