const LINK = /<a\b[^<>]*\bhref\s*=\s*(?:"([^"<>]*)"|'([^'<>]*)')[^<>]*>([^<>]*)<\/a>/gi
const TAG = /<\/?(?:a|b|i|u|font|br|p)\b[^<>]*>/gi
const ENTITY = /&(?:amp|lt|gt|quot|apos|nbsp|#39);/g
const ENTITIES: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&apos;': "'",
  '&#39;': "'",
  '&nbsp;': ' ',
}

/** Returns the text of Pushover's small HTML, whose tags a notification cannot show. Links keep their address. */
export function textOfHtml(html: string): string {
  return html
    .replace(LINK, (_, double: string | undefined, single: string | undefined, text: string) => {
      const address = double ?? single ?? ''
      return address === '' || address === text ? text : `${text} (${address})`
    })
    .replace(TAG, '')
    .replace(ENTITY, (entity) => ENTITIES[entity] ?? entity)
}
