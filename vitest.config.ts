import './require-node.mjs';
import { defineConfig } from 'vitest/config';

const exclude = ['**/node_modules/**', '**/dist/**', '**/release/**'];

/**
 * Three tiers, told apart by the file name: `.pg.test.ts` needs PostgreSQL (one embedded server for the whole run),
 * `.e2e.test.ts` needs a browser or whole programs, and every other `.test.ts` needs nothing.
 */
export default defineConfig({
  test: {
    // Half of the time these tests wait for programs: one worker, vitest's choice on two cores, would leave a core idle.
    maxWorkers: 2,
    projects: [
      {
        test: {
          name: 'unit',
          include: ['**/*.test.ts', '**/*.test.tsx'],
          exclude: [...exclude, '**/*.pg.test.ts', '**/*.e2e.test.ts'],
          testTimeout: 30_000,
        },
      },
      {
        test: {
          name: 'postgres',
          include: ['**/*.pg.test.ts'],
          exclude,
          globalSetup: ['test/support/postgres-global-setup.ts'],
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'e2e',
          // Stations that tests start as programs: their reserve on the disk need not be 64 MB each.
          env: { PACKBENCH_BALLAST_MB: '1' },
          include: ['**/*.e2e.test.ts'],
          exclude,
          globalSetup: ['test/support/postgres-global-setup.ts'],
          testTimeout: 180_000,
          hookTimeout: 180_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
