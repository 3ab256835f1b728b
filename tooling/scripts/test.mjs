// `npm test`: everything that has to hold, in one command. Steps go on after a failure so that one run shows all of them.
// Ends with one line that sums the suites as their runners reported them.
import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { checks } from './check.mjs';
import { install, root, rootTool, say, turbo } from './lib/commands.mjs';
import { addReports, readReport } from './lib/test-report.mjs';

const suites = ['node', 'webgpu', 'browser'];
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

for (const check of checks) await step(check.name, check.run);
await step('types', () => turbo(['typecheck']));
await step('build', () => turbo(['build']));
await step('published packages', () => turbo(['package-lint']));

const reports = [];
for (const suite of suites) {
  const file = path.join(artifacts, `${suite}.json`);
  say(`tests: ${suite}`);
  const code = await rootTool('vitest', [
    'run',
    `--project=${suite}`,
    '--passWithNoTests',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${file}`,
  ]);
  const report = readReport(suite, file, code);
  reports.push(report);
  if (code !== 0) broken.push(`tests: ${suite}`);
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
