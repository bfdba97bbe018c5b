import { hashRaw } from '@node-rs/argon2'
import type { Argon2id } from '../protocol/token.ts'
import { ARGON2ID_COST } from '../protocol/token.ts'

/** Native Argon2id for Node. Argon2id and v=0x13 are the library's defaults; its enums cannot be imported alone. */
export const argon2idNode: Argon2id = (password, salt) =>
  hashRaw(password, {
    memoryCost: ARGON2ID_COST.memoryKib,
    timeCost: ARGON2ID_COST.passes,
    parallelism: ARGON2ID_COST.lanes,
    outputLen: ARGON2ID_COST.hashBytes,
    salt,
  })
