/** A JSON text split into its parts. Each part keeps the sent text, so that no number changes. */
export type JsonNode = {
  /** The member's name with its quotes; missing for array elements and for the root. */
  name?: string
  /** A string, number or word as it was sent; `{` or `[` for a node with children. */
  text: string
  children?: JsonNode[]
}

const MOST_NODES = 2000
const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/gy
const SPACE = /\s*/y

/** Returns the tree of a JSON text; `undefined` if the text is cut, is no JSON, or has too many nodes to show. */
export function readJsonTree(text: string): JsonNode | undefined {
  const root: JsonNode = { text: '[', children: [] }
  const open: JsonNode[] = [root]
  let name: string | undefined
  let nodes = 0
  for (const token of tokensOf(text)) {
    const parent = open.at(-1)
    if (token === undefined || parent?.children === undefined) return undefined
    if (token === ',') continue
    if (token === ':') {
      name = parent.children.pop()?.text
      continue
    }
    if (token === '}' || token === ']') {
      open.pop()
      continue
    }
    const isOpen = token === '{' || token === '['
    const node: JsonNode = {
      ...(name === undefined ? {} : { name }),
      text: token,
      ...(isOpen ? { children: [] } : {}),
    }
    name = undefined
    parent.children.push(node)
    if (isOpen) open.push(node)
    nodes += 1
    if (nodes > MOST_NODES) return undefined
  }
  return open.length === 1 ? root.children?.[0] : undefined
}

function* tokensOf(text: string): Generator<string | undefined> {
  let at = 0
  const skip = () => {
    SPACE.lastIndex = at
    at += SPACE.exec(text)?.[0].length ?? 0
  }
  for (skip(); at < text.length; skip()) {
    TOKEN.lastIndex = at
    const [token] = TOKEN.exec(text) ?? []
    yield token
    if (token === undefined) return
    at += token.length
  }
}

const INDENT = '  '

/** Indents the text by its depth; every token stays as it was sent. An incomplete token at the end stays as it is. */
export function indentJson(text: string): string {
  let depth = 0
  let written = ''
  let read = 0
  let before = ''
  const line = () => `\n${INDENT.repeat(depth)}`
  for (const token of tokensOf(text)) {
    if (token === undefined) return written + text.slice(read).trimStart()
    read = text.indexOf(token, read) + token.length
    const closes = token === '}' || token === ']'
    if (closes) depth -= 1
    const isEmpty = closes && (before === '{' || before === '[')
    const begins = before === '{' || before === '[' || before === ','
    if ((closes && !isEmpty) || (!closes && begins)) written += line()
    written += token === ':' ? ': ' : token
    if (token === '{' || token === '[') depth += 1
    before = token
  }
  return written
}
