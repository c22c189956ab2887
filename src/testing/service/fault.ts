/** An answer of the service that is an error. */
export class Fault extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/** A parameter Cloud Monitor does not take. */
export function badParameter(message: string): Fault {
  return new Fault(400, 'ParameterInvalid', message);
}
