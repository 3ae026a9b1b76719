import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { PAGE_READY, PORT_TO_PAGE } from './messages.ts';

test('the page and the preload use the same texts to hand over the port', () => {
  const page = readFileSync(join(import.meta.dirname, '../renderer/station/connect-message-port.ts'), 'utf8');
  expect(page).toContain(`'${PAGE_READY}'`);
  expect(page).toContain(`'${PORT_TO_PAGE}'`);
});
