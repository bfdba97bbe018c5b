import type { FaultCode } from '#protocol/doctor.ts'
import type { Clock } from '../core/clock.ts'
import type { Env } from '../env.ts'

/** `detail`: the value that the fault is about, such as a name; never a sentence and never a secret. */
export type Finding = { code: FaultCode; detail?: string }

/** The installation that is checked. `variables` are those of the server's environment. */
export type Installation = {
  variables: Readonly<Record<string, string | undefined>>
  env: Env
  clock: Clock
  /** The origin of the running server; undefined if the doctor does not know it. */
  url?: string | undefined
  /** The identity of the running server; undefined: it is read from the database. */
  serverId?: string | undefined
}

/** Finds faults. A check that cannot be made finds none. */
export type Check = (installation: Installation) => Finding[] | Promise<Finding[]>
