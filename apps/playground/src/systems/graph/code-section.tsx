import { useMemo } from 'react';
import { CodeBlock } from '../../components/code-block';
import { codeSnippet } from './code-snippet';
import type { PairText } from './pairs';
import type { GraphSettings } from './settings';

/** The program behind the stage, with the current graphs and settings. */
export default function CodeSection({ text, settings }: { text: PairText; settings: GraphSettings }) {
  const code = useMemo(() => codeSnippet(text, settings), [text, settings]);
  return (
    <section aria-labelledby="code">
      <div className="section-title">
        <h2 id="code">In your code</h2>
        <p className="small quiet">What the stage does with these graphs and settings, as a Node program.</p>
      </div>
      <CodeBlock file="graph.mjs" code={code} />
    </section>
  );
}
