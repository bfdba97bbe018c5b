/**
 * `unknownEncoding`: neither `aes128gcm` nor `aesgcm`. `malformedHeader`: salt, record size or key id are missing or
 * impossible. `badSenderKey`: the sender's public key is not a point on P-256. `malformedBody`: the records do not add
 * up. `notAuthentic`: encrypted to other keys, or altered on the way. `badPadding`: padded as the encoding forbids.
 */
export type PushDecryptionErrorCode =
  | 'unknownEncoding'
  | 'malformedHeader'
  | 'badSenderKey'
  | 'malformedBody'
  | 'notAuthentic'
  | 'badPadding'

/** Why a push message cannot be read. Compare by `code`; `message` is for a person and holds nothing of the body. */
export class PushDecryptionError extends Error {
  override readonly name = 'PushDecryptionError'
  readonly code: PushDecryptionErrorCode

  constructor(code: PushDecryptionErrorCode, message: string) {
    super(message)
    this.code = code
  }
}
