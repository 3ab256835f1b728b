import { engineStore, startEngine } from '../engine/engine-client';
import { type BackendChoice, backendChoices } from '../engine/protocol';
import { useStore } from '../engine/store';
import { rememberBackend } from './backend-choice';
import { ErrorPanel } from './error-panel';
import { KernelReport } from './kernel-report';
import { QueueList } from './queue-list';

const labels: Record<BackendChoice, string> = {
  auto: 'Fastest that works here',
  webgpu: 'WebGPU (graphics card)',
  wasm: 'WASM (processor)',
  cpu: 'CPU (plain JavaScript, slow)',
};

/** The panel behind the badge. */
export function BackendSheet() {
  const { choice, status, report, error, queue } = useStore(engineStore);
  return (
    <>
      <div className="field">
        <label htmlFor="backend">Backend</label>
        <span className="field-unit">{status}</span>
        <select
          id="backend"
          value={choice}
          onChange={(event) => {
            const chosen = event.target.value as BackendChoice;
            rememberBackend(chosen);
            void startEngine(chosen);
          }}
        >
          {backendChoices.map((option) => (
            <option key={option} value={option}>
              {labels[option]}
            </option>
          ))}
        </select>
        <p className="field-note">A switch waits until the running job ends.</p>
      </div>
      {error ? <ErrorPanel error={error} advice="Choose another backend, or reload the page." /> : null}
      {report ? <KernelReport report={report} /> : null}
      <h3>Queue</h3>
      <QueueList queue={queue} />
    </>
  );
}
