import { DataError } from '../../errors/perceptrons-error';
import { kindOf, type PickleDict, type PickleValue, type TorchTensor } from './pickle-values';

const isDict = (value: PickleValue | undefined): value is PickleDict =>
  typeof value === 'object' && value !== null && value.kind === 'dict';
const isTensor = (value: PickleValue): value is TorchTensor =>
  typeof value === 'object' && value !== null && value.kind === 'tensor';

/** The tensors of one dict, and the names of what else it holds. */
export interface ChosenDict {
  tensors: Map<string, TorchTensor>;
  others: string[];
}

/**
 * The tensors of the dict at `path`.
 *
 * @throws DataError `tensor/torch-path` when there is no dict, or one without tensors; the message lists dicts that have some.
 */
export function chooseDict(root: PickleValue, path: readonly string[]): ChosenDict {
  let value: PickleValue | undefined = root;
  for (const key of path) {
    const entries: PickleDict['entries'] | undefined = isDict(value) ? value.entries : undefined;
    // Keys of optimizer states are numbers.
    value = entries?.get(key) ?? entries?.get(Number(key));
  }
  const where = path.length === 0 ? 'its top' : JSON.stringify(path.join('.'));
  if (!isDict(value)) {
    throw pathError(`${where} holds ${value === undefined ? 'nothing' : kindOf(value)}, not a dict of tensors`, root);
  }
  const tensors = new Map<string, TorchTensor>();
  const others: string[] = [];
  for (const [key, entry] of value.entries) {
    if (isTensor(entry)) tensors.set(String(key), entry);
    else others.push(String(key));
  }
  if (tensors.size === 0 && (others.length > 0 || path.length > 0)) {
    throw pathError(`${where} holds a dict without tensors`, root);
  }
  return { tensors, others };
}

function pathError(problem: string, root: PickleValue): DataError {
  const found = dictsWithTensors(root).map((keys) => JSON.stringify(keys));
  const advice =
    found.length === 0
      ? 'The file has no dict of tensors at all.'
      : `Dicts with tensors lie at ${found.slice(0, 6).join(', ')}; pass one of them, for example { path: ${found[0]} }.`;
  return new DataError({
    code: 'tensor/torch-path',
    argument: 'path',
    message: `The PyTorch file cannot be read as a state dict: ${problem}. ${advice}`,
  });
}

/** Paths of the dicts that hold tensors. Each dict is looked at once, however often it is referred to. */
function dictsWithTensors(root: PickleValue): string[][] {
  const seen = new Set<PickleValue>([root]);
  const queue: Array<{ value: PickleValue; path: string[] }> = [{ value: root, path: [] }];
  const found: string[][] = [];
  for (const { value, path } of queue) {
    if (!isDict(value)) continue;
    if ([...value.entries.values()].some(isTensor)) found.push(path);
    for (const [key, entry] of value.entries) {
      if (!isDict(entry) || seen.has(entry)) continue;
      seen.add(entry);
      queue.push({ value: entry, path: [...path, String(key)] });
    }
  }
  return found;
}
