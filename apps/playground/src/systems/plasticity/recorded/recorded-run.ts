// The run that the page shows before the visitor starts one, as written by `scripts/record-plasticity.mjs`.
import type { BootstrapReport, ConstraintsReport, Estimate, Evaluation, LossPoint, RunDescription } from '../run';
import url from './default-run.json?url';

/** A finished run with the default settings of the page. */
export interface RecordedRun {
  description: RunDescription;
  points: LossPoint[];
  estimate: Estimate;
  evaluation: Evaluation;
  bootstrap: BootstrapReport;
  constraints: ConstraintsReport;
  /** What made it. */
  environment: Record<string, string>;
}

async function load(): Promise<RecordedRun> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`The recorded run could not be loaded from ${url} (status ${response.status}).`);
  return (await response.json()) as RecordedRun;
}

/** The page waits for it, so that its first paint has figures. */
export const recordedRun = await load();
