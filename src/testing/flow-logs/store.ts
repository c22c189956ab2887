import { makeId } from '../model/ids.ts';
import type { Service } from '../service/context.ts';
import { Fault } from '../service/fault.ts';

/** A flow log of the account. */
export interface StoredFlowLog {
  readonly id: string;
  /** What it was created with, by wire name. */
  readonly given: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  readonly paths: readonly string[];
  readonly since: number;
  readonly status: PendingStatus;
}

/** A status that becomes another one after a while; `undefined` is deleted. */
export interface PendingStatus {
  readonly now: string;
  readonly then: string | undefined;
  readonly at: number;
}

// The service names no time; seconds are what users report.
const WORKING_MS = 10_000;

/** The flow logs of one API. */
export class FlowLogStore {
  readonly #prefix: 'fl' | 'flowlog';
  readonly #notFound: string;
  readonly #logs = new Map<string, StoredFlowLog>();
  #made = 0;

  constructor(prefix: 'fl' | 'flowlog', notFound: string) {
    this.#prefix = prefix;
    this.#notFound = notFound;
  }

  /** Those there are, oldest first. */
  all(now: number): readonly StoredFlowLog[] {
    for (const { id, status } of this.#logs.values()) if (status.then === undefined && now >= status.at) this.#logs.delete(id);
    return [...this.#logs.values()];
  }

  add(log: Pick<StoredFlowLog, 'given' | 'tags' | 'paths'>, service: Service, working: string): string {
    const now = service.now();
    const id = makeId(this.#prefix, service.options.seed ?? 1, this.#made++);
    this.#logs.set(id, { ...log, id, since: now, status: { now: working, then: 'Active', at: now + WORKING_MS } });
    return id;
  }

  /** Lets one become something else; refused for one that does not exist, and for one that is being worked on. */
  change(id: string, then: string | undefined, working: string, now: number): void {
    const log = this.all(now).find((one) => one.id === id);
    if (!log) throw new Fault(404, this.#notFound, 'The specified flow log does not exist.');
    if (now < log.status.at) throw new Fault(400, 'IncorrectStatus.flowlog', 'The status of the flow log does not support this operation.');
    this.#logs.set(id, { ...log, status: { now: working, then, at: now + WORKING_MS } });
  }
}

/** What a flow log is at a time. */
export function statusAt({ status }: StoredFlowLog, now: number): string {
  return now < status.at ? status.now : (status.then ?? status.now);
}

interface Stores {
  readonly vpc: FlowLogStore;
  readonly cbn: FlowLogStore;
}

// By account, which is what a service stands for.
const stores = new WeakMap<Service, Stores>();

/** The flow logs of an account. */
export function flowLogsOf(service: Service): Stores {
  const known = stores.get(service) ?? {
    vpc: new FlowLogStore('fl', 'InvalidFlowLogId.NotFound'),
    cbn: new FlowLogStore('flowlog', 'InvalidFlowlogId.NotFound'),
  };
  stores.set(service, known);
  return known;
}
