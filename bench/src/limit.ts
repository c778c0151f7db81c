import Fastify, { type FastifyInstance, type FastifyReply } from 'fastify';
import { Pool } from 'pg';
import { serviceUrl } from '@orinoco/database';
import { limit_name } from './database.ts';
import { cardsStatement, listingStatement, productStatement } from './limit-statements.ts';

/** An answer of the shop to a search: which cards, and the bytes behind them. */
export interface FoundCards { readonly product_ids: readonly string[]; readonly rest: string }
export type LimitMessage =
  | { readonly kind: 'statements'; readonly admin_url: string; readonly searches: readonly FoundCards[] }
  | { readonly kind: 'buffers'; readonly bodies: Readonly<Record<string, string>> };

const type = 'application/json; charset=utf-8';

/** A route that does nothing but one prepared statement whose JSON PostgreSQL has built. */
function mountStatements(app: FastifyInstance, { admin_url, searches }: Extract<LimitMessage, { kind: 'statements' }>): void {
  const pool = new Pool({ connectionString: serviceUrl(admin_url, 'catalog'), application_name: limit_name, options: '-c search_path=catalog -c timezone=UTC', max: 10 });
  const answer = async (reply: FastifyReply, name: string, text: string, values: unknown[]) => {
    const { rows } = await pool.query<{ json: string }>({ name, text, values });
    return reply.type(type).send(rows[0]?.json ?? '{}');
  };
  app.get<{ Querystring: { category: string; page?: string; page_size?: string } }>('/listings', (request, reply) => {
    const { category, page = '1', page_size = '24' } = request.query;
    return answer(reply, 'listing', listingStatement, [category, Number(page), Number(page_size), (Number(page) - 1) * Number(page_size)]);
  });
  app.get<{ Params: { handle: string } }>('/products/:handle', (request, reply) => answer(reply, 'product', productStatement, [request.params.handle]));
  app.get<{ Params: { index: string } }>('/searches/:index', (request, reply) => {
    const found = searches[Number(request.params.index)];
    return answer(reply, 'cards', cardsStatement, [found?.product_ids ?? [], found?.rest ?? '}']);
  });
}

function mountBuffers(app: FastifyInstance, bodies: Readonly<Record<string, string>>): void {
  for (const [name, body] of Object.entries(bodies)) {
    const buffer = Buffer.from(body);
    app.get(`/${name}`, (_request, reply) => reply.type(type).send(buffer));
  }
}

process.once('message', (message: LimitMessage) => {
  const app = Fastify();
  if (message.kind === 'statements') mountStatements(app, message);
  else mountBuffers(app, message.bodies);
  void app.listen({ host: '127.0.0.1', port: 0 }).then((url) => process.send?.({ url }));
});
