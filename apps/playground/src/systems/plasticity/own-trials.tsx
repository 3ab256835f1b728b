import { useState } from 'react';
import { useStore } from '../../engine/store';
import { DropArea } from '../../files/drop-area';
import type { NamedFile } from '../../files/dropped-files';
import { count } from '../../text/format';
import { sessionStore, setFiles } from './session';

/** Larger files are refused: reading them would fill the memory of a tab. */
const largestBytes = 50e6;
/** More names would push the stage away. */
const shownFiles = 4;

const sizeOf = (content: string | ArrayBuffer) => (typeof content === 'string' ? content.length : content.byteLength);

/** Takes the visitor's table of trials, or the MATLAB files of flies. They stay on this machine. */
export function OwnTrials() {
  const { files } = useStore(sessionStore);
  const [problem, setProblem] = useState<string>();
  const take = async (picked: NamedFile[]) => {
    const bytes = picked.reduce((sum, { file }) => sum + file.size, 0);
    if (bytes > largestBytes) {
      setProblem(
        `${picked.length === 1 ? picked[0].file.name : `These ${picked.length} files`} have ${count(Math.round(bytes / 1e6))} MB, at most ${largestBytes / 1e6} MB are read.`,
      );
      return;
    }
    setProblem(undefined);
    const read = picked.map(async ({ file }) => ({
      name: file.name,
      content: /\.mat$/i.test(file.name) ? await file.arrayBuffer() : await file.text(),
    }));
    setFiles(await Promise.all(read));
  };
  return (
    <div className="own-trials">
      <DropArea
        accept=".csv,.json,.mat,text/csv,application/json"
        multiple
        pickLabel="Pick files"
        onFiles={(picked) => void take(picked)}
      >
        {files ? (
          <ul className="small">
            {files.slice(0, shownFiles).map(({ name, content }) => (
              <li key={name}>
                <strong>{name}</strong>, {count(Math.ceil(sizeOf(content) / 1000))} kB
              </li>
            ))}
            {files.length > shownFiles ? <li>and {files.length - shownFiles} more</li> : null}
          </ul>
        ) : (
          <p className="small">
            Pick, drop or paste a table of trials (CSV, JSON), or MATLAB files, one for each fly. They never leave this
            machine.
          </p>
        )}
      </DropArea>
      {problem ? (
        <p className="small field-problem" role="alert">
          {problem}
        </p>
      ) : null}
      <details className="disclosure">
        <summary className="small">What the files must hold</summary>
        <p className="small quiet">
          A table has one row for each presentation, with the columns <code>subject</code>, <code>trial</code>,{' '}
          <code>presentation</code>, <code>stimulus</code> (its number from 0, or its inputs with spaces between),{' '}
          <code>decision</code> (1 accept, 0 reject) and <code>reward</code>. A trial ends with its only accept.
          "Download" gives simulated trials in this form.
        </p>
        <p className="small quiet">
          A MATLAB file (version 5 to 7) holds one fly: <code>X</code> with a row for each presentation and a single 1
          in the column of its odour, <code>Y</code> with 1 for accept and 0 for reject, <code>R</code> with one reward
          for each accept. Odours become inputs of 0.75 with noise; it and its seed are settings.
        </p>
      </details>
    </div>
  );
}
