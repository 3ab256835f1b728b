import { useMemo } from 'react';
import { CodeBlock } from '../../components/code-block';
import { useStore } from '../../engine/store';
import { codeSnippet } from './code-snippet';
import { sessionStore } from './session';
import type { PlasticitySettings } from './settings';

/** The program behind the stage, with the current settings. */
export default function CodeSection({ settings }: { settings: PlasticitySettings }) {
  const { files } = useStore(sessionStore);
  const flies = files?.some(({ content }) => typeof content !== 'string') ?? false;
  const code = useMemo(() => codeSnippet(settings, flies), [settings, flies]);
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
