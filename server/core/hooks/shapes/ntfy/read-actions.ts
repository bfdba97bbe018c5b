import { isAoiError } from '../../../errors.ts'
import { isFields, listOf, textOf } from '../reading/fields.ts'
import { parseJson } from '../reading/read-body.ts'
import { ntfyError } from './ntfy-errors.ts'

export type NtfyAction = { action: 'view' | 'http'; label: string; url: string }

const ACTIONS_MAX = 3
/** One `key=value` of the short format, up to its comma or semicolon. */
const SECTION =
  /\s*(?:([-.\w]+)\s*=\s*)?(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|((?![\s"']|[-.\w]+\s*=\s*["'])[^,;]*))\s*([,;]|$)/sy
const KEYS = ['action', 'label', 'url']
const KNOWN = /^(?:action|label|url|clear|method|body|intent|value|headers\..+|extras\..+)$/i

/**
 * Returns ntfy's action buttons, from JSON or the short format (`view, Open, https://…; http, …`). Throws ntfy's error
 * for `broadcast` and `copy`, which only an app on Android can do.
 */
export function readActions(text: string): NtfyAction[] {
  const actions = text.trimStart().startsWith('[') ? readJsonActions(text) : readShortActions(text)
  if (actions.length > ACTIONS_MAX) throw ntfyError('actionsInvalid', `only ${ACTIONS_MAX} actions allowed`)
  return actions.map(checkAction)
}

function readJsonActions(text: string): Map<string, string>[] {
  return listOf(parseActions(text)).map((action) => {
    if (!isFields(action)) throw ntfyError('actionsInvalid', 'each action must be an object')
    return new Map(KEYS.flatMap((key) => textEntry(key, action[key])))
  })
}

function parseActions(text: string): unknown {
  try {
    return parseJson(text, 'actions')
  } catch (error) {
    throw isAoiError(error) ? ntfyError('actionsInvalid', error.message) : error
  }
}

function textEntry(key: string, value: unknown): [string, string][] {
  const text = textOf(value)
  return text === undefined ? [] : [[key, text]]
}

function readShortActions(text: string): Map<string, string>[] {
  const actions: Map<string, string>[] = []
  let current = new Map<string, string>()
  let position = 0
  const section = new RegExp(SECTION)
  while (section.lastIndex < text.length) {
    const match = section.exec(text)
    if (match === null) throw ntfyError('actionsInvalid', 'a quote is not closed, or text follows it')
    const key = match[1]?.toLowerCase() ?? KEYS[position]
    const value = readValue(match)
    if (value !== '') {
      if (key === undefined || !KNOWN.test(key)) throw ntfyError('actionsInvalid', 'a key is unknown')
      current.set(key, value)
    }
    position += 1
    if (match[5] === ',') continue
    if (current.size > 0) actions.push(current)
    current = new Map()
    position = 0
  }
  // A comma at the end leaves an action open.
  return current.size > 0 ? [...actions, current] : actions
}

function readValue([, , double, single, bare]: RegExpExecArray): string {
  if (double !== undefined) return double.replaceAll('\\"', '"')
  return single?.replaceAll("\\'", "'") ?? bare?.trim() ?? ''
}

function checkAction(fields: Map<string, string>): NtfyAction {
  const action = fields.get('action')?.toLowerCase()
  const label = fields.get('label')
  const url = fields.get('url')
  if (action === 'broadcast' || action === 'copy')
    throw ntfyError('actionsInvalid', `the action ${action} is not available here; use view or http`)
  if (action !== 'view' && action !== 'http')
    throw ntfyError('actionsInvalid', "parameter 'action' must be view or http")
  if (label === undefined) throw ntfyError('actionsInvalid', "parameter 'label' is required")
  if (url === undefined)
    throw ntfyError('actionsInvalid', `parameter 'url' is required for action '${action}'`)
  return { action, label, url }
}
