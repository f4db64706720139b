/** Waits until all promises that can go on have gone on, on every runtime. */
export interface Macrotasks {
  settled(): Promise<void>;
  close(): void;
}

/**
 * Both ways cost less than a timer. Deno hands over a message to oneself amid promises that go on; its `setImmediate` waits for them, as those of
 * Node and Bun do. Elsewhere, where there is none, a message comes after them.
 */
export function macrotasks(): Macrotasks {
  const immediate: unknown = Reflect.get(globalThis, "setImmediate");
  if (typeof immediate !== "function") return messages();
  return {
    settled: () =>
      new Promise((resolve) => {
        immediate(resolve);
      }),
    close: () => {},
  };
}

function messages(): Macrotasks {
  const { port1, port2 } = new MessageChannel();
  const waiting: (() => void)[] = [];
  port1.onmessage = () => waiting.shift()?.();
  return {
    settled: () =>
      new Promise((resolve) => {
        waiting.push(resolve);
        port2.postMessage(undefined);
      }),
    close: () => {
      port1.close();
      port2.close();
    },
  };
}
