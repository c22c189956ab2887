import { alertingOperations } from './alerting.ts';
import { monitoringOperations } from './monitoring.ts';
import type { RecordedOperation } from './operation.ts';
import { topologyOperations } from './topology.ts';
import { troubleshootingOperations } from './troubleshooting.ts';

export type { RecordedOperation } from './operation.ts';

/** What is recorded of the operations that this package reads with, by name. */
export function recordedOperations(): ReadonlyMap<string, RecordedOperation> {
  return new Map(
    Object.entries({ ...topologyOperations(), ...monitoringOperations(), ...alertingOperations(), ...troubleshootingOperations() }),
  );
}
