import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { readRecord } from '@perceptrons/evaluation';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type CommandLineHost, runCommandLine } from './command-line';
import { toyExperiment } from './framework/__fixtures__/toy-experiment';
import { Cancelled } from './framework/cancelled';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'reproduce-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function call(argv: string[], host: Partial<CommandLineHost> = {}) {
  const written = { stdout: '', stderr: '' };
  const code = await runCommandLine([...argv], {
    stdout: { write: (text) => (written.stdout += text) },
    stderr: { write: (text) => (written.stderr += text) },
    signal: new AbortController().signal,
    dataDirectory: path.join(folder, 'data'),
    experiments: [toyExperiment()],
    ...host,
  });
  return { code, ...written };
}
const toy = (...more: string[]) => [
  'test/toy',
  '--preset',
  'smoke',
  '--backend',
  'cpu',
  '--out',
  path.join(folder, 'out'),
  ...more,
];
const file = (name: string) => readFile(path.join(folder, 'out', name), 'utf8');
const killed = () => {
  throw new Error('killed');
};

describe('a run', () => {
  it('prints exactly the JSON of the claims on standard output, and progress on standard error', async () => {
    const { code, stdout, stderr } = await call(toy('--json', '--seed', '3'));
    expect(code).toBe(0);
    const result = JSON.parse(stdout);
    expect(Object.keys(result)).toEqual(['experiment', 'preset', 'seed', 'claims', 'files']);
    expect(result).toMatchObject({ experiment: 'test/toy', preset: 'smoke', seed: 3 });
    expect(result.claims[0]).toEqual({
      claim: 'sums grow',
      value: 220,
      interval: [220, 220.5],
      expected: '> 0',
      holds: true,
    });
    expect(result.claims[1]).toMatchObject({ interval: null, holds: false });
    for (const name of result.files) expect((await readFile(name)).length).toBeGreaterThan(0);
    expect(result.files.map((name: string) => path.relative(path.join(folder, 'out'), name))).toEqual([
      'record.jsonl',
      'summary.json',
      'metrics.csv',
      path.join('figures', 'sum.svg'),
      'report.md',
      'report.html',
    ]);
    expect(stderr).toContain('[2/2] second: done');
  });

  it('prints the verdicts in words without --json', async () => {
    const { stdout } = await call(toy());
    expect(stdout).toContain('holds  sums grow: 55 (95%: 55.00 to 55.50), expected > 0');
    expect(stdout).toContain('FAILS  sums shrink: 0, expected < 0');
    expect(stdout).toContain('report.html');
  });

  it('leaves a record, a summary, a table of metrics and reports', async () => {
    await call(toy());
    const record = readRecord(await file('record.jsonl'));
    expect(record).toMatchObject({ finished: true, torn: [] });
    expect(record.start.environment).toMatchObject({ backend: 'cpu', versions: { tfjs: '4.22.0' } });
    expect(JSON.parse(await file('summary.json'))).toMatchObject({
      settings: { steps: 10 },
      results: { first: { total: 55 } },
    });
    const lines = (await file('metrics.csv')).trimEnd().split('\n');
    expect(lines.slice(0, 3)).toEqual(['part,step,loss', 'first,1,1', 'first,2,0.5']);
    expect(lines).toHaveLength(21);
    const markdown = await file('report.md');
    expect(markdown).toContain('| sums grow | 55 | 55 to 55.50 | > 0 | yes |');
    expect(markdown).toContain('npm run reproduce -- test/toy --preset smoke --seed 0 --backend cpu');
    expect(markdown).toContain('![A line.](figures/sum.svg)');
    expect(await file('report.html')).toContain('<svg></svg>');
  });

  it('may be repeated into the same folder once it is complete', async () => {
    await call(toy());
    const before = await file('summary.json');
    expect((await call(toy())).code).toBe(0);
    expect(await file('summary.json')).toBe(before);
    expect(readRecord(await file('record.jsonl')).resumes).toEqual([]);
  });
});

