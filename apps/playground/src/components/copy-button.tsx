import { useState } from 'react';

interface Props {
  text(): string;
  label: string;
}

/** Copies a text and says so on itself. */
export function CopyButton({ text, label }: Props) {
  const [said, setSaid] = useState<string>();
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text());
      setSaid('Copied');
    } catch {
      setSaid('Copying is not allowed here');
    }
    setTimeout(() => setSaid(undefined), 2000);
  };
  return (
    <button type="button" className="button tiny" onClick={copy}>
      <span aria-live="polite">{said ?? label}</span>
    </button>
  );
}
