import { execFile } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const app = path.join(path.dirname(fileURLToPath(import.meta.url)), '..', '..');
const packages = path.join(app, '..', '..', 'packages');
const run = promisify(execFile);

export const distFolder = path.join(app, 'dist');
export const artifactsFolder = path.join(app, '..', '..', 'artifacts', 'playground');

function newest(folder: string): number {
  let latest = 0;
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || /\.(test|bench)\.tsx?$|\.md$/.test(entry.name)) continue;
    if (/[\\/](testing|__fixtures__|__snapshots__)$/.test(entry.parentPath)) continue;
    latest = Math.max(latest, statSync(path.join(entry.parentPath, entry.name)).mtimeMs);
  }
  return latest;
}

/** Whether the built page is as new as everything it is made of. */
export function isFresh(): boolean {
  try {
    const built = statSync(path.join(distFolder, 'index.html')).mtimeMs;
    const sources = ['src', 'public', 'build', 'server'].map((folder) => path.join(app, folder));
    for (const name of readdirSync(packages)) sources.push(path.join(packages, name, 'src'));
    const single = ['index.html', 'vite.config.ts'].map((file) => statSync(path.join(app, file)).mtimeMs);
    return Math.max(...single, ...sources.map(newest)) <= built;
  } catch {
    return false;
  }
}

/** Builds the page unless what is there is fresh. */
export async function ensureBuilt(): Promise<void> {
  if (isFresh()) return;
  const vite = path.join(app, 'node_modules', 'vite', 'bin', 'vite.js');
  // The test runner sets NODE_ENV to "test", with which React would be built for development.
  const env = { ...process.env, NODE_ENV: 'production' };
  await run(process.execPath, [vite, 'build', '--logLevel', 'error'], { cwd: app, env });
}
