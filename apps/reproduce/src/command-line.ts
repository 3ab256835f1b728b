import path from 'node:path';
import { BackendError, ConfigError, DataError, init, PerceptronsError } from '@perceptrons/tensor';
import { Command, CommanderError, Option } from 'commander';
import { Cancelled } from './framework/cancelled';
import { discoverExperiments } from './framework/discover';
import { describeEnvironment } from './framework/environment';
import type { Experiment } from './framework/experiment';
import { type Preset, presetNames } from './framework/preset';
import { createProgress, type ProgressStream } from './framework/progress';
import { type RunResult, runExperiment } from './framework/run-experiment';

/** Exit codes: the run completed (whether or not its claims hold), failed, was asked for wrongly, was stopped. */
export const exitCodes = { completed: 0, failed: 1, badInput: 2, stopped: 130 } as const;

const backends = ['wasm', 'cpu', 'webgpu'] as const;

/** What the command line touches outside itself. */
export interface CommandLineHost {
  stdout: { write(text: string): unknown };
  stderr: ProgressStream;
  /** Stops the run after the current step, with a checkpoint. */
  signal: AbortSignal;
  /** Folder of data sets, where --data names no other. */
  dataDirectory: string;
  /** Experiments to offer; default those found in the application. */
  experiments?: readonly Experiment[];
}

interface RunArguments {
  preset: Preset;
  seed: number;
  resume: boolean;
  restart: boolean;
  json: boolean;
  out?: string;
  data?: string;
  backend: (typeof backends)[number];
}

/**
 * Runs the command line.
 *
 * @param argv arguments without the program's name.
 * @returns the exit code, see {@link exitCodes}.
 */
export async function runCommandLine(argv: readonly string[], host: CommandLineHost): Promise<number> {
  let code: number = exitCodes.completed;
  const program = new Command('npm run reproduce --')
    .description('Repeats the experiments of the papers and writes records, figures and reports.')
    .exitOverride()
    .configureOutput({ writeOut: (text) => host.stdout.write(text), writeErr: (text) => host.stderr.write(text) });
  const experiments = host.experiments ?? (await discoverExperiments());

  program
    .command('run', { isDefault: true })
    .description('run an experiment (the word "run" may be left out)')
    .argument('<experiment>', `one of: ${experiments.map(({ name }) => name).join(', ')}`)
    .addOption(new Option('--preset <name>', 'how much work').choices([...presetNames]).default('quick'))
    .addOption(
      new Option('--seed <number>', 'whole number that decides all randomness').default(0).argParser(parseSeed),
    )
    .option('--resume', 'continue a run that was stopped or killed', false)
    .option('--restart', 'throw away an unfinished run in the same folder', false)
    .option('--json', 'print the claims as JSON, and nothing else, on standard output', false)
    .option('--out <folder>', 'result folder (default: results/<system>-<name>-<preset>-seed<seed>)')
    .option('--data <folder>', 'folder of data sets (default: .data)')
    .addOption(new Option('--backend <name>', 'where to compute').choices([...backends]).default('wasm'))
    .action(async (name: string, options: RunArguments) => {
      code = await run(findExperiment(experiments, name), options, host);
    });
  program
    .command('list')
    .description('show the experiments and what they ask')
    .action(() => {
      host.stdout.write(listing(experiments));
    });

  try {
    await program.parseAsync([...argv], { from: 'user' });
    return code;
  } catch (error) {
    return reportFailure(error, host);
  }
}

async function run(experiment: Experiment, options: RunArguments, host: CommandLineHost): Promise<number> {
  const { preset, seed, resume, restart, json } = options;
  if (resume && restart) {
    throw new ConfigError({
      code: 'reproduce/resume-and-restart',
      message:
        'Both --resume and --restart were given. Pass --resume to continue the run on record, or --restart to drop it.',
    });
  }
  const directory = options.out ?? path.join('results', `${experiment.name.replace('/', '-')}-${preset}-seed${seed}`);
  const backend = options.backend === 'wasm' ? '' : ` --backend ${options.backend}`;
  const out = options.out === undefined ? '' : ` --out ${options.out}`;
  const data = options.data === undefined ? '' : ` --data ${options.data}`;
  const command = `npm run reproduce -- ${experiment.name} --preset ${preset} --seed ${seed}${backend}${data}${out}`;
  const progress = createProgress(host.stderr);
  try {
    const report = await init({ backend: options.backend });
    for (const warning of report.warnings) progress.message(warning);
    progress.message(`${experiment.title} (${preset}, seed ${seed}, ${report.backend})`);
    const result = await runExperiment({
      experiment,
      preset,
      seed,
      directory,
      dataDirectory: options.data ?? host.dataDirectory,
      environment: describeEnvironment(report),
      resume,
      restart,
      signal: host.signal,
      progress,
      command,
    });
    host.stdout.write(json ? `${JSON.stringify(result, null, 2)}\n` : summaryText(result, directory));
    return exitCodes.completed;
  } catch (error) {
    if (!(error instanceof Cancelled)) throw error;
    progress.message(`Stopped; the state is saved. Go on with: ${command} --resume`);
    return exitCodes.stopped;
  } finally {
    progress.close();
  }
}

/** What a person reads at the end. */
function summaryText(result: RunResult, directory: string): string {
  const lines = result.claims.map(({ claim, value, interval, expected, holds }) => {
    const range = interval === null ? '' : ` (95%: ${interval.map((end) => end.toFixed(2)).join(' to ')})`;
    return `${holds ? 'holds ' : 'FAILS '} ${claim}: ${Number(value.toPrecision(4))}${range}, expected ${expected}`;
  });
  return `${[...lines, `Report: ${path.join(directory, 'report.html')}`].join('\n')}\n`;
}

function listing(experiments: readonly Experiment[]): string {
  const width = Math.max(...experiments.map(({ name }) => name.length));
  const lines = experiments.map(({ name, question }) => `${name.padEnd(width)}  ${question}`);
  return `${lines.join('\n')}\n\nPresets: smoke (seconds), quick (about ten minutes, the default), full.\n`;
}

function findExperiment(experiments: readonly Experiment[], name: string): Experiment {
  const found = experiments.find((experiment) => experiment.name === name);
  if (found !== undefined) return found;
  throw new ConfigError({
    code: 'reproduce/unknown-experiment',
    argument: 'experiment',
    message: `There is no experiment "${name}". Existing: ${experiments.map((experiment) => experiment.name).join(', ')}. \`npm run reproduce -- list\` says what they ask.`,
  });
}

function parseSeed(text: string): number {
  const seed = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(seed)) return seed;
  throw new ConfigError({
    code: 'reproduce/seed',
    argument: 'seed',
    message: `The seed is "${text}". It must be a whole number from 0 to ${Number.MAX_SAFE_INTEGER}, for example --seed 7.`,
  });
}

function reportFailure(error: unknown, host: CommandLineHost): number {
  if (error instanceof CommanderError) {
    // Commander has written its message; help and version count as success.
    return error.exitCode === 0 ? exitCodes.completed : exitCodes.badInput;
  }
  if (PerceptronsError.isInstance(error)) {
    host.stderr.write(`error: ${error.message}\n`);
    const inputErrors = [ConfigError, DataError, BackendError];
    return inputErrors.some((type) => error instanceof type) ? exitCodes.badInput : exitCodes.failed;
  }
  host.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  return exitCodes.failed;
}
