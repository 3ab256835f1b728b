// `npm test`: everything that has to hold, in one command. Steps go on after a failure so that one run shows all of them.
// Steps that do not need each other run side by side. Ends with one line that sums the suites as their runners reported them.
import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { checks } from './check.mjs';
import { install, root, rootTool, say, turbo } from './lib/commands.mjs';
import { addReports, readReports } from './lib/test-report.mjs';
import { typeChecks } from './typecheck.mjs';

// The tests in Node share their workers, so that no core waits for the last file of a suite. Those in a browser have it for
// themselves: some of them say how soon a page answers.
const runs = [
  { suites: ['node', 'webgpu'], projects: ['node*', 'webgpu'] },
  { suites: ['browser'], projects: ['browser'] },
];
const suiteOf = (file) => /\.(webgpu|browser)\.test\.tsx?$/.exec(file)?.[1] ?? 'node';
const adviceWhenSkipped = {
  webgpu: 'No WebGPU adapter: needs a GPU, or Chromium with its software driver (Debian: apt-get install chromium).',
  browser: 'No Chrome or Chromium found: install one (Debian: apt-get install chromium) or set CHROME_PATH.',
};

await install();
const artifacts = path.join(root, 'artifacts', 'test');
rmSync(artifacts, { recursive: true, force: true });
mkdirSync(artifacts, { recursive: true });

const broken = [];
async function step(name, work) {
  say(name);
  if ((await work()) !== 0) broken.push(name);
}

/** Steps one after another beside a louder one: what they write is shown when they have ended. */
async function aside(steps) {
  for (const { name, run } of steps) {
    const written = [];
    const code = await run({ output: (chunk) => written.push(chunk) });
    say(name);
    process.stdout.write(Buffer.concat(written));
    if (code !== 0) broken.push(name);
  }
}

// Import directions are read before there is anything built.
await Promise.all([step('kernels', () => turbo(['assemble'])), aside(checks)]);
await Promise.all([step('build and published packages', () => turbo(['build', 'package-lint'])), aside(typeChecks)]);

const reports = [];
for (const { suites, projects } of runs) {
  const name = `tests: ${suites.join(', ')}`;
  const file = path.join(artifacts, `${suites.join('-')}.json`);
  let code = 0;
  await step(name, async () => {
    code = await rootTool('vitest', [
      'run',
      ...projects.map((project) => `--project=${project}`),
      '--passWithNoTests',
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${file}`,
    ]);
    return code;
  });
  reports.push(...readReports(suites, file, code, suiteOf));
}

say('Summary');
for (const report of reports) {
  console.log(`${report.suite}: ${report.passed} passed, ${report.failed} failed, ${report.skipped} skipped`);
  if (report.passed + report.failed === 0 && report.suite in adviceWhenSkipped) {
    console.log(`  The ${report.suite} tests could not run. ${adviceWhenSkipped[report.suite]}`);
  }
}
if (broken.length > 0) console.log(`Failed: ${broken.join('; ')}`);
const total = addReports(reports, broken);
console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exit(broken.length > 0 || total.failed > 0 ? 1 : 0);
