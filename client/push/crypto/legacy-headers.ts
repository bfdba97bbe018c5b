import { findBase64urlBytes } from '../../../protocol/base64url.ts'
import { PushDecryptionError } from './push-decryption-error.ts'

/** The record size if the header field names none. */
const DEFAULT_RECORD_SIZE = 4096

export type Encryption = { salt: Uint8Array; recordSize: number; keyId: string | undefined }

/** The `Encryption` header field of `aesgcm`: `salt`, and where they are given `rs` and `keyid`. */
export function readEncryption(field: string): Encryption {
  const [parameters = new Map<string, string>()] = readList(field)
  const rs = parameters.get('rs')
  if (rs !== undefined && !/^[1-9][0-9]{0,9}$/.test(rs)) throw malformed('rs must be a number')
  const recordSize = rs === undefined ? DEFAULT_RECORD_SIZE : Number(rs)
  if (recordSize < 3) throw malformed('the record size must be at least 3')
  return { salt: bytesOf(parameters, 'salt'), recordSize, keyId: parameters.get('keyid') }
}

/**
 * The sender's public key from the `Crypto-Key` header field of `aesgcm`: `dh` of the element with this `keyid`, else
 * of the first that has one. Other elements carry the key of its VAPID signature.
 */
export function readCryptoKey(field: string, keyId: string | undefined): Uint8Array {
  const withKey = readList(field).filter((parameters) => parameters.has('dh'))
  const named = withKey.find((parameters) => keyId !== undefined && parameters.get('keyid') === keyId)
  return bytesOf(named ?? withKey[0] ?? new Map(), 'dh')
}

/** Elements are separated by commas, their parameters by semicolons; a value may be quoted. */
function readList(field: string): Map<string, string>[] {
  return field.split(',').map((element) => {
    const parameters = new Map<string, string>()
    for (const part of element.split(';')) {
      const [, name, quoted, plain] = /^\s*([\w-]+)\s*=\s*(?:"([^"]*)"|([^"\s]*))\s*$/.exec(part) ?? []
      if (name === undefined) {
        if (part.trim() === '') continue
        throw malformed('a parameter has no value')
      }
      const key = name.toLowerCase()
      if (parameters.has(key)) throw malformed('a parameter is given twice')
      parameters.set(key, quoted ?? plain ?? '')
    }
    return parameters
  })
}

function bytesOf(parameters: Map<string, string>, name: string): Uint8Array {
  const text = parameters.get(name)
  const bytes = text === undefined ? undefined : findBase64urlBytes(text.replace(/={1,2}$/, ''))
  if (bytes === undefined) throw malformed(`${name} is missing, or is not base64url`)
  return bytes
}

function malformed(message: string): PushDecryptionError {
  return new PushDecryptionError('malformedHeader', message)
}
