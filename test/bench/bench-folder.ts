/** `test/bench`, seen from where this file is built to: `.build/test/bench`. */
export const benchFolder: URL = new URL("../../../", import.meta.url);
