import type { BackendName } from './init-options';
import type { AdapterDescription, DeviceDescription } from './init-report';

/** Outcome of trying to start one backend. A backend that is absent is an outcome, not an exception. */
export type BackendStart =
  | {
      started: true;
      backend: BackendName;
      reason: string;
      adapter?: AdapterDescription;
      device?: DeviceDescription;
      threads?: number;
      warnings: string[];
    }
  | { started: false; backend: BackendName; reason: string };
