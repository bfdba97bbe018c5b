import { runArgon2idContract } from '#protocol/testing/argon2id-contract.ts'
import { argon2id } from './argon2id.ts'

runArgon2idContract('the server’s', argon2id)
