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
