import type { SystemEvent } from '../../catalog/index.ts';
import type { EventLevel } from '../../events/index.ts';

/** An event rule, as `subscriptions.list()` returns it. Fields that the service leaves out are absent. */
export interface Subscription {
  /** Unique in the account and region. */
  readonly name: string;
  /** Whether the rule sends notifications. */
  readonly enabled: boolean;
  /**
   * `'all'` if the rule names every event of the catalogue, or does not restrict names. If the rule has several patterns, this combines
   * those for VPN events; `levels` likewise.
   */
  readonly events: 'all' | readonly (SystemEvent | (string & {}))[];
  /** The levels that the rule takes. Absent if it takes every level. */
  readonly levels?: readonly (EventLevel | (string & {}))[];
  /** The text that an event's content must contain. */
  readonly keyword?: string;
  /** A condition in the query syntax of Simple Log Service. Rules made in the console may have one. */
  readonly sqlFilter?: string;
  /** The products whose events the rule takes, in Cloud Monitor's names; `*` stands for every product. */
  readonly products: readonly string[];
  /** For how long the rule stays silent after a notification, in seconds. */
  readonly silenceSeconds?: number;
  /** The purpose of the rule in its owner's words. */
  readonly description?: string;
  /** The application group that the rule is limited to. */
  readonly groupId?: string;
  /** The targets of the rule. Present only if you list with the option `targets`. */
  readonly targets?: FoundTargets;
}

/** The targets of a rule, without tokens and contact data. The list of an unused kind is empty. */
export interface FoundTargets {
  /** Alert contact groups. */
  readonly contactGroups: readonly FoundContactGroup[];
  /** Queues and topics of Simple Message Queue (formerly MNS). */
  readonly mns: readonly FoundMns[];
  /** Functions of Function Compute. */
  readonly fc: readonly FoundFunction[];
  /** Logstores of Simple Log Service. */
  readonly sls: readonly FoundLog[];
  /** Webhooks, by host. */
  readonly webhook: readonly FoundWebhook[];
  /** Calls of other APIs. Only the console can create them; `put` leaves them unchanged. */
  readonly openApi: readonly FoundApiTarget[];
}

interface Found {
  /** Unique among the targets of the rule. */
  readonly id: string;
}

/** An alert contact group among the targets of a rule. */
export interface FoundContactGroup extends Found {
  /** The name of the group. Absent if the service leaves it out. */
  readonly name?: string;
  /** 2, 3 or 4: see `NotificationLevel`. */
  readonly level?: number;
}

/** A queue or a topic among the targets of a rule. */
export interface FoundMns extends Found {
  /** The region of the queue or topic. */
  readonly region?: string;
  /** The name of the queue. Absent if the target is a topic. */
  readonly queue?: string;
  /** The name of the topic. Absent if the target is a queue. */
  readonly topic?: string;
}

/** A function among the targets of a rule. */
export interface FoundFunction extends Found {
  /** The region of the function. */
  readonly region?: string;
  /** The name of the service that contains the function. */
  readonly service?: string;
  /** The name of the function, without its service. */
  readonly function?: string;
}

/** A logstore among the targets of a rule. */
export interface FoundLog extends Found {
  /** The region of the project. */
  readonly region?: string;
  /** The name of the Simple Log Service project. */
  readonly project?: string;
  /** The name of the Logstore in that project. */
  readonly logstore?: string;
}

/** A webhook among the targets of a rule. The path and query of its address are left out because they contain tokens. */
export interface FoundWebhook extends Found {
  /** The host, with its port if the address names one. Absent if the address is not a URL. */
  readonly host?: string;
  /** The HTTP method, in upper case. */
  readonly method?: 'GET' | 'POST' | (string & {});
}

/** A call of another API among the targets of a rule. */
export interface FoundApiTarget extends Found {
  /** The product whose API is called, as the service names it. */
  readonly product?: string;
  /** The operation that is called. */
  readonly action?: string;
  /** The region in which it is called. */
  readonly region?: string;
  /** The version of the API. */
  readonly version?: string;
}
