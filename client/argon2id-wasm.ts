import { argon2id } from 'hash-wasm'
import type { Argon2id } from '../protocol/token.ts'
import { ARGON2ID_COST } from '../protocol/token.ts'

/** Argon2id in WebAssembly, for browsers. */
export const argon2idWasm: Argon2id = (password, salt) =>
  argon2id({
    password,
    salt,
    memorySize: ARGON2ID_COST.memoryKib,
    iterations: ARGON2ID_COST.passes,
    parallelism: ARGON2ID_COST.lanes,
    hashLength: ARGON2ID_COST.hashBytes,
    outputType: 'binary',
  })
