// Kills a real process without warning, and resumes it. The application is bundled for this from its sources.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'tsup';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';

// Several processes in a row, seconds each on an idle machine; a busy one gets more time.
vi.setConfig({ testTimeout: 120_000 });

const application = fileURLToPath(new URL('..', import.meta.url));
// Inside node_modules, so that the bundle finds the packages it does not contain.
const folder = path.join(application, 'node_modules', '.cache', `resume-after-kill-${process.pid}`);

beforeAll(async () => {
  await mkdir(folder, { recursive: true });
  await build({
    config: false,
    silent: true,
    entry: {
      cli: path.join(application, 'src/cli.ts'),
      'experiments/mixer/e3': path.join(application, 'src/experiments/mixer/e3.ts'),
    },
    outDir: folder,
    format: ['esm'],
    target: 'node20',
    clean: false,
    noExternal: [/^@perceptrons\//],
    external: [/^@tensorflow\//],
    // Dependencies in CommonJS ask for Node's own modules.
    banner: {
      js: "import { createRequire as requireOf } from 'node:module'; const require = requireOf(import.meta.url);",
    },
    esbuildOptions(options) {
      options.conditions = ['@perceptrons/source'];
    },
  });
}, 60_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

function start(
  out: string,
  ...more: string[]
): { child: ChildProcess; ended: Promise<number | null>; stderr: () => string } {
  const argv = [
    path.join(folder, 'cli.js'),
    'mixer/e3',
    '--preset',
    'smoke',
    '--json',
    '--out',
    path.join(folder, out),
    ...more,
  ];
  const child = spawn(process.execPath, argv, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  let stderr = '';
  child.stdout!.resume();
  child.stderr!.on('data', (chunk) => (stderr += chunk));
  return { child, ended: new Promise((resolve) => child.on('close', resolve)), stderr: () => stderr };
}

async function results(out: string) {
  const { claims, results: parts } = JSON.parse(await readFile(path.join(folder, out, 'summary.json'), 'utf8'));
  return { claims, parts, metrics: await readFile(path.join(folder, out, 'metrics.csv'), 'utf8') };
}

/** Waits until a whole line of the file holds the text, as long as the process runs. */
async function appears(child: ChildProcess, file: string, text: string): Promise<void> {
  while (child.exitCode === null) {
    const found = await readFile(file, 'utf8').catch(() => '');
    // A line that is still being written does not count: a resumed run takes no part from it.
    const lines = found.split('\n').slice(0, -1);
    if (lines.some((line) => line.includes(text))) return;
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

describe('the application', () => {
  it('resumes after SIGKILL in the middle of a part, to the result of an undisturbed run', async () => {
    const undisturbed = start('whole');
    expect(await undisturbed.ended, undisturbed.stderr()).toBe(0);

    const killed = start('killed');
    // Two kills: between two checkpoints of the first part, and once the first part is on record.
    await appears(killed.child, path.join(folder, 'killed', 'record.jsonl'), '"step":30');
    killed.child.kill('SIGKILL');
    expect(await killed.ended).toBe(null);
    const again = start('killed', '--resume');
    await appears(again.child, path.join(folder, 'killed', 'record.jsonl'), '"kind":"result"');
    again.child.kill('SIGKILL');
    expect(await again.ended).toBe(null);

    const resumed = start('killed', '--resume');
    expect(await resumed.ended, resumed.stderr()).toBe(0);
    expect(resumed.stderr()).toContain('mixer-seed0: taken from the record');
    expect(await results('killed')).toEqual(await results('whole'));
  });

  it('keeps its state on SIGINT, exits with 130 and says how to go on', async () => {
    const stopped = start('stopped');
    await appears(stopped.child, path.join(folder, 'stopped', 'record.jsonl'), '"part":"mixer-seed0"');
    // Terminal and npm both pass Ctrl-C on: the second one must not cut the checkpoint short.
    stopped.child.kill('SIGINT');
    stopped.child.kill('SIGINT');
    expect(await stopped.ended).toBe(130);
    expect(stopped.stderr()).toContain('--resume');
    const resumed = start('stopped', '--resume');
    expect(await resumed.ended, resumed.stderr()).toBe(0);
    expect(await results('stopped')).toEqual(await results('whole'));
  });
});
