const ACCENTED = new Map(
  [...'aáeéiíoóuúyýcçnñsšzžAÁEÉIÍOÓUÚ'].flatMap((letter, index, letters) =>
    index % 2 === 0 ? [[letter, letters[index + 1] ?? letter] as const] : [],
  ),
)

/**
 * Lengthens English by a third, accents it and puts it in brackets: a text that is cut off or hard-coded is obvious at
 * once.
 */
export function pseudo(text: string): string {
  const accented = [...text].map((letter) => ACCENTED.get(letter) ?? letter).join('')
  return `[${accented}${'·'.repeat(Math.ceil(text.length / 3))}]`
}
