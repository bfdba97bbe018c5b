/** What the traced process says once it is promised: one JSON object a line on its standard output. */
export type Saying =
  | { says: 'opened'; epoch: string; project: string }
  | { says: 'registered'; registrationId: number }
  | { says: 'appended'; id: string; seq: number }
  | { says: 'acked'; registrationId: number; ackedSeq: number }
  | { says: 'stored'; row: number }
