import { useRef, useState } from 'react';
import { runJob } from '../../engine/engine-client';
import type { ErrorReport } from '../../engine/protocol';
import { download } from '../../export/download';
import { ErrorPanel } from '../../shell/error-panel';
import { useDismiss } from '../../shell/use-dismiss';
import type { PlasticitySettings } from './settings';
import type { Shown } from './shown';

interface Props {
  shown: Shown;
  settings: PlasticitySettings;
}

/** Takes the result and simulated trials off the page. */
export function DownloadMenu({ shown, settings }: Props) {
  const menu = useRef<HTMLDetailsElement>(null);
  const [problem, setProblem] = useState<ErrorReport>();
  useDismiss(menu);
  const close = () => {
    if (menu.current) menu.current.open = false;
  };
  const saveResult = () => {
    const { live, ...result } = shown;
    const recorded = live ? {} : { recorded: true };
    download('plasticity-result.json', `${JSON.stringify({ ...recorded, ...result }, null, 2)}\n`, 'application/json');
    close();
  };
  const saveTrials = async () => {
    const { outcome } = runJob<string>({
      system: 'plasticity',
      task: 'trials',
      title: 'Write simulated trials',
      priority: 'long',
      input: { ...settings, data: 'simulated' },
    });
    const ended = await outcome;
    setProblem(ended.kind === 'failed' ? ended.error : undefined);
    if (ended.kind !== 'done') return;
    download('simulated-trials.csv', ended.result, 'text/csv');
    close();
  };
  return (
    <details className="floating" ref={menu}>
      <summary className="button">Download</summary>
      <div className="sheet">
        <ul className="download-list">
          <li>
            <button type="button" className="button" onClick={saveResult}>
              Result, JSON
            </button>
            <span className="small quiet">settings, rule, terms with errors, curves, scores</span>
          </li>
          <li>
            <button type="button" className="button" onClick={() => void saveTrials()}>
              Simulated trials, CSV
            </button>
            <span className="small quiet">made with the current settings, in the form of your own file</span>
          </li>
        </ul>
        {problem ? <ErrorPanel error={problem} onDismiss={() => setProblem(undefined)} /> : null}
      </div>
    </details>
  );
}
