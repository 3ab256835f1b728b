import { DataError } from '../../errors/perceptrons-error';
import type { ElementType } from '../element-types';
import { kindOf, type PickleGlobal, type PickleValue, type TorchStorage, type TorchTensor } from './pickle-values';
import { torchError } from './torch-error';

const storageTypes: Record<string, ElementType> = {
  Double: 'F64',
  Float: 'F32',
  Half: 'F16',
  BFloat16: 'BF16',
  Long: 'I64',
  Int: 'I32',
  Short: 'I16',
  Char: 'I8',
  Byte: 'U8',
  Bool: 'BOOL',
};

const elementTypes: Record<string, ElementType> = {
  float64: 'F64',
  float32: 'F32',
  float16: 'F16',
  bfloat16: 'BF16',
  int64: 'I64',
  int32: 'I32',
  int16: 'I16',
  int8: 'I8',
  uint64: 'U64',
  uint32: 'U32',
  uint16: 'U16',
  uint8: 'U8',
  bool: 'BOOL',
  float8_e4m3fn: 'F8_E4M3',
  float8_e5m2: 'F8_E5M2',
};

const builders: Record<string, (parameters: PickleValue[]) => PickleValue> = {
  'collections.OrderedDict': ordered,
  'torch.Size': ([items]) => asList(items, 'the sizes of a torch.Size'),
  'torch.device': ([name]) => (typeof name === 'string' ? name : null),
  'torch._utils._rebuild_tensor_v2': rebuildTensor,
  'torch._utils._rebuild_tensor_v3': rebuildTensor,
  'torch._utils._rebuild_parameter': ([tensor]) => asTensor(tensor),
};

const names = new Set([
  ...Object.keys(builders),
  ...Object.keys(storageTypes).map((name) => `torch.${name}Storage`),
  ...Object.keys(elementTypes).map((name) => `torch.${name}`),
  'torch.storage.UntypedStorage',
]);

/**
 * Looks up a name of Python code. None of it is run: the names stand for functions of this file.
 *
 * @throws DataError `tensor/pickle-global` for every name that a state dict of tensors does not need.
 */
export function findGlobal(module: string, name: string): PickleGlobal {
  const full = `${module}.${name}`;
  if (names.has(full)) return { kind: 'global', name: full };
  throw new DataError({
    code: 'tensor/pickle-global',
    argument: 'source',
    message: `The PyTorch file refers to ${JSON.stringify(full)}, which a state dict of tensors does not need. Python code is never run here. Save the tensors alone, in Python: weights = torch.load(path, weights_only=False)["state_dict"]; torch.save(weights, "weights.pt"), for a file you trust.`,
  });
}

/** The storage behind a persistent id, the tuple ('storage', type, key, location, elements). */
export function findStorage(id: PickleValue): TorchStorage {
  const [tag, type, key, , elements] = asList(id, 'a persistent id').items;
  const isType = typeof type === 'object' && type?.kind === 'global' && type.name.endsWith('Storage');
  if (tag !== 'storage' || !isType || typeof key !== 'string' || !isCount(elements)) {
    throw torchError('a persistent id of its pickle does not describe a storage');
  }
  const name = type.name.slice('torch.'.length, -'Storage'.length);
  return { kind: 'storage', key, type: storageTypes[name], elements };
}

/** Calls one of the known functions. */
export function callGlobal(target: PickleValue, parameters: PickleValue): PickleValue {
  const name = typeof target === 'object' && target?.kind === 'global' ? target.name : undefined;
  const builder = name !== undefined && Object.hasOwn(builders, name) ? builders[name] : undefined;
  if (!builder) throw torchError(`its pickle calls ${kindOf(target)}, which is no function`);
  return builder(asList(parameters, `the parameters of ${name}`).items);
}

function isCount(value: PickleValue): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function asList(value: PickleValue, what: string) {
  if (typeof value === 'object' && value?.kind === 'list') return value;
  throw torchError(`${what} should be a tuple, it is ${kindOf(value)}`);
}

function asTensor(value: PickleValue): TorchTensor {
  if (typeof value === 'object' && value?.kind === 'tensor') return value;
  throw torchError(`a parameter should hold a tensor, it holds ${kindOf(value)}`);
}

/** OrderedDict() or, from old files, OrderedDict([[key, value], ...]). */
function ordered([items]: PickleValue[]): PickleValue {
  const dict: PickleValue = { kind: 'dict', entries: new Map() };
  if (items === undefined) return dict;
  for (const pair of asList(items, 'the items of an OrderedDict').items) {
    const [key, value] = asList(pair, 'an item of an OrderedDict').items;
    if (typeof key !== 'string' || value === undefined) throw torchError('an item of an OrderedDict has no name');
    dict.entries.set(key, value);
  }
  return dict;
}

/** Version 2: (storage, offset, shape, strides, needs gradient, hooks, [metadata]); version 3 puts the element type before metadata. */
function rebuildTensor(parameters: PickleValue[]): TorchTensor {
  const [storage, offset, shape, strides, , , type] = parameters;
  if (typeof storage !== 'object' || storage?.kind !== 'storage') {
    throw torchError(`a tensor should lie in a storage, it lies in ${kindOf(storage ?? null)}`);
  }
  const sizes = asList(shape, 'the shape of a tensor').items;
  const steps = asList(strides, 'the strides of a tensor').items;
  if (!isCount(offset) || !sizes.every(isCount) || !steps.every(isCount) || sizes.length !== steps.length) {
    throw torchError('a tensor has an offset, shape or strides that are not non-negative integers of one rank');
  }
  const named = typeof type === 'object' && type?.kind === 'global' ? type.name.slice('torch.'.length) : '';
  const elementType = storage.type ?? elementTypes[named];
  if (elementType === undefined) throw torchError('a tensor in an untyped storage has no known element type');
  return { kind: 'tensor', storage, type: elementType, offset, shape: sizes, strides: steps };
}
