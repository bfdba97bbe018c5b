import { createServer } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { LIMITS } from '#protocol'
import { openSmtpReceiver, SMTP_PASSWORD, type SmtpReceiver } from '#server/testing/mail/smtp-receiver.ts'
import { NO_MAIL, SmtpMailer } from './smtp-mailer.ts'

const MAIL = { to: 'ada@example.com', subject: 'AOI: Ein Zertifikat läuft ab', text: 'Erneuern Sie es.\n' }

describe('mail by SMTP', () => {
  let receiver: SmtpReceiver
  let mailer: SmtpMailer
  beforeEach(async () => {
    receiver = await openSmtpReceiver()
    mailer = new SmtpMailer({ url: receiver.url, from: 'aoi@example.com' })
  })
  afterEach(() => receiver.close())

  it('arrives with its sender, recipient and text, after a sign-in', async () => {
    await mailer.send(MAIL)
    expect(receiver.received).toMatchObject([
      { from: 'aoi@example.com', to: ['ada@example.com'], login: `aoi:${SMTP_PASSWORD}` },
    ])
    const { text } = receiver.received[0] ?? expect.fail()
    expect(text).toContain('Erneuern Sie es.')
    expect(text).toMatch(/^Subject: =\?UTF-8\?/m)
  })

  it('that the server refuses fails with its code, and without the address and the password', async () => {
    receiver.answer = '550 no such person ada@example.com'
    await expect(mailer.send(MAIL)).rejects.toMatchObject({
      code: 'unavailable',
      message: 'the mail server did not take the mail: EENVELOPE (SMTP 550)',
    })
  })

  it('to a server that is away fails, and later mail arrives', async () => {
    const { url } = receiver
    await receiver.close()
    const away = await mailer.send(MAIL).catch((error: Error) => error.message)
    expect(away).toBe('the mail server did not take the mail: ESOCKET')
    const { port } = new URL(url)
    expect(away).not.toContain(port)
  })

  it('cannot add headers or recipients by its texts', async () => {
    const subject = 'AOI\r\nBcc: eve@example.com'
    await mailer.send({ ...MAIL, subject, to: 'ada@example.com' }).catch(() => undefined)
    await mailer.send({ ...MAIL, to: 'ada@example.com, eve@example.com' }).catch(() => undefined)
    expect(receiver.received.flatMap(({ to }) => to)).not.toContain('eve@example.com')
    expect(receiver.received.every(({ text }) => !/^Bcc:/m.test(text))).toBe(true)
  })

  it('waits in a queue of bounded length', async () => {
    const silent = createServer(() => undefined)
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
    const address = silent.address()
    const port = typeof address === 'object' ? address?.port : undefined
    const slow = new SmtpMailer({ url: `smtp://127.0.0.1:${port}`, from: 'aoi@example.com' })
    const waiting = Array.from({ length: LIMITS.mailsWaiting }, () => slow.send(MAIL).catch(() => undefined))
    await expect(slow.send(MAIL)).rejects.toMatchObject({ message: 'too many mails are waiting' })
    expect(waiting).toHaveLength(LIMITS.mailsWaiting)
    silent.close()
  })
})

it('mail that is off says which variable turns it on', async () => {
  expect(NO_MAIL.isOn).toBe(false)
  await expect(NO_MAIL.send(MAIL)).rejects.toMatchObject({ message: 'mail is off: AOI_SMTP_URL is not set' })
})
