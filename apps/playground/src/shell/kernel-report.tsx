import type { InitReport } from '@perceptrons/tensor';
import { CopyButton } from '../components/copy-button';

const simdWords = { relaxed: 'relaxed SIMD (fused multiply-add)', simd: 'SIMD', none: 'none' };
const kernelWords = { fused: 'fused kernels', reference: 'compositions of stock ops' };

/** What the engine found on this machine and what it replaced. */
export function KernelReport({ report }: { report: InitReport }) {
  const isolated = globalThis.crossOriginIsolated;
  return (
    <>
      <dl className="facts">
        <dt>Why</dt>
        <dd>{report.reason}</dd>
        {report.adapter ? (
          <>
            <dt>Adapter</dt>
            <dd>
              {report.adapter.description || report.adapter.vendor || 'unnamed'}
              {report.adapter.software ? ' (software: slow)' : ''}
            </dd>
          </>
        ) : null}
        <dt>Kernels</dt>
        <dd>{kernelWords[report.kernels]}</dd>
        <dt>Vector units</dt>
        <dd>{simdWords[report.simd]}</dd>
        <dt>Threads</dt>
        <dd>
          {report.threads}
          {isolated ? '' : ' (the page is not cross-origin isolated, so there can be only one: slower)'}
        </dd>
        <dt>Replaced</dt>
        <dd>
          {report.overridden.length} stock kernels, {report.patchedGradients.length} gradients
        </dd>
        {report.warnings.map((warning) => (
          <Warning key={warning} text={warning} />
        ))}
      </dl>
      <CopyButton text={() => JSON.stringify(report, null, 2)} label="Copy the kernel report" />
    </>
  );
}

function Warning({ text }: { text: string }) {
  return (
    <>
      <dt>Note</dt>
      <dd>{text}</dd>
    </>
  );
}
