export type { WatchContext } from './context.ts';
export type { SubscribeOptions, Unsubscribe, WatchListener } from './emitter.ts';
export type {
  BgpTransition,
  CertificateTransition,
  ConnectionCondition,
  ConnectionState,
  ConnectionTransition,
  EvidenceSource,
  FailoverTransition,
  HealthTransition,
  PollReport,
  Transition,
  TransitionEvidence,
  TransitionType,
  TunnelState,
  TunnelTransition,
  WatchedResource,
  WatchEvents,
  WatchPart,
  WatchSnapshot,
  WatchSource,
} from './model.ts';
export type { WatchOptions } from './options.ts';
export type { StateStore } from './state-store.ts';
export type { TransitionStream, TransitionStreamOptions } from './transition-stream.ts';
export { TunnelWatch } from './tunnel-watch.ts';
