/** What takes a stream back to a version as a restored database would: later events and outcomes never were. */
export const setBackTexts = [
  "delete from myelin.events where stream_type = 'counter' and stream_id = $1 and version > $2",
  "delete from myelin.commands where stream_type = 'counter' and stream_id = $1 and version > $2",
] as const;
