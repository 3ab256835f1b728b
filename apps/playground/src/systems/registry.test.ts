import { describe, expect, it } from 'vitest';
import { taskTables } from '../engine/task-tables';
import { addressOf, systemFromQuery, systems } from './registry';

describe('the registry of systems', () => {
  it('finds the page an address names and falls back to the first', () => {
    for (const system of systems) {
      const { search } = new URL(addressOf(system), 'http://localhost');
      expect(systemFromQuery(search)).toBe(system);
    }
    expect(systemFromQuery('?page=unknown')).toBe(systems[0]);
  });

  it('has tasks in the worker for every page, under unique names', () => {
    expect(new Set(systems.map((system) => system.id)).size).toBe(systems.length);
    for (const system of systems) expect(taskTables).toHaveProperty(system.id);
  });
});
