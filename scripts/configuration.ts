/** `npm run configuration`: writes docs/runbook/configuration.md. A test says when it must be run again. */
import '../require-node.mjs';
import { writeFileSync } from 'node:fs';
import { settingsPage } from './configuration/settings-page.ts';

writeFileSync(new URL('../docs/runbook/configuration.md', import.meta.url), settingsPage());
