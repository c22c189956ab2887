import type { SystemEvent } from '../catalog/index.ts';
import type { Clock } from '../internal/clock.ts';
import { assertOptions, keysOf } from '../internal/keys.ts';
import { shown } from '../internal/shown.ts';
import { type Duration, type Instant, instantMs } from '../internal/time.ts';
import { type AlertDelivery, deliverAlerts } from './alerts/deliver.ts';
import type { SimulatedCall } from './calls.ts';
import { deliverEvents, type RuleDelivery } from './cms/event-rules/deliver-events.ts';
import { type ConnectionControl, connectionControl, type TunnelControl, tunnelControl } from './controls.ts';
import type { Delivery } from './events/deliver.ts';
import type { SimulatedEvent } from './events/model.ts';
import type { PushShape } from './events/pushed.ts';
import { EventPusher } from './events/pusher.ts';
import { type FailureHandle, FailureQueue, type FailureSpec } from './failures.ts';
import type { RecordedPast } from './from-recording/index.ts';
import { VirtualClock } from './model/clock.ts';
import { mswHandlers } from './msw.ts';
import type { SimulatorOptions } from './options.ts';
import { DEFAULT_CREDENTIALS, type SimulatedCredentials } from './secret.ts';
import { listen, type SimulatedServer } from './server.ts';
import type { Service } from './service/context.ts';
import { createService } from './service/create.ts';
import { handle, type SimulatedAnswer, type Stage } from './service/handler.ts';
import type { SimulatedRequest } from './service/request.ts';
import { SignatureCheck } from './service/signature.ts';
import { Throttle } from './service/throttle.ts';
import { createTruth, type Truth } from './truth.ts';
import { connectionViews, gatewayViews, type SimulatedConnection, type SimulatedGateway } from './views.ts';

const PUBLISH_KEYS = /* @__PURE__ */ keysOf<{ readonly at?: Instant }>({ at: true });

/**
 * A simulated Alibaba Cloud account with VPN gateways. It behaves like Cloud Monitor, VPC and CEN, with their operations, limits, delays and oddities.
 * You get it from `createSimulator`.
 *
 * It stores no datapoints. Everything is computed from the seed, the declared resources and the state changes, so the same calls give the same
 * answers on every machine.
 */
export class Simulator {
  /** The region of every resource. */
  readonly regionId: string;
  /** The account's clock, for the `clock` option of a `VpnMonitor`. */
  readonly clock: Clock;
  /** The true data of the account, to compare with what a client reports. */
  readonly truth: Truth;
  /** The key pair that requests must be signed with, for the `credentials` option of a `VpnMonitor`. */
  readonly credentials: SimulatedCredentials;
  /** The VPN gateways, in the order in which you declared them. */
  readonly gateways: readonly SimulatedGateway[];
  /** The IPsec connections, in the order in which you declared them. */
  readonly connections: readonly SimulatedConnection[];
  readonly #clock: VirtualClock;
  readonly #service: Service;
  readonly #stage: Stage;
  readonly #pusher: EventPusher;

