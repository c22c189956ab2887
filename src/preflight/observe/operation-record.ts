import type { VpnMonitorError } from '../../errors.ts';
import type { ApiRequest } from '../../transport/index.ts';
import { lacksEnterpriseCloudMonitor } from '../lacks-enterprise-cloudmonitor.ts';
import type { PreflightOperation } from '../model.ts';
import type { NeededOperation } from '../operations.ts';
import { PageSizes } from './page-sizes.ts';

/** What came of one operation. */
export class OperationRecord {
  readonly operation: NeededOperation;
  readonly pages: PageSizes | undefined;
  #isAnswered = false;
  readonly #errors: VpnMonitorError[] = [];
  #reason: string | undefined;
  #isMadeUp = false;

  constructor(operation: NeededOperation) {
    this.operation = operation;
    this.pages = operation.rows && new PageSizes(operation.rows);
  }

  answered(params: ApiRequest['params'], body: Readonly<Record<string, unknown>>): void {
    this.#isAnswered = true;
    this.pages?.note(params, body);
  }

  failed(error: VpnMonitorError): void {
    this.#errors.push(error);
  }

  /** What a feature made of its answers. What the calls themselves failed with says more. */
  unread(error: VpnMonitorError): void {
    if (this.#errors.length === 0 && this.#reason === undefined) this.#errors.push(error);
  }

  /** It is not asked for. */
  skip(reason: string): void {
    this.#reason ??= reason;
  }

  /** It is asked about what does not exist, so that a refusal is what is to be expected of a service that lets it be asked. */
  expectRefusal(): void {
    this.#isMadeUp = true;
  }

  /** With what it was forbidden. */
  get denial(): VpnMonitorError | undefined {
    return this.#errors.find((error) => error.code === 'forbidden' && !lacksEnterpriseCloudMonitor(this.operation.action, error));
  }

  /** With what it may be given up: nothing it was asked has been answered in time, and a single question may take long for a reason of its own. */
  get silence(): VpnMonitorError | undefined {
    const isSilent = !this.#isAnswered && this.#errors.length > 1 && this.#errors.every(({ code }) => code === 'timeout');
    return isSilent ? this.#errors[0] : undefined;
  }

  report(): PreflightOperation {
    const { product, action, ramAction, features } = this.operation;
    const { status, error } = this.#outcome();
    const pageSize = this.pages?.cap;
    return {
      product,
      action,
      ramAction,
      features,
      status,
      ...(status === 'not-tried' && { reason: this.#reason ?? 'it was not reached' }),
      ...(pageSize && { pageSize }),
      ...(error && { error }),
    };
  }

  #outcome(): Pick<PreflightOperation, 'status' | 'error'> {
    const { denial } = this;
    if (denial) return { status: 'forbidden', error: denial };
    const failure = this.#errors.find((error) => !this.#isLookedAt(error));
    if (failure && !this.#isAnswered) return { status: 'failed', error: failure };
    const refusal = failure ?? this.#errors.find((error) => this.#isTelling(error));
    if (this.#isAnswered || this.#errors.length > 0) return { status: 'allowed', ...(refusal && { error: refusal }) };
    return { status: 'not-tried' };
  }

  /** Whether the service has refused what was asked, and not the asking. */
  #isLookedAt(error: VpnMonitorError): boolean {
    const { code, vendorCode } = error;
    if (isOfQuestion(error) || code === 'quota-exhausted' || lacksEnterpriseCloudMonitor(this.operation.action, error)) return true;
    return this.#isMadeUp && code === 'server' && vendorCode !== undefined;
  }

  /** Whether a refusal is worth showing. A filter that is widened, and another spelling, begin with one that says nothing once there are answers. */
  #isTelling(error: VpnMonitorError): boolean {
    if (this.#isMadeUp) return lacksEnterpriseCloudMonitor(this.operation.action, error);
    return !(this.#isAnswered && this.operation.action === 'DescribeMetricLast' && isOfQuestion(error));
  }
}

function isOfQuestion({ code }: VpnMonitorError): boolean {
  return code === 'not-found' || code === 'invalid-request';
}
