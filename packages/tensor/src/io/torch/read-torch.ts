import { ConfigError, DataError } from '../../errors/perceptrons-error';
import { decodeElements, type ElementType, elementSizes } from '../element-types';
import { unknownName } from '../read-safetensors';
import { bytesSource, readExactly, type Source } from '../source';
import { readAllTensors, readInOrder, type TensorFile } from '../tensor-file';
import { shapeSize, type WeightArray } from '../weight-array';
import { readZipData, readZipDirectory, type ZipEntry } from '../zip-directory';
import { expandZipEntry } from '../zip-entry';
import { chooseDict } from './choose-dict';
import { elementSpan, gatherElements, isContiguous } from './gather-elements';
import type { TorchTensor } from './pickle-values';
import { torchError } from './torch-error';
import { unpickle } from './unpickle';

/** Options of the PyTorch readers. */
export interface ReadTorchOptions {
  /**
   * Keys that lead to the state dict in a checkpoint that holds more: `'state_dict'`, `'model'`, `['optimizer', 'state', '0']`.
   * Default: the state dict is the file itself.
   */
  path?: string | readonly string[];
  /** Read 8-bit floats as float32. Default false: they are an error. */
  float8?: boolean;
  /** Largest size of one tensor in bytes once read; an expanded tensor takes no room in the file. Default 2^31. */
  maximumBytes?: number;
}

/** A PyTorch file whose tensors are read one by one. */
export interface TorchFile extends TensorFile {
  /** Element type and shape of every tensor, by name. */
  readonly entries: ReadonlyMap<string, { readonly type: ElementType; readonly shape: number[] }>;
  /** Names in the same dict that are not tensors, such as an epoch number or a nested dict. */
  readonly others: string[];
}

// The pickle describes tensors; a million of them take less.
const maximumPickleBytes = 2 ** 28;

/**
 * Reads all tensors of a state dict that `torch.save` wrote (PyTorch 1.6 and later, `.pt`, `.pth`, `.bin`).
 *
 * Python code in the file is neither run nor looked up: names other than those of tensors are refused. Strides, offsets
 * and shared storages are resolved; every tensor returned has its own data.
 *
 * @param bytes The whole file; not kept.
 * @returns Tensors by name, in the order of the dict.
 * @throws DataError `tensor/pickle-global` for a file that needs Python code, `tensor/torch-path` when the dict lies
 *   elsewhere, `tensor/torch-legacy` for the format before PyTorch 1.6, `tensor/torch` for a damaged file, and
 *   `tensor/integer-range`, `tensor/float8` as `readSafetensors`.
 * Source: torch/serialization.py of PyTorch 2, the format of `torch.save` with a ZIP archive.
 */
export async function readTorch(
  bytes: Uint8Array | ArrayBuffer,
  options: ReadTorchOptions = {},
): Promise<Map<string, WeightArray>> {
  const source = bytesSource(bytes);
  const file = await openTorch(source, options);
  const { maximumBytes = 2 ** 31 } = options;
  const total = [...file.entries.values()].reduce((sum, { shape }) => sum + 4 * shapeSize(shape), 0);
  // Numbers of one byte become numbers of four; more than that comes from tensors that are expanded without a copy.
  if (total > 4 * source.size + maximumBytes) {
    throw torchError(
      `its ${file.names.length} tensors take ${total} bytes, far more than the file; raise maximumBytes if you trust it`,
    );
  }
  return readAllTensors(file);
}

/**
 * Opens a PyTorch file by reading its directory and its pickle; tensors are fetched when asked for, so the file may be
 * larger than the memory. The checksum of a storage is compared when a tensor covers all of it.
 *
 * @throws DataError as `readTorch`.
 */
export async function openTorch(source: Source, options: ReadTorchOptions = {}): Promise<TorchFile> {
  const path = typeof options.path === 'string' ? [options.path] : (options.path ?? []);
  const { float8 = false, maximumBytes = 2 ** 31 } = options;
  if (!(maximumBytes >= 0)) {
    throw new ConfigError({
      code: 'tensor/maximum-bytes',
      argument: 'maximumBytes',
      message: `maximumBytes must be a number of bytes, it is ${maximumBytes}.`,
    });
  }
  await refuseOtherFormats(source);
  const archive = new Map((await readZipDirectory(source, torchError)).map((entry) => [entry.name, entry]));
  const prefix = archivePrefix(archive);
  const pickle = archive.get(`${prefix}data.pkl`)!;
  if (pickle.size > maximumPickleBytes) throw torchError(`its pickle has ${pickle.size} bytes`);
  const root = unpickle(await expandZipEntry(source, pickle, torchError));
  const { tensors, others } = chooseDict(root, path);
  const bigEndian = await isBigEndian(source, archive.get(`${prefix}byteorder`));
  for (const [name, tensor] of tensors) checkTensor(name, tensor, archive.get(storageName(prefix, tensor)));

  async function read(name: string, { signal }: { signal?: AbortSignal } = {}): Promise<WeightArray> {
    const tensor = tensors.get(name);
    if (!tensor) throw unknownName(name, tensors.keys());
    const { type, shape } = tensor;
    if (type.startsWith('F8') && !float8) {
      throw new DataError({
        code: 'tensor/float8',
        argument: name,
        message: `The tensor "${name}" has 8-bit floats (${type}), which usually need scale factors stored elsewhere; pass { float8: true } to read them as they are.`,
      });
    }
    if (shapeSize(shape) * Math.max(4, elementSizes.get(type)!) > maximumBytes) {
      throw torchError(
        `the tensor "${name}" of shape [${shape}] takes more than the ${maximumBytes} bytes allowed; raise maximumBytes if you trust it`,
      );
    }
    const elements = await readElements(source, tensor, archive.get(storageName(prefix, tensor))!, signal);
    return decodeElements(name, type, [...shape], elements, { bigEndian });
  }

  const sizes = [...tensors].map(
    ([name, { shape, type }]) => [name, shapeSize(shape) * elementSizes.get(type)!] as const,
  );
  return {
    names: [...tensors.keys()],
    entries: new Map([...tensors].map(([name, { type, shape }]) => [name, { type, shape: [...shape] }])),
    others,
    read,
    tensors: (readOptions) => readInOrder(sizes, read, readOptions),
    close: async () => source.close?.(),
  };
}

