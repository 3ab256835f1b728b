// Questions about a found rule that take time, and are therefore asked only on demand.
import type { ErrorReport } from '../../engine/protocol';
import type { BootstrapReport, CheckProgress, ConstraintsReport } from './run';

/** A question under way (`jobId` is set), answered (`report`) or failed (`error`). */
export interface Check<Report> {
  jobId?: string;
  progress?: CheckProgress;
  report?: Report;
  error?: ErrorReport;
}

/** What the worker answers, by the name of its task. */
export interface CheckReports {
  bootstrap: BootstrapReport;
  constraints: ConstraintsReport;
}

export type CheckName = keyof CheckReports;
export type Checks = { [Name in CheckName]?: Check<CheckReports[Name]> };

/** How the queue of the engine names them. */
export const checkTitles: Record<CheckName, string> = {
  bootstrap: 'Resample the animals',
  constraints: 'Ask what the data constrain',
};
