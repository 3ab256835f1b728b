// The page docs/tfjs-defects.md, made of the tables of repairs, of the programs and of what stock printed.
import {
  cpuDifferences,
  type KnownDifferences,
  noSecondDerivative,
  wasmDifferences,
  webgpuDifferences,
} from '../differential/known-differences';
import { allDefects, defectThemes } from './all-defects';
import { type BackendName, backendNames, type Defect, type ListedRepair, repairList, type Snippet } from './defect';
import { recorded } from './records';
import { sameOutput } from './run-snippet';

const listed = new Map(repairList().map((repair) => [repair.id, repair]));

const place = (backends: readonly string[]): string => (backends.length === 3 ? 'every backend' : backends.join(', '));

/** Backends by what stock printed on them, the wrong ones first. */
function outcomes({ code, right, notRun }: Snippet): Array<{ backends: BackendName[]; text: string; wrong: boolean }> {
  const groups: Array<{ backends: BackendName[]; text: string; wrong: boolean }> = [];
  for (const backend of backendNames) {
    const said = recorded(backend)[code];
    const text = said ?? `(not run: ${notRun?.[backend]})`;
    const wrong = said === undefined || !sameOutput(said, right);
    const group = groups.find((other) => (wrong ? other.text === text : !other.wrong));
    if (group === undefined) groups.push({ backends: [backend], text, wrong });
    else group.backends.push(backend);
  }
  return groups.sort((a, b) => Number(b.wrong) - Number(a.wrong));
}

/** The program as it runs in a file of its own. */
function program({ code }: Snippet, backend: BackendName): string {
  const lines = ["import * as tf from '@tensorflow/tfjs';"];
  if (backend !== 'cpu') lines.push(`import '@tensorflow/tfjs-backend-${backend}';`);
  lines.push('', `await tf.setBackend('${backend}');`, '', code);
  return ['```js', ...lines, '```'].join('\n');
}

function printed(text: string): string {
  const lines = text === '' ? ['(nothing)'] : text.split('\n');
  return lines.map((line) => `  ${line}`).join('\n');
}

function snippetText(snippet: Snippet): string {
  const groups = outcomes(snippet);
  const rows = groups.map(({ backends, text, wrong }) =>
    wrong ? `stock on ${backends.join(', ')}:\n${printed(text)}` : `stock on ${backends.join(', ')}: right`,
  );
  const shownOn = groups.find(({ text, wrong }) => wrong && !text.startsWith('(not run')) ?? groups[0];
  return [
    program(snippet, shownOn.backends[0]),
    '',
    '```text',
    `right:\n${printed(snippet.right)}`,
    ...rows,
    '```',
  ].join('\n');
}

function defectText({ repairs, snippets }: Defect): string {
  const entries = repairs.map((id) => listed.get(id)!);
  const names = [...new Set(entries.map(({ name }) => name))].join(', ');
  const kinds = [...new Set(entries.map(({ what, backends }) => `${what}, ${place(backends)}`))].join('; ');
  const reasons = [...new Set(entries.map(({ why }) => why))].map((why) => {
    const of = entries.filter((entry) => entry.why === why).map(({ name }) => `\`${name}\``);
    return `- ${of.join(', ')}: ${why}.`;
  });
  return [`### ${names} (${kinds})`, '', ...reasons, '', snippets.map(snippetText).join('\n\n')].join('\n');
}

/** Repairs without a defect: the same numbers in less time. */
function speedTable(): string {
  const shown = new Set(allDefects.flatMap(({ repairs }) => repairs));
  const groups = new Map<string, ListedRepair[]>();
  for (const repair of listed.values()) {
    if (shown.has(repair.id)) continue;
    const key = `${place(repair.backends)} | ${repair.what} | ${repair.why}`;
    groups.set(key, [...(groups.get(key) ?? []), repair]);
  }
  const rows = [...groups].map(([key, repairs]) => {
    const [backends, what, why] = key.split(' | ');
    return `| ${repairs.map(({ name }) => `\`${name}\``).join(', ')} | ${what} | ${backends} | ${why} |`;
  });
  return ['| replaced | what | backends | stock |', '| --- | --- | --- | --- |', ...rows].join('\n');
}

function differencesTable(known: KnownDifferences): string {
  const entries = Object.entries(known);
  if (entries.length === 0) return 'None.';
  const reasons = [...new Set(entries.map(([, reason]) => reason))];
  const rows = reasons.map((reason) => {
    const names = entries.filter((entry) => entry[1] === reason).map(([name]) => name);
    return `| ${names.join('; ')} | ${reason} |`;
  });
  return ['| computation | reason |', '| --- | --- |', ...rows].join('\n');
}

/** The whole page; `version` is that of TensorFlow.js. */
export function defectsPage(version: string): string {
  const programs = allDefects.reduce((sum, { snippets }) => sum + snippets.length, 0);
  return `# What TF.js gets wrong, and what we replace

\`init()\` of \`@perceptrons/tensor\` replaces kernels, gradients and a few methods of TensorFlow.js, and \`restore()\` puts the
stock ones back. This page shows why: ${programs} programs that run on the stock packages alone (TensorFlow.js ${version}), what they
print, and what is right. After \`init()\` each of them prints what is right.

To run one, save it as \`defect.mjs\` in a folder with \`npm install @tensorflow/tfjs @tensorflow/tfjs-backend-wasm\` and call
\`node defect.mjs\`. Programs of WebGPU run in a browser, as a module with \`@tensorflow/tfjs-backend-webgpu\`; their outputs
here come from Dawn on a software adapter. Numbers are rounded to five digits. "Error:" begins the first line of what is thrown.

The page is written by \`node packages/tensor/scripts/write-defects.mjs\`, from the tables in \`packages/tensor/src/repairs\`, the
programs in \`packages/tensor/src/defects\` and what they print. Tests run every program on every backend, stock and repaired.

${defectThemes.map(({ title, defects }) => `## ${title}\n\n${defects.map(defectText).join('\n\n')}`).join('\n\n')}

## Replaced for speed alone

Stock computes the same numbers in these places, or the same up to rounding.

${speedTable()}

## What still differs

After \`init()\`, every stock kernel and gradient is compared with the cpu backend, and where a plain formula exists with
float64. These differences stay. The suite fails for any other, and for one of these that has gone.

### cpu against float64

${differencesTable(cpuDifferences)}

### wasm against cpu or float64

${differencesTable(wasmDifferences)}

### webgpu against cpu or float64

Special values aside (NaN, infinities, subnormal numbers): WGSL lets a device take it that there are none. The stock shaders
compute int32 in float32, so whole numbers beyond 2^24 lose digits on the GPU.

${differencesTable(webgpuDifferences)}

### Second derivatives that throw

The error names the kernel. None is wrong without a word.

${differencesTable(noSecondDerivative)}
`;
}
