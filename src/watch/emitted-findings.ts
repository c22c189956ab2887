import type { WatchEmitter } from './emitter.ts';
import type { RunnerDependencies } from './runner-dependencies.ts';

/** Hands what a watch finds to those who listen. */
export function emittedFindings(emitter: WatchEmitter): RunnerDependencies['findings'] {
  return {
    transition: (transition) => {
      emitter.emitTransition(transition);
    },
    alarm: ({ type, alarm }) => {
      emitter.emit(type, alarm);
    },
    diagnosis: (diagnosis) => {
      emitter.emit('tunnel:diagnosis', diagnosis);
    },
    error: (error) => {
      emitter.emit('error', error);
    },
    poll: (report) => {
      emitter.emit('poll', report);
    },
    role: (change) => {
      emitter.emit('role', change);
    },
    hearsErrors: () => emitter.hears('error'),
  };
}
