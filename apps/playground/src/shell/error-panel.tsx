import { CopyButton } from '../components/copy-button';
import { engineStore } from '../engine/engine-client';
import { reportText } from '../engine/error-report';
import type { ErrorReport } from '../engine/protocol';

interface Props {
  error: ErrorReport;
  /** Said in place of the message of the error, which stays in the report. */
  said?: string;
  /** What the visitor can do now. */
  advice?: string;
  onDismiss?(): void;
}

/** Says what went wrong where it went wrong, what to do, and offers a report to copy. */
export function ErrorPanel({ error, said, advice, onDismiss }: Props) {
  const text = () =>
    reportText(error, {
      page: location.href,
      backend: engineStore.get().report?.backend ?? 'not started',
      userAgent: navigator.userAgent,
      crossOriginIsolated: globalThis.crossOriginIsolated,
    });
  return (
    <div className="notice problem" role="alert">
      <p>{said ?? error.message}</p>
      {advice ? <p>{advice}</p> : null}
      <div className="button-row">
        <CopyButton text={text} label="Copy a report" />
        {onDismiss ? (
          <button type="button" className="button tiny" onClick={onDismiss}>
            Dismiss
          </button>
        ) : null}
      </div>
    </div>
  );
}
