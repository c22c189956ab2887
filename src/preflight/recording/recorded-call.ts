import type { ApiRequest } from '../../transport/index.ts';

/** One line of a recording: a call and its answer, with nothing in it but what this package reads, and pseudonyms for what names the account's own. */
export interface RecordedCall {
  /** The version of this shape. */
  readonly v: 1;
  /** When the call began, by the machine's clock: milliseconds since the epoch. */
  readonly at: number;
  /** How long it took, in milliseconds. */
  readonly tookMs: number;
  readonly product: ApiRequest['product'];
  /** The operation, such as `DescribeMetricList`. */
  readonly action: string;
  /** Its parameters by wire name, as the transport was given them. */
  readonly params: Readonly<Record<string, unknown>>;
  /** What was answered, also where the service refused. Not there where nothing was. */
  readonly answer?: {
    readonly status: number;
    /** The `Date` header. */
    readonly date?: string;
    /** How long to wait, from the header `Retry-After`. */
    readonly retryAfter?: string;
    /** The body by the allow-list of the operation. Not there where it was no JSON object. */
    readonly body?: Readonly<Record<string, unknown>>;
  };
  /** What the transport failed with instead. */
  readonly error?: {
    readonly name: string;
    readonly code?: string;
    /** The HTTP status, where the error bears one. */
    readonly status?: number;
    /** Of its message the words that it is classified by. */
    readonly message?: string;
  };
}
