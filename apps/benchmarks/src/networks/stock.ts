import type { Subject } from '../harness/contender';
import type { NetworkCase } from './case';
import { layersModel } from './layers-model';
import { stockKit, transformerSubject } from './transformer';

/** A network from stock TensorFlow.js. */
export function stockNetwork(task: NetworkCase): Subject {
  const { network } = task;
  return network.kind === 'transformer' ? transformerSubject(task, stockKit(network.context)) : layersModel(task);
}
