import { useRef, useState } from 'react';
import { runJob } from '../engine/engine-client';
import type { ErrorReport } from '../engine/protocol';
import { download } from '../export/download';
import { ErrorPanel } from '../shell/error-panel';
import { useDismiss } from '../shell/use-dismiss';

/** A file made by the worker. */
export interface ExportedFile {
  name: string;
  type: string;
  bytes: Uint8Array<ArrayBuffer>;
}

/** A button of the menu: what the worker is asked for, and a word about it. */
export interface DownloadChoice {
  kind: string;
  label: string;
  note: string;
}

interface Props {
  /** The page whose task `export` makes the files. */
  system: string;
  choices: readonly DownloadChoice[];
  /** Goes to the worker with the kind. */
  input?: object;
}

/** Takes the trained model, or the shipped one before there is any, off the page. */
export function DownloadMenu({ system, choices, input }: Props) {
  const menu = useRef<HTMLDetailsElement>(null);
  const [problem, setProblem] = useState<ErrorReport>();
  useDismiss(menu);
  const fetchFile = async (kind: string) => {
    const { outcome } = runJob<ExportedFile>({
      system,
      task: 'export',
      title: 'Write a file',
      priority: 'between-steps',
      input: { kind, ...input },
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
