import { isRecord } from '../../internal/records.ts';
import type { SubscriptionTargets } from './definition.ts';

export type TargetKind = keyof SubscriptionTargets;

/** How one kind of target is named on the wire. */
interface KindNames {
  /** Of the parameter, and of the container in answers. */
  readonly list: string;
  /** Of the rows inside the container. Function Compute has both spellings: one in the list of targets, one among those that failed. */
  readonly rows: readonly string[];
}

export const TARGET_KINDS: Readonly<Record<TargetKind, KindNames>> = {
  contactGroups: { list: 'ContactParameters', rows: ['ContactParameter'] },
  fc: { list: 'FcParameters', rows: ['FCParameter', 'FcParameter'] },
  mns: { list: 'MnsParameters', rows: ['MnsParameter'] },
  sls: { list: 'SlsParameters', rows: ['SlsParameter'] },
  webhook: { list: 'WebhookParameters', rows: ['WebhookParameter'] },
};

/** The rows in a container, which may be a list itself, or hold a list or one object under one of the names. */
export function rowsIn(container: unknown, names: readonly string[]): readonly unknown[] {
  if (Array.isArray(container)) return container;
  if (!isRecord(container)) return [];
  const inner = names.map((name) => container[name]).find((value) => value !== undefined && value !== null && value !== '');
  if (Array.isArray(inner)) return inner;
  return isRecord(inner) ? [inner] : [];
}
