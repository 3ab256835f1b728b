import type { ErrorReport } from './protocol';

/** Turns anything thrown into a plain object that survives the way out of a worker. */
export function toErrorReport(thrown: unknown): ErrorReport {
  if (!(thrown instanceof Error)) return { name: 'Error', message: String(thrown) };
  const code = 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : undefined;
  return { name: thrown.name, code, message: thrown.message, stack: thrown.stack };
}

/** Facts about the machine that a report needs and that identify nobody. */
export interface Surroundings {
  page: string;
  backend: string;
  userAgent: string;
  crossOriginIsolated: boolean;
}

/** The text behind "copy report". */
export function reportText(error: ErrorReport, surroundings: Surroundings): string {
  return [
    `${error.name}${error.code ? ` (${error.code})` : ''}: ${error.message}`,
    '',
    `page: ${surroundings.page}`,
    `backend: ${surroundings.backend}`,
    `cross-origin isolated: ${surroundings.crossOriginIsolated ? 'yes' : 'no'}`,
    `browser: ${surroundings.userAgent}`,
    ...(error.stack ? ['', error.stack] : []),
  ].join('\n');
}
