import type { PartContext } from '../framework/run-context';

/**
 * A second training inside a part, for example a fine-tuning after the training: it gets a checkpoint of its own, and what
 * it logs has its name in `kind` (`tune-step`, `tune-epoch`), so that the two are never mixed up.
 *
 * @param name in kebab-case.
 */
export function trainingPhase(part: PartContext, name: string): PartContext {
  const prefix = `${name}-`;
  return {
    ...part,
    checkpoint: { store: part.checkpoint.store, name: `${part.checkpoint.name}-${name}` },
    log: (values) => part.log({ ...values, kind: `${prefix}${values.kind}` }),
    logged: () =>
      part
        .logged()
        .filter(({ kind }) => String(kind).startsWith(prefix))
        .map((values) => ({ ...values, kind: String(values.kind).slice(prefix.length) })),
  };
}