const storageName = (prefix: string, { storage }: TorchTensor): string => `${prefix}data/${storage.key}`;

async function refuseOtherFormats(source: Source): Promise<void> {
  const start = await readExactly(source, 0, Math.min(16, source.size));
  if (start[0] === 0x50 && start[1] === 0x4b) return;
  const isPickle = start[0] === 0x80 && start[1] >= 2 && start[1] <= 5;
  if (isPickle) {
    throw new DataError({
      code: 'tensor/torch-legacy',
      argument: 'source',
      message:
        'The PyTorch file has the format from before PyTorch 1.6, a pickle without an archive. Convert it in Python:\n' +
        'weights = torch.load(path, map_location="cpu", weights_only=True)\n' +
        'torch.save(weights, "weights.pt")',
    });
  }
  const hint = start[8] === 0x7b ? ' It looks like safetensors: use io.openSafetensors.' : '';
  throw torchError(`it is no ZIP archive, its first bytes are [${[...start.subarray(0, 4)]}].${hint}`);
}

/** Everything lies in one folder, named after the file that was saved. */
function archivePrefix(archive: Map<string, ZipEntry>): string {
  const pickles = [...archive.keys()].filter((name) => /^[^/]*\/data\.pkl$/.test(name));
  if (pickles.length !== 1)
    throw torchError(`its archive has ${pickles.length} pickles "<name>/data.pkl" instead of 1`);
  const prefix = pickles[0].slice(0, -'data.pkl'.length);
  if (archive.has(`${prefix}constants.pkl`)) {
    throw new DataError({
      code: 'tensor/torch-script',
      argument: 'source',
      message:
        'The PyTorch file is a TorchScript program (torch.jit.save). Save its tensors in Python:\n' +
        'weights = torch.jit.load(path, map_location="cpu").state_dict()\n' +
        'torch.save(weights, "weights.pt")',
    });
  }
  return prefix;
}

async function isBigEndian(source: Source, entry: ZipEntry | undefined): Promise<boolean> {
  if (!entry) return false;
  if (entry.size > 16) throw torchError(`its byte order has ${entry.size} bytes`);
  const order = new TextDecoder().decode(await expandZipEntry(source, entry, torchError));
  if (order !== 'little' && order !== 'big') throw torchError(`its byte order is ${JSON.stringify(order)}`);
  return order === 'big';
}

function checkTensor(name: string, tensor: TorchTensor, entry: ZipEntry | undefined): void {
  const { storage, type, offset, shape } = tensor;
  const size = elementSizes.get(type)!;
  if (!entry) throw torchError(`the storage "${storage.key}" of the tensor "${name}" is missing`);
  const bytes = storage.type === undefined ? storage.elements : storage.elements * size;
  if (entry.size !== bytes || (entry.method === 0 && entry.compressedSize !== bytes)) {
    throw torchError(
      `the storage "${storage.key}" of the tensor "${name}" has ${entry.size} bytes instead of ${bytes}`,
    );
  }
  if ((offset + elementSpan(tensor)) * size > bytes) {
    throw torchError(
      `the tensor "${name}" of shape [${shape}], strides [${tensor.strides}] and offset ${offset} reaches past its storage of ${Math.floor(bytes / size)} elements`,
    );
  }
}

/** The elements of a tensor in row-major order. */
async function readElements(
  source: Source,
  tensor: TorchTensor,
  entry: ZipEntry,
  signal?: AbortSignal,
): Promise<Uint8Array> {
  const size = elementSizes.get(tensor.type)!;
  const start = tensor.offset * size;
  const end = start + elementSpan(tensor) * size;
  const isWhole = start === 0 && end === entry.size;
  const bytes =
    isWhole || entry.method !== 0
      ? (await expandZipEntry(source, entry, torchError, signal)).subarray(start, end)
      : await readZipData(source, entry, torchError, { start, end, signal });
  return isContiguous(tensor) ? bytes : gatherElements(bytes, size, tensor);
}
