import { runArgon2idContract } from '../protocol/testing/argon2id-contract.ts'
import { argon2idNode } from './argon2id-node.ts'
import { argon2idWasm } from './argon2id-wasm.ts'

runArgon2idContract('native', argon2idNode)
runArgon2idContract('WebAssembly', argon2idWasm)
