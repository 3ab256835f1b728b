// A defect of TensorFlow.js as a reader can see it: a few lines that run on the stock packages alone.
import {
  backendRepairs,
  callRepairs,
  gradientRepairs,
  kernelRepairs,
  methodRepairs,
  programRepairs,
  tapeRepairs,
} from '../repairs/index';
import type { Proof } from '../repairs/repair';

export type BackendName = 'cpu' | 'wasm' | 'webgpu';

export const backendNames: readonly BackendName[] = ['cpu', 'wasm', 'webgpu'];

/** A program. `tf` is imported and the backend is chosen. */
export interface Snippet {
  code: string;
  /** What it should print. */
  right: string;
  /** Backends on which stock is not run, with the reason. */
  notRun?: Partial<Record<BackendName, string>>;
}

/** What is wrong, shown by programs, and the repairs that put it right. */
export interface Defect {
  /** Such as "gradient AvgPool": what `repairList` calls them. */
  repairs: readonly string[];
  snippets: readonly Snippet[];
}

/** A repair as the page knows it. */
export interface ListedRepair {
  /** Unique: sort and name. */
  id: string;
  name: string;
  /** What is replaced. */
  what: string;
  backends: readonly string[];
  why: string;
  proofs: readonly Proof[];
}

const everywhere = ['cpu', 'wasm', 'webgpu'];

/** All repairs in one list. */
export function repairList(): ListedRepair[] {
  const entry = (
    sort: string,
    what: string,
    backends: readonly string[],
    { kernelName: name, why, proofs }: { kernelName: string; why: string; proofs: readonly Proof[] },
  ): ListedRepair => ({ id: `${sort} ${name}`, name, what, backends, why, proofs });
  const named = <Named extends { name: string }>(repair: Named) => ({ ...repair, kernelName: repair.name });
  return [
    ...kernelRepairs.map((repair) => entry('wasm', 'kernel', ['wasm'], repair)),
    ...callRepairs.map((repair) => entry('call', 'call of the kernel', everywhere, repair)),
    ...backendRepairs.map((repair) => entry('composed', 'kernel', repair.backends, repair)),
    ...gradientRepairs.map((repair) => entry('gradient', 'gradient', everywhere, repair)),
    ...tapeRepairs.map((repair) => entry('tape', 'tape', everywhere, named(repair))),
    ...methodRepairs.map((repair) => entry('method', 'method', ['wasm'], named(repair))),
    ...programRepairs.map((repair) => entry('program', 'method', ['webgpu'], named(repair))),
  ];
}
