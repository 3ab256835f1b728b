import { Command, InvalidArgumentError, Option } from 'commander';
import type { BenchmarkBackend, BenchmarkResult } from './harness/benchmark';
import { describeMachine } from './harness/machine';
import { renderTable } from './harness/table';
import { BENCHMARKS, findBenchmark } from './registry';

interface RunArguments {
  json: boolean;
  backend: BenchmarkBackend;
  runs?: number;
  quick: boolean;
  case?: string[];
}

function positiveInteger(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1)
    throw new InvalidArgumentError(`It must be a whole number from 1, got "${text}".`);
  return value;
}

/** Benchmarks own standard output, so that `--json` can be piped; everything else goes to standard error. */
async function runBenchmark(name: string, { json, backend, runs, quick, case: only }: RunArguments): Promise<void> {
  const benchmark = findBenchmark(name);
  const machine = describeMachine();
  const onProgress = (line: string) => void process.stderr.write(`${line}\n`);
  const found = await benchmark.run({ backend, runs, quick, only, onProgress });
  const result: BenchmarkResult = { name: benchmark.name, machine, ...found };
  console.log(json ? JSON.stringify(result, null, 2) : renderTable(result));
}

function listBenchmarks(): void {
  const width = Math.max(...BENCHMARKS.map((benchmark) => benchmark.name.length));
  for (const { name, description } of BENCHMARKS) console.log(`${name.padEnd(width)}  ${description}`);
}

const program = new Command('bench')
  .description('Measures the speed of this library against named peers, all in one run')
  .showHelpAfterError();
program.command('list').description('lists the benchmarks').action(listBenchmarks);
program
  .command('run', { isDefault: true })
  .description('runs one benchmark')
  .argument('<name>', 'one of `list`')
  .option('--json', 'print one JSON object instead of a table', false)
  .addOption(new Option('--backend <backend>', 'backend of TensorFlow.js').choices(['wasm', 'webgpu']).default('wasm'))
  .option('--runs <count>', 'rounds per case', positiveInteger)
  .option('--quick', 'tiny models and few rounds: shows that it works, says nothing about speed', false)
  .option(
    '--case <text>',
    'only the cases whose name contains the text; given several times, one of the texts',
    (text: string, before: string[] = []) => [...before, text],
  )
  .action(runBenchmark);

try {
  await program.parseAsync();
} catch (error) {
  console.error(`error: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
