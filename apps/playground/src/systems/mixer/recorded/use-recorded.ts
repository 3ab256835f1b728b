import { useEffect, useState } from 'react';
import type { DataName } from '../../../images/image-data';
import fashionUrl from './fashion-mnist.json?url';
import mnistUrl from './mnist.json?url';
import { type RecordedExperiment, type RecordedFile, recordedExperiment } from './recorded-experiment';

async function load(url: string): Promise<RecordedExperiment> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`The recorded runs could not be loaded from ${url} (status ${response.status}).`);
  return recordedExperiment((await response.json()) as RecordedFile);
}

/** The recorded runs on Fashion-MNIST. The page waits for them, so that its first paint has figures. */
export const fashionRecord = await load(fashionUrl);
const known = new Map<DataName, RecordedExperiment>([['fashion-mnist', fashionRecord]]);

/** The recorded runs for a data set. Those on MNIST arrive when they are asked for; own images have none. */
export function useRecorded(data: DataName): RecordedExperiment {
  const [, setArrived] = useState(0);
  useEffect(() => {
    if (data !== 'mnist' || known.has('mnist')) return;
    void load(mnistUrl).then((experiment) => {
      known.set('mnist', experiment);
      setArrived((times) => times + 1);
    });
  }, [data]);
  return known.get(data) ?? fashionRecord;
}
