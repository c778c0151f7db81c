/** The parts of autocannon 9 that the load uses; the package brings no types. */
declare module 'autocannon' {
  export interface Context { [name: string]: string }
  export interface Request {
    method?: string;
    path?: string;
    headers?: Record<string, string>;
    body?: string;
    setupRequest?: (request: Request, context: Context) => Request;
    onResponse?: (status: number, body: string, context: Context, headers: Record<string, string>) => void;
  }
  export interface Client {
    setRequests(requests: Request[]): void;
    on(event: 'response', listener: (status: number, bytes: number, duration_ms: number) => void): void;
  }
  export interface Options { url: string; connections: number; duration: number; timeout: number; overallRate?: number; requests: Request[]; setupClient: (client: Client) => void }
  export interface Result { duration: number; errors: number; timeouts: number; non2xx: number; requests: { total: number } }
  export default function autocannon(options: Options): Promise<Result>;
}
