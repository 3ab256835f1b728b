// Runs the programs of the page and keeps what they print.
import * as tf from '@tensorflow/tfjs';
import { allDefects } from './all-defects';
import type { BackendName } from './defect';

type Program = (library: typeof tf, console: { log(...values: unknown[]): void }) => Promise<void>;

const AsyncFunction = (async () => undefined).constructor as new (...parameters: string[]) => Program;

/** Said in the place of values where the device refuses the work: then the output is what its buffer held before. */
const refused = 'Values left over from before, and validation errors on the device';

/** Five digits, so that the last bits of a device do not show. */
function shown(value: unknown): string {
  return typeof value === 'number' && Number.isFinite(value) ? String(Number(value.toPrecision(5))) : String(value);
}

interface Device {
  pushErrorScope(filter: 'validation'): void;
  popErrorScope(): Promise<object | null>;
}

/** What the program prints on the current backend; of an error the first line. Its tensors are released. */
export async function runSnippet(code: string): Promise<string> {
  const lines: string[] = [];
  const log = (...values: unknown[]): void => void lines.push(values.map(shown).join(' '));
  const { device } = tf.backend() as { device?: Device };
  device?.pushErrorScope('validation');
  tf.engine().startScope('snippet');
  try {
    await new AsyncFunction('tf', 'console', code)(tf, { log });
  } catch (error) {
    lines.push(`Error: ${String((error as Error).message).split('\n')[0]}`);
  }
  tf.engine().endScope();
  const complaint = await device?.popErrorScope();
  return complaint == null ? lines.join('\n') : refused;
}

/** What the programs print, by their text. */
export type Outputs = Record<string, string>;

/** What every program prints on the current backend; those that must not run there are left out. */
export async function runAll(backend: BackendName): Promise<Outputs> {
  const outputs: Outputs = {};
  for (const { snippets } of allDefects) {
    for (const { code, notRun } of snippets) {
      if (notRun?.[backend] === undefined) outputs[code] = await runSnippet(code);
    }
  }
  return outputs;
}

/** Equal texts, but for small differences of the numbers in them. */
export function sameOutput(actual: string, expected: string): boolean {
  const [left, right] = [actual, expected].map((text) => text.split(/(\s+)/));
  if (left.length !== right.length) return false;
  return left.every((word, index) => {
    const [a, b] = [Number(word), Number(right[index])];
    return word === right[index] || Math.abs(a - b) <= 1e-3 * Math.max(0.1, Math.abs(b));
  });
}
