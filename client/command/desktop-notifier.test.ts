import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { ClientNotification } from '../client-notification.ts'
import { DesktopNotifier } from './desktop-notifier.ts'

const { PATH } = process.env
let folder = ''
let notes: string[] = []
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'aoi-desktop-'))
  notes = []
})
afterEach(() => {
  process.env.PATH = PATH
  rmSync(folder, { recursive: true })
})

/** Puts a `notify-send` on the path that writes its arguments to a file, or ends with an exit code. */
function installDesktop(exitCode = 0): void {
  const script = `#!/bin/sh\nprintf '%s\\036' "$@" > '${join(folder, 'shown')}'\nexit ${exitCode}\n`
  writeFileSync(join(folder, 'notify-send'), script, { mode: 0o755 })
  process.env.PATH = `${folder}:${PATH}`
}

const shown = () => readFileSync(join(folder, 'shown'), 'utf8').split('\u001e').slice(0, -1)

function show(payload: unknown): Promise<void> {
  const note = async (text: string) => void notes.push(text)
  const notifier = new DesktopNotifier({ applicationName: 'com.example.ops', output: { note } })
  const notification = { payload, payloadText: JSON.stringify(payload) }
  // The notifier reads nothing else of it.
  return notifier.show(notification as ClientNotification)
}

it('shows title, text and link of a payload for a person, as text and never as markup or an option', async () => {
  installDesktop()
  await show({
    web_push: 8030,
    notification: {
      title: '--help',
      body: '<b>12 GB</b> & more\u001b[31m',
      navigate: 'https://a.example/?x=1&y=2',
    },
  })
  expect(shown()).toEqual([
    ...['--app-name', 'com.example.ops', '--', '--help'],
    '&lt;b&gt;12 GB&lt;/b&gt; &amp; more\\u001b[31m\nhttps://a.example/?x=1&amp;y=2',
  ])
})

it.each([
  ['a text', 'a text'],
  [{ temperature: 21 }, '{"temperature":21}'],
])('shows the payload %j under the name of the application', async (payload, body) => {
  installDesktop()
  await show(payload)
  expect(shown().slice(-2)).toEqual(['com.example.ops', body])
})

it('shows nothing for a silent one', async () => {
  installDesktop()
  await show({ web_push: 8030, notification: { title: 'x', silent: true } })
  expect(shown).toThrow('ENOENT')
})

it('names the missing program and its package', async () => {
  process.env.PATH = folder
  await show('x')
  expect(notes).toEqual([expect.stringContaining('notify-send is missing (apt: libnotify-bin)')])
})

it('names the failure of the program', async () => {
  installDesktop(1)
  await show('x')
  expect(notes).toEqual([expect.stringContaining('notify-send failed')])
})
