import type { SystemEvent } from '../../catalog/index.ts';
import type { EventFilter } from '../../events/index.ts';

/** A queue or a topic of Simple Message Queue (formerly MNS): exactly one of the two. */
export type MnsTarget = {
  /** The region of the queue or topic. Default: the monitor's region. */
  readonly region?: string | undefined;
} & (
  | {
      /** The name of the queue. */
      readonly queue: string;
      /** Not together with `queue`. */
      readonly topic?: undefined;
    }
  | {
      /** The name of the topic. */
      readonly topic: string;
      /** Not together with `topic`. */
      readonly queue?: undefined;
    }
);

/** A function of Function Compute. */
export interface FunctionTarget {
  /** The region of the function. Default: the monitor's region. */
  readonly region?: string | undefined;
  /** The name of the service that contains the function. */
  readonly service: string;
  /** The name of the function, without its service. */
  readonly function: string;
}

/** A logstore of Simple Log Service. */
export interface LogTarget {
  /** The region of the project. Default: the monitor's region. */
  readonly region?: string | undefined;
  /** The name of the Simple Log Service project. */
  readonly project: string;
  /** The name of the Logstore in that project. */
  readonly logstore: string;
}

/** An address that receives events, such as that of a `createEventReceiver`. */
export interface WebhookTarget {
  /** An `http` or `https` address. It usually contains a token, so models, errors and logs show only its host. */
  readonly url: string;
  /** `POST` sends the event as JSON in the body. How `GET` carries it is not documented. Default: `POST`. */
  readonly method?: 'GET' | 'POST' | undefined;
}

/**
 * How a contact group is notified: 2 by phone call, text message, chat and mail; 3 without the call; 4 by chat and mail. Outside the China
 * site only 4 exists.
 */
export type NotificationLevel = 2 | 3 | 4;

/** An alert contact group of the account. */
export interface ContactGroupTarget {
  /** The name of the group, as the console shows it. */
  readonly name: string;
  /** How the group is notified. Default: 4. */
  readonly level?: NotificationLevel | undefined;
}

/** The targets of a subscription: at least one, and at most five of each kind. */
export interface SubscriptionTargets {
  /** Queues and topics of Simple Message Queue. */
  readonly mns?: MnsTarget | readonly MnsTarget[] | undefined;
  /** Functions of Function Compute. */
  readonly fc?: FunctionTarget | readonly FunctionTarget[] | undefined;
  /** Logstores of Simple Log Service. */
  readonly sls?: LogTarget | readonly LogTarget[] | undefined;
  /** Webhooks. A string is an address to `POST` to. */
  readonly webhook?: string | WebhookTarget | readonly (string | WebhookTarget)[] | undefined;
  /** Alert contact groups. A string is the name of a group. */
  readonly contactGroups?: string | ContactGroupTarget | readonly (string | ContactGroupTarget)[] | undefined;
}

/** Which events go to which targets. `put` creates or changes the rule of this name accordingly. */
export interface SubscriptionDefinition {
  /** Unique in the account and region. */
  readonly name: string;
  /** `'all'` stands for the 16 events of the catalogue, sent name by name because the API documents no wildcard for names. */
  readonly events: readonly SystemEvent[] | 'all';
  /** Where the events go. */
  readonly targets: SubscriptionTargets;
  /** Only events of these levels, in upper or lower case. Default: every level. */
  readonly levels?: EventFilter['levels'];
  /** Only events whose content contains this text, such as the id of a connection. Default: every event. */
  readonly keyword?: string | undefined;
  /** For how long the rule stays silent after a notification, in seconds. Default: the service's own. */
  readonly silenceSeconds?: number | undefined;
  /** Whether the rule sends notifications. Default: true. */
  readonly enabled?: boolean | undefined;
  /** The purpose of the rule in your words. Default: none; an existing description may remain. */
  readonly description?: string | undefined;
}
