// Starting other programs from the repository's scripts. pnpm is never expected on the machine: npx brings the version
// that package.json pins, and everything else is started through it, so that turbo finds pnpm on its PATH.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../..');

const onWindows = process.platform === 'win32';

/**
 * Runs a program in the repository root and resolves with its exit code.
 * `output` is 'inherit' (default), 'stderr', which keeps standard output free for a result, or a function that receives what
 * the program writes.
 */
export function run(command, args, { env = {}, output = 'inherit', cwd = root } = {}) {
  const held = typeof output === 'function';
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: held ? ['ignore', 'pipe', 'pipe'] : ['inherit', output === 'stderr' ? 2 : 'inherit', 'inherit'],
      shell: onWindows && command !== process.execPath,
    });
    child.stdout?.on('data', output);
    child.stderr?.on('data', output);
    // Ctrl-C reaches the child through the terminal; wait for it to finish in its own way.
    const forward = (signal) => child.kill(signal);
    process.on('SIGTERM', forward);
    process.on('SIGINT', ignore);
    child.on('error', reject);
    child.on('close', (code, signal) => {
      process.off('SIGTERM', forward);
      process.off('SIGINT', ignore);
      resolve(code ?? (signal === 'SIGINT' ? 130 : 1));
    });
  });
}

function ignore() {}

/** Runs the pinned pnpm, with `npx` when it is not already the one running. */
export function pnpm(args, options) {
  const { packageManager } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
  const env = { TURBO_TELEMETRY_DISABLED: '1', DO_NOT_TRACK: '1', ...options?.env };
  // The repository silences npm's banners; pnpm would take that for itself too.
  return run('npx', ['--yes', packageManager.split('+')[0], '--loglevel=info', ...args], { ...options, env });
}

/** Runs turbo tasks; finished ones come from its cache. `logs` is turbo's `--output-logs`. */
export function turbo(args, { logs = 'errors-only', ...options } = {}) {
  return pnpm(['exec', 'turbo', 'run', ...args, `--output-logs=${logs}`], options);
}

/** Runs a program of the workspace root's dev dependencies. */
export function rootTool(name, args, options) {
  return run(path.join(root, 'node_modules', '.bin', name), args, options);
}

/** Installs exactly what the lockfile says, unless the last install already did. */
export async function install(options) {
  const stamp = path.join(root, 'node_modules', '.cache', 'installed');
  const state = installState();
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === state) return;
  say('Installing dependencies');
  await must(pnpm(['install', '--frozen-lockfile', '--prefer-offline'], options), 'The installation failed.');
  mkdirSync(path.dirname(stamp), { recursive: true });
  writeFileSync(stamp, state);
}

function installState() {
  const hash = createHash('sha256').update(process.version);
  const files = ['pnpm-lock.yaml', 'pnpm-workspace.yaml', 'package.json'];
  for (const group of ['packages', 'apps', 'tooling']) {
    for (const name of readdirSync(path.join(root, group)).sort()) files.push(`${group}/${name}/package.json`);
  }
  for (const file of files) {
    const full = path.join(root, file);
    if (existsSync(full)) hash.update(file).update(readFileSync(full));
  }
  return hash.digest('hex');
}

/** Ends the script with the program's exit code when it failed. */
export async function must(code, message) {
  const value = await code;
  if (value !== 0) {
    console.error(message);
    process.exit(value);
  }
}

/** One line on standard error, so that standard output stays free for results. */
export function say(line) {
  console.error(`\u001b[1m${line}\u001b[0m`);
}
