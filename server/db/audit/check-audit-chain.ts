import { type ChainEnds, type ChainedRow, hashRow } from './audit-chain.ts'

export type CheckedRow = ChainedRow & { hash: string | null }

/** Faults that one check names. */
const FAULTS_NAMED = 20

/**
 * Checks the rows of the audit against their hash chain, one after the other in the order of their ids. It keeps only
 * the last hash, so an audit of any length needs no memory.
 */
export class AuditChainCheck {
  /** The rows in the chain, and the rows that housekeeping has not added yet. */
  chained = 0
  waiting = 0
  /** One sentence for each of the first faults, with the id of the row. */
  readonly faults: string[] = []
  readonly #ends: ChainEnds
  readonly #known: { id: number; hash: string } | undefined
  #last: { id: number; hash: string }

  /** `known` is a row that must still have this hash. */
  constructor(ends: ChainEnds, known?: { id: number; hash: string }) {
    this.#ends = ends
    this.#known = known
    this.#last = { id: ends.cutId, hash: ends.cutHash }
    this.#compare(this.#last)
  }

  /** The row and the hash with which the chain ends so far; those of the cut if it has no rows. */
  get last(): { id: number; hash: string } {
    return this.#last
  }

  /** Takes the next row in the order of ids. */
  add({ hash, ...row }: CheckedRow): void {
    const stray = this.#findStray(row.id, hash)
    if (stray !== undefined) this.#report(row.id, stray)
    else if (hash === null) this.waiting += 1
    else this.#follow(row, hash)
  }

  /** Returns why a row cannot belong to the chain, nor wait for its place. */
  #findStray(id: number, hash: string | null): string | undefined {
    const { cutId, lastId, waitingId } = this.#ends
    if (id <= cutId) return 'is there again after its retention'
    if (hash === null && (id <= lastId || id > waitingId))
      return 'has no hash: it was inserted by hand, or by a server of an earlier version'
    return hash !== null && id > lastId ? `is beyond row ${lastId}, the end of the chain` : undefined
  }

  #follow(row: ChainedRow, hash: string): void {
    if (hash !== hashRow(this.#last.hash, row))
      this.#report(
        row.id,
        `does not follow row ${this.#last.id}: it was changed, or a row before it was changed, inserted or removed`,
      )
    this.#last = { id: row.id, hash }
    this.chained += 1
    this.#compare(this.#last)
  }

  /** Call it after the last row. */
  end(): void {
    const { lastId, hash, cutId } = this.#ends
    const known = this.#known
    if (known !== undefined && known.id > this.#last.id) this.#report(known.id, 'is missing')
    if (lastId <= cutId) return
    if (this.#last.id !== lastId) this.#report(lastId, 'is missing at the end of the chain')
    else if (this.#last.hash !== hash) this.#report(lastId, 'has another hash than the end of the chain')
  }

  #compare({ id, hash }: { id: number; hash: string }): void {
    if (id === this.#known?.id && hash !== this.#known.hash)
      this.#report(id, 'has another hash than the expected one')
  }

  #report(id: number, fault: string): void {
    if (this.faults.length < FAULTS_NAMED) this.faults.push(`row ${id} ${fault}`)
  }
}
