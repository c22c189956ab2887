export type { Alarm, AlarmRule, AlarmType } from './alarms/index.ts';
export type { CertificateExpiringTransition, CertificateTransition } from './certificate-transitions.ts';
export { checkConfirm } from './check-options.ts';
export type { WatchContext } from './context.ts';
export type { SubscribeOptions, WatchListener } from './emitter.ts';
export type { ConnectionCondition, ConnectionState, EvidenceSource, TunnelState, WatchedResource, WatchSource } from './model.ts';
export type { WatchOptions } from './options.ts';
export type { Disagreement, PollReport, WatchPart, WatchRole } from './report.ts';
export type { WatchSnapshot, WatchSnapshotJson } from './snapshot.ts';
export type { StateLock, StateStore } from './state-store.ts';
export type { Unsubscribe } from './subscription.ts';
export type { TransitionEvidence } from './transition-fields.ts';
export type { TransitionStream, TransitionStreamOptions } from './transition-stream.ts';
export type {
  BgpTransition,
  ConnectionTransition,
  FailoverTransition,
  HealthTransition,
  Transition,
  TransitionType,
  TunnelTransition,
} from './transitions.ts';
export type { TunnelDiagnosis } from './tunnel-diagnosis.ts';
export { TunnelWatch } from './tunnel-watch.ts';
export type { RoleChange, WatchEvents } from './watch-events.ts';
