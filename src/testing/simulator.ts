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
 * An Alibaba Cloud account with VPN gateways, as Cloud Monitor, VPC and CEN show it: the operations,
 * limits, delays and oddities of their services, and nothing else. Made by `createSimulator`.
 *
 * It stores no datapoints. Everything is computed from the seed, the declared resources and the
 * state changes, so the same calls give the same answers on every machine.
 */
export class Simulator {
  /** The region of every resource. */
  readonly regionId: string;
  /** The account's time, for the client's `clock` option. */
  readonly clock: Clock;
  /** What really is, to compare with what a client makes of it. */
  readonly truth: Truth;
  /** The key that requests must be signed with. */
  readonly credentials: SimulatedCredentials;
  readonly gateways: readonly SimulatedGateway[];
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

  /** Every request since the start or the last {@link resetCalls}, in order of arrival. The array is live. */
  get calls(): readonly SimulatedCall[] {
    return this.#stage.calls;
  }

  resetCalls(): void {
    this.#stage.calls.length = 0;
  }

  /** The account's present, in milliseconds since the epoch. */
  now(): number {
    return this.#clock.now();
  }

  /** Moves the account's time on. What was due meanwhile has then happened. */
  advance(by: Duration): this {
    this.#clock.advance(by);
    return this;
  }

  /** The handle on one tunnel of a dual-tunnel connection. A `RangeError` for an unknown id. */
  tunnel(id: string): TunnelControl {
    const found = this.#service.topology.tunnelById.get(id);
    if (!found) throw unknown('tunnel', id, this.#service.topology.tunnelById);
    return tunnelControl(found.connection, found.link, () => this.now());
  }

  /** The handle on a connection. A `RangeError` for an unknown id. */
  connection(id: string): ConnectionControl {
    const found = this.#service.topology.connectionById.get(id);
    if (!found) throw unknown('connection', id, this.#service.topology.connectionById);
    return connectionControl(found, () => this.now());
  }

  /**
   * Adds a system event that no state change caused, and returns it. State changes publish
   * theirs by themselves.
   *
   * @param name - A name of the catalogue, or any other text for an event the catalogue lacks.
   * @param resourceId - The tunnel, connection, gateway or certificate it is about.
   */
  publish(name: SystemEvent | (string & {}), resourceId: string, options: { readonly at?: Instant } = {}): SimulatedEvent {
    assertOptions(options, PUBLISH_KEYS, 'publish()');
    if (typeof name !== 'string') throw new TypeError(`publish() takes the name of an event, but was given ${shown(name)}`);
    if (typeof resourceId !== 'string') throw new TypeError(`publish() takes the id of a resource, but was given ${shown(resourceId)}`);
    return this.#service.events.publish(name, resourceId, options.at === undefined ? this.now() : instantMs(options.at, 'at'));
  }

  /**
   * Pushes what happened since the last push (at first: since an hour ago) to a URL, oldest first, as a
   * rule's webhook, an event subscription, a queue or EventBridge would: with retries while it is not taken.
   *
   * @param options - `shape`: default `rule`. `since`: where to begin.
   */
  push(url: string, options: { readonly shape?: PushShape; readonly since?: Instant } = {}): Promise<readonly Delivery[]> {
    return this.#pusher.push(url, options);
  }

  /**
   * Evaluates the enabled threshold rules for every period that became due since the last call (at first: since the rule was put), and posts
   * what they have to say to their webhooks, oldest first, with retries while it is not taken. Webhooks that are not
   * on this machine are not called; rules without one write the alert log alone.
   *
   * A rule sees the points that are published in time, and decides for each resource: a level is reached by as many periods in a row as it
   * asks for, the gravest counts, and it is repeated once the silence time is over. Whatever is below every level recovers.
   */
  deliverAlerts(): Promise<readonly AlertDelivery[]> {
    return deliverAlerts(this.#service);
  }

  /**
   * Sends what happened since the last delivery, and what `SendDryRunSystemEvent` asked for, to the webhooks of the enabled event rules that take
   * it: by product, name, level, type and keyword, from when a rule was put. With retries, as {@link push};
   * webhooks that are not on this machine are not called. Times of silence and SQL filters are not kept.
   */
  deliverEvents(): Promise<readonly RuleDelivery[]> {
    return deliverEvents(this.#service);
  }

  /** Makes the next matching calls fail. Failures apply in the order they were set up, before anything else is checked. */
  fail(failure: FailureSpec): FailureHandle {
    return this.#stage.failures.add(failure, Object.keys(this.#service.options.operations ?? {}));
  }

  /** Answers one request without HTTP: for transports of your own. Honour `delayMs` yourself. */
  handle(request: SimulatedRequest): SimulatedAnswer {
    return handle(request, this.#stage);
  }

  /** Serves the account over HTTP on a free port of 127.0.0.1. Close it, or hold it with `await using`. */
  listen(): Promise<SimulatedServer> {
    return listen((request) => this.handle(request), this.credentials);
  }

  /**
   * The same service as msw 2 request handlers, for `setupServer(...cloud.handlers())`. They answer
   * for the public hosts of the services in every region. Needs the optional peer `msw`: a
   * `VpnMonitorError` with code `config` says so where it is missing.
   *
   * The handlers are msw's `HttpHandler`s. These declarations do not name that type, so that they can
   * be checked in a project without msw; name it to have it: `cloud.handlers<HttpHandler>()`.
   */
  handlers<Handler = never>(): Handler[] {
    return mswHandlers((request) => this.handle(request)) as unknown[] as Handler[];
  }
}

function unknown(kind: string, id: string, known: ReadonlyMap<string, unknown>): RangeError {
  const some = [...known.keys()].slice(0, 5).join(', ') || 'none';
  return new RangeError(`the simulated account has no ${kind} ${id}; it has ${known.size}, such as: ${some}`);
}
