import { Component, type ReactNode } from 'react';
import { toErrorReport } from '../engine/error-report';
import type { ErrorReport } from '../engine/protocol';
import { ErrorPanel } from './error-panel';

/** Shows an error of the page in its place; the shell stays usable. */
export class ErrorBoundary extends Component<{ children: ReactNode }, { error?: ErrorReport }> {
  override state: { error?: ErrorReport } = {};

  static getDerivedStateFromError(thrown: unknown) {
    return { error: toErrorReport(thrown) };
  }

  override render() {
    if (!this.state.error) return this.props.children;
    return (
      <div className="page">
        <ErrorPanel error={this.state.error} advice="Reload the page. A training run under way is kept." />
      </div>
    );
  }
}
