// The vocabulary of a record: one JSON object per line, `kind` first.

/** Anything that survives JSON unchanged. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

/** A statement that the run checks, and the figure it found. */
export interface Claim {
  /** The statement in words. */
  claim: string;
  /** The measured figure. */
  value: number;
  /** Range left open by seeds or sampling, [low, high]; null where the figure is exact or comes from a single run. */
  interval: readonly [number, number] | null;
  /** What the figure must be, in words, for example ">= 5 points". */
  expected: string;
  /** Whether the figure is what was expected. */
  holds: boolean;
}

/** First line of a record. */
export interface StartEntry {
  kind: 'start';
  version: 1;
  name: string;
  config: Json;
  seed: number;
  environment: Json;
  /** Milliseconds since 1970. */
  time: number;
}

/** A run was taken up again; lines after it may repeat steps that came before. */
export interface ResumeEntry {
  kind: 'resume';
  environment: Json;
  time: number;
}

/** Figures measured along the way. */
export interface MetricsEntry {
  kind: 'metrics';
  values: { readonly [name: string]: number | string | boolean };
  time: number;
}

/** A finished part of the run, so that a resumed run need not repeat it. */
export interface ResultEntry {
  kind: 'result';
  part: string;
  value: Json;
  time: number;
}

export interface ClaimEntry extends Claim {
  kind: 'claim';
  time: number;
}

/** Last line of a complete record. */
export interface FinishEntry {
  kind: 'finish';
  time: number;
}

export type RecordEntry = StartEntry | ResumeEntry | MetricsEntry | ResultEntry | ClaimEntry | FinishEntry;
