import type { VpnMonitorError } from '../../errors.ts';
import type { ApiRequest } from '../../transport/index.ts';
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
    return this.#errors.find(({ code }) => code === 'forbidden');
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
    // A widened filter and another spelling begin with a refusal, which says nothing once there are answers.
    if (this.#isAnswered) return { status: 'allowed', ...withError(failure ?? this.#errors.find(({ code }) => code === 'quota-exhausted')) };
    if (failure) return { status: 'failed', error: failure };
    const [refusal] = this.#errors;
    if (refusal) return { status: 'allowed', ...withError(this.#isMadeUp ? undefined : refusal) };
    return { status: 'not-tried' };
  }

  /** Whether the service has refused what was asked, and not the asking. */
  #isLookedAt({ code, vendorCode }: VpnMonitorError): boolean {
    if (code === 'not-found' || code === 'invalid-request' || code === 'quota-exhausted') return true;
    return this.#isMadeUp && code === 'server' && vendorCode !== undefined;
  }
}

function withError(error: VpnMonitorError | undefined): { readonly error?: VpnMonitorError } {
  return error === undefined ? {} : { error };
}
