import { context, propagation, SpanKind, SpanStatusCode, trace, type Attributes } from '@opentelemetry/api';
import pino, { type Logger } from 'pino';
import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';

export type { Logger } from 'pino';
export { startTracing } from './tracing.ts';

/** Fields that are cut out of every log line, wherever they stand. Logs never hold what identifies or authorizes a person. */
const redacted = ['password', 'token', 'session_token', 'payment_token', 'card_number', 'cvc', 'authorization', 'cookie', 'email', 'phone', 'line1', 'line2', 'secret', 'api_key'];

export interface LogOptions {
  readonly level: string;
  /** Where lines go; standard output when absent. */
  readonly destination?: { write(line: string): void };
}

/** One logger a process. Every line made inside a trace carries its id. */
export function createLogger({ level, destination }: LogOptions): Logger {
  const paths = redacted.flatMap((field) => [field, `*.${field}`, `*.*.${field}`]);
  const options = { level, base: null, redact: { paths, censor: '[redacted]' }, mixin: traceFields, timestamp: pino.stdTimeFunctions.isoTime };
  return destination ? pino(options, destination) : pino(options);
}

function traceFields(): Record<string, string> {
  const span = trace.getActiveSpan();
  return span ? { trace_id: span.spanContext().traceId } : {};
}

/** The process's metrics, in Prometheus text at `/metrics`. */
export const registry = new Registry();

let isCollecting = false;
export function collectProcessMetrics(): void {
  if (isCollecting) return;
  isCollecting = true;
  collectDefaultMetrics({ register: registry });
}

export function counter<Label extends string>(name: string, help: string, labels: readonly Label[] = []): Counter<Label> {
  return (registry.getSingleMetric(name) as Counter<Label> | undefined) ?? new Counter({ name, help, labelNames: [...labels], registers: [registry] });
}

export function gauge<Label extends string>(name: string, help: string, labels: readonly Label[] = []): Gauge<Label> {
  return (registry.getSingleMetric(name) as Gauge<Label> | undefined) ?? new Gauge({ name, help, labelNames: [...labels], registers: [registry] });
}

/** Durations in seconds, with buckets from 0.5 ms to 10 s. */
export function histogram<Label extends string>(name: string, help: string, labels: readonly Label[] = []): Histogram<Label> {
  const buckets = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
  return (registry.getSingleMetric(name) as Histogram<Label> | undefined) ?? new Histogram({ name, help, labelNames: [...labels], buckets, registers: [registry] });
}

const tracer = trace.getTracer('orinoco');
const isTracing = () => process.env['OTEL_EXPORTER_OTLP_ENDPOINT'] !== undefined;

/** Runs work inside a span when traces are exported, and plainly when they are not, so that tracing costs nothing unused. */
export async function traced<T>(name: string, attributes: Attributes, work: () => Promise<T>): Promise<T> {
  if (!isTracing()) return work();
  return tracer.startActiveSpan(name, { kind: SpanKind.INTERNAL, attributes }, async (span) => {
    try {
      return await work();
    } catch (error) {
      span.setStatus({ code: SpanStatusCode.ERROR });
      throw error;
    } finally {
      span.end();
    }
  });
}

/** Continues the caller's trace (W3C `traceparent`) for the time of `work`. */
export function withTraceparent<T>(traceparent: string | undefined, work: () => T): T {
  if (!isTracing() || traceparent === undefined) return work();
  return context.with(propagation.extract(context.active(), { traceparent }), work);
}

/** The header to send on, or undefined outside a trace. */
export function currentTraceparent(): string | undefined {
  if (!isTracing()) return undefined;
  const carrier: Record<string, string> = {};
  propagation.inject(context.active(), carrier);
  return carrier['traceparent'];
}
