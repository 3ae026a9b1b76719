import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { settingsPage } from '../../scripts/configuration/settings-page.ts';
import { ROOT } from './source-files.ts';

test('the page of settings has every setting of the OMS and the station, as the programs describe them (npm run configuration)', () => {
  expect(readFileSync(join(ROOT, 'docs/runbook/configuration.md'), 'utf8')).toBe(settingsPage());
});
