import { languages } from '@orinoco/search/port';
import { defineSettings, loadSettings, setting, type Settings } from '@orinoco/config';

/** Every setting of the server, documented once: README's table and the check at start are made from this. */
export const definition = defineSettings({
  HOST: setting.string({ default: '127.0.0.1', doc: 'Address to listen on; 0.0.0.0 for every network' }),
  PORT: setting.integer({ default: 3000, min: 0, max: 65_535, doc: 'Port of the shop; 0 takes any free one' }),
  DATA_DIR: setting.path({ default: '.data', doc: 'Folder for the embedded database, pictures and secrets' }),
  DATABASE_URL: setting.secret({ is_optional: true, doc: 'PostgreSQL 18 to use instead of the embedded one, with the rights to make roles and schemas' }),
  PUBLIC_URL: setting.url({ is_optional: true, doc: 'Where buyers reach the shop, for links in e-mails and redirects; https turns on secure cookies' }),
  SERVICES: setting.list({ default: [], doc: 'Names of the services to run here; empty runs all. Same as --services=' }),
  SERVICE_URLS: setting.list({ default: [], doc: 'Where the other services are: catalog=http://10.0.0.5:3000,…' }),
  SERVICE_TOKEN: setting.secret({ is_optional: true, doc: 'Secret that the processes of a split shop share' }),
  GUEST_SECRET: setting.secret({ is_optional: true, doc: 'Signs the cookies of guests; made and kept in DATA_DIR when absent' }),
  DEMO: setting.boolean({ default: true, doc: 'Fill an empty shop with the demo marketplace, and run its payment provider, carrier and warehouse' }),
  DEMO_PRODUCTS: setting.integer({ default: 5_000, min: 10, max: 1_000_000, doc: 'Products of the demo marketplace' }),
  DEMO_STEP_MS: setting.duration_ms({ default: 20_000, min: 50, max: 86_400_000, doc: 'Time between two steps of a parcel in the demo' }),
  PAYMENT_PROVIDER: setting.choice(['local', 'stripe'], { default: 'local', doc: 'Who takes payments' }),
  PAYMENT_PROVIDER_URL: setting.url({ is_optional: true, protocols: ['http', 'https'], doc: 'Where a sandbox provider runs already; without it PAYMENT_PROVIDER=local starts one beside the shop' }),
  PAYMENT_PROVIDER_API_KEY: setting.secret({ is_optional: true, doc: 'The key of the sandbox provider at PAYMENT_PROVIDER_URL' }),
  PAYMENT_PROVIDER_WEBHOOK_SECRET: setting.secret({ is_optional: true, doc: 'What the sandbox provider at PAYMENT_PROVIDER_URL signs its webhooks with, whsec_…' }),
  STRIPE_API_KEY: setting.secret({ is_optional: true, doc: 'Needed with PAYMENT_PROVIDER=stripe' }),
  STRIPE_WEBHOOK_SECRET: setting.secret({ is_optional: true, doc: 'Needed with PAYMENT_PROVIDER=stripe' }),
  SMTP_URL: setting.secret({ is_optional: true, doc: 'Mail server, smtp://user:password@host:587; without it e-mails are kept and can be read in the demo' }),
  MAIL_FROM: setting.string({ default: 'Orinoco <no-reply@orinoco.example>', doc: 'Sender of e-mails' }),
  SEARCH_ENGINE: setting.choice(['own', 'opensearch'], { default: 'own', doc: 'Where the product index lives: in this process, or in an OpenSearch' }),
  SEARCH_LANGUAGE: setting.choice(languages, { default: 'en', doc: 'Language of the products’ texts, ISO 639-1' }),
  SEARCH_COUNTRY: setting.string({ default: 'US', pattern: /^[A-Z]{2}$/, expected: 'a country code such as US', doc: 'ISO 3166: the country to which search counts delivery times' }),
  SEARCH_THREADS: setting.integer({ default: 0, min: 0, max: 64, doc: 'Spreads the own index over so many threads; 0 keeps it in the main one, which is quickest up to some hundred thousand products' }),
  OPENSEARCH_URL: setting.secret({ is_optional: true, doc: 'Needed with SEARCH_ENGINE=opensearch: https://user:password@host:9200, version 2 or 3' }),
  OPENSEARCH_INDEX: setting.string({ default: 'orinoco-products', doc: 'Beginning of the names of indices in OpenSearch' }),
  EMBEDDING_PROVIDER: setting.choice(['none', 'openai', 'bedrock', 'local'], { default: 'none', doc: 'Model that orders search results by meaning beside words; local knows letters only and is for trying' }),
  EMBEDDING_URL: setting.url({ is_optional: true, protocols: ['http', 'https'], doc: 'Needed with EMBEDDING_PROVIDER=openai: an endpoint that speaks its POST /embeddings, up to /v1' }),
  EMBEDDING_MODEL: setting.string({ is_optional: true, doc: 'Name of the model' }),
  EMBEDDING_DIMENSIONS: setting.integer({ default: 512, min: 2, max: 4_096, doc: 'Length of the model’s vectors' }),
  EMBEDDING_API_KEY: setting.secret({ is_optional: true, doc: 'Key of EMBEDDING_URL' }),
  AWS_REGION: setting.string({ is_optional: true, doc: 'Needed with EMBEDDING_PROVIDER=bedrock; credentials are those of the machine' }),
  OTEL_EXPORTER_OTLP_ENDPOINT: setting.url({ is_optional: true, doc: 'OpenTelemetry collector to send traces to' }),
  BACKUP_DIR: setting.path({ is_optional: true, doc: 'Folder to which the embedded database sends its log all the time; with a backup in it the shop can be restored as of any moment' }),
  BACKUP_EVERY_MS: setting.duration_ms({ default: 60_000, min: 1_000, max: 3_600_000, doc: 'What was written is in BACKUP_DIR after this time at the latest' }),
  DRAIN_MS: setting.duration_ms({ default: 0, min: 0, max: 300_000, doc: 'How long a stopping server that says it is not ready still takes requests: longer than a load balancer needs to notice' }),
  LOG_LEVEL: setting.choice(['debug', 'info', 'warn', 'error', 'silent'], { default: 'info', doc: 'Least severe lines to log' }),
  TRUST_PROXY: setting.boolean({ default: false, doc: 'Believe X-Forwarded-For and -Proto of the proxy in front' }),
  RATE_FACTOR: setting.integer({ default: 1, min: 0, max: 1_000, doc: 'Multiplies the rate limits; 0 turns them off' }),
});

export type ServerSettings = Settings<typeof definition>;

export function readSettings(env: Readonly<Record<string, string | undefined>>): ServerSettings {
  return loadSettings(definition, env);
}