  /** @internal */
  constructor(options: SimulatorOptions, past?: RecordedPast) {
    this.regionId = options.regionId;
    this.#clock = new VirtualClock(options.now);
    this.clock = { now: () => this.#clock.now() };
    this.#service = createService(options, this.clock, past);
    const { credentials = DEFAULT_CREDENTIALS } = options;
    this.credentials = credentials === 'any' ? DEFAULT_CREDENTIALS : credentials;
    this.#stage = {
      service: this.#service,
      failures: new FailureQueue(),
      throttle: new Throttle(options.requestsPerSecond ?? Infinity),
      signatures: credentials === 'any' ? undefined : new SignatureCheck(credentials),
      calls: [],
    };
    this.#pusher = new EventPusher(this.#service, this.clock);
    this.truth = createTruth(this.#service);
    this.gateways = gatewayViews(this.#service.topology);
    this.connections = connectionViews(this.#service.topology);
  }

  /** The requests since the start or the last {@link resetCalls}, in order of arrival. The array grows with each request. */
  get calls(): readonly SimulatedCall[] {
    return this.#stage.calls;
  }

  /** Empties {@link calls}. */
  resetCalls(): void {
    this.#stage.calls.length = 0;
  }

  /** The present time of the account, in milliseconds since the epoch. */
  now(): number {
    return this.#clock.now();
  }

  /** Moves the account's clock forward. State changes, events and datapoints that are due meanwhile take place. */
  advance(by: Duration): this {
    this.#clock.advance(by);
    return this;
  }

  /** Controls a tunnel of a dual-tunnel connection. @throws `RangeError` for an unknown id. */
  tunnel(id: string): TunnelControl {
    const found = this.#service.topology.tunnelById.get(id);
    if (!found) throw unknown('tunnel', id, this.#service.topology.tunnelById);
    return tunnelControl(found.connection, found.link, () => this.now());
  }

  /** Controls a connection. @throws `RangeError` for an unknown id. */
  connection(id: string): ConnectionControl {
    const found = this.#service.topology.connectionById.get(id);
    if (!found) throw unknown('connection', id, this.#service.topology.connectionById);
    return connectionControl(found, () => this.now());
  }

  /**
   * Adds a system event that no state change causes, and returns it. State changes publish their own events.
   *
   * @param name - A name of the catalogue, or any other text for an event the catalogue lacks.
   * @param resourceId - The tunnel, connection, gateway or certificate of the event.
   */
  publish(name: SystemEvent | (string & {}), resourceId: string, options: { readonly at?: Instant } = {}): SimulatedEvent {
    assertOptions(options, PUBLISH_KEYS, 'publish()');
    if (typeof name !== 'string') throw new TypeError(`publish() takes the name of an event, but was given ${shown(name)}`);
    if (typeof resourceId !== 'string') throw new TypeError(`publish() takes the id of a resource, but was given ${shown(resourceId)}`);
    return this.#service.events.publish(name, resourceId, options.at === undefined ? this.now() : instantMs(options.at, 'at'));
  }

  /**
   * Pushes the events since the last push (at first, of the last hour) to a URL, oldest first, as a rule's webhook, an event subscription, a queue or
   * EventBridge would do. A push that is not accepted is tried again.
   *
   * @param options - `shape` is the format. Default: `rule`. `since` is the start, instead of the last push.
   */
  push(url: string, options: { readonly shape?: PushShape; readonly since?: Instant } = {}): Promise<readonly Delivery[]> {
    return this.#pusher.push(url, options);
  }

  /**
   * Evaluates the enabled threshold rules for every period since the last call (at first, since the rule was put), and posts their notifications to
   * their webhooks, oldest first. A notification that is not accepted is tried again. Webhooks that are not on this machine are not called. Rules
   * without a webhook only write the alert log.
   *
   * A rule uses the points that were published in time, and decides for each resource. A level is reached after the required number of periods in a
   * row; the most severe level counts, and is repeated after the silence time. A resource below every level recovers.
   */
  deliverAlerts(): Promise<readonly AlertDelivery[]> {
    return deliverAlerts(this.#service);
  }

  /**
   * Sends the events since the last delivery, and those of `SendDryRunSystemEvent`, to the webhooks of the enabled event rules that take them, by
   * product, name, level, type and keyword, from the time a rule was put. It tries again like {@link push}. Webhooks that are not on this machine are
   * not called. Silence times and SQL filters are ignored.
   */
  deliverEvents(): Promise<readonly RuleDelivery[]> {
    return deliverEvents(this.#service);
  }

  /** Makes the next matching calls fail. Failures apply in the order in which you inject them, before any other check. */
  fail(failure: FailureSpec): FailureHandle {
    return this.#stage.failures.add(failure, Object.keys(this.#service.options.operations ?? {}));
  }

  /** Answers a request without HTTP, for a transport of your own. You apply `delayMs` yourself. */
  handle(request: SimulatedRequest): SimulatedAnswer {
    return handle(request, this.#stage);
  }

  /** Serves the account over HTTP on a free port of 127.0.0.1. Close it, or declare it with `await using`. */
  listen(): Promise<SimulatedServer> {
    return listen((request) => this.handle(request), this.credentials);
  }

  /**
   * The same service as request handlers of msw 2 or 3, for `setupServer(...cloud.handlers())`. They answer for the public hosts of the services in every
   * region. They need the optional peer dependency `msw`; without it you get a `VpnMonitorError` of code `config`.
   *
   * The handlers are msw's `HttpHandler`s. These types do not name it, so that they compile in a project without msw. To get it, write
   * `cloud.handlers<HttpHandler>()`.
   */
  handlers<Handler = never>(): Handler[] {
    return mswHandlers((request) => this.handle(request)) as unknown[] as Handler[];
  }
}

function unknown(kind: string, id: string, known: ReadonlyMap<string, unknown>): RangeError {
  const some = [...known.keys()].slice(0, 5).join(', ') || 'none';
  return new RangeError(`the simulated account has no ${kind} ${id}; it has ${known.size}, such as: ${some}`);
}
