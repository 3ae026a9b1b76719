import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { err, ok } from '../../domain/result.ts';
import { ENVIRONMENT_NAME, readEnvironmentName } from './read-environment-name.ts';

const name = fc.stringMatching(ENVIRONMENT_NAME);
const path = fc.webPath().map((text) => `/${text.replace(/^\/+/, '')}`).filter((text) => !text.startsWith('/environments/'));

describe('the environment of a request', () => {
  test.each([
    ['/orders/', undefined, ok({ name: null, url: '/orders/' })],
    ['/orders/?page=2', 'north', ok({ name: 'north', url: '/orders/?page=2' })],
    ['/environments/north/orders/?page=2', undefined, ok({ name: 'north', url: '/orders/?page=2' })],
    ['/environments/north/orders/', 'north', ok({ name: 'north', url: '/orders/' })],
    ['/environments/north', undefined, ok({ name: 'north', url: '/' })],
    ['/environments/north?x=1', undefined, ok({ name: 'north', url: '/?x=1' })],
    // Once only: an environment has no environments.
    ['/environments/north/environments/south/orders/', undefined, ok({ name: 'north', url: '/environments/south/orders/' })],
    ['/environments/north/orders/', 'south', err('EnvironmentAmbiguous')],
    // A header that was sent twice, as Node joins it.
    ['/orders/', 'north, south', err('UnknownEnvironment')],
    ['/orders/', '', err('UnknownEnvironment')],
    ['/environments//orders/', undefined, err('UnknownEnvironment')],
    ['/environments/NORTH/orders/', undefined, err('UnknownEnvironment')],
    ['/environments/%6eorth/orders/', undefined, err('UnknownEnvironment')],
    ['/environments', undefined, ok({ name: null, url: '/environments' })],
  ])('of %s with header %s', (url, header, expected) => {
    expect(readEnvironmentName(url, header)).toEqual(expected);
  });

  test('is the same by header and by address, and the address inside is the one that was meant', () => {
    fc.assert(fc.property(name, path, (environment, url) => {
      expect(readEnvironmentName(`/environments/${environment}${url}`, undefined)).toEqual(readEnvironmentName(url, environment));
      expect(readEnvironmentName(url, environment)).toEqual(ok({ name: environment, url }));
    }));
  });

  test('is never one that the control plane could not have', () => {
    fc.assert(fc.property(fc.string(), fc.option(fc.string(), { nil: undefined }), (url, header) => {
      const read = readEnvironmentName(url, header);
      expect(!read.ok || read.value.name === null || ENVIRONMENT_NAME.test(read.value.name)).toBe(true);
    }));
  });
});
