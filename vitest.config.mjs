import { defineConfig } from 'vitest/config';

/** `vitest run` is the quick tier; `vitest run --mode verify` the long one. */
export default defineConfig(({ mode }) => {
  const long = mode === 'verify';
  return {
    test: {
      include: [`{functions,shared,local}/**/*.${long ? 'verify' : 'test'}.ts`],
      environment: 'node',
      // A test that asks nothing proves nothing.
      expect: { requireAssertions: true },
      // Generous: a loaded machine is slow, and a real hang still ends.
      testTimeout: long ? 600_000 : 20_000,
      hookTimeout: long ? 60_000 : 20_000,
      maxWorkers: '100%',
    },
  };
});
