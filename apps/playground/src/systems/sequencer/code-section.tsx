import { useMemo } from 'react';
import { CodeBlock } from '../../components/code-block';
import { codeSnippet } from './code-snippet';
import type { SequencerSettings } from './settings';

/** The program behind the stage, with the current settings. */
export default function CodeSection({ settings }: { settings: SequencerSettings }) {
  const code = useMemo(() => codeSnippet(settings), [settings]);
  return (
    <section aria-labelledby="code">
      <div className="section-title">
        <h2 id="code">In your code</h2>
        <p className="small quiet">
          What "Train from scratch" does with the current settings, and a look at the chosen size, as a Node program.
        </p>
      </div>
      <CodeBlock file="sequencer.mjs" code={code} />
    </section>
  );
}
