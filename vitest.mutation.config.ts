import { mergeConfig } from 'vitest/config';
import config from './vitest.config.ts';

/** The tests that mutants are held against: quick ones, and the properties with few sequences, always the same. */
export default mergeConfig(
  { ...config, test: { ...config.test, include: [] } },
  {
    test: {
      include: ['test/watch/machine.test.ts', 'test/watch/machine-details.test.ts', 'test/watch/account.test.ts', 'test/watch/machine.property.test.ts', 'test/watch/evidence.test.ts', 'test/watch/sixteen-and-eight.test.ts', 'test/metrics/point-decoder.test.ts'],
      typecheck: { enabled: false },
      env: { MACHINE_SEQUENCES: '250', MACHINE_SEED: '1' },
    },
  },
);
