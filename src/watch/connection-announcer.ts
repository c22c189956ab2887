import { conditionOf } from './condition.ts';
import type { ConnectionAnnouncement } from './connection-record.ts';
import type { Roles } from './course.ts';
import type { ConnectionCondition } from './model.ts';
import { BEGINNING, type Code, shownBy, type Value } from './timeline/index.ts';
import type { TunnelAnnouncement, TunnelStep } from './tunnel-step.ts';

/** A connection as it is shown while its changes are announced one after another. */
export interface ShownConnection {
  /** What its tunnels are shown as. */
  readonly values: ReadonlyMap<string, Value>;
  /** What it was last; the values may be ahead of it. */
  readonly condition: ConnectionCondition;
  readonly since: number;
}

/** When a connection changed, and the observation that shows it: the newest of any tunnel, unless it is known. */
export interface Occasion {
  readonly at: number;
  readonly code: Code | undefined;
  readonly isLate: boolean;
}

type Said = Pick<ConnectionAnnouncement, 'tunnel' | 'kind' | 'from' | 'to' | 'phase' | 'at' | 'isLate' | 'number'>;

/** Writes the announcements of one connection and its tunnels, each with what the connection is with it. */
export class ConnectionAnnouncer {
  readonly announcements: ConnectionAnnouncement[] = [];
  readonly #steps: readonly TunnelStep[];
  readonly #roles: Roles;
  #announced: number;

  /** @param announced - How many changes of the connection were announced before. */
  constructor(steps: readonly TunnelStep[], roles: Roles, announced: number) {
    this.#steps = steps;
    this.#roles = roles;
    this.#announced = announced;
  }

  /** How many changes of the connection have been announced. */
  get announced(): number {
    return this.#announced;
  }

  ofTunnel(one: TunnelAnnouncement, shown: ShownConnection): void {
    this.#write(one, one.code, shown);
  }

  condition(from: ConnectionCondition, { at, code, isLate }: Occasion, shown: ShownConnection): void {
    this.#announced++;
    this.#write({ kind: 'connection', from, to: shown.condition, at, isLate, number: this.#announced }, code ?? this.#newest(), shown);
  }

  failover({ at, code, isLate }: Occasion, shown: ShownConnection): void {
    const { active = '', standby = '' } = this.#roles;
    this.#announced++;
    this.#write({ kind: 'failover', from: active, to: standby, at, isLate, number: this.#announced }, code ?? this.#newest(), shown);
  }

  #write({ tunnel, kind, from, to, phase, at, isLate, number }: Said, code: Code, shown: ShownConnection): void {
    const condition = conditionOf([...shown.values.values()]);
    this.announcements.push({
      ...(tunnel !== undefined && { tunnel }),
      kind,
      from,
      to,
      ...(phase && { phase }),
      at,
      isLate,
      shownBy: shownBy(code),
      number,
      condition,
      since: condition === shown.condition ? shown.since : at,
    });
  }

  /** The newest observation of any tunnel. */
  #newest(): Code {
    const codes = this.#steps.flatMap(({ after: { ipsec } }) => (ipsec ? [ipsec.checkpoint.upTo, ...ipsec.observations] : []));
    return codes.reduce((newest, code) => (code > newest ? code : newest), BEGINNING);
  }
}
