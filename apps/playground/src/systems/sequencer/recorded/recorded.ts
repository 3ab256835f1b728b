import recordUrl from './fashion-mnist.json?url';
import { type RecordedFile, recordedExperiment } from './recorded-experiment';

const response = await fetch(recordUrl);
if (!response.ok) {
  throw new Error(`The recorded runs could not be loaded from ${recordUrl} (status ${response.status}).`);
}

/** The recorded runs on Fashion-MNIST. The page waits for them, so that its first paint has figures. */
export const recorded = recordedExperiment((await response.json()) as RecordedFile);
