/** The places of one segment. Three hex digits name each. */
export const SEGMENT_PLACES = 4096

const DIGITS = 3
const SEPARATOR = ','
const WIDTH = DIGITS + SEPARATOR.length
const HEX = 16
const TEN = 10
const DIGIT_CODE = 0x30
const LETTER_CODE = 0x61

/** Returns places of a segment as a text, in their order. Texts of later places may follow it. */
export function writePlaces(places: Iterable<number>): string {
  let text = ''
  for (const place of places) text += place.toString(HEX).padStart(DIGITS, '0') + SEPARATOR
  return text
}

/** Returns the places of a text that `writePlaces` made. A search reads many of them, so no text is made for each. */
export function readPlaces(text: string): Uint16Array {
  const places = new Uint16Array(text.length / WIDTH)
  for (let at = 0, from = 0; at < places.length; at += 1, from += WIDTH) {
    let place = 0
    for (let digit = from; digit < from + DIGITS; digit += 1) {
      const code = text.charCodeAt(digit)
      place = place * HEX + (code < LETTER_CODE ? code - DIGIT_CODE : code - LETTER_CODE + TEN)
    }
    places[at] = place
  }
  return places
}
