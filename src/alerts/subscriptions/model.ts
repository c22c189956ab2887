import type { SystemEvent } from '../../catalog/index.ts';
import type { EventLevel } from '../../events/index.ts';

/** An event rule, as `subscriptions.list()` finds it. */
export interface Subscription {
  /** Names the rule in its account and region. */
  readonly name: string;
  /** Whether the rule notifies. */
  readonly enabled: boolean;
  /**
   * `'all'` where the rule names every event of the catalogue, or none in particular. Of a rule with several patterns: what any of those for
   * VPN events takes, and likewise `levels`.
   */
  readonly events: 'all' | readonly (SystemEvent | (string & {}))[];
  /** Absent where the rule takes every level. */
  readonly levels?: readonly (EventLevel | (string & {}))[];
  /** The text that an event's content must hold. */
  readonly keyword?: string;
  /** A condition in the query syntax of Simple Log Service, which rules made in the console may have. */
  readonly sqlFilter?: string;
  /** The products whose events the rule takes, as Cloud Monitor names them; `*` is every product. */
  readonly products: readonly string[];
  /** How long the rule stays silent after a notification, in seconds. */
  readonly silenceSeconds?: number;
  /** What its owner says it is for. */
  readonly description?: string;
  /** The id of the application group whose resources alone the rule is about. */
  readonly groupId?: string;
  /** Where the events go. There only where you list with the option `targets`. */
  readonly targets?: FoundTargets;
}

/** The targets of a rule, without tokens and contact data. Kinds that the rule does not use are empty. */
export interface FoundTargets {
  readonly contactGroups: readonly FoundContactGroup[];
  readonly mns: readonly FoundMns[];
  readonly fc: readonly FoundFunction[];
  readonly sls: readonly FoundLog[];
  readonly webhook: readonly FoundWebhook[];
  /** Calls of other APIs, which only the console can set up. `put` leaves them as they are. */
  readonly openApi: readonly FoundApiTarget[];
}

interface Found {
  /** Identifies the target within its rule. */
  readonly id: string;
}

/** An alert contact group among the targets of a rule. */
export interface FoundContactGroup extends Found {
  readonly name?: string;
  /** 2, 3 or 4: see `NotificationLevel`. */
  readonly level?: number;
}

/** A queue or a topic among the targets of a rule. */
export interface FoundMns extends Found {
  readonly region?: string;
  readonly queue?: string;
  readonly topic?: string;
}

/** A function among the targets of a rule. */
export interface FoundFunction extends Found {
  readonly region?: string;
  readonly service?: string;
  readonly function?: string;
}

/** A logstore among the targets of a rule. */
export interface FoundLog extends Found {
  readonly region?: string;
  readonly project?: string;
  readonly logstore?: string;
}

/** A webhook among the targets of a rule. Path and query of its address are left out: they hold tokens. */
export interface FoundWebhook extends Found {
  /** With its port, where it names one. */
  readonly host?: string;
  readonly method?: 'GET' | 'POST' | (string & {});
}

/** A call of another API among the targets of a rule. */
export interface FoundApiTarget extends Found {
  readonly product?: string;
  readonly action?: string;
  readonly region?: string;
  readonly version?: string;
}
