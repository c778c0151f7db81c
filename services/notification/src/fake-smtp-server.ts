import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';

export interface Received {
  readonly from: string;
  readonly to: string;
  /** Headers and body as they came over the wire. */
  readonly message: string;
}

export interface FakeSmtpServer {
  readonly url: string;
  readonly received: readonly Received[];
  /** The answer to the next commands of this sort, `RCPT` for example; undefined accepts again. */
  refuse(command: string, answer: string | undefined): void;
  close(): Promise<void>;
}

/** As much of RFC 5321 as a client needs, for tests: it really listens, and it can refuse. */
export async function startFakeSmtpServer(): Promise<FakeSmtpServer> {
  const received: Received[] = [];
  const refusals = new Map<string, string>();
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    converse(socket, refusals, received);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The fake mail server has no port');
  return {
    url: `smtp://127.0.0.1:${address.port}`,
    received,
    refuse: (command, answer) => void (answer === undefined ? refusals.delete(command) : refusals.set(command, answer)),
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

function converse(socket: Socket, refusals: ReadonlyMap<string, string>, received: Received[]): void {
  let buffer = '';
  let from = '';
  let to = '';
  let is_message = false;
  const say = (line: string) => socket.write(`${line}\r\n`);
  const obey = (line: string) => {
    const command = line.slice(0, 4).toUpperCase();
    const refusal = refusals.get(command);
    if (refusal !== undefined) return say(refusal);
    if (command === 'EHLO') return say('250 fake.example');
    if (command === 'MAIL') from = /<(.*?)>/.exec(line)?.[1] ?? '';
    if (command === 'RCPT') to = /<(.*?)>/.exec(line)?.[1] ?? '';
    if (command === 'QUIT') return void socket.end('221 bye\r\n');
    is_message = command === 'DATA';
    return say(is_message ? '354 go on' : '250 ok');
  };
  const accept = (message: string) => {
    is_message = false;
    const refusal = refusals.get('END');
    if (refusal !== undefined) return say(refusal);
    received.push({ from, to, message });
    return say('250 queued');
  };
  say('220 fake.example');
  socket.setEncoding('utf8').on('data', (chunk: string) => {
    buffer += chunk;
    for (let end = buffer.indexOf(is_message ? '\r\n.\r\n' : '\r\n'); end >= 0; end = buffer.indexOf(is_message ? '\r\n.\r\n' : '\r\n')) {
      const text = buffer.slice(0, end);
      buffer = buffer.slice(end + (is_message ? 5 : 2));
      if (is_message) accept(text);
      else obey(text);
    }
  });
}
