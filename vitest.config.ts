import { defineConfig } from 'vitest/config';

/**
 * Two layers without an editor: `pure` needs nothing but Node; `machines` talks to a real sshd and real kernels,
 * which test/machines/globalSetup.ts starts. A layer without tests fails.
 */
export default defineConfig({
  test: {
    passWithNoTests: false,
    projects: [
      {
        test: {
          name: 'pure',
          include: ['{protocol,bpf,targets,client,cli,media}/src/**/*.test.ts', 'test/pure/**/*.test.ts'],
        },
      },
      {
        test: {
          name: 'machines',
          include: ['test/machines/**/*.test.ts'],
          globalSetup: ['test/machines/globalSetup.ts'],
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
