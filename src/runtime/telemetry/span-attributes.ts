/** Facts of a span or of a series. Names follow the semantic conventions of OpenTelemetry where they have one, else they begin with `myelin.`. */
export type SpanAttributes = Readonly<Record<string, string | number | boolean>>;
