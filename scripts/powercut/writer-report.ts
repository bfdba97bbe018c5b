/** A promise that the traced process reports on its standard output, as one JSON object per line. */
export type WriterReport =
  | { says: 'opened'; epoch: string; project: string }
  | { says: 'registered'; registrationId: number }
  | { says: 'appended'; id: string; seq: number }
  | { says: 'acked'; registrationId: number; ackedSeq: number }
  | { says: 'stored'; row: number }
