import { CopyButton } from './copy-button';

/** A program with its file name and a button that copies it. */
export function CodeBlock({ file, code }: { file: string; code: string }) {
  return (
    <div className="code">
      <header>
        <span>{file}</span>
        <CopyButton text={() => code} label="Copy" />
      </header>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard */}
      <section className="code-scroll" tabIndex={0} aria-label="Program">
        <pre>
          <code>{code}</code>
        </pre>
      </section>
    </div>
  );
}
