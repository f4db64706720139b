import { AsyncLocalStorage } from "node:async_hooks";
import { type Context, type ContextManager, context, ROOT_CONTEXT, SpanStatusCode } from "@opentelemetry/api";
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  type ReadableSpan,
  SimpleSpanProcessor,
} from "@opentelemetry/sdk-trace-base";
import { otelTelemetry } from "../../adapters/otel/mod.ts";
import type { Telemetry } from "../../src/runtime/mod.ts";

/** What the SDK's own manager does, over Node's storage. */
class AsyncContexts implements ContextManager {
  private readonly storage = new AsyncLocalStorage<Context>();

  active(): Context {
    return this.storage.getStore() ?? ROOT_CONTEXT;
  }

  with<A extends unknown[], F extends (...args: A) => ReturnType<F>>(
    inside: Context,
    work: F,
    that?: ThisParameterType<F>,
    ...args: A
  ): ReturnType<F> {
    return this.storage.run(inside, () => Reflect.apply(work, that, args));
  }

  bind<T>(_: Context, target: T): T {
    return target;
  }

  enable(): this {
    return this;
  }

  disable(): this {
    return this;
  }
}

/** An SDK that keeps its spans in memory. */
export interface OtelRig {
  readonly telemetry: Telemetry;
  readonly provider: BasicTracerProvider;
  /** All that have ended. */
  spans(): readonly ReadableSpan[];
  named(name: string): readonly ReadableSpan[];
}

export function otelRig(): OtelRig {
  context.setGlobalContextManager(new AsyncContexts());
  const exporter = new InMemorySpanExporter();
  const provider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
  const spans = () => exporter.getFinishedSpans();
  return {
    telemetry: otelTelemetry({ tracerProvider: provider }),
    provider,
    spans,
    named: (name) => spans().filter((span) => span.name === name),
  };
}

/** The spans of one trace as an indented text, children in the order in which they began; `!` marks one that failed, `~` one that is linked to others. */
export function treeText(spans: readonly ReadableSpan[], traceId: string): string {
  const own = spans.filter((span) => span.spanContext().traceId === traceId);
  const ids = new Set(own.map((span) => span.spanContext().spanId));
  const childrenOf = (id: string | undefined) =>
    own.filter(({ parentSpanContext: parent }) =>
      id === undefined ? parent === undefined || !ids.has(parent.spanId) : parent?.spanId === id,
    );
  const lines = (id: string | undefined, depth: number): readonly string[] =>
    childrenOf(id)
      .toSorted(byStart)
      .flatMap((span) => [
        `${"  ".repeat(depth)}${span.name}${marksOf(span)}`,
        ...lines(span.spanContext().spanId, depth + 1),
      ]);
  return lines(undefined, 0).join("\n");
}

function marksOf({ status, links }: ReadableSpan): string {
  return `${status.code === SpanStatusCode.ERROR ? " !" : ""}${links.length > 0 ? " ~" : ""}`;
}

function byStart(a: ReadableSpan, b: ReadableSpan): number {
  return a.startTime[0] - b.startTime[0] || a.startTime[1] - b.startTime[1] || a.name.localeCompare(b.name);
}
