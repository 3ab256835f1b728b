import { DataError, type io } from '@perceptrons/tensor';

/** One file, whichever way it comes: as text, as bytes, or as a source that is read in pieces. */
export type FileContent = string | Uint8Array | ArrayBuffer | io.Source;

/** Files by name. Folders before a name do not matter: `MUTAG/raw/MUTAG_A.txt` is the file `MUTAG_A.txt`. */
export type GraphFiles = Readonly<Record<string, FileContent>>;

/** Bytes that a source is asked for at once. */
const pieceSize = 2 ** 22;

function isSource(content: FileContent): content is io.Source {
  return typeof content === 'object' && 'read' in content;
}

/** The whole text of a file, as UTF-8, without a byte order mark. */
export async function readText(content: FileContent): Promise<string> {
  if (typeof content === 'string') return content.replace(/^\uFEFF/, '');
  const bytes = isSource(content) ? await content.read(0, content.size) : content;
  return new TextDecoder().decode(bytes);
}

/**
 * The lines of a file in blocks, without their ends. A source is read in pieces of 4 MiB, so that files that are larger than
 * a string may be can be read too.
 */
export async function* lineBlocks(content: FileContent, signal?: AbortSignal): AsyncGenerator<string[]> {
  if (!isSource(content)) {
    yield (await readText(content)).split(/\r?\n/);
    return;
  }
  const decoder = new TextDecoder();
  let rest = '';
  for (let start = 0; start < content.size; start += pieceSize) {
    signal?.throwIfAborted();
    const bytes = await content.read(start, Math.min(start + pieceSize, content.size), signal);
    const lines = (rest + decoder.decode(bytes, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    yield lines.map((line) => (line.endsWith('\r') ? line.slice(0, -1) : line));
  }
  yield [rest + decoder.decode()];
}

/** The name of a file without folders. */
export function baseName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
}

/** A file by its name without folders. */
export function findFile(files: GraphFiles, name: string): FileContent | undefined {
  const path = Object.keys(files).find((candidate) => baseName(candidate) === name);
  return path === undefined ? undefined : files[path];
}

/** What is wrong in a row of a file, and what to do. */
export function rowError(problem: string, file: string, row: number, text: string): DataError {
  return new DataError({ code: `graph/${problem}`, message: `${file}, row ${row}: ${text}` });
}

/** A file that a data set needs and that is not there. */
export function missingFile(name: string, files: GraphFiles, next: string): DataError {
  const found = Object.keys(files).map(baseName);
  const list = found.length === 0 ? 'no files at all' : found.slice(0, 8).join(', ');
  return new DataError({
    code: 'graph/missing-file',
    message: `There is no file ${name}. Given: ${list}${found.length > 8 ? ` and ${found.length - 8} more` : ''}. ${next}`,
  });
}
