/** A file and where it lay: the folder above it becomes its class. */
export interface NamedFile {
  file: File;
  /** For example `shoes/left/17.png`. */
  path: string;
}

const read = (entry: FileSystemFileEntry) => new Promise<File>((resolve, reject) => entry.file(resolve, reject));

async function listed(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const entries: FileSystemEntry[] = [];
  // readEntries gives about a hundred at a time and an empty list at the end.
  for (;;) {
    const batch = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (batch.length === 0) return entries;
    entries.push(...batch);
  }
}

async function walk(entry: FileSystemEntry): Promise<NamedFile[]> {
  if (entry.isFile) {
    const path = entry.fullPath.replace(/^\//, '');
    return [{ file: await read(entry as FileSystemFileEntry), path }];
  }
  const found: NamedFile[] = [];
  for (const inner of await listed(entry as FileSystemDirectoryEntry)) found.push(...(await walk(inner)));
  return found;
}

/** All files of a drop, those inside dropped folders included. */
export async function filesOf(transfer: DataTransfer): Promise<NamedFile[]> {
  // Entries must be taken before the first await: the transfer is emptied after the event.
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry()).filter((entry) => entry !== null);
  const plain = [...transfer.files].map((file) => ({ file, path: file.name }));
  if (entries.length === 0) return plain;
  const found = await Promise.all(entries.map(walk));
  return found.flat();
}

/** The class a path names: its innermost folder, or undefined for a file that lies in none. */
export function classOf(path: string): string | undefined {
  const folders = path.split('/').slice(0, -1);
  return folders.at(-1);
}
