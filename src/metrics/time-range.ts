export * from '../internal/time-range.ts';
