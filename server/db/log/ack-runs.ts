/** A registration acked every seq from `fromSeq` to `toSeq`, at `at` (Unix milliseconds). */
export type AckRun = { registrationId: number; fromSeq: number; toSeq: number; at: number }

/** The base from which the numbers of a packed record count. */
export type AckRunsBase = { fromRegistrationId: number; fromSeq: number; at: number }

/**
 * Packs runs into bytes, as four varints (LEB128) for each run. These are the registration id minus the one before, the
 * first seq minus the base's, the length minus one, and the time minus the base's. `runs` are in the order of
 * registration ids, and none is before its base.
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

/** Unpacks the bytes of `encodeAckRuns`. Throws a `RangeError` if they end inside a run. */
export function decodeAckRuns(base: AckRunsBase, bytes: Uint8Array): AckRun[] {
  const runs: AckRun[] = []
  const reader = new RunReader(base, bytes)
  while (reader.next()) runs.push(reader.run)
  return runs
}

/** Unpacks only the runs that hold `seq`, of registrations from the first to the last. */
export function findAckRuns(
  record: AckRunsBase & { runs: Uint8Array },
  wanted: { seq: number; firstId: number; lastId: number },
): AckRun[] {
  const runs: AckRun[] = []
  const reader = new RunReader(record, record.runs)
  while (reader.next() && reader.registrationId <= wanted.lastId) {
    const holds = reader.fromSeq <= wanted.seq && wanted.seq <= reader.toSeq
    if (holds && reader.registrationId >= wanted.firstId) runs.push(reader.run)
  }
  return runs
}

/**
 * Steps from run to run without making objects: the record of a large group holds a thousand runs, and a caller may
 * need only one.
 */
class RunReader {
  registrationId: number
  fromSeq = 0
  toSeq = 0
  #at = 0
  #offset = 0
  readonly #base: AckRunsBase
  readonly #bytes: Uint8Array

  constructor(base: AckRunsBase, bytes: Uint8Array) {
    this.#base = base
    this.#bytes = bytes
    this.registrationId = base.fromRegistrationId
  }

  /** Steps to the next run. Returns false if there is none. */
  next(): boolean {
    if (this.#offset >= this.#bytes.length) return false
    this.registrationId += this.#readVarint()
    this.fromSeq = this.#base.fromSeq + this.#readVarint()
    this.toSeq = this.fromSeq + this.#readVarint()
    this.#at = this.#base.at + this.#readVarint()
    return true
  }

  get run(): AckRun {
    const { registrationId, fromSeq, toSeq } = this
    return { registrationId, fromSeq, toSeq, at: this.#at }
  }

  #readVarint(): number {
    let value = 0
    let scale = 1
    for (;;) {
      const byte = this.#bytes[this.#offset]
      if (byte === undefined) throw new RangeError('an ack record ends inside a run')
      this.#offset += 1
      value += (byte % 0x80) * scale
      if (byte < 0x80) return value
      scale *= 0x80
    }
  }
}

/** Uses no bit operators: they work on 32 bits, and times need more. */
function pushVarint(bytes: number[], value: number): void {
  if (!Number.isSafeInteger(value) || value < 0) throw new RangeError('an ack run begins before its base')
  let rest = value
  while (rest >= 0x80) {
    bytes.push((rest % 0x80) + 0x80)
    rest = Math.floor(rest / 0x80)
  }
  bytes.push(rest)
}
