/** Validates electron-builder.yml with electron-builder's own schema, without packaging (which would download Electron). */
import '../require-node.mjs';
import { DebugLogger } from 'builder-util';
import { getConfig, validateConfiguration } from 'app-builder-lib/out/util/config/config.js';

const configuration = await getConfig(process.cwd(), 'electron-builder.yml', null);
await validateConfiguration(configuration, new DebugLogger(false));
process.stdout.write('electron-builder.yml is valid\n');
