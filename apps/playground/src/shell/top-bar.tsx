import { addressOf, systems } from '../systems/registry';
import type { System } from '../systems/system';
import { BackendBadge } from './backend-badge';
import { Mark } from './mark';
import { SystemLinks, SystemMenu } from './system-links';
import { ThemeSwitch } from './theme-switch';

interface Props {
  current: System;
  onOpen(address: string): void;
}

/** Name, systems, backend and theme. Below 900 px the systems move into a menu. */
export function TopBar({ current, onOpen }: Props) {
  return (
    <header className="top-bar">
      <a
        className="name"
        href={addressOf(systems[0])}
        aria-label="perceptrons, first page"
        onClick={(event) => {
          event.preventDefault();
          onOpen(addressOf(systems[0]));
        }}
      >
        <Mark />
        <span className="word">perceptrons</span>
      </a>
      <SystemLinks current={current} onOpen={onOpen} />
      <SystemMenu current={current} onOpen={onOpen} />
      <BackendBadge />
      <ThemeSwitch />
    </header>
  );
}
