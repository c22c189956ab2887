import type { SimulatedCall } from '../calls.ts';
import type { Failure, FailureQueue } from '../failures.ts';
import { makeUuid } from '../model/ids.ts';
import type { Operation, Service } from './context.ts';
import { Fault } from './fault.ts';
import { BILLABLE, OPERATIONS, PRODUCTS } from './operations.ts';
import { type ParsedRequest, parseRequest, type SimulatedRequest } from './request.ts';
import type { SignatureCheck } from './signature.ts';
import type { Throttle } from './throttle.ts';

/** The reaction of the service to a request, after `delayMs` of real time. */
export type SimulatedAnswer =
  | {
      /** An HTTP answer. */
      readonly kind: 'answer';
      /** The HTTP status. */
      readonly status: number;
      /** The header fields, with names in lower case. */
      readonly headers: Readonly<Record<string, string>>;
      /** The body, usually JSON. */
      readonly body: string;
      /** The delay before the answer, in milliseconds of real time. */
      readonly delayMs: number;
    }
  | {
      /** The connection is reset. */
      readonly kind: 'reset';
      /** The delay before the reset, in milliseconds of real time. */
      readonly delayMs: number;
    }
  | {
      /** No answer ever comes. */
      readonly kind: 'hang';
      /** Has no effect: there is no answer to delay. */
      readonly delayMs: number;
    };

/** The parts of a simulator that one request passes through. */
export interface Stage {
  readonly service: Service;
  readonly failures: FailureQueue;
  readonly throttle: Throttle;
  readonly signatures: SignatureCheck | undefined;
  readonly calls: SimulatedCall[];
}

const JSON_TYPE = { 'content-type': 'application/json;charset=utf-8' };

/** One request and its answer: the whole service, whichever face it is reached through. */
export function handle(request: SimulatedRequest, stage: Stage): SimulatedAnswer {
  const { options } = stage.service;
  const parsed = parseRequest(request, PRODUCTS);
  const requestId = makeUuid(`${stage.calls.length}|${parsed.action}|${Math.random()}`).toUpperCase();
  const failure = stage.failures.take(parsed.action);
  const delayMs = failure?.afterMs ?? options.latencyMs ?? 0;
  const answer = (status: number, body: string, headers: Readonly<Record<string, string>> = JSON_TYPE): SimulatedAnswer => ({
    kind: 'answer',
    status,
    headers: { ...headers, ...dateHeader(stage.service), 'x-acs-request-id': requestId },
    body,
    delayMs,
  });
  const record = (answered: SimulatedCall['answered']): void => {
    const { product, action, params } = parsed;
    stage.calls.push({ product, action, params, at: Date.now(), answered });
  };

  const call: Call = { request, parsed, stage, requestId };
  if (failure && failure.kind !== 'error') {
    record(failure.kind);
    return failure.kind === 'reset' || failure.kind === 'hang' ? { kind: failure.kind, delayMs } : answer(...brokenAnswer(failure, call));
  }
  const { status, body } = outcomeOf(call, failure);
  record(status);
  return answer(status, body);
}

function dateHeader(service: Service): Readonly<Record<string, string>> {
  return service.options.date === false ? {} : { date: new Date(service.now()).toUTCString() };
}

/** One request on its way through the service. */
interface Call {
  readonly request: SimulatedRequest;
  readonly parsed: ParsedRequest;
  readonly stage: Stage;
  readonly requestId: string;
}

function outcomeOf(
  call: Call,
  failure: Extract<Failure, { readonly kind: 'error' }> | undefined,
): { readonly status: number; readonly body: string } {
  const { request, parsed, stage, requestId } = call;
  try {
    if (failure) throw new Fault(failure.status, failure.code, failure.message);
    return { status: 200, body: operate(call) };
  } catch (error) {
    const fault = error instanceof Fault ? error : new Fault(500, 'InternalError', error instanceof Error ? error.message : String(error));
    const isSoft = parsed.product === 'cms' && stage.service.options.badRequests === 'soft' && isBadRequest(fault);
    const status = isSoft ? 200 : fault.status;
    return { status, body: errorBody(fault, request, requestId, status) };
  }
}

