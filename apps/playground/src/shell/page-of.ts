import { type ComponentType, lazy } from 'react';
import type { System } from '../systems/system';

const pages = new Map<string, ComponentType>();

/** The page of a system as a component that loads itself once. */
export function pageOf(system: System): ComponentType {
  let page = pages.get(system.id);
  if (!page) {
    page = lazy(system.load);
    pages.set(system.id, page);
  }
  return page;
}