describe('a run that was killed', () => {
  it('resumes where it was, to the result of an uninterrupted run', async () => {
    await call(toy());
    const [summary, table] = [await file('summary.json'), await file('metrics.csv')];
    await rm(path.join(folder, 'out'), { recursive: true });

    const visited: string[] = [];
    const broken = toyExperiment(visited, { part: 'second', step: 4, act: killed });
    expect((await call(toy(), { experiments: [broken] })).code).toBe(1);
    const { code, stderr } = await call(toy('--resume'), { experiments: [toyExperiment(visited)] });
    expect(code).toBe(0);
    expect(stderr).toContain('first: taken from the record');
    expect(visited).toHaveLength(20);
    expect(new Set(visited).size).toBe(20);
    expect(await file('summary.json')).toBe(summary);
    expect(await file('metrics.csv')).toBe(table);
    expect(await file('report.md')).toContain('interrupted and resumed once');
  });

  it('is not thrown away by accident', async () => {
    const broken = toyExperiment([], { part: 'second', step: 4, act: killed });
    await call(toy(), { experiments: [broken] });
    const refused = await call(toy());
    expect(refused.code).toBe(2);
    expect(refused.stderr).toMatch(/unfinished run with 1 complete parts.*--resume.*--restart/);
    const visited: string[] = [];
    expect((await call(toy('--restart'), { experiments: [toyExperiment(visited)] })).code).toBe(0);
    expect(visited).toHaveLength(20);
  });

  it('is not mixed with a run of other settings', async () => {
    const broken = toyExperiment([], { part: 'second', step: 4, act: killed });
    await call(toy(), { experiments: [broken] });
    const { code, stderr } = await call(toy('--resume', '--seed', '9'));
    expect(code).toBe(2);
    expect(stderr).toContain('seed 0 on file, 9 now');
  });
});

describe('a run that is stopped', () => {
  it('exits with 130 and says how to go on', async () => {
    const controller = new AbortController();
    const act = () => {
      controller.abort();
      throw new Cancelled();
    };
    const stopping = toyExperiment([], { part: 'first', step: 2, act });
    const { code, stdout, stderr } = await call(toy('--json'), { experiments: [stopping], signal: controller.signal });
    expect(code).toBe(130);
    expect(stdout).toBe('');
    expect(stderr).toContain('npm run reproduce -- test/toy --preset smoke --seed 0 --backend cpu');
    expect(stderr).toMatch(/--resume\n$/);
    expect((await call(toy('--resume'))).code).toBe(0);
  });
});

describe('bad input', () => {
  it.each([
    ['an unknown experiment', ['nope'], 'There is no experiment "nope". Existing: test/toy.'],
    ['an unknown preset', ['test/toy', '--preset', 'big'], 'Allowed choices are smoke, quick, full.'],
    ['an unknown backend', ['test/toy', '--backend', 'webgl'], 'Allowed choices are wasm, cpu, webgpu.'],
    ['a seed that is no whole number', ['test/toy', '--seed', '1.5'], 'The seed is "1.5"'],
    ['an unknown option', ['test/toy', '--fast'], "unknown option '--fast'"],
    ['no experiment', [], "missing required argument 'experiment'"],
    ['--resume together with --restart', ['test/toy', '--resume', '--restart'], 'Both --resume and --restart'],
  ])('explains %s and exits with 2', async (_, argv, text) => {
    const { code, stdout, stderr } = await call(argv);
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toContain(text);
  });

  it('reports a damaged record instead of continuing it', async () => {
    const { writeFile, mkdir } = await import('node:fs/promises');
    await mkdir(path.join(folder, 'out'), { recursive: true });
    await writeFile(path.join(folder, 'out', 'record.jsonl'), 'a,b\n1,2\n');
    const { code, stderr } = await call(toy('--resume'));
    expect(code).toBe(2);
    expect(stderr).toContain('Line 1 of the record is damaged');
  });
});

describe('list and help', () => {
  it('shows the experiments and what they ask', async () => {
    const { code, stdout } = await call(['list']);
    expect(code).toBe(0);
    expect(stdout).toContain('test/toy  Do sums grow?');
  });

  it('describes the options', async () => {
    const { code, stdout } = await call(['run', '--help']);
    expect(code).toBe(0);
    expect(stdout).toContain('--resume');
  });
});
