import { useRef } from 'react';
import { engineStore } from '../engine/engine-client';
import { useStore } from '../engine/store';
import { BackendSheet } from './backend-sheet';
import { useDismiss } from './use-dismiss';

const names = { webgpu: 'WebGPU', wasm: 'WASM', cpu: 'CPU' };

/** Which backend computes, in one line; opens the kernel report, the switch and the queue. */
export function BackendBadge() {
  const { status, report, queue } = useStore(engineStore);
  const badge = useRef<HTMLDetailsElement>(null);
  useDismiss(badge);
  const name = report ? names[report.backend] : 'Engine';
  const details = [
    status === 'starting' || status === 'off' ? 'starting' : undefined,
    status === 'failed' ? 'failed' : undefined,
    report && report.simd !== 'none' ? (report.simd === 'relaxed' ? 'relaxed SIMD' : 'SIMD') : undefined,
    report && report.threads > 1 ? `${report.threads} threads` : undefined,
    queue.length > 1 ? `${queue.length} jobs` : undefined,
  ].filter((detail) => detail !== undefined);
  return (
    <details className="floating" ref={badge}>
      <summary className="badge" data-testid="backend-badge" data-status={status} data-backend={report?.backend}>
        <span className={`state ${status}`} aria-hidden="true" />
        <span>{name}</span>
        <span className="detail quiet">{details.join(' · ')}</span>
      </summary>
      <div className="sheet">
        <BackendSheet />
      </div>
    </details>
  );
}
