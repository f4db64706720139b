/** What the first process of a cluster tells the others by IPC: stop, cleanly. */
export const stopMessage = "myelin: stop";
