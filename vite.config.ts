import './require-node.mjs';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig, type EnvironmentOptions, type Plugin } from 'vite';

const at = (path: string): string => join(import.meta.dirname, path);

/** `main/db/migrate.ts` reads the migrations beside its own file, so they lie beside the bundle too. */
function copyMigrations(): Plugin {
  return {
    name: 'packbench:copy-migrations',
    applyToEnvironment: (environment) => environment.name === 'main',
    generateBundle() {
      const folder = at('main/db/migrations');
      for (const name of readdirSync(folder)) this.emitFile({ type: 'asset', fileName: `migrations/${name}`, source: readFileSync(join(folder, name)) });
    },
  };
}

function nodeEnvironment(input: Readonly<Record<string, string>>, outDir: string, format: 'es' | 'cjs', entryFileNames: string): EnvironmentOptions {
  return {
    consumer: 'server',
    // `external: true` leaves every package as an import. Never `noExternal: false` beside it: rolldown crashes on it.
    resolve: { external: true },
    build: {
      outDir: at(outDir), emptyOutDir: true, minify: false, sourcemap: true, target: 'node24', copyPublicDir: false,
      // Flat: code that finds files beside itself must not move into a folder of chunks.
      rolldownOptions: { input, external: ['electron'], output: { format, entryFileNames, chunkFileNames: '[name].js' } },
    },
  };
}

/** One `vite build` makes the screens, Electron's main process with the station's process, and the sandboxed preload. */
export default defineConfig({
  root: at('renderer/station'),
  base: './',
  plugins: [react(), copyMigrations()],
  builder: {},
  environments: {
    client: { build: { outDir: at('dist/renderer'), emptyOutDir: true, target: 'chrome130', assetsInlineLimit: 0, modulePreload: { polyfill: false } } },
    main: nodeEnvironment({ main: at('electron/main.ts'), 'station-entry': at('electron/station-entry.ts'), 'render-zpl-worker': at('printers/zpl/render-zpl-worker.ts'), 'preview-worker': at('printers/preview/preview-worker.ts'), 'document-worker': at('printers/documents/document-worker.ts') }, 'dist/main', 'es', '[name].js'),
    // A sandboxed preload can only be one CommonJS file.
    preload: nodeEnvironment({ preload: at('electron/preload.ts') }, 'dist/preload', 'cjs', '[name].cjs'),
  },
});
