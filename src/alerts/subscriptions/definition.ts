import type { SystemEvent } from '../../catalog/index.ts';
import type { EventFilter } from '../../events/index.ts';

/** A queue or a topic of Simple Message Queue (formerly MNS). */
export type MnsTarget = {
  /** The region that it is in. Default: the monitor's. */
  readonly region?: string | undefined;
} & ({ readonly queue: string; readonly topic?: undefined } | { readonly topic: string; readonly queue?: undefined });

/** A function of Function Compute. */
export interface FunctionTarget {
  /** The region that it is in. Default: the monitor's. */
  readonly region?: string | undefined;
  /** The name of the service that the function is of. */
  readonly service: string;
  /** The name of the function. */
  readonly function: string;
}

/** A logstore of Simple Log Service. */
export interface LogTarget {
  /** The region that it is in. Default: the monitor's. */
  readonly region?: string | undefined;
  /** The name of the project. */
  readonly project: string;
  /** The name of the logstore in it. */
  readonly logstore: string;
}

/** An address that events are sent to, such as that of a `createEventReceiver`. */
export interface WebhookTarget {
  /** `http` or `https`. It usually holds a token: no model, error or log of this package shows more of it than its host. */
  readonly url: string;
  /** `POST` sends the event as JSON in the body. How `GET` carries it is not documented. Default: `POST`. */
  readonly method?: 'GET' | 'POST' | undefined;
}

/** How a contact group hears of an event: 2 by phone call, text message, chat and mail; 3 without the call; 4 by chat and mail. Outside the China site: 4 alone. */
export type NotificationLevel = 2 | 3 | 4;

/** An alert contact group of the account. */
export interface ContactGroupTarget {
  /** The name of the group. */
  readonly name: string;
  /** How the group hears of events. Default: 4. */
  readonly level?: NotificationLevel | undefined;
}

/** Where the events of a subscription go: at least one target, at most five of each kind. */
export interface SubscriptionTargets {
  /** Queues and topics of Simple Message Queue. */
  readonly mns?: MnsTarget | readonly MnsTarget[] | undefined;
  /** Functions of Function Compute. */
  readonly fc?: FunctionTarget | readonly FunctionTarget[] | undefined;
  /** Logstores of Simple Log Service. */
  readonly sls?: LogTarget | readonly LogTarget[] | undefined;
  /** Addresses; a text is one to `POST` to. */
  readonly webhook?: string | WebhookTarget | readonly (string | WebhookTarget)[] | undefined;
  /** Alert contact groups; a text is the name of one. */
  readonly contactGroups?: string | ContactGroupTarget | readonly (string | ContactGroupTarget)[] | undefined;
}

/** Which events go where. `put` makes the rule of this name be like this. */
export interface SubscriptionDefinition {
  /** Names the rule in its account and region. */
  readonly name: string;
  /** `'all'` are all 16 of the catalogue, name by name: the API documents no wildcard for names. */
  readonly events: readonly SystemEvent[] | 'all';
  /** Where the events go. */
  readonly targets: SubscriptionTargets;
  /** Only events of these levels, in any case. Default: every level. */
  readonly levels?: EventFilter['levels'];
  /** Only events whose content holds this text, such as the id of a connection. Default: every event. */
  readonly keyword?: string | undefined;
  /** How long the rule stays silent after a notification, in seconds. Default: the service's own. */
  readonly silenceSeconds?: number | undefined;
  /** Whether the rule notifies. Default: true. */
  readonly enabled?: boolean | undefined;
  /** What the rule is for, in your words. Default: none, or the one that the rule has. */
  readonly description?: string | undefined;
}
