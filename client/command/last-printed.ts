import { closeSync, constants, fstatSync, openSync, readFileSync, readSync, writeSync } from 'node:fs'
import { join } from 'node:path'

/** Enough digits for the size of any file, so that each write covers the one before. */
const SIZE_DIGITS = 16

/**
 * Remembers the last printed notification. A process may be killed after it printed a line and before its AOI Client
 * recorded that. The next run then gets this one notification again and must not print it twice. If standard output is
 * a file, the id and the file's size are stored before printing. The content of the file then tells whether the line
 * was printed. Otherwise the id is stored after printing.
 */
export class LastPrinted {
  readonly #file: number
  /** Standard output, if it is a readable file. */
  readonly #output: number | undefined
  #id: string
  #sizeBefore: string

  constructor(directory: string, stdout: { fd?: number }) {
    this.#output = stdout.fd === undefined ? undefined : openForReading(stdout.fd)
    this.#file = openSync(join(directory, 'last-printed'), constants.O_RDWR | constants.O_CREAT, 0o600)
    const [id = '', sizeBefore = ''] = readFileSync(this.#file, 'utf8').split(' ')
    this.#id = id
    this.#sizeBefore = sizeBefore.trim()
  }

  /** True if the notification was printed already. Calls `line` only if the id is the remembered one. */
  has(id: string, line: () => string): boolean {
    return this.#id === id && (this.#sizeBefore === '' || this.#stands(`${line()}\n`))
  }

  /** To be called before the line is printed. */
  begin(id: string): void {
    if (this.#output !== undefined) this.#write(id, String(fstatSync(this.#output).size))
  }

  /** To be called after the line was printed. */
  remember(id: string): void {
    if (this.#output === undefined) this.#write(id, '')
  }

  close(): void {
    closeSync(this.#file)
    if (this.#output !== undefined) closeSync(this.#output)
  }

  /** True if standard output has the text at the offset where the file ended before. */
  #stands(text: string): boolean {
    if (this.#output === undefined) return false
    const expected = Buffer.from(text)
    const found = Buffer.alloc(expected.length)
    readSync(this.#output, found, 0, found.length, Number(this.#sizeBefore))
    return found.equals(expected)
  }

  /** Overwrites in place, since all ids are UUIDs of one length. The write survives the end of this process. */
  #write(id: string, sizeBefore: string): void {
    writeSync(this.#file, `${id} ${sizeBefore.padEnd(SIZE_DIGITS)}`, 0)
    this.#id = id
    this.#sizeBefore = sizeBefore
  }
}

/** Returns `undefined` if the descriptor is no file, or the system has no `/dev/fd`. */
function openForReading(descriptor: number): number | undefined {
  if (!fstatSync(descriptor).isFile()) return undefined
  try {
    return openSync(`/dev/fd/${descriptor}`, constants.O_RDONLY)
  } catch {
    return undefined
  }
}
