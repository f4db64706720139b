/** The package's version. A constant, so that nothing has to be read at run time; a test compares it with package.json. */
export const version = "0.1.0";
