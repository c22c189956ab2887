/** The kinds of targets, by the name of their parameter. */
export const TARGET_LISTS = [
  'ContactParameters',
  'FcParameters',
  'MnsParameters',
  'SlsParameters',
  'WebhookParameters',
  'OpenApiParameters',
] as const;

/** A target of an event rule: a contact group, function, queue or topic, Logstore, webhook, or call of another API. */
export interface SimulatedTarget {
  /** The parameter of `PutEventRuleTargets` that contained it. */
  readonly list: (typeof TARGET_LISTS)[number];
  /** The `Id` that the caller gave; unique among the targets of the rule. */
  readonly id: string;
  /** The fields by wire name, including `Id`. */
  readonly fields: Readonly<Record<string, string>>;
}

/** Which events a rule takes. An empty list, and one with `*`, takes all. */
export interface EventPattern {
  readonly product: string;
  readonly names: readonly string[];
  readonly levels: readonly string[];
  readonly types: readonly string[];
  readonly statuses: readonly string[];
  readonly keyword: string | undefined;
  readonly sqlFilter: string | undefined;
}

/** One event rule. */
export interface EventRule {
  readonly name: string;
  readonly description: string | undefined;
  readonly eventType: string;
  readonly groupId: string | undefined;
  readonly silenceTime: number | undefined;
  readonly patterns: readonly EventPattern[];
  readonly isEnabled: boolean;
  /** When it was first put. */
  readonly since: number;
  readonly targets: readonly SimulatedTarget[];
}

/** The account's event rules, and what is to be pushed by hand. */
export interface EventRules {
  readonly rules: Map<string, EventRule>;
  /** Events of `SendDryRunSystemEvent` that were not delivered yet, as rows of `DescribeSystemEventAttribute`. */
  readonly tests: Readonly<Record<string, unknown>>[];
  /** Ids of the events that a delivery has seen. */
  readonly seen: Set<string>;
}

export function createEventRules(): EventRules {
  return { rules: new Map(), tests: [], seen: new Set() };
}
