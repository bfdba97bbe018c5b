import type { AddressInfo } from 'node:net'
import { createServer, type Socket } from 'node:net'
import { createInterface } from 'node:readline'

export type ReceivedMail = { from: string; to: string[]; text: string; login: string | undefined }

/** A server for mail on a port of its own: as much of SMTP as a client needs to send one text. */
export type SmtpReceiver = {
  /** With a user and a password. */
  url: string
  received: ReceivedMail[]
  /** The answer to the recipient; 250 takes the mail. */
  answer: string
  /** Addresses that are refused for ever. */
  refused: Set<string>
  close(): Promise<void>
}

export const SMTP_PASSWORD = 'a secret of the mail server'

export async function openSmtpReceiver(): Promise<SmtpReceiver> {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket.on('close', () => sockets.delete(socket)))
    void serve(socket, receiver)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const receiver: SmtpReceiver = {
    url: `smtp://aoi:${encodeURIComponent(SMTP_PASSWORD)}@127.0.0.1:${port}`,
    received: [],
    answer: '250 OK',
    refused: new Set(),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        for (const socket of sockets) socket.destroy()
      }),
  }
  return receiver
}

async function serve(socket: Socket, receiver: SmtpReceiver): Promise<void> {
  socket.on('error', () => undefined)
  const say = (line: string) => socket.write(`${line}\r\n`)
  let mail: ReceivedMail = { from: '', to: [], text: '', login: undefined }
  let inText = false
  say('220 receiver ready')
  for await (const line of createInterface({ input: socket })) {
    if (inText && line === '.') {
      inText = false
      receiver.received.push(mail)
      mail = { ...mail, to: [], text: '' }
      say('250 taken')
    } else if (inText) mail.text += `${line}\n`
    else if (/^EHLO/i.test(line)) socket.write('250-receiver\r\n250-AUTH PLAIN\r\n250 8BITMIME\r\n')
    else if (/^AUTH PLAIN /i.test(line)) {
      mail.login = Buffer.from(line.slice('AUTH PLAIN '.length), 'base64')
        .toString()
        .split('\0')
        .slice(1)
        .join(':')
      say('235 welcome')
    } else if (/^MAIL FROM/i.test(line)) {
      mail.from = addressIn(line)
      say('250 OK')
    } else if (/^RCPT TO/i.test(line)) {
      const to = addressIn(line)
      mail.to.push(to)
      say(receiver.refused.has(to) ? '550 no such person' : receiver.answer)
    } else if (/^DATA/i.test(line)) {
      inText = true
      say('354 go on')
    } else if (/^QUIT/i.test(line)) {
      say('221 bye')
      socket.end()
    } else say('250 OK')
  }
}

function addressIn(line: string): string {
  return /<([^>]*)>/.exec(line)?.[1] ?? ''
}
