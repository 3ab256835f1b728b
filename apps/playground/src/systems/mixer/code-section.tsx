import { useMemo } from 'react';
import { CopyButton } from '../../components/copy-button';
import { codeSnippet } from './code-snippet';
import type { MixerSettings } from './settings';

/** The program behind the stage, with the current settings. */
export function CodeSection({ settings }: { settings: MixerSettings }) {
  const code = useMemo(() => codeSnippet(settings), [settings]);
  return (
    <section aria-labelledby="code">
      <div className="section-title">
        <h2 id="code">In your code</h2>
        <p className="small quiet">What "Train from scratch" does with the current settings, as a Node program.</p>
      </div>
      <div className="code">
        <header>
          <span>mixer.mjs</span>
          <CopyButton text={() => code} label="Copy" />
        </header>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard */}
        <section className="code-scroll" tabIndex={0} aria-label="Program">
          <pre>
            <code>{code}</code>
          </pre>
        </section>
      </div>
    </section>
  );
}
