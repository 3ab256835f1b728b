import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import ts from 'typescript';
import type { ReadmeExample } from './extract-example';

export interface RunOptions {
  /** Root of the repository. */
  root: string;
  /** Folder from whose place the program resolves its imports: the package of the README. */
  folder: string;
  /** Milliseconds after which the program is ended. Default 60000. */
  timeout?: number;
}

const SIBLING = /(?:from|import)\s*\(?\s*['"]@perceptrons\/([a-z-]+)/g;

/**
 * Checks that the packages a program imports are built.
 *
 * @throws Error naming the packages without `dist/index.js`, since the example must run on what is published.
 */
function requireBuilt(program: string, root: string): void {
  const names = new Set([...program.matchAll(SIBLING)].map((match) => match[1]));
  const missing = [...names].filter((name) => !existsSync(path.join(root, 'packages', name, 'dist', 'index.js')));
  if (missing.length > 0) {
    const list = missing.map((name) => `packages/${name}/dist`).join(', ');
    throw new Error(
      `The example imports packages that are not built: ${list} is missing. Run \`npm run build\` first.`,
    );
  }
}

/** The environment of a consumer: nothing of the test runner, no development conditions. */
function consumerEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !/^(VITEST|NODE_OPTIONS|NODE_ENV|TEST$)/.test(name));
  return Object.fromEntries(kept);
}

/**
 * Runs the program of a README as a consumer of the built packages and returns what it wrote to standard output.
 *
 * @throws Error if a package is not built, if the program does not compile, or if it ends with an error.
 */
export async function runExample(
  example: ReadmeExample,
  { root, folder, timeout = 60_000 }: RunOptions,
): Promise<string> {
  requireBuilt(example.program, root);
  const { outputText, diagnostics } = ts.transpileModule(example.program, {
    reportDiagnostics: true,
    compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext, verbatimModuleSyntax: true },
  });
  if (diagnostics && diagnostics.length > 0) {
    const text = diagnostics.map((each) => ts.flattenDiagnosticMessageText(each.messageText, '\n')).join('\n');
    throw new Error(`The example is not valid TypeScript:\n${text}`);
  }
  // Beside the package and outside node_modules, so that a package can import itself by its own name.
  const cache = path.join(folder, '.cache');
  const file = path.join(cache, `readme-example-${process.pid}.mjs`);
  await mkdir(cache, { recursive: true });
  await writeFile(file, outputText);
  try {
    return await execute(file, { cwd: folder, timeout });
  } finally {
    await rm(file, { force: true });
  }
}

function execute(file: string, options: { cwd: string; timeout: number }): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(
      process.execPath,
      [file],
      { ...options, env: consumerEnvironment(), maxBuffer: 1 << 24 },
      (error, stdout, stderr) => {
        if (error) {
          const reason = error.killed ? `did not finish within ${options.timeout} ms` : 'ended with an error';
          reject(new Error(`The example ${reason}.\n${stderr.trim()}\nIt had printed:\n${stdout.trim()}`));
        } else resolve(stdout);
      },
    );
  });
}

/** Reads a README; the message of a missing file says what is expected there. */
export async function readReadme(file: string): Promise<string> {
  if (!existsSync(file)) throw new Error(`${file} does not exist. Every package and the root need a README.md.`);
  return readFile(file, 'utf8');
}
