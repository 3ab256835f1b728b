import { openSafetensors, type ReadSafetensorsOptions, type SafetensorsFile } from './read-safetensors';
import { openShardedSafetensors, type ShardedSafetensors } from './sharded-safetensors';
import { type UrlSourceOptions, urlSource } from './url-source';

/**
 * Opens safetensors behind an address: one file, or all files of an index whose name ends in `.index.json` and beside which
 * they lie. Tensors are fetched by range requests when they are read.
 *
 * @throws DataError as `urlSource`, `openSafetensors` and `openShardedSafetensors`.
 */
export async function openSafetensorsUrl(
  url: string | URL,
  options: UrlSourceOptions & ReadSafetensorsOptions = {},
): Promise<SafetensorsFile | ShardedSafetensors> {
  const address = new URL(String(url), typeof location === 'undefined' ? undefined : location.href);
  const source = await urlSource(address, options);
  if (!address.pathname.endsWith('.index.json')) return openSafetensors(source, options);
  const index = new TextDecoder().decode(await source.read(0, source.size));
  const beside = (fileName: string) => {
    const file = new URL(encodeURIComponent(fileName), address);
    file.search = address.search;
    return urlSource(file, options);
  };
  return openShardedSafetensors(index, beside, options);
}
