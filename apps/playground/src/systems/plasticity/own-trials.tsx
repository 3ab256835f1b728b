import { useState } from 'react';
import { useStore } from '../../engine/store';
import { DropArea } from '../../files/drop-area';
import type { NamedFile } from '../../files/dropped-files';
import { count } from '../../text/format';
import { sessionStore, setTable } from './session';

/** Larger files are refused: reading them would fill the memory of a tab. */
const largestBytes = 50e6;

/** Takes the visitor's table of trials. It stays on this machine. */
export function OwnTrials() {
  const { table } = useStore(sessionStore);
  const [problem, setProblem] = useState<string>();
  const take = async ([{ file }]: NamedFile[]) => {
    if (file.size > largestBytes) {
      setProblem(
        `${file.name} has ${count(Math.round(file.size / 1e6))} MB, at most ${largestBytes / 1e6} MB are read.`,
      );
      return;
    }
    setProblem(undefined);
    setTable({ name: file.name, text: await file.text() });
  };
  return (
    <div className="own-trials">
      <DropArea
        accept=".csv,.json,text/csv,application/json"
        pickLabel="Pick a CSV or JSON file"
        onFiles={(files) => void take(files)}
      >
        <p className="small">
          {table ? (
            <>
              <strong>{table.name}</strong>, {count(Math.ceil(table.text.length / 1000))} kB
            </>
          ) : (
            'Pick, drop or paste a table of trials. It never leaves this machine.'
          )}
        </p>
      </DropArea>
      {problem ? (
        <p className="small field-problem" role="alert">
          {problem}
        </p>
      ) : null}
      <details className="disclosure">
        <summary className="small">What the table must hold</summary>
        <p className="small quiet">
          One row for each presentation, with the columns <code>subject</code>, <code>trial</code>,{' '}
          <code>presentation</code>, <code>stimulus</code> (its number from 0, or its inputs with spaces between),{' '}
          <code>decision</code> (1 accept, 0 reject) and <code>reward</code>. A trial ends with its only accept.
          "Download" gives simulated trials in this form.
        </p>
      </details>
    </div>
  );
}
