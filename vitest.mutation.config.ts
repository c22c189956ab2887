import { mergeConfig } from 'vitest/config';
import config from './vitest.config.ts';

/** The tests that mutants are held against: quick ones, and the properties with few sequences, always the same. */
export default mergeConfig(
  { ...config, test: { ...config.test, include: [] } },
  {
    test: {
      include: [
        'test/watch/timeline/*.test.ts',
        'test/watch/held/*.test.ts',
        'test/watch/machine.test.ts',
        'test/watch/machine-details.test.ts',
        'test/watch/machine.property.test.ts',
        'test/watch/condition.test.ts',
        'test/watch/course.test.ts',
        'test/watch/overlaps.test.ts',
        'test/watch/roll-up-late.test.ts',
        'test/watch/roll-up-across.test.ts',
        'test/watch/right-after-a-change.test.ts',
        'test/watch/short-flaps.test.ts',
        'test/watch/late-in-silence.test.ts',
        'test/watch/late-after-quiet.test.ts',
        'test/watch/sixteen-and-eight.test.ts',
        'test/watch/sources/observe.test.ts',
        'test/metrics/point-decoder.test.ts',
      ],
      typecheck: { enabled: false },
      env: { MACHINE_SEQUENCES: '250', MACHINE_SEED: '1', HELD_SEQUENCES: '50', HELD_SEED: '1', FLAP_SEQUENCES: '25' },
    },
  },
);
