import type { SimulatedCall } from '../calls.ts';
import type { Failure, FailureQueue } from '../failures.ts';
import { makeUuid } from '../model/ids.ts';
import type { Service } from './context.ts';
import { Fault } from './fault.ts';
import { BILLABLE, OPERATIONS, PRODUCTS } from './operations.ts';
import { parseRequest, type ParsedRequest, type SimulatedRequest } from './request.ts';
import type { SignatureCheck } from './signature.ts';
import type { Throttle } from './throttle.ts';

/** What the service does about a request, after `delayMs` of real time. */
export type SimulatedAnswer =
  | { readonly kind: 'answer'; readonly status: number; readonly headers: Readonly<Record<string, string>>; readonly body: string; readonly delayMs: number }
  | { readonly kind: 'reset'; readonly delayMs: number }
  | { readonly kind: 'hang'; readonly delayMs: number };

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
    headers: { ...headers, 'x-acs-request-id': requestId },
    body,
    delayMs,
  });
  const record = (answered: SimulatedCall['answered']): void => {
    const { product, action, params } = parsed;
    stage.calls.push({ product, action, params, at: Date.now(), answered });
  };

  if (failure && failure.kind !== 'error') {
    record(failure.kind);
    return failure.kind === 'reset' || failure.kind === 'hang' ? { kind: failure.kind, delayMs } : answer(...brokenAnswer(failure, request, parsed, stage, requestId));
  }
  let status = 200;
  let body: string;
  try {
    if (failure) throw new Fault(failure.status, failure.code, failure.message);
    body = operate(request, parsed, stage, requestId);
  } catch (error) {
    const fault = error instanceof Fault ? error : new Fault(500, 'InternalError', error instanceof Error ? error.message : String(error));
    status = fault.status === 400 && parsed.product === 'cms' && options.badRequests === 'soft' && isBadRequest(fault) ? 200 : fault.status;
    body = errorBody(fault, request, requestId, status);
  }
  record(status);
  return answer(status, body);
}

function operate(request: SimulatedRequest, parsed: ParsedRequest, stage: Stage, requestId: string): string {
  const { service } = stage;
  const { product, action, params } = parsed;
  const custom = service.options.operations;
  const known = product !== undefined && Object.hasOwn(OPERATIONS[product], action) ? OPERATIONS[product][action] : undefined;
  const own = custom && Object.hasOwn(custom, action) ? custom[action] : undefined;
  if (product === undefined || (!known && !own)) throw new Fault(404, 'InvalidAction.NotFound', `Specified api is not found: ${action}.`);
  stage.signatures?.verify(request, parsed);
  if (!stage.throttle.admit(action)) throw new Fault(400, 'Throttling.User', 'Request was denied due to user flow control.');
  if (service.options.quotaExhausted && BILLABLE.has(action)) throw new Fault(400, 'Throttling.User', 'user api quota limit');
  if (product === 'vpc') checkRegion(params['RegionId'], service.regionId);
  if (own) return JSON.stringify({ RequestId: requestId, ...own(params) });
  return known ? known(params, service, requestId) : '';
}

function checkRegion(given: string | undefined, regionId: string): void {
  if (given === undefined || given === '') throw new Fault(400, 'MissingRegionId', 'RegionId is mandatory for this action.');
  if (given !== regionId) throw new Fault(404, 'InvalidRegionId.NotFound', 'The specified RegionId does not exist.');
}

function isBadRequest(fault: Fault): boolean {
  return fault.code === 'ParameterInvalid' || fault.code === '400' || fault.code.startsWith('Missing');
}

function errorBody(fault: Fault, request: SimulatedRequest, requestId: string, status: number): string {
  if (status === 200) {
    return JSON.stringify({ RequestId: requestId, Success: false, Code: fault.code === 'ParameterInvalid' ? '400' : fault.code, Message: fault.message, Datapoints: '', NextToken: '', Period: '' });
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
function brokenAnswer(
  failure: Failure,
  request: SimulatedRequest,
  parsed: ParsedRequest,
  stage: Stage,
  requestId: string,
): [number, string, Record<string, string>?] {
  const { kind } = failure;
  if (kind === 'html') return [502, '<html><head><title>502 Bad Gateway</title></head><body>502 Bad Gateway</body></html>', { 'content-type': 'text/html' }];
  if (kind === 'success-false') return [200, JSON.stringify({ RequestId: requestId, Success: false, Datapoints: '', NextToken: '', Period: '' })];
  if (kind === 'no-datapoints') return [200, JSON.stringify({ RequestId: requestId, Success: true, Code: '200', Period: parsed.params['Period'] ?? '60' })];
  if (kind !== 'broken-json') return [200, ''];
  const whole = attempt(() => operate(request, parsed, stage, requestId), requestId);
  return [200, whole.slice(0, Math.floor(whole.length / 2))];
}

function attempt(produce: () => string, requestId: string): string {
  try {
    return produce();
  } catch {
    return JSON.stringify({ RequestId: requestId, Success: true, Code: '200' });
  }
}
