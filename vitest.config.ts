import { defineConfig } from 'vitest/config';

/**
 * Three layers: `pure` needs nothing but Node; `machines` talks to a real sshd and real kernels, which
 * test/machines/globalSetup.ts starts; `person` uses the packed extension in an editor's window. The suites inside the
 * editor are mocha's, under test/editor. A layer without tests fails.
 *
 * On real machines a test that failed is tried once more, and its line says so: what a busy machine did once is not to
 * hide what the other tests found. A test that needs it is a defect to mend.
 */
export default defineConfig({
  test: {
    passWithNoTests: false,
    projects: [
      {
        test: {
          name: 'pure',
          include: [
            '{protocol,bpf,targets,server,client,cli,media}/src/**/*.test.ts',
            'test/pure/**/*.test.ts',
          ],
        },
      },
      {
        test: {
          name: 'machines',
          include: ['test/machines/**/*.test.ts'],
          globalSetup: ['test/machines/globalSetup.ts'],
          fileParallelism: false,
          retry: 1,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'person',
          include: ['test/person/**/*.test.ts'],
          globalSetup: ['test/person/globalSetup.ts'],
          fileParallelism: false,
          retry: 1,
          testTimeout: 180_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
