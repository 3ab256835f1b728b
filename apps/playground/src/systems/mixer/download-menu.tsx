import { useRef, useState } from 'react';
import { runJob } from '../../engine/engine-client';
import type { ErrorReport } from '../../engine/protocol';
import { download } from '../../export/download';
import { ErrorPanel } from '../../shell/error-panel';
import { useDismiss } from '../../shell/use-dismiss';
import type { Run } from './session';
import type { MixerSettings } from './settings';

export type ExportKind = 'safetensors' | 'tfjs' | 'record';

/** A file made by the worker. */
export interface ExportedFile {
  name: string;
  type: string;
  bytes: Uint8Array<ArrayBuffer>;
}

const choices: { kind: ExportKind; label: string; note: string }[] = [
  { kind: 'safetensors', label: 'Weights, safetensors', note: 'names as in timm' },
  { kind: 'tfjs', label: 'Weights, TensorFlow.js', note: 'model.json and weights, zipped' },
  { kind: 'record', label: 'Record of the run', note: 'settings and figures, JSON lines' },
];

/** Takes the trained model, or the shipped one before there is any, off the page. */
export function DownloadMenu({ run, settings }: { run?: Run; settings: MixerSettings }) {
  const menu = useRef<HTMLDetailsElement>(null);
  const [problem, setProblem] = useState<ErrorReport>();
  useDismiss(menu);
  const fetchFile = async (kind: ExportKind) => {
    const { outcome } = runJob<ExportedFile>({
      system: 'mixer',
      task: 'export',
      title: 'Write a file',
      priority: 'between-steps',
      input: { kind, data: run?.settings.data ?? settings.data },
    });
    const ended = await outcome;
    setProblem(ended.kind === 'failed' ? ended.error : undefined);
    if (ended.kind !== 'done') return;
    download(ended.result.name, ended.result.bytes, ended.result.type);
    if (menu.current) menu.current.open = false;
  };
  return (
    <details className="floating" ref={menu}>
      <summary className="button">Download</summary>
      <div className="sheet">
        <ul className="download-list">
          {choices.map(({ kind, label, note }) => (
            <li key={kind}>
              <button type="button" className="button" onClick={() => fetchFile(kind)}>
                {label}
              </button>
              <span className="small quiet">{note}</span>
            </li>
          ))}
        </ul>
        {problem ? <ErrorPanel error={problem} onDismiss={() => setProblem(undefined)} /> : null}
      </div>
    </details>
  );
}