function operate({ request, parsed, stage, requestId }: Call): string {
  const { service } = stage;
  const { product, action, params } = parsed;
  const operation = operationOf(parsed, service);
  if (!operation) throw new Fault(404, 'InvalidAction.NotFound', `Specified api is not found: ${action}.`);
  stage.signatures?.verify(request, parsed);
  if (!stage.throttle.admit(action)) throw new Fault(400, 'Throttling.User', 'Request was denied due to user flow control.');
  if (service.options.quotaExhausted && BILLABLE.has(action)) throw new Fault(400, 'Throttling.User', 'user api quota limit');
  checkRegion(product === 'cms' ? regionIn(request, service.regionId) : params['RegionId'], service.regionId);
  return operation(params, service, requestId);
}

/** What answers an action: an operation of the user's own, or one that is simulated. */
function operationOf({ product, action }: ParsedRequest, { options }: Service): Operation | undefined {
  if (product === undefined) return undefined;
  const own = named(options.operations ?? {}, action);
  return own
    ? (params, _service, requestId) => JSON.stringify({ RequestId: requestId, ...own(params) })
    : named(OPERATIONS[product], action);
}

function named<T>(operations: Readonly<Record<string, T>>, action: string): T | undefined {
  return Object.hasOwn(operations, action) ? operations[action] : undefined;
}

// Cloud Monitor has a host for each region. A stand-in has one for all, and is told.
function regionIn({ headers }: SimulatedRequest, regionId: string): string {
  return headers['x-vpn-monitor-region'] ?? /^(?:metrics|cms)\.([a-z0-9-]+)\.aliyuncs\.com/.exec(headers['host'] ?? '')?.[1] ?? regionId;
}

function checkRegion(given: string | undefined, regionId: string): void {
  if (given === undefined || given === '') throw new Fault(400, 'MissingRegionId', 'RegionId is mandatory for this action.');
  if (given !== regionId) throw new Fault(404, 'InvalidRegionId.NotFound', 'The specified RegionId does not exist.');
}

function isBadRequest(fault: Fault): boolean {
  return fault.status === 400 && (fault.code === 'ParameterInvalid' || fault.code === '400' || fault.code.startsWith('Missing'));
}

function errorBody(fault: Fault, request: SimulatedRequest, requestId: string, status: number): string {
  if (status === 200) {
    return JSON.stringify({
      RequestId: requestId,
      Success: false,
      Code: fault.code === 'ParameterInvalid' ? '400' : fault.code,
      Message: fault.message,
      Datapoints: '',
      NextToken: '',
      Period: '',
    });
  }
  return JSON.stringify({
    RequestId: requestId,
    HostId: request.headers['host'] ?? '',
    Code: fault.code,
    Message: fault.message,
    Recommend: `https://api.aliyun.com/troubleshoot?q=${encodeURIComponent(fault.code)}&requestId=${requestId}`,
  });
}

/** Status, body and, where it is no JSON, headers of an answer that is broken in one way. */
function brokenAnswer({ kind }: Failure, call: Call): [number, string, Record<string, string>?] {
  const { parsed, requestId } = call;
  if (kind === 'html')
    return [502, '<html><head><title>502 Bad Gateway</title></head><body>502 Bad Gateway</body></html>', { 'content-type': 'text/html' }];
  if (kind === 'success-false')
    return [200, JSON.stringify({ RequestId: requestId, Success: false, Datapoints: '', NextToken: '', Period: '' })];
  if (kind === 'no-datapoints')
    return [200, JSON.stringify({ RequestId: requestId, Success: true, Code: '200', Period: parsed.params['Period'] ?? '60' })];
  if (kind !== 'broken-json') return [200, ''];
  const whole = attempt(() => operate(call), requestId);
  return [200, whole.slice(0, Math.floor(whole.length / 2))];
}

function attempt(produce: () => string, requestId: string): string {
  try {
    return produce();
  } catch {
    return JSON.stringify({ RequestId: requestId, Success: true, Code: '200' });
  }
}
