import { type BackendChoice, backendChoices } from '../engine/protocol';

/** The backend an address asks for with `?backend=`; `auto` when it names none. */
export function backendFromQuery(query: string): BackendChoice {
  const named = new URLSearchParams(query).get('backend');
  return backendChoices.find((choice) => choice === named) ?? 'auto';
}

/** Writes the choice into the address, next to the settings of the page. */
export function rememberBackend(choice: BackendChoice): void {
  const parameters = new URLSearchParams(location.search);
  if (choice === 'auto') parameters.delete('backend');
  else parameters.set('backend', choice);
  const query = parameters.toString();
  history.replaceState(null, '', location.pathname + (query === '' ? '' : `?${query}`));
}
