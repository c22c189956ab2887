/** An event as some shape carries it: fields picked out, nothing interpreted. */
export interface RawEvent {
  readonly name: string;
  /** The service's own id of the event. */
  readonly id: string | undefined;
  readonly product: string | undefined;
  readonly level: string | undefined;
  /** Milliseconds since the epoch. */
  readonly at: number | undefined;
  readonly regionId: string | undefined;
  /** An ARN or a plain id. */
  readonly resourceId: string | undefined;
  readonly instanceName: string | undefined;
  readonly content: unknown;
  readonly ruleName: string | undefined;
}
