import { createECDH, randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { encrypt } from 'http_ece'
import { describe, expect, it } from 'vitest'
import webpush from 'web-push'
import { findBase64urlBytes, toBase64url } from '../../../protocol/base64url.ts'
import { openAes128gcm } from './aes128gcm.ts'
import type { PushMessage } from './decrypt-push.ts'
import { decryptPush } from './decrypt-push.ts'
import { PushDecryptionError } from './push-decryption-error.ts'
import type { PushKeys } from './push-keys.ts'
import { makePushKeys, pushKeysOf } from './push-keys.ts'

const bytes = (text: string) => findBase64urlBytes(text.replaceAll(/\s/g, '')) ?? new Uint8Array()
const text = (plain: Uint8Array) => new TextDecoder().decode(plain)

/** RFC 8291 section 5. */
const EXAMPLE_KEYS = pushKeysOf({
  privateKey: bytes('q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94'),
  auth: bytes('BTBZMqHH6r4Tts7J_aSIgg'),
})
const EXAMPLE_BODY = bytes(
  `DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl
   7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN`,
)

describe('decrypting push messages', () => {
  it('decrypts the example of RFC 8291', async () => {
    expect(toBase64url(EXAMPLE_KEYS.publicKey)).toBe(
      'BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4',
    )
    const plain = await decryptPush(EXAMPLE_KEYS, { encoding: 'aes128gcm', data: EXAMPLE_BODY })
    expect(text(plain)).toBe('When I grow up, I want to be a watermelon')
  })

  it('decrypts the example of draft-ietf-webpush-encryption-04', async () => {
    const keys = pushKeysOf({
      privateKey: bytes('9FWl15_QUQAWDaD3k3l50ZBZQJ4au27F1V4F0uLSD_M'),
      auth: bytes('R29vIGdvbyBnJyBqb29iIQ'),
    })
    const dh = 'BNoRDbb84JGm8g5Z5CFxurSqsXWJ11ItfXEWYVLE85Y7CYkDjXsIEc4aqxYaQ1G8BqkXCJ6DPpDrWtdWj_mugHU'
    const message = { encoding: 'aesgcm', data: bytes('6nqAQUME8hNqw5J3kl8cpVVJylXKYqZOeseZG8UueKpA') }
    const salt = 'lngarbyKfMoi9Z75xYXmkg'
    const written = [
      { encryption: `salt=${salt}`, cryptoKey: `dh=${dh}` },
      {
        encryption: `keyid="p256dh"; salt="${salt}"; rs=4096`,
        cryptoKey: `p256ecdsa=BA, keyid=p256dh;dh="${dh}="`,
      },
    ]
    for (const fields of written) {
      expect(text(await decryptPush(keys, { ...message, ...fields }))).toBe('I am the walrus')
    }
  })

  it.each([
    {
      key: 'yqdlZ-tYemfogSmv7Ws5PQ',
      body: 'I1BsxtFttlv3u_Oo94xnmwAAEAAA-NAVub2qFgBEuQKRapoZu-IxkIva3MEB1PD-ly8Thjg',
    },
    {
      key: 'BO3ZVPxUlnLORbVGMpbT1Q',
      body: 'uNCkWiNYzKTnBN9ji3-qWAAAABkCYTHOG8chz_gnvgOqdGYovxyjuqRyJFjEDyoF1Fvkj6hQPdPHI51OEUKEpgz3SsLWIqS_uA',
    },
  ])('decrypts the examples of RFC 8188 ($key)', async ({ key, body }) => {
    expect(text(await openAes128gcm(bytes(key), bytes(body)))).toBe('I am the walrus')
  })

  it.each(['aes128gcm', 'aesgcm'] as const)('decrypts the output of web-push in %s', async (encoding) => {
    const keys = makePushKeys()
    const vapid = webpush.generateVAPIDKeys()
    const subscription = {
      endpoint: 'https://push.example/wp/token',
      keys: { p256dh: toBase64url(keys.publicKey), auth: toBase64url(keys.auth) },
    }
    const { body, headers } = webpush.generateRequestDetails(subscription, 'Grüße ☂', {
      contentEncoding: encoding,
      vapidDetails: { subject: 'mailto:a@example.com', ...vapid },
    })
    const message = { encoding, data: new Uint8Array(body ?? []), ...fieldsOf(headers) }
    expect(text(await decryptPush(keys, message))).toBe('Grüße ☂')
  })

  it('decrypts any plaintext, padding and record size of http_ece, with any keys', async () => {
    const asked = fc.record({
      plain: fc.uint8Array({ maxLength: 300 }),
      version: fc.constantFrom('aes128gcm' as const, 'aesgcm' as const),
      // All in the first record: http_ece makes a short record in the middle of padding that goes on without text.
      pad: fc.nat(40),
      rs: fc.integer({ min: 60, max: 200 }),
    })
    await fc.assert(
      fc.asyncProperty(asked, async ({ plain, ...parameters }) => {
        const keys = makePushKeys()
        expect(await decryptPush(keys, encryptTo(keys, { plain, ...parameters }))).toEqual(plain)
      }),
      { numRuns: 60 },
    )
  })

  it('decrypts with a scalar that begins with zeros, even if they were stripped', async () => {
    const privateKey = new Uint8Array(32).fill(9)
    privateKey.fill(0, 0, 3)
    const auth = randomBytes(16)
    const keys = pushKeysOf({ privateKey, auth })
    const stripped = pushKeysOf({ privateKey: privateKey.subarray(3), auth })
    expect(stripped).toEqual(keys)
    const message = encryptTo(keys, { plain: Uint8Array.of(1, 2), version: 'aes128gcm' })
    expect(await decryptPush(stripped, message)).toEqual(Uint8Array.of(1, 2))
  })

  it('refuses invalid keys', () => {
    const auth = randomBytes(16)
    const scalars = [new Uint8Array(32), new Uint8Array(32).fill(255), new Uint8Array(33).fill(1)]
    for (const privateKey of scalars) expect(() => pushKeysOf({ privateKey, auth })).toThrow(RangeError)
    const { privateKey } = makePushKeys()
    expect(() => pushKeysOf({ privateKey, auth: randomBytes(15) })).toThrow(RangeError)
  })
})

describe('refusing push messages', () => {
  const keys = makePushKeys()
  const plain = new TextEncoder().encode('a secret among members')
  const coded = encryptTo(keys, { plain, version: 'aes128gcm' })
  const legacy = encryptTo(keys, { plain, version: 'aesgcm' })
  const { data } = coded
  const salt = toBase64url(randomBytes(16))
  const offCurve = toBase64url(Uint8Array.of(4, ...new Uint8Array(64)))

  it.each([
    ['unknownEncoding', { ...coded, encoding: 'gzip' }],
    ['unknownEncoding', { ...coded, encoding: '' }],
    ['malformedHeader', { ...coded, data: new Uint8Array() }],
    ['malformedHeader', { ...coded, data: data.subarray(0, 20) }],
    ['malformedHeader', { ...coded, data: data.subarray(0, 85) }],
    ['malformedHeader', { ...coded, data: changed(data, { 16: 0, 17: 0, 18: 0, 19: 17 }) }],
    ['badSenderKey', { ...coded, data: changed(data, { 20: 64 }) }],
    ['badSenderKey', { ...coded, data: changed(data, { 21: 5 }) }],
    ['badSenderKey', { ...coded, data: changed(data, { 60: (data[60] ?? 0) ^ 1 }) }],
    ['malformedBody', { ...coded, data: data.subarray(0, 86) }],
    ['malformedBody', { ...coded, data: data.subarray(0, 86 + 16) }],
    ['notAuthentic', { ...coded, data: data.subarray(0, -1) }],
    ['notAuthentic', { ...coded, data: changed(data, { 0: (data[0] ?? 0) ^ 1 }) }],
    ['malformedHeader', { ...legacy, encryption: undefined }],
    ['malformedHeader', { ...legacy, cryptoKey: undefined }],
    ['malformedHeader', { ...legacy, encryption: '' }],
    ['malformedHeader', { ...legacy, encryption: 'salt=AAAA' }],
    ['malformedHeader', { ...legacy, encryption: `salt=${salt};salt=${salt}` }],
    ['malformedHeader', { ...legacy, encryption: `salt=${salt};rs=2` }],
    ['malformedHeader', { ...legacy, encryption: `salt=${salt};rs=1e3` }],
    ['malformedHeader', { ...legacy, encryption: `salt=${salt};rs` }],
    ['malformedHeader', { ...legacy, cryptoKey: 'p256ecdsa=BA' }],
    ['malformedHeader', { ...legacy, cryptoKey: 'dh=!!' }],
    ['badSenderKey', { ...legacy, cryptoKey: 'dh=BA' }],
    ['badSenderKey', { ...legacy, cryptoKey: `dh=${offCurve}` }],
    ['malformedBody', { ...legacy, data: new Uint8Array() }],
    ['malformedBody', { ...legacy, data: legacy.data.subarray(0, 17) }],
    ['malformedBody', { ...legacy, encryption: `${legacy.encryption};rs=${legacy.data.byteLength - 16}` }],
    ['notAuthentic', { ...legacy, encryption: `salt=${salt}` }],
  ] as const)('fails with %s (case %#)', async (code, message) => {
    await expect(decryptPush(keys, message)).rejects.toMatchObject({ name: 'PushDecryptionError', code })
  })

  it('fails with notAuthentic for other keys', async () => {
    const other = makePushKeys()
    const halves = [other, { ...keys, auth: other.auth }, { ...other, auth: keys.auth }]
    for (const message of [coded, legacy])
      for (const half of halves)
        await expect(decryptPush(half, message)).rejects.toMatchObject({ code: 'notAuthentic' })
  })

  it('fails with badPadding if the last record is not marked as the last', async () => {
    const ikm = randomBytes(16)
    const records = encrypt(Buffer.alloc(40, 7), { version: 'aes128gcm', key: ikm, rs: 25, keyid: '' })
    const cut = records.subarray(0, 21 + 25)
    await expect(openAes128gcm(ikm, cut)).rejects.toMatchObject({ code: 'badPadding' })
  })

  it('fails with badPadding if bytes follow the last record', async () => {
    const ikm = randomBytes(16)
    const full = encrypt(Buffer.alloc(8, 7), { version: 'aes128gcm', key: ikm, rs: 25, keyid: '' })
    expect(await openAes128gcm(ikm, full)).toEqual(new Uint8Array(8).fill(7))
    const longer = Buffer.concat([full, randomBytes(20)])
    await expect(openAes128gcm(ikm, longer)).rejects.toMatchObject({ code: 'badPadding' })
  })

  it('returns either the plaintext or a code when any byte is changed', async () => {
    const at = fc.nat(data.byteLength - 1)
    await fc.assert(
      fc.asyncProperty(at, fc.integer({ min: 1, max: 255 }), async (index, flip) => {
        const damaged = changed(data, { [index]: (data[index] ?? 0) ^ flip })
        const read = decryptPush(keys, { encoding: 'aes128gcm', data: damaged })
        // The record size counts only where it divides, and the spare part of it is not authenticated.
        const outcome = await read.then(text, (error: unknown) => error)
        if (outcome instanceof PushDecryptionError) return
        expect([outcome, index >= 16 && index < 20]).toEqual([text(plain), true])
      }),
      { numRuns: 200 },
    )
  })

  it('returns a code for any bytes and header fields', async () => {
    const message = fc.record<PushMessage>({
      encoding: fc.constantFrom('aes128gcm', 'aesgcm', 'x'),
      data: fc.uint8Array({ maxLength: 200 }),
      encryption: fc.option(fc.string(), { nil: undefined }),
      cryptoKey: fc.option(fc.string(), { nil: undefined }),
    })
    await fc.assert(
      fc.asyncProperty(message, async (sent) => {
        await expect(decryptPush(keys, sent)).rejects.toBeInstanceOf(PushDecryptionError)
      }),
    )
  })
})

type Encrypting = { plain: Uint8Array; version: 'aes128gcm' | 'aesgcm'; pad?: number; rs?: number }

/** By Mozilla's library, with a sender's key of its own. */
function encryptTo(keys: PushKeys, { plain, version, pad = 0, rs = 4096 }: Encrypting) {
  const sender = createECDH('prime256v1')
  const dh = toBase64url(sender.generateKeys())
  const salt = randomBytes(16)
  const parameters = { version, dh: keys.publicKey, privateKey: sender, authSecret: keys.auth, salt, rs, pad }
  const data = new Uint8Array(encrypt(Buffer.from(plain), parameters))
  const fields = { encryption: `salt=${toBase64url(salt)}`, cryptoKey: `dh=${dh}` }
  return {
    encoding: version,
    data,
    ...fields,
    ...(rs !== 4096 && { encryption: `${fields.encryption};rs=${rs}` }),
  }
}

function fieldsOf(headers: Record<string, unknown>) {
  return { encryption: String(headers.Encryption), cryptoKey: String(headers['Crypto-Key']) }
}

function changed(source: Uint8Array, at: Record<number, number>): Uint8Array {
  return source.map((byte, index) => at[index] ?? byte)
}
