/**
 * JSON that PostgreSQL has built. The edge sends the text as it is, so a hot read neither parses nor serializes;
 * a caller in the same process parses it once, when it asks for the value.
 */
export class JsonText<T> {
  readonly json: string;

  constructor(json: string) {
    this.json = json;
  }

  parse(): T {
    return JSON.parse(this.json) as T;
  }
}

export function valueOf<T>(answer: T | JsonText<T>): T {
  return answer instanceof JsonText ? answer.parse() : answer;
}
