import { useRef } from 'react';
import { addressOf, systems } from '../systems/registry';
import type { System } from '../systems/system';
import { useDismiss } from './use-dismiss';

interface Props {
  current: System;
  onOpen(address: string): void;
}

function SystemLink({ system, current, onOpen }: Props & { system: System }) {
  return (
    <a
      href={addressOf(system)}
      aria-current={system === current ? 'page' : undefined}
      title={system.question}
      onClick={(event) => {
        if (event.metaKey || event.ctrlKey || event.shiftKey) return;
        event.preventDefault();
        onOpen(addressOf(system));
      }}
    >
      <svg width="18" height="18" viewBox="0 0 20 20" fill="none" stroke="currentColor" aria-hidden="true">
        <path strokeWidth="1.5" d={system.icon} />
      </svg>
      {system.word}
    </a>
  );
}

/** All systems in a row, for wide windows. */
export function SystemLinks(props: Props) {
  return (
    <nav className="systems" aria-label="Systems">
      {systems.map((system) => (
        <SystemLink key={system.id} system={system} {...props} />
      ))}
    </nav>
  );
}

/** The same links behind the name of the open one, for narrow windows. */
export function SystemMenu({ current, onOpen }: Props) {
  const menu = useRef<HTMLDetailsElement>(null);
  useDismiss(menu);
  return (
    <details className="floating systems-menu" ref={menu}>
      <summary className="badge">{current.word} ▾</summary>
      <nav className="sheet" aria-label="Systems">
        {systems.map((system) => (
          <SystemLink
            key={system.id}
            system={system}
            current={current}
            onOpen={(address) => {
              if (menu.current) menu.current.open = false;
              onOpen(address);
            }}
          />
        ))}
      </nav>
    </details>
  );
}
