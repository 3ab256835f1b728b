import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openSafetensors, type ReadSafetensorsOptions, type SafetensorsFile } from '../io/read-safetensors';
import { openShardedSafetensors, type ShardedSafetensors } from '../io/sharded-safetensors';
import type { Source } from '../io/source';
import { openTorch, type ReadTorchOptions, type TorchFile } from '../io/torch/read-torch';
import { fileSource } from './file-source';

/**
 * Opens a safetensors file of this machine, or all files of an index whose name ends in `.index.json`. Close it when done.
 *
 * @throws DataError as `io.openSafetensors` and `io.openShardedSafetensors`, or the error of Node for a missing file.
 */
export async function openSafetensorsFile(
  path: string | URL,
  options: ReadSafetensorsOptions = {},
): Promise<SafetensorsFile | ShardedSafetensors> {
  const file = path instanceof URL ? fileURLToPath(path) : path;
  if (!file.endsWith('.index.json'))
    return openOver(await fileSource(file), (source) => openSafetensors(source, options));
  const beside = (fileName: string) => fileSource(join(dirname(file), fileName));
  return openShardedSafetensors(await readFile(file, 'utf8'), beside, options);
}

/**
 * Opens a PyTorch file of this machine. Close it when done.
 *
 * @throws DataError as `io.openTorch`, or the error of Node for a missing file.
 */
export async function openTorchFile(path: string | URL, options: ReadTorchOptions = {}): Promise<TorchFile> {
  return openOver(await fileSource(path), (source) => openTorch(source, options));
}

async function openOver<File>(source: Source, open: (source: Source) => Promise<File>): Promise<File> {
  try {
    return await open(source);
  } catch (error) {
    await source.close?.();
    throw error;
  }
}
