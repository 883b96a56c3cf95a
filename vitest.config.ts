import { defineConfig } from 'vitest/config'

const browser = {
  environment: 'node' as const,
  testTimeout: 120_000,
  hookTimeout: 180_000,
  // A real browser beside a real app on a busy machine: what fails twice is wrong.
  retry: 1,
  // What a window shows takes its time; a second, as it is elsewhere, is too short for two browsers on two cores.
  expect: { poll: { timeout: 20_000 } },
  // Each file has a browser and an app of its own, which fill a core: one at a time unless all are wanted.
  maxWorkers: Number(process.env.E2E_WORKERS ?? 1),
}

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['{shared,main,renderer,toolbox,scripts,bench}/**/*.test.{ts,tsx}'],
          environment: 'node',
          testTimeout: 30_000,
          hookTimeout: 60_000,
          globalSetup: ['scripts/build-main.mjs'],
        },
      },
      // Places of their own: they may run beside the others.
      {
        test: {
          ...browser,
          name: 'e2e',
          include: ['e2e/*.e2e.ts'],
          globalSetup: ['scripts/build-main.mjs'],
        },
      },
      // One demo for all, made once.
      {
        test: {
          ...browser,
          name: 'e2e-demo',
          include: ['e2e/demo/*.e2e.ts'],
          globalSetup: ['scripts/build-main.mjs', 'e2e/support/demo.ts'],
        },
      },
    ],
  },
})
