import { useMemo } from 'react';
import { CodeBlock } from '../../components/code-block';
import { codeSnippet } from './code-snippet';
import type { PlasticitySettings } from './settings';

/** The program behind the stage, with the current settings. */
export function CodeSection({ settings }: { settings: PlasticitySettings }) {
  const code = useMemo(() => codeSnippet(settings), [settings]);
  return (
    <section aria-labelledby="code">
      <div className="section-title">
        <h2 id="code">In your code</h2>
        <p className="small quiet">What the search does with the current settings, as a Node program.</p>
      </div>
      <CodeBlock file="plasticity.mjs" code={code} />
    </section>
  );
}
