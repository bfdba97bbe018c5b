/** A registration acked every seq from `fromSeq` to `toSeq`, at `at` (Unix milliseconds). */
export type AckRun = { registrationId: number; fromSeq: number; toSeq: number; at: number }

/** What the numbers of a packed record count from. */
export type AckRunsBase = { fromRegistrationId: number; fromSeq: number; at: number }

/**
 * Packs runs into bytes: for each run four varints (LEB128): registration id less the one before, first seq less the
 * base's, length less one, time less the base's. `runs` are in the order of registration ids, none before its base.
 */
export function encodeAckRuns(base: AckRunsBase, runs: readonly AckRun[]): Uint8Array<ArrayBuffer> {
  const bytes: number[] = []
  let registrationId = base.fromRegistrationId
  for (const run of runs) {
    pushVarint(bytes, run.registrationId - registrationId)
    pushVarint(bytes, run.fromSeq - base.fromSeq)
    pushVarint(bytes, run.toSeq - run.fromSeq)
    pushVarint(bytes, run.at - base.at)
    registrationId = run.registrationId
  }
  return Uint8Array.from(bytes)
}

/** The runs of `encodeAckRuns`. Throws on bytes that it did not make. */
export function decodeAckRuns(base: AckRunsBase, bytes: Uint8Array): AckRun[] {
  const runs: AckRun[] = []
  const reader = { bytes, offset: 0 }
  let registrationId = base.fromRegistrationId
  while (reader.offset < bytes.length) {
    registrationId += readVarint(reader)
    const fromSeq = base.fromSeq + readVarint(reader)
    const toSeq = fromSeq + readVarint(reader)
    runs.push({ registrationId, fromSeq, toSeq, at: base.at + readVarint(reader) })
  }
  return runs
}

/** Without bit operators: they are 32 bits wide, times are not. */
function pushVarint(bytes: number[], value: number): void {
  if (!Number.isSafeInteger(value) || value < 0) throw new RangeError('an ack run lies before its base')
  let rest = value
  while (rest >= 0x80) {
    bytes.push((rest % 0x80) + 0x80)
    rest = Math.floor(rest / 0x80)
  }
  bytes.push(rest)
}

function readVarint(reader: { bytes: Uint8Array; offset: number }): number {
  let value = 0
  let scale = 1
  for (;;) {
    const byte = reader.bytes[reader.offset]
    if (byte === undefined) throw new RangeError('an ack record ends inside a run')
    reader.offset += 1
    value += (byte % 0x80) * scale
    if (byte < 0x80) return value
    scale *= 0x80
  }
}
