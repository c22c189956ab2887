import type { SimulatedEvent } from './model.ts';

/** The events of a recording: they are served as they were, and what they tell of is not told once more. */
export interface RecordedEvents {
  readonly events: readonly SimulatedEvent[];
  /** The row of an event, as it was recorded. */
  rowOf(id: string): Readonly<Record<string, unknown>> | undefined;
  /** Whether such an event was recorded, or would have been: the events of that time were read. */
  tells(event: Pick<SimulatedEvent, 'name' | 'resourceId' | 'at'>): boolean;
}

export const NO_EVENTS: RecordedEvents = { events: [], rowOf: () => undefined, tells: () => false };
