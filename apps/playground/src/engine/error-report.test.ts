import { DataError } from '@perceptrons/tensor';
import { describe, expect, it } from 'vitest';
import { reportText, toErrorReport } from './error-report';

describe('error reports', () => {
  it('keep the code and the message of an error of the packages', () => {
    const report = toErrorReport(new DataError({ code: 'data/missing', message: 'There is no file x.' }));
    expect(report).toMatchObject({ name: 'DataError', code: 'data/missing', message: 'There is no file x.' });
    expect(structuredClone(report)).toEqual(report);
  });

  it('accept anything that was thrown', () => {
    expect(toErrorReport('odd')).toEqual({ name: 'Error', message: 'odd' });
  });

  it('name the page, the backend and the browser', () => {
    const text = reportText(
      { name: 'ConfigError', code: 'a/b', message: 'wrong' },
      { page: 'http://localhost/?x=1', backend: 'wasm', userAgent: 'Test', crossOriginIsolated: true },
    );
    expect(text).toContain('ConfigError (a/b): wrong');
    expect(text).toContain('backend: wasm');
    expect(text).toContain('page: http://localhost/?x=1');
  });
});
