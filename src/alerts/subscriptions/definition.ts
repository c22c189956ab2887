import type { SystemEvent } from '../../catalog/index.ts';
import type { EventFilter } from '../../events/index.ts';

/** A queue or a topic of Simple Message Queue (formerly MNS). */
export type MnsTarget = {
  /** @defaultValue The monitor's region. */
  readonly region?: string | undefined;
} & ({ readonly queue: string; readonly topic?: undefined } | { readonly topic: string; readonly queue?: undefined });

/** A function of Function Compute. */
export interface FunctionTarget {
  /** @defaultValue The monitor's region. */
  readonly region?: string | undefined;
  readonly service: string;
  readonly function: string;
}

/** A logstore of Simple Log Service. */
export interface LogTarget {
  /** @defaultValue The monitor's region. */
  readonly region?: string | undefined;
  readonly project: string;
  readonly logstore: string;
}

/** An address that events are sent to, such as that of a `createEventReceiver`. */
export interface WebhookTarget {
  /** `http` or `https`. It usually holds a token: no model, error or log of this package shows more of it than its host. */
  readonly url: string;
  /** `POST` sends the event as JSON in the body. How `GET` carries it is not documented. @defaultValue 'POST' */
  readonly method?: 'GET' | 'POST' | undefined;
}

/** How a contact group hears of an event: 2 by phone call, text message, chat and mail; 3 without the call; 4 by chat and mail. Outside the China site: 4 alone. */
export type NotificationLevel = 2 | 3 | 4;

/** An alert contact group of the account. */
export interface ContactGroupTarget {
  readonly name: string;
  /** @defaultValue 4 */
  readonly level?: NotificationLevel | undefined;
}

/** Where the events of a subscription go: at least one target, at most five of each kind. */
export interface SubscriptionTargets {
  readonly mns?: MnsTarget | readonly MnsTarget[] | undefined;
  readonly fc?: FunctionTarget | readonly FunctionTarget[] | undefined;
  readonly sls?: LogTarget | readonly LogTarget[] | undefined;
  /** A text is a URL to `POST` to. */
  readonly webhook?: string | WebhookTarget | readonly (string | WebhookTarget)[] | undefined;
  /** A text is a group's name. */
  readonly contactGroups?: string | ContactGroupTarget | readonly (string | ContactGroupTarget)[] | undefined;
}

/** Which events go where. `put` makes the rule of this name be like this. */
export interface SubscriptionDefinition {
  /** Names the rule in its account and region. */
  readonly name: string;
  /** `'all'` are all 16 of the catalogue, name by name: the API documents no wildcard for names. */
  readonly events: readonly SystemEvent[] | 'all';
  readonly targets: SubscriptionTargets;
  /** In any case. @defaultValue Every level. */
  readonly levels?: EventFilter['levels'];
  /** Only events whose content holds this text, such as the id of a connection. @defaultValue Every event. */
  readonly keyword?: string | undefined;
  /** How long the rule stays silent after a notification, in seconds. @defaultValue The service's own. */
  readonly silenceSeconds?: number | undefined;
  /** @defaultValue true */
  readonly enabled?: boolean | undefined;
  readonly description?: string | undefined;
}
