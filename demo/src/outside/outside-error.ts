/** An expected refusal of an outside system, sent as `{ code, detail }` with its HTTP status. */
export class OutsideError extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, detail: string) {
    super(detail);
    this.name = 'OutsideError';
    this.status = status;
    this.code = code;
  }
}
